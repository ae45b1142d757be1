/* SPDX-License-Identifier: BSD-3-Clause */
/* adspbench measure: levels, distortion, response and latency of recordings. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/file_uses.h"
#include "cli/verb.h"
#include "measure/measure_print.h"
#include "report/json_file.h"
#include "util/output_file.h"
#include "util/text.h"

struct request {
	struct audio_spec raw;
	struct measure_window window;
	int64_t shift;
	const char *svg;
	bool has_shift, json, equal;
	const char *paths[2];
};

static bool take_format(void *target, const struct cli_option *option, char *value)
{
	return sample_format_parse(value, &((struct request *)target)->raw.format);
}

static bool take_shift(void *target, const struct cli_option *option, char *value)
{
	((struct request *)target)->has_shift = true;
	return cli_take_i64(target, option, value);
}

#define FIELD(name) .field = offsetof(struct request, name)

static const struct cli_option options[] = {
	{ 0, "from", "MS", "milliseconds", cli_take_real, FIELD(window.from_ms), .max = 1000000000,
	  .help = "look at each file from here" },
	{ 0, "to", "MS", "milliseconds", cli_take_real, FIELD(window.to_ms), .max = 1000000000,
	  .help = "look at each file to here" },
	{ 0, "shift", "N", "a number of frames, below 0 when B is earlier", take_shift,
	  FIELD(shift), .max = 1ull << 40,
	  .help = "compare frame n of A with frame n + N of B; default: as found" },
	{ 'b', "format", "FORMAT", SAMPLE_FORMAT_WORDS, take_format,
	  .help = "what raw files hold: S16_LE, S24_LE, S24_3LE, S32_LE, FLOAT_LE, U8, A_LAW\n"
		  "or MU_LAW" },
	{ 'r', "rate", "HZ", "a rate of 1 to 1000000 Hz", cli_take_u32, FIELD(raw.rate), 1, 1000000,
	  "of raw files" },
	{ 'c', "channels", "N", "1 to 8 channels", cli_take_u32, FIELD(raw.channels), 1,
	  MEASURE_CHANNELS, "of raw files" },
	{ 0, "json", NULL, NULL, cli_take_flag, FIELD(json), .help = "print JSON" },
	{ 0, "svg", "FILE", "a file", cli_take_text, FIELD(svg),
	  .help = "draw waveforms, spectra and the response" },
	{ 0, "equal", NULL, NULL, cli_take_flag, FIELD(equal),
	  .help = "exit with 6 unless B equals A, at the shift, over all of A" },
	{ .help = NULL },
};

static int write_svg(const char *verb, const struct measure_report *report, const char *path)
{
	struct output_file *file;
	char err[512];
	int ret;

	if (output_file_open(path, &file, err, sizeof(err)) < 0)
		return cli_fail(verb, CLI_OUTPUT, "%s", err);
	ret = measure_print_svg(report, output_file_stream(file));
	if (ret < 0) {
		output_file_abort(file);
		return cli_fail(verb, CLI_OUTPUT, "%s: cannot be written: %s", path,
				strerror(-ret));
	}
	if (output_file_commit(file, err, sizeof(err)) < 0)
		return cli_fail(verb, CLI_OUTPUT, "%s", err);
	return CLI_GOOD;
}

static int print_json(const char *verb, const struct measure_report *report)
{
	return json_print(measure_json(report), JSON_REAL_PRECISION(12)) < 0 ?
		       cli_fail(verb, CLI_FIRMWARE, "out of memory") :
		       CLI_GOOD;
}

/* All frames of A, and each sample the same. */
static int judge_equal(const char *verb, const struct measure_report *report)
{
	const struct measure_difference *d = &report->difference;

	if (d->differ)
		return cli_fail(
			verb, CLI_EXPECTATION,
			"%s: differs from %s at frame %llu, channel %u: expected %.10g, seen %.10g",
			report->b->path, report->a->path, (unsigned long long)d->frame,
			d->channel + 1, d->expected, d->seen);
	if (d->compared < report->a->frames)
		return cli_fail(verb, CLI_EXPECTATION, "%s: has %llu of the %llu frames of %s",
				report->b->path, (unsigned long long)d->compared,
				(unsigned long long)report->a->frames, report->a->path);
	return CLI_GOOD;
}

static int report_all(const char *verb, const struct request *request,
		      const struct measure_report *report)
{
	int status = CLI_GOOD;

	if (request->json)
		status = print_json(verb, report);
	else
		measure_print_text(report, stdout);
	if (status == CLI_GOOD && request->svg)
		status = write_svg(verb, report, request->svg);
	if (status == CLI_GOOD && request->equal)
		status = judge_equal(verb, report);
	return status;
}

static void warn_of_header(const char *verb, const struct request *request,
			   const struct measure_signal *signal)
{
	const struct audio_spec *raw = &request->raw, *own = &signal->spec;

	if (raw->rate && raw->rate != own->rate)
		cli_fail(verb, CLI_GOOD, "warning: %s: %u Hz by its header, -r %u is for raw files",
			 signal->path, own->rate, raw->rate);
	if (raw->channels && raw->channels != own->channels)
		cli_fail(verb, CLI_GOOD,
			 "warning: %s: %u channel%s by its header, -c %u is for raw files",
			 signal->path, own->channels, own->channels == 1 ? "" : "s", raw->channels);
	if (raw->format && own->format && raw->format != own->format)
		cli_fail(verb, CLI_GOOD, "warning: %s: %s by its header, -b %s is for raw files",
			 signal->path, sample_format_name(own->format),
			 sample_format_name(raw->format));
}

static int measure(const char *verb, const struct request *request)
{
	const struct audio_spec *raw = request->raw.format ? &request->raw : NULL;
	struct measure_signal signals[2] = { 0 };
	struct measure_report *report = calloc(1, sizeof(*report));
	char names[2][PATH_MAX], err[512] = "out of memory";
	int status = CLI_BAD_INPUT;
	bool good = report != NULL;

	for (int i = 0; good && i < 2 && request->paths[i]; i++)
		good = measure_load(request->paths[i], raw, &request->window, &signals[i], err,
				    sizeof(err)) == 0;
	for (int i = 0; good && i < 2 && request->paths[i]; i++) {
		/* from here on it is for people */
		snprintf(names[i], sizeof(names[i]), "%s", request->paths[i]);
		text_make_printable(names[i]);
		signals[i].path = names[i];
		warn_of_header(verb, request, &signals[i]);
	}
	good = good && measure_all(&signals[0], request->paths[1] ? &signals[1] : NULL,
				   request->has_shift ? &request->shift : NULL, report, err,
				   sizeof(err)) == 0;
	if (good && request->has_shift && !report->difference.compared)
		status = cli_usage_error(
			verb, "--shift %lld: nothing of %llu and %llu frames lies together",
			(long long)request->shift, (unsigned long long)signals[0].frames,
			(unsigned long long)signals[1].frames);
	else if (good)
		status = report_all(verb, request, report);
	else
		cli_fail(verb, CLI_BAD_INPUT, "%s", err);
	measure_free(&signals[0]);
	measure_free(&signals[1]);
	free(report);
	return status;
}

static int check_svg(const char *verb, const struct request *request)
{
	struct file_uses uses = { .count = 0 };
	char err[512];

	file_uses_add(&uses, request->paths[0], FILE_READ);
	file_uses_add(&uses, request->paths[1], FILE_READ);
	file_uses_add(&uses, request->svg, FILE_WRITTEN);
	return file_uses_compare(&uses, err, sizeof(err)) < 0 ? cli_usage_error(verb, "%s", err) :
								CLI_GOOD;
}

static int take_operands(const char *verb, struct request *request, const struct cli_words *words)
{
	if (words->num_operands < 1 || words->num_operands > 2)
		return cli_usage_error(verb, "expected one or two recordings, found %d",
				       words->num_operands);
	request->paths[0] = words->operands[0];
	request->paths[1] = words->num_operands == 2 ? words->operands[1] : NULL;
	if ((request->equal || request->has_shift) && !request->paths[1])
		return cli_usage_error(verb, "%s needs a second recording",
				       request->equal ? "--equal" : "--shift");
	if (request->window.to_ms > 0 && request->window.to_ms <= request->window.from_ms)
		return cli_usage_error(verb, "--from %g: expected less than --to %g",
				       request->window.from_ms, request->window.to_ms);
	return check_svg(verb, request);
}

static int run(int argc, char **argv)
{
	struct request request = { .has_shift = false };
	struct cli_words words;
	int status = cli_parse(&cli_measure_verb, argc, argv, &request, &words);

	if (status != CLI_GOOD)
		return status;
	if (!words.help) {
		status = take_operands(argv[0], &request, &words);
		if (status == CLI_GOOD)
			status = measure(argv[0], &request);
	}
	cli_words_free(&words);
	return status;
}

const struct cli_verb cli_measure_verb = {
	.name = "measure",
	.summary = "measure recordings: level, distortion, response, latency",
	.usage = "[OPTION]... A [B]",
	.about =
		"Measure a recording: peak, level, DC, and, where it is a tone, its frequency, THD+N, THD and SNR.\n"
		"With B, a recording that was made from A: latency, gain and phase over frequency, and the first\n"
		"sample that differs. Files are what libsndfile reads, or raw.",
	.options = options,
	.notes =
		"Levels are in dB of full scale: a sine of full scale has a peak of 0 dB and a level of -3.01 dB.\n"
		"The sine is fitted in frequency, amplitude, phase and DC; THD+N is all the rest up to half the\n"
		"rate, THD its harmonics 2 to 10. '-' stands where there is no tone.",
	.examples = "adspbench measure tone.wav\n"
		    "adspbench measure --svg response.svg sweep.wav out.wav\n"
		    "adspbench measure --equal --shift 48 in.wav out.wav",
	.statuses =
		"0 good, 1 usage, 2 a file cannot be read or written, 6 --equal and they differ",
	.run = run,
};
