// SPDX-License-Identifier: BSD-3-Clause
/*
 * Values of a control: fields between commas. A field is `on`, `off`, a decimal number, a percentage of the
 * range, or the text or number of an enum item, with or without quotes.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

struct field {
	const char *at;		/* in the line */
	char text[TPLG_NAME_LEN + 1];
};

/* One field without its quotes and surrounding blanks; text->at moves to the comma or the end. */
static int take_field(struct control_text *text, struct field *field)
{
	char quote = control_skip_blanks(text);
	size_t length;

	field->at = text->at;
	if (quote == '"' || quote == '\'') {
		const char *end = strchr(text->at + 1, quote);

		if (!end)
			return control_fail(text, field->at, "quote without end");
		field->at++;
		length = (size_t)(end - field->at);
		text->at = end + 1;
		control_skip_blanks(text);
	} else {
		length = strcspn(text->at, ",");
		text->at += length;
		while (length && strchr(" \t\r\n", field->at[length - 1]))
			length--;
	}
	if (length >= sizeof(field->text))
		return control_fail(text, field->at, "value of %zu characters, at most %zu", length,
				    sizeof(field->text) - 1);
	memcpy(field->text, field->at, length);
	field->text[length] = '\0';
	return 0;
}

static int parse_item(struct control_text *text, const struct tplg_control *control, const struct field *field,
		      uint32_t *value)
{
	char *end;
	unsigned long number;

	for (uint32_t i = 0; i < control->num_items; i++) {
		if (!strcmp(control->items[i], field->text)) {
			*value = i;
			return 0;
		}
	}
	number = strtoul(field->text, &end, 10);
	if (!strchr("0123456789", field->text[0]) || *end || number >= control->num_items)
		return control_fail(text, field->at, "'%s' has no item '%s' (%u items, the first is '%s')",
				    control->name, field->text, control->num_items,
				    control->num_items ? control->items[0] : "");
	*value = (uint32_t)number;
	return 0;
}

static int parse_level(struct control_text *text, const struct tplg_control *control, const struct field *field,
		       uint32_t *value)
{
	const char *rest;
	char *end;
	unsigned long number;

	if (!strcmp(field->text, "on") || !strcmp(field->text, "off")) {
		*value = field->text[1] == 'n';
		return 0;
	}
	errno = 0;
	number = strtoul(field->text, &end, 10);
	if (!strchr("0123456789", field->text[0]) || errno)
		return control_fail(text, field->at, "'%s' is no value of '%s' (on, off, 0..%u or 0%%..100%%)",
				    field->text, control->name, control->max);
	if (*end == '%') {
		if (number > 100)
			return control_fail(text, field->at, "%lu%% of '%s', at most 100%%", number, control->name);
		number = (number * control->max + 50) / 100;
		end++;
	} else if (*end == 'x' || *end == 'X' || *end == '.') {
		return control_fail(text, field->at, "'%s': expected a decimal whole number", field->text);
	}
	if (number > control->max)
		return control_fail(text, field->at, "%lu is out of range of '%s' (0..%u)", number, control->name,
				    control->max);
	for (rest = end; *rest == ' ' || *rest == '\t'; rest++)
		;
	if (*rest)
		control_warn(text, field->at + (rest - field->text), "'%s' after the value is ignored", rest);
	*value = (uint32_t)number;
	return 0;
}

int control_parse_values(struct control_text *text, const struct tplg *tplg, struct control_action *action)
{
	const struct tplg_control *control = &tplg->controls[action->control];
	const uint32_t channels = control->num_channels ? control->num_channels : 1;
	const char *start = text->at;
	struct field field;
	uint32_t value = 0;
	int ret;

	for (;; text->at++) {
		ret = take_field(text, &field);
		if (ret)
			return ret;
		if (*text->at && *text->at != ',')
			return control_fail(text, text->at, "expected ',' or the end, found '%c'", *text->at);
		if (!field.text[0]) {
			if (*text->at == ',' || action->num_values)
				control_warn(text, field.at, "empty value skipped");
		} else if (action->num_values == TPLG_MAX_CHANNELS) {
			return control_fail(text, field.at, "more than %d values", TPLG_MAX_CHANNELS);
		} else {
			ret = control->kind == TPLG_CONTROL_ENUM ? parse_item(text, control, &field, &value) :
								   parse_level(text, control, &field, &value);
			if (ret)
				return ret;
			if (action->num_values == channels)
				control_warn(text, field.at, "'%s' has %u channels, the rest is ignored",
					     control->name, channels);
			action->values[action->num_values++] = value;
		}
		if (!*text->at)
			break;
	}
	if (!action->num_values)
		return control_fail(text, start, "no value for '%s'", control->name);
	if (action->num_values > channels)
		action->num_values = channels;
	return 0;
}
