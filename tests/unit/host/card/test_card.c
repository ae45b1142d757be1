/* SPDX-License-Identifier: BSD-3-Clause */
/* Virtual time, and a card that is removed and probed again. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "card_fixture.h"

static struct end source;

static size_t wake_after_ten(void *ctx, void *data, size_t bytes)
{
	struct end *end = ctx;

	if (++end->moved == 10)
		card_wake(card);
	memset(data, 0, bytes);
	return bytes;
}

static void time_passes_until_somebody_wakes_it(void **state)
{
	struct card_stream *stream;

	card_begin("playback-gain-noramp-16.tplg");
	assert_int_equal(card_run(card, 7), 7);
	assert_int_equal(card_ticks(card), 7);
	make_source(&source, 0);
	source.client.transfer = wake_after_ten;
	stream = card_open(0, TPLG_PLAYBACK, &source);
	assert_int_equal(card_stream_prepare(stream), 0);
	assert_int_equal(card_trigger(&stream, 1, CARD_START, NULL), 0);
	assert_true(card_run(card, 100) < 20);
	assert_int_equal(source.moved, 10);
	assert_int_equal(card_run(card, 100), 100);
	assert_int_equal(card_run(card, 0), 0);
	card_end();
}

static void a_notification_wakes_it(void **state)
{
	struct card_stream *stream;

	card_begin("mix-16.tplg");
	make_source(&source, 960); /* then it starves */
	stream = card_open(0, TPLG_PLAYBACK, &source);
	assert_int_equal(card_stream_prepare(stream), 0);
	assert_int_equal(card_trigger(&stream, 1, CARD_START, NULL), 0);
	assert_true(card_run(card, 1000) < 1000);
	assert_int_equal(num_events, 1);
	card_end();
}

static void it_can_be_probed_again(void **state)
{
	card_begin("mix-16.tplg");
	for (int i = 0; i < 3; i++) {
		struct card_stream *stream;

		make_source(&source, 960);
		stream = card_open(i & 1, TPLG_PLAYBACK, &source);
		assert_int_equal(card_stream_prepare(stream), 0);
		assert_int_equal(card_trigger(&stream, 1, CARD_START, NULL), 0);
		card_run(card, 5);
		assert_int_equal(card_remove(card), 0);
		assert_null(card_driver(card));
		assert_true(adsp_machine_running());
		adsp_ledger_judge();
		assert_int_equal(adsp_ledger_verdict_count(), 0);
		assert_int_equal(card_probe(card), 0);
		assert_int_equal(card_ticks(card), 0);
	}
	card_end();
	assert_false(adsp_machine_running());
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(time_passes_until_somebody_wakes_it),
		cmocka_unit_test(a_notification_wakes_it),
		cmocka_unit_test(it_can_be_probed_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
