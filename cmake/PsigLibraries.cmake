# The artefacts: posix-signals.a and posix-signals.dll from the same objects, the start part that a program links with
# either of them, and the names library for configure scripts.
get_property(portable_components GLOBAL PROPERTY PSIG_PORTABLE_OBJECTS)
get_property(windows_components GLOBAL PROPERTY PSIG_WINDOWS_OBJECTS)
set(engine_objects "")
foreach(component IN LISTS portable_components windows_components)
  list(APPEND engine_objects $<TARGET_OBJECTS:${component}>)
endforeach()

add_library(psig_headers INTERFACE)
target_include_directories(psig_headers INTERFACE $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>
                                                  $<INSTALL_INTERFACE:include>)
add_library(psig_interface INTERFACE) # what every consumer gets
target_link_libraries(psig_interface INTERFACE psig_headers)
target_link_options(psig_interface INTERFACE ${PSIG_CONSUMER_LINK_OPTIONS})

if(TARGET psig_start)
  add_library(psig_start_archive STATIC $<TARGET_OBJECTS:psig_start>)
  set_target_properties(psig_start_archive PROPERTIES OUTPUT_NAME posix-signals-start LINKER_LANGUAGE C)
endif()

# ---- static --------------------------------------------------------------------------------------------------------
add_library(posix-signals STATIC ${engine_objects})
set_target_properties(posix-signals PROPERTIES LINKER_LANGUAGE C)
target_link_libraries(posix-signals PUBLIC psig_interface)
target_link_libraries(posix-signals INTERFACE ${PSIG_SYSTEM_LIBRARIES})
if(TARGET psig_start_archive)
  # Each needs the other: the anchor the runtime, and the runtime may need the wrapper.
  target_link_libraries(posix-signals INTERFACE psig_start_archive)
  target_link_libraries(psig_start_archive INTERFACE posix-signals)
endif()
add_library(PosixSignals::posix-signals ALIAS posix-signals)

# ---- DLL: exports posix_* and nothing else -----------------------------------------------------------------------------
set(def "${PROJECT_BINARY_DIR}/posix-signals.def")
set(start "$<$<TARGET_EXISTS:psig_start_archive>:$<TARGET_FILE:psig_start_archive>>")
add_custom_command(
  OUTPUT "${def}"
  COMMAND "${CMAKE_COMMAND}" "-DNM=${CMAKE_NM}" "-DARCHIVE=$<TARGET_FILE:posix-signals>" "-DOUTPUT=${def}"
          "-DSTART=${start}" "-DPREFIX=${PSIG_USER_LABEL_PREFIX}" -P "${PROJECT_SOURCE_DIR}/cmake/MakeDef.cmake"
  DEPENDS posix-signals $<TARGET_NAME_IF_EXISTS:psig_start_archive> "${PROJECT_SOURCE_DIR}/cmake/MakeDef.cmake"
  COMMENT "Listing the DLL's exports"
  VERBATIM)
add_library(posix-signals-dll SHARED ${engine_objects} $<TARGET_OBJECTS:psig_dll> "${def}")
set_target_properties(posix-signals-dll PROPERTIES OUTPUT_NAME posix-signals PREFIX "" IMPORT_PREFIX lib
                                                   LINKER_LANGUAGE C)
target_link_options(posix-signals-dll PRIVATE -static-libgcc -Wl,--exclude-all-symbols)
target_link_libraries(posix-signals-dll PRIVATE ${PSIG_SYSTEM_LIBRARIES})

# The start part comes before the import library that it needs.
add_library(psig_shared INTERFACE)
target_link_libraries(psig_shared INTERFACE psig_interface)
if(TARGET psig_start_archive)
  target_link_libraries(psig_shared INTERFACE $<TARGET_FILE:psig_start_archive>)
  add_dependencies(psig_shared psig_start_archive)
endif()
target_link_libraries(psig_shared INTERFACE posix-signals-dll)
add_library(PosixSignals::shared ALIAS psig_shared)

# ---- the overlay: Unix header names, and the plain symbols for link checks -----------------------------------------------
add_library(psig_overlay INTERFACE)
target_include_directories(psig_overlay BEFORE INTERFACE "${PROJECT_SOURCE_DIR}/include/posix/overlay")
target_link_libraries(psig_overlay INTERFACE psig_names posix-signals)
target_link_libraries(psig_names INTERFACE posix-signals)
add_library(PosixSignals::overlay ALIAS psig_overlay)
