/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Trying: a short stream through every PCM direction of topologies.
 *
 *   try.c         the verb: options, the list of directions, the exit status
 *   try_stream.c  one direction, in a process of its own
 *   try_report.c    the table, the JSON and the progress
 */
#ifndef TESTBENCH_CLI_TRY_H
#define TESTBENCH_CLI_TRY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <adsp/profile.h>

#include "cli/module_files.h"
#include "driver/driver.h"
#include "topology/tplg.h"

#define TRY_MISSING_MAX 8

enum try_verdict {
	TRY_PLAYS,
	TRY_REFUSED, /* as Linux would: the topology does not allow the stream */
	TRY_MISSING, /* this firmware lacks a module */
	TRY_FAILED,  /* the firmware refused or failed */
	TRY_VERDICTS
};

/** What a direction came to. Lives in memory that processes share. */
struct try_result {
	bool finished; /* the process came to its end */
	enum try_verdict verdict;
	struct drv_pcm_params params; /* when it plays */
	char reason[512];
	size_t num_missing; /* modules; those that fit are in missing[] */
	struct {
		uint8_t uuid[16];
		char name[TPLG_NAME_LEN]; /* "" when unknown */
	} missing[TRY_MISSING_MAX];
};

/** A PCM direction to be tried. */
struct try_stream {
	size_t topology; /* in topologies[] */
	const struct tplg_pcm *pcm;
	enum tplg_direction direction;
	bool tried;
	struct try_result result;
};

struct try_topology {
	const char *path;
	struct tplg *tplg;       /* NULL: cannot be loaded */
	struct tplg_error error; /* then why */
};

struct try_options {
	bool json, quiet, lenient;
	uint32_t jobs, ticks, limit_s, plays;
	const char *platform;
	struct module_files modules;
};

struct try_all {
	struct try_options options;
	const struct adsp_profile *profile;
	struct try_topology *topologies;
	size_t num_topologies;
	struct try_stream *streams;
	size_t num_streams, done;
	size_t counts[TRY_VERDICTS];
	size_t broken; /* topologies that cannot be loaded */
};

/** "plays" and so on. */
const char *try_verdict_name(enum try_verdict verdict);

/** Start a machine, play or record for some ticks, and see what came. The process ends after it. */
void try_stream_run(const struct try_all *all, const struct try_stream *stream,
		    struct try_result *result);

/** One more direction is done. Draws only on a terminal. */
void try_report_progress(const struct try_all *all);
void try_report_text(const struct try_all *all);
/** @return 0, -1 out of memory */
int try_report_json(const struct try_all *all);

#endif
