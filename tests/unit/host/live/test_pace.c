/* SPDX-License-Identifier: BSD-3-Clause */
/* Pace real by a clock of the test's own: the host does not run the card, or its client, for a while. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "server_fixture.h"

#define MS     1000
#define STEP   50 /* of the clock, in microseconds */
#define PERIOD (BUFFER / 4)

static int64_t now_us;

int64_t __wrap_live_now_us(void);

int64_t __wrap_live_now_us(void)
{
	return now_us;
}

/** A client that fills (or empties) its buffer some time after it has been woken. */
static struct {
	bool captures;
	int64_t reacts_us; /* as long as it takes */
	int64_t acts_us;   /* when it will; 0: it sleeps */
	int fd;
} client;

static uint64_t avail(void)
{
	uint64_t hw = atomic_load(&ring->hw), appl = atomic_load(&ring->appl);

	return client.captures ? hw - appl : BUFFER - (appl - hw);
}

static void act(void)
{
	if (!client.acts_us && avail() >= PERIOD)
		client.acts_us = now_us + client.reacts_us;
	if (!client.acts_us || now_us < client.acts_us)
		return;
	atomic_store(&ring->appl, atomic_load(&ring->hw) + (client.captures ? 0 : BUFFER));
	client.acts_us = 0;
}

static bool runs(void)
{
	return atomic_load(&ring->state) == LIVE_STATE_RUNNING;
}

static void pass(int64_t us)
{
	for (int64_t end = now_us + us; now_us < end && runs(); now_us += STEP) {
		turn();
		act();
	}
}

/* Milliseconds that the card is behind the clock. */
static int64_t lag_ms(void)
{
	return (now_us - server->origin_us) / MS - (int64_t)card_ticks(card);
}

/* A stream that has run for a while. */
static void start(bool captures, int64_t reacts_us)
{
	config.pace = LIVE_PACE_REAL;
	begin("nocodec-ssp-16.tplg");
	client.captures = captures;
	client.reacts_us = reacts_us;
	client.acts_us = 0;
	client.fd = open_stream(0, captures);
	if (!captures)
		atomic_store(&ring->appl, BUFFER);
	assert_int_equal(ask(client.fd, LIVE_START), 0);
	pass(500 * MS);
}

static void stop(void)
{
	close_stream(client.fd);
	end();
}

/* Wait for the moment before the client acts, when its reserve is smallest. */
static void get_to_worst_moment(void)
{
	while (!client.acts_us || client.acts_us > now_us + STEP)
		pass(STEP);
}

/* Not run for up to a second, the card catches up, and a client that is in time has no xrun. */
static void a_card_that_was_not_run_catches_up(void **state)
{
	static const int64_t held_ms[] = { 15, 60, 200, 900 };

	for (size_t i = 0; i < 4 * sizeof(held_ms) / sizeof(held_ms[0]); i++) {
		int64_t held_us = held_ms[i / 4] * MS;
		bool both = i & 2;

		start(i & 1, 5 * MS);
		assert_in_range(lag_ms() + 1, 0, 2);
		get_to_worst_moment();
		now_us += held_us;
		if (both) /* it begins anew */
			client.acts_us = now_us + client.reacts_us;
		assert_true(lag_ms() >= held_us / MS - 1);
		pass(4 * held_us);
		assert_true(runs());
		assert_in_range(lag_ms() + 1, 0, 2);
		assert_int_equal(server->uses[i & 1].xruns, 0);
		stop();
	}
	assert_string_equal(warned, "");
}

/* Held up again and again, it keeps the clock's time on average. */
static void time_is_kept_on_average(void **state)
{
	start(false, 3 * MS);
	for (int i = 0; i < 100; i++) {
		get_to_worst_moment();
		now_us += 12 * MS;
		pass(60 * MS);
	}
	assert_true(runs());
	assert_in_range(lag_ms() + 1, 0, 2);
	stop();
}

/* With nobody to wait for there is no reason to go slowly. */
static void without_streams_time_is_caught_up_at_once(void **state)
{
	config.pace = LIVE_PACE_REAL;
	begin("nocodec-ssp-16.tplg");
	now_us += 200 * MS;
	for (int i = 0; i < 200; i++)
		turn();
	assert_int_equal(lag_ms(), 0);
	end();
}

static void a_second_is_not_made_up_for(void **state)
{
	uint64_t ticks;

	start(false, 5 * MS);
	ticks = card_ticks(card);
	now_us += 5000 * MS;
	pass(1000 * MS);
	assert_true(runs());
	assert_in_range(card_ticks(card) - ticks, 999, 1002);
	assert_non_null(strstr(warned, "was not run for 5000 ms"));
	stop();
}

/* A client that is late by more than its buffer has an xrun, be the card itself in time or late as well. */
static void a_late_client_has_an_xrun(void **state)
{
	for (int i = 0; i < 4; i++) {
		start(i & 1, 5 * MS);
		get_to_worst_moment();
		client.acts_us = INT64_MAX;
		if (i & 2)
			now_us += 60 * MS;
		pass(25 * MS);
		assert_int_equal(atomic_load(&ring->state), LIVE_STATE_XRUN);
		assert_int_equal(server->uses[i & 1].xruns, 1);
		stop();
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_card_that_was_not_run_catches_up),
		cmocka_unit_test(time_is_kept_on_average),
		cmocka_unit_test(without_streams_time_is_caught_up_at_once),
		cmocka_unit_test(a_second_is_not_made_up_for),
		cmocka_unit_test(a_late_client_has_an_xrun),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
