/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Vendor tuples: arrays of {token, value} in the private data of widgets and links.
 *
 * The same token may occur many times. For single values the first occurrence counts. An array of
 * words with a sampling rate token is one pin format set; sets count per direction in file order, and
 * only as many as the widget declares: files carry surplus sets from class defaults.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "topology/tplg_loader.h"
#include "util/text.h"

/* Tokens, as the ABI of topologies numbers them. */
enum {
	TOKEN_DAI_TYPE = 154,
	TOKEN_DAI_INDEX = 155,
	TOKEN_DIRECTION = 156,
	TOKEN_SCHED_PRIORITY = 201,
	TOKEN_SCHED_CORE = 203,
	TOKEN_SCHED_TIME_DOMAIN = 205,
	TOKEN_SCHED_DYNAMIC = 206,
	TOKEN_SCHED_LP_MODE = 207,
	TOKEN_SCHED_CHAIN_DMA = 209,
	TOKEN_SCHED_DIRECTION = 211,
	TOKEN_SCHED_DIRECTION_VALID = 212,
	TOKEN_GAIN_CURVE_TYPE = 260,
	TOKEN_GAIN_CURVE_DURATION = 261,
	TOKEN_GAIN_INIT = 262,
	TOKEN_SRC_RATE_IN = 300,
	TOKEN_SRC_RATE_OUT = 301,
	TOKEN_ASRC_RATE_OUT = 321,
	TOKEN_ASRC_MODE = 323,
	TOKEN_CORE = 404,
	TOKEN_UUID = 405,
	TOKEN_CPC = 406,
	TOKEN_IS_PAGES = 409,
	TOKEN_INPUT_PINS = 411,
	TOKEN_OUTPUT_PINS = 412,
	TOKEN_INPUT_BINDING = 413,
	TOKEN_OUTPUT_BINDING = 414,
	TOKEN_INPUT_FORMATS = 415,
	TOKEN_OUTPUT_FORMATS = 416,
	TOKEN_NO_WNAME = 417,
	TOKEN_DOMAIN = 418,
	TOKEN_DOMAIN_ID = 419,
	TOKEN_STACK_BYTES = 420,
	TOKEN_HEAP_BYTES = 421,
	TOKEN_LIFETIME_HEAP_BYTES = 422,
	TOKEN_SHARED_BYTES = 423,
	TOKEN_MIX_TYPE = 1700,
	TOKEN_INPUT_FORMAT = 1900,  /* the first of a set, see FORMAT_RATE */
	TOKEN_OUTPUT_FORMAT = 1930, /* likewise */
	TOKEN_INPUT_BYTES = 1970,
	TOKEN_OUTPUT_BYTES = 1971,
	TOKEN_NODE_TYPE = 1980,
	TOKEN_DEEP_BUFFER_MS = 1981,
};

/* A word and the largest value we take for it. */
struct word_token {
	uint16_t token;
	uint16_t field; /* offset of a struct tplg_opt */
	uint32_t max;
	const char *name;
};

#define WIDGET(token, member, max, name)                               \
	{                                                              \
		token, offsetof(struct tplg_widget, member), max, name \
	}
#define ANY UINT32_MAX

static const struct word_token widget_words[] = {
	WIDGET(TOKEN_DAI_INDEX, dai_index, ANY, "dai index"),
	WIDGET(TOKEN_DIRECTION, direction, ANY, "direction"),
	WIDGET(TOKEN_SCHED_PRIORITY, priority, TPLG_MAX_PRIORITY, "priority"),
	WIDGET(TOKEN_SCHED_CORE, sched_core, TPLG_MAX_CORE, "pipeline core"),
	WIDGET(TOKEN_SCHED_TIME_DOMAIN, time_domain, ANY, "time domain"),
	WIDGET(TOKEN_SCHED_DYNAMIC, dynamic, ANY, "dynamic pipeline"),
	WIDGET(TOKEN_SCHED_LP_MODE, lp_mode, ANY, "low power mode"),
	WIDGET(TOKEN_SCHED_CHAIN_DMA, chain_dma, ANY, "chain DMA"),
	WIDGET(TOKEN_SCHED_DIRECTION, sched_direction, ANY, "pipeline direction"),
	WIDGET(TOKEN_SCHED_DIRECTION_VALID, direction_valid, ANY, "pipeline direction valid"),
	WIDGET(TOKEN_GAIN_CURVE_TYPE, curve_type, ANY, "gain curve type"),
	WIDGET(TOKEN_GAIN_CURVE_DURATION, curve_duration, ANY, "gain curve duration"),
	WIDGET(TOKEN_GAIN_INIT, gain_init, ANY, "gain initial value"),
	WIDGET(TOKEN_SRC_RATE_IN, src_rate_in, ANY, "src input rate"),
	WIDGET(TOKEN_SRC_RATE_OUT, src_rate_out, ANY, "src output rate"),
	WIDGET(TOKEN_ASRC_RATE_OUT, asrc_rate_out, ANY, "asrc output rate"),
	WIDGET(TOKEN_ASRC_MODE, asrc_mode, ANY, "asrc mode"),
	WIDGET(TOKEN_CORE, core, TPLG_MAX_CORE, "core"),
	WIDGET(TOKEN_CPC, cpc, ANY, "cycles per chunk"),
	WIDGET(TOKEN_IS_PAGES, is_pages, ANY, "is_pages"),
	WIDGET(TOKEN_INPUT_PINS, in.num_pins, TPLG_MAX_PINS, "number of input pins"),
	WIDGET(TOKEN_OUTPUT_PINS, out.num_pins, TPLG_MAX_PINS, "number of output pins"),
	WIDGET(TOKEN_NO_WNAME, no_wname, ANY, "plain control names"),
	WIDGET(TOKEN_DOMAIN_ID, domain_id, ANY, "domain id"),
	WIDGET(TOKEN_STACK_BYTES, stack_bytes, TPLG_MAX_MODULE_BYTES, "stack bytes"),
	WIDGET(TOKEN_HEAP_BYTES, heap_bytes, TPLG_MAX_MODULE_BYTES, "heap bytes"),
	WIDGET(TOKEN_LIFETIME_HEAP_BYTES, lifetime_heap_bytes, TPLG_MAX_MODULE_BYTES,
	       "lifetime heap bytes"),
	WIDGET(TOKEN_SHARED_BYTES, shared_bytes, TPLG_MAX_MODULE_BYTES, "shared bytes"),
	WIDGET(TOKEN_MIX_TYPE, mix_type, ANY, "mix type"),
	WIDGET(TOKEN_NODE_TYPE, node_type, ANY, "node type"),
	WIDGET(TOKEN_DEEP_BUFFER_MS, deep_buffer_ms, ANY, "deep buffer"),
};

static const struct word_token link_words[] = {
	{ TOKEN_DAI_INDEX, offsetof(struct tplg_link, dai_index), ANY, "dai index" },
	{ TOKEN_DIRECTION, offsetof(struct tplg_link, direction), ANY, "direction" },
};

/* Where a side's tokens are. */
struct side_tokens {
	uint32_t declared;
	uint32_t binding;
	uint32_t format; /* sampling rate; the others follow at fixed distances */
	uint32_t bytes;
	const char *name;
};

static const struct side_tokens input_tokens = { TOKEN_INPUT_FORMATS, TOKEN_INPUT_BINDING,
						 TOKEN_INPUT_FORMAT, TOKEN_INPUT_BYTES, "input" };
static const struct side_tokens output_tokens = { TOKEN_OUTPUT_FORMATS, TOKEN_OUTPUT_BINDING,
						  TOKEN_OUTPUT_FORMAT, TOKEN_OUTPUT_BYTES,
						  "output" };

/* Distances from the sampling rate token. The redundant valid bits, channels and type are not read. */
enum {
	FORMAT_RATE = 0,
	FORMAT_DEPTH = 1,
	FORMAT_CH_MAP = 4,
	FORMAT_CH_CFG = 5,
	FORMAT_INTERLEAVING = 6,
	FORMAT_FMT_CFG = 7,
	FORMAT_PIN = 9,
};

static const struct {
	const char *text;
	enum tplg_domain domain;
} domains[] = {
	{ "default", TPLG_DOMAIN_DEFAULT },
	{ "LL", TPLG_DOMAIN_LL },
	{ "DP", TPLG_DOMAIN_DP },
};

static const uint32_t elem_bytes[] = {
	[SND_SOC_TPLG_TUPLE_TYPE_UUID] = sizeof(struct snd_soc_tplg_vendor_uuid_elem),
	[SND_SOC_TPLG_TUPLE_TYPE_STRING] = sizeof(struct snd_soc_tplg_vendor_string_elem),
	[SND_SOC_TPLG_TUPLE_TYPE_BOOL] = sizeof(struct snd_soc_tplg_vendor_value_elem),
	[SND_SOC_TPLG_TUPLE_TYPE_BYTE] = sizeof(struct snd_soc_tplg_vendor_value_elem),
	[SND_SOC_TPLG_TUPLE_TYPE_WORD] = sizeof(struct snd_soc_tplg_vendor_value_elem),
	[SND_SOC_TPLG_TUPLE_TYPE_SHORT] = sizeof(struct snd_soc_tplg_vendor_value_elem),
};

#define NUM_TUPLE_TYPES (sizeof(elem_bytes) / sizeof(elem_bytes[0]))

int tplg_take_private(struct tplg_loader *l, uint32_t bytes, struct tplg_private *priv)
{
	priv->left = bytes;
	priv->next = tplg_take(l, bytes, "private data");
	return priv->next ? 0 : -EINVAL;
}

static const struct snd_soc_tplg_vendor_string_elem *string_at(const struct tplg_array *array,
							       uint32_t i)
{
	return (const void *)(array->elems +
			      (size_t)i * elem_bytes[SND_SOC_TPLG_TUPLE_TYPE_STRING]);
}

static const struct snd_soc_tplg_vendor_uuid_elem *uuid_at(const struct tplg_array *array,
							   uint32_t i)
{
	return (const void *)(array->elems + (size_t)i * elem_bytes[SND_SOC_TPLG_TUPLE_TYPE_UUID]);
}

static const struct snd_soc_tplg_vendor_value_elem *value_at(const struct tplg_array *array,
							     uint32_t i)
{
	return (const void *)(array->elems + (size_t)i * elem_bytes[SND_SOC_TPLG_TUPLE_TYPE_WORD]);
}

/* bool, byte, word and short look the same in the file and are read alike. */
static bool has_values(const struct tplg_array *array)
{
	return array->type >= SND_SOC_TPLG_TUPLE_TYPE_BOOL;
}

int tplg_next_array(struct tplg_loader *l, struct tplg_private *priv, struct tplg_array *array)
{
	const struct snd_soc_tplg_vendor_array *head = (const void *)priv->next;
	char text[TPLG_NAME_LEN];
	size_t at, room;
	int ret;

	if (!priv->left)
		return 0;
	at = tplg_offset(l, priv->next);
	if (priv->left < sizeof(*head))
		return tplg_fail(l, at,
				 "expected a vendor array header of %zu bytes, found %zu bytes",
				 sizeof(*head), priv->left);
	if (head->size < sizeof(*head) || head->size > priv->left || head->size % 4)
		return tplg_fail(l, at,
				 "expected a vendor array size of %zu..%zu in steps of 4, found %u",
				 sizeof(*head), priv->left, head->size);
	if (head->type >= NUM_TUPLE_TYPES)
		return tplg_fail(l, at + 4, "expected a vendor tuple type of 0..%zu, found %u",
				 NUM_TUPLE_TYPES - 1, head->type);
	room = (head->size - sizeof(*head)) / elem_bytes[head->type];
	if (head->num_elems > room)
		return tplg_fail(
			l, at + 8,
			"expected at most %zu vendor tuples in an array of %u bytes, found %u",
			room, head->size, head->num_elems);
	array->type = head->type;
	array->num = head->num_elems;
	array->elems = priv->next + sizeof(*head);
	if (array->type == SND_SOC_TPLG_TUPLE_TYPE_STRING) {
		for (uint32_t i = 0; i < array->num; i++) {
			ret = tplg_copy_name(l, "a string tuple", text,
					     string_at(array, i)->string);
			if (ret)
				return ret;
		}
	}
	priv->next += head->size;
	priv->left -= head->size;
	return 1;
}

int tplg_check_arrays(struct tplg_loader *l, struct tplg_private priv)
{
	struct tplg_array array;
	int ret;

	do {
		ret = tplg_next_array(l, &priv, &array);
	} while (ret > 0);
	return ret;
}

/* Take each value of @array that is in the table of @num words into the object at @base. */
static int read_words(struct tplg_loader *l, const struct tplg_array *array,
		      const struct word_token *words, size_t num, void *base)
{
	for (uint32_t i = 0; i < array->num; i++) {
		const struct snd_soc_tplg_vendor_value_elem *elem = value_at(array, i);

		for (const struct word_token *word = words; word < words + num; word++) {
			struct tplg_opt *opt = (void *)((uint8_t *)base + word->field);

			if (word->token != elem->token || opt->set)
				continue;
			if (elem->value > word->max && l->t->ipc3)
				continue; /* another firmware's number */
			if (elem->value > word->max)
				return tplg_fail(l, tplg_offset(l, elem) + 4,
						 "expected a %s of at most %u (token %u), found %u",
						 word->name, word->max, elem->token, elem->value);
			opt->value = elem->value;
			opt->set = true;
		}
	}
	return 0;
}

static int add_binding(struct tplg_loader *l, struct tplg_side *side,
		       const struct side_tokens *tokens,
		       const struct snd_soc_tplg_vendor_string_elem *elem)
{
	if (side->num_bindings == TPLG_MAX_PINS)
		return tplg_fail(l, tplg_offset(l, elem),
				 "expected at most %u %s pin bindings (token %u)", TPLG_MAX_PINS,
				 tokens->name, elem->token);
	if (!tplg_append(l, &side->bindings, &side->num_bindings, sizeof(*side->bindings)))
		return -ENOMEM;
	strcpy(side->bindings[side->num_bindings - 1], elem->string);
	return 0;
}

static int read_widget_strings(struct tplg_loader *l, const struct tplg_array *array,
			       struct tplg_widget *w)
{
	int ret = 0;

	for (uint32_t i = 0; i < array->num && !ret; i++) {
		const struct snd_soc_tplg_vendor_string_elem *elem = string_at(array, i);

		if (elem->token == TOKEN_DAI_TYPE && !w->dai_type[0])
			strcpy(w->dai_type, elem->string);
		else if (elem->token == input_tokens.binding)
			ret = add_binding(l, &w->in, &input_tokens, elem);
		else if (elem->token == output_tokens.binding)
			ret = add_binding(l, &w->out, &output_tokens, elem);
		else if (elem->token == TOKEN_DOMAIN && w->domain == TPLG_DOMAIN_UNSET)
			for (size_t d = 0; d < sizeof(domains) / sizeof(domains[0]); d++)
				if (!strcmp(domains[d].text, elem->string))
					w->domain = domains[d].domain;
	}
	return ret;
}

static void read_widget_uuids(const struct tplg_array *array, struct tplg_widget *w)
{
	for (uint32_t i = 0; i < array->num && !w->uuid_set; i++) {
		const struct snd_soc_tplg_vendor_uuid_elem *elem = uuid_at(array, i);

		if (elem->token != TOKEN_UUID)
			continue;
		memcpy(w->uuid, elem->uuid, sizeof(w->uuid));
		w->uuid_set = true;
	}
}

/* First value of @token in @array; false: absent, *@value is left alone. */
static bool find_value(const struct tplg_array *array, uint32_t token, uint32_t *value)
{
	for (uint32_t i = 0; i < array->num; i++) {
		if (value_at(array, i)->token != token)
			continue;
		*value = value_at(array, i)->value;
		return true;
	}
	return false;
}

static int read_declared(struct tplg_loader *l, const struct tplg_array *array,
			 struct tplg_side *side, bool *set, const struct side_tokens *tokens)
{
	struct word_token word = { tokens->declared, 0, TPLG_MAX_FORMATS,
				   "number of audio formats" };
	struct tplg_opt opt = { side->num_declared, *set };
	int ret = read_words(l, array, &word, 1, &opt);

	side->num_declared = opt.value;
	*set = opt.set;
	return ret;
}

/* If @array is a format set of this side that the widget declares, add it. */
static int read_format(struct tplg_loader *l, const struct tplg_array *array,
		       struct tplg_side *side, const struct side_tokens *tokens)
{
	uint32_t first = tokens->format, fmt_cfg = 0, rate;
	struct tplg_pin_format *format;

	if (side->num_formats == side->num_declared ||
	    array->type != SND_SOC_TPLG_TUPLE_TYPE_WORD ||
	    !find_value(array, first + FORMAT_RATE, &rate))
		return 0;
	format = tplg_append(l, &side->formats, &side->num_formats, sizeof(*format));
	if (!format)
		return -ENOMEM;
	format->fmt.sampling_frequency = rate;
	find_value(array, first + FORMAT_PIN, &format->pin_index);
	find_value(array, tokens->bytes, &format->buffer_bytes);
	find_value(array, first + FORMAT_DEPTH, &format->fmt.depth);
	find_value(array, first + FORMAT_CH_MAP, &format->fmt.ch_map);
	find_value(array, first + FORMAT_CH_CFG, &format->fmt.ch_cfg);
	find_value(array, first + FORMAT_INTERLEAVING, &format->fmt.interleaving_style);
	find_value(array, first + FORMAT_FMT_CFG, &fmt_cfg);
	format->fmt.channels_count = fmt_cfg & 0xff;
	format->fmt.valid_bit_depth = fmt_cfg >> 8 & 0xff;
	format->fmt.s_type = fmt_cfg >> 16 & 0xff;
	return 0;
}

int tplg_read_widget_tokens(struct tplg_loader *l, struct tplg_private priv, struct tplg_widget *w)
{
	struct tplg_private again = priv;
	bool in_set = false, out_set = false;
	struct tplg_array array;
	int ret;

	while ((ret = tplg_next_array(l, &priv, &array)) > 0) {
		ret = 0;
		if (array.type == SND_SOC_TPLG_TUPLE_TYPE_UUID)
			read_widget_uuids(&array, w);
		else if (array.type == SND_SOC_TPLG_TUPLE_TYPE_STRING)
			ret = read_widget_strings(l, &array, w);
		else
			ret = read_words(l, &array, widget_words,
					 sizeof(widget_words) / sizeof(widget_words[0]), w);
		if (!ret && has_values(&array))
			ret = read_declared(l, &array, &w->in, &in_set, &input_tokens);
		if (!ret && has_values(&array))
			ret = read_declared(l, &array, &w->out, &out_set, &output_tokens);
		if (ret)
			return ret;
	}
	/* The declared numbers may stand behind the sets. */
	while (!ret && (ret = tplg_next_array(l, &again, &array)) > 0) {
		ret = read_format(l, &array, &w->in, &input_tokens);
		if (!ret)
			ret = read_format(l, &array, &w->out, &output_tokens);
	}
	return ret;
}

int tplg_read_link_tokens(struct tplg_loader *l, struct tplg_private priv, struct tplg_link *link)
{
	struct tplg_array array;
	int ret;

	while ((ret = tplg_next_array(l, &priv, &array)) > 0) {
		ret = 0;
		if (has_values(&array))
			ret = read_words(l, &array, link_words,
					 sizeof(link_words) / sizeof(link_words[0]), link);
		if (ret)
			return ret;
		for (uint32_t i = 0; array.type == SND_SOC_TPLG_TUPLE_TYPE_STRING && i < array.num;
		     i++)
			if (string_at(&array, i)->token == TOKEN_DAI_TYPE && !link->dai_type[0])
				strcpy(link->dai_type, string_at(&array, i)->string);
	}
	return ret;
}
