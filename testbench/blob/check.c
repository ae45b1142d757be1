/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "blob/check.h"
#include "blob/kind.h"
#include "blob/plot_private.h"

#define TONE_HZ       997.0
#define TONE_DB       -20.0
#define TONE_SECONDS  2 /* of which the second one is looked at */
#define QUIET_SECONDS 3 /* behind an impulse; the last third must be silent */

/* A module and the signals that go in and come out. */
struct run {
	struct rig_stream stream;
	size_t frames;
	int32_t *in;
	int32_t *out[RIG_MAX_OUTPUTS];
};

static struct rig_stream usual_stream(const struct blob_kind *kind)
{
	return kind->usual ? *kind->usual : rig_usual_stream;
}

static void stream_of(const struct blob_settings *settings, struct rig_stream *stream)
{
	*stream = usual_stream(settings->kind);
	stream->rate = (uint32_t)settings->rate;
	if (settings->kind->stream)
		settings->kind->stream(settings->of_kind, stream);
}

static enum blob_verdict verdict_of(int ret)
{
	return !ret ? BLOB_TAKEN : ret == -EINVAL ? BLOB_REFUSED : BLOB_FAILED;
}

/* Open what the settings are made for. A blob that cannot be taken apart goes in as it is: the firmware says why not. */
static enum blob_verdict open_rig(const struct blob *blob, double rate, const char *platform,
				  struct rig_stream *stream, struct rig **rig, char *err,
				  size_t err_size)
{
	struct blob_settings settings;
	int ret;

	if (!rig_has_module(blob->kind->name))
		return BLOB_NOT_JUDGED;
	*stream = usual_stream(blob->kind);
	if (blob_unpack(blob, rate, &settings, err, err_size) == 0) {
		stream_of(&settings, stream);
		blob_settings_free(&settings);
	}
	ret = rig_open(blob, platform, stream, rig, err, err_size);
	return verdict_of(ret);
}

enum blob_verdict blob_ask_stream(const struct blob *blob, const char *platform,
				  const struct rig_stream *stream, char *err, size_t err_size)
{
	struct rig *rig;
	int ret;

	if (!rig_has_module(blob->kind->name))
		return BLOB_NOT_JUDGED;
	ret = rig_open(blob, platform, stream, &rig, err, err_size);
	rig_close(rig);
	return verdict_of(ret);
}

enum blob_verdict blob_ask(const struct blob *blob, const char *platform, char *err,
			   size_t err_size)
{
	struct rig_stream stream;
	struct rig *rig;
	enum blob_verdict verdict = open_rig(blob, 0, platform, &stream, &rig, err, err_size);

	if (verdict == BLOB_TAKEN)
		rig_close(rig);
	return verdict;
}

/* ---- curves ---- */

static int draw(const struct blob *blob, const struct blob_settings *design, double rate,
		struct plot *plot, char *err, size_t err_size)
{
	struct blob_settings settings;
	int ret = blob_unpack(blob, rate, &settings, err, err_size);

	if (ret)
		return ret;
	if (design && blob->kind->draw) {
		plot_set_designed(plot, true);
		blob->kind->draw(design->of_kind, settings.rate, plot);
	}
	plot_set_designed(plot, false);
	if (blob->kind->draw)
		blob->kind->draw(settings.of_kind, settings.rate, plot);
	blob_settings_free(&settings);
	return 0;
}

int blob_plot(const struct blob *blob, const struct blob_settings *design, double rate, FILE *out,
	      char *err, size_t err_size)
{
	struct plot *plot = plot_new();
	char title[64];
	int ret;

	if (!plot) {
		snprintf(err, err_size, "out of memory");
		return -ENOMEM;
	}
	snprintf(title, sizeof(title), "%s, %.10g Hz", blob->kind->name, rate);
	ret = draw(blob, design, rate, plot, err, err_size);
	if (!ret) {
		ret = plot_write_svg(plot, title, design != NULL, out);
		if (ret)
			snprintf(err, err_size, "%s",
				 ret == -ENODATA ? "it has no curves" : "out of memory");
	}
	plot_free(plot);
	return ret;
}

/* ---- error of the numbers ---- */

#define COMPARED_DB \
	50.0 /* below the highest value a difference means little; at most half of what is drawn */

static double peak_of(const struct curve *curve)
{
	double peak = -INFINITY;

	for (size_t i = 0; i < curve->num_points; i++)
		peak = fmax(peak, curve->points[i].y);
	return peak;
}

static void compare_curves(const struct panel *panel, const struct curve *design,
			   const struct curve *blob, FILE *out)
{
	const double range = panel->axes.y_range > 0 ? panel->axes.y_range / 2 : COMPARED_DB;
	const double least = peak_of(design) - fmin(COMPARED_DB, range);
	double most = 0, where = 0;

	for (size_t i = 0; i < design->num_points && i < blob->num_points; i++) {
		const double difference = fabs(design->points[i].y - blob->points[i].y);

		if (design->points[i].y > least && difference > most) {
			most = difference;
			where = design->points[i].x;
		}
	}
	fprintf(out, "  %s%s%s: at most %.4f%s from the design", panel->title,
		blob->label[0] ? ", " : "", blob->label, most, panel->axes.y_unit);
	if (most >= 0.00005)
		fprintf(out, ", at %.4g%s", where, panel->axes.x_unit);
	fputc('\n', out);
}

/* Curves of one panel come in the same order from the design and from the blob. */
static void compare_panel(const struct panel *panel, FILE *out)
{
	const size_t half = panel->num_curves / 2;

	if (strcmp(panel->axes.y_unit ? panel->axes.y_unit : "", " dB") || panel->num_curves % 2)
		return;
	for (size_t i = 0; i < half; i++)
		if (panel->curves[i].designed && !panel->curves[half + i].designed)
			compare_curves(panel, &panel->curves[i], &panel->curves[half + i], out);
}

static int print_error_of_numbers(const struct blob *blob, const struct blob_settings *design,
				  double rate, FILE *out, char *err, size_t err_size)
{
	struct plot *plot = plot_new();
	int ret = plot ? draw(blob, design, rate, plot, err, err_size) : -ENOMEM;

	if (!ret && plot->failed)
		ret = -ENOMEM;
	for (size_t i = 0; !ret && i < plot->num_panels; i++)
		compare_panel(&plot->panels[i], out);
	plot_free(plot);
	return ret;
}

/* ---- signals ---- */

static void run_free(struct run *run)
{
	free(run->in);
	for (size_t i = 0; i < RIG_MAX_OUTPUTS; i++)
		free(run->out[i]);
}

static int run_make(struct run *run, const struct rig_stream *stream, uint32_t seconds)
{
	*run = (struct run){ .stream = *stream, .frames = (size_t)stream->rate * seconds };
	run->in = calloc(run->frames * stream->in_channels, sizeof(*run->in));
	if (!run->in)
		return -ENOMEM;
	for (size_t i = 0; i < stream->num_outputs; i++) {
		run->out[i] = calloc(run->frames * stream->out_channels, sizeof(*run->out[i]));
		if (!run->out[i])
			return -ENOMEM;
	}
	return 0;
}

static double full_scale(const struct run *run)
{
	return ldexp(1, (int)run->stream.bits - 1);
}

static void put_tone(struct run *run)
{
	const double amplitude = pow(10, TONE_DB / 20);
	const uint32_t channels = run->stream.in_channels;

	for (size_t i = 0; i < run->frames; i++) {
		const double x = amplitude * full_scale(run) *
				 sin(2 * M_PI * TONE_HZ * (double)i / run->stream.rate);

		for (uint32_t c = 0; c < channels; c++)
			run->in[i * channels + c] = (int32_t)lround(x);
	}
}

/* What is left of a channel's last second, of whole periods, without the tone and DC. dB of full scale */
static double residue_db(const struct run *run, const int32_t *samples, uint32_t channel)
{
	const uint32_t channels = run->stream.out_channels, rate = run->stream.rate;
	const int32_t *last = samples + (run->frames - rate) * channels + channel;
	const double step = 2 * M_PI * TONE_HZ / rate;
	double s = 0, c = 0, dc = 0, power = 0;

	for (size_t i = 0; i < rate; i++) {
		const double x = last[i * channels] / full_scale(run);

		s += 2 * x * sin(step * (double)i) / rate;
		c += 2 * x * cos(step * (double)i) / rate;
		dc += x / rate;
	}
	for (size_t i = 0; i < rate; i++) {
		const double rest = last[i * channels] / full_scale(run) - dc -
				    s * sin(step * (double)i) - c * cos(step * (double)i);

		power += rest * rest / rate;
	}
	return 10 * log10(fmax(power, 1e-40));
}

/* What a channel still has in the last second, in steps of the format. */
struct rest {
	int32_t least, most;
};

static struct rest rest_of(const struct run *run, const int32_t *samples, uint32_t channel)
{
	const size_t channels = run->stream.out_channels;
	struct rest rest = { INT32_MAX, INT32_MIN };

	for (size_t i = run->frames - run->stream.rate; i < run->frames; i++) {
		const int32_t x = samples[i * channels + channel];

		rest.least = x < rest.least ? x : rest.least;
		rest.most = x > rest.most ? x : rest.most;
	}
	return rest;
}

/* Of the worst channel. */
static void print_noise(const struct run *run, uint32_t output, FILE *out)
{
	double worst = -INFINITY;
	bool silent = true;

	for (uint32_t c = 0; c < run->stream.out_channels; c++) {
		const struct rest rest = rest_of(run, run->out[output], c);

		silent &= !rest.least && !rest.most;
		worst = fmax(worst, residue_db(run, run->out[output], c));
	}
	fprintf(out, "  output %u, a tone of %.0f dB at %.0f Hz: ", output, TONE_DB, TONE_HZ);
	if (silent)
		fputs("silence\n", out);
	else
		fprintf(out, "noise and distortion %.1f dB\n", worst);
}

/* Of the worst channel. */
static void print_silence(const struct run *run, uint32_t output, FILE *out)
{
	struct rest worst = { 0, 0 };
	double peak = 0;

	for (uint32_t c = 0; c < run->stream.out_channels; c++) {
		const struct rest rest = rest_of(run, run->out[output], c);
		const double most = fmax(fabs((double)rest.least), fabs((double)rest.most));

		if (most > peak) {
			worst = rest;
			peak = most;
		}
	}
	fprintf(out, "  output %u, %d s after an impulse: ", output, QUIET_SECONDS - 1);
	if (peak == 0)
		fputs("silent\n", out);
	else if (worst.least == worst.most)
		fprintf(out, "an offset of %d steps, %.1f dB\n", worst.most,
			20 * log10(peak / full_scale(run)));
	else
		fprintf(out, "a limit cycle of %d to %d steps, %.1f dB\n", worst.least, worst.most,
			20 * log10(peak / full_scale(run)));
}

static void put_impulse(struct run *run)
{
	for (uint32_t c = 0; c < run->stream.in_channels; c++)
		run->in[c] = (int32_t)(full_scale(run) / 2);
}

/* One signal through a module that has just been made. */
static int run_signal(const struct blob *blob, const char *platform,
		      const struct rig_stream *stream, uint32_t seconds,
		      void (*put)(struct run *run),
		      void (*print)(const struct run *run, uint32_t output, FILE *out), FILE *out,
		      char *err, size_t err_size)
{
	struct run run;
	struct rig *rig = NULL;
	int ret = run_make(&run, stream, seconds);

	if (!ret) {
		put(&run);
		ret = rig_open(blob, platform, stream, &rig, err, err_size);
	} else {
		snprintf(err, err_size, "out of memory");
	}
	if (!ret && rig_run(rig, run.in, run.out, run.frames) < run.frames) {
		snprintf(err, err_size, "the module made fewer than %zu frames", run.frames);
		ret = -EIO;
	}
	for (uint32_t i = 0; !ret && i < stream->num_outputs; i++)
		print(&run, i, out);
	rig_close(rig);
	run_free(&run);
	return ret;
}

enum blob_verdict blob_check(const struct blob *blob, const struct blob_settings *design,
			     double rate, const char *platform, FILE *out, char *err,
			     size_t err_size)
{
	struct blob_settings settings;
	struct rig_stream stream;
	struct rig *rig;
	enum blob_verdict verdict = open_rig(blob, rate, platform, &stream, &rig, err, err_size);

	if (verdict == BLOB_TAKEN)
		rig_close(rig);
	if (verdict != BLOB_TAKEN)
		return verdict;
	if (blob_unpack(blob, rate, &settings, err, err_size))
		return BLOB_FAILED;
	if (blob->kind->judge)
		blob->kind->judge(settings.of_kind, settings.rate, out);
	blob_settings_free(&settings);
	if (design && print_error_of_numbers(blob, design, rate, out, err, err_size))
		return BLOB_FAILED;
	if (blob->kind->not_measured)
		return BLOB_TAKEN;
	if (run_signal(blob, platform, &stream, TONE_SECONDS, put_tone, print_noise, out, err,
		       err_size) ||
	    run_signal(blob, platform, &stream, QUIET_SECONDS, put_impulse, print_silence, out, err,
		       err_size))
		return BLOB_FAILED;
	return BLOB_TAKEN;
}
