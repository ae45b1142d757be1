/* SPDX-License-Identifier: BSD-3-Clause */
/* Gateways of copiers: node ids, configuration blobs, and the ends of a stream as the caller sees them. */
#include <stdio.h>
#include <string.h>

#include "internal.h"

/* How a DAI type numbers its gateways. */
enum indexing {
	INDEX_PLAIN,       /* the DAI's number */
	INDEX_SSP,         /* high nibble */
	INDEX_DMIC,        /* three bits */
	INDEX_LINK_STREAM, /* assigned: lowest free */
	INDEX_ALH,         /* the link's node; a group number when several DAIs share a link */
};

static const struct {
	const char *dai_type;
	enum indexing indexing;
} dai_types[] = {
	{ "SSP", INDEX_SSP },
	{ "DMIC", INDEX_DMIC },
	{ "HDA", INDEX_LINK_STREAM },
	{ "ALH", INDEX_ALH },
};

#define ALH_GROUPS 8
#define ALH_NODES  IPC4_ALH_MULTI_GTW_BASE /* below the group numbers */

bool drv_widget_is_host(const struct tplg_widget *widget)
{
	return widget->id == TPLG_WIDGET_AIF_IN || widget->id == TPLG_WIDGET_AIF_OUT;
}

bool drv_widget_is_dai(const struct tplg_widget *widget)
{
	return widget->id == TPLG_WIDGET_DAI_IN || widget->id == TPLG_WIDGET_DAI_OUT;
}

bool drv_widget_is_copier(const struct tplg_widget *widget)
{
	return drv_widget_is_host(widget) || drv_widget_is_dai(widget) ||
	       widget->id == TPLG_WIDGET_BUFFER;
}

static enum indexing dai_indexing(const struct tplg_widget *widget)
{
	for (size_t i = 0; i < sizeof(dai_types) / sizeof(dai_types[0]); i++)
		if (!strcmp(widget->dai_type, dai_types[i].dai_type))
			return dai_types[i].indexing;
	return INDEX_PLAIN;
}

/*
 * The bus gives each SoundWire link and direction a node of its own; the number in the topology is but a
 * placeholder, and often the same for many links. So here: the first link with a number keeps it, the others get
 * the lowest that are left.
 */
void drv_gateway_number_links(struct drv *drv)
{
	struct drv_ids taken[2] = { 0 };

	for (int placeholders = 0; placeholders < 2; placeholders++)
		for (uint32_t i = 0; i < drv->tplg->num_widgets; i++) {
			struct drv_widget *widget = &drv->widgets[i];
			const struct tplg_widget *w = widget->tplg;
			struct drv_ids *ids = &taken[w->id == TPLG_WIDGET_DAI_OUT];
			uint32_t wanted = w->dai_index.value;

			if (!drv_widget_is_dai(w) || dai_indexing(w) != INDEX_ALH ||
			    widget->alh_node >= 0)
				continue;
			if (placeholders)
				widget->alh_node = drv_ids_take(ids, ALH_NODES);
			else if (wanted < ALH_NODES && drv_ids_take_this(ids, wanted))
				widget->alh_node = (int)wanted;
		}
}

/* The place of a DAI among those that are one gateway with it. */
struct group {
	unsigned int count;
	int members[IPC4_ALH_MAX_NUMBER_OF_GTW]; /* positions in widgets[], as many as fit */
};

static void find_group(const struct drv *drv, const struct tplg_widget *widget, struct group *group)
{
	int self = (int)(widget - drv->tplg->widgets);

	group->count = 0;
	for (int i = 0; (i = tplg_next_aggregated(drv->tplg, self, i)) != TPLG_NONE; i++) {
		if (group->count < IPC4_ALH_MAX_NUMBER_OF_GTW)
			group->members[group->count] = i;
		group->count++;
	}
}

/* Host copiers have a stream tag each; the tag counts from 1, the index from 0. */
#define HOST_STREAMS IPC4_HOST_PLAYBACK_SLOTS

/* Take the lowest free index. It is given back by drv_gateway_release(). */
static int assign_index(struct drv *drv, struct drv_widget *widget, struct drv_ids *ids,
			unsigned int limit, const char *what)
{
	int index = drv_ids_take(ids, limit);

	if (index < 0)
		return drv_fail(drv, DRV_ERROR_TOPOLOGY, index, 0,
				"%s: no free %s left, all %u are in use", widget->tplg->name, what,
				limit);
	widget->index_from = ids;
	return index;
}

static int choose_index(struct drv *drv, struct drv_widget *widget)
{
	const struct tplg_widget *w = widget->tplg;
	bool capture = w->id == TPLG_WIDGET_DAI_OUT || w->id == TPLG_WIDGET_AIF_OUT;
	struct group group;
	int index;

	if (drv_widget_is_host(w))
		return assign_index(drv, widget, &drv->host_streams[capture], HOST_STREAMS,
				    "host stream");
	switch (dai_indexing(w)) {
	case INDEX_SSP:
		return (int)(w->dai_index.value & 0xF) << 4;
	case INDEX_DMIC:
		return (int)(w->dai_index.value & 0x7);
	case INDEX_LINK_STREAM:
		return assign_index(drv, widget, &drv->link_streams[capture], DRV_MAX_IDS,
				    "link stream");
	case INDEX_ALH:
		find_group(drv, w, &group);
		for (unsigned int k = 0; k < group.count && k < IPC4_ALH_MAX_NUMBER_OF_GTW; k++)
			if (drv->widgets[group.members[k]].alh_node < 0)
				return drv_fail(drv, DRV_ERROR_TOPOLOGY, -ENOSPC, 0,
						"%s: more than %u ALH links in one direction",
						w->name, ALH_NODES);
		if (group.count == 1)
			return widget->alh_node;
		if (group.count > IPC4_ALH_MAX_NUMBER_OF_GTW)
			return drv_fail(drv, DRV_ERROR_TOPOLOGY, -EINVAL, 0,
					"%s: %u DAIs share the link %s, at most %u can", w->name,
					group.count, w->sname, IPC4_ALH_MAX_NUMBER_OF_GTW);
		index = assign_index(drv, widget, &drv->alh_groups, ALH_GROUPS, "ALH group");
		return index < 0 ? index : index + IPC4_ALH_MULTI_GTW_BASE;
	case INDEX_PLAIN:
		break;
	}
	return (int)(w->dai_index.value & 0xFF);
}

int drv_gateway_acquire(struct drv *drv, struct drv_widget *widget)
{
	const struct tplg_widget *w = widget->tplg;
	int index;

	if ((!drv_widget_is_host(w) && !drv_widget_is_dai(w)) ||
	    widget->node_id != IPC4_INVALID_NODE_ID)
		return 0;
	if (!w->node_type.set || w->node_type.value > 0x1F)
		return drv_fail(drv, DRV_ERROR_TOPOLOGY, -EINVAL, 0,
				"%s: a gateway copier needs a node type (token 1980) of 0..31",
				w->name);
	index = choose_index(drv, widget);
	if (index < 0)
		return index;
	widget->node_id = IPC4_NODE_ID(w->node_type.value, index);
	return 0;
}

void drv_gateway_release(struct drv *drv, struct drv_widget *widget)
{
	uint32_t index = IPC4_NODE_INDEX(widget->node_id);

	if (widget->index_from == &drv->alh_groups)
		index -= IPC4_ALH_MULTI_GTW_BASE;
	if (widget->index_from)
		drv_ids_release(widget->index_from, index);
	widget->index_from = NULL;
	widget->node_id = IPC4_INVALID_NODE_ID;
}

/* Periods that a DMA buffer holds; a deep one of a playback holds as many as its milliseconds. */
#define DMA_PERIODS 4

uint32_t drv_gateway_dma_bytes(const struct drv_widget *widget)
{
	const struct tplg_widget *w = widget->tplg;
	uint64_t periods = DMA_PERIODS, bytes;

	if (!drv_widget_is_host(w) && !drv_widget_is_dai(w))
		return 0;
	if (w->id == TPLG_WIDGET_AIF_IN && w->deep_buffer_ms.value > periods)
		periods = w->deep_buffer_ms.value;
	bytes = periods * (w->id == TPLG_WIDGET_AIF_IN || w->id == TPLG_WIDGET_DAI_IN ? widget->in :
											widget->out)
				  ->buffer_bytes;
	return bytes > UINT32_MAX ? UINT32_MAX : (uint32_t)bytes;
}

/* The side of the copier that the gateway stands on. */
static const struct tplg_pin_format *gateway_side(const struct drv_widget *widget)
{
	uint32_t id = widget->tplg->id;

	return id == TPLG_WIDGET_AIF_IN || id == TPLG_WIDGET_DAI_OUT ? widget->in : widget->out;
}

/* Channels of device `k` of `count`: all of them when playing, an equal share each when capturing. */
static uint32_t alh_channel_mask(const struct drv_widget *widget, unsigned int k,
				 unsigned int count)
{
	unsigned int channels = gateway_side(widget)->fmt.channels_count;
	unsigned int share = channels / count;

	if (widget->tplg->id == TPLG_WIDGET_DAI_IN || count == 1 || !share)
		return (1u << channels) - 1;
	return ((1u << share) - 1) << (k * share);
}

/* Node of the DAI at widgets[member], which is one gateway with `widget`. */
static uint32_t alh_node_id(const struct drv *drv, const struct drv_widget *widget, int member)
{
	return IPC4_NODE_ID(widget->tplg->node_type.value, (uint32_t)drv->widgets[member].alh_node);
}

/* The end of a stream at `widget`'s copier that `w`, this widget or one aggregated with it, stands for. */
static void fill_endpoint(const struct drv_widget *widget, const struct tplg_widget *w,
			  struct drv_endpoint *end)
{
	memset(end, 0, sizeof(*end));
	snprintf(end->widget, sizeof(end->widget), "%s", w->name);
	snprintf(end->link, sizeof(end->link), "%s", w->sname);
	snprintf(end->dai_type, sizeof(end->dai_type), "%s", w->dai_type);
	end->dai_index = w->dai_index.value;
	end->pipeline = widget->tplg->pipeline_id;
	end->node_id = widget->node_id;
	end->capture = w->id == TPLG_WIDGET_AIF_OUT || w->id == TPLG_WIDGET_DAI_OUT;
	end->host = drv_widget_is_host(w);
	end->format = gateway_side(widget)->fmt;
	end->period_bytes = gateway_side(widget)->buffer_bytes;
	end->dma_buffer_bytes = drv_gateway_dma_bytes(widget);
}

size_t drv_gateway_endpoints(const struct drv *drv, const struct drv_widget *widget,
			     struct drv_endpoint *ends, size_t max)
{
	struct group group;

	find_group(drv, widget->tplg, &group);
	for (unsigned int k = 0; k < group.count && k < max; k++) {
		const struct tplg_widget *member = &drv->tplg->widgets[group.members[k]];
		uint32_t mask = alh_channel_mask(widget, k, group.count);
		uint32_t all = gateway_side(widget)->fmt.channels_count;
		uint32_t mine = (uint32_t)__builtin_popcount(mask);
		struct drv_endpoint *end = &ends[k];

		fill_endpoint(widget, member, end);
		if (group.count == 1)
			break;
		end->node_id = alh_node_id(drv, widget, group.members[k]);
		end->format.channels_count = mine & 0xFF;
		end->period_bytes = end->period_bytes / all * mine;
	}
	return group.count;
}

static int alh_blob(const struct drv *drv, const struct drv_widget *widget, uint32_t *words,
		    size_t max)
{
	struct group group;

	find_group(drv, widget->tplg, &group);
	if (2 + 2 * (size_t)group.count > max)
		return -ENOSPC;
	words[0] = 0;
	words[1] = group.count;
	for (unsigned int k = 0; k < group.count; k++) {
		words[2 + 2 * k] = alh_node_id(drv, widget, group.members[k]);
		words[3 + 2 * k] = alh_channel_mask(widget, k, group.count);
	}
	return (int)(2 + 2 * group.count);
}

int drv_gateway_blob(struct drv *drv, const struct drv_widget *widget, uint32_t *words, size_t max)
{
	const struct tplg_widget *w = widget->tplg;
	bool lp = w->pipeline != TPLG_NONE && drv->tplg->pipelines[w->pipeline].lp_mode;
	bool hda = drv_widget_is_dai(w) && dai_indexing(w) == INDEX_LINK_STREAM;

	if (!max)
		return -ENOSPC;
	if (drv_widget_is_dai(w) && dai_indexing(w) == INDEX_ALH)
		return alh_blob(drv, widget, words, max);
	/* SSP and DMIC would carry their NHLT blob here: it describes clocks that the machine has not. */
	words[0] = lp && (drv_widget_is_host(w) || hda);
	return 1;
}
