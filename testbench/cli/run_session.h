/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a run holds, from the first open to the last close. Who does what with it:
 *
 *   run_prepare.c  topology, plan, controls: all that comes before the machine
 *   run_files.c    opens inputs and outputs, gives outputs their names at success
 *   run_doubts.c   warns of words that have no effect
 *   run_setup.c    PCM streams: parameters, gateways
 *   run_timeline.c what happens to streams, and when
 *   run_length.c   how long outputs are
 *   run_loop.c     ticks until every output is complete
 *   run_collect.c  the report
 *   run_fail.c     allocations that fail on purpose
 *   run_execute.c  the order of all that
 *
 * Functions of these files return 0, or -1 with session->error set.
 */
#ifndef TESTBENCH_CLI_RUN_SESSION_H
#define TESTBENCH_CLI_RUN_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "audio/gateway_client.h"
#include "card/card.h"
#include "cli/run_error.h"
#include "cli/run_ledger.h"
#include "cli/run_log.h"
#include "cli/run_memory.h"
#include "cli/run_options.h"
#include "cli/run_plan.h"
#include "control/control.h"
#include "report/run_report.h"
#include "topology/tplg.h"

/** One end of the audio path: the host side of a stream, or a DAI. */
struct run_end {
	const char *label;
	const char *file;        /* NULL: none */
	bool input;              /* feeds the DSP */
	struct audio_spec asked; /* by options; zeros where not given */
	struct audio_reader *reader;
	struct audio_writer *writer;

	/* known once the streams have their parameters */
	struct audio_spec spec;
	bool delivering; /* reader knows what to deliver */
	uint32_t codec;  /* that a compressed PCM needs for the file: enum ipc4_codec_id */
	const char *
		encoder; /* of a compressed capture: what makes bytes of it, as many as it likes; NULL */
	uint64_t over_at; /* such a one: the tick in which the last of them will have come; 0: unknown */
	bool warned;      /* of its file */
	uint32_t node_id;
	bool attached;
	uint32_t streams;      /* bit n: streams[n] begins, ends or leads here */
	uint64_t base;         /* frames at this end's rate that the inputs make; 0: unknown */
	uint64_t silence;      /* frames that the link has put in for underruns, and ... */
	uint64_t past_silence; /* ... those of them before it was set up anew */
	uint64_t moved;        /* frames of audio at the last look that saw progress, and ... */
	uint64_t since;        /* ... its tick */
	struct audio_source source;
	struct audio_sink sink;
};

/** Where the audio of a stream ends at an output: frames there = offset + what the input makes at its rate. */
struct run_reach {
	int64_t offset;
	uint64_t held_out, held_in; /* frames out of and into the stream when it was last stopped */
};

struct run_stream {
	const struct run_plan_stream *plan;
	struct run_end host;
	struct card_stream *pcm; /* NULL: not open */
	bool playing;            /* started, and not held or stopped since */
	bool failed;             /* the firmware has refused to start it */
	bool ended;              /* a compressed one: the firmware knows that its file has ended */
	struct run_reach reach[RUN_MAX_FILES]; /* of a playback, as in dais[]; of a capture, [0] */
};

/** What is done to a stream. */
struct run_action {
	uint64_t tick;
	size_t stream;
	enum card_trigger trigger;
	char *where;  /* option or line of a script, for messages */
	bool written; /* in one of them; else it is the start at 0 */
	bool from_script;
};

struct run_timeline {
	struct run_action *actions; /* in the order of ticks */
	size_t count;
	size_t next;
	uint64_t origin; /* tick of the card in which it begins */
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

	struct run_log log;
	struct control_action actions[RUN_MAX_WORDS];
	size_t num_actions;
	struct control_script *script;
	struct run_timeline timeline;

	struct adsp_profile profile;
	struct card *card;
	uint32_t iteration; /* from 0 */
	/** A module has changed a control of its widget by itself. NULL: nobody asks. */
	void (*control_changed)(struct run_session *session, const char *widget);
	struct run_error fatal; /* what the firmware reported; printed when the others have ended */
	struct run_memory after_first;
	struct run_ledger ledger;
	uint64_t fail_seen; /* allocations that --fail-alloc-at has met */
	bool failed_alloc;  /* the one that should fail has failed */
	struct run_report *report;
};

/** Call fn for each end of the run until it returns non-zero. @return that, or 0 */
int run_each_end(struct run_session *session,
		 int (*fn)(struct run_session *session, struct run_end *end));

/** Fail with what the card said last. @return -1 */
int run_fail_card(struct run_session *session);

#endif
