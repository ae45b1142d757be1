/* SPDX-License-Identifier: BSD-3-Clause */
#include <math.h>
#include <stdlib.h>

#include "report/json_file.h"
#include "suite/suite_wave.h"

#define BUCKETS  160
#define POINTS   96
#define MAX_SIZE 4096
#define MIN_SIZE 256
#define FLOOR_DB (-160.0)

/* Lowest and highest sample of each bucket, in thousandths of full scale. */
static json_t *envelope_json(const double *samples, uint64_t frames)
{
	uint64_t buckets = frames < BUCKETS ? frames : BUCKETS;
	json_t *list = json_array();

	for (uint64_t b = 0; b < buckets; b++) {
		double low = INFINITY, high = -INFINITY;

		for (uint64_t i = b * frames / buckets; i < (b + 1) * frames / buckets; i++) {
			low = samples[i] < low ? samples[i] : low;
			high = samples[i] > high ? samples[i] : high;
		}
		json_array_append_new(list, json_integer((json_int_t)lround(low * 1000)));
		json_array_append_new(list, json_integer((json_int_t)lround(high * 1000)));
	}
	return list;
}

/* The highest of the bins of each point, by logarithm of frequency from 20 Hz to half the rate, in dB. */
static json_t *spectrum_json(const double *samples, uint64_t frames, uint32_t rate)
{
	static double bins[MAX_SIZE / 2 + 1];
	json_t *list = json_array();
	const double top = rate / 2.0;
	size_t size = MAX_SIZE;

	while (size > frames && size > MIN_SIZE)
		size /= 2;
	if (measure_spectrum(samples, frames, size, bins))
		return list;
	for (int p = 0; p < POINTS; p++) {
		double from = 20 * pow(top / 20, (double)p / POINTS);
		double to = 20 * pow(top / 20, (double)(p + 1) / POINTS);
		size_t first = (size_t)(from * (double)size / rate);
		size_t last = (size_t)(to * (double)size / rate);
		double most = FLOOR_DB;

		for (size_t i = first; i <= last && i <= size / 2; i++)
			most = bins[i] > most ? bins[i] : most;
		json_array_append_new(list, json_integer((json_int_t)lround(most)));
	}
	return list;
}

static json_t *picture_json(const double *samples, uint64_t frames, uint32_t rate)
{
	return json_pack("{s:o, s:o}", "wave", envelope_json(samples, frames), "spectrum",
			 spectrum_json(samples, frames, rate));
}

/* The first output frame minus the input's, at the delay that fits. NULL: they cannot be compared. */
static json_t *difference_json(const struct suite_sound *sound)
{
	const struct measure_signal *a = &sound->input, *b = &sound->signal;
	const double *in = measure_channel(a, 0), *out = measure_channel(b, 0);
	struct measure_latency latency;
	uint64_t shift = 0, frames;
	double *samples;
	json_t *json;

	if (a->spec.rate != b->spec.rate)
		return NULL;
	if (!measure_latency(in, a->frames, out, b->frames, &latency) && latency.frames > 0 &&
	    latency.correlation > 0.5)
		shift = (uint64_t)llround(latency.frames);
	if (shift >= b->frames)
		return NULL;
	frames = b->frames - shift < a->frames ? b->frames - shift : a->frames;
	samples = malloc((frames + 1) * sizeof(*samples));
	for (uint64_t i = 0; samples && i < frames; i++)
		samples[i] = out[i + shift] - in[i];
	json = samples ? picture_json(samples, frames, b->spec.rate) : NULL;
	if (json)
		json_object_set_new(json, "delay", json_integer((json_int_t)shift));
	free(samples);
	return json;
}

static json_t *sound_json(const struct suite_sound *sound)
{
	const struct measure_signal *s = &sound->signal;
	json_t *json = json_pack("{s:o, s:i, s:i, s:I, s:o}", "name", json_text(sound->end->name),
				 "rate", (int)s->spec.rate, "channels", (int)s->spec.channels,
				 "frames", (json_int_t)s->frames, "out",
				 picture_json(measure_channel(s, 0), s->frames, s->spec.rate));
	json_t *difference;

	if (!sound->has_input)
		return json;
	json_object_set_new(json, "in",
			    picture_json(measure_channel(&sound->input, 0), sound->input.frames,
					 sound->input.spec.rate));
	json_object_set_new(json, "in_rate", json_integer(sound->input.spec.rate));
	difference = difference_json(sound);
	if (difference)
		json_object_set_new(json, "difference", difference);
	return json;
}

json_t *suite_waves_json(const struct suite_judged *judged)
{
	json_t *waves = json_array();

	for (size_t i = 0; i < judged->num_sounds; i++)
		if (judged->sound[i].loaded)
			json_array_append_new(waves, sound_json(&judged->sound[i]));
	return waves;
}
