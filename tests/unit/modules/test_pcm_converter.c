/* SPDX-License-Identifier: BSD-3-Clause */
/* Conversions against the model; splits and refusals. */
#include <sof/audio/pcm_converter.h>
#include "harness.h"
#include "vectors.h"
#include "../../../fw/platform/posix/base/simd.h"

#define SAMPLES 4000

/* As conversion_input() of make_vectors.py. */
static void fill_floats(uint32_t *out, uint32_t samples)
{
	static const uint32_t special[] = { 0,          0x80000000, 1,          0x7F800000,
					    0xFF800000, 0x3F800000, 0xBF800000, 0x38000000 };
	struct signal s = { .state = 0x2468ACE1 };

	for (uint32_t i = 0; i < samples; i++) {
		uint32_t word = signal_word(&s);

		out[i] = i % 16 ? (word & 0x807FFFFF) | (87 + (word >> 8) % 43) << 23 :
				  special[i / 16 % 8];
	}
}

static void conversions_match_the_model(void)
{
	static uint32_t in[SAMPLES + 1], out[SAMPLES + 1];

	for (size_t v = 0; v < ARRAY_SIZE(conversion_vectors); v++) {
		const struct conversion_vector *vec = &conversion_vectors[v];
		uint32_t src_bytes = get_sample_bytes(vec->src),
			 dst_bytes = get_sample_bytes(vec->dst);
		pcm_convert_fn convert =
			pcm_get_convert_fn(vec->src, vec->src_valid, vec->dst, vec->dst_valid);
		struct signal s = { .state = 0x2468ACE1 };

		if (!convert)
			fail_msg("%s: not there", vec->name);
		if (vec->src == SOF_IPC_FRAME_FLOAT)
			fill_floats(in, SAMPLES);
		else
			signal_fill(&s, in, SAMPLES, 8 * src_bytes, src_bytes);
		memset(out, 0x5A, sizeof(out));
		convert(in, out, SAMPLES);
		if (fnv(FNV_START, out, SAMPLES * dst_bytes) != vec->hash)
			fail_msg("%s: wrong samples", vec->name);
		/* nothing beyond, and any split gives the same */
		assert_int_equal(((uint8_t *)out)[SAMPLES * dst_bytes], 0x5A);
		memset(out, 0, sizeof(out));
		for (uint32_t done = 0, n; done < SAMPLES; done += n) {
			n = MIN(done % 7 + 1, SAMPLES - done);
			convert((uint8_t *)in + done * src_bytes, (uint8_t *)out + done * dst_bytes,
				n);
		}
		if (fnv(FNV_START, out, SAMPLES * dst_bytes) != vec->hash)
			fail_msg("%s: wrong samples in blocks", vec->name);
	}
}

/* At each level of vector instructions that the processor has. */
static void test_conversions_match_the_model(void **state)
{
	const enum simd_level before = platform_simd_level();

	for (int level = 0; level <= (int)simd_highest(); level++) {
		print_message("%s\n", simd_name((enum simd_level)level));
		simd_set_level((enum simd_level)level);
		conversions_match_the_model();
	}
	simd_set_level(before);
}

static struct sof_audio_stream_params params(enum sof_ipc_frame fmt, enum sof_ipc_frame valid,
					     uint32_t channels)
{
	return (struct sof_audio_stream_params){
		.frame_fmt = fmt,
		.valid_sample_fmt = valid,
		.rate = 48000,
		.channels = channels,
	};
}

static void test_remaps_match_the_model(void **state)
{
	static uint32_t in[64 * 8], out[64 * 8];

	for (size_t v = 0; v < ARRAY_SIZE(remap_vectors); v++) {
		const struct remap_vector *vec = &remap_vectors[v];
		uint32_t src_bytes = get_sample_bytes(vec->src),
			 dst_bytes = get_sample_bytes(vec->dst);
		struct sof_audio_stream_params from =
			params(vec->src, vec->src_valid, vec->src_channels);
		struct sof_audio_stream_params to =
			params(vec->dst, vec->dst_valid, vec->dst_channels);
		struct pcm_conversion conversion;
		struct signal s = { .state = 0x13579BDF };

		if (pcm_get_conversion(&from, &to, vec->map, &conversion))
			fail_msg("%s: not there", vec->name);
		assert_null(conversion.convert);
		signal_fill(&s, in, 64 * vec->src_channels, 8 * src_bytes, src_bytes);
		for (uint32_t done = 0, n; done < 64; done += n) {
			n = MIN(done + 1, 64 - done);
			pcm_convert(&conversion,
				    (uint8_t *)in + done * src_bytes * vec->src_channels,
				    (uint8_t *)out + done * dst_bytes * vec->dst_channels, n);
		}
		if (fnv(FNV_START, out, 64 * dst_bytes * vec->dst_channels) != vec->hash)
			fail_msg("%s, %u to %u channels, map %#x: wrong samples", vec->name,
				 vec->src_channels, vec->dst_channels, vec->map);
	}
}

/* The same layout rounds and saturates; a map that moves something does neither. */
static void test_layout_decides_the_kind(void **state)
{
	struct sof_audio_stream_params from = params(SOF_IPC_FRAME_S32_LE, SOF_IPC_FRAME_S32_LE, 2);
	struct sof_audio_stream_params to = params(SOF_IPC_FRAME_S16_LE, SOF_IPC_FRAME_S16_LE, 2);
	const int32_t in[2] = { 0x7FFFFFFF, 0x12348000 };
	struct pcm_conversion conversion;
	int16_t out[2];

	assert_int_equal(pcm_get_conversion(&from, &to, 0xFFFFFF10, &conversion), 0);
	pcm_convert(&conversion, in, out, 1);
	assert_int_equal(out[0], 0x7FFF);
	assert_int_equal(out[1], 0x1235);
	assert_int_equal(pcm_get_conversion(&from, &to, 0x76543201, &conversion), 0);
	pcm_convert(&conversion, in, out, 1);
	assert_int_equal(out[0], 0x1234);
	assert_int_equal(out[1], 0x7FFF);
}

static void test_missing_conversions_are_refused(void **state)
{
	static const struct {
		enum sof_ipc_frame src, src_valid, dst, dst_valid;
		uint32_t src_channels, dst_channels;
	} cases[] = {
		{ SOF_IPC_FRAME_S24_3LE, SOF_IPC_FRAME_S24_3LE, SOF_IPC_FRAME_S16_LE,
		  SOF_IPC_FRAME_S16_LE, 2, 2 },
		{ SOF_IPC_FRAME_U8, SOF_IPC_FRAME_U8, SOF_IPC_FRAME_S16_LE, SOF_IPC_FRAME_S16_LE, 2,
		  2 },
		{ SOF_IPC_FRAME_FLOAT, SOF_IPC_FRAME_FLOAT, SOF_IPC_FRAME_S32_LE,
		  SOF_IPC_FRAME_S32_LE, 2, 1 },
		{ SOF_IPC_FRAME_S32_LE, SOF_IPC_FRAME_S24_4LE_MSB, SOF_IPC_FRAME_S32_LE,
		  SOF_IPC_FRAME_S16_LE, 2, 1 },
		{ SOF_IPC_FRAME_A_LAW, SOF_IPC_FRAME_A_LAW, SOF_IPC_FRAME_S16_LE,
		  SOF_IPC_FRAME_S16_LE, 2, 2 },
		{ SOF_IPC_FRAME_INVALID, SOF_IPC_FRAME_INVALID, SOF_IPC_FRAME_INVALID,
		  SOF_IPC_FRAME_INVALID, 2, 2 },
		{ SOF_IPC_FRAME_S32_LE, SOF_IPC_FRAME_S32_LE, SOF_IPC_FRAME_S32_LE,
		  SOF_IPC_FRAME_S32_LE, 0, 0 },
		{ SOF_IPC_FRAME_S32_LE, SOF_IPC_FRAME_S32_LE, SOF_IPC_FRAME_S32_LE,
		  SOF_IPC_FRAME_S32_LE, 9, 9 },
		{ SOF_IPC_FRAME_S32_LE, SOF_IPC_FRAME_S32_LE, SOF_IPC_FRAME_S32_LE,
		  SOF_IPC_FRAME_S32_LE, 2, 9 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct sof_audio_stream_params from =
			params(cases[i].src, cases[i].src_valid, cases[i].src_channels);
		struct sof_audio_stream_params to =
			params(cases[i].dst, cases[i].dst_valid, cases[i].dst_channels);
		struct pcm_conversion conversion;

		if (pcm_get_conversion(&from, &to, PCM_CHANNEL_MAP_IDENTITY, &conversion) !=
		    -EINVAL)
			fail_msg("case %zu was accepted", i);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_conversions_match_the_model),
		cmocka_unit_test(test_remaps_match_the_model),
		cmocka_unit_test(test_layout_decides_the_kind),
		cmocka_unit_test(test_missing_conversions_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
