/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Format choice. Formats are compared by (rate, channels, valid bits, type). A list whose entries agree
 * in rate, channels and valid bits is "single": its first entry is taken whatever is asked for.
 */
#include <stdio.h>
#include <string.h>

#include "driver/internal.h"

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
	{ DRV_FORMAT_S24_3LE, "S24_3LE", 3, 24, IPC4_TYPE_LSB_INTEGER },
	{ DRV_FORMAT_S32_LE, "S32_LE", 4, 32, IPC4_TYPE_LSB_INTEGER },
	{ DRV_FORMAT_FLOAT_LE, "FLOAT_LE", 4, 32, IPC4_TYPE_FLOAT },
	{ DRV_FORMAT_IEC958_SUBFRAME_LE, "IEC958_SUBFRAME_LE", 4, 32, IPC4_TYPE_LSB_INTEGER },
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

enum drv_format drv_format_of(const struct ipc4_audio_format *fmt)
{
	if (fmt->depth == 16 && fmt->valid_bit_depth == 16)
		return DRV_FORMAT_S16_LE;
	if (fmt->depth == 32 && fmt->s_type != IPC4_TYPE_FLOAT)
		return fmt->valid_bit_depth == 24 && fmt->s_type != IPC4_TYPE_MSB_INTEGER ?
			       DRV_FORMAT_S24_LE :
			       DRV_FORMAT_S32_LE; /* fewer valid bits are the upper ones */
	for (size_t i = 0; i < NUM_FORMATS; i++)
		if (formats[i].bytes * 8 == fmt->depth &&
		    formats[i].valid == fmt->valid_bit_depth && formats[i].type == fmt->s_type)
			return formats[i].format;
	return DRV_FORMAT_NONE;
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
const char *drv_format_print_side(const struct tplg_side *side, bool pin0_only,
				  char text[DRV_OFFER_BYTES])
{
	const size_t size = DRV_OFFER_BYTES;
	size_t used = 0;

	text[0] = 0;
	for (uint32_t i = 0; i < side->num_formats && used < size; i++) {
		struct drv_ref ref = ref_of(&side->formats[i].fmt);

		if (pin0_only && side->formats[i].pin_index)
			continue;
		if (size - used < 40) {
			snprintf(text + used, size - used, ", ...");
			break;
		}
		used += (size_t)snprintf(text + used, size - used, "%s%u/%u/%u", used ? ", " : "",
					 ref.rate, ref.channels, ref.valid);
	}
	return text;
}

static const char *describe(const struct drv_place *place, char text[DRV_DESCRIBE_BYTES])
{
	const struct drv_widget widget = { .tplg = place->widget };

	return drv_describe(&widget, text);
}

static int no_input(struct drv *drv, const struct drv_place *place, const struct drv_ref *ref)
{
	char wanted[64], offered[DRV_OFFER_BYTES], who[DRV_DESCRIBE_BYTES];

	describe(place, who);
	if (!place->widget->in.num_formats)
		return drv_fail(drv, DRV_ERROR_TOPOLOGY, -EINVAL, 0, "%s has no input formats",
				who);
	print_ref(wanted, sizeof(wanted), ref);
	return drv_fail(drv, DRV_ERROR_TOPOLOGY, -EINVAL, 0,
			"%s: input pin 0 takes (Hz/channels/bits) %s; %s arrives%s%s", who,
			drv_format_print_side(&place->widget->in, true, offered), wanted,
			place->from ? " from " : "", place->from ? place->from : "");
}

static int no_output(struct drv *drv, const struct drv_place *place, const struct drv_ref *ref)
{
	char wanted[64], offered[DRV_OFFER_BYTES], who[DRV_DESCRIBE_BYTES];

	describe(place, who);
	if (!place->widget->out.num_formats)
		return drv_fail(drv, DRV_ERROR_TOPOLOGY, -EINVAL, 0, "%s has no output formats",
				who);
	print_ref(wanted, sizeof(wanted), ref);
	return drv_fail(drv, DRV_ERROR_TOPOLOGY, -EINVAL, 0,
			"%s: its outputs give (Hz/channels/bits) %s; %s is wanted", who,
			drv_format_print_side(&place->widget->out, false, offered), wanted);
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
static void narrow(const struct tplg_side *side, struct drv_ref *ref)
{
	struct common common = side_common(side);
	struct drv_ref first;

	if (!side->num_formats)
		return;
	first = ref_of(&side->formats[0].fmt);
	if (common.rate)
		ref->rate = first.rate;
	if (common.channels)
		ref->channels = first.channels;
	if (common.valid && common.type) {
		ref->valid = first.valid;
		ref->type = first.type;
	}
}

unsigned int drv_format_changed(const struct tplg_widget *widget)
{
	unsigned int changed = 0;

	for (uint32_t i = 0; i < widget->in.num_formats; i++)
		for (uint32_t o = 0; o < widget->out.num_formats; o++) {
			struct drv_ref in = ref_of(&widget->in.formats[i].fmt);
			struct drv_ref out = ref_of(&widget->out.formats[o].fmt);

			changed |= in.rate != out.rate ? DRV_CHANGED_RATE : 0;
			changed |= in.channels != out.channels ? DRV_CHANGED_CHANNELS : 0;
			changed |= in.valid != out.valid ? DRV_CHANGED_BITS : 0;
		}
	return drv_widget_is_copier(widget) ? changed & DRV_CHANGED_BITS : changed;
}

static void take(struct drv_ref *to, const struct drv_ref *from, unsigned int which)
{
	if (which & DRV_CHANGED_RATE)
		to->rate = from->rate;
	if (which & DRV_CHANGED_CHANNELS)
		to->channels = from->channels;
	if (which & DRV_CHANGED_BITS) {
		to->valid = from->valid;
		to->type = from->type;
	}
}

/* Where references come from and where the output goes. */
enum in_ref {
	IN_PP,
	IN_FE,
	IN_FE_NARROWED, /* by the inputs */
};
enum out_ref {
	OUT_INPUT,
	OUT_FE,
	OUT_FE_NARROWED, /* by the outputs */
	OUT_CONVERTED,   /* the input at the converter's rate */
	OUT_CHANGED,     /* the input; in capture what the widget changes is the stream's */
};
enum after {
	AFTER_NOTHING,
	AFTER_FOLLOW,
	AFTER_FOLLOW_CHANGED, /* what the widget changes, and only at pin 0 */
};

struct rule {
	uint32_t id;
	enum in_ref in;
	bool in_optional; /* no input formats: no input choice */
	enum out_ref out;
	bool override_depth;
	enum after after;
};

static const struct rule rules[] = {
	{ TPLG_WIDGET_AIF_IN, IN_FE, false, OUT_INPUT, true, AFTER_FOLLOW },
	{ TPLG_WIDGET_AIF_OUT, IN_PP, false, OUT_FE, true, AFTER_FOLLOW },
	{ TPLG_WIDGET_DAI_IN, IN_PP, false, OUT_FE_NARROWED, true, AFTER_FOLLOW },
	{ TPLG_WIDGET_DAI_OUT, IN_FE_NARROWED, false, OUT_INPUT, true, AFTER_FOLLOW },
	{ TPLG_WIDGET_BUFFER, IN_PP, false, OUT_INPUT, true, AFTER_FOLLOW },
	{ TPLG_WIDGET_PGA, IN_PP, false, OUT_INPUT, false, AFTER_NOTHING },
	{ TPLG_WIDGET_MIXER, IN_PP, false, OUT_INPUT, false, AFTER_NOTHING },
	{ TPLG_WIDGET_SRC, IN_PP, false, OUT_CONVERTED, false, AFTER_FOLLOW },
	{ TPLG_WIDGET_ASRC, IN_PP, false, OUT_CONVERTED, false, AFTER_FOLLOW },
	{ TPLG_WIDGET_EFFECT, IN_PP, true, OUT_CHANGED, false, AFTER_FOLLOW_CHANGED },
	{ TPLG_WIDGET_ENCODER, IN_PP, true, OUT_CHANGED, false, AFTER_FOLLOW_CHANGED },
	{ TPLG_WIDGET_DECODER, IN_PP, true, OUT_CHANGED, false, AFTER_FOLLOW_CHANGED },
};

static const struct rule *find_rule(uint32_t id)
{
	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++)
		if (rules[i].id == id)
			return &rules[i];
	return NULL;
}

static int choose_input(struct drv *drv, const struct drv_place *place, const struct rule *rule,
			const struct drv_ref *pp, struct drv_choice *choice)
{
	const struct tplg_side *in = &place->widget->in;
	struct drv_ref ref = rule->in == IN_PP ? *pp : *place->fe;

	choice->in = NULL;
	if (rule->in_optional && !in->num_formats)
		return 0;
	if (rule->in == IN_FE_NARROWED)
		narrow(in, &ref);
	choice->in = pick(in, &ref, true);
	return choice->in ? 0 : no_input(drv, place, &ref);
}

/* A converter's rate: the token's, else the stream's in capture, else the only one that it has. */
static int converted_rate(struct drv *drv, const struct drv_place *place, uint32_t *rate)
{
	const struct tplg_widget *w = place->widget;
	const struct tplg_side *out = &w->out;
	uint32_t stated = w->id == TPLG_WIDGET_SRC ? w->src_rate_out.value : w->asrc_rate_out.value;
	char who[DRV_DESCRIBE_BYTES], offered[DRV_OFFER_BYTES];

	if (stated) {
		*rate = stated;
	} else if (place->direction == TPLG_CAPTURE) {
		*rate = place->fe->rate;
	} else if (out->num_formats && side_common(out).rate) {
		*rate = out->formats[0].fmt.sampling_frequency;
	} else if (out->num_formats) {
		return drv_fail(drv, DRV_ERROR_TOPOLOGY, -EINVAL, 0,
				"%s: a rate converter for playback needs one output rate or token "
				"301; it gives (Hz/channels/bits) %s",
				describe(place, who), drv_format_print_side(out, false, offered));
	}
	return 0;
}

static int choose_output(struct drv *drv, const struct drv_place *place, const struct rule *rule,
			 struct drv_choice *choice)
{
	const struct tplg_side *out = &place->widget->out;
	struct drv_ref ref = *place->fe;
	int ret = 0;

	if (choice->in && rule->out != OUT_FE && rule->out != OUT_FE_NARROWED)
		ref = ref_of(&choice->in->fmt);
	if (rule->out == OUT_FE_NARROWED)
		narrow(out, &ref);
	if (rule->out == OUT_CONVERTED)
		ret = converted_rate(drv, place, &ref.rate);
	if (rule->out == OUT_CHANGED && place->direction == TPLG_CAPTURE)
		take(&ref, place->fe, drv_format_changed(place->widget));
	if (ret < 0)
		return ret;
	if (rule->override_depth)
		override_depth(out, &ref);
	choice->out = pick(out, &ref, false);
	return choice->out ? 0 : no_output(drv, place, &ref);
}

static int check_format(struct drv *drv, const struct drv_place *place,
			const struct tplg_pin_format *format)
{
	struct tplg_error err;
	int ret = format ? tplg_format_check(drv->tplg, (int)(place->widget - drv->tplg->widgets),
					     format, &err) :
			   0;

	return ret ? drv_fail(drv, DRV_ERROR_TOPOLOGY, ret, 0, "%.*s",
			      (int)sizeof(drv->error.text) - 1, err.text) :
		     0;
}

int drv_format_choose(struct drv *drv, const struct drv_place *place, const struct drv_ref *pp,
		      struct drv_choice *choice)
{
	const struct rule *rule = find_rule(place->widget->id);
	char who[DRV_DESCRIBE_BYTES];
	int ret;

	*choice = (struct drv_choice){ NULL, NULL };
	if (!rule)
		return drv_fail(drv, DRV_ERROR_TOPOLOGY, -EINVAL, 0,
				"%s: a %s cannot be part of a stream", describe(place, who),
				tplg_widget_type_name(place->widget->id));
	ret = choose_input(drv, place, rule, pp, choice);
	if (!ret)
		ret = choose_output(drv, place, rule, choice);
	if (!ret)
		ret = check_format(drv, place, choice->in);
	return ret ? ret : check_format(drv, place, choice->out);
}

static bool is_msb32(const struct drv_ref *ref)
{
	return ref->valid == 32 && ref->type == IPC4_TYPE_MSB_INTEGER;
}

bool drv_format_is_msb32(const struct ipc4_audio_format *fmt)
{
	const struct drv_ref ref = ref_of(fmt);

	return is_msb32(&ref);
}

/* Sample type and bits must be what a PCM can have. */
static int check_sample(struct drv *drv, const struct drv_place *place, struct drv_ref *ref)
{
	char text[64], who[DRV_DESCRIBE_BYTES];

	if (drv->config.lenient && is_msb32(ref))
		ref->type = IPC4_TYPE_LSB_INTEGER; /* the same bits */
	for (size_t i = 0; i < NUM_FORMATS; i++)
		if (formats[i].valid == ref->valid && formats[i].type == ref->type)
			return 0;
	print_ref(text, sizeof(text), ref);
	return drv_fail(drv, DRV_ERROR_TOPOLOGY, -EINVAL, 0,
			"%s: no stream can carry its output format, %s%s", describe(place, who),
			text, is_msb32(ref) ? " (--lenient takes it as 32 bits)" : "");
}

int drv_format_follow(struct drv *drv, const struct drv_place *place,
		      const struct drv_choice *choice, struct drv_ref *pp)
{
	const struct rule *rule = find_rule(place->widget->id);
	unsigned int which = DRV_CHANGED_RATE | DRV_CHANGED_CHANNELS | DRV_CHANGED_BITS;
	struct drv_ref out = ref_of(&choice->out->fmt);
	int ret;

	if (rule->after == AFTER_NOTHING ||
	    (rule->after == AFTER_FOLLOW_CHANGED && choice->out->pin_index))
		return 0;
	if (rule->after == AFTER_FOLLOW_CHANGED)
		which = drv_format_changed(place->widget);
	ret = which & DRV_CHANGED_BITS ? check_sample(drv, place, &out) : 0;
	if (!ret)
		take(pp, &out, which);
	return ret;
}

/* ---- the link ---- */

/* A parameter of a link is the stream's when the DAI can have it, else the only one that it can have. */
static bool link_value(const struct tplg_side *in, uint32_t (*value)(const struct drv_ref *ref),
		       const struct drv_ref *fe, uint32_t *out)
{
	bool common = true;

	for (uint32_t i = 0; i < in->num_formats; i++) {
		struct drv_ref ref = ref_of(&in->formats[i].fmt);

		if (value(&ref) == value(fe)) {
			*out = value(fe);
			return true;
		}
		if (!i)
			*out = value(&ref);
		common &= value(&ref) == *out;
	}
	return common;
}

static uint32_t rate_of(const struct drv_ref *ref)
{
	return ref->rate;
}

static uint32_t channels_of(const struct drv_ref *ref)
{
	return ref->channels;
}

static int check_ssp(struct drv *drv, const struct drv_place *place, uint32_t rate,
		     uint32_t channels)
{
	int number = tplg_find_link(drv->tplg, place->widget->sname);
	const struct tplg_link *link;
	char offered[160] = "";
	size_t used = 0;

	if (strcmp(place->widget->dai_type, "SSP") || number == TPLG_NONE)
		return 0;
	link = &drv->tplg->links[number];
	for (uint32_t i = 0; i < link->num_hw_configs; i++) {
		const struct tplg_hw_config *hw = &link->hw_configs[i];

		if (hw->fsync_rate == rate && channels <= hw->tdm_slots)
			return 0;
		if (used < sizeof(offered))
			used += (size_t)snprintf(offered + used, sizeof(offered) - used,
						 "%s%u Hz with %u slot%s", used ? ", " : "",
						 hw->fsync_rate, hw->tdm_slots,
						 hw->tdm_slots == 1 ? "" : "s");
	}
	return drv_fail(drv, DRV_ERROR_TOPOLOGY, -EINVAL, 0,
			"%s: link %s would run at %u Hz with %u channels; its hardware "
			"configurations have %s",
			place->widget->name, link->name, rate, channels, used ? offered : "none");
}

int drv_format_check_link(struct drv *drv, const struct drv_place *place)
{
	const struct tplg_side *in = &place->widget->in;
	char wanted[64], offered[DRV_OFFER_BYTES], who[DRV_DESCRIBE_BYTES];
	uint32_t rate, channels;

	if (!in->num_formats)
		return no_input(drv, place, place->fe);
	if (link_value(in, rate_of, place->fe, &rate) &&
	    link_value(in, channels_of, place->fe, &channels))
		return check_ssp(drv, place, rate, channels);
	print_ref(wanted, sizeof(wanted), place->fe);
	return drv_fail(drv, DRV_ERROR_TOPOLOGY, -EINVAL, 0,
			"%s: its link must have one rate and channel count, or the stream's (%s); "
			"it takes (Hz/channels/bits) %s",
			describe(place, who), wanted, drv_format_print_side(in, false, offered));
}
