/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A run: files, machine, driver and streams, from first open to last close.
 *
 *   run_files.c    opens inputs and outputs, gives outputs their names at success
 *   run_setup.c    PCM streams: parameters, gateways, limits, start and teardown
 *   run_loop.c     ticks until every output is complete
 *   run_session.c  the order of all that
 *   run_memory.c   the comparison of heaps between repeated runs
 *   run_collect.c  the report
 *   run_fail.c     allocations that fail on purpose
 *
 * Functions return 0, or -1 with session->error set.
 */
#ifndef TESTBENCH_CLI_RUN_SESSION_H
#define TESTBENCH_CLI_RUN_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "audio/gateway_client.h"
#include "cli/run_error.h"
#include "cli/run_ledger.h"
#include "cli/run_log.h"
#include "cli/run_memory.h"
#include "cli/run_options.h"
#include "cli/run_plan.h"
#include "control/control.h"
#include "driver/driver.h"
#include "report/run_report.h"
#include "topology/tplg.h"

/** One end of the audio path: the host side of a stream, or a DAI. */
struct run_end {
	const char *label;
	const char *file; /* NULL: none */
	bool input;       /* feeds the DSP */
	struct audio_reader *reader;
	struct audio_writer *writer;

	/* known once the streams have their parameters */
	struct audio_spec spec;
	bool delivering; /* reader has been told what to deliver */
	uint32_t node_id;
	bool attached;
	uint64_t base; /* frames at this end's rate that the inputs make; 0: unknown */
	struct audio_source source;
	struct audio_sink sink;
};

struct run_stream {
	const struct run_plan_stream *plan;
	struct run_end host;
	struct drv_stream *pcm; /* NULL: not open */
	bool started;
};

struct run_dai {
	const struct run_plan_dai *plan;
	struct run_end end;
};

struct run_session {
	const struct run_options *options;
	struct run_error error;
	struct tplg *tplg;
	struct run_plan plan;
	struct run_stream streams[RUN_MAX_FILES]; /* as in plan.streams */
	struct run_dai dais[RUN_MAX_FILES];       /* as in plan.dais */
	struct run_end *clock;                    /* output by which the script runs */

	struct run_log log;
	struct control_action actions[RUN_MAX_WORDS];
	size_t num_actions;
	struct control_script *script;

	struct drv *drv;
	uint32_t iteration;     /* from 0 */
	uint64_t ticks;         /* of this iteration */
	struct run_error fatal; /* what the firmware told; reported when the others have ended */
	struct run_memory after_first;
	struct run_ledger ledger;
	uint64_t fail_seen; /* allocations that --fail-alloc-at has met */
	bool failed_alloc;  /* the one that should fail has failed */
	struct run_report *report;
};

/** Do everything. The report is filled as far as the run got, its status and message are the result. */
void run_session_execute(const struct run_options *options, struct run_report *report);

/* ---- the parts ---- */

int run_files_open(struct run_session *session);
/** Give the outputs their names, or keep what there is as partial files; close all files. */
void run_files_close(struct run_session *session, bool good);

/** Open the streams and choose all formats; nothing is sent. */
int run_setup_configure(struct run_session *session);
/** Attach the gateways, create the pipelines and start them, captures first. */
int run_setup_start(struct run_session *session);
/** Undo both, as far as they got. */
void run_setup_teardown(struct run_session *session);

/** Advance one tick; also the driver's way to wait. ctx is the session. */
void run_loop_tick(void *ctx);
int run_loop(struct run_session *session);

/**
 * Take everything that is gone after the teardown: positions, xruns, modules, memory.
 * @param alive	the machine can be asked; false after a panic
 */
void run_collect_streams(struct run_session *session, bool alive);
/** Take the notifications, before the driver goes. */
void run_collect_events(struct run_session *session);

/** What the data-processing modules did, and which of them were killed. */
void run_collect_modules(struct run_session *session);

/** Let the allocation fail that the options name. Call before the machine starts. */
void run_fail_alloc_arm(struct run_session *session);
/** Undo that, and complain when there was no such allocation. Call before the machine stops. */
void run_fail_alloc_disarm(struct run_session *session);

/** Write the report's file, print the summary and the error. @return exit status */
int run_tell(const struct run_options *options, struct run_report *report);

/** From now on the first SIGINT or SIGTERM ends the run in order, the second one ends the program. */
void run_catch_signals(void);

/** Signal that asked to stop; 0: none. */
int run_stop_signal(void);

/** Call fn for each end of the run until it returns non-zero. @return that, or 0 */
int run_each_end(struct run_session *session,
		 int (*fn)(struct run_session *session, struct run_end *end));

#endif
