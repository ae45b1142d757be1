/* SPDX-License-Identifier: BSD-3-Clause */
/* Names of DAIs: type and number (SSP0), the link's, the widget's. */
#include <stdio.h>
#include <string.h>

#include "cli/run_plan_private.h"

static void dai_short_name(const struct tplg_widget *widget, char *out, size_t size)
{
	if (widget->dai_type[0])
		snprintf(out, size, "%s%u", widget->dai_type, tplg_opt_or(widget->dai_index, 0));
	else
		snprintf(out, size, "%s", widget->name);
}

bool run_plan_dai_is_called(const struct tplg_widget *widget, const char *name)
{
	char short_name[RUN_LABEL_BYTES];

	dai_short_name(widget, short_name, sizeof(short_name));
	return strcmp(name, short_name) == 0 || strcmp(name, widget->sname) == 0 ||
	       strcmp(name, widget->name) == 0;
}

/* Is it one that a name may mean? direction: NULL when both will do */
static bool may_mean(const struct run_planner *p, const struct run_plan_dai *dai, const char *name,
		     const enum tplg_direction *direction)
{
	return (!direction || dai->direction == *direction) &&
	       run_plan_dai_is_called(&p->tplg->widgets[dai->widget], name);
}

static size_t count_meant(const struct run_planner *p, const char *name,
			  const enum tplg_direction *direction)
{
	size_t count = 0;

	for (size_t i = 0; i < p->plan->num_dais; i++)
		count += may_mean(p, &p->plan->dais[i], name, direction);
	return *name ? count : 0;
}

/* A name that means this DAI alone. */
static void name_alone(const struct run_planner *p, const struct run_plan_dai *dai,
		       const char *name, const enum tplg_direction *direction, char *out,
		       size_t size)
{
	const struct tplg_widget *widget = &p->tplg->widgets[dai->widget];
	char short_name[RUN_LABEL_BYTES];

	dai_short_name(widget, short_name, sizeof(short_name));
	if (count_meant(p, short_name, direction) == 1)
		snprintf(out, size, "%s", short_name);
	else if (count_meant(p, widget->sname, direction) == 1)
		snprintf(out, size, "%s", widget->sname);
	else if (!direction && count_meant(p, name, &dai->direction) == 1)
		snprintf(out, size, "%s:%s", name, tplg_direction_name(dai->direction));
	else
		snprintf(out, size, "%s", widget->name);
}

static int fail_ambiguous(struct run_planner *p, const char *option, const char *name,
			  const enum tplg_direction *direction)
{
	size_t count = count_meant(p, name, direction), n = 0, used = 0;
	char ways[600] = "", way[RUN_LABEL_BYTES + 16];

	for (size_t i = 0; i < p->plan->num_dais && used < sizeof(ways); i++) {
		const struct run_plan_dai *dai = &p->plan->dais[i];

		if (!may_mean(p, dai, name, direction))
			continue;
		n++;
		name_alone(p, dai, name, direction, way, sizeof(way));
		used += (size_t)snprintf(ways + used, sizeof(ways) - used, "%s%s (%s)",
					 n == 1     ? "" :
					 n == count ? " or " :
						      ", ",
					 way, p->tplg->widgets[dai->widget].name);
	}
	return run_fail(p->error, CLI_USAGE, "%s: '%s' is more than one DAI, take %s", option, name,
			ways);
}

static int fail_unknown(struct run_planner *p, const char *option, const char *name,
			const enum tplg_direction *direction)
{
	char known[256] = "", short_name[RUN_LABEL_BYTES];
	size_t used = 0;

	if (direction && count_meant(p, name, NULL))
		return run_fail(p->error, CLI_USAGE, "%s: '%s' has no %s in this run", option, name,
				tplg_direction_name(*direction));
	for (size_t i = 0; i < p->plan->num_dais && used < sizeof(known); i++) {
		const struct run_plan_dai *dai = &p->plan->dais[i];
		const struct tplg_widget *widget = &p->tplg->widgets[dai->widget];

		if (direction && dai->direction != *direction)
			continue;
		dai_short_name(widget, short_name, sizeof(short_name));
		used += (size_t)snprintf(known + used, sizeof(known) - used, "%s%s (%s)",
					 used ? ", " : "", short_name, widget->name);
	}
	return run_fail(p->error, CLI_USAGE, "%s: no DAI '%s' here, there is %s", option, name,
			used ? known : "none that the streams of this run lead to");
}

int run_plan_resolve_dai(struct run_planner *p, const char *option, const char *name,
			 const enum tplg_direction *direction)
{
	size_t count = count_meant(p, name, direction);

	/* a widget's own name means it, whatever else is called so */
	for (size_t i = 0; i < p->plan->num_dais; i++) {
		const struct run_plan_dai *dai = &p->plan->dais[i];

		if (may_mean(p, dai, name, direction) &&
		    (count == 1 || strcmp(p->tplg->widgets[dai->widget].name, name) == 0))
			return (int)i;
	}
	return count ? fail_ambiguous(p, option, name, direction) :
		       fail_unknown(p, option, name, direction);
}

static bool is_alone(const struct run_planner *p, const struct run_plan_dai *dai, const char *name)
{
	return count_meant(p, name, &dai->direction) == 1;
}

/* Type and number, when that is one DAI; else its link's name, else its own. */
static void label_dai(const struct run_planner *p, struct run_plan_dai *dai, size_t size)
{
	const struct tplg_widget *widget = &p->tplg->widgets[dai->widget];

	dai_short_name(widget, dai->label, size);
	if (!is_alone(p, dai, dai->label))
		snprintf(dai->label, size, "%s",
			 is_alone(p, dai, widget->sname) ? widget->sname : widget->name);
}

void run_plan_label_dais(struct run_planner *p)
{
	struct run_plan *plan = p->plan;

	for (size_t i = 0; i < plan->num_dais; i++) {
		struct run_plan_dai *dai = &plan->dais[i];
		bool both = false;

		label_dai(p, dai, sizeof(dai->label) - 10);
		for (size_t k = 0; k < plan->num_dais; k++)
			both |= plan->dais[k].direction != dai->direction &&
				run_plan_dai_is_called(&p->tplg->widgets[plan->dais[k].widget],
						       dai->label);
		if (both) {
			strcat(dai->label, " ");
			strcat(dai->label, tplg_direction_name(dai->direction));
		}
	}
}
