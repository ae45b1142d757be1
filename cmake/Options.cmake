# SPDX-License-Identifier: BSD-3-Clause
# Compiler flags and instrumentation, the same for every room.
set(ADSP_SANITIZE "" CACHE STRING "Sanitizers to build with, as for -fsanitize= (address,undefined or thread)")
option(ADSP_TESTS "Build the tests" ON)
option(ADSP_COVERAGE "Build with gcov instrumentation" OFF)
set(ADSP_COVERAGE_FLOOR "" CACHE STRING "Percent of the lines that the report of coverage must find; none without it")

# A new compiler's new warning must not stop somebody's build: errors only where we know the compiler.
if((CMAKE_C_COMPILER_ID STREQUAL "GNU" AND CMAKE_C_COMPILER_VERSION VERSION_LESS 13) OR
   (CMAKE_C_COMPILER_ID STREQUAL "Clang" AND CMAKE_C_COMPILER_VERSION VERSION_LESS 15))
	set(werror ON)
else()
	set(werror OFF)
endif()
option(ADSP_WERROR "Treat compiler warnings as errors" ${werror})

# Debug information that the oldest Valgrind we support can read; flexible members inside, as GNU C has them.
if(CMAKE_C_COMPILER_ID STREQUAL "Clang")
	add_compile_options(-gdwarf-4 -Wno-gnu-variable-sized-type-not-at-end)
endif()

# Assertions stay in release builds, and so do symbols: fault reports and callgrind name lines.
set(CMAKE_C_FLAGS_DEBUG "-Og -g")
set(CMAKE_C_FLAGS_RELEASE "-O3 -g")

# No fused multiply-add behind our back: the same samples from every compiler and CPU.
# Frame pointers, and no calls made jumps: the ledger notes call stacks all the time and must not unwind for it.
add_compile_options(-Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes
	-Wno-unused-parameter -Wno-missing-field-initializers -fno-common -fno-strict-aliasing -ffp-contract=off
	-fno-omit-frame-pointer -fno-optimize-sibling-calls)
if(ADSP_WERROR)
	add_compile_options(-Werror)
	# gcc guesses at -O3 across calls that never return
	if(CMAKE_C_COMPILER_ID STREQUAL "GNU")
		add_compile_options(-Wno-error=maybe-uninitialized)
	endif()
endif()
if(ADSP_SANITIZE)
	add_compile_options(-fsanitize=${ADSP_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
	add_link_options(-fsanitize=${ADSP_SANITIZE})
endif()
if(ADSP_COVERAGE)
	add_compile_options(--coverage -fprofile-update=atomic)
	add_link_options(--coverage)
	add_custom_target(coverage-report
		COMMAND ${PROJECT_SOURCE_DIR}/tools/coverage.sh ${PROJECT_SOURCE_DIR} ${PROJECT_BINARY_DIR} ${ADSP_COVERAGE_FLOOR}
		USES_TERMINAL)
endif()
