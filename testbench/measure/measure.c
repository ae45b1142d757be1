/* SPDX-License-Identifier: BSD-3-Clause */
/* Everything that two signals allow. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "measure/measure.h"
#include "util/text.h"

/* A signal without a tone is no error. */
static int measure_one(const struct measure_signal *signal, struct measure_level *level,
		       struct measure_tone *tone)
{
	for (uint32_t c = 0; c < signal->spec.channels; c++) {
		measure_level(measure_channel(signal, c), signal->frames, &signal->spec, &level[c]);
		if (measure_tone(measure_channel(signal, c), signal->frames, signal->spec.rate,
				 &tone[c]) == -ENOMEM)
			return -ENOMEM;
	}
	return 0;
}

static int measure_pair(struct measure_report *out, const int64_t *shift)
{
	const struct measure_signal *a = out->a, *b = out->b;
	double best = 0;
	int ret;

	out->has_latency = true;
	for (uint32_t c = 0; c < a->spec.channels; c++) {
		ret = measure_latency(measure_channel(a, c), a->frames, measure_channel(b, c),
				      b->frames, &out->latency[c]);
		if (ret == -ENOMEM)
			return ret;
		if (ret == 0 && out->latency[c].correlation > best) {
			best = out->latency[c].correlation;
			out->shift = llround(out->latency[c].frames);
		}
	}
	out->has_latency = best > 0;
	if (shift)
		out->shift = *shift;
	out->has_response = true;
	for (uint32_t c = 0; c < a->spec.channels; c++) {
		ret = measure_response(measure_channel(a, c), a->frames, measure_channel(b, c),
				       b->frames, a->spec.rate, out->shift, &out->response[c]);
		if (ret == -ENOMEM)
			return ret;
		out->has_response = out->has_response && ret == 0;
	}
	measure_difference(a, b, out->shift, &out->difference);
	return 0;
}

int measure_all(const struct measure_signal *a, const struct measure_signal *b,
		const int64_t *shift, struct measure_report *out, char *err, size_t err_size)
{
	int ret;

	memset(out, 0, sizeof(*out));
	out->a = a;
	out->b = b;
	if (b && (a->spec.rate != b->spec.rate || a->spec.channels != b->spec.channels)) {
		snprintf(err, err_size, "%s: %u Hz, %u channel%s, expected %u Hz, %u as %s",
			 b->path, b->spec.rate, b->spec.channels, text_plural(b->spec.channels),
			 a->spec.rate, a->spec.channels, a->path);
		return -EINVAL;
	}
	ret = measure_one(a, out->level[0], out->tone[0]);
	if (ret == 0 && b)
		ret = measure_one(b, out->level[1], out->tone[1]);
	if (ret == 0 && b)
		ret = measure_pair(out, shift);
	if (ret < 0)
		snprintf(err, err_size, "%s: out of memory", b ? b->path : a->path);
	return ret;
}
