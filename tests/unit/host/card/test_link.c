/* SPDX-License-Identifier: BSD-3-Clause */
/* DAIs: clients that stay when streams come and go, and wires between them. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "card_fixture.h"

static struct end source, sink, capture;

static void names_must_be_those_of_dais(void **state)
{
	card_begin("nocodec-ssp-16.tplg");
	make_sink(&sink);
	assert_int_equal(card_link_set_client(card, "nothing", &sink.client), -ENOENT);
	assert_string_equal(card_last_error(card)->text, "no DAI 'nothing' in the topology");
	assert_int_equal(card_link_set_client(card, "host.0.playback", &sink.client), -ENOENT);
	assert_int_equal(card_loopback(card, "dai.SSP0.playback", "gain.1.1"), -ENOENT);
	assert_null(card_link(card, "dai.SSP0.playback"));
	card_end();
}

static void a_wire_lasts_for_all_streams(void **state)
{
	card_begin("nocodec-ssp-16.tplg");
	assert_int_equal(card_loopback(card, "dai.SSP0.playback", "dai.SSP0.capture"), 0);
	assert_int_equal(card_loopback(card, "dai.SSP0.playback", "dai.SSP0.capture"), 0);
	assert_int_equal(card_loopback(card, "dai.SSP0.capture", "dai.SSP0.playback"), -EINVAL);
	for (int i = 0; i < 3; i++) {
		struct card_stream *both[2];
		size_t first = 0;

		make_source(&source, 9600);
		make_sink(&capture);
		both[0] = card_open(0, TPLG_CAPTURE, &capture);
		both[1] = card_open(0, TPLG_PLAYBACK, &source);
		assert_int_equal(card_stream_prepare(both[0]), 0);
		assert_int_equal(card_stream_prepare(both[1]), 0);
		assert_int_equal(card_trigger(both, 2, CARD_START, NULL), 0);
		card_run(card, 60);
		while (first < capture.moved && !capture.samples[first])
			first++;
		assert_true(first < capture.moved);
		assert_int_equal(card_close_streams(card), 0);
	}
	card_end();
}

/* A recording through a wire hears silence until a playback into it runs, and again when that is over. */
static void a_wire_that_nobody_feeds_is_known(void **state)
{
	struct card_stream *in, *out;

	card_begin("nocodec-ssp-16.tplg");
	make_source(&source, 96);
	make_sink(&capture);
	in = card_open(0, TPLG_CAPTURE, &capture);
	assert_int_equal(card_stream_prepare(in), 0);
	assert_int_equal(card_trigger(&in, 1, CARD_START, NULL), 0);
	assert_false(card_stream_hears_silence(in)); /* no wire */
	assert_int_equal(card_loopback(card, "dai.SSP0.playback", "dai.SSP0.capture"), 0);
	assert_true(card_stream_hears_silence(in));
	out = card_open(0, TPLG_PLAYBACK, &source);
	assert_int_equal(card_stream_prepare(out), 0);
	assert_true(card_stream_hears_silence(in));
	assert_int_equal(card_trigger(&out, 1, CARD_START, NULL), 0);
	assert_false(card_stream_hears_silence(in));
	assert_false(card_stream_hears_silence(out));
	assert_int_equal(card_trigger(&out, 1, CARD_PAUSE, NULL), 0);
	assert_true(card_stream_hears_silence(in));
	assert_int_equal(card_trigger(&in, 1, CARD_STOP, NULL), 0);
	assert_false(card_stream_hears_silence(in));
	card_end();
}

static void a_client_may_change_while_the_link_runs(void **state)
{
	struct card_stream *stream;
	size_t before;

	card_begin("playback-gain-noramp-16.tplg");
	make_source(&source, 9600);
	make_sink(&sink);
	stream = card_open(0, TPLG_PLAYBACK, &source);
	assert_int_equal(card_stream_prepare(stream), 0);
	assert_int_equal(card_trigger(&stream, 1, CARD_START, NULL), 0);
	card_run(card, 5);
	assert_int_equal(card_link_set_client(card, "dai.HDA0.playback", &sink.client), 0);
	card_run(card, 5);
	assert_int_equal(sink.moved, 5 * 96);
	assert_int_equal(card_link_set_client(card, "dai.HDA0.playback", NULL), 0);
	before = sink.moved;
	card_run(card, 5);
	assert_int_equal(sink.moved, before);
	card_end();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_must_be_those_of_dais),
		cmocka_unit_test(a_wire_lasts_for_all_streams),
		cmocka_unit_test(a_wire_that_nobody_feeds_is_known),
		cmocka_unit_test(a_client_may_change_while_the_link_runs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
