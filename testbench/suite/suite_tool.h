/* SPDX-License-Identifier: BSD-3-Clause */
/* Tools that scenarios run under: Valgrind's, and builds with sanitizers. */
#ifndef SUITE_SUITE_TOOL_H
#define SUITE_SUITE_TOOL_H

#include "suite/suite.h"

#define SUITE_TOOL_NAMES "valgrind, helgrind, asan, tsan or a preset's build"

/**
 * The program and its first words under a tool.
 * @param name	"valgrind", "helgrind", or a build that stands beside this one: "asan"
 * @return NULL-terminated, of the suite's memory; NULL: it is not there, err says what to do
 */
char **suite_tool(struct suite *suite, const char *name, char *err, size_t err_size);

/** The line of a tool's report that says what it found; "" when there is none. Of the suite's memory. */
const char *suite_tool_finding(struct suite *suite, const char *report);

#endif
