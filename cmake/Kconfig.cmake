# SPDX-License-Identifier: BSD-3-Clause
# fw/Kconfig and those of the modules -> <build>/.config and <build>/generated/autoconf.h, which every firmware file includes.
# Override symbols with -DADSP_CONFIG="CONFIG_X=y;CONFIG_Y=n" or -DADSP_DEFCONFIG=file.
set(ADSP_DEFCONFIG "" CACHE FILEPATH "Configuration fragment applied over the Kconfig defaults")
set(ADSP_CONFIG "" CACHE STRING "CONFIG_X=value assignments applied last, ;-separated")
set(ADSP_GENERATED_DIR ${PROJECT_BINARY_DIR}/generated)
file(MAKE_DIRECTORY ${ADSP_GENERATED_DIR})
file(WRITE ${ADSP_GENERATED_DIR}/user.config "")
foreach(line ${ADSP_CONFIG})
	file(APPEND ${ADSP_GENERATED_DIR}/user.config "${line}\n")
endforeach()
file(GLOB kconfigs CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/fw/Kconfig ${PROJECT_SOURCE_DIR}/fw/audio/modules/*/Kconfig)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${kconfigs} ${ADSP_DEFCONFIG})
execute_process(
	COMMAND ${ADSP_PYTHON} ${PROJECT_SOURCE_DIR}/tools/genconfig.py ${PROJECT_SOURCE_DIR}/fw/Kconfig
		${ADSP_GENERATED_DIR}/autoconf.h ${PROJECT_BINARY_DIR}/.config ${ADSP_DEFCONFIG} ${ADSP_GENERATED_DIR}/user.config
	RESULT_VARIABLE failed ERROR_VARIABLE message)
if(failed)
	message(FATAL_ERROR "Kconfig: ${message}")
endif()
# Symbols that are on are CMake variables as well.
file(STRINGS ${PROJECT_BINARY_DIR}/.config config_lines REGEX "^CONFIG_[A-Z0-9_]+=y")
foreach(line ${config_lines})
	string(REPLACE "=y" "" line ${line})
	set(${line} ON)
endforeach()
