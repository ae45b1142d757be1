/* SPDX-License-Identifier: BSD-3-Clause */
/* A widget, its private data and its controls. */
#include <errno.h>

#include "topology/tplg_loader.h"

static const struct {
	const char *name;
	enum tplg_role role;
} widget_types[] = {
	[SND_SOC_TPLG_DAPM_INPUT] = { "input", TPLG_ROLE_VIRTUAL },
	[SND_SOC_TPLG_DAPM_OUTPUT] = { "output", TPLG_ROLE_VIRTUAL },
	[SND_SOC_TPLG_DAPM_MUX] = { "mux", TPLG_ROLE_IGNORED },
	[SND_SOC_TPLG_DAPM_MIXER] = { "mixer", TPLG_ROLE_MODULE },
	[SND_SOC_TPLG_DAPM_PGA] = { "pga", TPLG_ROLE_MODULE },
	[SND_SOC_TPLG_DAPM_OUT_DRV] = { "out_drv", TPLG_ROLE_VIRTUAL },
	[SND_SOC_TPLG_DAPM_ADC] = { "adc", TPLG_ROLE_IGNORED },
	[SND_SOC_TPLG_DAPM_DAC] = { "dac", TPLG_ROLE_IGNORED },
	[SND_SOC_TPLG_DAPM_SWITCH] = { "switch", TPLG_ROLE_IGNORED },
	[SND_SOC_TPLG_DAPM_PRE] = { "pre", TPLG_ROLE_IGNORED },
	[SND_SOC_TPLG_DAPM_POST] = { "post", TPLG_ROLE_IGNORED },
	[SND_SOC_TPLG_DAPM_AIF_IN] = { "aif_in", TPLG_ROLE_MODULE },
	[SND_SOC_TPLG_DAPM_AIF_OUT] = { "aif_out", TPLG_ROLE_MODULE },
	[SND_SOC_TPLG_DAPM_DAI_IN] = { "dai_in", TPLG_ROLE_MODULE },
	[SND_SOC_TPLG_DAPM_DAI_OUT] = { "dai_out", TPLG_ROLE_MODULE },
	[SND_SOC_TPLG_DAPM_DAI_LINK] = { "dai_link", TPLG_ROLE_IGNORED },
	[SND_SOC_TPLG_DAPM_BUFFER] = { "buffer", TPLG_ROLE_MODULE },
	[SND_SOC_TPLG_DAPM_SCHEDULER] = { "scheduler", TPLG_ROLE_PIPELINE },
	[SND_SOC_TPLG_DAPM_EFFECT] = { "effect", TPLG_ROLE_MODULE },
	[SND_SOC_TPLG_DAPM_SIGGEN] = { "siggen", TPLG_ROLE_IGNORED },
	[SND_SOC_TPLG_DAPM_SRC] = { "src", TPLG_ROLE_MODULE },
	[SND_SOC_TPLG_DAPM_ASRC] = { "asrc", TPLG_ROLE_MODULE },
	[SND_SOC_TPLG_DAPM_ENCODER] = { "encoder", TPLG_ROLE_MODULE },
	[SND_SOC_TPLG_DAPM_DECODER] = { "decoder", TPLG_ROLE_MODULE },
};

#define NUM_WIDGET_TYPES (sizeof(widget_types) / sizeof(widget_types[0]))

const char *tplg_widget_type_name(uint32_t id)
{
	return id < NUM_WIDGET_TYPES ? widget_types[id].name : "unknown";
}

int tplg_read_widget(struct tplg_loader *l)
{
	const struct snd_soc_tplg_dapm_widget *head = tplg_take(l, sizeof(*head), "widget");
	struct tplg *t = l->t;
	struct tplg_private priv;
	struct tplg_widget *w;
	int index = t->num_widgets;
	int ret;

	if (!head || tplg_expect_size(l, tplg_offset(l, head), "widget", head->size, sizeof(*head)))
		return -EINVAL;
	if (index == TPLG_MAX_WIDGETS)
		return tplg_fail(l, tplg_offset(l, head), "expected at most %d widgets",
				 TPLG_MAX_WIDGETS);
	w = tplg_append(l, &t->widgets, &t->num_widgets, sizeof(*w));
	if (!w)
		return -ENOMEM;
	w->offset = tplg_offset(l, head);
	w->id = head->id;
	w->role = head->id < NUM_WIDGET_TYPES ? widget_types[head->id].role : TPLG_ROLE_IGNORED;
	w->pipeline_id = l->block_index;
	w->pipeline = TPLG_NONE;
	w->first_control = t->num_controls;
	if (tplg_copy_name(l, "a widget name", w->name, head->name) ||
	    tplg_copy_name(l, "a widget stream name", w->sname, head->sname))
		return -EINVAL;
	if (!w->name[0])
		return tplg_fail(l, tplg_offset(l, head->name),
				 "expected a widget name, found none");
	if (tplg_take_private(l, head->priv.size, &priv))
		return -EINVAL;
	ret = tplg_read_widget_tokens(l, priv, w);
	if (ret)
		return ret;
	if (w->uuid_set)
		w->module = tplg_module_find(w->uuid);
	for (uint32_t i = 0; i < head->num_kcontrols; i++) {
		ret = tplg_read_control(l, index);
		if (ret)
			return ret;
	}
	return 0;
}
