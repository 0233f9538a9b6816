# Debian's mingw-w64 cross compilers. PSIG_THREAD_MODEL: posix (default), win32.
# PSIG_CRT: msvcrt (default), ucrt (Debian 13's g++-mingw-w64-ucrt64: x86_64 and posix threads only).
set(CMAKE_SYSTEM_NAME Windows)
set(PSIG_THREAD_MODEL posix CACHE STRING "mingw-w64's thread model: posix or win32")
set(PSIG_CRT msvcrt CACHE STRING "C run-time: msvcrt or ucrt")
set(CMAKE_TRY_COMPILE_PLATFORM_VARIABLES PSIG_THREAD_MODEL PSIG_CRT)
set(CMAKE_SYSTEM_PROCESSOR x86_64)
set(psig_triplet x86_64-w64-mingw32)
set(psig_variant -${PSIG_THREAD_MODEL})
if(PSIG_CRT STREQUAL "ucrt")
  string(APPEND psig_triplet ucrt)
  set(psig_variant "")
endif()

set(CMAKE_C_COMPILER ${psig_triplet}-gcc${psig_variant})
set(CMAKE_CXX_COMPILER ${psig_triplet}-g++${psig_variant})
set(CMAKE_ASM_COMPILER ${psig_triplet}-gcc${psig_variant})
set(CMAKE_RC_COMPILER ${psig_triplet}-windres)

set(CMAKE_FIND_ROOT_PATH /usr/${psig_triplet})
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
