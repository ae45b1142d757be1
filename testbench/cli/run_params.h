/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Rate, channels and format of a PCM stream, nearest to what is wished for. What the stream can be is the
 * driver's to say (drv_pcm_refine); here one of that is chosen.
 */
#ifndef TESTBENCH_CLI_RUN_PARAMS_H
#define TESTBENCH_CLI_RUN_PARAMS_H

#include <stdbool.h>

#include <ipc4/base-config.h>

#include "audio/sample_format.h"
#include "cli/run_error.h"
#include "driver/driver.h"
#include "topology/tplg.h"

/** What a stream should carry, and where something else will do. */
struct run_wish {
	struct audio_spec spec;
	bool any_rate;
	bool any_channels;
	bool any_format;
	const char *file;     /* where the wish comes from, for messages; NULL: the command line */
	const char *encoding; /* of the file's samples; NULL */
	bool as_asked;        /* options want something else than the file has */
	bool convert;         /* --convert was given */
};

/**
 * Choose the parameters nearest to the wish; they can then be set: nothing is changed if it can be had, the format is
 * changed before the channels and these before the rate; a wider format is taken before a narrower one.
 *
 * @param label		of the stream, for messages
 * @param spec		the choice, on success
 * @return 0; -1 and an error that says what the PCM takes, or which widget takes nothing of that
 */
int run_params_choose(struct drv *drv, struct drv_stream *stream, const char *label,
		      const struct run_wish *wish, struct audio_spec *spec,
		      struct run_error *error);

/**
 * The words that travel through a gateway.
 * @return false for a format that no file here can hold
 */
bool run_params_from_ipc4(const struct ipc4_audio_format *format, struct audio_spec *spec);

#endif
