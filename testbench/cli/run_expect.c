/* SPDX-License-Identifier: BSD-3-Clause */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/run_expect.h"
#include "measure/measure.h"
#include "util/output_file.h"
#include "util/text.h"

static bool is_output(const struct run_end *end)
{
	return !end->input && end->file;
}

/* The i-th output of the run; NULL behind the last. */
static const struct run_end *output_at(const struct run_session *session, size_t i)
{
	for (size_t s = 0; s < session->plan.num_streams; s++)
		if (is_output(&session->streams[s].host) && i-- == 0)
			return &session->streams[s].host;
	for (size_t d = 0; d < session->plan.num_dais; d++)
		if (is_output(&session->dais[d].end) && i-- == 0)
			return &session->dais[d].end;
	return NULL;
}

/* The output of a name; without one, the only output. NULL: there is none, or more than one. */
static const struct run_end *find_output(const struct run_session *session, const char *name)
{
	const struct run_end *end;

	if (!name)
		return output_at(session, 1) ? NULL : output_at(session, 0);
	for (size_t i = 0; (end = output_at(session, i)) != NULL; i++)
		if (!strcmp(end->file, name))
			return end;
	return NULL;
}

/* ---- before the run ---- */

static int check_file(struct run_session *session, const struct run_end *end, const char *option)
{
	struct stat st;

	if (!output_file_is_stdout(end->file) && (stat(end->file, &st) < 0 || S_ISREG(st.st_mode)))
		return 0;
	return run_fail(&session->error, CLI_USAGE,
			"%s: %s: expected an output that can be read again", option, end->file);
}

int run_expect_check(struct run_session *session)
{
	const struct run_options *options = session->options;
	const struct run_end *end;

	for (size_t i = 0; i < options->num_expects; i++) {
		const char *name = options->expects[i].output;

		end = find_output(session, name);
		if (!end && name)
			return run_fail(&session->error, CLI_USAGE,
					"--expect %s: the run has no such output", name);
		if (!end)
			return run_fail(&session->error, CLI_USAGE,
					"--expect %s: which output? expected OUTPUT=FILE",
					options->expects[i].file);
		if (check_file(session, end, "--expect") < 0)
			return -1;
	}
	for (size_t i = 0; options->fail_on & RUN_CLICK; i++) {
		end = output_at(session, i);
		if (!end)
			break;
		if (check_file(session, end, "--fail-on click") < 0)
			return -1;
	}
	return 0;
}

/* ---- behind it ---- */

/* A sample as the integer that the file holds, where it holds integers. */
static void format_sample(double sample, enum sample_format format, char *text, size_t size)
{
	unsigned int bits = sample_format_bits(format);

	if (format == SAMPLE_FLOAT_LE || !bits)
		snprintf(text, size, "%.9g", sample);
	else
		snprintf(text, size, "%.0f", ldexp(sample, (int)bits - 1));
}

static void judge_difference(struct run_session *session, const struct measure_signal *expected,
			     const struct measure_signal *seen)
{
	struct measure_difference d;
	char values[2][32];

	measure_difference(expected, seen, 0, &d);
	if (d.differ) {
		format_sample(d.expected, expected->spec.format, values[0], sizeof(values[0]));
		format_sample(d.seen, seen->spec.format, values[1], sizeof(values[1]));
		run_fail(
			&session->error, CLI_EXPECTATION,
			"--expect %s: %s differs in channel %u at frame %llu (%.3f ms): expected %s, seen %s; %llu samples differ",
			expected->path, seen->path, d.channel + 1, (unsigned long long)d.frame,
			(double)d.frame * 1000 / expected->spec.rate, values[0], values[1],
			(unsigned long long)d.differ);
	} else if (expected->frames != seen->frames) {
		run_fail(&session->error, CLI_EXPECTATION,
			 "--expect %s: %s has %llu frames, expected %llu", expected->path,
			 seen->path, (unsigned long long)seen->frames,
			 (unsigned long long)expected->frames);
	}
}

static void compare(struct run_session *session, const struct run_expect_option *expect)
{
	const struct run_end *end = find_output(session, expect->output);
	struct measure_signal expected = { 0 }, seen = { 0 };
	char err[512];

	if (measure_load(expect->file, &end->spec, NULL, &expected, err, sizeof(err)) < 0 ||
	    measure_load(end->file, &end->spec, NULL, &seen, err, sizeof(err)) < 0)
		run_fail(&session->error, CLI_BAD_INPUT, "--expect: %s", err);
	else if (expected.spec.rate != seen.spec.rate ||
		 expected.spec.channels != seen.spec.channels)
		run_fail(&session->error, CLI_EXPECTATION,
			 "--expect %s: %s has %u Hz and %u channel%s, expected %u Hz and %u",
			 expect->file, end->file, seen.spec.rate, seen.spec.channels,
			 text_plural(seen.spec.channels), expected.spec.rate,
			 expected.spec.channels);
	else
		judge_difference(session, &expected, &seen);
	measure_free(&expected);
	measure_free(&seen);
}

static void look_for_clicks(struct run_session *session, const struct run_end *end)
{
	struct measure_signal seen;
	char err[512];

	if (measure_load(end->file, &end->spec, NULL, &seen, err, sizeof(err)) < 0) {
		run_fail(&session->error, CLI_BAD_INPUT, "--fail-on click: %s", err);
		return;
	}
	for (uint32_t c = 0; c < seen.spec.channels; c++) {
		struct measure_level level;

		measure_level(measure_channel(&seen, c), seen.frames, &seen.spec, &level);
		if (level.click_at == UINT64_MAX)
			continue;
		run_fail(&session->error, CLI_EXPECTATION,
			 "--fail-on click: %s, channel %u: a click at frame %llu (%.3f ms)",
			 end->file, c + 1, (unsigned long long)level.click_at,
			 (double)level.click_at * 1000 / seen.spec.rate);
		break;
	}
	measure_free(&seen);
}

void run_expect_judge(struct run_session *session)
{
	const struct run_options *options = session->options;
	const struct run_end *end;

	if (session->error.status != CLI_GOOD)
		return;
	for (size_t i = 0; i < options->num_expects; i++)
		compare(session, &options->expects[i]);
	for (size_t i = 0; options->fail_on & RUN_CLICK && (end = output_at(session, i)); i++)
		if (end->spec.rate)
			look_for_clicks(session, end);
}
