/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The battery of `adspbench validate`: checks of one module, each of which runs this program a few times over a topology with
 * that module alone.
 */
#ifndef TESTBENCH_VALIDATE_BATTERY_H
#define TESTBENCH_VALIDATE_BATTERY_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BATTERY_MAX_POINTS 64
#define BATTERY_TEXT       1024

/** A format to play. */
struct battery_point {
	unsigned int width, channels, rate;
};

enum battery_verdict {
	BATTERY_GOOD,
	BATTERY_FAILED,
	BATTERY_SKIPPED, /* the module has no part in it; text says why */
};

struct battery {
	char program[PATH_MAX];
	char topology[2 * PATH_MAX];
	char work[PATH_MAX];        /* folder of all files */
	char uuid[64];              /* as topologies have it */
	const char *effect;         /* a file of effects/ */
	const char *type;           /* of its widget */
	bool makes_data;            /* what comes out is no audio */
	char modules[15][PATH_MAX]; /* files of libraries */
	size_t num_modules;
	struct battery_point points[BATTERY_MAX_POINTS]; /* that it has played */
	size_t num_points;
	bool in_user_mode; /* it has played there */
	/* of the last run */
	char command[4 * BATTERY_TEXT];
	char line[BATTERY_TEXT]; /* last one of standard error */
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

/**
 * Choose how the topology makes the module: effect, type.
 * @return 0; -EINVAL it cannot be validated, with a line in err
 */
int battery_choose_setup(struct battery *b, const uint8_t uuid[16], char *err, size_t err_size);

/**
 * Run the program: run or sweep, the topology with the module, a format, and further words.
 * @param input	file in the folder
 * @param ...	words, NULL behind the last one
 * @return its exit status, -1 it was not run, as when a signal has asked to stop; such a signal ends a run
 */
int battery_run(struct battery *b, const char *verb, const struct battery_point *point,
		const char *input, const char *output, ...);

/** Make an input of `frames`: "noise", "silence" or "square" (full scale). @return its name in the folder; NULL */
const char *battery_input(struct battery *b, const struct battery_point *point, const char *kind,
			  unsigned int frames);

#endif
