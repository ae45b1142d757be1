/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a run did, for people (text) and programs (JSON). Everything in it is determined by the command
 * and its inputs: nothing here reads a host clock.
 *
 * Ownership: the report owns its lists; the texts they hold are copies.
 */
#ifndef TESTBENCH_REPORT_RUN_REPORT_H
#define TESTBENCH_REPORT_RUN_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <adsp/inspect.h>
#include <adsp/machine.h>
#include <adsp/ledger.h>
#include <jansson.h>

#include "audio/sample_format.h"
#include "driver/driver.h"
#include "topology/tplg.h"

#define REPORT_MAX_ENDS      16
#define REPORT_MAX_PIPELINES 32
#define REPORT_MAX_HEAPS     32
#define REPORT_MAX_DP        64
#define REPORT_MAX_FAULTS    16

/** A PCM stream or a DAI. */
struct report_end {
	char label[64];         /* "PCM 0 playback", "HDA0" */
	const char *file;       /* belongs to the command line; NULL */
	char peer[64];          /* label of the end that a loopback brings it from; "" */
	uint64_t total;         /* frames of an input file */
	bool input;             /* the file is read */
	struct audio_spec spec; /* what travelled */
	uint64_t frames; /* read from or written to the file; without one, those that passed */
	uint64_t silence_frames; /* of these, inserted by underruns */
	uint64_t xruns;
	const char *
		held; /* "paused", "suspended" or "not started" at the end, "stopped at once"; NULL */
	bool empty;   /* an output that has got no audio although its stream played */
	bool unwritten;   /* its file was not made or replaced: no stream has written a frame */
	uint32_t streams; /* that clients have opened; 0: a file's */
	uint32_t pipelines[REPORT_MAX_PIPELINES]; /* topology numbers, streams only */
	size_t num_pipelines;
	size_t first_module, num_modules; /* in modules[], streams only */
};

/** A module of a stream; shared ones appear for each stream. */
struct report_module {
	char widget[TPLG_NAME_LEN];
	char type[24];      /* "gain", "copier" */
	char component[32]; /* the firmware's name of it, as in its log: "gain.0.0" */
	uint32_t component_id;
	char in[24], out[24]; /* rate/channels/bits: "48000/2/16"; "" */
	const char *
		note; /* what it does not do though its name says so, a text of the program; NULL */
	const char *
		file; /* of the library that it was loaded from, of the command line; NULL: built in */
	bool replaces; /* a built-in one */
	bool cycles_known;
	uint64_t calls;
	uint64_t cycles_average; /* per call of its processing function; 0: nobody has measured it */
	uint64_t cycles_peak;
};

/** A connection between two of the modules. */
struct report_route {
	char source[TPLG_NAME_LEN], sink[TPLG_NAME_LEN];
};

struct run_report {
	const char *verb;     /* NULL: "run" */
	const char *topology; /* paths belong to the command line */
	const char *platform;
	uint32_t iterations; /* completed */
	uint64_t ticks;      /* of the last one */

	struct report_end ends[2 * REPORT_MAX_ENDS]; /* streams, then DAIs */
	size_t num_streams;
	size_t num_ends;

	struct report_module *modules;
	size_t num_modules;
	struct report_route *routes;
	size_t num_routes;

	struct adsp_heap_info heaps[REPORT_MAX_HEAPS]; /* while the streams were up */
	size_t num_heaps;
	struct adsp_page_info pages;
	struct adsp_domain_info users;
	struct adsp_thread_info threads[REPORT_MAX_DP]; /* of user modules: their stacks */
	size_t num_threads;
	bool memory_known;

	bool ledger_known; /* else it was off */
	struct adsp_ledger_region *regions;
	size_t num_regions;
	struct adsp_ledger_verdict *verdicts;
	size_t num_verdicts;
	size_t total_verdicts; /* those that were not kept too */

	struct drv_event *events;
	size_t num_events;

	bool recovered; /* run_options.prove_recovery: it was good the second time */
	bool stalled; /* nothing moved any more, or no answer came, and the firmware gave no reason */
	enum adsp_isolation isolation;
	struct adsp_dp_info dp[REPORT_MAX_DP]; /* data-processing modules that have run */
	size_t num_dp;
	struct adsp_fault_info faults[REPORT_MAX_FAULTS]; /* the first ones */
	size_t num_faults;

	struct {
		uint64_t xruns; /* of all ends */
		uint64_t mixer_underruns;
		uint64_t jobs,
			missed; /* of data-processing modules: all, and those that ended after their deadline */
		uint64_t warnings, errors;     /* lines of the log */
		uint64_t read_back, differing; /* controls, when they were asked for */
	} counts;

	char differing_control[256]; /* the first one, and how; "" */
	const char *command;         /* that played to the card; NULL: none */
	int command_status;

	bool hands_off; /* an output is an input as well: no file is written, not even this report */
	int status;     /* exit status */
	char message[1024]; /* the error, "" when there is none */
};

/** Append a module. @return it, or NULL when memory has run out */
struct report_module *run_report_add_module(struct run_report *report);

/** Append a connection. @return it, or NULL when memory has run out */
struct report_route *run_report_add_route(struct run_report *report);

/** Append a copy of an event. @return 0, -ENOMEM */
int run_report_add_event(struct run_report *report, const struct drv_event *event);

/** Free the lists, not the report itself. */
void run_report_release(struct run_report *report);

/** Fill counts, but for the lines of the log. Call when all else is known. */
void run_report_count(struct run_report *report);

/**
 * "PCM 0 playback was still paused, 11 xruns, 1 mixer underrun, 498 of 498 deadlines missed, 2 errors in the log"; ""
 * when there is nothing to say.
 */
void run_report_describe(const struct run_report *report, char *text, size_t size);

/** Write the summary. */
void run_report_print(const struct run_report *report, FILE *out);

/** Refuse early what run_report_write_json() could not write. @return as that one */
int run_report_check_path(const char *path, char *err, size_t err_size);

/** The report as JSON. @return NULL: out of memory */
json_t *run_report_json(const struct run_report *report);

/**
 * Write the report as JSON, to a temporary name first.
 * @return 0; -errno and a line in err that names the file
 */
int run_report_write_json(const struct run_report *report, const char *path, char *err,
			  size_t err_size);

#endif
