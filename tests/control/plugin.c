/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * An ALSA control plugin with the elements that the cases of unit.host.control have, for the real amixer. Values
 * live in the file ADSP_CTL_STATE, a line of values for each element, between its calls.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <control/ctl.h>

#include "../unit/host/control/controls.h"

struct plugin {
	struct control_ctl ctl;
	struct control_elements elements;
	struct tplg tplg;
	struct tplg_control controls[CASES_CONTROLS];
	long values[CASES_CONTROLS][TPLG_MAX_CHANNELS];
};

static void read_values(struct control_ctl *ctl, size_t element, long *values)
{
	struct plugin *plugin = ctl->ctx;

	memcpy(values, plugin->values[element],
	       ctl->plugin.elements->element[element].count * sizeof(*values));
}

static void save(struct plugin *plugin)
{
	FILE *file = fopen(getenv("ADSP_CTL_STATE"), "w");

	if (!file)
		abort();
	for (size_t i = 0; i < plugin->elements.num; i++) {
		for (size_t k = 0; k < TPLG_MAX_CHANNELS; k++)
			fprintf(file, "%ld ", plugin->values[i][k]);
		fprintf(file, "\n");
	}
	fclose(file);
}

static void load(struct plugin *plugin)
{
	FILE *file = fopen(getenv("ADSP_CTL_STATE"), "r");

	for (size_t i = 0; file && i < plugin->elements.num; i++)
		for (size_t k = 0; k < TPLG_MAX_CHANNELS; k++)
			if (fscanf(file, "%ld", &plugin->values[i][k]) != 1)
				abort();
	if (file)
		fclose(file);
}

static int write_values(struct control_ctl *ctl, size_t element, const long *values)
{
	struct plugin *plugin = ctl->ctx;

	memcpy(plugin->values[element], values,
	       ctl->plugin.elements->element[element].count * sizeof(*values));
	save(plugin);
	return 0;
}

static const struct control_ctl_ops ops = { read_values, write_values };

SND_CTL_PLUGIN_DEFINE_FUNC(adspcases)
{
	struct plugin *plugin = calloc(1, sizeof(*plugin)); /* for the life of the program */
	int ret;

	(void)root;
	(void)conf;
	if (!plugin)
		return -ENOMEM;
	plugin->tplg.controls = plugin->controls;
	plugin->tplg.num_controls = CASES_CONTROLS;
	for (size_t i = 0; i < CASES_CONTROLS; i++) {
		plugin->controls[i] = cases_controls[i];
		for (size_t k = 0; k < TPLG_MAX_CHANNELS; k++)
			plugin->values[i][k] = CASES_FIRST_VALUE(&cases_controls[i]);
	}
	if (control_elements_make(&plugin->tplg, &plugin->elements))
		return -ENOMEM;
	load(plugin);
	plugin->ctl = (struct control_ctl){ .plugin.elements = &plugin->elements,
					    .ops = &ops,
					    .ctx = plugin };
	ret = control_ctl_open(&plugin->ctl, name, mode);
	*handlep = plugin->ctl.plugin.ext.handle;
	return ret;
}
SND_CTL_PLUGIN_SYMBOL(adspcases);
