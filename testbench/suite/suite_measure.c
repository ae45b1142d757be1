/* SPDX-License-Identifier: BSD-3-Clause */
#include <fnmatch.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "suite/suite_measure.h"
#include "util/sha256.h"

#define ARGS                                                             \
	const struct suite_judged *judged __attribute__((unused)),       \
		const struct suite_check *check __attribute__((unused)), \
		const struct suite_sound *sound __attribute__((unused))
#define CHANNEL uint32_t channel __attribute__((unused))

/* ---- status ---- */

static const char *const status_names[] = {
	[CLI_GOOD] = "good",          [CLI_USAGE] = "usage",         [CLI_BAD_INPUT] = "bad-input",
	[CLI_FIRMWARE] = "firmware",  [CLI_ISOLATION] = "isolation", [CLI_LEAK] = "leak",
	[CLI_EXPECTATION] = "missed", [CLI_OUTPUT] = "output",
};

#define NUM_STATUSES ((int)(sizeof(status_names) / sizeof(status_names[0])))

int suite_status_of(const char *word)
{
	char *end;
	long number = strtol(word, &end, 10);

	for (int i = 0; i < NUM_STATUSES; i++)
		if (!strcmp(word, status_names[i]))
			return i;
	return *word && !*end && number >= 0 && number < 256 ? (int)number : -1;
}

const char *suite_status_name(int status)
{
	static char text[16];

	if (status >= 0 && status < NUM_STATUSES)
		return status_names[status];
	snprintf(text, sizeof(text), "%d", status);
	return text;
}

static const char *miss_status(ARGS)
{
	int status = judged->report->status;

	if (status == suite_status_of(check->text))
		return NULL;
	return suite_format(judged->scenario->suite, "%s%s%s", suite_status_name(status),
			    judged->report->message[0] ? ": " : "", judged->report->message);
}

static bool matches(const char *pattern, const char *text)
{
	return strstr(text, pattern) || fnmatch(pattern, text, 0) == 0;
}

static const char *miss_message(ARGS)
{
	return matches(check->text, judged->report->message) ? NULL : judged->report->message;
}

static const char *miss_fault(ARGS)
{
	const struct run_report *report = judged->report;

	for (size_t i = 0; i < report->num_faults; i++)
		if (matches(check->text, report->faults[i].text))
			return NULL;
	return report->num_faults ? report->faults[0].text : "no fault";
}

/* ---- numbers of the run ---- */

static double get_xruns(ARGS, CHANNEL)
{
	return (double)judged->report->counts.xruns;
}

static double get_mixer_underruns(ARGS, CHANNEL)
{
	return (double)judged->report->counts.mixer_underruns;
}

static double get_missed(ARGS, CHANNEL)
{
	return (double)judged->report->counts.missed;
}

static double get_jobs(ARGS, CHANNEL)
{
	return (double)judged->report->counts.jobs;
}

static double get_ticks(ARGS, CHANNEL)
{
	return (double)judged->report->ticks;
}

static double get_leaks(ARGS, CHANNEL)
{
	return (double)judged->report->total_verdicts;
}

static double get_faults(ARGS, CHANNEL)
{
	return (double)judged->report->num_faults;
}

static double get_pages(ARGS, CHANNEL)
{
	return judged->report->memory_known ? judged->report->pages.peak : NAN;
}

static double get_warnings(ARGS, CHANNEL)
{
	return suite_log_lines(judged, "wrn", NULL);
}

static double get_errors(ARGS, CHANNEL)
{
	return suite_log_lines(judged, "err", NULL);
}

static double get_heap(ARGS, CHANNEL)
{
	const struct run_report *report = judged->report;

	for (size_t i = 0; i < report->num_heaps; i++)
		if (!strcmp(report->heaps[i].name, check->key))
			return report->heaps[i].peak;
	return NAN;
}

static double get_region(ARGS, CHANNEL)
{
	const struct run_report *report = judged->report;

	for (size_t i = 0; i < report->num_regions; i++)
		if (!strcmp(report->regions[i].name, check->key))
			return report->regions[i].lifetime_used + report->regions[i].interim_peak;
	return NAN;
}

static double get_notifications(ARGS, CHANNEL)
{
	const struct run_report *report = judged->report;
	uint64_t count = 0;

	for (size_t i = 0; i < report->num_events; i++)
		if (!strcmp(drv_event_kind_name(report->events[i].kind), check->key))
			count += report->events[i].count;
	return (double)count;
}

static const char *notification_at(size_t number)
{
	return number < DRV_EVENT_KINDS ? drv_event_kind_name((enum drv_event_kind)number) : NULL;
}

static double get_cycles(ARGS, CHANNEL)
{
	const struct run_report *report = judged->report;

	for (size_t i = 0; i < report->num_modules; i++)
		if (!strcmp(report->modules[i].widget, check->key) &&
		    report->modules[i].cycles_known && report->modules[i].cycles_peak)
			return (double)report->modules[i].cycles_peak;
	return NAN;
}

/* ---- numbers of an output ---- */

static double get_frames(ARGS, CHANNEL)
{
	return sound->report ? (double)sound->report->frames : NAN;
}

static double get_rate(ARGS, CHANNEL)
{
	return sound->report ? sound->report->spec.rate : NAN;
}

static double get_channels(ARGS, CHANNEL)
{
	return sound->report ? sound->report->spec.channels : NAN;
}

static double get_end_xruns(ARGS, CHANNEL)
{
	return sound->report ? (double)sound->report->xruns : NAN;
}

static double get_level(ARGS, CHANNEL)
{
	return sound->level[channel].level_db;
}

static double get_peak(ARGS, CHANNEL)
{
	return sound->level[channel].peak_db;
}

static double get_dc(ARGS, CHANNEL)
{
	return sound->level[channel].dc;
}

static double get_clipped(ARGS, CHANNEL)
{
	return (double)sound->level[channel].clipped;
}

static double get_silence(ARGS, CHANNEL)
{
	return (double)sound->level[channel].silence * 1000 / sound->signal.spec.rate;
}

static double get_clicks(ARGS, CHANNEL)
{
	return sound->level[channel].click_at != UINT64_MAX;
}

static double get_hz(ARGS, CHANNEL)
{
	return sound->tone[channel].hz;
}

static double get_thdn(ARGS, CHANNEL)
{
	return sound->tone[channel].thdn_db;
}

static double get_thd(ARGS, CHANNEL)
{
	return sound->tone[channel].thd_db;
}

static double get_snr(ARGS, CHANNEL)
{
	return sound->tone[channel].snr_db;
}

/* Channels of the input take turns when the output has more. */
static const double *input_channel(const struct suite_sound *sound, uint32_t channel)
{
	return measure_channel(&sound->input, channel % sound->input.spec.channels);
}

static double get_latency(ARGS, CHANNEL)
{
	struct measure_latency latency;

	if (!sound->has_input || measure_latency(input_channel(sound, channel), sound->input.frames,
						 measure_channel(&sound->signal, channel),
						 sound->signal.frames, &latency))
		return NAN;
	return round(latency.frames * 1000) / 1000; /* a whole number is one */
}

static double get_gain(ARGS, CHANNEL)
{
	double hz = strtod(check->key, NULL);

	if (!sound->has_input)
		return NAN;
	return measure_level_at(measure_channel(&sound->signal, channel), sound->signal.frames,
				sound->signal.spec.rate, hz) -
	       measure_level_at(input_channel(sound, channel), sound->input.frames,
				sound->input.spec.rate, hz);
}

/* ---- samples ---- */

static const char *describe(const struct suite_judged *judged, const struct measure_signal *a,
			    const struct measure_signal *b, int64_t shift)
{
	struct suite *suite = judged->scenario->suite;
	struct measure_difference d;
	uint64_t common = b->frames - (uint64_t)shift;

	if (a->spec.rate != b->spec.rate || a->spec.channels != b->spec.channels)
		return suite_format(suite, "%u Hz and %u channels, expected %u Hz and %u",
				    b->spec.rate, b->spec.channels, a->spec.rate, a->spec.channels);
	measure_difference(a, b, shift, &d);
	if (d.differ)
		return suite_format(
			suite,
			"channel %u differs at frame %llu (%.3f ms): expected %.10g, seen %.10g; %llu samples differ",
			d.channel + 1, (unsigned long long)d.frame,
			(double)d.frame * 1000 / a->spec.rate, d.expected, d.seen,
			(unsigned long long)d.differ);
	if (d.compared < common && d.compared < a->frames)
		return suite_format(suite, "%llu frames are alike, expected %llu",
				    (unsigned long long)d.compared, (unsigned long long)common);
	return NULL;
}

static bool find_delay(const struct suite_check *check, const struct suite_sound *sound,
		       const struct measure_signal *a, int64_t *delay)
{
	struct measure_latency latency;

	(void)check;
	*delay = sound->end->checks.delay > 0 ? (int64_t)sound->end->checks.delay : 0;
	if (!sound->end->checks.delay_found)
		return *delay <= (int64_t)sound->signal.frames;
	if (measure_latency(measure_channel(a, 0), a->frames, measure_channel(&sound->signal, 0),
			    sound->signal.frames, &latency) ||
	    latency.frames < -0.5)
		return false;
	*delay = (int64_t)llround(latency.frames);
	return true;
}

static const char *compare_with(const struct suite_judged *judged, const struct suite_check *check,
				const struct suite_sound *sound, const char *path)
{
	const struct measure_window window = { sound->end->checks.from_ms,
					       sound->end->checks.to_ms };
	struct suite *suite = judged->scenario->suite;
	struct measure_signal a;
	const char *seen;
	char err[512];
	int64_t delay;

	if (measure_load(path, &sound->report->spec, &window, &a, err, sizeof(err)) < 0)
		return suite_format(suite, "%s", err);
	seen = find_delay(check, sound, &a, &delay) ? describe(judged, &a, &sound->signal, delay) :
						      "no delay at which they are alike";
	measure_free(&a);
	return seen;
}

static const struct suite_end *find_end(const struct suite_scenario *s, const char *name)
{
	for (size_t i = 0; i < s->num_streams; i++)
		if (!strcmp(s->streams[i].name, name))
			return &s->streams[i];
	for (size_t i = 0; i < s->num_links; i++)
		if (!strcmp(s->links[i].name, name))
			return &s->links[i];
	return NULL;
}

static const char *miss_equals(ARGS)
{
	const struct suite_end *other = find_end(judged->scenario, check->text);

	if (!strcmp(check->text, "input"))
		return sound->has_input ? compare_with(judged, check, sound, sound->input.path) :
					  "there is no input";
	if (!other)
		return suite_format(judged->scenario->suite, "there is no '%s'", check->text);
	return compare_with(judged, check, sound, other->path);
}

static const char *miss_file(ARGS)
{
	const char *seen = compare_with(judged, check, sound, check->text);
	struct measure_signal a;
	char err[512];
	bool same;

	if (seen || measure_load(check->text, &sound->report->spec, NULL, &a, err, sizeof(err)) < 0)
		return seen;
	same = a.frames == sound->signal.frames || sound->end->checks.to_ms > 0;
	seen = same ? NULL :
		      suite_format(judged->scenario->suite, "%llu frames, expected %llu",
				   (unsigned long long)sound->signal.frames,
				   (unsigned long long)a.frames);
	measure_free(&a);
	return seen;
}

static const char *miss_sha256(ARGS)
{
	const struct measure_signal *s = &sound->signal;
	struct sha256 sum;
	char text[SHA256_TEXT];

	sha256_begin(&sum);
	for (uint64_t i = 0; i < s->frames; i++)
		for (uint32_t c = 0; c < s->spec.channels; c++) {
			int64_t wide = (int64_t)ldexp(measure_channel(s, c)[i], 31);
			uint8_t bytes[4];

			for (int b = 0; b < 4; b++)
				bytes[b] = (uint8_t)((uint64_t)wide >> (8 * b));
			sha256_add(&sum, bytes, sizeof(bytes));
		}
	sha256_end(&sum, text);
	return strcmp(text, check->text) ? suite_format(judged->scenario->suite, "%s", text) : NULL;
}

static const char *miss_format(ARGS)
{
	const char *name = sound->report ? sample_format_name(sound->report->spec.format) : "none";

	return strcasecmp(name, check->text) ? name : NULL;
}

/* ---- the table ---- */

#define RUN(word, bound, what, text, fn)                                                        \
	{                                                                                       \
		.name = word, .form = SUITE_NUMBER, .usual = bound, .unit = what, .help = text, \
		.value = fn                                                                     \
	}
#define RUN_KEYED(word, what, text, fn, ...)                                                \
	{                                                                                   \
		.name = word, .form = SUITE_KEYED, .unit = what, .help = text, .value = fn, \
		__VA_ARGS__                                                                 \
	}
#define RUN_TEXT(word, bound, text, fn)                                                    \
	{                                                                                  \
		.name = word, .form = SUITE_TEXT, .usual = bound, .help = text, .miss = fn \
	}
#define OUT(word, how, what, text, fn)                                                 \
	{                                                                              \
		.name = word, .output = true, .form = how, .unit = what, .help = text, \
		.value = fn, .needs_samples = (how) != SUITE_NUMBER                    \
	}
#define OUT_TEXT(word, samples, text, fn)                                                   \
	{                                                                                   \
		.name = word, .output = true, .form = SUITE_TEXT, .help = text, .miss = fn, \
		.needs_samples = samples                                                    \
	}

static const struct suite_measure measures[] = {
	RUN_TEXT(
		"status", "good",
		"how the run ends: good, usage, bad-input, firmware, isolation, leak, output, or an exit status",
		miss_status),
	RUN_TEXT("message", NULL, "text in the error, or a pattern for it", miss_message),
	RUN_TEXT("fault", NULL, "text in a fault, or a pattern: culprit, kind, victim, place",
		 miss_fault),
	RUN("faults", "0", "", "modules that were ended", get_faults),
	RUN("leaks", "0", "", "verdicts of the ledger", get_leaks),
	RUN("xruns", "0", "", "underruns and overruns of all ends", get_xruns),
	RUN("mixer_underruns", "0", "", "mixers that had nothing of a stream", get_mixer_underruns),
	RUN("deadline_misses", "0", "", "jobs of DP modules that ended too late", get_missed),
	RUN("warnings", "0", "lines", "warnings in the log but those of `log`", get_warnings),
	RUN("errors", "0", "lines", "errors in the log but those of `log`", get_errors),
	RUN("jobs", NULL, "", "jobs of DP modules", get_jobs),
	RUN("ticks", NULL, "ms", "virtual time that the run took", get_ticks),
	RUN("pages", NULL, "pages", "most pages in use", get_pages),
	RUN_KEYED("heaps", "bytes", "most in use, by heap: {kernel: <= 30000}", get_heap),
	RUN_KEYED("regions", "bytes", "most in use, by region: {src.0.0: <= 7000}", get_region),
	RUN_KEYED("notifications", "", "how many, by kind: {underrun: 0}", get_notifications,
		  .key_at = notification_at),
	RUN_KEYED("cycles", "cycles", "peak of a call, by widget: {gain.1.1: <= 2000}", get_cycles),

	OUT("frames", SUITE_NUMBER, "frames", "length", get_frames),
	OUT("rate", SUITE_NUMBER, "Hz", "rate that was negotiated", get_rate),
	OUT("channels", SUITE_NUMBER, "", "channels that were negotiated", get_channels),
	OUT_TEXT("format", false, "format that was negotiated: S16_LE, S24_LE ...", miss_format),
	OUT("xruns", SUITE_NUMBER, "", "underruns or overruns here", get_end_xruns),
	OUT_TEXT("equals", true,
		 "the same samples as another end, by name, or the input; delay says how much later",
		 miss_equals),
	OUT_TEXT("file", true, "the same samples as a file", miss_file),
	OUT_TEXT("sha256", true, "of the samples as interleaved 32-bit words, left-justified",
		 miss_sha256),
	OUT("level", SUITE_CHANNEL, "dB", "RMS without DC; a full-scale sine has -3.01", get_level),
	OUT("peak", SUITE_CHANNEL, "dB", "largest magnitude", get_peak),
	OUT("dc", SUITE_CHANNEL, "of full scale", "mean", get_dc),
	OUT("clipped", SUITE_CHANNEL, "samples", "samples at the ends of the range", get_clipped),
	OUT("silence", SUITE_CHANNEL, "ms", "longest run of zeros", get_silence),
	OUT("clicks", SUITE_CHANNEL, "", "0: no click, 1: there are some", get_clicks),
	OUT("hz", SUITE_CHANNEL, "Hz", "frequency of the tone", get_hz),
	OUT("thdn", SUITE_CHANNEL, "dB", "all that is not the tone, against it", get_thdn),
	OUT("thd", SUITE_CHANNEL, "dB", "harmonics 2 to 10 against the tone", get_thd),
	OUT("snr", SUITE_CHANNEL, "dB", "the tone against noise", get_snr),
	OUT("latency", SUITE_CHANNEL, "frames", "how much later than the input, by correlation",
	    get_latency),
	OUT("gain", SUITE_KEYED, "dB",
	    "against the input, by frequency: {997: -6 +- 0.1}; of tones and multitones", get_gain),
	{ .name = NULL },
};

const struct suite_measure *suite_measure_at(size_t number)
{
	return number < sizeof(measures) / sizeof(measures[0]) && measures[number].name ?
		       &measures[number] :
		       NULL;
}

const struct suite_measure *suite_measure_find(const char *name, bool output)
{
	for (const struct suite_measure *m = measures; m->name; m++)
		if (m->output == output && !strcmp(m->name, name))
			return m;
	return NULL;
}
