# SPDX-License-Identifier: BSD-3-Clause
# Modules from folders outside of this tree, unchanged: docs/your-module.md.
get_property(type CACHE ADSP_MODULE_SOURCES PROPERTY TYPE)
if(type STREQUAL INTERNAL)
	unset(ADSP_MODULE_SOURCES CACHE)	# of a build folder in which the name meant something else
endif()
set(ADSP_MODULE "" CACHE STRING "Folders of modules to build in, ;-separated")
set(ADSP_MODULE_SOURCES "" CACHE STRING "C files that these modules share with others, ;-separated")
set(ADSP_MODULE_INCLUDES "" CACHE STRING "Folders of headers for these modules, before the firmware's own; ;-separated")
set(ADSP_MODULE_CONFIG "" CACHE STRING "CONFIG_X=value for these modules, ;-separated; X need not be in a Kconfig")
set(ADSP_UUID_REGISTRY "" CACHE STRING "Files of lines 'uuid name' besides the uuid-registry.txt above the folders")
set(ADSP_MODULE_DECLARED "")	# what they declare, for tools/module_registry.py

# adsp_absolute(<result> <what> <path>...): absolute from the source tree on; each exists
function(adsp_absolute result what)
	set(paths "")
	foreach(path ${ARGN})
		get_filename_component(path ${path} ABSOLUTE BASE_DIR ${PROJECT_SOURCE_DIR})
		if(NOT EXISTS ${path})
			message(FATAL_ERROR "${what}: no ${path}")
		endif()
		list(APPEND paths ${path})
	endforeach()
	set(${result} ${paths} PARENT_SCOPE)
endfunction()

# adsp_run_python(<what> <argument>...): its error message ends the configuration
function(adsp_run_python what)
	execute_process(COMMAND ${ADSP_PYTHON} ${ARGN} RESULT_VARIABLE failed ERROR_VARIABLE message OUTPUT_VARIABLE message)
	if(failed)
		message(FATAL_ERROR "${what}: ${message}")
	endif()
endfunction()

# adsp_module_objects(<target> <folder of generated headers> <facts header or ""> <source>...)
function(adsp_module_objects target generated facts)
	add_library(${target} OBJECT ${ARGN})
	target_include_directories(${target} PRIVATE ${unit_INCLUDES} ${PROJECT_SOURCE_DIR}/fw/include)
	target_compile_definitions(${target} PRIVATE __ZEPHYR__=1)
	target_compile_options(${target} PRIVATE "SHELL:-include \"${generated}/autoconf.h\"" -fno-pie -fstack-protector-strong
		-fvisibility=hidden -Wno-error -Wno-shadow -Wno-missing-prototypes -Wno-sign-compare
		-Werror=implicit-function-declaration)
	if(facts)
		target_compile_options(${target} PRIVATE "SHELL:-include \"${facts}\"")
	endif()
endfunction()

# adsp_module_unit(<name> FOLDERS folder ... [SOURCES file ...] [INCLUDES folder ...] [CONFIG CONFIG_X=value ...]
#	[REGISTRIES file ...])
#
# The modules of some folders as one object, <name>_OBJECT; the target <name> makes it. They share files, and a name of
# theirs never meets one of the firmware: what is hidden becomes local. The target <name>-imports checks what they import.
function(adsp_module_unit name)
	cmake_parse_arguments(PARSE_ARGV 1 unit "" "" "FOLDERS;SOURCES;INCLUDES;CONFIG;REGISTRIES")
	set(generated ${PROJECT_BINARY_DIR}/generated/modules/${name})
	list(TRANSFORM unit_REGISTRIES PREPEND "--registry;")
	set(configs ${unit_CONFIG})
	list(TRANSFORM configs PREPEND "--config;")
	adsp_run_python(${name} ${PROJECT_SOURCE_DIR}/tools/module_folder.py ${generated} ${unit_FOLDERS}
		${unit_REGISTRIES} ${configs} --kconfig ${PROJECT_SOURCE_DIR}/fw/Kconfig)
	adsp_run_python(${name} ${PROJECT_SOURCE_DIR}/tools/genconfig.py --switches ${generated}/switches.txt
		${generated}/Kconfig ${generated}/autoconf.h ${generated}/config ${ADSP_DEFCONFIG}
		${ADSP_GENERATED_DIR}/user.config ${generated}/module.config)
	include(${generated}/modules.cmake)
	set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${module_watched}
		${PROJECT_SOURCE_DIR}/tools/module_folder.py)

	set(objects "")
	foreach(folder ${module_names})
		set(target ${name}_${folder})
		adsp_module_objects(${target} ${generated} ${generated}/${folder}/module_facts.h ${module_${folder}_sources})
		target_include_directories(${target} BEFORE PRIVATE ${module_${folder}_path})
		list(APPEND objects $<TARGET_OBJECTS:${target}>)
	endforeach()
	if(unit_SOURCES)
		adsp_module_objects(${name}_shared ${generated} "" ${unit_SOURCES})
		list(APPEND objects $<TARGET_OBJECTS:${name}_shared>)
	endif()

	# the folder's name is what the linker script knows the firmware's objects by
	set(folder ${CMAKE_CURRENT_BINARY_DIR}/adsp_firmware.dir)
	file(MAKE_DIRECTORY ${folder})
	set(object ${folder}/${name}.o)
	add_custom_command(OUTPUT ${object}
		COMMAND ${CMAKE_LINKER} -r -o ${object} ${objects}
		COMMAND ${CMAKE_OBJCOPY} --localize-hidden --rename-section .module=adsp_manifests ${object}
		DEPENDS ${objects}
		COMMAND_EXPAND_LISTS VERBATIM
		COMMENT "Modules ${module_names}: one object")
	add_custom_target(${name} DEPENDS ${object})
	set(stamp ${folder}/${name}.stamp)
	add_custom_command(OUTPUT ${stamp}
		COMMAND ${CMAKE_COMMAND} -E env NM=${CMAKE_NM} ${ADSP_PYTHON} ${PROJECT_SOURCE_DIR}/tests/symbols/check.py
			firmware-imports --allow ${PROJECT_SOURCE_DIR}/tests/symbols/firmware-imports.txt
			--provided $<TARGET_OBJECTS:adsp_firmware> -- ${objects}
		COMMAND ${CMAKE_COMMAND} -E touch ${stamp}
		DEPENDS ${objects} $<TARGET_OBJECTS:adsp_firmware> ${PROJECT_SOURCE_DIR}/tests/symbols/check.py
		COMMAND_EXPAND_LISTS VERBATIM
		COMMENT "Checking what modules ${module_names} import")
	add_custom_target(${name}-imports DEPENDS ${stamp})
	set(${name}_OBJECT ${object} PARENT_SCOPE)
	set(${name}_DECLARED ${generated}/declared.h PARENT_SCOPE)
endfunction()

# adsp_out_of_tree(<firmware>): whoever links the firmware gets the modules of ADSP_MODULE
macro(adsp_out_of_tree firmware)
	if(ADSP_MODULE)
		adsp_absolute(folders ADSP_MODULE ${ADSP_MODULE})
		adsp_absolute(sources ADSP_MODULE_SOURCES ${ADSP_MODULE_SOURCES})
		adsp_absolute(includes ADSP_MODULE_INCLUDES ${ADSP_MODULE_INCLUDES})
		adsp_absolute(registries ADSP_UUID_REGISTRY ${ADSP_UUID_REGISTRY})
		adsp_module_unit(adsp_modules FOLDERS ${folders} SOURCES ${sources} INCLUDES ${includes}
			CONFIG ${ADSP_MODULE_CONFIG} REGISTRIES ${registries})
		add_dependencies(${firmware} adsp_modules)
		target_link_libraries(${firmware} INTERFACE ${adsp_modules_OBJECT})
		set(ADSP_MODULE_DECLARED ${adsp_modules_DECLARED})
	elseif(ADSP_MODULE_SOURCES OR ADSP_MODULE_INCLUDES OR ADSP_MODULE_CONFIG)
		message(FATAL_ERROR "ADSP_MODULE_SOURCES, _INCLUDES and _CONFIG are for the folders of ADSP_MODULE: it names none")
	endif()
endmacro()
