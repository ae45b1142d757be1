/* SPDX-License-Identifier: BSD-3-Clause */
/* The tables of fields: what a suite's file may hold. The reader and the JSON Schema follow them. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "audio/audio_io.h"
#include "card/card.h"
#include "suite/suite_field.h"
#include "suite/suite_measure.h"
#include "suite/suite_steps.h"

static const char *const triggers[] = { "start", "stop", "pause", "resume", "suspend", NULL };
static const char *const isolations[] = { "auto", "mprotect", "process", "pkey", "none", NULL };

static struct suite *suite_of(struct yaml_file *file)
{
	return suite_file_of(file)->suite;
}

void suite_set_place(struct yaml_file *file, yaml_value value, struct suite_place *place)
{
	*place = (struct suite_place){ suite_file_of(file)->path, (uint32_t)yaml_line(value),
				       (uint32_t)yaml_column(value) };
}

/* ---- lists ---- */

static int add_word(struct yaml_file *file, yaml_value value, struct suite_words *words,
		    const char *text)
{
	if (!text)
		return -EINVAL;
	if (words->count == SUITE_MAX_WORDS)
		return yaml_complain(file, value, "expected at most %d of them", SUITE_MAX_WORDS);
	words->word[words->count++] = text;
	return 0;
}

/* A list of texts, or one. It takes the place of an earlier one. */
int suite_read_words(struct yaml_file *file, yaml_value value, const char *what,
		     struct suite_words *words)
{
	yaml_value item;
	int ret = 0;

	words->count = 0;
	if (yaml_text(value))
		return add_word(file, value, words, yaml_string(file, value, what));
	if (yaml_check_list(file, value, what) < 0)
		return -EINVAL;
	for (size_t i = 0; !ret && (item = yaml_list_at(file, value, i)); i++)
		ret = add_word(file, item, words, yaml_string(file, item, what));
	return ret;
}

/* A mapping as words KEY=VALUE. */
static int read_pairs(struct yaml_file *file, yaml_value map, const char *what,
		      struct suite_words *words)
{
	yaml_value key, value;
	size_t i = 0;

	words->count = 0;
	for (; yaml_pair_at(file, map, i, &key, &value); i++) {
		const char *name = yaml_string(file, key, what);
		const char *text = name ? yaml_string(file, value, what) : NULL;

		if (!text || add_word(file, value, words,
				      suite_format(suite_of(file), "%s=%s", name, text)) < 0)
			return -EINVAL;
	}
	return i || yaml_list_length(map) ?
		       0 :
		       yaml_complain(file, map, "%s: expected names and values", what);
}

#define WORDS_READER(fn, type, member, word)                                               \
	static int fn(struct yaml_file *file, yaml_value value, void *out)                 \
	{                                                                                  \
		return suite_read_words(file, value, word, &((struct type *)out)->member); \
	}
#define PAIRS_READER(fn, member, word)                                                         \
	static int fn(struct yaml_file *file, yaml_value value, void *out)                     \
	{                                                                                      \
		return read_pairs(file, value, word, &((struct suite_scenario *)out)->member); \
	}

/* They are chosen by words between commas. */
static int read_tags(struct yaml_file *file, yaml_value value, void *out)
{
	struct suite_words *tags = &((struct suite_scenario *)out)->tags;
	int ret = suite_read_words(file, value, "tags", tags);

	for (size_t i = 0; !ret && i < tags->count; i++)
		if (!*tags->word[i] || strchr(tags->word[i], ','))
			ret = yaml_complain(file, value,
					    "tags: '%s': expected a word without commas",
					    tags->word[i]);
	return ret;
}

WORDS_READER(read_loopbacks, suite_scenario, loopbacks, "loopbacks")
WORDS_READER(read_options, suite_scenario, options, "options")
PAIRS_READER(read_defines, defines, "define")
PAIRS_READER(read_controls, controls, "controls")
PAIRS_READER(read_costs, dp_costs, "dp_costs")

/* ---- names of files ---- */

const char *suite_read_path(struct yaml_file *file, yaml_value value, const char *what)
{
	const char *text = yaml_string(file, value, what);

	if (text && !*text) {
		yaml_complain(file, value, "%s: expected a file", what);
		return NULL;
	}
	return text ? suite_path(file, text) : NULL;
}

static int read_topology(struct yaml_file *file, yaml_value value, void *out)
{
	struct suite_scenario *s = out;

	s->topology = suite_read_path(file, value, "topology");
	return s->topology ? 0 : -EINVAL;
}

static int read_script(struct yaml_file *file, yaml_value value, void *out)
{
	struct suite_scenario *s = out;

	s->script = suite_read_path(file, value, "script");
	return s->script ? 0 : -EINVAL;
}

/* A name of ours, or a file. */
static int read_platform(struct yaml_file *file, yaml_value value, void *out)
{
	struct suite_scenario *s = out;
	const char *text = yaml_string(file, value, "platform");
	const char *dot = text ? strrchr(text, '.') : NULL;

	s->platform = dot && !strcmp(dot, ".yaml") ? suite_path(file, text) : text;
	return text ? 0 : -EINVAL;
}

/* A list of names of files, or one. */
static int read_paths(struct yaml_file *file, yaml_value value, const char *what,
		      struct suite_words *words)
{
	int ret = suite_read_words(file, value, what, words);

	for (size_t i = 0; i < words->count; i++)
		words->word[i] = suite_path(file, words->word[i]);
	return ret;
}

static int read_includes(struct yaml_file *file, yaml_value value, void *out)
{
	return read_paths(file, value, "include_dirs", &((struct suite_scenario *)out)->includes);
}

static int read_modules(struct yaml_file *file, yaml_value value, void *out)
{
	return read_paths(file, value, "modules", &((struct suite_scenario *)out)->modules);
}

/* ---- the timeline ---- */

static const struct yaml_field action_fields[] = {
	REAL("at", struct suite_action, at, "ms of virtual time"),
	STRING("control", struct suite_action, control, "name of a control that gets `value`"),
	STRING("value", struct suite_action, value, "as amixer takes it"),
	STRING("line", struct suite_action, line,
	       "a line of a control script: amixer, sof-ctl or pcm"),
	STRING("stream", struct suite_action, stream, "PCM or PCM:DIRECTION that gets `do`"),
	CHOICE("do", struct suite_action, what, triggers, "what a stream does"),
};

const struct suite_shape suite_action_shape = { "action", "Something that happens at a time.",
						action_fields, COUNT(action_fields) };

static int check_action(struct yaml_file *file, yaml_value value, const struct suite_action *action)
{
	int ways = (action->control && action->value) + (action->line != NULL) +
		   (action->stream && action->what >= 0);

	if (ways != 1 || !action->control != !action->value ||
	    !action->stream != (action->what < 0))
		return yaml_complain(
			file, value,
			"timeline: expected control and value, line, or stream and do");
	if (action->at < 0)
		return yaml_complain(file, value, "timeline: expected 'at', 0 or more ms");
	if (action->line && strchr(action->line, '\n'))
		return yaml_complain(file, value, "timeline: expected one line");
	return 0;
}

static int read_timeline(struct yaml_file *file, yaml_value list, void *out)
{
	struct suite_scenario *s = out;
	yaml_value value;
	int ret = yaml_check_list(file, list, "timeline");

	if (ret)
		return ret;
	if (yaml_list_length(list) > SUITE_MAX_WORDS)
		return yaml_complain(file, list, "expected at most %d of them", SUITE_MAX_WORDS);
	s->num_actions = 0;
	s->timeline =
		suite_alloc(suite_of(file), (yaml_list_length(list) + 1) * sizeof(*s->timeline));
	for (size_t i = 0; !ret && (value = yaml_list_at(file, list, i)); i++) {
		struct suite_action *action = &s->timeline[s->num_actions++];

		*action = (struct suite_action){ .at = SUITE_UNSET, .what = -1 };
		ret = yaml_read_mapping(file, value, "timeline", action_fields,
					COUNT(action_fields), action);
		if (!ret)
			ret = check_action(file, value, action);
	}
	return ret;
}

/* ---- scenarios ---- */

static int read_checks(struct yaml_file *file, yaml_value value, void *out)
{
	struct suite_scenario *s = out;

	return suite_read_checks(file, value, false, &s->checks, s);
}

/* Read before by whoever makes the scenarios of the matrix. */
static int pass(struct yaml_file *file, yaml_value value, void *out)
{
	(void)file;
	(void)value;
	(void)out;
	return 0;
}

/* Who writes "skip: false" wants it to run: a reason is words. */
static int read_skip(struct yaml_file *file, yaml_value value, void *out)
{
	static const char *const flags[] = { "true", "false", "yes", "no", "on",   "off",
					     "y",    "n",     "0",   "1",  "null", "~" };
	struct suite_scenario *s = out;

	s->skip = yaml_string(file, value, "skip");
	if (!s->skip)
		return -EINVAL;
	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
		if (!strcasecmp(s->skip, flags[i]))
			return yaml_complain(file, value,
					     "skip: '%s': expected the reason, in words", s->skip);
	return *s->skip ? 0 : yaml_complain(file, value, "skip: expected a text");
}

#define MATRIX_SHAPE                                                                        \
	"{\"type\":\"object\",\"additionalProperties\":{\"type\":\"array\",\"minItems\":1," \
	"\"items\":{\"type\":[\"string\",\"number\",\"boolean\",\"object\"]}}}"

#define S struct suite_scenario
static const struct yaml_field scenario_fields[] = {
	STRING("name", S, name,
	       "unique in the suite; the values of the matrix are added unless it has variables"),
	STRING("description", S, description, "for people"),
	READ("tags", read_tags, WORDS_SHAPE, "words to choose scenarios by"),
	READ("skip", read_skip, "{\"type\":[\"string\",\"number\"]}", "why it is left out"),
	READ("matrix", pass, MATRIX_SHAPE,
	     "one scenario for each combination: VARIABLE: [values]; a value may be a mapping of several variables"),
	READ("exclude", pass, "{\"type\":\"array\",\"items\":{\"type\":\"object\"}}",
	     "combinations that are left out"),
	READ("topology", read_topology, "{\"type\":\"string\"}",
	     "compiled topology, or a source (.conf)"),
	READ("define", read_defines, PAIRS_SHAPE, "variables of a source"),
	READ("include_dirs", read_includes, WORDS_SHAPE, "where a source's includes are"),
	READ("modules", read_modules, WORDS_SHAPE,
	     "files that `adspbench module build` has made, loaded first"),
	READ("platform", read_platform, "{\"type\":\"string\"}",
	     "mtl (default), lnl, ptl, tgl or a profile FILE.yaml"),
	READ("streams", suite_read_streams,
	     "{\"type\":\"array\",\"items\":{\"$ref\":\"#/$defs/stream\"}}", "PCM streams"),
	READ("links", suite_read_links,
	     "{\"type\":\"array\",\"items\":{\"$ref\":\"#/$defs/link\"}}", "DAIs with a file"),
	READ("loopbacks", read_loopbacks, WORDS_SHAPE, "TX=RX: DAIs that are wired"),
	READ("controls", read_controls, PAIRS_SHAPE, "set before the start: NAME: VALUE"),
	READ("script", read_script, "{\"type\":\"string\"}", "a control script"),
	READ("timeline", read_timeline,
	     "{\"type\":\"array\",\"items\":{\"$ref\":\"#/$defs/action\"}}",
	     "what happens at a time; in the place of a script"),
	READ("dp_costs", read_costs, PAIRS_SHAPE,
	     "virtual us of a call of a DP module: gain: 4000 or gain.0.0: 4000"),
	CHOICE("isolation", S, isolation, isolations, "of DP modules"),
	NUMBER("watchdog_ms", S, watchdog_ms, 1, 3600000,
	       "processor time until a module that does not yield is ended"),
	STRING("drain", S, drain, "go on after the end: frames, or 20ms"),
	NUMBER("ticks", S, ticks, 1, UINT32_MAX, "run exactly so many ms"),
	NUMBER("max_time", S, max_time_s, 1, UINT32_MAX, "seconds of virtual time until it fails"),
	NUMBER("repeat", S, repeat, 1, 1000000, "runs in one machine"),
	NUMBER("fail_alloc", S, fail_alloc, 1, UINT32_MAX, "the N-th allocation fails"),
	STRING("fail_alloc_at", S, fail_alloc_at,
	       "FUNCTION or FUNCTION:N: its first, or N-th, allocation fails"),
	BOOL("lenient", S, lenient, "go on where Linux refuses and a host need not"),
	BOOL("convert", S, convert, "change an input's width and channels to what the PCM takes"),
	READ("options", read_options, WORDS_SHAPE, "further words of adspbench run"),
	READ("steps", suite_read_steps,
	     "{\"type\":\"array\",\"items\":{\"$ref\":\"#/$defs/step\"}}",
	     "commands and what they must answer, in the place of topology and streams"),
	NUMBER("log_level", S, log_level, 1, 4, "1 errors, 2 warnings (default), 3 info, 4 debug"),
	NUMBER("limit", S, limit_s, 1, 86400, "seconds of the host's clock; default 60"),
	READ("expect", read_checks, "{\"$ref\":\"#/$defs/run\"}", "what the run does"),
};
#undef S

const struct suite_shape suite_scenario_shape = { "scenario", "One run, and what it must do.",
						  scenario_fields, COUNT(scenario_fields) };
