/* SPDX-License-Identifier: BSD-3-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "audio/gateway_client.h"
#include "temp_dir.h"
#include "util/input_files.h"

static const struct audio_spec mono = { .rate = 48000, .channels = 1, .format = SAMPLE_S16_LE };
static const struct audio_reader_options raw_mono = {
	.raw = { .rate = 48000, .channels = 1, .format = SAMPLE_S16_LE },
};
static char err[300];

static bool uses_spans; /* as the engine does; the draining of a stream only calls */

/* The next bytes of a span that is not used up by them; NULL: it takes a call. */
static void *next_of_span(const struct adsp_dma_client *client, size_t bytes)
{
	struct adsp_dma_span *span = client->span;

	if (!uses_spans || !span || span->bytes <= bytes)
		return NULL;
	span->data += bytes;
	span->bytes -= bytes;
	return span->data - bytes;
}

static size_t get(struct audio_source *source, void *data, size_t bytes)
{
	const void *from = next_of_span(&source->client, bytes);

	if (!from)
		return source->client.transfer(source, data, bytes);
	memcpy(data, from, bytes);
	return bytes;
}

static size_t put(struct audio_sink *sink, void *data, size_t bytes)
{
	void *to = next_of_span(&sink->client, bytes);

	if (!to)
		return sink->client.transfer(sink, data, bytes);
	memcpy(to, data, bytes);
	return bytes;
}

static void source_gives_the_file_and_then_silence(void **state)
{
	const int16_t in[] = { 1, 2, 3, 4, 5 };
	int16_t out[4];
	struct audio_reader *reader;
	struct audio_source source;

	assert_int_equal(temp_write("in.raw", in, sizeof(in)), 0);
	assert_int_equal(audio_reader_open("in.raw", &raw_mono, &reader, err, sizeof(err)), 0);
	assert_int_equal(audio_reader_deliver(reader, &mono, false, err, sizeof(err)), 0);
	audio_source_init(&source, reader, &mono);

	assert_false(audio_source_consumed(&source));
	assert_int_equal(get(&source, out, 8), 8);
	assert_memory_equal(out, ((const int16_t[]){ 1, 2, 3, 4 }), 8);
	assert_false(audio_source_consumed(&source));
	memset(out, 0x55, sizeof(out));
	assert_int_equal(get(&source, out, 8), 8);
	assert_memory_equal(out, ((const int16_t[]){ 5, 0, 0, 0 }), 8);
	assert_true(audio_source_consumed(&source));
	memset(out, 0x55, sizeof(out));
	assert_int_equal(get(&source, out, 8), 8);
	assert_memory_equal(out, ((const int16_t[]){ 0, 0, 0, 0 }), 8);
	assert_int_equal(audio_source_frames(&source), 5);
	assert_int_equal(source.error, 0);
	audio_reader_close(reader);
}

static void source_without_a_file_is_silence(void **state)
{
	int16_t out[2] = { 7, 7 };
	struct audio_source source;

	audio_source_init(&source, NULL, &mono);
	assert_true(audio_source_consumed(&source));
	assert_int_equal(get(&source, out, 4), 4);
	assert_memory_equal(out, ((const int16_t[]){ 0, 0 }), 4);
}

/* A file that turns out shorter than it says is an error, and silence from there on. */
static void source_keeps_an_error(void **state)
{
	static int16_t out[70000];
	struct audio_reader *reader;
	struct audio_source source;

	assert_int_equal(temp_write("cut.raw", out, sizeof(out)), 0);
	assert_int_equal(audio_reader_open("cut.raw", &raw_mono, &reader, err, sizeof(err)), 0);
	assert_int_equal(audio_reader_deliver(reader, &mono, false, err, sizeof(err)), 0);
	assert_int_equal(truncate("cut.raw", 1000), 0);
	audio_source_init(&source, reader, &mono);
	assert_int_equal(get(&source, out, 96), 96);
	assert_true(source.error < 0);
	assert_true(audio_source_consumed(&source));
	assert_non_null(
		strstr(audio_reader_error(reader), "cut.raw: ends after 500 of 70000 frames"));
	audio_reader_close(reader);
}

static void sink_takes_what_it_wants(void **state)
{
	int16_t in[] = { 1, 2, 3, 4, 5, 6 };
	int16_t out[6];
	struct audio_writer *writer;
	struct audio_reader *reader;
	struct audio_sink sink;

	assert_int_equal(audio_writer_open("out.raw", false, &writer, err, sizeof(err)), 0);
	assert_int_equal(audio_writer_begin(writer, &mono, err, sizeof(err)), 0);
	audio_sink_init(&sink, writer, &mono, 0, 4);
	assert_int_equal(put(&sink, in, 6), 6);
	assert_false(audio_sink_complete(&sink));
	assert_int_equal(put(&sink, in + 3, 6), 6);
	assert_true(audio_sink_complete(&sink));
	assert_int_equal(put(&sink, in, 6), 6);
	assert_int_equal(audio_sink_frames(&sink), 4);
	assert_int_equal(audio_writer_commit(writer, err, sizeof(err)), 0);

	assert_int_equal(audio_reader_open("out.raw", &raw_mono, &reader, err, sizeof(err)), 0);
	assert_int_equal(audio_reader_deliver(reader, &mono, false, err, sizeof(err)), 0);
	assert_int_equal(audio_reader_read(reader, out, 6), 4);
	assert_memory_equal(in, out, 8);
	audio_reader_close(reader);
}

static void count_wake(void *ctx)
{
	++*(int *)ctx;
}

/* Also when it is reached to the frame, with what was lent: the engine lets a span's last frame be called for. */
static void owners_are_woken_at_once(void **state)
{
	int16_t in[] = { 1, 2, 3, 4, 5 }, out[5];
	struct audio_writer *writer;
	struct audio_reader *reader;
	struct audio_source source;
	struct audio_sink sink;
	int wakes = 0;

	assert_int_equal(audio_writer_open("woken.raw", false, &writer, err, sizeof(err)), 0);
	assert_int_equal(audio_writer_begin(writer, &mono, err, sizeof(err)), 0);
	audio_sink_init(&sink, writer, &mono, 0, 5);
	sink.wake = count_wake;
	sink.wake_ctx = &wakes;
	put(&sink, in, 2);
	put(&sink, in + 1, 6);
	assert_int_equal(wakes, 0);
	put(&sink, in + 4, 2);
	assert_int_equal(wakes, 1);
	assert_int_equal(audio_writer_commit(writer, err, sizeof(err)), 0);

	assert_int_equal(audio_reader_open("woken.raw", &raw_mono, &reader, err, sizeof(err)), 0);
	assert_int_equal(audio_reader_deliver(reader, &mono, false, err, sizeof(err)), 0);
	audio_source_init(&source, reader, &mono);
	source.wake = count_wake;
	source.wake_ctx = &wakes;
	get(&source, out, 2);
	get(&source, out + 1, 6);
	assert_int_equal(wakes, 1);
	get(&source, out + 4, 2);
	assert_int_equal(wakes, 2);
	assert_memory_equal(in, out, sizeof(in));
	audio_reader_close(reader);
}

static void sink_without_a_limit_or_file_counts(void **state)
{
	int16_t in[4] = { 0 };
	struct audio_sink sink;

	audio_sink_init(&sink, NULL, &mono, 0, AUDIO_SINK_UNLIMITED);
	assert_int_equal(put(&sink, in, 8), 8);
	assert_int_equal(audio_sink_frames(&sink), 4);
	assert_false(audio_sink_complete(&sink));
}

static void frames_change_with_the_rate(void **state)
{
	assert_int_equal(audio_frames_at_rate(48000, 48000, 48000), 48000);
	assert_int_equal(audio_frames_at_rate(44100, 44100, 48000), 48000);
	assert_int_equal(audio_frames_at_rate(1, 48000, 44100), 1);
	assert_int_equal(audio_frames_at_rate(0, 48000, 44100), 0);
	assert_int_equal(audio_frames_at_rate(UINT64_C(1) << 40, 8000, 192000),
			 (UINT64_C(1) << 40) * 24);
}

/* Each is a command of its own: it may write what the one before has read. */
static int by_calls(void **state)
{
	input_files_forget();
	uses_spans = false;
	return 0;
}

static int by_spans(void **state)
{
	input_files_forget();
	uses_spans = true;
	return 0;
}

#define BOTH_WAYS(fn) cmocka_unit_test_setup(fn, by_calls), cmocka_unit_test_setup(fn, by_spans)

int main(void)
{
	const struct CMUnitTest tests[] = {
		BOTH_WAYS(source_gives_the_file_and_then_silence),
		BOTH_WAYS(source_without_a_file_is_silence),
		BOTH_WAYS(source_keeps_an_error),
		BOTH_WAYS(sink_takes_what_it_wants),
		BOTH_WAYS(sink_without_a_limit_or_file_counts),
		BOTH_WAYS(owners_are_woken_at_once),
		cmocka_unit_test(frames_change_with_the_rate),
	};

	return cmocka_run_group_tests(tests, temp_setup, temp_teardown);
}
