# The artefacts: posix-signals.a and posix-signals.dll from the same objects, the start part that a program links with
# either of them, and the names library for configure scripts. To consumers, in this tree, in theirs (add_subdirectory,
# FetchContent) and installed, they are
#
#   PosixSignals::static, ::shared                   headers <posix/...>, and the static library or the DLL
#   PosixSignals::overlay-static, ::overlay-shared   the headers also under their Unix names, plain names for link checks
#   PosixSignals::posix-signals, ::overlay           the flavour that BUILD_SHARED_LIBS names, the static one if it is not set
get_property(portable_components GLOBAL PROPERTY PSIG_PORTABLE_OBJECTS)
get_property(windows_components GLOBAL PROPERTY PSIG_WINDOWS_OBJECTS)
set(engine_objects "")
foreach(component IN LISTS portable_components windows_components)
  list(APPEND engine_objects $<TARGET_OBJECTS:${component}>)
endforeach()

include(GNUInstallDirs)
add_library(psig_headers INTERFACE)
target_include_directories(psig_headers INTERFACE $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>
                                                  $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
add_library(psig_interface INTERFACE) # what every consumer gets
target_link_libraries(psig_interface INTERFACE psig_headers)
target_link_options(psig_interface INTERFACE ${PSIG_CONSUMER_LINK_OPTIONS})

add_library(psig_start_archive STATIC $<TARGET_OBJECTS:psig_start>)
set_target_properties(psig_start_archive PROPERTIES OUTPUT_NAME posix-signals-start LINKER_LANGUAGE C)

# An archive in this place of the link line, without what it is linked with otherwise.
function(psig_link_archive target archive)
  target_link_libraries(${target} INTERFACE $<TARGET_FILE:$<TARGET_NAME:${archive}>>)
  add_dependencies(${target} ${archive})
endfunction()

# ---- static --------------------------------------------------------------------------------------------------------
add_library(posix-signals STATIC ${engine_objects})
set_target_properties(posix-signals PROPERTIES LINKER_LANGUAGE C)
target_link_libraries(posix-signals PUBLIC psig_interface)
target_link_libraries(posix-signals INTERFACE ${PSIG_SYSTEM_LIBRARIES})
# Each needs the other: the anchor the runtime, and the runtime may need the wrapper.
target_link_libraries(posix-signals INTERFACE psig_start_archive)
target_link_libraries(psig_start_archive INTERFACE $<BUILD_INTERFACE:posix-signals>)
if(psig_build_static)
  target_link_libraries(psig_start_archive INTERFACE $<INSTALL_INTERFACE:PosixSignals::static>)
endif()

# ---- DLL: exports posix_* and nothing else -----------------------------------------------------------------------------
set(def "${PROJECT_BINARY_DIR}/posix-signals.def")
add_custom_command(
  OUTPUT "${def}"
  COMMAND "${CMAKE_COMMAND}" "-DNM=${CMAKE_NM}" "-DARCHIVE=$<TARGET_FILE:posix-signals>" "-DOUTPUT=${def}"
          "-DSTART=$<TARGET_FILE:psig_start_archive>" "-DPREFIX=${PSIG_USER_LABEL_PREFIX}" -P
          "${PROJECT_SOURCE_DIR}/cmake/MakeDef.cmake"
  DEPENDS posix-signals psig_start_archive "${PROJECT_SOURCE_DIR}/cmake/MakeDef.cmake"
  COMMENT "Listing the DLL's exports"
  VERBATIM)
add_library(posix-signals-dll SHARED ${engine_objects} $<TARGET_OBJECTS:psig_dll> "${def}")
set_target_properties(posix-signals-dll PROPERTIES OUTPUT_NAME posix-signals PREFIX "" IMPORT_PREFIX lib LINKER_LANGUAGE C)
target_link_options(posix-signals-dll PRIVATE -static-libgcc -Wl,--exclude-all-symbols)
target_link_libraries(posix-signals-dll PRIVATE ${PSIG_SYSTEM_LIBRARIES})
psig_binary(posix-signals-dll DESCRIPTION "POSIX signals for native Windows programs")
if(NOT psig_build_shared)
  set_target_properties(posix-signals-dll PROPERTIES EXCLUDE_FROM_ALL ON)
endif()

# The start part comes before the import library that it needs.
add_library(psig_shared INTERFACE)
target_link_libraries(psig_shared INTERFACE psig_interface)
psig_link_archive(psig_shared psig_start_archive)
target_link_libraries(psig_shared INTERFACE posix-signals-dll)

# ---- the overlay: Unix header names, and the plain symbols for link checks -----------------------------------------------
foreach(flavour IN ITEMS static shared)
  set(target psig_overlay_${flavour})
  add_library(${target} INTERFACE)
  target_include_directories(
    ${target} BEFORE INTERFACE $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include/posix/overlay>
                               $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/posix/overlay>)
  psig_link_archive(${target} psig_names)
  add_library(PosixSignals::overlay-${flavour} ALIAS ${target})
endforeach()
target_link_libraries(psig_overlay_static INTERFACE posix-signals)
target_link_libraries(psig_overlay_shared INTERFACE psig_shared)

add_library(PosixSignals::static ALIAS posix-signals)
add_library(PosixSignals::shared ALIAS psig_shared)
if(psig_build_static OR PROJECT_IS_TOP_LEVEL) # this tree's own programs are always linked with the static library
  add_library(PosixSignals::posix-signals ALIAS posix-signals)
  add_library(PosixSignals::overlay ALIAS psig_overlay_static)
else()
  add_library(PosixSignals::posix-signals ALIAS psig_shared)
  add_library(PosixSignals::overlay ALIAS psig_overlay_shared)
endif()
