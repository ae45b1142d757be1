# SPDX-License-Identifier: BSD-3-Clause
# Compiler flags and instrumentation, the same for every room.
set(ADSP_SANITIZE "" CACHE STRING "Sanitizers to build with, as for -fsanitize= (address,undefined or thread)")
option(ADSP_COVERAGE "Build with gcov instrumentation" OFF)
option(ADSP_WERROR "Treat compiler warnings as errors" ON)

add_compile_options(-Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes
	-Wno-unused-parameter -fno-common -fno-strict-aliasing)
if(ADSP_WERROR)
	add_compile_options(-Werror)
endif()
if(ADSP_SANITIZE)
	add_compile_options(-fsanitize=${ADSP_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
	add_link_options(-fsanitize=${ADSP_SANITIZE})
endif()
if(ADSP_COVERAGE)
	add_compile_options(--coverage)
	add_link_options(--coverage)
endif()
