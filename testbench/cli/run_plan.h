/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The plan of a run: which PCM streams and DAIs take part, and which file belongs to which. Made from
 * the command line and the topology alone, before a machine runs or a file is opened.
 */
#ifndef TESTBENCH_CLI_RUN_PLAN_H
#define TESTBENCH_CLI_RUN_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cli/run_error.h"
#include "cli/run_options.h"
#include "topology/tplg.h"

#define RUN_LABEL_BYTES 64

/** A PCM direction. A playback's file is an input, a capture's an output. */
struct run_plan_stream {
	char label[RUN_LABEL_BYTES]; /* "PCM 0 playback" */
	const struct tplg_pcm *pcm;
	enum tplg_direction direction;
	const struct tplg_caps *caps;
	const char *file; /* NULL: a capture that nobody keeps */
	struct audio_spec
		asked; /* by options, for all streams or for this one; zeros where not given */
	bool own_rate; /* asked.rate is for this stream alone */
	uint32_t dais; /* bit n: leads to dais[n] */
};

/** A DAI copier that a stream leads to. A playback's file is an output, a capture's an input. */
struct run_plan_dai {
	char label[RUN_LABEL_BYTES]; /* "SSP0"; "SSP0 capture" when both directions take part */
	int widget;
	enum tplg_direction direction;
	const char *file; /* NULL: sent to nobody, or fed with silence or by a loopback */
	int peer;         /* other end of a loopback, in dais[]; -1 */
	struct adsp_dma_clock clock;
};

struct run_plan {
	struct run_plan_stream streams[RUN_MAX_FILES];
	size_t num_streams;
	struct run_plan_dai dais[RUN_MAX_FILES];
	size_t num_dais;
	char passed_over
		[256]; /* streams that files in order could have gone to, but that cannot run; "" */
};

/**
 * The stream that a text means: PCM or PCM:DIRECTION, the PCM by number or name.
 * @param where	option or line, for the message
 * @return position in streams[]; -1 and an error with status CLI_USAGE
 */
int run_plan_find_stream(const struct tplg *tplg, const struct run_plan *plan, const char *text,
			 const char *where, struct run_error *error);

/** @return 0; -1 and an error with status CLI_USAGE */
int run_plan_make(const struct tplg *tplg, const struct run_options *options, struct run_plan *plan,
		  struct run_error *error);

/** What an option sets of a DAI's clock, the rest stays. */
void run_plan_add_clock(struct adsp_dma_clock *clock, const struct run_clock_option *option);

#endif
