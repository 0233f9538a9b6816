# GoogleTest (from Debian's sources, found, or fetched), and psig_test().
#
# psig_test(<name> SOURCES <sources...> [PORTABLE] [COMPONENTS <components...>] [LIBS <libs...>] [TIMEOUT <seconds>] [LABELS <l...>]
#           [SHARED] [OWN_MAIN])
#   default      Windows only, linked as a consumer's program: static library, anchor, wrapped pthread_create
#   SHARED       the same against posix-signals.dll
#   PORTABLE         linked with the portable units only; also built natively, under the sanitizers of the preset
#   COMPONENTS        Windows only, linked with the objects of these components and nothing else (a unit on its own)
#   OWN_MAIN     the sources have main() and are no GoogleTest
# Each test is one executable and one ctest entry; it may see every header of src/ and tests/. The cross-built ones run
# under Wine. The target tests_<directory> builds those of a directory. A test with child processes starts itself again: see tests/support/child.h.
set(CMAKE_POLICY_DEFAULT_CMP0077 NEW)
set(INSTALL_GTEST OFF)
set(BUILD_GMOCK ON)
find_package(Threads REQUIRED)
if(EXISTS "${PSIG_GOOGLETEST_DIR}/CMakeLists.txt")
  add_subdirectory("${PSIG_GOOGLETEST_DIR}" "${PROJECT_BINARY_DIR}/googletest" EXCLUDE_FROM_ALL SYSTEM)
else() # FETCHCONTENT_TRY_FIND_PACKAGE_MODE=NEVER takes no installed one
  include(FetchContent)
  FetchContent_Declare(
    googletest
    URL https://github.com/google/googletest/archive/refs/tags/v1.14.0.tar.gz
    URL_HASH SHA256=8ad598c73ad796e0d8280b082cebd82a630d73e73cd3c70057938a6501bba5d7
    DOWNLOAD_EXTRACT_TIMESTAMP OFF
    SYSTEM
    FIND_PACKAGE_ARGS NAMES GTest)
  FetchContent_MakeAvailable(googletest)
endif()

# A prefix takes ten seconds and more to make, and a wineserver one to start: before the tests, not within their time.
if(CMAKE_CROSSCOMPILING_EMULATOR)
  add_test(NAME wine_start COMMAND ${CMAKE_CROSSCOMPILING_EMULATOR} --start)
  add_test(NAME wine_stop COMMAND ${CMAKE_CROSSCOMPILING_EMULATOR} --stop)
  set_tests_properties(wine_start PROPERTIES FIXTURES_SETUP wine TIMEOUT 300)
  set_tests_properties(wine_stop PROPERTIES FIXTURES_CLEANUP wine)
endif()

# The executable test_<name>, as a test and among those of its directory.
function(psig_register_test name directory timeout labels environment)
  if(NOT TARGET tests_${directory})
    add_custom_target(tests_${directory})
  endif()
  add_dependencies(tests_${directory} test_${name})
  add_test(NAME ${name} COMMAND test_${name})
  set_tests_properties(${name} PROPERTIES TIMEOUT ${timeout} LABELS "${directory};${labels}" ENVIRONMENT "${environment}")
  if(WIN32) # one at a time: they time what they see, and write the same files; what only compiles may run side by side
    set_tests_properties(${name} PROPERTIES RUN_SERIAL ON)
  endif()
  if(CMAKE_CROSSCOMPILING_EMULATOR)
    set_tests_properties(${name} PROPERTIES FIXTURES_REQUIRED wine)
  endif()
endfunction()

# The target takes the precompiled headers of another, unless a source is C: CMake would look for headers precompiled as C, too.
function(psig_reuse_headers target from sources)
  list(FILTER sources INCLUDE REGEX "\\.c$")
  if(NOT sources)
    target_precompile_headers(${target} REUSE_FROM ${from})
  endif()
endfunction()

function(psig_test name)
  cmake_parse_arguments(arg "PORTABLE;SHARED;OWN_MAIN" "TIMEOUT" "SOURCES;COMPONENTS;LIBS;LABELS" ${ARGN})
  if(NOT WIN32 AND NOT arg_PORTABLE)
    return()
  endif()
  set(target test_${name})
  add_executable(${target} ${arg_SOURCES})
  target_include_directories(${target} PRIVATE "${PROJECT_SOURCE_DIR}/src" "${PROJECT_SOURCE_DIR}/tests")
  target_link_libraries(${target} PRIVATE psig_warnings ${arg_LIBS})
  if(NOT arg_OWN_MAIN)
    target_link_libraries(${target} PRIVATE psig_test_support GTest::gmock)
    # GoogleTest's macros compare signed with unsigned and shorten as they like.
    target_compile_options(${target} PRIVATE $<$<COMPILE_LANGUAGE:CXX>:-Wno-sign-compare -Wno-sign-conversion>)
    psig_reuse_headers(${target} psig_test_support "${arg_SOURCES}")
  endif()

  if(arg_PORTABLE)
    target_link_libraries(${target} PRIVATE psig_portable psig_test_lock)
  elseif(arg_COMPONENTS)
    target_link_libraries(${target} PRIVATE psig_headers ${PSIG_SYSTEM_LIBRARIES})
    foreach(component IN LISTS arg_COMPONENTS)
      foreach(objects psig_${component}_portable psig_${component})
        if(TARGET ${objects})
          target_sources(${target} PRIVATE $<TARGET_OBJECTS:${objects}>)
        endif()
      endforeach()
    endforeach()
  elseif(arg_SHARED)
    target_link_libraries(${target} PRIVATE PosixSignals::shared)
    add_custom_command(TARGET ${target} POST_BUILD COMMAND "${CMAKE_COMMAND}" -E copy_if_different
                       $<TARGET_FILE:posix-signals-dll> $<TARGET_FILE_DIR:${target}>)
  else()
    target_link_libraries(${target} PRIVATE PosixSignals::posix-signals)
  endif()
  if(WIN32)
    target_compile_definitions(${target} PRIVATE ${PSIG_WINDOWS_DEFINITIONS})
    target_link_options(${target} PRIVATE -static) # no DLL of the compiler's beside the test
  endif()

  cmake_path(GET CMAKE_CURRENT_SOURCE_DIR FILENAME directory)
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 60)
  endif()
  psig_register_test(${name} ${directory} ${arg_TIMEOUT} "${arg_LABELS}"
                     "TSAN_OPTIONS=halt_on_error=1;UBSAN_OPTIONS=print_stacktrace=1")
endfunction()
