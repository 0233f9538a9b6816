# psig_binary(<target> DESCRIPTION <what it is, for the file's properties>): a program or DLL that is shipped. It has a version
# resource, may be loaded anywhere (ASLR), has no executable data, and is the same, byte for byte, if it is linked again.
# psig_install_binary(<target> <component>) installs it without symbols. tests/artefacts checks all this on what is installed.
#
# PSIG_BINARY_LINK_OPTIONS and psig_version_resource() are for a program that CMake does not link itself.
include(GNUInstallDirs)

# GNU ld sets the first three by default since 2.36; timestamps are not left out by default.
set(PSIG_BINARY_LINK_OPTIONS -Wl,--dynamicbase -Wl,--nxcompat -Wl,--no-insert-timestamp)
set(PSIG_BINARY_LINK_OPTIONS_64 -Wl,--high-entropy-va)

# Writes the resource's source for the file `name` (with its suffix); its path goes to `out`.
function(psig_version_resource name description out)
  string(REPLACE "." "," PSIG_RC_NUMBER "${PROJECT_VERSION}.0")
  set(PSIG_RC_TYPE 1) # VFT_APP
  if(name MATCHES "\\.dll$")
    set(PSIG_RC_TYPE 2) # VFT_DLL
  endif()
  cmake_path(GET name STEM PSIG_RC_STEM)
  set(PSIG_RC_NAME "${name}")
  set(PSIG_RC_DESCRIPTION "${description}")
  set(file "${PROJECT_BINARY_DIR}/version/${name}.rc")
  configure_file("${PROJECT_SOURCE_DIR}/cmake/version.rc.in" "${file}" @ONLY)
  set(${out} "${file}" PARENT_SCOPE)
endfunction()

function(psig_binary target)
  cmake_parse_arguments(arg "" "DESCRIPTION" "" ${ARGN})
  get_target_property(type ${target} TYPE)
  get_target_property(name ${target} OUTPUT_NAME)
  set(suffix ${CMAKE_EXECUTABLE_SUFFIX})
  if(type STREQUAL "SHARED_LIBRARY")
    set(suffix ${CMAKE_SHARED_LIBRARY_SUFFIX})
  endif()
  psig_version_resource("${name}${suffix}" "${arg_DESCRIPTION}" resource)
  target_sources(${target} PRIVATE "${resource}")
  target_link_options(${target} PRIVATE ${PSIG_BINARY_LINK_OPTIONS})
  if(CMAKE_SIZEOF_VOID_P EQUAL 8)
    target_link_options(${target} PRIVATE ${PSIG_BINARY_LINK_OPTIONS_64})
    if(type STREQUAL "SHARED_LIBRARY") # otherwise GNU ld makes one from the name of the file
      target_link_options(${target} PRIVATE -Wl,--image-base,0x180000000)
    endif()
  endif()
endfunction()

# psig_strip_installed(<target> <component>): after its install(TARGETS), takes the symbols out of what has been installed.
function(psig_strip_installed target component)
  set(installed "\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_BINDIR}/$<TARGET_FILE_NAME:${target}>")
  # -p: it would put in the time of its run.
  install(CODE "execute_process(COMMAND \"${CMAKE_STRIP}\" -p \"${installed}\" COMMAND_ERROR_IS_FATAL ANY)"
          COMPONENT ${component})
endfunction()

function(psig_install_binary target component)
  install(TARGETS ${target} RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}" COMPONENT ${component})
  psig_strip_installed(${target} ${component})
endfunction()
