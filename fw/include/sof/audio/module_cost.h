/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a module costs, as measured: `tools/bench --costs` counts instructions and writes costs.tsv into the module's
 * folder, from which the build makes a table. A module that nobody has measured has no estimate.
 */
#ifndef SOF_AUDIO_MODULE_COST_H
#define SOF_AUDIO_MODULE_COST_H

#include <stdbool.h>
#include <stdint.h>

struct comp_dev;

/** Instructions of the processing operation alone, of the release build (x86-64, AVX2). */
struct module_cost {
	char name[8];      /* of the module, zero padded */
	uint32_t bits;     /* valid bits of the input; 0: any */
	uint32_t in_rate;  /* Hz; 0: any */
	uint32_t out_rate; /* Hz; 0: any */
	uint32_t per_call;
	uint32_t per_sample_x16; /* of each sample that is moved, in 1/16 */
};

/**
 * The first cost in the table that holds for a stream.
 * @param name	of the module, 8 bytes
 * @return NULL: nobody has measured that
 */
const struct module_cost *module_cost_find(const char *name, uint32_t bits, uint32_t in_rate,
					   uint32_t out_rate);

/** Cycles of all calls since the component was made. @return 0 without an estimate */
uint64_t module_adapter_cycles(const struct comp_dev *dev);

#endif
