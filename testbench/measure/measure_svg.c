/* SPDX-License-Identifier: BSD-3-Clause */
/* Plots, one under the other: a waveform and a spectrum for each channel, and the responses. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>

#include "measure/measure_print.h"

#define WIDTH     720 /* of the drawing area of a plot, pixels */
#define HEIGHT    120
#define LEFT      60
#define STEP      180 /* from one plot to the next */
#define TOP       40
#define BLOCK     8192
#define LOWEST_HZ 20.0

/* A plot's vertical axis, and where it stands. */
struct plot {
	FILE *out;
	double y;           /* of its top */
	double bottom, top; /* values */
};

static const char style[] =
	"<style>\n"
	"svg { background: #fff; color: #222; font: 12px sans-serif }\n"
	"text { fill: currentColor }\n"
	".frame, .grid { fill: none; stroke: currentColor; stroke-opacity: .4 }\n"
	".grid { stroke-opacity: .12 }\n"
	".a { fill: none; stroke: #1f6fb4 }\n"
	".b { fill: none; stroke: #d1610a }\n"
	"@media (prefers-color-scheme: dark) {\n"
	"svg { background: #181a1b; color: #ddd }\n"
	".a { stroke: #6cb6ff }\n"
	".b { stroke: #ffa657 }\n"
	"}\n"
	"</style>\n";

static double y_of(const struct plot *plot, double value)
{
	double part = (plot->top - value) / (plot->top - plot->bottom);

	part = isnan(part) ? 1 : part;
	return plot->y + HEIGHT * fmin(1, fmax(0, part));
}

static double x_of_hz(double hz, double top_hz)
{
	return LEFT + WIDTH * log(hz / LOWEST_HZ) / log(top_hz / LOWEST_HZ);
}

/* Text of a file name: the four characters that XML minds, and no control characters. */
static void print_escaped(FILE *out, const char *text)
{
	for (; *text; text++) {
		if (*text == '<' || *text == '>' || *text == '&' || *text == '"')
			fprintf(out, "&#%d;", *text);
		else
			fputc((unsigned char)*text < ' ' ? '?' : *text, out);
	}
}

static void begin_plot(const struct plot *plot, const char *title, uint32_t channel,
		       const char *unit, double step)
{
	fprintf(plot->out, "<text x=\"%d\" y=\"%.0f\">%s, channel %u</text>\n", LEFT, plot->y - 6,
		title, channel + 1);
	fprintf(plot->out,
		"<rect class=\"frame\" x=\"%d\" y=\"%.0f\" width=\"%d\" height=\"%d\"/>\n", LEFT,
		plot->y, WIDTH, HEIGHT);
	for (double value = plot->bottom; value <= plot->top + step / 100; value += step) {
		fprintf(plot->out,
			"<path class=\"grid\" d=\"M%d %.1fh%d\"/>"
			"<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%g%s</text>\n",
			LEFT, y_of(plot, value), WIDTH, LEFT - 4, y_of(plot, value) + 4, value,
			unit);
	}
}

static void print_hz_axis(const struct plot *plot, double top_hz)
{
	static const int marks[] = { 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000 };

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]) && marks[i] <= top_hz; i++)
		fprintf(plot->out,
			"<path class=\"grid\" d=\"M%.1f %.1fv%d\"/>"
			"<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">%d</text>\n",
			x_of_hz(marks[i], top_hz), plot->y, HEIGHT, x_of_hz(marks[i], top_hz),
			plot->y + HEIGHT + 14, marks[i]);
}

/* A line from the lowest to the highest sample of each pixel's share. */
static void print_wave(const struct plot *plot, const struct measure_signal *signal,
		       uint32_t channel, uint64_t frames, char class)
{
	const double *samples = measure_channel(signal, channel);

	fprintf(plot->out, "<path class=\"%c\" d=\"", class);
	for (int x = 0; x < WIDTH; x++) {
		uint64_t at = frames * (uint64_t)x / WIDTH;
		const uint64_t end = frames * (uint64_t)(x + 1) / WIDTH;
		double low, high;

		if (at >= signal->frames)
			break;
		low = high = samples[at];
		for (; at < end && at < signal->frames; at++) {
			low = fmin(low, samples[at]);
			high = fmax(high, samples[at]);
		}
		fprintf(plot->out, "M%d %.1fV%.1f", LEFT + x, y_of(plot, high),
			y_of(plot, low) + 0.5);
	}
	fputs("\"/>\n", plot->out);
}

/* One point for each pixel: the strongest bin of its share. */
static int print_spectrum(const struct plot *plot, const struct measure_signal *signal,
			  uint32_t channel, char class)
{
	const double top_hz = signal->spec.rate / 2.0;
	double *bins;
	size_t bin = 1;
	int ret;

	bins = malloc((BLOCK / 2 + 1) * sizeof(*bins));
	if (!bins)
		return -ENOMEM;
	ret = measure_spectrum(measure_channel(signal, channel), signal->frames, BLOCK, bins);
	if (ret == 0)
		fprintf(plot->out, "<path class=\"%c\" d=\"", class);
	for (int x = 0; ret == 0 && x < WIDTH; x++) {
		const double hz = LOWEST_HZ * pow(top_hz / LOWEST_HZ, (x + 1.0) / WIDTH);
		double most = -INFINITY;

		for (; bin <= BLOCK / 2 && (double)bin * signal->spec.rate / BLOCK <= hz; bin++)
			most = fmax(most, bins[bin]);
		if (most > -INFINITY)
			fprintf(plot->out, "%c%d %.1f", bin > 1 && x ? 'L' : 'M', LEFT + x,
				y_of(plot, most));
	}
	if (ret == 0)
		fputs("\"/>\n", plot->out);
	free(bins);
	return ret == -ENOMEM ? ret : 0;
}

static void print_response(const struct plot *plot, const struct measure_response *response,
			   double top_hz)
{
	bool drawn = false;

	fputs("<path class=\"b\" d=\"", plot->out);
	for (size_t i = 0; i < response->points; i++) {
		if (isnan(response->gain_db[i]) || response->hz[i] < LOWEST_HZ)
			continue;
		fprintf(plot->out, "%c%.1f %.1f", drawn ? 'L' : 'M',
			x_of_hz(response->hz[i], top_hz), y_of(plot, response->gain_db[i]));
		drawn = true;
	}
	fputs("\"/>\n", plot->out);
}

static void print_head(const struct measure_report *report, uint32_t plots, FILE *out)
{
	fprintf(out,
		"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%u\" "
		"viewBox=\"0 0 %d %u\">\n%s",
		LEFT + WIDTH + 20, TOP + STEP * plots, LEFT + WIDTH + 20, TOP + STEP * plots,
		style);
	fprintf(out, "<path class=\"a\" d=\"M%d 12h20\"/><text x=\"%d\" y=\"16\">", LEFT,
		LEFT + 26);
	print_escaped(out, report->a->path);
	fputs("</text>\n", out);
	if (!report->b)
		return;
	fprintf(out, "<path class=\"b\" d=\"M%d 12h20\"/><text x=\"%d\" y=\"16\">",
		LEFT + WIDTH / 2, LEFT + WIDTH / 2 + 26);
	print_escaped(out, report->b->path);
	fputs("</text>\n", out);
}

static int print_channel(const struct measure_report *report, uint32_t channel, struct plot *plot)
{
	const struct measure_signal *a = report->a, *b = report->b;
	const uint64_t frames = b && b->frames > a->frames ? b->frames : a->frames;
	const double top_hz = a->spec.rate / 2.0;
	int ret;

	plot->bottom = -1;
	plot->top = 1;
	begin_plot(plot, "waveform", channel, "", 0.5);
	print_wave(plot, a, channel, frames, 'a');
	if (b)
		print_wave(plot, b, channel, frames, 'b');
	plot->y += STEP;

	plot->bottom = -160;
	plot->top = 0;
	begin_plot(plot, "spectrum", channel, " dB", 40);
	print_hz_axis(plot, top_hz);
	ret = print_spectrum(plot, a, channel, 'a');
	if (ret == 0 && b)
		ret = print_spectrum(plot, b, channel, 'b');
	plot->y += STEP;
	if (!report->has_response)
		return ret;

	plot->bottom = -60;
	plot->top = 20;
	begin_plot(plot, "response", channel, " dB", 20);
	print_hz_axis(plot, top_hz);
	print_response(plot, &report->response[channel], top_hz);
	plot->y += STEP;
	return ret;
}

int measure_print_svg(const struct measure_report *report, FILE *out)
{
	const uint32_t channels = report->a->spec.channels;
	struct plot plot = { .out = out, .y = TOP };
	int ret = 0;

	print_head(report, channels * (report->has_response ? 3 : 2), out);
	for (uint32_t c = 0; ret == 0 && c < channels; c++)
		ret = print_channel(report, c, &plot);
	fputs("</svg>\n", out);
	return ret;
}
