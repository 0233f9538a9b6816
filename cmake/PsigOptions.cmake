# Options, language levels and the warnings of our own code. In somebody else's build the library alone is built, without
# a word about our warnings. Not set, BUILD_SHARED_LIBS means both flavours; set, the one that it names.
option(PSIG_BUILD_TESTS "Build the tests" ${PROJECT_IS_TOP_LEVEL})
option(PSIG_BUILD_EXAMPLES "Build the examples" ${PSIG_BUILD_TESTS})
option(PSIG_BUILD_TOOLS "Build kill, timeout, posix-run and sigstat" ${PROJECT_IS_TOP_LEVEL})
option(PSIG_INSTALL "Have rules for cmake --install" ${PROJECT_IS_TOP_LEVEL})
option(PSIG_WERROR "Take warnings in our own code for errors (the presets set it)" OFF)
set(PSIG_SANITIZE "" CACHE STRING "Value for -fsanitize= (native build only), e.g. address,undefined")
option(PSIG_CHECKS "Assert the order of the locks and who holds them (src/base/lock_check.h)" OFF)
set(PSIG_GOOGLETEST_DIR "/usr/src/googletest" CACHE PATH
    "GoogleTest's sources (Debian: package googletest); elsewhere it is found, or fetched")

set(CMAKE_C_STANDARD 11)
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS ON) # asm labels, __attribute__
set(CMAKE_C_EXTENSIONS ON)
if(PROJECT_IS_TOP_LEVEL)
  set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
endif()
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(PSIG_WINDOWS_DEFINITIONS _WIN32_WINNT=0x0A00 WIN32_LEAN_AND_MEAN NOMINMAX) # of all that is built for Windows here

set(psig_build_static ON)
set(psig_build_shared ${PSIG_INSTALL}) # the DLL: in all and installed; otherwise if somebody links it
if(DEFINED BUILD_SHARED_LIBS AND BUILD_SHARED_LIBS)
  set(psig_build_static OFF)
  set(psig_build_shared ON)
elseif(DEFINED BUILD_SHARED_LIBS)
  set(psig_build_shared OFF)
endif()

if(PSIG_SANITIZE)
  add_compile_options(-fsanitize=${PSIG_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${PSIG_SANITIZE})
endif()

if(PSIG_CHECKS)
  add_compile_definitions(PSIG_CHECKS=1)
endif()

# Our own code, not GoogleTest's, and not resources. Debug information names no directory of this machine; without it the
# objects have no path in them.
add_library(psig_warnings INTERFACE)
set(code $<COMPILE_LANGUAGE:C,CXX,ASM>)
if(PROJECT_IS_TOP_LEVEL)
  target_compile_options(psig_warnings INTERFACE $<${code}:-Wall -Wextra -Wconversion> $<$<AND:${code},$<BOOL:${PSIG_WERROR}>>:-Werror>)
endif()
target_compile_options(psig_warnings INTERFACE $<$<AND:${code},$<CONFIG:Debug,RelWithDebInfo>>:-ffile-prefix-map=${PROJECT_SOURCE_DIR}=.>)

# The library: no C++ runtime behind it. Sections, so that a program links what it uses.
add_library(psig_engine_flags INTERFACE)
target_compile_options(
  psig_engine_flags
  INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-fno-exceptions -fno-rtti -fno-threadsafe-statics> #
            # No -fdata-sections: on PE it moves what is zero at start from .bss into the file.
            $<$<COMPILE_LANGUAGE:C,CXX>:-ffunction-sections -fvisibility=hidden>)
target_link_libraries(psig_engine_flags INTERFACE psig_warnings)

# System libraries that the engine imports from, all present on every Windows 10.
set(PSIG_SYSTEM_LIBRARIES synchronization ntdll user32 advapi32)

# What every program that uses the library is linked with (docs/design.md, 4): threads made by libstdc++ inherit masks
# through the wrapped pthread_create, and the anchor starts the runtime even where only inline functions are used.
if(WIN32)
  set(PSIG_USER_LABEL_PREFIX "")
  if(CMAKE_SIZEOF_VOID_P EQUAL 4)
    set(PSIG_USER_LABEL_PREFIX "_")
  endif()
  set(PSIG_CONSUMER_LINK_OPTIONS "-Wl,--wrap=pthread_create" "-Wl,--wrap=pthread_self" "-Wl,--wrap=pthread_cancel"
                                 "-Wl,-u,${PSIG_USER_LABEL_PREFIX}posix_signals_anchor")
endif()

# Tests and tools of the cross build run under Wine, in a prefix of their own.
if(PROJECT_IS_TOP_LEVEL AND CMAKE_CROSSCOMPILING AND WIN32 AND NOT CMAKE_HOST_WIN32)
  set(PSIG_WINEPREFIX "${PROJECT_BINARY_DIR}/wineprefix" CACHE PATH "Wine prefix of the tests")
  set(CMAKE_CROSSCOMPILING_EMULATOR "${PROJECT_SOURCE_DIR}/scripts/wine-run" "${PSIG_WINEPREFIX}")
endif()
