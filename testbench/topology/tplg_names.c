/* SPDX-License-Identifier: BSD-3-Clause */
/* Words for the numbers of a topology, and the order to print widgets in. */
#include <stdlib.h>

#include "topology/tplg_print.h"

#define TOKEN(key)                                      \
	{                                               \
#key, offsetof(struct tplg_widget, key) \
	}

const struct tplg_token_name tplg_token_names[] = {
	TOKEN(core),
	TOKEN(cpc),
	TOKEN(is_pages),
	TOKEN(no_wname),
	TOKEN(domain_id),
	TOKEN(stack_bytes),
	TOKEN(heap_bytes),
	TOKEN(lifetime_heap_bytes),
	TOKEN(shared_bytes),
	TOKEN(dai_index),
	TOKEN(direction),
	TOKEN(node_type),
	TOKEN(deep_buffer_ms),
	TOKEN(curve_type),
	TOKEN(curve_duration),
	TOKEN(gain_init),
	TOKEN(src_rate_in),
	TOKEN(src_rate_out),
	TOKEN(asrc_rate_out),
	TOKEN(asrc_mode),
	TOKEN(mix_type),
	TOKEN(priority),
	TOKEN(sched_core),
	TOKEN(time_domain),
	TOKEN(dynamic),
	TOKEN(lp_mode),
	TOKEN(chain_dma),
	TOKEN(sched_direction),
	TOKEN(direction_valid),
	{ NULL, 0 },
};

const char *tplg_verdict_of(const struct tplg_verdict *verdict, uint32_t pcm,
			    enum tplg_direction direction)
{
	return verdict ? verdict->reasons[2 * (size_t)pcm + direction] : NULL;
}

static const char *const domain_names[] = {
	[TPLG_DOMAIN_UNSET] = NULL,
	[TPLG_DOMAIN_DEFAULT] = "default",
	[TPLG_DOMAIN_LL] = "LL",
	[TPLG_DOMAIN_DP] = "DP",
};

static const char *const kind_names[] = {
	[TPLG_CONTROL_VOLUME] = "volume",
	[TPLG_CONTROL_SWITCH] = "switch",
	[TPLG_CONTROL_ENUM] = "enum",
	[TPLG_CONTROL_BYTES] = "bytes",
};

static const char *const format_names[] = {
	"S8",
	"U8",
	"S16_LE",
	"S16_BE",
	"U16_LE",
	"U16_BE",
	"S24_LE",
	"S24_BE",
	"U24_LE",
	"U24_BE",
	"S32_LE",
	"S32_BE",
	"U32_LE",
	"U32_BE",
	"FLOAT_LE",
	"FLOAT_BE",
	"FLOAT64_LE",
	"FLOAT64_BE",
	"IEC958_SUBFRAME_LE",
	"IEC958_SUBFRAME_BE",
	"MU_LAW",
	"A_LAW",
};

static const uint32_t rates[] = {
	5512,  8000,  11025, 16000,  22050,  32000,        44100,        48000,
	64000, 88200, 96000, 176400, 192000, [17] = 12000, [18] = 24000, [19] = 128000,
};

static const char *const sample_type_names[] = {
	[IPC4_TYPE_MSB_INTEGER] = "int in the upper bits",
	[IPC4_TYPE_LSB_INTEGER] = "int",
	[IPC4_TYPE_SIGNED_INTEGER] = "signed int",
	[IPC4_TYPE_UNSIGNED_INTEGER] = "unsigned int",
	[IPC4_TYPE_FLOAT] = "float",
	[IPC4_TYPE_A_LAW] = "A-law",
	[IPC4_TYPE_MU_LAW] = "mu-law",
};

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

const char *tplg_domain_name(enum tplg_domain domain)
{
	return domain_names[domain];
}

const char *tplg_control_kind_name(enum tplg_control_kind kind)
{
	return kind_names[kind];
}

const char *tplg_direction_name(enum tplg_direction direction)
{
	return direction == TPLG_PLAYBACK ? "playback" : "capture";
}

const char *tplg_alsa_format_name(unsigned int format)
{
	return format < COUNT(format_names) ? format_names[format] : NULL;
}

uint32_t tplg_alsa_rate(unsigned int bit)
{
	return bit < COUNT(rates) ? rates[bit] : 0;
}

const char *tplg_sample_type_name(uint32_t type)
{
	return type < COUNT(sample_type_names) ? sample_type_names[type] : "unknown";
}

bool tplg_widget_in_pipeline(const struct tplg *t, int widget, int pipeline)
{
	return t->widgets[widget].pipeline == pipeline &&
	       t->widgets[widget].role != TPLG_ROLE_PIPELINE;
}

static bool is_inside(const struct tplg *t, const struct tplg_route *route)
{
	return t->widgets[route->source].pipeline == t->widgets[route->sink].pipeline;
}

/* First widget that waits for no source; in a loop, first that is left. */
static int next_widget(const int *waiting, uint32_t num)
{
	int next = TPLG_NONE;

	for (uint32_t i = 0; i < num; i++) {
		if (!waiting[i])
			return i;
		if (waiting[i] > 0 && next == TPLG_NONE)
			next = i;
	}
	return next;
}

int *tplg_stream_order(const struct tplg *t)
{
	enum {
		PLACED = -1
	};
	int *order = calloc(t->num_widgets + 1, sizeof(*order));
	int *waiting = calloc(t->num_widgets + 1, sizeof(*waiting)); /* for how many sources */

	if (!order || !waiting) {
		free(order);
		free(waiting);
		return NULL;
	}
	for (uint32_t i = 0; i < t->num_routes; i++)
		waiting[t->routes[i].sink] += is_inside(t, &t->routes[i]);
	for (uint32_t n = 0; n < t->num_widgets; n++) {
		int next = next_widget(waiting, t->num_widgets);

		order[n] = next;
		waiting[next] = PLACED;
		for (uint32_t i = 0; i < t->num_routes; i++) {
			const struct tplg_route *route = &t->routes[i];

			if (route->source == next && is_inside(t, route) &&
			    waiting[route->sink] > 0)
				waiting[route->sink]--;
		}
	}
	free(waiting);
	return order;
}
