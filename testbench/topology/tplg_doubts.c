/* SPDX-License-Identifier: BSD-3-Clause */
/* What loads and may be a mistake all the same: one warning for each. */
#include <string.h>

#include "topology/tplg_loader.h"

/* DAI types that a Linux host knows. */
static const char *const dai_types[] = {
	"HDA",   "ALH",   "SSP",     "DMIC",  "SAI",  "ESAI",          "MICFIL",        "AFE",
	"ACPBT", "ACPSP", "ACPDMIC", "ACPHS", "UAOL", "ACPSP_VIRTUAL", "ACPHS_VIRTUAL", "ACP_SDW",
};

static int check_dai_type(struct tplg_loader *l, const char *what, const char *name,
			  const char *type)
{
	if (!type[0])
		return 0;
	for (size_t i = 0; i < sizeof(dai_types) / sizeof(dai_types[0]); i++)
		if (!strcmp(dai_types[i], type))
			return 0;
	return tplg_warn(
		l, TPLG_WARNING_DAI_TYPE,
		"%s '%s': DAI type '%s' is not known, expected HDA, ALH, SSP, DMIC or another "
		"that Linux has",
		what, name, type);
}

static int check_control(struct tplg_loader *l, uint32_t number)
{
	const struct tplg *t = l->t;
	const struct tplg_control *c = &t->controls[number];
	int first = tplg_find_control(t, c->name);
	int ret = 0;

	if (first != (int)number)
		ret = tplg_warn(
			l, TPLG_WARNING_DUPLICATE,
			"control '%s' of '%s' has the name of one of '%s', which ALSA refuses",
			c->name, t->widgets[c->widget].name,
			t->widgets[t->controls[first].widget].name);
	if (!ret && strlen(c->name) == TPLG_NAME_LEN - 1)
		ret = tplg_warn(
			l, TPLG_WARNING_CUT,
			"control '%s' of '%s' has %d characters, the most that a file holds: a longer name has "
			"been cut",
			c->name, t->widgets[c->widget].name, TPLG_NAME_LEN - 1);
	return ret;
}

int tplg_warn_of_doubts(struct tplg_loader *l)
{
	const struct tplg *t = l->t;
	int ret = 0;

	if (t->ipc3)
		return 0; /* other rules */
	for (uint32_t i = 0; i < t->num_widgets && !ret; i++)
		ret = check_dai_type(l, "widget", t->widgets[i].name, t->widgets[i].dai_type);
	for (uint32_t i = 0; i < t->num_links && !ret; i++)
		ret = check_dai_type(l, "link", t->links[i].name, t->links[i].dai_type);
	for (uint32_t i = 0; i < t->num_controls && !ret; i++)
		ret = check_control(l, i);
	return ret;
}
