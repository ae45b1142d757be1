/* SPDX-License-Identifier: BSD-3-Clause */
/* Rules of one topology: a table of what each looks for, and the function that looks. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "driver/graph.h"
#include "review/review.h"

struct lint {
	const struct tplg *t;
	const struct tplg_verdict *verdict; /* NULL: not asked */
	const struct review_rule *rule;     /* under way */
	struct review *review;
};

#define FOUND(lint, ...) review_add((lint)->review, (lint)->rule, (lint)->t->path, __VA_ARGS__)

/* Without "PATH: ", which stands before it already. */
static const char *without_path(const struct lint *lint, const char *text)
{
	size_t length = strnlen(lint->t->path, TPLG_PATH_SHOWN);

	return strncmp(text, lint->t->path, length) || strncmp(text + length, ": ", 2) ?
		       text :
		       text + length + 2;
}

/* ---- what the loader has warned of ---- */

static int warnings_of(const struct lint *lint, enum tplg_warning kind)
{
	int ret = 0;

	for (uint32_t i = 0; i < lint->t->num_warnings && !ret; i++)
		if (lint->t->warning_kinds[i] == kind)
			ret = FOUND(lint, "%s", without_path(lint, lint->t->warnings[i]));
	return ret;
}

static int other_warnings(const struct lint *lint)
{
	return warnings_of(lint, TPLG_WARNING_OTHER);
}

static int dropped_routes(const struct lint *lint)
{
	return warnings_of(lint, TPLG_WARNING_ROUTE);
}

static int hosts_missing(const struct lint *lint)
{
	return warnings_of(lint, TPLG_WARNING_HOST);
}

static int unknown_dai_types(const struct lint *lint)
{
	return warnings_of(lint, TPLG_WARNING_DAI_TYPE);
}

static int duplicate_controls(const struct lint *lint)
{
	return warnings_of(lint, TPLG_WARNING_DUPLICATE);
}

static int cut_names(const struct lint *lint)
{
	return warnings_of(lint, TPLG_WARNING_CUT);
}

static int ipc3(const struct lint *lint)
{
	return warnings_of(lint, TPLG_WARNING_IPC3);
}

/* ---- widgets ---- */

static int unusable_widgets(const struct lint *lint)
{
	struct tplg_error err;
	int ret = 0;

	for (uint32_t i = 0; i < lint->t->num_widgets && !ret; i++)
		if (tplg_widget_check(lint->t, (int)i, &err))
			ret = FOUND(lint, "%s", without_path(lint, err.text));
	return ret;
}

/* The widget, and the DAIs that are one gateway with it. */
static void mark_with_aggregated(const struct tplg *t, int widget, bool *reached)
{
	reached[widget] = true;
	for (int other = tplg_next_aggregated(t, widget, 0); other != TPLG_NONE;
	     other = tplg_next_aggregated(t, widget, other + 1))
		reached[other] = true;
}

/* Mark what any PCM direction is connected with. */
static int mark_reached(const struct tplg *t, bool *reached)
{
	for (uint32_t i = 0; i < t->num_pcms; i++) {
		for (int d = TPLG_PLAYBACK; d <= TPLG_CAPTURE; d++) {
			struct drv_path path = { 0 };
			int host = t->pcms[i].caps[d].host, ret;

			if (!t->pcms[i].caps[d].present || host == TPLG_NONE)
				continue;
			ret = drv_path_find(t, host, (enum tplg_direction)d, &path);
			for (uint32_t w = 0; !ret && w < t->num_widgets; w++)
				if (path.listed[w])
					mark_with_aggregated(t, (int)w, reached);
			drv_path_release(&path);
			if (ret)
				return ret;
		}
	}
	return 0;
}

static int unreached_widgets(const struct lint *lint)
{
	bool *reached = calloc(lint->t->num_widgets + 1, sizeof(*reached));
	int ret = reached ? mark_reached(lint->t, reached) : -ENOMEM;

	for (uint32_t i = 0; i < lint->t->num_widgets && !ret; i++)
		if (lint->t->widgets[i].role == TPLG_ROLE_MODULE && !reached[i])
			ret = FOUND(lint, "no PCM leads to widget '%s'", lint->t->widgets[i].name);
	free(reached);
	return ret;
}

/* ---- formats ---- */

static int check_side(const struct lint *lint, int widget, const struct tplg_side *side)
{
	struct tplg_error err;
	int ret = 0;

	for (uint32_t i = 0; i < side->num_formats && !ret; i++)
		if (tplg_format_check(lint->t, widget, &side->formats[i], &err))
			ret = FOUND(lint, "%s", without_path(lint, err.text));
	return ret;
}

static int invalid_formats(const struct lint *lint)
{
	int ret = 0;

	for (uint32_t i = 0; i < lint->t->num_widgets && !ret; i++) {
		ret = check_side(lint, (int)i, &lint->t->widgets[i].in);
		if (!ret)
			ret = check_side(lint, (int)i, &lint->t->widgets[i].out);
	}
	return ret;
}

static bool meet(const struct ipc4_audio_format *a, const struct ipc4_audio_format *b)
{
	return a->sampling_frequency == b->sampling_frequency &&
	       a->channels_count == b->channels_count && a->valid_bit_depth == b->valid_bit_depth &&
	       a->depth == b->depth;
}

static bool sides_meet(const struct tplg_side *out, const struct tplg_side *in)
{
	for (uint32_t i = 0; i < out->num_formats; i++)
		for (uint32_t k = 0; k < in->num_formats; k++)
			if (meet(&out->formats[i].fmt, &in->formats[k].fmt))
				return true;
	return !out->num_formats || !in->num_formats;
}

static int formats_that_never_meet(const struct lint *lint)
{
	int ret = 0;

	for (uint32_t i = 0; i < lint->t->num_routes && !ret; i++) {
		const struct tplg_widget *source = &lint->t->widgets[lint->t->routes[i].source];
		const struct tplg_widget *sink = &lint->t->widgets[lint->t->routes[i].sink];

		if (!sides_meet(&source->out, &sink->in))
			ret = FOUND(
				lint,
				"'%s' puts out nothing that '%s' takes: no rate, channels and bits are in "
				"the formats of both",
				source->name, sink->name);
	}
	return ret;
}

/* A period of 1 ms at least, in whole frames. */
static int odd_periods_of(const struct lint *lint, const struct tplg_widget *w, const char *name,
			  const struct tplg_side *side)
{
	int ret = 0;

	for (uint32_t i = 0; i < side->num_formats && !ret; i++) {
		const struct ipc4_audio_format *fmt = &side->formats[i].fmt;
		const uint32_t frame = fmt->channels_count * fmt->depth / 8;
		const uint32_t least = (fmt->sampling_frequency + 999) / 1000 * frame;
		const uint32_t bytes = side->formats[i].buffer_bytes;

		if (frame && (bytes % frame || bytes < least))
			ret = FOUND(
				lint,
				"widget '%s': %s format %u (%u Hz, %u channels, %u bits) moves %u bytes, "
				"expected whole frames of %u bytes and at least the %u of 1 ms",
				w->name, name, i, fmt->sampling_frequency, fmt->channels_count,
				fmt->depth, bytes, frame, least);
	}
	return ret;
}

static int odd_periods(const struct lint *lint)
{
	int ret = 0;

	for (uint32_t i = 0; i < lint->t->num_widgets && !ret; i++) {
		const struct tplg_widget *w = &lint->t->widgets[i];

		ret = odd_periods_of(lint, w, "input", &w->in);
		if (!ret)
			ret = odd_periods_of(lint, w, "output", &w->out);
	}
	return ret;
}

/* ---- PCMs ---- */

typedef int (*direction_fn)(const struct lint *lint, const struct tplg_pcm *pcm,
			    enum tplg_direction direction);

static int each_direction(const struct lint *lint, direction_fn fn)
{
	int ret = 0;

	for (uint32_t i = 0; i < lint->t->num_pcms && !ret; i++)
		for (int d = TPLG_PLAYBACK; d <= TPLG_CAPTURE && !ret; d++)
			if (lint->t->pcms[i].caps[d].present)
				ret = fn(lint, &lint->t->pcms[i], (enum tplg_direction)d);
	return ret;
}

static bool side_has_rate(const struct tplg_side *side, uint32_t rate)
{
	for (uint32_t i = 0; i < side->num_formats; i++)
		if (side->formats[i].fmt.sampling_frequency == rate)
			return true;
	return false;
}

static bool side_has_channels(const struct tplg_side *side, uint32_t min, uint32_t max)
{
	for (uint32_t i = 0; i < side->num_formats; i++)
		if (side->formats[i].fmt.channels_count >= min &&
		    side->formats[i].fmt.channels_count <= max)
			return true;
	return false;
}

static int check_caps(const struct lint *lint, const struct tplg_pcm *pcm,
		      enum tplg_direction direction)
{
	const struct tplg_caps *caps = &pcm->caps[direction];
	const char *name = tplg_direction_name(direction);
	const struct tplg_widget *host;
	const struct tplg_side *side;
	char channels[TPLG_CHANNELS_TEXT];
	int ret = 0;

	if (caps->host == TPLG_NONE)
		return 0;
	host = &lint->t->widgets[caps->host];
	side = direction == TPLG_PLAYBACK ? &host->in : &host->out;
	if (!side->num_formats)
		return 0;
	for (unsigned int bit = 0; bit < 32 && !ret; bit++)
		if (caps->rates >> bit & 1 && tplg_alsa_rate(bit) &&
		    !side_has_rate(side, tplg_alsa_rate(bit)))
			ret = FOUND(lint, "PCM %u %s offers %u Hz, '%s' has no format of that rate",
				    pcm->id, name, tplg_alsa_rate(bit), host->name);
	if (!ret && !side_has_channels(side, caps->channels_min, caps->channels_max))
		ret = FOUND(lint, "PCM %u %s offers %s, '%s' has no such format", pcm->id, name,
			    tplg_channels_format(caps, channels), host->name);
	return ret;
}

static int caps_without_formats(const struct lint *lint)
{
	return each_direction(lint, check_caps);
}

static int check_sizes(const struct lint *lint, const struct tplg_pcm *pcm,
		       enum tplg_direction direction)
{
	const struct tplg_caps *c = &pcm->caps[direction];
	uint64_t least = (uint64_t)c->periods_min * c->period_size_min;

	if (c->period_size_min > c->period_size_max || c->periods_min > c->periods_max ||
	    c->buffer_size_min > c->buffer_size_max || least > c->buffer_size_max)
		return FOUND(
			lint,
			"PCM %u %s: no buffer fits %u..%u periods of %u..%u bytes in %u..%u bytes",
			pcm->id, tplg_direction_name(direction), c->periods_min, c->periods_max,
			c->period_size_min, c->period_size_max, c->buffer_size_min,
			c->buffer_size_max);
	return 0;
}

static int sizes_that_cannot_be_met(const struct lint *lint)
{
	return each_direction(lint, check_sizes);
}

static int check_verdict(const struct lint *lint, const struct tplg_pcm *pcm,
			 enum tplg_direction direction)
{
	const char *reason =
		tplg_verdict_of(lint->verdict, (uint32_t)(pcm - lint->t->pcms), direction);

	return reason ? FOUND(lint, "PCM %u %s cannot play with this firmware: %s", pcm->id,
			      tplg_direction_name(direction), reason) :
			0;
}

static int directions_that_cannot_play(const struct lint *lint)
{
	return each_direction(lint, check_verdict);
}

/* ---- links ---- */

static int colliding_ports(const struct lint *lint)
{
	const struct tplg *t = lint->t;
	int ret = 0;

	/* An ALH index is a placeholder: the bus gives each stream its own. */
	for (uint32_t i = 0; i < t->num_widgets && !ret; i++)
		for (uint32_t k = 0; k < i && !ret; k++) {
			const struct tplg_widget *a = &t->widgets[k], *b = &t->widgets[i];

			if (drv_widget_is_dai(a) && a->id == b->id && a->dai_index.set &&
			    b->dai_index.set && a->dai_index.value == b->dai_index.value &&
			    !strcmp(a->dai_type, b->dai_type) && strcmp(a->dai_type, "ALH") != 0)
				ret = FOUND(lint, "widgets '%s' and '%s' are both on %s %u",
					    a->name, b->name, a->dai_type, a->dai_index.value);
		}
	return ret;
}

/* ---- blobs ---- */

static int refused_blobs(const struct lint *lint)
{
	int ret = 0;

	for (uint32_t i = 0;
	     lint->verdict && lint->verdict->refusals && i < lint->t->num_controls && !ret; i++)
		if (lint->verdict->refusals[i])
			ret = FOUND(lint, "widget '%s' refuses the blob of control '%s': %s",
				    lint->t->widgets[lint->t->controls[i].widget].name,
				    lint->t->controls[i].name, lint->verdict->refusals[i]);
	return ret;
}

/* ---- the table ---- */

static const struct {
	struct review_rule rule;
	int (*check)(const struct lint *lint); /* NULL: the verb's, of a file that does not load */
} table[] = {
	{ { "T01", "not-loadable", REVIEW_ERROR,
	    "The file is no topology that Linux or this driver loads." },
	  NULL },
	{ { "T02", "ipc3", REVIEW_ERROR, "The topology is for IPC3 firmware." }, ipc3 },
	{ { "T03", "unusable-widget", REVIEW_ERROR,
	    "A module has no UUID, no pipeline or fewer formats than it declares." },
	  unusable_widgets },
	{ { "T04", "dropped-route", REVIEW_WARNING,
	    "A route names a widget that is not there, or is there twice." },
	  dropped_routes },
	{ { "T05", "unreached-widget", REVIEW_WARNING, "No PCM leads to a module." },
	  unreached_widgets },
	{ { "T06", "invalid-format", REVIEW_ERROR,
	    "A format has a rate, width or size that nothing has." },
	  invalid_formats },
	{ { "T07", "formats-never-meet", REVIEW_ERROR,
	    "The two ends of a route have no format in common." },
	  formats_that_never_meet },
	{ { "T08", "odd-period", REVIEW_WARNING,
	    "A format moves less than 1 ms, or no whole frames." },
	  odd_periods },
	{ { "T09", "no-host-copier", REVIEW_ERROR,
	    "A PCM direction has no host copier of its name." },
	  hosts_missing },
	{ { "T10", "caps-without-format", REVIEW_WARNING,
	    "A PCM offers what its host copier has no format for." },
	  caps_without_formats },
	{ { "T11", "impossible-buffer", REVIEW_ERROR, "A PCM's periods do not fit its buffer." },
	  sizes_that_cannot_be_met },
	{ { "T12", "unknown-dai-type", REVIEW_WARNING, "A DAI type is none that Linux has." },
	  unknown_dai_types },
	{ { "T13", "duplicate-control", REVIEW_ERROR,
	    "Two controls have one name, which ALSA refuses." },
	  duplicate_controls },
	{ { "T14", "cut-name", REVIEW_WARNING,
	    "A control's name is as long as a file holds: it has been cut." },
	  cut_names },
	{ { "T15", "colliding-port", REVIEW_ERROR, "Two DAIs of one direction have one port." },
	  colliding_ports },
	{ { "T16", "cannot-play", REVIEW_NOTE, "A PCM direction cannot play with this firmware." },
	  directions_that_cannot_play },
	{ { "T17", "loader", REVIEW_WARNING, "What else the loader warns of." }, other_warnings },
	{ { "T18", "refused-blob", REVIEW_ERROR,
	    "A module refuses the blob that its control begins with." },
	  refused_blobs },
};

#define NUM_RULES (sizeof(table) / sizeof(table[0]))

_Static_assert(NUM_RULES == LINT_RULES, "as many as callers have switches for");

const struct review_rule *lint_rule(size_t number)
{
	return number < NUM_RULES ? &table[number].rule : NULL;
}

int lint(const struct tplg *t, const struct tplg_verdict *verdict, const bool enabled[LINT_RULES],
	 struct review *review)
{
	struct lint lint = { .t = t, .verdict = verdict, .review = review };
	int ret = 0;

	for (size_t i = 0; i < NUM_RULES && !ret; i++) {
		if (!table[i].check || !enabled[i] || (t->ipc3 && table[i].check != ipc3))
			continue;
		lint.rule = &table[i].rule;
		ret = table[i].check(&lint);
	}
	return ret;
}
