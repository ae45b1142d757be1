/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Format choice. Formats are compared by (rate, channels, valid bits, type). A list whose entries agree
 * in rate, channels and valid bits is "single": its first entry is taken whatever is asked for.
 */
#include <stdio.h>

#include "internal.h"

static const struct {
	enum drv_format format;
	const char *name;
	uint8_t bytes;
	uint8_t valid;
	uint8_t type;
} formats[] = {
	{ DRV_FORMAT_U8, "U8", 1, 8, IPC4_TYPE_UNSIGNED_INTEGER },
	{ DRV_FORMAT_S16_LE, "S16_LE", 2, 16, IPC4_TYPE_LSB_INTEGER },
	{ DRV_FORMAT_S24_LE, "S24_LE", 4, 24, IPC4_TYPE_LSB_INTEGER },
	{ DRV_FORMAT_S32_LE, "S32_LE", 4, 32, IPC4_TYPE_LSB_INTEGER },
	{ DRV_FORMAT_FLOAT_LE, "FLOAT_LE", 4, 32, IPC4_TYPE_FLOAT },
	{ DRV_FORMAT_MU_LAW, "MU_LAW", 1, 8, IPC4_TYPE_MU_LAW },
	{ DRV_FORMAT_A_LAW, "A_LAW", 1, 8, IPC4_TYPE_A_LAW },
};

#define NUM_FORMATS (sizeof(formats) / sizeof(formats[0]))

const char *drv_format_name(enum drv_format format)
{
	for (size_t i = 0; i < NUM_FORMATS; i++)
		if (formats[i].format == format)
			return formats[i].name;
	return "?";
}

size_t drv_format_bytes(enum drv_format format)
{
	for (size_t i = 0; i < NUM_FORMATS; i++)
		if (formats[i].format == format)
			return formats[i].bytes;
	return 0;
}

bool drv_ref_from_params(const struct drv_pcm_params *params, struct drv_ref *ref)
{
	for (size_t i = 0; i < NUM_FORMATS; i++)
		if (formats[i].format == params->format) {
			*ref = (struct drv_ref){ params->rate, params->channels, formats[i].valid,
						 formats[i].type };
			return true;
		}
	return false;
}

static struct drv_ref ref_of(const struct ipc4_audio_format *fmt)
{
	bool type_counts = fmt->valid_bit_depth == 8 || fmt->valid_bit_depth == 32;

	return (struct drv_ref){
		.rate = fmt->sampling_frequency,
		.channels = fmt->channels_count,
		.valid = fmt->valid_bit_depth,
		.type = type_counts ? fmt->s_type : IPC4_TYPE_LSB_INTEGER,
	};
}

static bool refs_equal(const struct drv_ref *a, const struct drv_ref *b)
{
	return a->rate == b->rate && a->channels == b->channels && a->valid == b->valid &&
	       a->type == b->type;
}

/* What every entry of a list agrees on. */
struct common {
	bool rate, channels, valid, type;
};

static struct common side_common(const struct tplg_side *side)
{
	struct common common = { true, true, true, true };
	struct drv_ref first, ref;

	for (uint32_t i = 0; i < side->num_formats; i++) {
		ref = ref_of(&side->formats[i].fmt);
		if (!i)
			first = ref;
		common.rate &= ref.rate == first.rate;
		common.channels &= ref.channels == first.channels;
		common.valid &= ref.valid == first.valid;
		common.type &= ref.type == first.type;
	}
	return common;
}

static bool side_is_single(const struct tplg_side *side)
{
	struct common common = side_common(side);

	return common.rate && common.channels && common.valid;
}

/* @return NULL when nothing fits */
static const struct tplg_pin_format *pick(const struct tplg_side *side, const struct drv_ref *ref,
					  bool pin0_only)
{
	if (!side->num_formats)
		return NULL;
	if (side_is_single(side))
		return &side->formats[0];
	for (uint32_t i = 0; i < side->num_formats; i++) {
		struct drv_ref candidate = ref_of(&side->formats[i].fmt);

		if ((!pin0_only || !side->formats[i].pin_index) && refs_equal(&candidate, ref))
			return &side->formats[i];
	}
	return NULL;
}

static void print_ref(char *text, size_t size, const struct drv_ref *ref)
{
	static const char *const types[] = { " MSB",   "",       " signed", " unsigned",
					     " float", " A-law", " mu-law" };

	snprintf(text, size, "%u Hz %u channels %u bits%s", ref->rate, ref->channels, ref->valid,
		 ref->type < sizeof(types) / sizeof(types[0]) ? types[ref->type] :
								" of unknown type");
}

/* List what a side takes, as far as it fits. */
static void print_side(char *text, size_t size, const struct tplg_side *side)
{
	size_t used = 0;

	text[0] = 0;
	for (uint32_t i = 0; i < side->num_formats && used < size; i++) {
		struct drv_ref ref = ref_of(&side->formats[i].fmt);

		if (size - used < 40) {
			snprintf(text + used, size - used, ", ...");
			return;
		}
		used += (size_t)snprintf(text + used, size - used, "%s%u/%u/%u", i ? ", " : "",
					 ref.rate, ref.channels, ref.valid);
	}
}

static int no_format(struct drv *drv, const struct drv_widget *widget, bool input,
		     const struct drv_ref *ref)
{
	const struct tplg_side *side = input ? &widget->tplg->in : &widget->tplg->out;
	const char *word = input ? "input" : "output";
	char wanted[64], offered[200], who[DRV_DESCRIBE_BYTES];

	drv_describe(widget, who);
	if (!side->num_formats)
		return drv_fail(drv, DRV_ERROR_TOPOLOGY, -EINVAL, 0, "%s has no %s formats", who,
				word);
	print_ref(wanted, sizeof(wanted), ref);
	print_side(offered, sizeof(offered), side);
	return drv_fail(drv, DRV_ERROR_TOPOLOGY, -EINVAL, 0,
			"%s has no %s format for %s; it has (Hz/channels/bits) %s", who, word,
			wanted, offered);
}

/* Copiers: an output list of one depth decides the depth. */
static void override_depth(const struct tplg_side *out, struct drv_ref *ref)
{
	struct drv_ref first;

	if (!out->num_formats || !side_common(out).valid)
		return;
	first = ref_of(&out->formats[0].fmt);
	ref->valid = first.valid;
	ref->type = first.type;
}

/* Parameters that a DAI cannot choose are the DAI's. */
static void narrow(const struct tplg_side *in, struct drv_ref *ref)
{
	struct common common = side_common(in);
	struct drv_ref first;

	if (!in->num_formats)
		return;
	first = ref_of(&in->formats[0].fmt);
	if (common.rate)
		ref->rate = first.rate;
	if (common.channels)
		ref->channels = first.channels;
	if (common.valid && common.type) {
		ref->valid = first.valid;
		ref->type = first.type;
	}
}

/* A format becomes the parameters of the path; it must be one that a PCM can have. */
static int follow(struct drv *drv, const struct drv_widget *widget,
		  const struct tplg_pin_format *out, struct drv_ref *pp)
{
	struct drv_ref ref = ref_of(&out->fmt);
	char text[64], who[DRV_DESCRIBE_BYTES];

	for (size_t i = 0; i < NUM_FORMATS; i++)
		if (formats[i].valid == ref.valid && formats[i].type == ref.type) {
			*pp = ref;
			return 0;
		}
	print_ref(text, sizeof(text), &ref);
	return drv_fail(drv, DRV_ERROR_TOPOLOGY, -EINVAL, 0,
			"%s: no stream can carry its output format, %s", drv_describe(widget, who),
			text);
}

/* Where references come from and where the output goes. */
enum in_ref {
	IN_PP,
	IN_FE,
	IN_FE_NARROWED
};
enum out_ref {
	OUT_INPUT,
	OUT_FE,
	OUT_FE_RATE
};
enum after {
	AFTER_NOTHING,
	AFTER_FOLLOW,
	AFTER_FOLLOW_PIN0
};

struct rule {
	uint32_t id;
	enum in_ref in;
	bool in_optional; /* no input formats: no input choice */
	enum out_ref out;
	bool override_depth;
	bool one_output_in_playback;
	enum after after;
};

static const struct rule rules[] = {
	{ .id = TPLG_WIDGET_AIF_IN,
	  IN_FE,
	  .out = OUT_INPUT,
	  .override_depth = true,
	  .after = AFTER_FOLLOW },
	{ .id = TPLG_WIDGET_AIF_OUT,
	  IN_PP,
	  .out = OUT_FE,
	  .override_depth = true,
	  .after = AFTER_FOLLOW },
	{ .id = TPLG_WIDGET_DAI_IN,
	  IN_PP,
	  .out = OUT_FE,
	  .override_depth = true,
	  .after = AFTER_FOLLOW },
	{ .id = TPLG_WIDGET_DAI_OUT,
	  IN_FE_NARROWED,
	  .out = OUT_INPUT,
	  .override_depth = true,
	  .after = AFTER_FOLLOW },
	{ .id = TPLG_WIDGET_BUFFER,
	  IN_PP,
	  .out = OUT_INPUT,
	  .override_depth = true,
	  .after = AFTER_FOLLOW },
	{ .id = TPLG_WIDGET_PGA, IN_PP, .out = OUT_INPUT },
	{ .id = TPLG_WIDGET_MIXER, IN_PP, .out = OUT_INPUT },
	{ .id = TPLG_WIDGET_SRC,
	  IN_PP,
	  .out = OUT_FE_RATE,
	  .one_output_in_playback = true,
	  .after = AFTER_FOLLOW },
	{ .id = TPLG_WIDGET_ASRC,
	  IN_PP,
	  .out = OUT_FE_RATE,
	  .one_output_in_playback = true,
	  .after = AFTER_FOLLOW },
	{ .id = TPLG_WIDGET_EFFECT,
	  IN_PP,
	  .in_optional = true,
	  .out = OUT_INPUT,
	  .after = AFTER_FOLLOW_PIN0 },
	{ .id = TPLG_WIDGET_ENCODER,
	  IN_PP,
	  .in_optional = true,
	  .out = OUT_INPUT,
	  .after = AFTER_FOLLOW_PIN0 },
	{ .id = TPLG_WIDGET_DECODER,
	  IN_PP,
	  .in_optional = true,
	  .out = OUT_INPUT,
	  .after = AFTER_FOLLOW_PIN0 },
};

static const struct rule *find_rule(uint32_t id)
{
	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++)
		if (rules[i].id == id)
			return &rules[i];
	return NULL;
}

static int choose_input(struct drv *drv, struct drv_widget *widget, const struct rule *rule,
			const struct drv_ref *fe, const struct drv_ref *pp)
{
	const struct tplg_side *in = &widget->tplg->in;
	struct drv_ref ref = rule->in == IN_PP ? *pp : *fe;

	widget->in = NULL;
	if (rule->in_optional && !in->num_formats)
		return 0;
	if (rule->in == IN_FE_NARROWED)
		narrow(in, &ref);
	widget->in = pick(in, &ref, true);
	return widget->in ? 0 : no_format(drv, widget, true, &ref);
}

static int choose_output(struct drv *drv, struct drv_widget *widget, const struct rule *rule,
			 const struct drv_ref *fe)
{
	const struct tplg_side *out = &widget->tplg->out;
	struct drv_ref ref = rule->out == OUT_FE || !widget->in ? *fe : ref_of(&widget->in->fmt);

	if (rule->out == OUT_FE_RATE)
		ref.rate = fe->rate;
	if (rule->override_depth)
		override_depth(out, &ref);
	widget->out = pick(out, &ref, false);
	return widget->out ? 0 : no_format(drv, widget, false, &ref);
}

int drv_format_choose(struct drv *drv, struct drv_widget *widget, enum tplg_direction direction,
		      const struct drv_ref *fe, struct drv_ref *pp)
{
	const struct rule *rule = find_rule(widget->tplg->id);
	char who[DRV_DESCRIBE_BYTES];
	int ret;

	if (!rule)
		return drv_fail(drv, DRV_ERROR_TOPOLOGY, -EINVAL, 0,
				"%s: a %s cannot be part of a stream", drv_describe(widget, who),
				tplg_widget_type_name(widget->tplg->id));
	if (rule->one_output_in_playback && direction == TPLG_PLAYBACK &&
	    widget->tplg->out.num_formats > 1)
		return drv_fail(
			drv, DRV_ERROR_TOPOLOGY, -EINVAL, 0,
			"%s: a rate converter for playback must have one output format, it has %u",
			drv_describe(widget, who), widget->tplg->out.num_formats);
	ret = choose_input(drv, widget, rule, fe, pp);
	if (!ret)
		ret = choose_output(drv, widget, rule, fe);
	if (ret < 0 || rule->after == AFTER_NOTHING)
		return ret;
	if (rule->after == AFTER_FOLLOW_PIN0 && widget->out->pin_index)
		return 0;
	return follow(drv, widget, widget->out, pp);
}
