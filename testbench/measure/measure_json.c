/* SPDX-License-Identifier: BSD-3-Clause */
#include <math.h>

#include "measure/measure_print.h"
#include "report/json_file.h"

/* Rounded to what is worth comparing, so that two machines give one text. */
static json_t *real(double value)
{
	return isfinite(value) ? json_real(round(value * 1e6) / 1e6) : json_null();
}

static json_t *sample(double value)
{
	return json_real(value);
}

static json_t *channel_json(const struct measure_level *level, const struct measure_tone *tone)
{
	return json_pack("{so, so, so, sI, sI, so, so, so, so, so, so}", "dc", real(level->dc),
			 "peak_db", real(level->peak_db), "level_db", real(level->level_db),
			 "clipped", (json_int_t)level->clipped, "longest_silence",
			 (json_int_t)level->silence, "click_at",
			 level->click_at == UINT64_MAX ? json_null() : json_number(level->click_at),
			 "tone_hz", real(tone->hz), "tone_db", real(tone->level_db), "thdn_db",
			 real(tone->thdn_db), "thd_db", real(tone->thd_db), "snr_db",
			 real(tone->snr_db));
}

static json_t *signal_json(const struct measure_report *report, size_t which)
{
	const struct measure_signal *signal = which ? report->b : report->a;
	json_t *channels = json_array();

	for (uint32_t c = 0; c < signal->spec.channels; c++)
		json_array_append_new(channels, channel_json(&report->level[which][c],
							     &report->tone[which][c]));
	return json_pack("{so, so, si, si, sI, so}", "path", json_text(signal->path), "format",
			 signal->spec.format == SAMPLE_NONE ?
				 json_null() :
				 json_string(sample_format_name(signal->spec.format)),
			 "rate", (int)signal->spec.rate, "channels", (int)signal->spec.channels,
			 "frames", (json_int_t)signal->frames, "per_channel", channels);
}

static json_t *latency_json(const struct measure_latency *latency, uint32_t rate)
{
	return json_pack("{so, so, so, sb}", "frames", real(latency->frames), "ms",
			 real(latency->frames * 1000 / rate), "correlation",
			 real(latency->correlation), "inverted", latency->inverted);
}

static json_t *response_json(const struct measure_response *response)
{
	json_t *points = json_array();

	for (size_t i = 0; i < response->points; i++)
		json_array_append_new(points,
				      json_pack("{so, so, so, so}", "hz", real(response->hz[i]),
						"gain_db", real(response->gain_db[i]), "degrees",
						real(response->degrees[i]), "coherence",
						real(response->coherence[i])));
	return points;
}

static json_t *difference_json(const struct measure_difference *d)
{
	json_t *first = json_null();

	if (d->differ)
		first = json_pack("{sI, si, so, so}", "frame", (json_int_t)d->frame, "channel",
				  (int)d->channel + 1, "expected", sample(d->expected), "seen",
				  sample(d->seen));
	return json_pack("{sb, sI, sI, so, so}", "equal", d->differ == 0, "compared_frames",
			 (json_int_t)d->compared, "different_samples", (json_int_t)d->differ,
			 "first", first, "largest_db", real(d->largest_db));
}

static json_t *pair_json(const struct measure_report *report)
{
	json_t *latency = json_array(), *response = json_array();

	for (uint32_t c = 0; c < report->a->spec.channels; c++) {
		if (report->has_latency)
			json_array_append_new(latency, latency_json(&report->latency[c],
								    report->a->spec.rate));
		if (report->has_response)
			json_array_append_new(response, response_json(&report->response[c]));
	}
	return json_pack("{so, so, sI, so}", "latency", latency, "response", response, "shift",
			 (json_int_t)report->shift, "difference",
			 difference_json(&report->difference));
}

json_t *measure_json(const struct measure_report *report)
{
	return json_pack("{so, so, so}", "a", signal_json(report, 0), "b",
			 report->b ? signal_json(report, 1) : json_null(), "against",
			 report->b ? pair_json(report) : json_null());
}
