/* SPDX-License-Identifier: BSD-3-Clause */
/* One scenario, run and judged in a process of its own. */
#ifndef SUITE_SUITE_CASE_H
#define SUITE_SUITE_CASE_H

#include <jansson.h>

#include "suite/suite.h"

/**
 * Run a scenario and write what became of it to <folder>result.json.
 * @param folder	empty, with a slash at the end
 * @return 0, -errno: there is no result, err says why
 */
int suite_case_run(struct suite_scenario *scenario, const char *folder, char *err, size_t err_size);

/** What is known of a scenario before it runs: the beginning of its result. */
json_t *suite_case_json(const struct suite_scenario *scenario);

#endif
