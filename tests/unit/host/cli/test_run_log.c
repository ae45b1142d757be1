/* SPDX-License-Identifier: BSD-3-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "cli/run_log.h"

static void writes_lines_up_to_its_level(void **state)
{
	char *text = NULL;
	size_t size;
	struct run_log log = { .file = open_memstream(&text, &size), .level = ADSP_LOG_INF };

	run_log_line(&log, ADSP_LOG_ERR, 12034000, "gain.1.1", "no");
	run_log_line(&log, ADSP_LOG_DBG, 12034001, "gain.1.1", "not told");
	run_log_line(&log, ADSP_LOG_INF, 5, "ll", "yes");
	log.muted = true;
	run_log_line(&log, ADSP_LOG_ERR, 6, "ll", "not told");
	fclose(log.file);
	assert_string_equal(text, "[12.034000] <err> gain.1.1: no\n[0.000005] <inf> ll: yes\n");
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(writes_lines_up_to_its_level),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
