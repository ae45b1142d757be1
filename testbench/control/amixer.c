/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Command lines of amixer. Options are getopt's, as amixer's are; the element id and the values of cset are parsed
 * by libasound. What libasound accepts without doing what was written is a warning.
 */
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

static const struct option options[] = {
	{ "card", required_argument, NULL, 'c' },     { "device", required_argument, NULL, 'D' },
	{ "abstract", required_argument, NULL, 'a' }, { "quiet", no_argument, NULL, 'q' },
	{ "debug", no_argument, NULL, 'd' },          { "nocheck", no_argument, NULL, 'n' },
	{ "inactive", no_argument, NULL, 'i' },       { "raw-volume", no_argument, NULL, 'R' },
	{ "mapped-volume", no_argument, NULL, 'M' },  { NULL, 0, NULL, 0 },
};

/* There is one card, and options of printing mean nothing here. */
static int parse_options(struct control_text *text, struct control_words *words, bool *mapped)
{
	int option;

	*mapped = false;
	optind = 0; /* GNU: start over */
	opterr = 0;
	while ((option = getopt_long(words->argc, words->argv, ":c:D:a:qdniRM", options, NULL)) !=
	       -1) {
		const char *word = words->argv[optind - 1];

		if (option == 'M' || option == 'R')
			*mapped = option == 'M';
		else if ((option == 'c' || option == 'D') &&
			 control_check_card(text, control_word_at(words, word), optarg) < 0)
			return -EINVAL;
		else if (option == ':')
			return control_fail(text, control_word_at(words, word),
					    "no value after '%.100s'", word);
		else if (option == '?')
			return control_fail(
				text,
				control_word_at(words, word[0] == '-' ? word : words->argv[optind]),
				"amixer has no option '-%c' that sets (a value that begins with '-' needs '--' "
				"before the command)",
				optopt ? optopt : '-');
	}
	return 0;
}

/* ---- cset ---- */

static bool is_word_of(const char *word, size_t length, const char *const *list)
{
	for (; *list; list++)
		if (strlen(*list) == length && !strncasecmp(*list, word, length))
			return true;
	return false;
}

/* libasound reads a number in C notation, a fraction, a '%' and a comma. What else there is ends the list. */
static bool check_number(struct control_text *text, const char *at,
			 const struct control_element *element, const char *field, size_t length)
{
	char *end;
	long value = strtol(field, &end, 0);
	const char *digits = field + (*field == '-');

	if (*digits < '0' || *digits > '9') {
		control_warn(text, at, "'%.*s' is no number: '%s' is set to %d", (int)length, field,
			     element->name, element->min);
		return true;
	}
	if (*end == '.')
		end += 1 + strspn(end + 1, "0123456789");
	if (*end == '%') {
		end++;
		if (value < 0 || value > 100)
			control_warn(text, at, "'%.*s' is outside of 0%%..100%%", (int)length,
				     field);
	} else if (value < element->min || value > element->max) {
		control_warn(text, at, "'%.*s' is outside of %d..%d", (int)length, field,
			     element->min, element->max);
	}
	if (!*end || *end == ',')
		return true;
	control_warn(text, at, "'%.100s' after the number is not understood", end);
	return false;
}

static bool check_switch(struct control_text *text, const char *at,
			 const struct control_element *element, const char *field, size_t length)
{
	static const char *const words[] = {
		"on", "up", "yes", "toggle", "off", "down", "no", NULL
	};

	if (!is_word_of(field, length, words) && strspn(field, "0123456789%") < length)
		control_warn(text, at, "'%.*s' sets '%s' to off (expected on, off, toggle, 0, 1)",
			     (int)length, field, element->name);
	return true;
}

static void check_values(struct control_text *text, const char *at,
			 const struct control_element *element, const char *values)
{
	unsigned int channel = 0;

	for (const char *field = values;; field++) {
		size_t length = strcspn(field, ",");

		if (channel == element->count)
			control_warn(text, at, "'%s' has %u channel%s, the rest is ignored",
				     element->name, element->count, element->count == 1 ? "" : "s");
		if (!length)
			control_warn(text, at, "an empty value leaves its channel as it is");
		else if (channel < element->count &&
			 !(element->type == SND_CTL_ELEM_TYPE_BOOLEAN ?
				   check_switch :
				   check_number)(text, at, element, field, length))
			break;
		field += length;
		channel++;
		if (!*field)
			break;
	}
}

/* Item texts may hold commas, so what was not understood shows only in what came out. */
static void check_items(struct control_text *text, const char *at, const struct control_card *card,
			size_t element, const char *values, const snd_ctl_elem_value_t *value)
{
	unsigned int item = snd_ctl_elem_value_get_enumerated(value, 0);
	const char *first = values + strspn(values, "'\"");
	const char *name = control_elements_item(&card->elements, element, item);
	char *end;
	unsigned long number = strtoul(first, &end, 0);

	if (strncmp(first, name, strlen(name)) && (end == first || number != item))
		control_warn(text, at, "'%.100s' is no item of '%s' (%u items): it is set to '%s'",
			     values, card->elements.element[element].name,
			     card->elements.element[element].num_items, name);
}

static int parse_values(struct control_card *card, struct control_text *text, const char *at,
			size_t number, const char *values, snd_ctl_elem_value_t *value)
{
	const struct control_element *element = &card->elements.element[number];
	snd_ctl_elem_info_t *info;
	int ret;

	snd_ctl_elem_info_alloca(&info);
	snd_ctl_elem_info_set_numid(info, (unsigned int)number + 1);
	ret = snd_ctl_elem_info(card->ctl.plugin.ext.handle, info);
	if (!ret)
		ret = snd_ctl_elem_read(card->ctl.plugin.ext.handle, value);
	if (!ret)
		ret = snd_ctl_ascii_value_parse(card->ctl.plugin.ext.handle, value, info, values);
	if (ret < 0)
		return control_fail(text, at, "'%.100s' is no value of '%s': %s", values,
				    element->name, snd_strerror(ret));
	if (element->type == SND_CTL_ELEM_TYPE_ENUMERATED)
		check_items(text, at, card, number, values, value);
	else
		check_values(text, at, element, values);
	return 0;
}

int control_card_cset(struct control_card *card, struct control_text *text, const char *at,
		      size_t number, const char *values)
{
	const struct control_element *element = &card->elements.element[number];
	snd_ctl_elem_value_t *value;
	int ret;

	if (element->type == SND_CTL_ELEM_TYPE_BYTES)
		return control_fail(text, at, "'%s' is a bytes control: use sof-ctl",
				    element->name);
	if (element->type == SND_CTL_ELEM_TYPE_ENUMERATED && !element->num_items)
		return control_fail(text, at, "'%s' has no items", element->name);
	snd_ctl_elem_value_alloca(&value);
	snd_ctl_elem_value_set_numid(value, (unsigned int)number + 1);
	ret = control_card_open(card);
	if (ret < 0)
		return control_fail(text, at, "cannot open a control handle: %s",
				    snd_strerror(ret));
	ret = parse_values(card, text, at, number, values, value);
	if (ret < 0)
		goto close;
	ret = snd_ctl_elem_write(card->ctl.plugin.ext.handle, value);
	if (ret < 0) {
		ret = control_fail(text, at, "'%s' cannot be written: %s", element->name,
				   snd_strerror(ret));
		goto close;
	}
	card->put[number] = true; /* also when it is what the control has already */
	ret = 0;
close:
	snd_ctl_close(card->ctl.plugin.ext.handle);
	return ret;
}

static int cset(struct control_card *card, struct control_text *text,
		const struct control_words *words, char *const *argv, int argc)
{
	size_t number;
	int ret = control_find_element(text, control_word_at(words, argv[0]), argv[0],
				       &card->elements, &number);

	if (ret < 0)
		return ret;
	if (argc < 2)
		return control_fail(text, words->at[words->argc], "no value for '%s'",
				    card->elements.element[number].name);
	if (argc > 2)
		control_warn(text, control_word_at(words, argv[2]),
			     "'%.100s' after the value is ignored", argv[2]);
	return control_card_cset(card, text, control_word_at(words, argv[1]), number, argv[1]);
}

/* ---- the command ---- */

int control_card_amixer(struct control_card *card, struct control_text *text)
{
	struct control_words *words = &card->words;
	const char *verb;
	bool simple, mapped;
	int ret = control_take_words(text, "amixer", words);

	if (ret >= 0)
		ret = parse_options(text, words, &mapped);
	if (ret < 0)
		return ret;
	verb = words->argv[optind];
	simple = verb && (!strcmp(verb, "sset") || !strcmp(verb, "set"));
	if (!verb || (!simple && strcmp(verb, "cset")))
		return control_fail(text, control_word_at(words, verb),
				    "amixer without cset or sset");
	if (optind + 1 == words->argc)
		return control_fail(text, words->at[words->argc], "no control after %s", verb);
	if (simple)
		return control_card_sset(card, text, mapped, &words->argv[optind + 1],
					 words->argc - optind - 1);
	return cset(card, text, words, &words->argv[optind + 1], words->argc - optind - 1);
}
