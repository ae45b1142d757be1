/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Values of a control: fields between commas. A field is `on`, `off`, a decimal number, a percentage of the
 * range, or the text or number of an enum item, with or without quotes.
 */
#include <stdio.h>
#include <string.h>

#include "internal.h"

struct field {
	const char *at; /* in the line */
	char text[TPLG_NAME_LEN + 1];
};

bool control_switch_word(const char *word, size_t length, uint32_t *value)
{
	static const struct {
		const char *word;
		uint32_t value;
	} words[] = {
		{ "on", 1 },   { "off", 0 }, { "unmute", 1 },
		{ "mute", 0 }, { "cap", 1 }, { "nocap", 0 },
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strlen(words[i].word) == length && !strncmp(words[i].word, word, length)) {
			*value = words[i].value;
			return true;
		}
	}
	return false;
}

/*
 * One field without its quotes and surrounding blanks; text->at moves to the comma or the end. Of a level
 * only the first word counts, as upstream testbenches have it; enum items may be of several words.
 */
static int take_field(struct control_text *text, bool first_word_only, struct field *field)
{
	char quote = control_skip_blanks(text);
	size_t length, word;

	field->at = text->at;
	if (quote == '"' || quote == '\'') {
		const char *end = strchr(text->at + 1, quote);

		if (!end)
			return control_fail(text, field->at, "quote without end");
		field->at++;
		length = (size_t)(end - field->at);
		text->at = end + 1;
		if (control_skip_blanks(text) && *text->at != ',')
			return control_fail(text, text->at, "expected ',' or the end, found '%c'",
					    *text->at);
	} else {
		length = strcspn(text->at, ",");
		text->at += length;
		while (length && strchr(CONTROL_BLANKS, field->at[length - 1]))
			length--;
		word = first_word_only ? strcspn(field->at, CONTROL_BLANKS ",;") : length;
		if (word < length) {
			const char *rest =
				field->at + word + strspn(field->at + word, CONTROL_BLANKS);

			control_warn(text, rest, "'%.*s' after the value is ignored",
				     (int)(field->at + length - rest), rest);
			length = word;
		}
	}
	if (length >= sizeof(field->text))
		return control_fail(text, field->at, "value of %zu characters, at most %zu", length,
				    sizeof(field->text) - 1);
	memcpy(field->text, field->at, length);
	field->text[length] = '\0';
	return 0;
}

/* Digits only, up to max. @return what follows them, NULL: no digits or too many */
static const char *parse_number(const char *digits, uint32_t max, uint32_t *value)
{
	const char *at = digits;
	uint64_t number = 0;

	for (; *at >= '0' && *at <= '9'; at++) {
		number = number * 10 + (uint64_t)(*at - '0');
		if (number > max)
			return NULL;
	}
	*value = (uint32_t)number;
	return at > digits ? at : NULL;
}

static int parse_item(struct control_text *text, const struct tplg_control *control,
		      const struct field *field, uint32_t *value)
{
	const char *end;

	for (uint32_t i = 0; i < control->num_items; i++) {
		if (!strcmp(control->items[i], field->text)) {
			*value = i;
			return 0;
		}
	}
	end = control->num_items ? parse_number(field->text, control->num_items - 1, value) : NULL;
	if (!end || *end)
		return control_fail(text, field->at,
				    "'%s' is no item of '%s' (%u items, the first is '%s')",
				    field->text, control->name, control->num_items,
				    control->num_items ? control->items[0] : "");
	return 0;
}

static int parse_level(struct control_text *text, const struct tplg_control *control,
		       const struct field *field, uint32_t *value)
{
	bool is_switch = control->kind == TPLG_CONTROL_SWITCH;
	const char *end;

	if (control_switch_word(field->text, strlen(field->text), value) &&
	    (is_switch || field->text[0] == 'o')) {
		if (!is_switch)
			control_warn(text, field->at,
				     "'%s' sets the volume '%s' to step %u of 0..%u", field->text,
				     control->name, *value, control->max);
		return 0;
	}
	end = parse_number(field->text, control->max, value);
	if (end && !*end)
		return 0;
	end = parse_number(field->text, 100, value);
	if (end && !strcmp(end, "%")) {
		*value = (*value * control->max + 50) / 100;
		return 0;
	}
	return control_fail(text, field->at,
			    "'%s' is no value of '%s' (expected %s0..%u or 0%%..100%%)",
			    field->text, control->name, is_switch ? "on, off, " : "", control->max);
}

int control_parse_values(struct control_text *text, const struct tplg *tplg,
			 struct control_action *action)
{
	const struct tplg_control *control = &tplg->controls[action->control];
	const uint32_t channels = control->num_channels ? control->num_channels : 1;
	const bool is_enum = control->kind == TPLG_CONTROL_ENUM;
	const char *start = text->at;
	struct field field;
	uint32_t value = 0;
	int ret;

	for (;; text->at++) {
		ret = take_field(text, !is_enum, &field);
		if (ret)
			return ret;
		if (!field.text[0]) {
			if (*text->at == ',' || action->num_values)
				control_warn(text, field.at, "an empty value is skipped");
		} else if (action->num_values == TPLG_MAX_CHANNELS) {
			return control_fail(text, field.at, "more than %d values",
					    TPLG_MAX_CHANNELS);
		} else {
			ret = (is_enum ? parse_item : parse_level)(text, control, &field, &value);
			if (ret)
				return ret;
			if (action->num_values == channels)
				control_warn(text, field.at,
					     "'%s' has %u channel%s, the rest is ignored",
					     control->name, channels, channels == 1 ? "" : "s");
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
