# SPDX-License-Identifier: BSD-3-Clause
# How a test is added, so that one build can run all of them under a launcher (preset valgrind).
set(ADSP_TEST_LAUNCHER "" CACHE STRING "Command that every test program is run by, ;-separated")
set(ADSP_TEST_TIME_SCALE 1 CACHE STRING "Factor on every test's time limit")

# What the configuration cannot test is left out, and nothing else: the end of configuring lists it.
if(CONFIG_SOF_VREGIONS AND NOT CONFIG_SOF_USERSPACE_USE_DRIVER_HEAP)
	set(DP_REGIONS ON)	# DP modules have regions
endif()
file(STRINGS ${PROJECT_BINARY_DIR}/.config one_core REGEX "^CONFIG_CORE_COUNT=1$")
if(NOT one_core)
	set(SECOND_CORE ON)
endif()

# adsp_test_needs(<result> <test> [<variable>...]): ON when all variables are, else the test is listed as left out.
function(adsp_test_needs result test)
	set(${result} ON PARENT_SCOPE)
	foreach(variable ${ARGN})
		if(NOT ${variable})
			set(${result} OFF PARENT_SCOPE)
			set_property(GLOBAL APPEND PROPERTY ADSP_LEFT_OUT "${test} needs ${variable}")
			break()
		endif()
	endforeach()
endfunction()

# The same for a test in a file that names them itself, in a line "Needs: CONFIG_X ..." of the comment at its head.
function(adsp_source_needs result test source)
	file(STRINGS ${source} needs LIMIT_COUNT 1 REGEX "^( \\*|#) Needs: ")
	string(REGEX REPLACE "^( \\*|#) Needs: " "" needs "${needs}")
	string(REPLACE " " ";" needs "${needs}")
	adsp_test_needs(possible ${test} ${needs})
	set(${result} ${possible} PARENT_SCOPE)
endfunction()

function(adsp_print_left_out)
	get_property(lines GLOBAL PROPERTY ADSP_LEFT_OUT)
	foreach(line ${lines})
		message(STATUS "Left out: ${line}")
	endforeach()
endfunction()

# adsp_program_words(<result> <program>): launcher and program as words that a shell or shlex.split() reads back.
function(adsp_program_words result program)
	set(words ${ADSP_TEST_LAUNCHER} ${program})
	list(TRANSFORM words REPLACE "(.+)" "'\\1'")
	list(JOIN words " " words)
	set(${result} "${words}" PARENT_SCOPE)
endfunction()

# adsp_plain_path(<result> <path>): the path, or a link to it whose name a shell takes without quotes.
function(adsp_plain_path result path)
	if(path MATCHES "[^A-Za-z0-9_./+@-]")
		string(MD5 name ${path})
		set(link /tmp/adspbench-${name})
		file(CREATE_LINK ${path} ${link} SYMBOLIC)
		set(path ${link})
	endif()
	set(${result} ${path} PARENT_SCOPE)
endfunction()

# adsp_add_suite_test(<name> <file> LABELS label ... [PROGRAM target] [TOPOLOGIES folder] [TIMEOUT seconds]
#	[NEEDS variable ...] [SET name=value ...]): a suite of scenarios of steps, docs/suite.md.
#
# The program of the steps (adspbench) is run by the launcher, the one that judges them is not. The file may name what
# it needs itself, in a line "Needs:". Variables: tplg (TOPOLOGIES, those of the project), inputs, source, and tests: the
# folder of the file.
function(adsp_add_suite_test name file)
	cmake_parse_arguments(PARSE_ARGV 2 suite "" "PROGRAM;TOPOLOGIES;TIMEOUT" "LABELS;NEEDS;SET")
	adsp_source_needs(possible ${name} ${file})
	if(NOT possible)
		return()
	endif()
	if(NOT suite_TOPOLOGIES)
		set(suite_TOPOLOGIES ${PROJECT_BINARY_DIR}/tplg)
	endif()
	if(NOT suite_TIMEOUT)
		set(suite_TIMEOUT 300)
	endif()
	list(TRANSFORM suite_SET PREPEND "--set;" OUTPUT_VARIABLE variables)
	get_filename_component(folder ${file} DIRECTORY)
	adsp_plain_path(tplg ${suite_TOPOLOGIES})
	adsp_plain_path(inputs ${PROJECT_SOURCE_DIR}/inputs)
	adsp_plain_path(source ${PROJECT_SOURCE_DIR})
	adsp_plain_path(tests ${folder})
	adsp_add_test(NAME ${name} LABELS ${suite_LABELS} HOST_TOOL TIMEOUT ${suite_TIMEOUT} NEEDS ${suite_NEEDS}
		COMMAND adspbench suite -q ${file} --out ${CMAKE_CURRENT_BINARY_DIR}/${name} --set tplg=${tplg}
			--set inputs=${inputs} --set source=${source} --set tests=${tests} ${variables})
	if(suite_PROGRAM AND TEST ${name})
		adsp_program_words(words $<TARGET_FILE:${suite_PROGRAM}>)
		set_tests_properties(${name} PROPERTIES ENVIRONMENT "ADSPBENCH=${words}")
	endif()
endfunction()

# adsp_add_suite_tests(<prefix> ...): one test, <prefix><file>, for each *.yaml of the folder; further arguments as above.
function(adsp_add_suite_tests prefix)
	file(GLOB files CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.yaml)
	foreach(file ${files})
		get_filename_component(name ${file} NAME_WE)
		adsp_add_suite_test(${prefix}${name} ${file} ${ARGN})
	endforeach()
endfunction()

# adsp_add_test(NAME name COMMAND command [arg ...] LABELS label ... [TIMEOUT seconds] [HOST_TOOL]
#	[NEEDS variable ...])
#
# NEEDS names symbols of the configuration, DP_REGIONS or SECOND_CORE.
# command may be a target. Scripts (HOST_TOOL) are not run by the launcher themselves; they start the program
# by the environment variable ADSPBENCH, which is "'launcher' ... '/path/to/adspbench'": words of a shell.
# LABELS must be of the project's set. TIMEOUT is for a plain build, default 120 s.
set(ADSP_TEST_LABELS unit scenario golden bad-input leak sweep attack cycles fuzz symbols bench docs long quality
	field)
function(adsp_add_test)
	if(NOT ADSP_TESTS)
		return()
	endif()
	cmake_parse_arguments(PARSE_ARGV 0 test "HOST_TOOL" "NAME;TIMEOUT" "COMMAND;LABELS;NEEDS")
	adsp_test_needs(possible ${test_NAME} ${test_NEEDS})
	if(NOT possible)
		return()
	endif()
	foreach(label ${test_LABELS})
		if(NOT label IN_LIST ADSP_TEST_LABELS)
			message(FATAL_ERROR "test ${test_NAME}: label '${label}' is none of ${ADSP_TEST_LABELS}")
		endif()
	endforeach()
	if(NOT test_LABELS)
		message(FATAL_ERROR "test ${test_NAME}: no label, expected one of ${ADSP_TEST_LABELS}")
	endif()
	if(NOT test_TIMEOUT)
		set(test_TIMEOUT 120)
	endif()
	math(EXPR timeout "${test_TIMEOUT} * ${ADSP_TEST_TIME_SCALE}")

	list(POP_FRONT test_COMMAND program)
	if(TARGET ${program})
		set(program $<TARGET_FILE:${program}>)
	endif()
	set(launcher ${ADSP_TEST_LAUNCHER})
	adsp_program_words(words $<TARGET_FILE:adspbench>)
	if(test_HOST_TOOL)
		set(launcher "")
	endif()
	add_test(NAME ${test_NAME} COMMAND ${launcher} ${program} ${test_COMMAND} COMMAND_EXPAND_LISTS)
	set_tests_properties(${test_NAME} PROPERTIES LABELS "${test_LABELS}" TIMEOUT ${timeout}
		ENVIRONMENT "ADSPBENCH=${words}"
		# a suite in a test is none of the workflow's
		ENVIRONMENT_MODIFICATION "GITHUB_ACTIONS=unset:;GITHUB_STEP_SUMMARY=unset:")
endfunction()
