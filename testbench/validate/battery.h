/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The battery of `adspbench validate`: checks of one module, each of which runs this program a few times over a topology with
 * that module alone.
 *
 *   battery_input.c    inputs                     checks_play.c      formats, repetition, user mode, blocks, instances
 *   battery_run.c      runs of the program        checks_states.c    pause, suspend, stop, late jobs, ends of inputs
 *   battery_try.c      a trial, and the smallest  checks_signal.c    silence, full scale, decay
 *                      input that it fails with   checks_memory.c    allocations, figures
 *   battery_setup.c    how the topology makes it  checks_controls.c  controls, and what is read back
 *   battery_report.c   text, JSON, JUnit          checks_blobs.c     blobs that are wrong
 *   battery.c          the table of checks
 */
#ifndef TESTBENCH_VALIDATE_BATTERY_H
#define TESTBENCH_VALIDATE_BATTERY_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

#define BATTERY_MAX_POINTS   64
#define BATTERY_MAX_PINS     2
#define BATTERY_MAX_CONTROLS 8
#define BATTERY_TEXT         1024
#define BATTERY_FRAMES       4801 /* of an input; no multiple of a block */

/* header of a blob that sof-ctl reads */
#define BATTERY_BLOB_MAGIC   0x34464f53u /* "SOF4" */
#define BATTERY_BLOB_VERSION 50450432u

/** A format to play. */
struct battery_point {
	unsigned int width, channels, rate;
};

enum battery_verdict {
	BATTERY_GOOD,
	BATTERY_FAILED,
	BATTERY_SKIPPED, /* the module has no part in it; text says why */
};

/** A control of the topology. */
struct battery_control {
	char name[64];    /* "": none */
	const char *kind; /* "volume", "switch", "enum"; "blob" */
	unsigned int max; /* value; blob: bytes of a file for it, with its header */
	bool by_bytes;    /* its message goes through the bytes control of that name */
};

struct battery {
	char program[PATH_MAX];
	char topology[2 * PATH_MAX]; /* source with the module alone */
	char two[2 * PATH_MAX];      /* with two instances of it; "": there is none */
	char work[PATH_MAX];         /* folder of all files */
	char uuid[64];               /* as topologies have it */
	const char *effect;          /* a file of effects/ */
	const char *type;            /* of its widget */
	bool makes_data;             /* what comes out is no audio */
	unsigned int rate;           /* that its settings are for; 0: any */
	bool by_block;               /* its samples depend on the size of a block */
	char modules[15][PATH_MAX];  /* files of libraries */
	size_t num_modules;
	unsigned int inputs, outputs; /* pins */
	char blob[PATH_MAX];          /* a file for its bytes control; "": none was given */

	/* found by the first check */
	struct battery_point points[BATTERY_MAX_POINTS]; /* that it has played */
	size_t num_points;
	bool in_user_mode;                                     /* it has played there */
	struct battery_control controls[BATTERY_MAX_CONTROLS]; /* but bytes */
	size_t num_controls;
	struct battery_control bytes_control;

	/* of the last run */
	char command[4 * BATTERY_TEXT];
	char line[BATTERY_TEXT]; /* last one of standard error */
	unsigned int frames;     /* of the smallest input that fails; 0: not looked for */
};

struct battery_check {
	const char *name;
	unsigned int level; /* least strictness */
	const char *about;
	/** @param text	what was seen, BATTERY_TEXT bytes */
	enum battery_verdict (*run)(struct battery *b, char *text);
};

/** All checks, by level; the last one has no name. */
extern const struct battery_check battery_checks[];

/* ---- what is played ---- */

/**
 * Choose how the topology makes the module: effect, type.
 * @return 0; -EINVAL it cannot be validated, with a line in err
 */
int battery_choose_setup(struct battery *b, const uint8_t uuid[16], char *err, size_t err_size);

/* ---- inputs ---- */

/**
 * Make an input of `frames`: "noise", "other" (another noise), "silence", "square" (of full scale), "sine" (50 Hz of full
 * scale), "burst" (noise for a quarter, then silence).
 * @return its name in the folder, of the battery's memory until 8 more are made; NULL: it cannot be written
 */
const char *battery_input(struct battery *b, const struct battery_point *point, const char *kind,
			  unsigned int frames);

/** Write a file of the folder. @return false: it cannot be written */
bool battery_write(const struct battery *b, const char *name, const char *text);

/* ---- runs ---- */

#define BATTERY_HEAP "1048576" /* eight channels of short-time spectra */

/** In user mode, in blocks of so many ms, as text. */
#define BATTERY_USER(ms)                                                                 \
	"-D", "DOMAIN=DP", "-D", "BLOCK_MS=" ms, "-D", "HEAP_BYTES=" BATTERY_HEAP, "-D", \
		"STACK_BYTES=16384"

/**
 * Run the program: run or sweep, the topology with the module, a format, and further words.
 * @param input	file in the folder, for each input
 * @param ...	words, NULL behind the last one
 * @return its exit status, -1 it was not run, as when a signal has asked to stop; such a signal ends a run
 */
int battery_run(struct battery *b, const char *verb, const struct battery_point *point,
		const char *input, ...);

/** In how many domains it plays: in the tick, and in user mode. */
size_t battery_num_domains(const struct battery *b);

/** One run in a domain, quietly. @param control NULL: none; else NAME=VALUE @param script its file */
int battery_run_with(struct battery *b, const struct battery_point *point, const char *input,
		     const char *control, const char *script, size_t domain);

/** The same with two instances: `input` through the first, `other` through the second, to one.wav and two.wav. */
int battery_run_two(struct battery *b, const struct battery_point *point, const char *input,
		    const char *other, ...);

/** Output of the last battery_run() that becomes what later ones must make: reference.wav. @return exit status */
int battery_reference(struct battery *b, const struct battery_point *point, const char *input);

/** The last run's --report or the like, as JSON; NULL: it has none. Caller owns. */
json_t *battery_json(const struct battery *b, const char *name);

/** A run that a check finds fault with itself: its line. @return CLI_EXPECTATION */
int battery_object(struct battery *b, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/** Are two files of the folder the same, but for more silence before one of them? */
bool battery_is_shifted(const struct battery *b, const char *one, const char *other);

/* ---- verdicts ---- */

/** One trial with one input. @return exit status, 0 is good */
typedef int battery_trial(struct battery *b, const struct battery_point *point, const char *input);

/** Make a trial; when it fails, look for the smallest input with which it fails in the same way. */
enum battery_verdict battery_try(struct battery *b, battery_trial *trial,
				 const struct battery_point *point, const char *kind,
				 unsigned int frames, char *text);

/** battery_try() in each format that plays. */
enum battery_verdict battery_try_all(struct battery *b, battery_trial *trial, const char *kind,
				     unsigned int frames, char *text);

enum battery_verdict battery_failed(struct battery *b, int status, char *text);
enum battery_verdict battery_good(char *text, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
enum battery_verdict battery_skipped(char *text, const char *why);

/* ---- reports ---- */

struct battery_result {
	const struct battery_check *check;
	enum battery_verdict verdict;
	char text[BATTERY_TEXT];
	char command[4 * BATTERY_TEXT]; /* of a failure */
	unsigned int frames;
	double seconds;
};

void battery_print(const struct battery *b, const struct battery_result *result);

/** As the members of a JSON array. */
json_t *battery_result_json(const struct battery_result *result);

/** @param results	of battery_result_json() with "seconds" @return 0, -1 with a line in err */
int battery_write_junit(const char *path, const char *module, const json_t *results, char *err,
			size_t err_size);

/* ---- checks ---- */

typedef enum battery_verdict battery_check_fn(struct battery *b, char *text);

battery_check_fn check_formats, check_repeats, check_user_mode, check_instances, check_blocks,
	check_every_format, check_every_block, check_long;
battery_check_fn check_states, check_orders, check_ends, check_blocked, check_late;
battery_check_fn check_full_scale, check_saturation, check_silence, check_decay, check_clean_log;
battery_check_fn check_memory, check_steady, check_allocations, check_every_allocation;
battery_check_fn check_controls, check_read_back, check_blobs, check_cost;

#endif
