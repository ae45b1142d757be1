# SPDX-License-Identifier: BSD-3-Clause
# find_package(adspbench): loadable modules of adspbench.
#
#	adspbench_add_module(foo FOLDERS src/foo [ARGS --include math/include --source math/iir.c])
#
# makes foo.adspmod in the build folder, with the target foo, for `adspbench run --module`. ADSPBENCH_PROGRAM is the program.
find_program(ADSPBENCH_PROGRAM adspbench HINTS ${CMAKE_CURRENT_LIST_DIR}/../../../bin ${CMAKE_CURRENT_LIST_DIR}/../../../../bin)
if(NOT ADSPBENCH_PROGRAM)
	set(adspbench_FOUND FALSE)
	set(adspbench_NOT_FOUND_MESSAGE "the program adspbench is neither beside this package nor in PATH")
	return()
endif()

function(adspbench_add_module name)
	cmake_parse_arguments(PARSE_ARGV 1 module "" "" "FOLDERS;ARGS")
	set(sources "")
	set(folders "")
	foreach(folder ${module_FOLDERS})
		get_filename_component(folder ${folder} ABSOLUTE)
		file(GLOB files CONFIGURE_DEPENDS ${folder}/*.c ${folder}/*.h ${folder}/*.toml ${folder}/Kconfig)
		list(APPEND sources ${files})
		list(APPEND folders ${folder})
	endforeach()
	set(output ${CMAKE_CURRENT_BINARY_DIR}/${name}.adspmod)
	add_custom_command(OUTPUT ${output}
		COMMAND ${ADSPBENCH_PROGRAM} module build ${folders} -o ${output} ${module_ARGS}
		DEPENDS ${sources} ${ADSPBENCH_PROGRAM}
		WORKING_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR}
		COMMENT "Module ${name}" VERBATIM)
	add_custom_target(${name} ALL DEPENDS ${output})
endfunction()
