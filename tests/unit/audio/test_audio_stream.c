/* SPDX-License-Identifier: BSD-3-Clause */
/* Circular streams against a naive model, alignment counts, formats. */
#include "../lib/core_rig.h"

#include <errno.h>
#include <sof/audio/audio_stream.h>

/* ---- a queue of bytes, the obvious way ---- */

#define MODEL_BYTES 4096

struct model {
	uint8_t bytes[MODEL_BYTES];
	uint32_t count;
	uint32_t size;
};

static void model_push(struct model *m, uint8_t byte)
{
	m->bytes[m->count++] = byte;
}

static void model_drop(struct model *m, uint32_t n)
{
	memmove(m->bytes, m->bytes + n, m->count - n);
	m->count -= n;
}

static void expect_invariants(const struct audio_stream *s)
{
	assert_ptr_equal(s->end_addr, s->addr + s->size);
	assert_int_equal(s->avail + s->free, s->size);
	assert_true(s->r_ptr >= s->addr && s->r_ptr < s->end_addr);
	assert_true(s->w_ptr >= s->addr && s->w_ptr < s->end_addr);
	assert_ptr_equal(s->w_ptr, s->addr + ((uint32_t)(s->r_ptr - s->addr) + s->avail) % s->size);
}

static void expect_content(const struct audio_stream *s, const struct model *m)
{
	expect_invariants(s);
	assert_int_equal(audio_stream_get_avail_bytes(s), m->count);
	assert_int_equal(audio_stream_get_free_bytes(s), m->size - m->count);
	for (uint32_t i = 0; i < m->count; i++)
		assert_int_equal(*(uint8_t *)audio_stream_wrap(s, s->r_ptr + i), m->bytes[i]);
}

static void write_stream(struct audio_stream *s, struct model *m, uint32_t n, uint8_t *next)
{
	for (uint32_t i = 0; i < n; i++) {
		*(uint8_t *)audio_stream_wrap(s, s->w_ptr + i) = *next;
		model_push(m, (*next)++);
	}
	audio_stream_produce(s, n);
}

static void random_scripts_agree_with_a_queue(void **state)
{
	struct core_random random = core_random_new(3);
	uint8_t memory[300];
	uint8_t next = 0;

	for (uint32_t size = 1; size <= sizeof(memory); size += 1 + size / 8) {
		struct audio_stream s;
		struct model m = { .size = size };

		audio_stream_init(&s, memory, size);
		expect_content(&s, &m);
		for (int step = 0; step < 300; step++) {
			uint32_t n;

			switch (core_random(&random, 12)) {
			case 0:
				audio_stream_reset(&s);
				m.count = 0;
				break;
			case 1:
				n = core_random(&random, size + 2);
				assert_int_equal(audio_stream_set_zero(&s, n), n > s.free);
				break;
			case 2 ... 6:
				/* 0 is never produced or consumed: callers test for it */
				n = core_random(&random, s.free + 1);
				if (n)
					write_stream(&s, &m, n, &next);
				break;
			default:
				n = core_random(&random, s.avail + 1);
				if (n) {
					audio_stream_consume(&s, n);
					model_drop(&m, n);
				}
				break;
			}
			expect_content(&s, &m);
		}
	}
}

static void producing_more_than_free_overwrites(void **state)
{
	uint8_t memory[8];
	struct audio_stream s;

	audio_stream_init(&s, memory, sizeof(memory));
	audio_stream_produce(&s, 6);
	audio_stream_consume(&s, 2);
	audio_stream_produce(&s, 7);
	expect_invariants(&s);
	assert_int_equal(s.avail, 8);
	assert_ptr_equal(s.r_ptr, s.w_ptr);
	assert_ptr_equal(s.w_ptr, memory + 5);
}

static void nothing_moves_at_the_edges_as_the_field_has_it(void **state)
{
	uint8_t memory[8];
	struct audio_stream s;

	/* equal positions read as full after a produce and as empty after a consume, also of 0 */
	audio_stream_init(&s, memory, sizeof(memory));
	audio_stream_produce(&s, 0);
	assert_int_equal(s.avail, 8);
	audio_stream_consume(&s, 0);
	assert_int_equal(s.avail, 0);
}

static void set_zero_reaches_over_the_wrap_and_no_further(void **state)
{
	uint8_t memory[12];
	struct audio_stream s;

	for (uint32_t start = 0; start < 10; start++) {
		for (uint32_t n = 0; n <= 10; n++) {
			memset(memory, 0xFF, sizeof(memory));
			audio_stream_init(&s, memory + 1, 10);
			if (start) {
				audio_stream_produce(&s, start);
				audio_stream_consume(&s, start);
			}
			assert_int_equal(audio_stream_set_zero(&s, n), 0);
			assert_ptr_equal(s.w_ptr, memory + 1 + start);
			for (uint32_t i = 0; i < 10; i++)
				assert_int_equal(memory[1 + (start + i) % 10], i < n ? 0 : 0xFF);
			assert_int_equal(memory[0], 0xFF);
			assert_int_equal(memory[11], 0xFF);
			assert_int_equal(audio_stream_set_zero(&s, 11), 1);
		}
	}
}

static void copies_wrap_on_both_sides_and_move_neither(void **state)
{
	struct core_random random = core_random_new(4);
	uint8_t from[24], to[40];

	for (int step = 0; step < 2000; step++) {
		uint32_t from_size = 1 + core_random(&random, 23),
			 to_size = 1 + core_random(&random, 39);
		uint32_t from_start = core_random(&random, from_size),
			 to_start = core_random(&random, to_size);
		uint32_t n = core_random(&random, MIN(from_size, to_size) + 1);
		struct audio_stream source, sink;

		for (uint32_t i = 0; i < sizeof(from); i++)
			from[i] = (uint8_t)core_random(&random, 250);
		memset(to, 0xFF, sizeof(to));
		audio_stream_init(&source, from, from_size);
		audio_stream_init(&sink, to, to_size);
		source.r_ptr += from_start;
		sink.w_ptr += to_start;
		audio_stream_copy_bytes(&source, &sink, n);
		assert_ptr_equal(source.r_ptr, from + from_start);
		assert_ptr_equal(sink.w_ptr, to + to_start);
		for (uint32_t i = 0; i < to_size; i++)
			assert_int_equal(to[(to_start + i) % to_size],
					 i < n ? from[(from_start + i) % from_size] : 0xFF);
		for (uint32_t i = to_size; i < sizeof(to); i++)
			assert_int_equal(to[i], 0xFF);
	}
}

/* ---- alignment ---- */

static uint32_t smallest_common_block(uint32_t frame_bytes, uint32_t byte_align,
				      uint32_t frame_align)
{
	uint32_t frames = 1;

	while (frames % frame_align || frames * frame_bytes % byte_align)
		frames++;
	return frames;
}

static void alignment_is_the_smallest_common_block(void **state)
{
	static const enum sof_ipc_frame formats[] = { SOF_IPC_FRAME_S16_LE, SOF_IPC_FRAME_S24_3LE,
						      SOF_IPC_FRAME_S32_LE };

	for (size_t f = 0; f < ARRAY_SIZE(formats); f++) {
		for (uint32_t channels = 1; channels <= 8; channels++) {
			for (uint32_t byte_align = 1; byte_align <= 64; byte_align++) {
				for (uint32_t frame_align = 1; frame_align <= 12; frame_align++) {
					struct sof_audio_stream_params params = {
						.frame_fmt = formats[f],
						.channels = channels,
					};

					audio_stream_params_set_align(&params, byte_align,
								      frame_align);
					assert_int_equal(
						params.align_frame_cnt,
						smallest_common_block(get_frame_bytes(formats[f],
										      channels),
								      byte_align, frame_align));
				}
			}
		}
	}
}

static void the_default_alignment_is_a_word(void **state)
{
	uint8_t memory[64];
	struct audio_stream s;

	audio_stream_init(&s, memory, sizeof(memory));
	assert_int_equal(audio_stream_frame_bytes(&s), 4);
	assert_int_equal(s.params.align_frame_cnt, 1);
	s.params.channels = 1;
	audio_stream_params_set_align(&s.params, AUDIO_STREAM_BYTE_ALIGN_DEFAULT,
				      AUDIO_STREAM_FRAME_ALIGN_DEFAULT);
	assert_int_equal(s.params.align_frame_cnt, 2);
	audio_stream_params_set_align(&s.params, 0, 1);
	assert_int_equal(s.params.align_frame_cnt, 1);
	audio_stream_params_set_align(&s.params, 1, 0);
	assert_int_equal(s.params.align_frame_cnt, 1);
}

/* The minimum of both sides first, then down by the source's alignment; the sink's does not count. */
static void aligned_frames_follow_the_source(void **state)
{
	uint8_t a[400], b[400];
	struct audio_stream source, sink;

	for (uint32_t align = 1; align <= 16; align++) {
		for (uint32_t avail = 1; avail <= 100; avail++) {
			uint32_t room = 1 + avail * 7 % 100;

			audio_stream_init(&source, a, sizeof(a));
			audio_stream_init(&sink, b, sizeof(b));
			audio_stream_params_set_align(&source.params, 1, align);
			audio_stream_params_set_align(&sink.params, 1, 3);
			audio_stream_produce(&source, avail * 4);
			audio_stream_produce(&sink, (100 - room) ? (100 - room) * 4 : 0);
			if (room == 100)
				audio_stream_reset(&sink);
			assert_int_equal(audio_stream_avail_frames_aligned(&source, &sink),
					 MIN(avail, room) / align * align);
		}
	}
}

/* ---- formats ---- */

static void formats_follow_depth_and_valid_bits(void **state)
{
	static const struct {
		uint32_t depth, valid, type;
		int ret;
		enum sof_ipc_frame frame, valid_frame;
	} cases[] = {
		{ 16, 16, IPC4_TYPE_LSB_INTEGER, 0, SOF_IPC_FRAME_S16_LE, SOF_IPC_FRAME_S16_LE },
		{ 16, 16, IPC4_TYPE_MSB_INTEGER, 0, SOF_IPC_FRAME_S16_LE, SOF_IPC_FRAME_S16_LE },
		{ 32, 16, IPC4_TYPE_LSB_INTEGER, 0, SOF_IPC_FRAME_S32_LE, SOF_IPC_FRAME_S16_LE },
		{ 32, 24, IPC4_TYPE_LSB_INTEGER, 0, SOF_IPC_FRAME_S32_LE, SOF_IPC_FRAME_S24_4LE },
		{ 32, 32, IPC4_TYPE_SIGNED_INTEGER, 0, SOF_IPC_FRAME_S32_LE, SOF_IPC_FRAME_S32_LE },
		{ 24, 24, IPC4_TYPE_LSB_INTEGER, 0, SOF_IPC_FRAME_S24_3LE, SOF_IPC_FRAME_S24_3LE },
		{ 32, 32, IPC4_TYPE_FLOAT, 0, SOF_IPC_FRAME_FLOAT, SOF_IPC_FRAME_FLOAT },
		{ 24, 16, IPC4_TYPE_LSB_INTEGER, -EINVAL, SOF_IPC_FRAME_INVALID,
		  SOF_IPC_FRAME_INVALID },
		{ 16, 24, IPC4_TYPE_LSB_INTEGER, -EINVAL, SOF_IPC_FRAME_INVALID,
		  SOF_IPC_FRAME_INVALID },
		{ 16, 32, IPC4_TYPE_LSB_INTEGER, -EINVAL, SOF_IPC_FRAME_INVALID,
		  SOF_IPC_FRAME_INVALID },
		{ 8, 8, IPC4_TYPE_UNSIGNED_INTEGER, 0, SOF_IPC_FRAME_U8, SOF_IPC_FRAME_U8 },
		{ 8, 8, IPC4_TYPE_A_LAW, 0, SOF_IPC_FRAME_A_LAW, SOF_IPC_FRAME_A_LAW },
		{ 8, 8, IPC4_TYPE_MU_LAW, 0, SOF_IPC_FRAME_MU_LAW, SOF_IPC_FRAME_MU_LAW },
		{ 16, 8, IPC4_TYPE_UNSIGNED_INTEGER, -EINVAL, SOF_IPC_FRAME_INVALID,
		  SOF_IPC_FRAME_INVALID },
		{ 8, 8, IPC4_TYPE_LSB_INTEGER, -EINVAL, SOF_IPC_FRAME_INVALID,
		  SOF_IPC_FRAME_INVALID },
		{ 8, 7, IPC4_TYPE_MU_LAW, -EINVAL, SOF_IPC_FRAME_INVALID, SOF_IPC_FRAME_INVALID },
		{ 0, 0, IPC4_TYPE_LSB_INTEGER, -EINVAL, SOF_IPC_FRAME_INVALID,
		  SOF_IPC_FRAME_INVALID },
		{ 32, 20, IPC4_TYPE_LSB_INTEGER, -EINVAL, SOF_IPC_FRAME_INVALID,
		  SOF_IPC_FRAME_INVALID },
		{ 64, 32, IPC4_TYPE_LSB_INTEGER, -EINVAL, SOF_IPC_FRAME_INVALID,
		  SOF_IPC_FRAME_INVALID },
		{ 32, 16, IPC4_TYPE_FLOAT, -EINVAL, SOF_IPC_FRAME_INVALID, SOF_IPC_FRAME_INVALID },
		{ 16, 16, 7, -EINVAL, SOF_IPC_FRAME_INVALID, SOF_IPC_FRAME_INVALID },
		{ 16, 16, 255, -EINVAL, SOF_IPC_FRAME_INVALID, SOF_IPC_FRAME_INVALID },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct ipc4_audio_format fmt = {
			.depth = cases[i].depth,
			.valid_bit_depth = (uint8_t)cases[i].valid,
			.s_type = (uint8_t)cases[i].type,
		};
		enum sof_ipc_frame frame = SOF_IPC_FRAME_U8, valid = SOF_IPC_FRAME_U8;

		assert_int_equal(audio_stream_fmt_conversion(fmt.depth, fmt.valid_bit_depth, &frame,
							     &valid, fmt.s_type),
				 cases[i].ret);
		assert_int_equal(frame, cases[i].frame);
		assert_int_equal(valid, cases[i].valid_frame);
	}
}

static void parameters_need_a_rate_and_one_to_eight_channels(void **state)
{
	struct ipc4_audio_format fmt = {
		.sampling_frequency = 48000,
		.depth = 32,
		.valid_bit_depth = 24,
		.ch_map = 0xFFFFFF10,
		.interleaving_style = IPC4_CHANNELS_INTERLEAVED,
		.s_type = IPC4_TYPE_LSB_INTEGER,
	};
	struct sof_audio_stream_params params;

	for (unsigned int channels = 0; channels < 256; channels++) {
		fmt.channels_count = channels & 0xFF;
		assert_int_equal(audio_stream_params_from_ipc4(&params, &fmt),
				 channels >= 1 && channels <= 8 ? 0 : -EINVAL);
	}
	fmt.channels_count = 3;
	assert_int_equal(audio_stream_params_from_ipc4(&params, &fmt), 0);
	assert_int_equal(params.rate, 48000);
	assert_int_equal(params.channels, 3);
	assert_int_equal(params.ch_map, 0xFFFFFF10);
	assert_int_equal(params.frame_fmt, SOF_IPC_FRAME_S32_LE);
	assert_int_equal(params.valid_sample_fmt, SOF_IPC_FRAME_S24_4LE);
	assert_int_equal(params.align_frame_cnt, 1);
	fmt.sampling_frequency = 0;
	assert_int_equal(audio_stream_params_from_ipc4(&params, &fmt), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_scripts_agree_with_a_queue),
		cmocka_unit_test(producing_more_than_free_overwrites),
		cmocka_unit_test(nothing_moves_at_the_edges_as_the_field_has_it),
		cmocka_unit_test(set_zero_reaches_over_the_wrap_and_no_further),
		cmocka_unit_test(copies_wrap_on_both_sides_and_move_neither),
		cmocka_unit_test(alignment_is_the_smallest_common_block),
		cmocka_unit_test(the_default_alignment_is_a_word),
		cmocka_unit_test(aligned_frames_follow_the_source),
		cmocka_unit_test(formats_follow_depth_and_valid_bits),
		cmocka_unit_test(parameters_need_a_rate_and_one_to_eight_channels),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
