/* SPDX-License-Identifier: BSD-3-Clause */
/* How tplg/effect.conf makes a module: most need nothing but their UUID. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "topology/tplg.h"
#include "validate/battery.h"

/* Those that the plainest topology does not play. */
static const struct setup {
	const char *module;
	const char *effect; /* a file of effects/; NULL: not at all, and ... */
	const char *type;   /* ... why */
	bool makes_data, by_block;
	unsigned int rate; /* that the effect's blob is for; it warns of others */
} setups[] = {
	{ "aria", "none", "effect", .by_block = true }, /* its gain looks ahead by a block */
	{ "gain", "plain", "pga" },
	{ "peakvol", "plain", "pga" },
	{ "src", "plain", "src" },
	{ "src_lite", "plain", "src" },
	{ "asrc", "asrc", "asrc" },
	{ "tdfb", "tdfb", "effect" },
	{ "mfcc", "mfcc-mel", "effect", true },
	{ "stftproc", "stft-1024", "effect" },
	{ "phasevoc", "phase-vocoder", "effect", .rate = 48000 },
	{ "copier", NULL, "is at both ends of every stream" },
	{ "mixin", NULL, "works with a mixout alone" },
	{ "mixout", NULL, "works with mixins alone" },
};

int battery_choose_setup(struct battery *b, const uint8_t uuid[16], char *err, size_t err_size)
{
	const struct tplg_module *module = tplg_module_find(uuid);
	const struct setup *setup = NULL;

	b->effect = "none";
	b->type = "effect";
	for (size_t i = 0; module && i < sizeof(setups) / sizeof(setups[0]); i++)
		if (!strcmp(setups[i].module, module->name))
			setup = &setups[i];
	if (setup && !setup->effect) {
		snprintf(err, err_size, "'%s' %s: expected a module that plays by itself",
			 module->name, setup->type);
		return -EINVAL;
	}
	if (module && module->max_inputs > b->inputs) {
		snprintf(err, err_size,
			 "'%s' has %u inputs: expected a module with one, or --pins 2:1",
			 module->name, module->max_inputs);
		return -EINVAL;
	}
	if (setup) {
		b->effect = setup->effect;
		b->type = setup->type;
		b->makes_data = setup->makes_data;
		b->by_block |= setup->by_block;
		b->rate = setup->rate;
	}
	return 0;
}
