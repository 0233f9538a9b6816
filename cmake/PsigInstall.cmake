# cmake --install: the DLL, headers and libraries with the two ways to find them (CMake package, pkg-config), and the tools.
# The components are PosixSignals_Runtime (DLL, helper programs), PosixSignals_Development, PosixSignals_Tools and
# PosixSignals_Documentation (the manual pages, if scripts/site has made them).
include(CMakePackageConfigHelpers)
set(package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/PosixSignals")
set(development COMPONENT PosixSignals_Development)

set_target_properties(psig_headers PROPERTIES EXPORT_NAME headers)
set_target_properties(psig_interface PROPERTIES EXPORT_NAME interface)
set_target_properties(psig_start_archive PROPERTIES EXPORT_NAME start)
set_target_properties(psig_names PROPERTIES EXPORT_NAME names)
set_target_properties(posix-signals PROPERTIES EXPORT_NAME static)
set_target_properties(posix-signals-dll PROPERTIES EXPORT_NAME dll)
set(exported psig_headers psig_interface psig_start_archive psig_names)
foreach(flavour IN ITEMS static shared)
  set_target_properties(psig_overlay_${flavour} PROPERTIES EXPORT_NAME overlay-${flavour})
endforeach()
set_target_properties(psig_shared PROPERTIES EXPORT_NAME shared)
if(psig_build_static)
  list(APPEND exported posix-signals psig_overlay_static)
endif()
if(psig_build_shared)
  list(APPEND exported posix-signals-dll psig_shared psig_overlay_shared)
endif()

install(DIRECTORY "${PROJECT_SOURCE_DIR}/include/posix" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}" ${development}
        FILES_MATCHING PATTERN "*.h")
install(
  TARGETS ${exported}
  EXPORT PosixSignals
  RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}" COMPONENT PosixSignals_Runtime
  ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}" ${development})
if(psig_build_shared)
  psig_strip_installed(posix-signals-dll PosixSignals_Runtime)
endif()
install(EXPORT PosixSignals NAMESPACE PosixSignals:: FILE PosixSignalsTargets.cmake DESTINATION "${package_dir}" ${development})
install(FILES "${PROJECT_SOURCE_DIR}/LICENSE" DESTINATION "${CMAKE_INSTALL_DOCDIR}" ${development})

set(PSIG_MAN_DIR "${PROJECT_SOURCE_DIR}/build/man" CACHE PATH "Manual pages to install, where there are any: scripts/site makes them")
install(DIRECTORY "${PSIG_MAN_DIR}/" DESTINATION "${CMAKE_INSTALL_MANDIR}" COMPONENT PosixSignals_Documentation OPTIONAL)

list(JOIN PSIG_CONSUMER_LINK_OPTIONS " " PSIG_PC_LINK_OPTIONS)
list(TRANSFORM PSIG_SYSTEM_LIBRARIES PREPEND "-l" OUTPUT_VARIABLE PSIG_PC_SYSTEM_LIBRARIES)
list(JOIN PSIG_PC_SYSTEM_LIBRARIES " " PSIG_PC_SYSTEM_LIBRARIES)
set(PSIG_PC_PRIVATE "-lposix-signals-start -lposix-signals ${PSIG_PC_SYSTEM_LIBRARIES}") # of the static library
set(PSIG_PC_PUBLIC "")
if(NOT psig_build_shared)
  set(PSIG_PC_PUBLIC "${PSIG_PC_PRIVATE}")
endif()
file(RELATIVE_PATH PSIG_PC_PREFIX "/prefix/${CMAKE_INSTALL_LIBDIR}/pkgconfig" "/prefix") # the prefix from where the .pc is
string(REGEX REPLACE "/$" "" PSIG_PC_PREFIX "${PSIG_PC_PREFIX}")
foreach(package posix-signals posix-signals-overlay)
  configure_file("${PROJECT_SOURCE_DIR}/cmake/${package}.pc.in" "${PROJECT_BINARY_DIR}/${package}.pc" @ONLY)
  install(FILES "${PROJECT_BINARY_DIR}/${package}.pc" DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig" ${development})
endforeach()

configure_package_config_file(
  "${PROJECT_SOURCE_DIR}/cmake/PosixSignalsConfig.cmake.in" "${PROJECT_BINARY_DIR}/PosixSignalsConfig.cmake"
  INSTALL_DESTINATION "${package_dir}" PATH_VARS CMAKE_INSTALL_BINDIR)
write_basic_package_version_file("${PROJECT_BINARY_DIR}/PosixSignalsConfigVersion.cmake" COMPATIBILITY SameMinorVersion)
install(FILES "${PROJECT_BINARY_DIR}/PosixSignalsConfig.cmake" "${PROJECT_BINARY_DIR}/PosixSignalsConfigVersion.cmake"
        DESTINATION "${package_dir}" ${development})
