/* SPDX-License-Identifier: BSD-3-Clause */
/* The cost model is part of the machine: a program's time is a matter of the processor it runs on. */
#include <stdio.h>
#include <string.h>

#include <platform/machine.h>

#include <adsp/inspect.h>

#include "base/trap.h"
#include "instrument/dp_jobs.h"

#define MAX_MODULES 64

static struct adsp_dp_cost costs[ADSP_MAX_DP_COSTS];
static size_t num_costs;
static struct adsp_dp_info modules[MAX_MODULES];
static size_t num_modules;
static adsp_job_fn listener;
static void *listener_ctx;

void dp_jobs_start(const struct adsp_dp_cost *list, size_t count)
{
	num_costs = count < ADSP_MAX_DP_COSTS ? count : ADSP_MAX_DP_COSTS;
	if (num_costs)
		memcpy(costs, list, num_costs * sizeof(*costs));
	num_modules = 0;
}

/* "gain" is every "gain.<pipeline>.<instance>". */
static bool concerns(const char *pattern, const char *name)
{
	size_t length = strlen(pattern);

	return !strcmp(pattern, name) ||
	       (!strncmp(pattern, name, length) && name[length] == '.' && !strchr(pattern, '.'));
}

uint32_t platform_job_cost_us(const char *name)
{
	size_t i;

	for (i = 0; i < num_costs; i++) {
		if (concerns(costs[i].module, name))
			return costs[i].us;
	}
	return 0;
}

void adsp_inspect_on_job(adsp_job_fn fn, void *ctx)
{
	listener = fn;
	listener_ctx = ctx;
}

static void tell_listener(const char *name, int64_t end_us, int64_t deadline_us)
{
	const struct adsp_dp_job job = {
		.module = name,
		.end_us = (uint64_t)end_us,
		.deadline_us = (uint64_t)deadline_us,
		.cost_us = platform_job_cost_us(name),
	};

	listener(listener_ctx, &job);
}

void platform_job_done(const char *name, int64_t end_us, int64_t deadline_us)
{
	const int64_t late_us = end_us - deadline_us;
	size_t i;

	KERNEL_ONLY();
	if (listener)
		tell_listener(name, end_us, deadline_us);
	for (i = 0; i < num_modules && strcmp(modules[i].module, name); i++)
		;
	if (i == MAX_MODULES)
		return;
	if (i == num_modules) {
		modules[num_modules++] = (struct adsp_dp_info){ .jobs = 0 };
		snprintf(modules[i].module, sizeof(modules[i].module), "%s", name);
	}
	modules[i].jobs++;
	if (late_us <= 0)
		return;
	modules[i].misses++;
	if ((uint64_t)late_us > modules[i].worst_us)
		modules[i].worst_us = (uint64_t)late_us;
}

size_t adsp_inspect_dp(struct adsp_dp_info *out, size_t max)
{
	size_t n = num_modules < max ? num_modules : max;

	if (n)
		memcpy(out, modules, n * sizeof(*out));
	return num_modules;
}
