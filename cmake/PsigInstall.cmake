# cmake --install: headers, both libraries, the DLL, and the two ways to find them (CMake package, pkg-config).
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

install(DIRECTORY "${PROJECT_SOURCE_DIR}/include/posix" DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING
        PATTERN "*.h")
install(TARGETS posix-signals psig_names ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
if(TARGET psig_start_archive)
  install(TARGETS psig_start_archive ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
endif()
install(TARGETS posix-signals-dll RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR}
                                  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(FILES "${PROJECT_SOURCE_DIR}/LICENSE" DESTINATION ${CMAKE_INSTALL_DOCDIR})

list(JOIN PSIG_CONSUMER_LINK_OPTIONS " " PSIG_PC_LINK_OPTIONS)
list(TRANSFORM PSIG_SYSTEM_LIBRARIES PREPEND "-l" OUTPUT_VARIABLE PSIG_PC_SYSTEM_LIBRARIES)
list(JOIN PSIG_PC_SYSTEM_LIBRARIES " " PSIG_PC_SYSTEM_LIBRARIES)
foreach(package posix-signals posix-signals-overlay)
  configure_file("${PROJECT_SOURCE_DIR}/cmake/${package}.pc.in" "${PROJECT_BINARY_DIR}/${package}.pc" @ONLY)
  install(FILES "${PROJECT_BINARY_DIR}/${package}.pc" DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
endforeach()

configure_package_config_file(
  "${PROJECT_SOURCE_DIR}/cmake/PosixSignalsConfig.cmake.in" "${PROJECT_BINARY_DIR}/PosixSignalsConfig.cmake"
  INSTALL_DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/PosixSignals
  PATH_VARS CMAKE_INSTALL_INCLUDEDIR CMAKE_INSTALL_LIBDIR CMAKE_INSTALL_BINDIR)
write_basic_package_version_file("${PROJECT_BINARY_DIR}/PosixSignalsConfigVersion.cmake"
                                 COMPATIBILITY SameMinorVersion)
install(FILES "${PROJECT_BINARY_DIR}/PosixSignalsConfig.cmake" "${PROJECT_BINARY_DIR}/PosixSignalsConfigVersion.cmake"
        DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/PosixSignals)
