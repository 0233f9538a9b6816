# psig_portable_test(<name> SOURCES <sources...> [TIMEOUT <seconds>] [LABELS <l...>])
#
# A test that knows POSIX headers only. In the native build it runs against glibc, the oracle: what fails there is
# wrong. For Windows it is built through the overlay, as a porter would. scripts/test runs both. Not under TSan, which
# holds signals back until its next check.

# GoogleTest's headers, read once: natively as for the other tests, for Windows through the overlay.
set(psig_portable_headers psig_test_support)
if(WIN32)
  set(psig_portable_headers psig_portable_headers)
  add_library(psig_portable_headers OBJECT "${PROJECT_SOURCE_DIR}/tests/support/main.cpp")
  target_include_directories(psig_portable_headers PRIVATE "${PROJECT_SOURCE_DIR}/tests")
  target_link_libraries(psig_portable_headers PRIVATE psig_warnings GTest::gmock Threads::Threads PosixSignals::overlay)
  target_compile_options(psig_portable_headers PRIVATE -Wno-sign-compare -Wno-sign-conversion)
  target_precompile_headers(psig_portable_headers PRIVATE <gmock/gmock.h> <gtest/gtest.h>)
endif()

function(psig_portable_test name)
  cmake_parse_arguments(arg "" "TIMEOUT" "SOURCES;LABELS" ${ARGN})
  if(PSIG_SANITIZE MATCHES "thread")
    return()
  endif()
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 120)
  endif()
  set(target test_${name})
  add_executable(${target} ${arg_SOURCES})
  target_link_libraries(${target} PRIVATE psig_warnings psig_test_support GTest::gmock Threads::Threads)
  target_compile_options(${target} PRIVATE -Wno-sign-compare -Wno-sign-conversion) # GoogleTest's macros
  psig_reuse_headers(${target} ${psig_portable_headers} "${arg_SOURCES}")
  if(WIN32)
    target_link_libraries(${target} PRIVATE PosixSignals::overlay)
    target_link_options(${target} PRIVATE -static)
  endif()
  psig_register_test(${name} portable ${arg_TIMEOUT} "${arg_LABELS}" "ASAN_OPTIONS=use_sigaltstack=0:disable_coredump=0")
endfunction()
