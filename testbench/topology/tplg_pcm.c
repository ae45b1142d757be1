/* SPDX-License-Identifier: BSD-3-Clause */
/* PCMs and links. */
#include <errno.h>
#include <stdio.h>

#include "topology/tplg_loader.h"
#include "util/text.h"

static int read_caps(struct tplg_loader *l, const struct snd_soc_tplg_stream_caps *from, bool used,
		     struct tplg_caps *caps)
{
	caps->host = TPLG_NONE;
	if (!from->size) /* how an unused direction is written */
		return 0;
	if (tplg_expect_size(l, tplg_offset(l, from), "PCM capabilities", from->size,
			     sizeof(*from)) ||
	    tplg_copy_name(l, "a PCM stream name", caps->name, from->name))
		return -EINVAL;
	if (!used) {
		caps->name[0] = '\0';
		return 0;
	}
	caps->present = true;
	caps->formats = from->formats;
	caps->rates = from->rates;
	caps->rate_min = from->rate_min;
	caps->rate_max = from->rate_max;
	caps->channels_min = from->channels_min;
	caps->channels_max = from->channels_max;
	caps->periods_min = from->periods_min;
	caps->periods_max = from->periods_max;
	caps->period_size_min = from->period_size_min;
	caps->period_size_max = from->period_size_max;
	caps->buffer_size_min = from->buffer_size_min;
	caps->buffer_size_max = from->buffer_size_max;
	caps->sig_bits = from->sig_bits;
	return 0;
}

int tplg_read_pcm(struct tplg_loader *l)
{
	const struct snd_soc_tplg_pcm *head = tplg_take(l, sizeof(*head), "PCM");
	struct tplg_private priv;
	struct tplg_pcm *pcm;

	if (!head || tplg_expect_size(l, tplg_offset(l, head), "PCM", head->size, sizeof(*head)))
		return -EINVAL;
	if (l->t->num_pcms == TPLG_MAX_PCMS)
		return tplg_fail(l, tplg_offset(l, head), "expected at most %d PCMs",
				 TPLG_MAX_PCMS);
	for (uint32_t i = 0; i < l->t->num_pcms; i++)
		if (l->t->pcms[i].id == head->pcm_id)
			return tplg_fail(l, tplg_offset(l, &head->pcm_id),
					 "expected unique PCM ids, found %u twice", head->pcm_id);
	pcm = tplg_append(l, &l->t->pcms, &l->t->num_pcms, sizeof(*pcm));
	if (!pcm)
		return -ENOMEM;
	pcm->id = head->pcm_id;
	pcm->dai_id = head->dai_id;
	pcm->compress = head->compress != 0;
	if (tplg_copy_name(l, "a PCM name", pcm->name, head->pcm_name) ||
	    tplg_copy_name(l, "a PCM DAI name", pcm->dai_name, head->dai_name) ||
	    read_caps(l, &head->caps[TPLG_PLAYBACK], head->playback, &pcm->caps[TPLG_PLAYBACK]) ||
	    read_caps(l, &head->caps[TPLG_CAPTURE], head->capture, &pcm->caps[TPLG_CAPTURE]))
		return -EINVAL;
	if (head->num_streams > SND_SOC_TPLG_STREAM_CONFIG_MAX)
		return tplg_fail(l, tplg_offset(l, &head->num_streams),
				 "expected at most %d PCM streams, found %u",
				 SND_SOC_TPLG_STREAM_CONFIG_MAX, head->num_streams);
	if (tplg_take_private(l, head->priv.size, &priv))
		return -EINVAL;
	return tplg_check_arrays(l, priv);
}

_Static_assert(TPLG_MAX_HW_CONFIGS == SND_SOC_TPLG_HW_CONFIG_MAX, "as many as a link can have");

static void read_hw_configs(const struct snd_soc_tplg_link_config *from, struct tplg_link *link)
{
	link->num_hw_configs = from->num_hw_configs;
	for (uint32_t i = 0; i < from->num_hw_configs; i++)
		link->hw_configs[i] = (struct tplg_hw_config){
			.fsync_rate = from->hw_config[i].fsync_rate,
			.tdm_slots = from->hw_config[i].tdm_slots,
			.tdm_slot_width = from->hw_config[i].tdm_slot_width,
		};
}

int tplg_read_link(struct tplg_loader *l)
{
	const struct snd_soc_tplg_link_config *head = tplg_take(l, sizeof(*head), "link");
	struct tplg_private priv;
	struct tplg_link *link;

	if (!head || tplg_expect_size(l, tplg_offset(l, head), "link", head->size, sizeof(*head)))
		return -EINVAL;
	if (l->t->num_links == TPLG_MAX_LINKS)
		return tplg_fail(l, tplg_offset(l, head), "expected at most %d links",
				 TPLG_MAX_LINKS);
	link = tplg_append(l, &l->t->links, &l->t->num_links, sizeof(*link));
	if (!link)
		return -ENOMEM;
	link->id = head->id;
	if (tplg_copy_name(l, "a link name", link->name, head->name) ||
	    tplg_copy_name(l, "a link stream name", link->stream_name, head->stream_name))
		return -EINVAL;
	if (head->num_streams > SND_SOC_TPLG_STREAM_CONFIG_MAX)
		return tplg_fail(l, tplg_offset(l, &head->num_streams),
				 "expected at most %d link streams, found %u",
				 SND_SOC_TPLG_STREAM_CONFIG_MAX, head->num_streams);
	if (head->num_hw_configs > SND_SOC_TPLG_HW_CONFIG_MAX)
		return tplg_fail(l, tplg_offset(l, &head->num_hw_configs),
				 "expected at most %d link hardware configurations, found %u",
				 SND_SOC_TPLG_HW_CONFIG_MAX, head->num_hw_configs);
	for (uint32_t i = 0; i < head->num_hw_configs; i++)
		if (tplg_expect_size(l, tplg_offset(l, &head->hw_config[i]),
				     "link hardware configuration", head->hw_config[i].size,
				     sizeof(head->hw_config[i])))
			return -EINVAL;
	read_hw_configs(head, link);
	if (tplg_take_private(l, head->priv.size, &priv))
		return -EINVAL;
	return tplg_read_link_tokens(l, priv, link);
}

const char *tplg_channels_format(const struct tplg_caps *caps, char text[TPLG_CHANNELS_TEXT])
{
	if (caps->channels_min == caps->channels_max)
		snprintf(text, TPLG_CHANNELS_TEXT, "%u channel%s", caps->channels_max,
			 text_plural(caps->channels_max));
	else
		snprintf(text, TPLG_CHANNELS_TEXT, "%u..%u channels", caps->channels_min,
			 caps->channels_max);
	return text;
}
