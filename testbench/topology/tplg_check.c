/* SPDX-License-Identifier: BSD-3-Clause */
/* What loading leaves open: can this widget, this format be used? */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "topology/tplg_loader.h"

/* The longest name that cannot make the compiler's section names collide, whatever the token sets. */
#define SAFE_NAME_LEN 24

static int complain(const struct tplg *t, struct tplg_error *err, int code, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

static int complain(const struct tplg *t, struct tplg_error *err, int code, const char *format, ...)
{
	char text[320];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	snprintf(err->text, sizeof(err->text), "%.*s: %s", TPLG_PATH_SHOWN, t->path, text);
	return code;
}

static int check_side(const struct tplg *t, const struct tplg_widget *w,
		      const struct tplg_side *side, const char *name, struct tplg_error *err)
{
	if (side->num_formats < side->num_declared)
		return complain(
			t, err, -EINVAL,
			"widget '%s' (offset 0x%x): expected %u %s formats as declared, found %u",
			w->name, w->offset, side->num_declared, name, side->num_formats);
	return 0;
}

int tplg_widget_check(const struct tplg *t, int widget, struct tplg_error *err)
{
	const struct tplg_widget *w = &t->widgets[widget];
	int ret;

	if (w->role != TPLG_ROLE_MODULE)
		return 0;
	if (!w->uuid_set)
		return complain(
			t, err, -ENOENT,
			"widget '%s' (offset 0x%x): expected a module UUID (token 405), found none",
			w->name, w->offset);
	if (w->pipeline == TPLG_NONE)
		return complain(
			t, err, -EINVAL,
			"widget '%s' (offset 0x%x): expected a scheduler widget for pipeline %u, found none",
			w->name, w->offset, w->pipeline_id);
	ret = check_side(t, w, &w->in, "input", err);
	return ret ? ret : check_side(t, w, &w->out, "output", err);
}

int tplg_format_check(const struct tplg *t, int widget, const struct tplg_pin_format *format,
		      struct tplg_error *err)
{
	const struct ipc4_audio_format *fmt = &format->fmt;
	const struct {
		uint32_t value, min, max;
		const char *name;
	} rules[] = {
		{ fmt->sampling_frequency, 1, 768000, "sampling rate" },
		{ fmt->channels_count, 1, TPLG_MAX_CHANNELS, "channel count" },
		{ fmt->depth, 8, 32, "container depth" },
		{ fmt->depth % 8, 0, 0, "remainder of container depth by 8" },
		{ fmt->valid_bit_depth, 1, fmt->depth, "valid bit depth" },
		{ fmt->s_type, 0, IPC4_TYPE_MU_LAW, "sample type" },
		{ format->pin_index, 0, TPLG_MAX_PINS - 1, "pin index" },
		{ format->buffer_bytes, 1, TPLG_MAX_PIN_BYTES, "buffer size" },
	};

	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++)
		if (rules[i].value < rules[i].min || rules[i].value > rules[i].max)
			return complain(
				t, err, -EINVAL,
				"widget '%s' (offset 0x%x): expected a format with %s %u..%u, found %u",
				t->widgets[widget].name, t->widgets[widget].offset, rules[i].name,
				rules[i].min, rules[i].max, rules[i].value);
	return 0;
}

static int check_source_formats(const struct tplg *t, int widget, const struct tplg_side *side,
				struct tplg_error *err)
{
	for (uint32_t i = 0; i < side->num_formats; i++) {
		int ret = tplg_format_check(t, widget, &side->formats[i], err);

		if (ret)
			return ret;
	}
	return 0;
}

static int check_source_module(const struct tplg *t, int widget, struct tplg_error *err)
{
	const struct tplg_widget *w = &t->widgets[widget];
	int ret;

	if (!w->uuid_set && strlen(w->name) > SAFE_NAME_LEN)
		return complain(
			t, err, -EINVAL,
			"widget '%s': no module UUID arrived; its name of %zu characters is too long for the "
			"compiler, which cuts NAME.TOKENSET.TYPE at 43: shorten the name or the token set names",
			w->name, strlen(w->name));
	ret = tplg_widget_check(t, widget, err);
	if (ret)
		return -EINVAL;
	if (!w->in.num_declared && !w->out.num_declared)
		return complain(
			t, err, -EINVAL,
			"widget '%s': expected a declared number of input or output formats "
			"(tokens 415, 416), found none",
			w->name);
	ret = check_source_formats(t, widget, &w->in, err);
	return ret ? ret : check_source_formats(t, widget, &w->out, err);
}

static int check_source_name(const struct tplg *t, const char *what, const char *name,
			     struct tplg_error *err)
{
	if (!strchr(name, '$'))
		return 0;
	return complain(
		t, err, -EINVAL,
		"%s '%s': the compiler left a variable unexpanded; before alsatplg 1.2.9 a string is "
		"expanded only if it is a variable and nothing else",
		what, name);
}

int tplg_check_source(const struct tplg *t, struct tplg_error *err)
{
	int ret = 0;

	for (uint32_t i = 0; i < t->num_widgets && !ret; i++) {
		const struct tplg_widget *w = &t->widgets[i];

		ret = check_source_name(t, "widget", w->name, err);
		if (!ret)
			ret = check_source_name(t, "widget stream name", w->sname, err);
		if (!ret)
			ret = check_source_name(t, "DAI type", w->dai_type, err);
		if (!ret && w->role == TPLG_ROLE_MODULE)
			ret = check_source_module(t, i, err);
	}
	for (uint32_t i = 0; i < t->num_controls && !ret; i++)
		ret = check_source_name(t, "control", t->controls[i].name, err);
	for (uint32_t i = 0; i < t->num_links && !ret; i++)
		ret = check_source_name(t, "link", t->links[i].name, err);
	for (uint32_t i = 0; i < t->num_pcms && !ret; i++) {
		ret = check_source_name(t, "PCM", t->pcms[i].name, err);
		for (int d = TPLG_PLAYBACK; d <= TPLG_CAPTURE && !ret; d++)
			ret = check_source_name(t, "PCM stream", t->pcms[i].caps[d].name, err);
	}
	return ret;
}
