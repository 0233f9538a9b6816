# psig_room(<name> [DIR <directory under src>] MAY <rooms...> [PURE <sources...>] [SOURCES <sources...>])
#
# One room of design section 2: OBJECT library psig_<name> from SOURCES (Windows only) and psig_<name>_pure from PURE
# (units without Windows types, built natively too). Headers are spelled "room/unit.h"; the room sees only itself and
# the rooms of MAY, through a directory of links, so that a forbidden include does not compile. tests/layering checks
# the same by reading the sources.
function(psig_room name)
  cmake_parse_arguments(arg "" "DIR" "MAY;PURE;SOURCES" ${ARGN})
  if(NOT arg_DIR)
    set(arg_DIR ${name})
  endif()
  string(REGEX MATCH "^[^/]+" top "${arg_DIR}")

  set(view "${PROJECT_BINARY_DIR}/rooms/${name}")
  file(MAKE_DIRECTORY "${view}")
  foreach(room IN LISTS top arg_MAY)
    file(CREATE_LINK "${PROJECT_SOURCE_DIR}/src/${room}" "${view}/${room}" SYMBOLIC)
  endforeach()

  if(arg_PURE)
    psig_room_objects(psig_${name}_pure "${view}" "${arg_PURE}")
    set_property(GLOBAL APPEND PROPERTY PSIG_PURE_OBJECTS psig_${name}_pure)
  endif()
  if(arg_SOURCES AND WIN32)
    psig_room_objects(psig_${name} "${view}" "${arg_SOURCES}")
    set_property(GLOBAL APPEND PROPERTY PSIG_WINDOWS_OBJECTS psig_${name})
  endif()
endfunction()

# psig_start_part(SOURCES ...): the objects that a program links itself, with the static library and with the DLL: the
# anchor and the wrapped pthread_create. No engine state may live in them.
function(psig_start_part)
  cmake_parse_arguments(arg "" "" "SOURCES" ${ARGN})
  if(arg_SOURCES AND WIN32)
    psig_room_objects(psig_start "${PROJECT_SOURCE_DIR}/src" "${arg_SOURCES}")
  endif()
endfunction()

function(psig_room_objects target view sources)
  add_library(${target} OBJECT ${sources})
  target_include_directories(${target} PRIVATE "${view}")
  if(WIN32)
    target_include_directories(${target} PRIVATE "${PROJECT_SOURCE_DIR}/include")
    target_compile_definitions(${target} PRIVATE ${PSIG_WINDOWS_DEFINITIONS})
  endif()
  target_link_libraries(${target} PRIVATE psig_engine_flags)
endfunction()
