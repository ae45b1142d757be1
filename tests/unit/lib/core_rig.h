/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the tests of the firmware's core share: a booted machine, its last log line, memory figures to compare,
 * seeded random numbers, each allocation of an operation failing in turn, and a look at a run that panics.
 */
#ifndef TESTS_CORE_RIG_H
#define TESTS_CORE_RIG_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include <adsp/inspect.h>
#include <adsp/machine.h>
#include <adsp/profile.h>
#include <zephyr/sys/util.h>

#include "../isolation.h"

#define CORE_UNUSED __attribute__((unused))

/* ---- log ---- */

static struct {
	unsigned int errors;
	unsigned int warnings;
	unsigned int infos;
	char line[1100]; /* the last one, "tag: text" */
} core_log CORE_UNUSED;

static inline void core_log_take(void *ctx, enum adsp_log_level level, uint64_t time_us,
				 const char *tag, const char *text)
{
	core_log.errors += level == ADSP_LOG_ERR;
	core_log.warnings += level == ADSP_LOG_WRN;
	core_log.infos += level == ADSP_LOG_INF;
	snprintf(core_log.line, sizeof(core_log.line), "%s: %s", tag, text);
}

/* ---- machine ---- */

static inline void core_boot(void)
{
	struct adsp_profile profile;
	struct adsp_machine_config config = {
		.profile = &profile,
		.log_level = ADSP_LOG_INF,
		.log = core_log_take,
		.isolation = isolation_with_test_variables(),
	};
	char err[256] = "";

	memset(&core_log, 0, sizeof(core_log));
	if (adsp_profile_load("mtl", &profile, err, sizeof(err)) ||
	    adsp_machine_start(&config, err, sizeof(err)))
		fail_msg("%s", err);
}

/* cmocka set-up and tear-down */
static inline int core_start(void **state)
{
	core_boot();
	return 0;
}

static inline int core_stop(void **state)
{
	adsp_machine_stop();
	return 0;
}

#define core_test(fn) cmocka_unit_test_setup_teardown(fn, core_start, core_stop)

/* Run fn on a fresh machine in a child; it must end with the fault exit code and say `expected` on stderr. */
static inline void core_expect_fatal(void (*fn)(void), const char *expected)
{
	char text[4096];
	size_t length = 0;
	ssize_t got;
	int pipe_fds[2];
	int status;
	pid_t pid;

	assert_int_equal(pipe(pipe_fds), 0);
	fflush(NULL);
	pid = fork();
	assert_true(pid >= 0);
	if (!pid) {
		dup2(pipe_fds[1], STDERR_FILENO);
		adsp_machine_stop();
		core_boot();
		fn();
		_exit(77);
	}
	close(pipe_fds[1]);
	while (length < sizeof(text) - 1 &&
	       (got = read(pipe_fds[0], text + length, sizeof(text) - 1 - length)) > 0)
		length += (size_t)got;
	text[length] = '\0';
	close(pipe_fds[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	if (!WIFEXITED(status) || WEXITSTATUS(status) != ADSP_EXIT_FAULT || !strstr(text, expected))
		fail_msg("status 0x%x, expected exit %d and '%s', got '%s'", status,
			 ADSP_EXIT_FAULT, expected, text);
}

/* ---- memory figures ---- */

struct core_memory {
	size_t heaps; /* regions have one each */
	uint32_t used;
	uint32_t blocks;
	uint32_t pages;
};

static inline struct core_memory core_memory_now(void)
{
	struct adsp_heap_info heaps[256];
	struct adsp_page_info pages;
	struct core_memory now = { .heaps = adsp_inspect_heaps(heaps, 256) };

	assert_true(now.heaps <= 256);
	for (size_t i = 0; i < now.heaps; i++) {
		now.used += heaps[i].used;
		now.blocks += heaps[i].blocks;
	}
	adsp_inspect_pages(&pages);
	now.pages = pages.used;
	return now;
}

static inline void core_memory_expect_(const struct core_memory *before, const char *file, int line)
{
	struct core_memory now = core_memory_now();

	/* by field: what lies between them need not be equal */
	if (now.heaps != before->heaps || now.used != before->used ||
	    now.blocks != before->blocks || now.pages != before->pages) {
		print_error("was %zu heaps, %u bytes in %u blocks, %u pages; is %zu, %u, %u, %u\n",
			    before->heaps, before->used, before->blocks, before->pages, now.heaps,
			    now.used, now.blocks, now.pages);
		_fail(file, line);
	}
}

#define core_memory_expect(before) core_memory_expect_(before, __FILE__, __LINE__)

/*
 * Run op(ctx) with its first allocation failing, then its second, ..., until none is left to fail. Each failed run
 * must return an error and leave memory as it was; the last one succeeds and is the caller's to undo.
 * @return number of allocations of the operation
 */
static inline uint64_t core_fail_each(int (*op)(void *ctx), void *ctx)
{
	const struct core_memory before = core_memory_now();
	uint64_t first;
	uint64_t n;
	int ret;

	for (n = 1;; n++) {
		first = adsp_inspect_alloc_count();
		adsp_inspect_fail_alloc(n);
		ret = op(ctx);
		adsp_inspect_fail_alloc(0);
		if (adsp_inspect_alloc_count() - first < n)
			break;
		if (!ret)
			fail_msg("allocation %llu failed and nobody noticed",
				 (unsigned long long)n);
		core_memory_expect(&before);
	}
	assert_int_equal(ret, 0);
	return n - 1;
}

/* ---- random numbers: a failing test is repeated with CORE_SEED=<what it printed> ---- */

struct core_random {
	uint64_t state;
};

static inline struct core_random core_random_new(uint64_t seed)
{
	const char *wish = getenv("CORE_SEED");

	if (wish)
		seed = strtoull(wish, NULL, 0);
	print_message("seed %llu\n", (unsigned long long)seed);
	return (struct core_random){ .state = seed * 2654435769u + 1 };
}

/* @return 0 ... limit - 1 */
static inline uint32_t core_random(struct core_random *random, uint32_t limit)
{
	random->state = random->state * 6364136223846793005ull + 1442695040888963407ull;
	return (uint32_t)(random->state >> 33) % limit;
}

#endif
