/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef POLARITY_H
#define POLARITY_H

#include <sof/audio/module_adapter/module/generic.h>
#include <sof/audio/sink_api.h>
#include <sof/audio/source_api.h>
#include <stdbool.h>
#include <stdint.h>

struct polarity_comp_data;

typedef int (*polarity_func)(struct polarity_comp_data *cd, struct sof_source *source,
			     struct sof_sink *sink, uint32_t frames);

struct polarity_comp_data {
	polarity_func process;
	uint32_t channels;
	bool inverted[SOF_IPC_MAX_CHANNELS];
};

polarity_func polarity_find_func(enum sof_ipc_frame fmt);

#endif
