/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <math.h>
#include <stdlib.h>

#include "blob/plot_private.h"

#define WIDTH      560 /* of the drawing area of a panel, pixels */
#define HEIGHT     150
#define LEFT       64
#define RIGHT      76 /* room for labels */
#define TOP        44
#define STEP       210 /* from one panel to the next */
#define LINE       13  /* from one label to the next */
#define MAX_LABELS 32
#define CELL_X     60
#define CELL_Y     20

/* A panel on the page: where, and what its vertical axis spans. */
struct frame {
	FILE *out;
	const struct plot_axes *axes;
	double y;                 /* of its top */
	double bottom, top, step; /* values */
};

static const char style[] =
	"<style>\n"
	"svg { background: #fff; color: #222; font: 12px sans-serif }\n"
	"text { fill: currentColor }\n"
	".frame, .grid { fill: none; stroke: currentColor; stroke-opacity: .4 }\n"
	".grid { stroke-opacity: .15 }\n"
	".designed { fill: none; stroke: #1f6fb4; stroke-width: 4; stroke-opacity: .45 }\n"
	".blob { fill: none; stroke: #b34700; stroke-width: 1.4 }\n"
	"@media (prefers-color-scheme: dark) {\n"
	"svg { background: #181a1b; color: #ddd }\n"
	".designed { stroke: #6cb6ff }\n"
	".blob { stroke: #ffa657 }\n"
	"}\n"
	"</style>\n";

/* ---- axes ---- */

/* 1, 2 or 5 times a power of ten, so that there are about `count` steps. */
static double nice_step(double span, double count)
{
	const double raw = span / count, power = pow(10, floor(log10(raw)));
	const double part = raw / power;

	return power * (part > 5 ? 10 : part > 2 ? 5 : part > 1 ? 2 : 1);
}

static bool find_range(const struct panel *panel, double *low, double *high)
{
	*low = INFINITY;
	*high = -INFINITY;
	for (size_t i = 0; i < panel->num_curves; i++)
		for (size_t k = 0; k < panel->curves[i].num_points; k++) {
			const double y = panel->curves[i].points[k].y;

			if (isfinite(y)) {
				*low = fmin(*low, y);
				*high = fmax(*high, y);
			}
		}
	return *low <= *high;
}

static void span_axis(const struct panel *panel, struct frame *frame)
{
	const struct plot_axes *axes = &panel->axes;
	double low, high;

	if (!find_range(panel, &low, &high))
		low = high = 0;
	if (axes->y_range > 0)
		low = fmax(low, high - axes->y_range);
	if (high - low < axes->y_least) {
		const double middle = (high + low) / 2;

		low = middle - axes->y_least / 2;
		high = middle + axes->y_least / 2;
	}
	frame->step = nice_step(high - low > 0 ? high - low : 1, 5);
	frame->bottom = floor(low / frame->step + 1e-6) * frame->step;
	frame->top = ceil(high / frame->step - 1e-6) * frame->step;
	if (frame->top <= frame->bottom)
		frame->top = frame->bottom + frame->step;
}

static double y_of(const struct frame *frame, double value)
{
	const double part = (frame->top - value) / (frame->top - frame->bottom);

	return frame->y + HEIGHT * fmin(1, fmax(0, part));
}

static double x_of(const struct frame *frame, double value)
{
	const struct plot_axes *a = frame->axes;

	if (a->scale == PLOT_LOG)
		return LEFT + WIDTH * log(value / a->left) / log(a->right / a->left);
	return LEFT + WIDTH * (value - a->left) / (a->right - a->left);
}

static void print_x_mark(const struct frame *frame, double value, const char *unit)
{
	const double x = x_of(frame, value);

	fprintf(frame->out,
		"<path class=\"grid\" d=\"M%.1f %.0fv%d\"/>"
		"<text x=\"%.1f\" y=\"%.0f\" text-anchor=\"middle\">%g%s</text>\n",
		x, frame->y, HEIGHT, x, frame->y + HEIGHT + 15, value, unit);
}

static void print_x_axis(const struct frame *frame)
{
	const struct plot_axes *a = frame->axes;
	const double step = nice_step(a->right - a->left, 8);

	if (a->scale == PLOT_LINEAR) {
		for (double v = ceil(a->left / step) * step; v <= a->right + step / 100; v += step)
			print_x_mark(frame, fabs(v) < step / 100 ? 0 : v,
				     v > a->right - step ? a->x_unit : "");
		return;
	}
	for (double decade = pow(10, floor(log10(a->left))); decade < a->right; decade *= 10)
		for (int i = 0; i < 3; i++) {
			const double v = decade * (const double[]){ 1, 2, 5 }[i];

			if (v >= a->left && v <= a->right)
				print_x_mark(frame, v,
					     v * (i == 1 ? 2.5 : 2) > a->right ? a->x_unit : "");
		}
}

static void print_y_axis(const struct frame *frame)
{
	const int marks = (int)round((frame->top - frame->bottom) / frame->step);

	for (int i = 0; i <= marks; i++) {
		const double value = frame->bottom + i * frame->step;

		fprintf(frame->out,
			"<path class=\"grid\" d=\"M%d %.1fh%d\"/>"
			"<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%g%s</text>\n",
			LEFT, y_of(frame, value), WIDTH, LEFT - 5, y_of(frame, value) + 4,
			fabs(value) < frame->step / 100 ? 0 : value, frame->axes->y_unit);
	}
}

/* ---- contents ---- */

/* Where a curve leaves the panel it stops, and begins again where it comes back. */
static double print_curve(const struct frame *frame, const struct curve *curve)
{
	bool drawing = false;
	double last = frame->bottom;

	fprintf(frame->out, "<path class=\"%s\" d=\"", curve->designed ? "designed" : "blob");
	for (size_t i = 0; i < curve->num_points; i++) {
		const struct point *p = &curve->points[i];
		const bool inside = isfinite(p->y) && p->y >= frame->bottom - frame->step * 1e-6;

		if (inside || (drawing && i))
			fprintf(frame->out, "%c%.1f %.1f", drawing ? 'L' : 'M', x_of(frame, p->x),
				y_of(frame, isfinite(p->y) ? p->y : frame->bottom));
		drawing = inside;
		last = isfinite(p->y) ? p->y : frame->bottom;
	}
	fputs("\"/>\n", frame->out);
	return y_of(frame, last);
}

/* Labels at the curves' ends; those that would stand on another one go below it. */
static void print_labels(const struct frame *frame, const struct panel *panel, const double *ends)
{
	double taken[MAX_LABELS];
	size_t count = 0;

	for (size_t i = 0; i < panel->num_curves && count < MAX_LABELS; i++) {
		double y = ends[i] + 4;

		if (!panel->curves[i].label[0] || panel->curves[i].designed)
			continue;
		/* each time it goes down, so that no label is met twice */
		for (size_t k = 0; k < count; k++)
			if (fabs(taken[k] - y) < LINE - 1) {
				y = taken[k] + LINE;
				k = (size_t)-1;
			}
		taken[count++] = y;
		fprintf(frame->out, "<text x=\"%d\" y=\"%.1f\">%s</text>\n", LEFT + WIDTH + 5, y,
			panel->curves[i].label);
	}
}

static void print_panel(const struct panel *panel, double y, FILE *out)
{
	struct frame frame = { .out = out, .axes = &panel->axes, .y = y };
	double ends[MAX_LABELS] = { 0 };

	span_axis(panel, &frame);
	fprintf(out, "<text x=\"%d\" y=\"%.0f\">%s</text>\n", LEFT, y - 7, panel->title);
	fprintf(out, "<rect class=\"frame\" x=\"%d\" y=\"%.0f\" width=\"%d\" height=\"%d\"/>\n",
		LEFT, y, WIDTH, HEIGHT);
	print_x_axis(&frame);
	print_y_axis(&frame);
	for (int designed = 1; designed >= 0; designed--)
		for (size_t i = 0; i < panel->num_curves && i < MAX_LABELS; i++)
			if (panel->curves[i].designed == designed)
				ends[i] = print_curve(&frame, &panel->curves[i]);
	print_labels(&frame, panel, ends);
}

static void print_table(const struct panel *panel, double y, FILE *out)
{
	fprintf(out, "<text x=\"%d\" y=\"%.0f\">%s</text>\n", LEFT, y - 7, panel->title);
	for (size_t i = 0; i < panel->rows; i++)
		for (size_t k = 0; k < panel->columns; k++) {
			const double value = panel->cells[i * panel->columns + k];
			const double x = LEFT + CELL_X * (double)k, top = y + CELL_Y * (double)i;

			fprintf(out,
				"<rect class=\"frame\" x=\"%.0f\" y=\"%.0f\" width=\"%d\" "
				"height=\"%d\"/>",
				x, top, CELL_X, CELL_Y);
			fprintf(out,
				"<text x=\"%.0f\" y=\"%.0f\" text-anchor=\"middle\"%s>%.3f</text>\n",
				x + CELL_X / 2.0, top + CELL_Y - 6,
				value != 0 ? "" : " opacity=\".35\"", value);
		}
}

static double height_of(const struct panel *panel)
{
	return panel->cells ? CELL_Y * (double)panel->rows + STEP - HEIGHT : STEP;
}

static void print_legend(const char *title, bool has_design, FILE *out)
{
	fprintf(out, "<text x=\"%d\" y=\"17\" font-weight=\"bold\">%s</text>\n", LEFT, title);
	if (!has_design)
		return;
	fprintf(out,
		"<path class=\"designed\" d=\"M%d 13h24\"/><text x=\"%d\" y=\"17\">designed</text>\n"
		"<path class=\"blob\" d=\"M%d 13h24\"/><text x=\"%d\" y=\"17\">in the blob</text>\n",
		LEFT + WIDTH - 220, LEFT + WIDTH - 190, LEFT + WIDTH - 110, LEFT + WIDTH - 80);
}

int plot_write_svg(const struct plot *plot, const char *title, bool has_design, FILE *out)
{
	double height = 0, y = TOP;

	if (plot->failed)
		return -ENOMEM;
	if (!plot->num_panels)
		return -ENODATA;
	for (size_t i = 0; i < plot->num_panels; i++)
		height += height_of(&plot->panels[i]);
	fprintf(out,
		"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%.0f\" "
		"viewBox=\"0 0 %d %.0f\">\n%s",
		LEFT + WIDTH + RIGHT, height, LEFT + WIDTH + RIGHT, height, style);
	print_legend(title, has_design, out);
	for (size_t i = 0; i < plot->num_panels; i++) {
		if (plot->panels[i].cells)
			print_table(&plot->panels[i], y, out);
		else
			print_panel(&plot->panels[i], y, out);
		y += height_of(&plot->panels[i]);
	}
	fputs("</svg>\n", out);
	return 0;
}
