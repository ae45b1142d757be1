/* SPDX-License-Identifier: BSD-3-Clause */
/* Tremolo arithmetic: the same formula for Q1.15, Q1.23 and Q1.31. The gain is at most 1, so nothing saturates. */
#include <sof/audio/format.h>
#include "tremolo.h"

#define FRACTION_BITS (32 - TREMOLO_DIP_BITS)

uint32_t tremolo_step(uint32_t rate_mhz, uint32_t frames_per_second)
{
	uint64_t mframes = (uint64_t)frames_per_second * 1000;

	return (uint32_t)((((uint64_t)rate_mhz << 32) + mframes / 2) / mframes);
}

static int32_t dip_at(const struct tremolo_lfo *lfo)
{
	uint32_t i = lfo->phase >> FRACTION_BITS;
	uint32_t fraction = lfo->phase & ((1u << FRACTION_BITS) - 1);
	int32_t here = lfo->dip[i], next = lfo->dip[(i + 1) % TREMOLO_DIP_POINTS];

	/* neighbours differ by less than 2^23: the product has 45 bits */
	return here + (int32_t)q_shift_rnd((int64_t)(next - here) * fraction, FRACTION_BITS);
}

static int32_t gain_at(const struct tremolo_lfo *lfo)
{
	/* Q1.31 * Q1.31 is Q2.62, and Q2.30 after 32 bits */
	return ONE_Q2_30 - (int32_t)q_shift_rnd((int64_t)lfo->depth * dip_at(lfo), 32);
}

/* Q1.n * Q2.30 with |gain| <= 2^30: at most 62 bits */
static inline int32_t scale(int32_t x, int32_t gain)
{
	return (int32_t)q_shift_rnd((int64_t)x * gain, 30);
}

#define TREMOLO_PROCESS(bits, type)                                                             \
	static void process_s##bits(void *private, const void *src, void *dst, uint32_t frames, \
				    uint32_t channels)                                          \
	{                                                                                       \
		struct tremolo_lfo *lfo = &((struct tremolo_data *)private)->lfo;               \
		const type *in = src;                                                           \
		type *out = dst;                                                                \
                                                                                                \
		for (uint32_t frame = 0; frame < frames; frame++) {                             \
			int32_t gain = gain_at(lfo);                                            \
                                                                                                \
			for (uint32_t channel = 0; channel < channels; channel++, in++)         \
				*out++ = (type)scale(value_s##bits(*in), gain);                 \
			lfo->phase += lfo->step;                                                \
		}                                                                               \
	}

TREMOLO_PROCESS(16, int16_t)
TREMOLO_PROCESS(24, int32_t)
TREMOLO_PROCESS(32, int32_t)

const struct block_format tremolo_formats[TREMOLO_NUM_FORMATS] = {
	{ SOF_IPC_FRAME_S16_LE, { SIMD_SAME(process_s16) } },
	{ SOF_IPC_FRAME_S24_4LE, { SIMD_SAME(process_s24) } },
	{ SOF_IPC_FRAME_S32_LE, { SIMD_SAME(process_s32) } },
};
