/* SPDX-License-Identifier: BSD-3-Clause */
/* Checks of memory: what it takes, when, and what happens when there is none. Costs, too. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "util/text.h"
#include "validate/battery.h"

#define PAGE       4096u
#define MAX_PAGES  512u
#define FRAMES     481
#define FIRST_CALL 1.0 /* ms: what comes later than the first call is no preparation */

/* ---- the report of a run ---- */

/* Of the last run: what its report says of the module. @return borrowed, NULL: nothing */
static const json_t *module_of(const json_t *report)
{
	const json_t *streams = json_object_get(report, "streams"), *stream, *module;
	size_t i, n;

	json_array_foreach(streams, i, stream)
	{
		json_array_foreach(json_object_get(stream, "modules"), n, module)
		{
			const char *widget = json_string_value(json_object_get(module, "widget"));

			if (widget && !strncmp(widget, "effect", 6))
				return module;
		}
	}
	return NULL;
}

/* "dcblock.0.0". @return false: there is none */
static bool component_of(const struct battery *b, char *name, size_t size)
{
	json_t *report = battery_json(b, "report.json");
	const char *text = json_string_value(json_object_get(module_of(report), "component"));

	snprintf(name, size, "%s", text ? text : "");
	json_decref(report);
	return *name;
}

static long long number_at(const json_t *object, const char *key, const char *inner)
{
	const json_t *value = json_object_get(object, key);

	return json_integer_value(inner ? json_object_get(value, inner) : value);
}

/* ---- figures ---- */

static int with_pages(struct battery *b, const struct battery_point *point, const char *input,
		      unsigned int pages)
{
	char heap[48];

	snprintf(heap, sizeof(heap), "HEAP_BYTES=%u", pages * PAGE);
	return battery_run(b, "run", point, input, "-q", "-D", "DOMAIN=DP", "-D", "BLOCK_MS=1",
			   "-D", "STACK_BYTES=16384", "-D", heap, "--report", "report.json",
			   "--memory-report", "memory.json", NULL);
}

/* The least region with which it plays. @return pages, 0: with none */
static unsigned int least_pages(struct battery *b, const struct battery_point *point,
				const char *input)
{
	unsigned int low = 0,
		     high = MAX_PAGES; /* it does not play with the one, and with the other */

	if (with_pages(b, point, input, high))
		return 0;
	while (high - low > 1) {
		unsigned int middle = (low + high) / 2;

		*(with_pages(b, point, input, middle) ? &low : &high) = middle;
	}
	return with_pages(b, point, input, high) ? 0 : high;
}

/* Of a module in the tick: blocks of the kernel's heap that are its own. */
static enum battery_verdict memory_in_the_tick(struct battery *b, char *text)
{
	const struct battery_point *point = &b->points[0];
	int status = battery_run(b, "run", point, battery_input(b, point, "noise", FRAMES), "-q",
				 "--report", "report.json", "--memory-report", "memory.json", NULL);
	json_t *memory = status ? NULL : battery_json(b, "memory.json"), *block;
	long long bytes = 0;
	size_t i, count = 0;
	char name[64];

	if (status)
		return battery_failed(b, status, text);
	component_of(b, name, sizeof(name));
	json_array_foreach(json_object_get(json_object_get(memory, "while_streaming"), "blocks"), i,
			   block)
	{
		const json_t *allocated = json_object_get(block, "allocated");
		const char *owner = json_string_value(json_object_get(allocated, "owner"));

		if (owner && !strcmp(owner, name)) {
			bytes += number_at(block, "size", NULL);
			count++;
		}
	}
	json_decref(memory);
	return battery_good(text, "in the tick %lld bytes in %zu blocks", bytes, count);
}

enum battery_verdict check_memory(struct battery *b, char *text)
{
	const struct battery_point *point = &b->points[0];
	json_t *memory, *report, *region, *stack;
	unsigned int pages;

	if (!b->in_user_mode)
		return memory_in_the_tick(b, text);
	pages = least_pages(b, point, battery_input(b, point, "noise", FRAMES));
	if (!pages)
		return battery_failed(b, CLI_FIRMWARE, text);
	memory = battery_json(b, "memory.json");
	report = battery_json(b, "report.json");
	region = json_array_get(json_object_get(memory, "regions"), 0);
	stack = json_array_get(json_object_get(json_object_get(report, "memory"), "stacks"), 0);
	battery_good(text,
		     "state heap_bytes %u: lifetime %lld, interim at most %lld bytes; stack_bytes "
		     "%lld here",
		     pages * PAGE, number_at(region, "lifetime", "used"),
		     number_at(region, "interim", "peak"), number_at(stack, "peak", NULL));
	json_decref(memory);
	json_decref(report);
	return BATTERY_GOOD;
}

enum battery_verdict check_cost(struct battery *b, char *text)
{
	const struct battery_point *point = &b->points[0];
	int status = battery_run(b, "run", point, battery_input(b, point, "noise", BATTERY_FRAMES),
				 "-q", "--report", "report.json", NULL);
	json_t *report = status ? NULL : battery_json(b, "report.json");
	const json_t *module = module_of(report);
	long long average = number_at(module, "cycles_average", NULL),
		  peak = number_at(module, "cycles_peak", NULL);

	json_decref(report);
	if (status)
		return battery_failed(b, status, text);
	if (!average)
		return battery_skipped(text,
				       "no estimate: nobody has measured it (tools/bench --costs)");
	return battery_good(text, "%lld cycles a call, %.1f a sample, worst call %lld", average,
			    (double)average / (point->channels * ((point->rate + 999) / 1000)),
			    peak);
}

/* ---- allocations while it streams ---- */

/* A line of the history: "  12.000 ms  alloc  heap kernel ... for dcblock.0.0 at ...". @return false: none of these */
static bool is_late_allocation(const char *line, const char *component)
{
	char *end, owner[96];
	double ms = strtod(line, &end);

	snprintf(owner, sizeof(owner), " for %s ", component);
	return end != line && ms > FIRST_CALL && strstr(end, "  alloc ") && strstr(end, owner);
}

static int judge_history(struct battery *b, const char *component)
{
	char path[2 * PATH_MAX], line[BATTERY_TEXT];
	FILE *file;
	int status = 0;

	snprintf(path, sizeof(path), "%s/ledger.txt", b->work);
	file = fopen(path, "r");
	if (!file)
		return battery_object(b, "ledger.txt cannot be read");
	while (!status && fgets(line, sizeof(line), file)) {
		line[strcspn(line, "\n")] = '\0';
		if (is_late_allocation(line, component))
			status = battery_object(b, "%s", line + strspn(line, " "));
	}
	fclose(file);
	return status;
}

static int steadily(struct battery *b, const struct battery_point *point, const char *input)
{
	char component[64];
	int status = battery_run(b, "run", point, input, "-q", "--report", "report.json",
				 "--ledger-log", "ledger.txt", NULL);

	if (!status && component_of(b, component, sizeof(component)))
		status = judge_history(b, component);
	if (status || !b->in_user_mode)
		return status;
	status = battery_run(b, "run", point, input, "-q", BATTERY_USER("1"), "--report",
			     "report.json", "--ledger-log", "ledger.txt", NULL);
	if (!status && component_of(b, component, sizeof(component)))
		status = judge_history(b, component);
	return status;
}

enum battery_verdict check_steady(struct battery *b, char *text)
{
	if (battery_try(b, steadily, &b->points[0], "noise", BATTERY_FRAMES, text))
		return BATTERY_FAILED;
	return battery_good(text, "nothing is allocated after the first call");
}

/* ---- no memory ---- */

static int sweep(struct battery *b, const struct battery_point *point, const char *input)
{
	int status = battery_run(b, "sweep", point, input, "-q", NULL);

	if (!status && b->in_user_mode)
		status = battery_run(b, "sweep", point, input, "-q", BATTERY_USER("1"), NULL);
	return status;
}

static const char *where(const struct battery *b)
{
	return b->in_user_mode ? ", in the tick and in user mode" : "";
}

enum battery_verdict check_allocations(struct battery *b, char *text)
{
	int status = sweep(b, &b->points[0], battery_input(b, &b->points[0], "noise", FRAMES));

	return status ? battery_failed(b, status, text) :
			battery_good(text, "each fails once%s: nothing is left behind", where(b));
}

static int sweep_states(struct battery *b, const struct battery_point *point, const char *input)
{
	int status = battery_run(b, "sweep", point, input, "-q", "--suspend", "0=4", "--resume",
				 "0=6", NULL);

	if (!status && b->in_user_mode)
		status = battery_run(b, "sweep", point, input, "-q", BATTERY_USER("3"), "--suspend",
				     "0=4", "--resume", "0=8", NULL);
	return status;
}

enum battery_verdict check_every_allocation(struct battery *b, char *text)
{
	unsigned int width = 0, count = 0;
	int status = 0;

	for (size_t i = 0; !status && i < b->num_points; i++) {
		const struct battery_point *point = &b->points[i];

		if (point->width == width)
			continue;
		width = point->width;
		count++;
		status = sweep(b, point, battery_input(b, point, "noise", FRAMES));
		if (!status && b->inputs == 1)
			status = sweep_states(b, point, battery_input(b, point, "noise", FRAMES));
	}
	return status ? battery_failed(b, status, text) :
			battery_good(text, "in %u width%s%s%s", count, text_plural(count),
				     b->inputs == 1 ? ", and across a suspend" : "", where(b));
}
