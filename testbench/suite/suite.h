/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Suites: scenarios in YAML files, what is expected of each, and what became of them.
 *
 *   suite.c            memory                        suite_read.c     files: defaults, includes, scenarios
 *   suite_fields.c     tables: scenarios, timeline   suite_end_fields.c  tables: streams, links, signals
 *   suite_expect.c     expectations as written       suite_vars.c     variables and the matrix
 *   suite_signal.c     generated inputs              suite_command.c  a scenario as words of `adspbench run`
 *   suite_measure.c    the table of expectations     suite_judge.c    what was expected, and what was seen
 *   suite_case.c       one scenario in its process   suite_select.c   tags, shards, what failed the last time
 *   suite_run.c        all of them, in parallel      suite_tool.c     tools that they run under
 *   suite_steps.h      scenarios of commands         suite_schema.c   the tables as a JSON Schema
 *
 * A suite owns all that its scenarios point to. Functions return 0 or a negative errno with one line in err.
 * What became of a suite is a JSON document (suite_report.h): every report is written from it.
 */
#ifndef SUITE_SUITE_H
#define SUITE_SUITE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <yaml/yaml_file.h>

#include "topology/tplg.h"

#define SUITE_MAX_ENDS      16 /* streams, links and loopbacks of a scenario each */
#define SUITE_MAX_TONES     16
#define SUITE_MAX_WORDS     64 /* of a list */
#define SUITE_MAX_CHECKS    32 /* of one output, or of the run */
#define SUITE_MAX_SCENARIOS 20000
#define SUITE_UNSET         (-1.0)

struct suite;

/** Where something is written. */
struct suite_place {
	const char *file;
	uint32_t line, column; /* from 1 */
};

struct suite_words {
	const char *word[SUITE_MAX_WORDS];
	size_t count;
};

/* ---- expectations ---- */

/** Both ends included. */
struct suite_bound {
	double low, high;
};

struct suite_measure;

/** An expectation as it is written. */
struct suite_check {
	const struct suite_measure *measure;
	const char *key;  /* "1000" in gain: {1000: ...}; NULL */
	const char *text; /* "<= 3" */
	struct suite_bound bound;
	struct suite_place place;
};

struct suite_checks {
	struct suite_check item[SUITE_MAX_CHECKS];
	size_t count;
	/* how an output is looked at */
	double from_ms, to_ms; /* to 0: its end */
	const char *input;     /* name of the end that it is compared with; NULL: the first input */
	double delay;          /* frames for equals; SUITE_UNSET: found */
	bool delay_found;
};

/* ---- a scenario ---- */

/* In the order of suite_signal_names. */
enum suite_signal_kind {
	SUITE_TONE,
	SUITE_MULTITONE,
	SUITE_SWEEP,
	SUITE_NOISE,
	SUITE_IMPULSE,
	SUITE_SILENCE
};

struct suite_signal {
	int kind; /* enum suite_signal_kind */
	double hz[SUITE_MAX_TONES];
	size_t num_hz;
	double level_db; /* peak, of full scale */
	double at_ms;    /* of an impulse */
	uint32_t seed;
};

/** A PCM stream, or a link. */
struct suite_end {
	struct suite *suite;
	bool link;
	const char *which; /* PCM or DAI */
	int direction;     /* enum tplg_direction */
	bool direction_set;
	const char *name; /* in reports and for equals */
	const char *file; /* of an input; NULL: a signal */
	bool has_signal;
	struct suite_signal signal;
	double ms;
	uint32_t frames, rate, channels;
	const char *format;
	double start, stop, pause, resume, suspend; /* ms; SUITE_UNSET */
	bool has_checks;
	struct suite_checks checks;
	struct suite_place place;
	/* where its audio is: `file` of an input, or in the scenario's folder */
	const char *path;
};

/** Something that happens at a time. */
struct suite_action {
	double at;
	const char *control, *value; /* a control gets a value */
	const char *line;            /* a line of a script */
	const char *stream;          /* a stream ... */
	int what;                    /* ... starts, stops and so on: enum card_trigger */
};

struct suite_scenario {
	struct suite *suite;
	const char *name;
	const char *folder; /* name of its folder */
	const char *description;
	struct suite_words tags;
	const char *skip; /* why it is left out; NULL */
	struct suite_place place;

	const char *topology, *platform, *script, *drain, *fail_alloc_at;
	struct suite_words defines, includes, modules, loopbacks, controls, dp_costs, options;
	struct suite_end *streams, *links;
	size_t num_streams, num_links;
	struct suite_action *timeline;
	size_t num_actions;
	int isolation; /* enum adsp_isolation */
	bool lenient, convert;
	uint32_t watchdog_ms, ticks, repeat, log_level, limit_s;
	uint32_t max_time_s;
	uint32_t fail_alloc;
	struct suite_checks checks;
	struct suite_words log_allowed, log_wanted;
	struct suite_step *steps; /* in the place of topology and streams */
	size_t num_steps;
	double seconds; /* that it took the last time; 0: not known */
};

/** Names that are taken, by hash. */
struct suite_index {
	struct suite_scenario *slot[65536]; /* more than twice SUITE_MAX_SCENARIOS */
};

struct suite {
	struct suite_index *names, *folders;
	struct suite_scenario **scenario;
	size_t count;
	struct suite_words files;             /* as given */
	struct suite_words variables;         /* NAME=VALUE of the command line */
	bool variable_known[SUITE_MAX_WORDS]; /* a file has it or uses it */
	const char *
		wanted; /* a name or pattern: no other scenario is read, as a tool makes that slow; NULL: all */
	struct suite_block *memory;
	struct suite_file *loaded;
	char *err;
	size_t err_size;
};

/* ---- suite.c ---- */

/** Zeroed memory that lives as long as the suite; ends the process when there is none. */
void *suite_alloc(struct suite *suite, size_t bytes);

char *suite_format(struct suite *suite, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

void suite_free(struct suite *suite);

/* ---- suite_read.c ---- */

/** Read a file and what it includes. May be called for several files. @return 0, -EINVAL, -ENOENT ... */
int suite_read(struct suite *suite, const char *path);

/** What a file of a suite is read with: the context of its YAML file. */
struct suite_file {
	struct suite *suite;
	struct suite_file *next;
	const char *path;
	const char *folder; /* that names in it begin in; "" or with a slash at the end */
	struct yaml_file *yaml;
	struct suite_vars *vars;
	yaml_value variables;
};

static inline struct suite_file *suite_file_of(struct yaml_file *file)
{
	return yaml_file_context(file);
}

/** A name of a file as the suite means it. */
const char *suite_path(struct yaml_file *file, const char *name);

/* ---- suite_fields.c ---- */

/** The fields of one kind of mapping. */
struct suite_shape {
	const char *name;
	const char *help;
	const struct yaml_field *fields;
	size_t count;
};

extern const struct suite_shape suite_scenario_shape, suite_end_shapes[2], suite_signal_shape,
	suite_action_shape;

/** Read the value of `expect`. @param output	of an output; else of the run */
int suite_read_checks(struct yaml_file *file, yaml_value value, bool output,
		      struct suite_checks *checks, struct suite_scenario *scenario);

/** Bound of a text: "3", "<= 3", ">= 3", "1..3", "3 +- 0.5". @return false: none of these */
bool suite_parse_bound(const char *text, struct suite_bound *out);

/** Keys of `expect` that are no measure. */
struct suite_plain_key {
	const char *name;
	bool output;       /* of an output; else of the run */
	const char *shape; /* JSON Schema */
	const char *help;
};

/** By number from 0; NULL past the last one. */
const struct suite_plain_key *suite_plain_key(size_t number);

/* ---- suite_vars.c ---- */

#define SUITE_MAX_VARS 64

struct suite_vars {
	struct {
		const char *name, *value;
	} item[SUITE_MAX_VARS];
	size_t count;
};

/** A file has the variable of the @length bytes at @name, or uses it: what --set says of it counts. */
void suite_vars_known(struct suite *suite, const char *name, size_t length);

/** Set or replace. @return 0, -E2BIG */
int suite_vars_set(struct suite_vars *vars, const char *name, const char *value);

/** Replace each ${NAME} of a scalar; for yaml_file_expand(). */
const char *suite_expand(void *ctx, struct yaml_file *file, yaml_value value);

/**
 * Call fn for each point of a matrix, with its variables set; once without a matrix.
 * @param matrix	NULL: none
 * @param fn		`suffix`: "/S16_LE/48000", what tells the point from others
 */
int suite_matrix_each(struct suite_file *file, yaml_value matrix, yaml_value exclude,
		      int (*fn)(struct suite_file *file, const char *suffix, void *ctx), void *ctx);

/* ---- suite_signal.c ---- */

/** "tone", "multitone" ...; the last one is NULL. */
extern const char *const suite_signal_names[];

/** Write the signal of an input to end->path. */
int suite_signal_write(const struct suite_end *end, char *err, size_t err_size);

/** Frames of an input's signal. */
uint64_t suite_signal_frames(const struct suite_end *end);

/* ---- suite_command.c ---- */

/**
 * Where the scenario's files are, and the words of the run; argv[0] is "run".
 * @param folder	of this scenario's files, with a slash at the end
 * @return NULL-terminated, of the suite's memory
 */
char **suite_command(struct suite_scenario *scenario, const char *folder, int *argc);

/** One word as a shell reads it, in quotes. */
const char *suite_quote(struct suite *suite, const char *word);

/** The words as a shell reads them. */
const char *suite_shell(struct suite *suite, char *const *argv);

/** Write what the command reads: signals and the script. */
int suite_write_inputs(struct suite_scenario *scenario, const char *folder, char *err,
		       size_t err_size);

/** The name of the i-th trigger option, and its time. @return NULL past the last one */
const char *suite_end_time(const struct suite_end *end, size_t i, double *ms);

/* ---- suite_schema.c ---- */

/** The JSON Schema of suites. @return 0, -ENOMEM */
int suite_print_schema(void);

#endif
