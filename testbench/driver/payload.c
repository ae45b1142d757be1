/* SPDX-License-Identifier: BSD-3-Clause */
/* INIT_INSTANCE payloads: [extended init] base configuration, then what each kind of module wants. */
#include <string.h>

#include <ipc4/codec.h>
#include <ipc4/gain.h>

#include "internal.h"

/* Bounded writer. `full` is checked once, at the end. */
struct writer {
	uint8_t *buf;
	size_t used;
	bool full;
};

static void put(struct writer *w, const void *data, size_t bytes)
{
	if (w->full || bytes > DRV_MAX_PAYLOAD - w->used) {
		w->full = true;
		return;
	}
	memcpy(w->buf + w->used, data, bytes);
	w->used += bytes;
}

static void put_word(struct writer *w, uint32_t word)
{
	put(w, &word, sizeof(word));
}

bool drv_widget_is_dp(const struct drv_widget *widget)
{
	switch (widget->tplg->domain) {
	case TPLG_DOMAIN_DP:
		return true;
	case TPLG_DOMAIN_LL:
		return false;
	default:
		return widget->module->dp;
	}
}

static void put_object(struct writer *w, uint32_t id, uint32_t words, bool last)
{
	struct ipc4_module_init_ext_object object = { 0 };

	object.last_object = last;
	object.object_id = id;
	object.object_words = words;
	put(w, &object, sizeof(object));
}

/* With a lifetime part of its own, the heap's bytes are the other part alone. */
static void put_dp_data(struct writer *w, const struct tplg_widget *widget, bool last)
{
	const bool split = widget->lifetime_heap_bytes.value != 0;

	put_object(w, IPC4_MOD_INIT_DATA_ID_DP_DATA,
		   split ? IPC4_MEM_DATA_WORDS_SPLIT : IPC4_MEM_DATA_WORDS_HEAP, last);
	put_word(w, widget->domain_id.value);
	put_word(w, widget->stack_bytes.value);
	put_word(w, widget->heap_bytes.value);
	if (split) {
		put_word(w, widget->lifetime_heap_bytes.value);
		put_word(w, widget->shared_bytes.value);
	}
}

/* Encoders and decoders of compressed PCMs are told what the program has told the PCM. */
static bool has_codec(const struct drv_widget *widget)
{
	return widget->codec.used &&
	       (widget->tplg->id == TPLG_WIDGET_ENCODER || widget->tplg->id == TPLG_WIDGET_DECODER);
}

static void put_codec(struct writer *w, const struct drv_widget *widget)
{
	const struct drv_pcm_params *params = &widget->codec.params;
	const struct ipc4_codec_module_data data = {
		.params = { .id = params->codec ? params->codec : IPC4_CODEC_PCM,
			    .ch_in = params->channels,
			    .ch_out = params->channels,
			    .sample_rate = params->rate,
			    .format = params->format },
		.direction = widget->codec.direction,
	};

	put_object(w, IPC4_MOD_INIT_DATA_ID_MODULE_DATA, sizeof(data) / sizeof(uint32_t), true);
	put(w, &data, sizeof(data));
}

static void put_extended_init(struct writer *w, const struct drv_widget *widget)
{
	struct ipc4_module_init_ext_init init = { 0 };

	init.word0.r.data_obj_array = 1;
	put(w, &init, sizeof(init));
	if (widget->tplg->domain == TPLG_DOMAIN_DP)
		put_dp_data(w, widget->tplg, !has_codec(widget));
	if (has_codec(widget))
		put_codec(w, widget);
}

static void put_base(struct writer *w, const struct drv_widget *widget)
{
	struct ipc4_base_module_cfg base = { 0 };

	/* cpc stays 0: cycles are a matter of the manifest, and MODULES_INFO does not carry them. */
	base.ibs = widget->in ? widget->in->buffer_bytes : 0;
	base.obs = widget->out->buffer_bytes;
	base.is_pages = widget->tplg->is_pages.value;
	/* A module without inputs is described by its first output. */
	base.audio_fmt = widget->in ? widget->in->fmt : widget->tplg->out.formats[0].fmt;
	put(w, &base, sizeof(base));
}

static int put_copier(struct drv *drv, struct writer *w, const struct drv_widget *widget)
{
	uint32_t blob[2 + 2 * IPC4_ALH_MAX_NUMBER_OF_GTW];
	int words = drv_gateway_blob(drv, widget, blob, sizeof(blob) / sizeof(blob[0]));

	if (words < 0)
		return words;
	put(w, &widget->out->fmt, sizeof(widget->out->fmt));
	put_word(w, widget->fast && drv_widget_is_host(widget->tplg) ? IPC4_COPIER_FAST_MODE : 0);
	put_word(w, widget->node_id);
	put_word(w, drv_gateway_dma_bytes(widget));
	put_word(w, (uint32_t)words);
	put(w, blob, (size_t)words * sizeof(blob[0]));
	return 0;
}

static int put_gain(struct drv *drv, struct writer *w, const struct drv_widget *widget)
{
	const struct tplg_widget *t = widget->tplg;
	struct ipc4_peak_volume_config config = {
		.channel_id = IPC4_ALL_CHANNELS,
		.target_volume = tplg_opt_or(t->gain_init, IPC4_GAIN_UNITY_Q31),
		.curve_type = t->curve_type.value,
		.curve_duration = t->curve_duration.value,
	};

	put(w, &config, sizeof(config));
	return 0;
}

static int put_src(struct drv *drv, struct writer *w, const struct drv_widget *widget)
{
	put_word(w, widget->out->fmt.sampling_frequency);
	return 0;
}

/* Products' captures state no rate, which the module would refuse. */
static int put_asrc(struct drv *drv, struct writer *w, const struct drv_widget *widget)
{
	const uint32_t stated = widget->tplg->asrc_rate_out.value;

	put_word(w, stated ? stated : widget->out->fmt.sampling_frequency);
	put_word(w, widget->tplg->asrc_mode.value);
	return 0;
}

/* Format of pin k: the chosen one for pin 0, the first declared one of that pin else. */
static const struct tplg_pin_format *pin_format(const struct tplg_side *side,
						const struct tplg_pin_format *chosen, uint32_t pin)
{
	if (!pin)
		return chosen;
	for (uint32_t i = 0; i < side->num_formats; i++)
		if (side->formats[i].pin_index == pin)
			return &side->formats[i];
	return NULL;
}

static int put_pins(struct drv *drv, struct writer *w, const struct drv_widget *widget, bool input)
{
	const struct tplg_side *side = input ? &widget->tplg->in : &widget->tplg->out;
	const struct tplg_pin_format *format;
	char who[DRV_DESCRIBE_BYTES];

	for (uint32_t pin = 0; pin < side->num_pins.value; pin++) {
		format = pin_format(side, input ? widget->in : widget->out, pin);
		if (!format)
			return drv_fail(drv, DRV_ERROR_TOPOLOGY, -EINVAL, 0,
					"%s: no format declared for %s pin %u",
					drv_describe(widget, who), input ? "input" : "output", pin);
		put_word(w, pin);
		put_word(w, format->buffer_bytes);
		put(w, &format->fmt, sizeof(format->fmt));
	}
	return 0;
}

static int put_process(struct drv *drv, struct writer *w, const struct drv_widget *widget)
{
	struct ipc4_base_module_cfg_ext ext = {
		.nb_input_pins = (uint16_t)widget->tplg->in.num_pins.value,
		.nb_output_pins = (uint16_t)widget->tplg->out.num_pins.value,
	};
	int ret;

	if (!widget->module->base_cfg_ext)
		return 0;
	put(w, &ext, sizeof(ext));
	ret = put_pins(drv, w, widget, true);
	return ret ? ret : put_pins(drv, w, widget, false);
}

static const struct {
	uint32_t id;
	int (*put)(struct drv *drv, struct writer *w, const struct drv_widget *widget);
} tails[] = {
	{ TPLG_WIDGET_AIF_IN, put_copier },   { TPLG_WIDGET_AIF_OUT, put_copier },
	{ TPLG_WIDGET_DAI_IN, put_copier },   { TPLG_WIDGET_DAI_OUT, put_copier },
	{ TPLG_WIDGET_BUFFER, put_copier },   { TPLG_WIDGET_PGA, put_gain },
	{ TPLG_WIDGET_SRC, put_src },         { TPLG_WIDGET_ASRC, put_asrc },
	{ TPLG_WIDGET_EFFECT, put_process },  { TPLG_WIDGET_ENCODER, put_process },
	{ TPLG_WIDGET_DECODER, put_process },
};

int drv_payload_build(struct drv *drv, const struct drv_widget *widget, uint8_t *buf,
		      bool *extended)
{
	struct writer w = { .buf = buf };
	char who[DRV_DESCRIBE_BYTES];
	int ret;

	*extended = widget->tplg->domain == TPLG_DOMAIN_DP || has_codec(widget);
	if (*extended)
		put_extended_init(&w, widget);
	put_base(&w, widget);
	for (size_t i = 0; i < sizeof(tails) / sizeof(tails[0]); i++)
		if (tails[i].id == widget->tplg->id) {
			ret = tails[i].put(drv, &w, widget);
			if (ret < 0)
				return ret;
		}
	if (w.full)
		return drv_fail(drv, DRV_ERROR_TOPOLOGY, -EINVAL, 0,
				"%s: its configuration exceeds %u bytes", drv_describe(widget, who),
				DRV_MAX_PAYLOAD);
	return (int)w.used;
}

static uint64_t round64(uint64_t bytes)
{
	return (bytes + 63) & ~(uint64_t)63;
}

/* What the host believes a module costs; the firmware does not check it. */
uint64_t drv_payload_pages(const struct drv_widget *widget)
{
	const uint64_t module = 448, config = 12, queues = 8, queue = 128, page = 4096;
	uint64_t task = drv_widget_is_dp(widget) ? round64(104) + 20 : round64(72) + 8 * 12 + 12;
	uint64_t ibs = widget->in ? widget->in->buffer_bytes : 0;
	uint64_t bytes = module + config + widget->tplg->is_pages.value + task +
			 queues * (queue + round64(ibs));

	return (bytes + page - 1) / page;
}
