/* SPDX-License-Identifier: BSD-3-Clause */
#include <sof/audio/format.h>
#include <sof/math/crossover.h>

enum {
	LP0,
	HP0,
	LP1,
	HP1,
	LP2,
	HP2
};

void crossover_start(struct crossover *crossover, const struct iir_biquad *biquads,
		     uint32_t num_bands)
{
	*crossover = (struct crossover){ .biquads = biquads, .num_bands = num_bands };
}

/* Two filters of fourth order of the same samples. Either output may be `samples`. */
static void split(struct crossover *crossover, int lp, const int32_t *samples, int32_t *low,
		  int32_t *high, uint32_t count)
{
	const struct iir_fork fork = {
		.low = &crossover->biquads[lp],
		.high = &crossover->biquads[lp + 1],
		.low_states = &crossover->states[2 * lp],
		.high_states = &crossover->states[2 * (lp + 1)],
	};

	iir_fork(&fork, samples, low, high, count);
}

static void run_3(struct crossover *crossover, const int32_t *samples, int32_t *const *bands,
		  uint32_t count)
{
	int32_t high[CROSSOVER_BLOCK];

	split(crossover, LP0, samples, bands[0], high, count);
	/* the lowest band goes through the phase of the upper split */
	split(crossover, LP1, bands[0], bands[0], bands[1], count);
	for (uint32_t i = 0; i < count; i++)
		bands[0][i] = sat_int32((int64_t)bands[0][i] + bands[1][i]);
	split(crossover, LP2, high, bands[1], bands[2], count);
}

static void run_4(struct crossover *crossover, const int32_t *samples, int32_t *const *bands,
		  uint32_t count)
{
	int32_t low[CROSSOVER_BLOCK], high[CROSSOVER_BLOCK];

	split(crossover, LP1, samples, low, high, count);
	split(crossover, LP0, low, bands[0], bands[1], count);
	split(crossover, LP2, high, bands[2], bands[3], count);
}

void crossover_run(struct crossover *crossover, const int32_t *samples, int32_t *const *bands,
		   uint32_t count)
{
	switch (crossover->num_bands) {
	case 2:
		split(crossover, LP0, samples, bands[0], bands[1], count);
		break;
	case 3:
		run_3(crossover, samples, bands, count);
		break;
	default:
		run_4(crossover, samples, bands, count);
	}
}
