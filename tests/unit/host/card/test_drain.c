/* SPDX-License-Identifier: BSD-3-Clause */
/* Draining: every frame arrives, at any rate, and a stream that stands still ends all the same. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "card_fixture.h"

static struct end source, sink;

static struct card_stream *play(const char *topology, uint32_t rate, size_t samples)
{
	const struct drv_pcm_params params = { rate, 2, DRV_FORMAT_S16_LE };
	struct card_stream *stream;

	card_begin(topology);
	make_source(&source, samples);
	make_sink(&sink);
	assert_int_equal(card_stream_open(card, 0, TPLG_PLAYBACK, &stream), 0);
	assert_int_equal(card_stream_set_params(stream, &params), 0);
	assert_int_equal(card_stream_set_client(stream, &source.client), 0);
	assert_int_equal(card_link_set_client(card,
					      drv_stream_dai(card_stream_driver(stream), 0)->widget,
					      &sink.client),
			 0);
	assert_int_equal(card_stream_prepare(stream), 0);
	assert_int_equal(card_trigger(&stream, 1, CARD_START, NULL), 0);
	return stream;
}

static uint64_t drain(struct card_stream *stream)
{
	uint64_t ticks = card_ticks(card);

	assert_int_equal(card_stream_drain(stream), 0);
	assert_int_equal(card_stream_drain(stream), -EBADFD);
	assert_int_equal(card_stream_set_client(stream, &source.client), -EBADFD);
	while (card_stream_state(stream) == CARD_STATE_DRAINING)
		assert_true(card_run(card, 5000) > 0);
	assert_int_equal(card_stream_state(stream), CARD_STATE_SETUP);
	return card_ticks(card) - ticks;
}

static void every_frame_arrives(void **state)
{
	/* also a part of a period, also when nothing has been taken yet */
	static const size_t samples[] = { 2, 96, 194, 9602 };

	for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++) {
		struct card_stream *stream =
			play("playback-gain-noramp-16.tplg", 48000, samples[i]);

		drain(stream);
		assert_int_equal(source.moved, samples[i]);
		assert_true(sink.moved >= samples[i]);
		for (size_t k = 0; k < samples[i]; k++)
			assert_int_equal(sink.samples[k], (int16_t)(k + 1));
		/* and can be played again */
		make_source(&source, samples[i]);
		assert_int_equal(card_stream_prepare(stream), 0);
		assert_int_equal(card_trigger(&stream, 1, CARD_START, NULL), 0);
		card_end();
	}
}

static void a_slow_stream_is_as_long_on_a_fast_link(void **state)
{
	struct card_stream *stream = play("src-8000-16.tplg", 8000, 1600);

	drain(stream);
	assert_true(sink.moved >= 6 * 1600 + 2 * 48 * CARD_TAIL_TICKS &&
		    sink.moved <= 6 * 1600 + 2 * 48 * (CARD_TAIL_TICKS + 2));
	card_end();
}

/* A mixer's link has begun with silence, so that as many frames are out before the last one is. */
static void the_last_frame_arrives_through_a_mixer(void **state)
{
	static const char *const topologies[] = { "dp-mix.tplg", "src-8000-dp-10ms.tplg" };

	for (size_t i = 0; i < 2; i++) {
		struct card_stream *stream = play(topologies[i], i ? 8000 : 48000, 1000);
		const struct drv_endpoint *dai = drv_stream_dai(card_stream_driver(stream), 0);
		size_t halves = dai->format.depth / 16, last = 0;

		drain(stream);
		for (size_t k = 0; k < sink.moved; k++)
			if (sink.samples[k])
				last = k;
		/* later than as many frames, and silence behind it */
		assert_true(last > (i ? 6 : 1) * 1000 * halves);
		assert_true(sink.moved - last > 48 * 2 * halves);
		card_end();
	}
}

/* ---- chains ---- */

static struct card_stream *chain(struct end *end, struct end *link)
{
	struct card_stream *stream;

	card_begin("hdmi.tplg");
	stream = card_open(3, TPLG_PLAYBACK, end);
	assert_int_equal(card_link_set_client(card,
					      drv_stream_dai(card_stream_driver(stream), 0)->widget,
					      &link->client),
			 0);
	assert_int_equal(card_stream_prepare(stream), 0);
	return stream;
}

/* Frames of zeros that the link began with: the source has none. */
static size_t preamble_of(const struct end *link)
{
	size_t samples = 0;

	while (samples < link->moved && !link->samples[samples])
		samples++;
	return samples / 2;
}

static void expect_delay(const struct card_stream *stream)
{
	const size_t out = sink.moved / 2 - preamble_of(&sink);

	assert_true(source.moved / 2 > out);
	assert_int_equal(card_stream_delay(stream), source.moved / 2 - out);
}

/* Positions of a chain are those of its two gateways, also of a second start, across a pause and behind a preamble. */
static void a_chain_says_what_is_in_it(void **state)
{
	struct card_stream *stream;

	make_source(&source, FIXTURE_SAMPLES);
	make_sink(&sink);
	stream = chain(&source, &sink);
	for (int round = 0; round < 2; round++) {
		assert_int_equal(card_trigger(&stream, 1, CARD_START, NULL), 0);
		card_run(card, 20);
		expect_delay(stream);
		assert_int_equal(card_trigger(&stream, 1, CARD_PAUSE, NULL), 0);
		card_run(card, 20);
		expect_delay(stream);
		assert_int_equal(card_trigger(&stream, 1, CARD_RESUME, NULL), 0);
		card_run(card, 20);
		expect_delay(stream);
		assert_int_equal(card_trigger(&stream, 1, CARD_STOP, NULL), 0);
		make_source(&source, FIXTURE_SAMPLES);
		make_sink(&sink);
		assert_int_equal(card_stream_prepare(stream), 0);
	}
	card_end();
}

/* Its second end does not wait for what the first one has sent. */
static void a_chain_is_drained_each_time_alike(void **state)
{
	struct card_stream *stream;
	uint64_t ticks[2];

	make_source(&source, 9600);
	make_sink(&sink);
	stream = chain(&source, &sink);
	for (int round = 0; round < 2; round++) {
		assert_int_equal(card_trigger(&stream, 1, CARD_START, NULL), 0);
		ticks[round] = drain(stream);
		assert_int_equal(source.moved, 9600);
		assert_int_equal(sink.samples[2 * preamble_of(&sink) + 9599], 9600);
		make_source(&source, 9600);
		make_sink(&sink);
		assert_int_equal(card_stream_prepare(stream), 0);
	}
	assert_int_equal(ticks[0], ticks[1]);
	assert_true(ticks[0] < 100 + CARD_TAIL_TICKS + 20);
	card_end();
}

static void a_chain_that_records_reports_no_delay(void **state)
{
	struct card_stream *stream;

	card_begin("hdmi.tplg");
	make_sink(&sink);
	stream = card_open(5, TPLG_CAPTURE, &sink);
	assert_int_equal(card_stream_prepare(stream), 0);
	assert_int_equal(card_trigger(&stream, 1, CARD_START, NULL), 0);
	card_run(card, 20);
	assert_true(sink.moved > 0);
	assert_int_equal(card_stream_delay(stream), 0);
	card_end();
}

/* ---- ends ---- */

static void a_stream_that_stands_still_is_given_up(void **state)
{
	struct card_stream *streams[2];
	uint64_t ticks;

	streams[0] = play("playback-gain-noramp-16.tplg", 48000, 9600);
	/* nothing takes what it plays any more */
	assert_int_equal(drv_pcm_trigger(card_stream_driver(streams[0]), DRV_TRIGGER_PAUSE_PUSH),
			 0);
	ticks = drain(streams[0]);
	assert_true(ticks >= 1000 && ticks < 1010);
	card_end();
}

static void a_draining_stream_can_be_stopped_and_closed(void **state)
{
	static const enum card_trigger ends[] = { CARD_STOP, CARD_SUSPEND };

	for (size_t i = 0; i < 2; i++) {
		struct card_stream *stream = play("playback-gain-noramp-16.tplg", 48000, 9600);

		assert_int_equal(card_stream_drain(stream), 0);
		card_run(card, 3);
		assert_int_equal(card_trigger(&stream, 1, ends[i], NULL), 0);
		assert_int_equal(card_run(card, 50), 50);
		card_end();
	}
	assert_int_equal(card_stream_drain(play("playback-gain-noramp-16.tplg", 48000, 9600)), 0);
	card_run(card, 3);
	card_end();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_frame_arrives),
		cmocka_unit_test(a_slow_stream_is_as_long_on_a_fast_link),
		cmocka_unit_test(the_last_frame_arrives_through_a_mixer),
		cmocka_unit_test(a_chain_says_what_is_in_it),
		cmocka_unit_test(a_chain_is_drained_each_time_alike),
		cmocka_unit_test(a_chain_that_records_reports_no_delay),
		cmocka_unit_test(a_stream_that_stands_still_is_given_up),
		cmocka_unit_test(a_draining_stream_can_be_stopped_and_closed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
