/* SPDX-License-Identifier: BSD-3-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "cli/cli.h"
#include "cli/run_options.h"
#include "cli/sweep.h"

#define EXITED(status) ((status) << 8)

static void every_end_has_a_meaning(void **state)
{
	static const struct {
		struct sweep_slot slot;
		int wait_status;
		enum sweep_outcome outcome;
	} ends[] = {
		{ { .finished = true }, EXITED(0), SWEEP_SURVIVED },
		{ { .finished = true, .status = CLI_FIRMWARE, .recovered = true },
		  EXITED(3),
		  SWEEP_REFUSED },
		{ { .finished = true, .status = CLI_FIRMWARE }, EXITED(3), SWEEP_DAMAGED },
		{ { .finished = true, .status = CLI_FIRMWARE, .recovered = true, .stalled = true },
		  EXITED(3),
		  SWEEP_HUNG },
		{ { .finished = true, .stalled = true }, EXITED(0), SWEEP_HUNG },
		{ { .finished = true, .verdicts = 1 }, EXITED(0), SWEEP_LEAKED },
		{ { .finished = true, .status = CLI_LEAK }, EXITED(5), SWEEP_LEAKED },
		{ { .finished = true, .status = CLI_FIRMWARE, .verdicts = 2, .stalled = true },
		  EXITED(3),
		  SWEEP_LEAKED },
		{ { .finished = true, .status = CLI_ISOLATION }, EXITED(4), SWEEP_CRASHED },
		{ { .finished = true, .status = CLI_BAD_INPUT }, EXITED(2), SWEEP_STRANGE },
		{ { .finished = false }, EXITED(4), SWEEP_CRASHED },
		{ { .finished = true }, EXITED(9), SWEEP_CRASHED },
		{ { .finished = true }, SIGSEGV, SWEEP_CRASHED },
		{ { .finished = false }, SIGABRT, SWEEP_CRASHED },
		{ { .finished = false }, SIGALRM, SWEEP_HUNG },
	};

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		assert_int_equal(sweep_outcome_of(&ends[i].slot, ends[i].wait_status),
				 ends[i].outcome);
}

static void runs_are_counted_by_site(void **state)
{
	const struct sweep_slot good = { .finished = true };
	const struct sweep_slot leak = {
		.finished = true, .status = CLI_LEAK, .verdicts = 1, .verdict = "lost"
	};
	struct sweep_alloc allocs[3] = { { .site = 0 }, { .site = 1 }, { .site = 1 } };
	struct sweep_site sites[2] = { { .name = "a" }, { .name = "b" } };
	struct sweep sweep = { .allocs = allocs, .num_allocs = 3, .sites = sites, .num_sites = 2 };

	sweep_judge(&sweep, 1, &good, EXITED(0));
	sweep_judge(&sweep, 3, &good, EXITED(0));
	assert_int_equal(sweep_status(&sweep), CLI_GOOD);
	sweep_judge(&sweep, 2, &leak, EXITED(5));
	assert_int_equal(sweep_status(&sweep), CLI_LEAK);
	assert_int_equal(sweep.injected, 3);
	assert_int_equal(sites[0].outcomes[SWEEP_SURVIVED], 1);
	assert_int_equal(sites[1].outcomes[SWEEP_SURVIVED], 1);
	assert_int_equal(sites[1].outcomes[SWEEP_LEAKED], 1);
	assert_int_equal(sweep.num_failures, 1);
	assert_int_equal(sweep.failures[0].number, 2);
	assert_string_equal(sweep.failures[0].text, "lost");

	/* a crash outweighs a leak */
	sweep_judge(&sweep, 1, &good, SIGSEGV);
	assert_int_equal(sweep_status(&sweep), CLI_FIRMWARE);
	assert_int_equal(sweep.failures[1].signal, SIGSEGV);

	sweep.allocs = NULL;
	sweep.sites = NULL;
	sweep_release(&sweep);
}

static void a_failure_is_printed_with_the_run_that_repeats_it(void **state)
{
	char *argv[] = { "sweep",  "-qj3", "-t",    "my x.tplg", "--lim", "5",
			 "--repo", "r",    "--inp", "a,b",       "-oc",   "--convert" };
	struct sweep_alloc allocs[1] = { { .site = 0 } };
	struct sweep_site sites[1] = { { .name = "site" } };
	struct sweep_failure failures[1] = {
		{ .number = 1, .outcome = SWEEP_LEAKED, .status = CLI_LEAK }
	};
	struct run_options options;
	struct sweep sweep = { .options = &options,
			       .allocs = allocs,
			       .num_allocs = 1,
			       .sites = sites,
			       .num_sites = 1,
			       .failures = failures,
			       .num_failures = 1 };
	char err[200], *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	assert_int_equal(run_options_parse(12, argv, &options, err, sizeof(err)), 0);
	sweep_print(&sweep, out);
	fclose(out);
	assert_non_null(strstr(
		text, "  adspbench run --fail-alloc 1 -q -t 'my x.tplg' -i a,b -o c --convert\n"));
	free(text);
	run_options_free(&options);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_end_has_a_meaning),
		cmocka_unit_test(a_failure_is_printed_with_the_run_that_repeats_it),
		cmocka_unit_test(runs_are_counted_by_site),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
