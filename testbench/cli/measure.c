/* SPDX-License-Identifier: BSD-3-Clause */
/* adspbench measure: levels, distortion, response and latency of recordings. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "measure/measure_print.h"
#include "report/json_file.h"

static const char help[] =
	"usage: adspbench measure [OPTION]... A [B]\n"
	"\n"
	"Measure a recording: peak, level, DC, and, where it is a tone, its frequency, THD+N, THD and SNR.\n"
	"With B, a recording that was made from A: latency, gain and phase over frequency, and the first\n"
	"sample that differs. Files are what libsndfile reads, or raw.\n"
	"\n"
	"      --from MS, --to MS   look at this part of each file\n"
	"      --shift N            compare frame n of A with frame n + N of B; default: as found\n"
	"  -b, --format FORMAT      what raw files hold: S16_LE, S24_LE or S32_LE\n"
	"  -r, --rate HZ            of raw files\n"
	"  -c, --channels N         of raw files\n"
	"      --json               print JSON\n"
	"      --svg FILE           draw waveforms, spectra and the response\n"
	"      --equal              exit with 6 unless B equals A, at the shift, over all of A\n"
	"  -h, --help               print this\n"
	"\n"
	"Levels are in dB of full scale: a sine of full scale has a peak of 0 dB and a level of -3.01 dB.\n"
	"The sine is fitted in frequency, amplitude, phase and DC; THD+N is all the rest up to half the rate,\n"
	"THD its harmonics 2 to 10. '-' stands where there is no tone.\n"
	"\n"
	"examples:\n"
	"  adspbench measure tone.wav\n"
	"  adspbench measure --svg response.svg sweep.wav out.wav\n"
	"  adspbench measure --equal --shift 48 in.wav out.wav\n"
	"\n"
	"exit status: 0 good, 1 usage, 2 a file cannot be read or written, 6 --equal and they differ\n";

enum {
	OPT_FROM = 256,
	OPT_TO,
	OPT_SHIFT,
	OPT_JSON,
	OPT_SVG,
	OPT_EQUAL
};

static const struct option options[] = {
	{ "from", required_argument, NULL, OPT_FROM },
	{ "to", required_argument, NULL, OPT_TO },
	{ "shift", required_argument, NULL, OPT_SHIFT },
	{ "format", required_argument, NULL, 'b' },
	{ "rate", required_argument, NULL, 'r' },
	{ "channels", required_argument, NULL, 'c' },
	{ "json", no_argument, NULL, OPT_JSON },
	{ "svg", required_argument, NULL, OPT_SVG },
	{ "equal", no_argument, NULL, OPT_EQUAL },
	{ "help", no_argument, NULL, 'h' },
	{ NULL, 0, NULL, 0 },
};

struct request {
	const char *paths[2];
	struct audio_spec raw;
	struct measure_window window;
	int64_t shift;
	const char *svg;
	bool has_shift, json, equal, help;
};

static bool parse_real(const char *text, double *out)
{
	char *end;

	errno = 0;
	*out = strtod(text, &end);
	return end != text && !*end && !errno && *out >= 0 && *out < 1e12;
}

static bool parse_integer(const char *text, int64_t low, int64_t high, int64_t *out)
{
	char *end;

	errno = 0;
	*out = strtoll(text, &end, 10);
	return end != text && !*end && !errno && *out >= low && *out <= high;
}

/* @return false: the value is none */
static bool parse_value(int opt, struct request *request)
{
	int64_t number;

	switch (opt) {
	case OPT_FROM:
		return parse_real(optarg, &request->window.from_ms);
	case OPT_TO:
		return parse_real(optarg, &request->window.to_ms);
	case OPT_SHIFT:
		request->has_shift = true;
		return parse_integer(optarg, -(1LL << 40), 1LL << 40, &request->shift);
	case 'b':
		return sample_format_parse(optarg, &request->raw.format);
	case 'r':
		if (!parse_integer(optarg, 1, 1000000, &number))
			return false;
		request->raw.rate = (uint32_t)number;
		return true;
	case 'c':
		if (!parse_integer(optarg, 1, MEASURE_CHANNELS, &number))
			return false;
		request->raw.channels = (uint32_t)number;
		return true;
	case OPT_SVG:
		request->svg = optarg;
		return true;
	default:
		return false;
	}
}

static int parse(int argc, char **argv, struct request *request)
{
	int opt;

	optind = 0; /* GNU: start over, argv is new */
	opterr = 0;
	while ((opt = getopt_long(argc, argv, ":b:r:c:h", options, NULL)) != -1) {
		switch (opt) {
		case OPT_JSON:
			request->json = true;
			break;
		case OPT_EQUAL:
			request->equal = true;
			break;
		case 'h':
			request->help = true;
			return CLI_GOOD;
		case ':':
			return cli_usage_error(argv[0], "option '%s' needs a value",
					       argv[optind - 1]);
		case '?':
			return cli_usage_error(argv[0], "unknown option '%s'", argv[optind - 1]);
		default:
			if (!parse_value(opt, request))
				return cli_usage_error(argv[0], "'%s' is no value of its option",
						       optarg);
		}
	}
	if (argc - optind < 1 || argc - optind > 2)
		return cli_usage_error(argv[0], "expected one or two recordings, found %d",
				       argc - optind);
	request->paths[0] = argv[optind];
	request->paths[1] = argc - optind == 2 ? argv[optind + 1] : NULL;
	if ((request->equal || request->has_shift) && !request->paths[1])
		return cli_usage_error(argv[0], "%s needs a second recording",
				       request->equal ? "--equal" : "--shift");
	return CLI_GOOD;
}

static int write_svg(const char *verb, const struct measure_report *report, const char *path)
{
	FILE *out = fopen(path, "we");
	int ret;

	if (!out)
		return cli_fail(verb, CLI_BAD_INPUT, "%s: cannot be written: %s", path,
				strerror(errno));
	ret = measure_print_svg(report, out);
	if (ferror(out) && ret == 0)
		ret = -EIO;
	if (fclose(out) != 0 && ret == 0)
		ret = -errno;
	return ret ? cli_fail(verb, CLI_BAD_INPUT, "%s: cannot be written: %s", path,
			      strerror(-ret)) :
		     CLI_GOOD;
}

static int print_json(const char *verb, const struct measure_report *report)
{
	json_t *json = measure_json(report);

	if (!json)
		return cli_fail(verb, CLI_BAD_INPUT, "out of memory");
	json_dumpf(json, stdout, JSON_INDENT(2) | JSON_REAL_PRECISION(12));
	putchar('\n');
	json_decref(json);
	return CLI_GOOD;
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

static int measure(const char *verb, const struct request *request)
{
	const struct audio_spec *raw = request->raw.format ? &request->raw : NULL;
	struct measure_signal signals[2] = { 0 };
	struct measure_report *report = calloc(1, sizeof(*report));
	char err[512] = "out of memory";
	int status = CLI_BAD_INPUT;
	bool good = report != NULL;

	for (int i = 0; good && i < 2 && request->paths[i]; i++)
		good = measure_load(request->paths[i], raw, &request->window, &signals[i], err,
				    sizeof(err)) == 0;
	good = good && measure_all(&signals[0], request->paths[1] ? &signals[1] : NULL,
				   request->has_shift ? &request->shift : NULL, report, err,
				   sizeof(err)) == 0;
	if (good)
		status = report_all(verb, request, report);
	else
		cli_fail(verb, CLI_BAD_INPUT, "%s", err);
	measure_free(&signals[0]);
	measure_free(&signals[1]);
	free(report);
	return status;
}

int cli_measure(int argc, char **argv)
{
	struct request request = { 0 };
	int status = parse(argc, argv, &request);

	if (request.help)
		fputs(help, stdout);
	else if (status == CLI_GOOD)
		status = measure(argv[0], &request);
	return status;
}
