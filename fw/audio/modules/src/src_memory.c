/* SPDX-License-Identifier: BSD-3-Clause */
/* Sample rate converter: filters and their memory, from prepare to reset. */
#include <errno.h>
#include <string.h>
#include <sof/common.h>
#include "src.h"

/*
 * Input frames that one pass through the filters takes: those of 1 ms, but not many. Old samples move once a pass, so
 * more are faster; few keep the lines short.
 */
#define MAX_BLOCK 16

#define TAP_BITS 30 /* taps are Q2.30 */

/* Of what the first of two filters hands on: in front of the point of Q1.31. */
#define HEADROOM_BITS    1
#define HEADROOM_BITS_UP 2

static const struct src_conversion *find_conversion(uint32_t in_rate, uint32_t out_rate)
{
	for (uint32_t i = 0; i < src_num_conversions; i++) {
		if (src_conversions[i].in_rate == in_rate &&
		    src_conversions[i].out_rate == out_rate)
			return &src_conversions[i];
	}
	return NULL;
}

static size_t filter_set(struct src_filter *filter, const struct src_stage *stage, uint32_t block)
{
	*filter = (struct src_filter){
		.stage = { stage->up, stage->down, stage->length, NULL },
		.step = { stage->down / stage->up, stage->down % stage->up * stage->length },
		.line_words = stage->length - 1 + block + 1,
		.block = block,
		.most_outputs = (block * stage->up + stage->down - 1) / stage->down,
		.point = TAP_BITS,
	};
	src_filter_set_kernel(filter);
	return filter->line_words * sizeof(int32_t);
}

int src_filters_new(struct processing_module *mod)
{
	struct src_data *sd = module_get_private_data(mod);
	const struct src_conversion *conversion = find_conversion(sd->in_rate, sd->out_rate);
	const uint32_t num_stages = !conversion || !conversion->stages[0] ? 0 :
				    conversion->stages[1]                 ? 2 :
									    1;
	uint32_t block = MIN((sd->in_rate + 999) / 1000, MAX_BLOCK);
	size_t bytes = 0;
	int32_t *lines;

	if (!conversion) {
		comp_err(mod->dev, "no conversion from %u to %u Hz", sd->in_rate, sd->out_rate);
		return -EINVAL;
	}
	if (!num_stages)
		return 0;
	for (uint32_t i = 0; i < num_stages; i++) {
		bytes += sd->channels * filter_set(&sd->filters[i], conversion->stages[i], block);
		block = sd->filters[i].most_outputs;
	}
	sd->num_filters = num_stages;
	if (num_stages == 2) {
		uint32_t bits = sd->filters[0].stage.up > 1 ? HEADROOM_BITS_UP : HEADROOM_BITS;

		sd->filters[0].point += bits;
		sd->filters[1].point -= bits;
	}
	sd->lines = mod_zalloc(mod, bytes);
	if (!sd->lines) {
		comp_err(mod->dev, "no memory for %zu bytes of samples", bytes);
		goto no_memory;
	}
	lines = sd->lines;
	for (uint32_t i = 0; i < num_stages; i++) {
		struct src_filter *filter = &sd->filters[i];
		size_t size = (size_t)filter->stage.up * filter->stage.length *
			      sizeof(*filter->stage.taps);

		filter->lines = lines;
		lines += (size_t)sd->channels * filter->line_words;
		filter->stage.taps = mod_fast_get(mod, conversion->stages[i]->taps, size);
		if (!filter->stage.taps) {
			comp_err(mod->dev, "no memory for %zu bytes of taps", size);
			goto no_memory;
		}
	}
	return 0;

no_memory:
	src_filters_free(mod);
	return -ENOMEM;
}

void src_filters_free(struct processing_module *mod)
{
	struct src_data *sd = module_get_private_data(mod);

	for (uint32_t i = 0; i < sd->num_filters; i++)
		mod_free(mod, sd->filters[i].stage.taps);
	mod_free(mod, sd->lines);
	memset(sd->filters, 0, sizeof(sd->filters));
	sd->num_filters = 0;
	sd->lines = NULL;
}
