# psig_component(<name> [DIR <directory under src>] MAY <components...> [PORTABLE <sources...>] [SOURCES <sources...>])
#
# One component of docs/design.md, 2: OBJECT library psig_<name> from SOURCES (Windows only) and psig_<name>_portable from PORTABLE
# (units without Windows types, built natively too). Headers are spelled "component/unit.h"; the component sees only itself and
# the components of MAY, through a directory of links, so that a forbidden include does not compile. tests/layering checks
# the same by reading the sources; where no link can be made (Windows, without the right to) it is the only check. Somebody
# else's build has no links at all.
function(psig_component name)
  cmake_parse_arguments(arg "" "DIR" "MAY;PORTABLE;SOURCES" ${ARGN})
  if(NOT arg_DIR)
    set(arg_DIR ${name})
  endif()
  string(REGEX MATCH "^[^/]+" top "${arg_DIR}")

  psig_component_view(view ${name} ${top} ${arg_MAY})

  if(arg_PORTABLE)
    psig_component_objects(psig_${name}_portable "${view}" "${arg_PORTABLE}")
    set_property(GLOBAL APPEND PROPERTY PSIG_PORTABLE_OBJECTS psig_${name}_portable)
  endif()
  if(arg_SOURCES AND WIN32)
    psig_component_objects(psig_${name} "${view}" "${arg_SOURCES}")
    set_property(GLOBAL APPEND PROPERTY PSIG_WINDOWS_OBJECTS psig_${name})
  endif()
endfunction()

# psig_component_view(<out> <component> <components...>): the include path through which only these are to be seen.
function(psig_component_view out name)
  set(view "${PROJECT_BINARY_DIR}/components/${name}")
  set(failed "")
  if(PROJECT_IS_TOP_LEVEL)
    file(MAKE_DIRECTORY "${view}")
    foreach(component IN LISTS ARGN)
      file(CREATE_LINK "${PROJECT_SOURCE_DIR}/src/${component}" "${view}/${component}" SYMBOLIC RESULT result)
      if(NOT result EQUAL 0)
        set(failed "${result}")
      endif()
    endforeach()
  endif()
  if(failed OR NOT PROJECT_IS_TOP_LEVEL)
    set(view "${PROJECT_SOURCE_DIR}/src")
  endif()
  set(${out} "${view}" PARENT_SCOPE)
endfunction()

# psig_start_part(SOURCES ...): the objects that a program links itself, with the static library and with the DLL: the
# anchor and the wrapped pthread_create. No engine state may live in them.
function(psig_start_part)
  cmake_parse_arguments(arg "" "" "SOURCES" ${ARGN})
  if(arg_SOURCES AND WIN32)
    psig_component_objects(psig_start "${PROJECT_SOURCE_DIR}/src" "${arg_SOURCES}")
  endif()
endfunction()

# psig_dll_part(SOURCES ...): what posix-signals.dll has beside the components.
function(psig_dll_part)
  cmake_parse_arguments(arg "" "" "SOURCES" ${ARGN})
  if(WIN32)
    psig_component_objects(psig_dll "${PROJECT_SOURCE_DIR}/src" "${arg_SOURCES}")
  endif()
endfunction()

function(psig_component_objects target view sources)
  add_library(${target} OBJECT ${sources})
  target_include_directories(${target} PRIVATE "${view}")
  if(WIN32)
    target_include_directories(${target} PRIVATE "${PROJECT_SOURCE_DIR}/include")
    target_compile_definitions(${target} PRIVATE ${PSIG_WINDOWS_DEFINITIONS})
  endif()
  target_link_libraries(${target} PRIVATE psig_engine_flags)
endfunction()
