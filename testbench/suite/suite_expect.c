/* SPDX-License-Identifier: BSD-3-Clause */
/* Reading expectations: bounds, keys, and which of two holds. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "suite/suite_measure.h"

/* ---- bounds ---- */

static const char *skip_blanks(const char *text)
{
	return text + strspn(text, " \t");
}

/* @return what follows the number; NULL: there is none */
static const char *take_number(const char *text, double *out)
{
	char *end;

	text = skip_blanks(text);
	/* "1..3": strtod would take "1." */
	*out = strtod(text, &end);
	if (end == text || isnan(*out))
		return NULL;
	if (end[-1] == '.' && *end == '.')
		end--;
	return skip_blanks(end);
}

bool suite_parse_bound(const char *text, struct suite_bound *out)
{
	double number, second;
	const char *rest;

	text = skip_blanks(text);
	*out = (struct suite_bound){ -INFINITY, INFINITY };
	if (!strcmp(text, "any"))
		return true;
	if (!strncmp(text, "<=", 2) || !strncmp(text, ">=", 2)) {
		rest = take_number(text + 2, *text == '<' ? &out->high : &out->low);
		return rest && !*rest;
	}
	rest = take_number(text, &number);
	if (!rest)
		return false;
	*out = (struct suite_bound){ number, number };
	if (!*rest)
		return true;
	if (!strncmp(rest, "..", 2)) {
		rest = take_number(rest + 2, &out->high);
		return rest && !*rest && out->high >= out->low;
	}
	if (strncmp(rest, "+-", 2) != 0)
		return false;
	rest = take_number(rest + 2, &second);
	*out = (struct suite_bound){ number - second, number + second };
	return rest && !*rest && second >= 0;
}

/* ---- one expectation ---- */

static bool same_key(const char *a, const char *b)
{
	return a == b || (a && b && !strcmp(a, b));
}

/* A later one of the same takes its place: of a scenario that of the defaults. */
static struct suite_check *place_for(struct suite_checks *checks, const struct suite_measure *m,
				     const char *key)
{
	for (size_t i = 0; i < checks->count; i++)
		if (checks->item[i].measure == m && same_key(checks->item[i].key, key))
			return &checks->item[i];
	return checks->count < SUITE_MAX_CHECKS ? &checks->item[checks->count++] : NULL;
}

static int check_text(struct yaml_file *file, yaml_value value, struct suite_check *check)
{
	const struct suite_measure *m = check->measure;

	if (m->form == SUITE_TEXT) {
		if (!strcmp(m->name, "status") && suite_status_of(check->text) < 0)
			return yaml_complain(
				file, value,
				"status: '%s': expected good, usage, bad-input, firmware, isolation, leak, output or a number",
				check->text);
		if (!strcmp(m->name, "file"))
			check->text = suite_path(file, check->text);
		return 0;
	}
	if (!suite_parse_bound(check->text, &check->bound))
		return yaml_complain(
			file, value,
			"%s: '%s': expected a bound: 3, <= 3, >= 3, 1..3, 3 +- 0.5 or any", m->name,
			check->text);
	return 0;
}

static int add_check(struct yaml_file *file, yaml_value value, struct suite_checks *checks,
		     const struct suite_measure *m, const char *key)
{
	struct suite_check *check = place_for(checks, m, key);

	if (!check)
		return yaml_complain(file, value, "expected at most %d expectations",
				     SUITE_MAX_CHECKS);
	*check = (struct suite_check){
		.measure = m,
		.key = key,
		.text = yaml_string(file, value, m->name),
		.place = { suite_file_of(file)->path, (uint32_t)yaml_line(value),
			   (uint32_t)yaml_column(value) },
	};
	return check->text ? check_text(file, value, check) : -EINVAL;
}

static int check_key(struct yaml_file *file, yaml_value key, const struct suite_measure *m,
		     const char *name)
{
	char known[512] = "";
	const char *other;
	size_t used = 0;

	for (size_t i = 0; m->key_at && (other = m->key_at(i)) != NULL; i++) {
		if (!strcmp(other, name))
			return 0;
		used += (size_t)snprintf(known + used, sizeof(known) - used, "%s%s",
					 used ? ", " : "", other);
	}
	return m->key_at ? yaml_complain(file, key, "%s: '%s': expected one of %s", m->name, name,
					 known) :
			   0;
}

static int add_keyed(struct yaml_file *file, yaml_value map, struct suite_checks *checks,
		     const struct suite_measure *m)
{
	yaml_value key, value;
	size_t i = 0;
	int ret = 0;

	for (; !ret && yaml_pair_at(file, map, i, &key, &value); i++) {
		const char *name = yaml_string(file, key, m->name);

		ret = name ? check_key(file, key, m, name) : -EINVAL;
		if (!ret)
			ret = add_check(file, value, checks, m, name);
	}
	return ret || i ? ret : yaml_complain(file, map, "%s: expected keys and bounds", m->name);
}

/* ---- keys that are no measure ---- */

#define MS_SHAPE    "{\"type\":\"number\"}"
#define LINES_SHAPE "{\"type\":\"array\",\"items\":{\"type\":\"string\"}}"

static const struct suite_plain_key plain_keys[] = {
	{ "log", false, LINES_SHAPE,
	  "texts or patterns of log lines that are no warning and no error here" },
	{ "log_has", false, LINES_SHAPE, "texts or patterns of lines that must be in the log" },
	{ "from", true, MS_SHAPE, "ms of the output where measuring begins" },
	{ "to", true, MS_SHAPE, "ms where it ends" },
	{ "input", true, "{\"type\":\"string\"}",
	  "name of the end that is compared with; default: the first input" },
	{ "delay", true, "{\"type\":[\"number\",\"string\"]}",
	  "frames that the output is later, for equals and file; found: by correlation" },
	{ .name = NULL },
};

const struct suite_plain_key *suite_plain_key(size_t number)
{
	return plain_keys[number].name ? &plain_keys[number] : NULL;
}

static int read_lines(struct yaml_file *file, yaml_value list, const char *what,
		      struct suite_words *words)
{
	yaml_value item;
	int ret = yaml_check_list(file, list, what);

	words->count = 0;
	for (size_t i = 0; !ret && (item = yaml_list_at(file, list, i)); i++) {
		const char *text = yaml_string(file, item, what);

		if (text && words->count == SUITE_MAX_WORDS)
			return yaml_complain(file, item, "%s: expected at most %d lines", what,
					     SUITE_MAX_WORDS);
		if (!text)
			return -EINVAL;
		words->word[words->count++] = text;
	}
	return ret;
}

static int read_ms(struct yaml_file *file, yaml_value value, const char *what, double *out)
{
	const char *text = yaml_string(file, value, what);
	const char *rest = text ? take_number(text, out) : NULL;

	if (!text)
		return -EINVAL;
	if (!rest || *rest || *out < 0)
		return yaml_complain(file, value, "%s: '%s': expected a number, 0 or more", what,
				     text);
	return 0;
}

static int read_delay(struct yaml_file *file, yaml_value value, struct suite_checks *checks)
{
	const char *text = yaml_text(value);

	checks->delay_found = text && !strcmp(text, "found");
	return checks->delay_found ? 0 : read_ms(file, value, "delay", &checks->delay);
}

static int read_input(struct yaml_file *file, yaml_value value, struct suite_checks *checks)
{
	checks->input = yaml_string(file, value, "input");
	return checks->input ? 0 : -EINVAL;
}

/* @return 1 the key is none of them */
static int read_plain(struct yaml_file *file, yaml_value value, const char *key, bool output,
		      struct suite_checks *checks, struct suite_scenario *scenario)
{
	if (!output && !strcmp(key, "log"))
		return read_lines(file, value, key, &scenario->log_allowed);
	if (!output && !strcmp(key, "log_has"))
		return read_lines(file, value, key, &scenario->log_wanted);
	if (output && !strcmp(key, "from"))
		return read_ms(file, value, key, &checks->from_ms);
	if (output && !strcmp(key, "to"))
		return read_ms(file, value, key, &checks->to_ms);
	if (output && !strcmp(key, "input"))
		return read_input(file, value, checks);
	if (output && !strcmp(key, "delay"))
		return read_delay(file, value, checks);
	return 1;
}

/* A delay of what is compared with nothing would say nothing. */
static int check_delay(struct yaml_file *file, yaml_value delay, const struct suite_checks *checks)
{
	for (size_t i = 0; i < checks->count; i++) {
		const char *name = checks->item[i].measure->name;

		if (!strcmp(name, "equals") || !strcmp(name, "file"))
			return 0;
	}
	return yaml_complain(file, delay, "delay: expected equals or file beside it");
}

int suite_read_checks(struct yaml_file *file, yaml_value map, bool output,
		      struct suite_checks *checks, struct suite_scenario *scenario)
{
	yaml_value key, value, delay = NULL;
	size_t i = 0;
	int ret = 0;

	for (; !ret && yaml_pair_at(file, map, i, &key, &value); i++) {
		const char *name = yaml_string(file, key, "expect");
		const struct suite_measure *m = name ? suite_measure_find(name, output) : NULL;

		if (!name)
			return -EINVAL;
		if (!strcmp(name, "delay"))
			delay = key;
		ret = read_plain(file, value, name, output, checks, scenario);
		if (ret != 1)
			continue;
		if (!m)
			return yaml_complain(
				file, key,
				"expect: %s has no '%s' (adspbench suite --expectations lists them)",
				output ? "an output" : "a run", name);
		ret = m->form == SUITE_KEYED ? add_keyed(file, value, checks, m) :
					       add_check(file, value, checks, m, NULL);
	}
	if (!ret && delay)
		ret = check_delay(file, delay, checks);
	return ret || i ? ret : yaml_complain(file, map, "expect: expected expectations");
}
