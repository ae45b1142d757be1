/* SPDX-License-Identifier: BSD-3-Clause */
/* Checks of state changes, of time, and of inputs that are not there. */
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "util/stop.h"
#include "validate/battery.h"

static const char *const domains[] = { "DOMAIN=LL", "DOMAIN=DP" };

static const char one_stream[] = "for modules with one input";

static const char *in_both(const struct battery *b)
{
	return b->in_user_mode ? ", in the tick and in user mode" : "";
}

static int some_changes(struct battery *b, const struct battery_point *point, const char *input)
{
	static const char *const orders[][2] = { { "--pause", "0=10" },
						 { "--suspend", "0=10" },
						 { "--stop", "0=15" } };
	int status = 0;

	for (size_t i = 0; !status && i < battery_num_domains(b) * 3; i++)
		status = battery_run(b, "run", point, input, "-q", "-D", domains[i / 3], "-D",
				     "HEAP_BYTES=" BATTERY_HEAP, orders[i % 3][0], orders[i % 3][1],
				     i % 3 == 2 ? NULL : "--resume", "0=20", NULL);
	return status;
}

enum battery_verdict check_states(struct battery *b, char *text)
{
	if (b->inputs != 1)
		return battery_skipped(text, one_stream);
	if (battery_try(b, some_changes, &b->points[0], "noise", BATTERY_FRAMES, text))
		return BATTERY_FAILED;
	return battery_good(text, "pause, stop and suspend, and on again");
}

/* ---- all orders ---- */

enum state {
	RUNNING,
	PAUSED,
	SUSPENDED,
	STOPPED
};

#define MAX_CHANGES 4

/* From each state. Suspending unbinds and frees the modules, going on then makes, binds and prepares them anew. */
static const struct change {
	enum state from;
	const char *action;
	enum state to;
} changes[] = {
	{ RUNNING, "pause", PAUSED },     { RUNNING, "suspend", SUSPENDED },
	{ RUNNING, "stop", STOPPED },     { PAUSED, "resume", RUNNING },
	{ PAUSED, "suspend", SUSPENDED }, { PAUSED, "stop", STOPPED },
	{ SUSPENDED, "resume", RUNNING }, { SUSPENDED, "stop", STOPPED },
};

struct orders {
	struct battery *b;
	const char *input;
	unsigned int count;
	int status;
};

/* The order of a script, at other times for each step; a stream that is held in the end goes on. */
static void run_order(struct orders *o, const struct change *const *order, size_t length)
{
	struct battery *b = o->b;
	char text[512] = "";

	for (size_t i = 0; i < length; i++) {
		size_t used = strlen(text);

		snprintf(text + used, sizeof(text) - used, "sleep 0.00%zu\npcm 0 %s\n", 2 + i,
			 order[i]->action);
	}
	if (order[length - 1]->to == PAUSED || order[length - 1]->to == SUSPENDED)
		strcat(text, "sleep 0.003\npcm 0 resume\n");
	if (!battery_write(b, "order.sh", text)) {
		o->status = battery_object(b, "%s cannot be written", "order.sh");
		return;
	}
	o->count++;
	for (size_t d = 0; !o->status && d < battery_num_domains(b); d++)
		o->status = battery_run(b, "run", &b->points[0], o->input, "-q", "-D", domains[d],
					"-D", "HEAP_BYTES=" BATTERY_HEAP, "-s", "order.sh", NULL);
}

static void try_orders(struct orders *o, const struct change **order, size_t length,
		       enum state state)
{
	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		if (changes[i].from != state || o->status || stop_asked())
			continue;
		order[length] = &changes[i];
		run_order(o, order, length + 1);
		if (length + 1 < MAX_CHANGES)
			try_orders(o, order, length + 1, changes[i].to);
	}
}

enum battery_verdict check_orders(struct battery *b, char *text)
{
	const struct change *order[MAX_CHANGES];
	struct orders o = { b, battery_input(b, &b->points[0], "noise", BATTERY_FRAMES), 0, 0 };

	if (b->inputs != 1)
		return battery_skipped(text, one_stream);
	try_orders(&o, order, 0, RUNNING);
	return o.status ? battery_failed(b, o.status, text) :
			  battery_good(text, "%u orders%s", o.count, in_both(b));
}

/* ---- ends of inputs ---- */

static int with_ends(struct battery *b, const struct battery_point *point, const char *input)
{
	int status = 0;

	for (size_t d = 0; !status && d < battery_num_domains(b); d++) {
		/* the link goes on without input, and the module with it */
		status = battery_run(b, "run", point, input, "-q", "-D", domains[d], "-D",
				     "HEAP_BYTES=" BATTERY_HEAP, "-C", "200", NULL);
		if (!status)
			status = battery_run(b, "run", point, input, "-q", "-D", domains[d], "-D",
					     "HEAP_BYTES=" BATTERY_HEAP, "--drain", "50ms", NULL);
		if (!status)
			status = battery_run(b, "run", point, input, "-q", "-D", domains[d], "-D",
					     "HEAP_BYTES=" BATTERY_HEAP, "--start", "0=7", NULL);
		/* held for longer than everything that lies in the DSP lasts */
		if (!status)
			status = battery_run(b, "run", point, input, "-q", "-D", domains[d], "-D",
					     "HEAP_BYTES=" BATTERY_HEAP, "--pause", "0=3",
					     "--resume", "0=300", NULL);
	}
	return status;
}

enum battery_verdict check_ends(struct battery *b, char *text)
{
	if (b->inputs != 1)
		return battery_skipped(text, one_stream);
	if (battery_try(b, with_ends, &b->points[0], "noise", 481, text))
		return BATTERY_FAILED;
	return battery_good(text, "ended, late and held inputs%s", in_both(b));
}

/* ---- an output that takes nothing ---- */

/* What it makes when nobody holds it up, then with links that stand still, in the tick or in blocks of its own. */
static int with_blocked_links(struct battery *b, const struct battery_point *point,
			      const char *input, const char *domain, const char *block)
{
	char from[2 * PATH_MAX], to[2 * PATH_MAX];
	int status = battery_run(b, "run", point, input, "-q", "-D", domain, "-D", block, "-D",
				 "HEAP_BYTES=" BATTERY_HEAP, NULL);

	snprintf(from, sizeof(from), "%s/out.wav", b->work);
	snprintf(to, sizeof(to), "%s/free.wav", b->work);
	if (!status && rename(from, to) < 0)
		return battery_object(b, "%s cannot be written", to);
	if (status)
		return status;
	return battery_run(b, "run", point, input, "-q", "-D", domain, "-D", block, "-D",
			   "HEAP_BYTES=" BATTERY_HEAP, "--clock-stop", "HDA0=3-60",
			   b->by_block ? NULL : "--expect", "out.wav=free.wav", NULL);
}

static int blocked(struct battery *b, const struct battery_point *point, const char *input)
{
	int status = with_blocked_links(b, point, input, "DOMAIN=LL", "BLOCK_MS=1");

	if (!status && b->in_user_mode)
		status = with_blocked_links(b, point, input, "DOMAIN=DP", "BLOCK_MS=1");
	if (!status && b->in_user_mode && !b->by_block)
		status = with_blocked_links(b, point, input, "DOMAIN=DP", "BLOCK_MS=10");
	return status;
}

enum battery_verdict check_blocked(struct battery *b, char *text)
{
	if (battery_try(b, blocked, &b->points[0], "noise", BATTERY_FRAMES, text))
		return BATTERY_FAILED;
	return battery_good(text, "a link that takes nothing for 57 ms: %s%s",
			    b->by_block ? "it goes on" : "no sample is lost", in_both(b));
}

/* ---- late jobs ---- */

static int with_cost(struct battery *b, const struct battery_point *point, const char *input,
		     unsigned int us)
{
	json_t *report = battery_json(b, "report.json");
	json_t *dp = json_object_get(json_object_get(report, "data_processing"), "modules");
	const char *module = json_string_value(json_object_get(json_array_get(dp, 0), "module"));
	char cost[64];

	snprintf(cost, sizeof(cost), "%s=%u", module ? module : "?", us);
	json_decref(report);
	return battery_run(b, "run", point, input, "-q", "--dp-cost", cost, BATTERY_USER("3"),
			   NULL);
}

static int late(struct battery *b, const struct battery_point *point, const char *input)
{
	int status = battery_run(b, "run", point, input, "-q", BATTERY_USER("3"), "--report",
				 "report.json", NULL);

	/* its block, and three of them */
	if (!status)
		status = with_cost(b, point, input, 3000);
	return status ? status : with_cost(b, point, input, 9500);
}

enum battery_verdict check_late(struct battery *b, char *text)
{
	if (!b->in_user_mode)
		return battery_skipped(text, "it does not run in user mode");
	if (battery_try(b, late, &b->points[0], "noise", BATTERY_FRAMES, text))
		return BATTERY_FAILED;
	return battery_good(text, "deadlines are missed, and nothing else");
}
