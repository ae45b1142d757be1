/* SPDX-License-Identifier: BSD-3-Clause */
/* Checks of what a module makes of certain signals. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sndfile.h>

#include "cli/cli.h"
#include "validate/battery.h"

#define MAX_JUMP 1.5               /* of full scale, between two frames */
#define QUIET    (1.0 / (1 << 15)) /* less than a step of 16 bits */
#define BURST_MS 1000

static const char no_audio[] = "what comes out is no audio";

/* ---- outputs ---- */

/* All samples of a file of the folder. Caller frees. @return NULL: it cannot be read */
static double *read_output(const struct battery *b, const char *name, SF_INFO *info)
{
	char path[2 * PATH_MAX];
	SNDFILE *file;
	double *samples = NULL;

	snprintf(path, sizeof(path), "%s/%s", b->work, name);
	*info = (SF_INFO){ 0 };
	file = sf_open(path, SFM_READ, info);
	if (file)
		samples =
			calloc((size_t)info->frames * (size_t)info->channels + 1, sizeof(*samples));
	if (samples && sf_readf_double(file, samples, info->frames) != info->frames) {
		free(samples);
		samples = NULL;
	}
	if (file)
		sf_close(file);
	return samples;
}

/* The first sample that is not 0, or count. */
static size_t first_sound(const double *samples, size_t count)
{
	size_t i = 0;

	while (i < count && samples[i] == 0)
		i++;
	return i;
}

bool battery_is_shifted(const struct battery *b, const char *one, const char *other)
{
	SF_INFO info[2];
	double *samples[2] = { read_output(b, one, &info[0]), read_output(b, other, &info[1]) };
	size_t count, channels, start[2], late;
	bool same = samples[0] && samples[1] && info[0].frames == info[1].frames &&
		    info[0].channels == info[1].channels;

	if (same) {
		channels = (size_t)info[0].channels;
		count = (size_t)info[0].frames * channels;
		for (size_t i = 0; i < 2; i++)
			start[i] = first_sound(samples[i], count);
		late = start[1] > start[0];
		same = (start[late] - start[!late]) % channels == 0 &&
		       !memcmp(samples[late] + start[late], samples[!late] + start[!late],
			       (count - start[late]) * sizeof(*samples[0]));
	}
	free(samples[0]);
	free(samples[1]);
	return same;
}

/* ---- silence ---- */

static int silent(struct battery *b, const struct battery_point *point, const char *input)
{
	char expect[128];

	snprintf(expect, sizeof(expect), "out.wav=%s", input ? input : "");
	return battery_run(b, "run", point, input, "-q", "--expect", expect, NULL);
}

enum battery_verdict check_silence(struct battery *b, char *text)
{
	if (b->makes_data)
		return battery_skipped(text, no_audio);
	if (battery_try_all(b, silent, "silence", BATTERY_FRAMES, text))
		return BATTERY_FAILED;
	return battery_good(text, "silence stays silent, in %zu formats", b->num_points);
}

/* The largest sample of the last tenth. */
static int judge_decay(struct battery *b)
{
	SF_INFO info;
	double *samples = read_output(b, "out.wav", &info), largest = 0;
	const size_t count = (size_t)info.frames * (size_t)info.channels;

	if (!samples)
		return battery_object(b, "out.wav cannot be read");
	for (size_t i = count - count / 10; i < count; i++)
		largest = fmax(largest, fabs(samples[i]));
	free(samples);
	return largest < QUIET ?
		       0 :
		       battery_object(b,
				      "%u ms after noise has ended there is %.1f dB of full scale",
				      BURST_MS * 3 / 4 * 9 / 10, 20 * log10(largest));
}

static int decays(struct battery *b, const struct battery_point *point, const char *input)
{
	int status = battery_run(b, "run", point, input, "-q", NULL);

	return status ? status : judge_decay(b);
}

enum battery_verdict check_decay(struct battery *b, char *text)
{
	const struct battery_point *point = &b->points[0];
	int status;

	if (b->makes_data)
		return battery_skipped(text, no_audio);
	/* its smallest input says nothing: a shorter one leaves less time */
	status = decays(b, point, battery_input(b, point, "burst", point->rate * BURST_MS / 1000));
	return status ? battery_failed(b, status, text) :
			battery_good(text, "silent again, or below one step of 16 bits");
}

/* ---- full scale ---- */

static int plays(struct battery *b, const struct battery_point *point, const char *input)
{
	return battery_run(b, "run", point, input, "-q", NULL);
}

enum battery_verdict check_full_scale(struct battery *b, char *text)
{
	if (battery_try_all(b, plays, "square", BATTERY_FRAMES, text))
		return BATTERY_FAILED;
	return battery_good(text, "a square wave of full scale, in %zu formats", b->num_points);
}

static int no_jump(struct battery *b, const struct battery_point *point, const char *input)
{
	int status = battery_run(b, "run", point, input, "-q", NULL);
	SF_INFO info;
	double *samples = status ? NULL : read_output(b, "out.wav", &info);
	size_t channels, count;

	if (status)
		return status;
	if (!samples)
		return battery_object(b, "out.wav cannot be read");
	channels = (size_t)info.channels;
	count = (size_t)info.frames * channels;
	for (size_t i = channels; !status && i < count; i++)
		if (fabs(samples[i] - samples[i - channels]) > MAX_JUMP)
			status = battery_object(
				b,
				"a sine of 50 Hz jumps from %.4f to %.4f at frame %zu, channel %zu",
				samples[i - channels], samples[i], i / channels, i % channels + 1);
	free(samples);
	return status;
}

enum battery_verdict check_saturation(struct battery *b, char *text)
{
	if (b->makes_data)
		return battery_skipped(text, no_audio);
	if (battery_try_all(b, no_jump, "sine", BATTERY_FRAMES, text))
		return BATTERY_FAILED;
	return battery_good(text, "nothing wraps around, in %zu formats", b->num_points);
}

/* ---- the log ---- */

static int cleanly(struct battery *b, const struct battery_point *point, const char *input)
{
	const bool meant = !b->rate || b->rate == point->rate;

	return battery_run(b, "run", point, input, "-q", "--fail-on",
			   meant ? "xrun,warning,error,deadline" : "xrun,error,deadline", NULL);
}

enum battery_verdict check_clean_log(struct battery *b, char *text)
{
	if (battery_try_all(b, cleanly, "noise", BATTERY_FRAMES, text))
		return BATTERY_FAILED;
	return battery_good(text, "no xrun, warning, error or missed deadline");
}
