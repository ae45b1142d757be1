/* SPDX-License-Identifier: BSD-3-Clause */
/* Streams in every state, at any time and in any order. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "card_fixture.h"

static struct end source, second_source, sink;

/* The samples that are no silence count on from 1. @return how many there are */
static size_t counted(const struct end *end)
{
	size_t count = 0;

	for (size_t i = 0; i < end->moved; i++)
		if (end->samples[i])
			assert_int_equal(end->samples[i], (int16_t)++count);
	return count;
}

/* Samples that are no silence, and the last of them. */
static size_t heard(const struct end *end, int16_t *last)
{
	size_t count = 0;

	for (size_t i = 0; i < end->moved; i++) {
		if (!end->samples[i])
			continue;
		*last = end->samples[i];
		count++;
	}
	return count;
}

static struct card_stream *begin(size_t samples)
{
	struct card_stream *stream;

	card_begin("playback-gain-noramp-16.tplg");
	make_source(&source, samples);
	make_sink(&sink);
	stream = card_open(0, TPLG_PLAYBACK, &source);
	assert_int_equal(card_link_set_client(card, "dai.HDA0.playback", &sink.client), 0);
	return stream;
}

static void expect_state(struct card_stream *stream, enum card_trigger trigger,
			 enum card_state state)
{
	assert_int_equal(card_trigger(&stream, 1, trigger, NULL), 0);
	assert_string_equal(card_state_name(card_stream_state(stream)), card_state_name(state));
}

static void all_states_can_be_walked(void **state)
{
	struct card_stream *stream = begin(20000);

	assert_int_equal(card_stream_state(stream), CARD_STATE_SETUP);
	assert_int_equal(card_stream_prepare(stream), 0);
	assert_int_equal(card_stream_state(stream), CARD_STATE_PREPARED);
	expect_state(stream, CARD_START, CARD_STATE_RUNNING);
	expect_state(stream, CARD_PAUSE, CARD_STATE_PAUSED);
	expect_state(stream, CARD_RESUME, CARD_STATE_RUNNING);
	expect_state(stream, CARD_SUSPEND, CARD_STATE_SUSPENDED);
	expect_state(stream, CARD_RESUME, CARD_STATE_RUNNING);
	expect_state(stream, CARD_PAUSE, CARD_STATE_PAUSED);
	expect_state(stream, CARD_SUSPEND, CARD_STATE_SUSPENDED);
	expect_state(stream, CARD_STOP, CARD_STATE_SETUP);
	assert_int_equal(card_stream_prepare(stream), 0);
	expect_state(stream, CARD_START, CARD_STATE_RUNNING);
	expect_state(stream, CARD_STOP, CARD_STATE_SETUP);
	/* again in the same modules */
	assert_int_equal(card_stream_prepare(stream), 0);
	expect_state(stream, CARD_START, CARD_STATE_RUNNING);
	assert_int_equal(card_stream_close(stream), 0);
	card_end();
}

static void what_is_not_legal_is_refused(void **state)
{
	static const enum card_trigger not_prepared[] = { CARD_START, CARD_PAUSE, CARD_RESUME,
							  CARD_SUSPEND };
	struct card_stream *stream = begin(100), *refused;

	for (size_t i = 0; i < sizeof(not_prepared) / sizeof(not_prepared[0]); i++) {
		assert_int_equal(card_trigger(&stream, 1, not_prepared[i], &refused), -EBADFD);
		assert_ptr_equal(refused, stream);
	}
	assert_string_equal(card_last_error(card)->text,
			    "PCM 0 playback is set up: cannot suspend");
	assert_int_equal(card_stream_drain(stream), -EBADFD);
	assert_int_equal(card_stream_prepare(stream), 0);
	assert_int_equal(card_stream_set_params(stream, &(struct drv_pcm_params){ 48000, 2 }),
			 -EBADFD);
	assert_int_equal(card_stream_open(card, 0, TPLG_PLAYBACK, &refused), -EBUSY);
	assert_null(refused);
	card_end();
}

static void a_pause_loses_nothing(void **state)
{
	struct card_stream *stream = begin(9600);

	assert_int_equal(card_stream_prepare(stream), 0);
	for (int pause = 0; pause < 3; pause++) {
		size_t moved;

		expect_state(stream, pause ? CARD_RESUME : CARD_START, CARD_STATE_RUNNING);
		assert_int_equal(card_run(card, 20), 20);
		expect_state(stream, CARD_PAUSE, CARD_STATE_PAUSED);
		moved = sink.moved;
		card_run(card, 50);
		assert_int_equal(sink.moved, moved);
	}
	expect_state(stream, CARD_RESUME, CARD_STATE_RUNNING);
	assert_int_equal(card_stream_drain(stream), 0);
	while (card_stream_state(stream) == CARD_STATE_DRAINING)
		card_run(card, 1000);
	assert_int_equal(counted(&sink), 9600);
	card_end();
}

static void after_a_suspend_the_source_goes_on(void **state)
{
	struct card_stream *stream = begin(9600);
	size_t before, arrived;
	int16_t last = 0;

	assert_int_equal(card_stream_prepare(stream), 0);
	expect_state(stream, CARD_START, CARD_STATE_RUNNING);
	card_run(card, 20);
	expect_state(stream, CARD_SUSPEND, CARD_STATE_SUSPENDED);
	assert_null(card_link(card, "dai.HDA0.playback"));
	before = sink.moved;
	card_run(card, 20);
	assert_int_equal(sink.moved, before);
	expect_state(stream, CARD_RESUME, CARD_STATE_RUNNING);
	assert_int_equal(card_stream_drain(stream), 0);
	while (card_stream_state(stream) == CARD_STATE_DRAINING)
		card_run(card, 1000);
	/* what was in the DSP is lost, the rest comes whole */
	assert_int_equal(source.moved, 9600);
	arrived = heard(&sink, &last);
	assert_true(arrived < 9600 && arrived > 9600 - 2 * 2 * 480);
	assert_int_equal(last, 9600);
	card_end();
}

static void streams_start_in_the_same_tick(void **state)
{
	struct card_stream *both[2];

	card_begin("mix-16.tplg");
	make_source(&source, 9600);
	make_source(&second_source, 9600);
	both[0] = card_open(0, TPLG_PLAYBACK, &source);
	both[1] = card_open(1, TPLG_PLAYBACK, &second_source);
	assert_int_equal(card_stream_prepare(both[0]), 0);
	assert_int_equal(card_stream_prepare(both[1]), 0);
	assert_int_equal(card_ticks(card), 0);
	assert_int_equal(card_trigger(both, 2, CARD_START, NULL), 0);
	assert_int_equal(card_ticks(card), 1);
	assert_int_equal(card_run(card, 10), 10);
	assert_true(source.moved > 0);
	assert_int_equal(source.moved, second_source.moved);
	assert_int_equal(card_trigger(both, 2, CARD_PAUSE, NULL), 0);
	assert_int_equal(card_trigger(both, 2, CARD_RESUME, NULL), 0);
	assert_int_equal(card_trigger(both, 2, CARD_SUSPEND, NULL), 0);
	assert_int_equal(card_trigger(both, 2, CARD_RESUME, NULL), 0);
	card_end();
}

static void one_joins_and_leaves_while_another_plays(void **state)
{
	struct card_stream *first, *second;

	card_begin("mix-16.tplg");
	make_sink(&sink);
	make_source(&source, 0);
	assert_int_equal(card_link_set_client(card, "dai.HDA0.playback", &sink.client), 0);
	first = card_open(0, TPLG_PLAYBACK, &source);
	assert_int_equal(card_stream_prepare(first), 0);
	make_source(&source, 60000);
	expect_state(first, CARD_START, CARD_STATE_RUNNING);
	for (int i = 0; i < 5; i++) {
		size_t before = sink.moved;
		uint64_t ticks = card_ticks(card);

		make_source(&second_source, 9600);
		second = card_open(1, TPLG_PLAYBACK, &second_source);
		assert_int_equal(card_stream_prepare(second), 0);
		expect_state(second, CARD_START, CARD_STATE_RUNNING);
		card_run(card, 20);
		assert_int_equal(card_stream_close(second), 0);
		card_run(card, 10);
		/* the link never stood still */
		assert_true(sink.moved - before >= 96 * (card_ticks(card) - ticks - 2));
	}
	assert_int_equal(num_events, 0);
	card_end();
}

/* Every allocation of a second stream's set-up fails in turn: the first one plays on, and nothing is left. */
static void a_refused_stream_leaves_the_others_alone(void **state)
{
	unsigned int refused = 0;

	for (uint64_t n = 1; refused + 1 == n; n++) {
		struct card_stream *first, *second;
		size_t before;

		card_begin("mix-16.tplg");
		make_source(&source, 60000);
		make_source(&second_source, 9600);
		first = card_open(0, TPLG_PLAYBACK, &source);
		assert_int_equal(card_stream_prepare(first), 0);
		expect_state(first, CARD_START, CARD_STATE_RUNNING);
		second = card_open(1, TPLG_PLAYBACK, &second_source);
		adsp_inspect_fail_alloc(n);
		if (card_stream_prepare(second) < 0)
			refused++;
		else if (card_trigger(&second, 1, CARD_START, NULL) < 0)
			refused++;
		adsp_inspect_fail_alloc(0);
		before = source.moved;
		assert_int_equal(card_stream_state(first), CARD_STATE_RUNNING);
		card_run(card, 20);
		assert_true(source.moved >= before + 96 * 19);
		card_end();
	}
	assert_true(refused > 3);
}

static void what_is_possible_can_be_asked(void **state)
{
	struct drv_pcm_space space = { .channels = 1u << 2 };
	struct card_stream *stream;

	card_begin("mix-16.tplg");
	assert_int_equal(card_stream_open(card, 0, TPLG_PLAYBACK, &stream), 0);
	assert_int_equal(card_stream_refine(stream, &space), 0);
	assert_int_equal(space.num_rates, 1);
	assert_int_equal(space.rates[0], 48000);
	assert_true(space.formats & 1u << DRV_FORMAT_S16_LE);
	space.channels = 1u << 5;
	assert_int_equal(card_stream_refine(stream, &space), -EINVAL);
	assert_memory_equal(card_last_error(card)->text, "PCM 0", 5);
	assert_int_equal(card_stream_state(stream), CARD_STATE_OPEN);
	card_end();
}

static void out_of_order_is_an_error_and_no_more(void **state)
{
	struct card_stream *stream;

	card_begin("mix-16.tplg");
	assert_int_equal(card_probe(card), -EALREADY);
	assert_int_equal(card_stream_open(card, 7, TPLG_PLAYBACK, &stream), -ENOENT);
	assert_string_equal(card_last_error(card)->text,
			    "PCM 7 playback: the topology has no PCM 7");
	assert_int_equal(card_stream_open(card, 0, TPLG_CAPTURE, &stream), -ENOENT);
	assert_int_equal(card_stream_close(NULL), 0);
	assert_int_equal(card_remove(card), 0);
	assert_int_equal(card_stream_open(card, 0, TPLG_PLAYBACK, &stream), -ENODEV);
	assert_int_equal(card_probe(card), 0);
	card_end();
}

static void triggers_have_names(void **state)
{
	for (int trigger = 0; trigger < CARD_TRIGGERS; trigger++)
		assert_int_equal(card_trigger_of(card_trigger_name((enum card_trigger)trigger)),
				 trigger);
	assert_int_equal(card_trigger_of("pausing"), CARD_TRIGGERS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(triggers_have_names),
		cmocka_unit_test(all_states_can_be_walked),
		cmocka_unit_test(what_is_not_legal_is_refused),
		cmocka_unit_test(a_pause_loses_nothing),
		cmocka_unit_test(after_a_suspend_the_source_goes_on),
		cmocka_unit_test(streams_start_in_the_same_tick),
		cmocka_unit_test(one_joins_and_leaves_while_another_plays),
		cmocka_unit_test(a_refused_stream_leaves_the_others_alone),
		cmocka_unit_test(what_is_possible_can_be_asked),
		cmocka_unit_test(out_of_order_is_an_error_and_no_more),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
