/* SPDX-License-Identifier: BSD-3-Clause */
/* What the files that make a plan share. Functions return 0, or -1 with an error set, unless they say otherwise. */
#ifndef TESTBENCH_CLI_RUN_PLAN_PRIVATE_H
#define TESTBENCH_CLI_RUN_PLAN_PRIVATE_H

#include "cli/run_plan.h"
#include "driver/graph.h"

/** What makes a plan, and of what. */
struct run_planner {
	const struct tplg *tplg;
	const struct run_options *options;
	struct run_plan *plan;
	struct run_error *error;
};

/** What the driver builds for a PCM direction; release it with drv_path_release(). */
int run_plan_find_path(const struct run_planner *p, int host, enum tplg_direction direction,
		       struct drv_path *path);

/** @return position of a widget in dais[], -1: not there */
int run_plan_find_dai(const struct run_plan *plan, int widget);

/** Is this PCM direction in the plan? */
bool run_plan_has_stream(const struct run_plan *plan, const struct tplg_pcm *pcm,
			 enum tplg_direction direction);

/** Take a PCM direction into the plan, with the DAIs that it leads to. */
int run_plan_add_stream(struct run_planner *p, int pcm, enum tplg_direction direction);

/** Is it the DAI's type and number, its link's name, or its own? */
bool run_plan_dai_is_called(const struct tplg_widget *widget, const char *name);

/**
 * Find a DAI of the plan by a name.
 * @param option	for messages
 * @param direction	the only one that will do; NULL: both
 * @return position in dais[]; -1 and an error that lists the names there are, or those that mean one DAI alone
 */
int run_plan_resolve_dai(struct run_planner *p, const char *option, const char *name,
			 const enum tplg_direction *direction);

/** Labels for people: the direction is given only where it is needed. */
void run_plan_label_dais(struct run_planner *p);

/** Connect the DAIs of --loopback, which must be in the plan. */
int run_plan_wire_loopbacks(struct run_planner *p);

/** Choose the streams by -p, --loopback and the number of inputs, and give the files of -i and -o to their widgets. */
int run_plan_by_order(struct run_planner *p);

#endif
