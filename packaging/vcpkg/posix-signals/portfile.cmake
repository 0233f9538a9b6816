# An overlay port: it builds the tree that it lies in. `vcpkg install posix-signals --overlay-ports=packaging/vcpkg
# --triplet=x64-mingw-static` (or x64-mingw-dynamic); vcpkg says by BUILD_SHARED_LIBS which flavour is wanted.
get_filename_component(SOURCE_PATH "${CMAKE_CURRENT_LIST_DIR}/../../.." ABSOLUTE)

vcpkg_check_features(OUT_FEATURE_OPTIONS FEATURE_OPTIONS FEATURES tools PSIG_BUILD_TOOLS)
vcpkg_cmake_configure(SOURCE_PATH "${SOURCE_PATH}" OPTIONS -DPSIG_BUILD_TESTS=OFF ${FEATURE_OPTIONS})
vcpkg_cmake_install()
vcpkg_cmake_config_fixup(PACKAGE_NAME PosixSignals CONFIG_PATH lib/cmake/PosixSignals)
vcpkg_fixup_pkgconfig()

set(programs posix-signals-helper)
if(EXISTS "${CURRENT_PACKAGES_DIR}/bin/posix-signals-helper32.exe")
  list(APPEND programs posix-signals-helper32)
endif()
if("tools" IN_LIST FEATURES)
  list(APPEND programs kill posix-run sigstat timeout)
endif()
vcpkg_copy_tools(TOOL_NAMES ${programs} AUTO_CLEAN)
file(REMOVE_RECURSE "${CURRENT_PACKAGES_DIR}/debug/include" "${CURRENT_PACKAGES_DIR}/debug/share")
vcpkg_install_copyright(FILE_LIST "${SOURCE_PATH}/LICENSE")
file(INSTALL "${CMAKE_CURRENT_LIST_DIR}/usage" DESTINATION "${CURRENT_PACKAGES_DIR}/share/${PORT}")
