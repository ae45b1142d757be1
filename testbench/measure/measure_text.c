/* SPDX-License-Identifier: BSD-3-Clause */
#include <inttypes.h>
#include <math.h>

#include "measure/measure_print.h"

static const char *format_name(const struct measure_signal *signal)
{
	return signal->spec.format == SAMPLE_NONE ? "other samples" :
						    sample_format_name(signal->spec.format);
}

/* A cell of a table: what is not there is "-". */
static void print_cell(FILE *out, int width, int digits, double value)
{
	if (isnan(value))
		fprintf(out, "  %*s", width, "-");
	else
		fprintf(out, "  %*.*f", width, digits, value);
}

static void print_signal(const struct measure_report *report, size_t which, FILE *out)
{
	const struct measure_signal *signal = which ? report->b : report->a;

	fprintf(out, "%s: %" PRIu64 " frames, %u Hz, %u channel%s, %s, %.3f s\n", signal->path,
		signal->frames, signal->spec.rate, signal->spec.channels,
		signal->spec.channels == 1 ? "" : "s", format_name(signal),
		(double)signal->frames / signal->spec.rate);
	fputs("  ch   peak dB  level dB  DC ppm   tone Hz   tone dB    THD+N      THD      SNR\n",
	      out);
	for (uint32_t c = 0; c < signal->spec.channels; c++) {
		const struct measure_level *level = &report->level[which][c];
		const struct measure_tone *tone = &report->tone[which][c];

		fprintf(out, "  %2u", c + 1);
		print_cell(out, 8, 2, level->peak_db);
		print_cell(out, 8, 2, level->level_db);
		print_cell(out, 6, 0, level->dc * 1e6);
		print_cell(out, 8, 2, tone->hz);
		print_cell(out, 8, 2, tone->level_db);
		print_cell(out, 7, 2, tone->thdn_db);
		print_cell(out, 7, 2, tone->thd_db);
		print_cell(out, 7, 2, tone->snr_db);
		fputc('\n', out);
	}
	for (uint32_t c = 0; c < signal->spec.channels; c++) {
		const struct measure_level *level = &report->level[which][c];

		if (level->clipped)
			fprintf(out, "  ch %u: %" PRIu64 " samples at the ends of the range\n",
				c + 1, level->clipped);
		if (level->silence == signal->frames)
			fprintf(out, "  ch %u: silence\n", c + 1);
		if (level->click_at != UINT64_MAX)
			fprintf(out, "  ch %u: a click at frame %" PRIu64 "\n", c + 1,
				level->click_at);
	}
}

/* A value that is printed as 0 has no sign. */
static double without_sign(double value, double least)
{
	return fabs(value) < least / 2 ? 0 : value;
}

static void print_latency(const struct measure_report *report, FILE *out)
{
	for (uint32_t c = 0; c < report->a->spec.channels; c++) {
		const struct measure_latency *latency = &report->latency[c];

		fprintf(out, "  ch %u: ", c + 1);
		if (isnan(latency->frames))
			fputs("silent, no latency\n", out);
		else
			fprintf(out, "latency %.2f frames, %.3f ms, correlation %.4f%s\n",
				without_sign(latency->frames, 0.01),
				without_sign(latency->frames * 1000 / report->a->spec.rate, 0.001),
				latency->correlation, latency->inverted ? ", inverted" : "");
	}
}

static void print_response(const struct measure_report *report, FILE *out)
{
	const uint32_t channels = report->a->spec.channels;

	fputs("  response", out);
	for (uint32_t c = 0; c < channels; c++)
		fprintf(out, "  ch %u: dB  degrees", c + 1);
	fputc('\n', out);
	for (size_t i = 0; i < report->response[0].points; i++) {
		fprintf(out, "  %6.0f Hz", report->response[0].hz[i]);
		for (uint32_t c = 0; c < channels; c++) {
			print_cell(out, 6, 2, report->response[c].gain_db[i]);
			print_cell(out, 7, 1, report->response[c].degrees[i]);
		}
		fputc('\n', out);
	}
}

/* Frames that nothing was compared with: why --equal may be missed though no sample differs. */
static void print_rest(const struct measure_report *report, FILE *out)
{
	const uint64_t compared = report->difference.compared;
	const struct measure_signal *both[] = { report->a, report->b };

	for (int i = 0; i < 2; i++)
		if (both[i]->frames > compared)
			fprintf(out,
				"  %" PRIu64 " of the %" PRIu64
				" frames of %s have no counterpart\n",
				both[i]->frames - compared, both[i]->frames, both[i]->path);
}

static void print_difference(const struct measure_report *report, FILE *out)
{
	const struct measure_difference *d = &report->difference;

	if (!d->differ) {
		fprintf(out, "  equal in %" PRIu64 " frames at a shift of %" PRId64 "\n",
			d->compared, report->shift);
		print_rest(report, out);
		return;
	}
	fprintf(out,
		"  first difference at a shift of %" PRId64 ": frame %" PRIu64
		", channel %u: expected %.10g, seen %.10g\n"
		"  %" PRIu64 " samples of %" PRIu64 " frames differ, at most by %.2f dB\n",
		report->shift, d->frame, d->channel + 1, d->expected, d->seen, d->differ,
		d->compared, d->largest_db);
}

void measure_print_text(const struct measure_report *report, FILE *out)
{
	print_signal(report, 0, out);
	if (!report->b)
		return;
	print_signal(report, 1, out);
	fprintf(out, "%s against %s\n", report->b->path, report->a->path);
	if (report->has_latency)
		print_latency(report, out);
	if (report->has_response)
		print_response(report, out);
	print_difference(report, out);
}
