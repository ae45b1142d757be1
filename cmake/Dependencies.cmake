# SPDX-License-Identifier: BSD-3-Clause
# Every dependency, with the Debian package that has it.
find_package(PkgConfig REQUIRED)

function(adsp_require target module package)
	pkg_check_modules(${target} IMPORTED_TARGET ${module})
	if(NOT ${target}_FOUND)
		message(FATAL_ERROR "${module} not found: install the package ${package} (apt-get install ${package})")
	endif()
endfunction()

function(adsp_require_program variable program package)
	find_program(${variable} ${program})
	if(NOT ${variable})
		message(FATAL_ERROR "${program} not found: install the package ${package} (apt-get install ${package})")
	endif()
endfunction()

adsp_require(ALSA alsa libasound2-dev)
adsp_require(YAML yaml-0.1 libyaml-dev)
adsp_require(SNDFILE sndfile libsndfile1-dev)
adsp_require(JANSSON jansson libjansson-dev)
adsp_require(DW libdw libdw-dev)
adsp_require(CMOCKA cmocka libcmocka-dev)
adsp_require(FFTW fftw3 libfftw3-dev)
adsp_require_program(ALSATPLG alsatplg alsa-utils)
adsp_require_program(VALGRIND valgrind valgrind)

# kconfiglib is a Python module: take the first interpreter that has it.
foreach(python /usr/bin/python3 python3)
	execute_process(COMMAND ${python} -c "import kconfiglib" RESULT_VARIABLE missing OUTPUT_QUIET ERROR_QUIET)
	if(missing EQUAL 0)
		set(ADSP_PYTHON ${python})
		break()
	endif()
endforeach()
if(NOT ADSP_PYTHON)
	message(FATAL_ERROR "Python module kconfiglib not found: install the package python3-kconfiglib (apt-get install python3-kconfiglib)")
endif()
