/* SPDX-License-Identifier: BSD-3-Clause */
/* What the card answers to a client, one request at a time, and what it does to one that lies. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include <sys/wait.h>

#include "server_fixture.h"

static void opens_are_checked(void **state)
{
	int first, second;

	begin("playback-gain-16.tplg");
	first = connect_card();
	assert_int_equal(ask(first, LIVE_PREPARE), -EBADFD);
	assert_int_equal(ask(first, LIVE_NEXT_EVENT), -EBADFD);
	assert_int_equal(open_as(first, LIVE_OPEN_PCM, 7, 0, LIVE_VERSION), -ENOENT);
	assert_int_equal(open_as(first, LIVE_OPEN_PCM, 0, 1, LIVE_VERSION), -ENOENT);
	assert_int_equal(open_as(first, LIVE_OPEN_PCM, 0, 0, LIVE_VERSION), 0);
	assert_int_equal(message.space.rates[0], 48000);
	assert_int_equal(open_as(first, LIVE_OPEN_PCM, 0, 0, LIVE_VERSION), -EBUSY);
	assert_int_equal(open_as(first, LIVE_OPEN_CTL, 0, 0, LIVE_VERSION), -EBUSY);
	second = connect_card();
	assert_int_equal(open_as(second, LIVE_OPEN_PCM, 0, 0, LIVE_VERSION), -EBUSY);
	/* what one closes another one has at once */
	close(first);
	assert_int_equal(open_as(second, LIVE_OPEN_PCM, 0, 0, LIVE_VERSION), 0);
	close(second);
	first = connect_card();
	assert_int_equal(open_as(first, LIVE_OPEN_PCM, 0, 0, LIVE_VERSION + 1), -EPROTONOSUPPORT);
	assert_non_null(strstr(warned, "version"));
	turn();
	assert_int_equal(recv(first, &message, 1, MSG_DONTWAIT), 0);
	close(first);
	end();
}

static void states_are_checked(void **state)
{
	int fd;

	begin("playback-gain-16.tplg");
	fd = connect_card();
	assert_int_equal(open_as(fd, LIVE_OPEN_PCM, 0, 0, LIVE_VERSION), 0);
	assert_int_equal(ask(fd, LIVE_PREPARE), -EBADFD);
	assert_int_equal(ask(fd, LIVE_HW_FREE), 0);
	/* nothing of that can be had */
	message.params = (struct live_params){ 44100, 2, DRV_FORMAT_S16_LE, 480, BUFFER };
	assert_int_equal(ask(fd, LIVE_HW_PARAMS), -EINVAL);
	message.params = (struct live_params){ 48000, 2, DRV_FORMAT_S16_LE, 10, 20 };
	assert_int_equal(ask(fd, LIVE_HW_PARAMS), -EINVAL);
	close(fd);
	fd = open_playback(0);
	assert_int_equal(ask(fd, LIVE_RESUME), -EBADFD);
	atomic_store(&ring->appl, BUFFER);
	assert_int_equal(ask(fd, LIVE_START), 0);
	assert_int_equal(ask(fd, LIVE_START), -EBADFD);
	message.params = (struct live_params){ 48000, 2, DRV_FORMAT_S16_LE, 480, BUFFER };
	assert_int_equal(ask(fd, LIVE_HW_PARAMS), -EBADFD);
	assert_int_equal(ask(fd, LIVE_DRAIN), 0);
	while (atomic_load(&ring->state) == LIVE_STATE_DRAINING)
		turn();
	assert_int_equal(atomic_load(&ring->state), LIVE_STATE_DRAINED);
	assert_int_equal(atomic_load(&ring->hw), BUFFER);
	close_stream(fd);
	end();
}

/* Time stands when the client has nothing more, and goes on when it has. */
static void time_waits_for_the_client(void **state)
{
	uint64_t stands;
	int fd;

	begin("playback-gain-16.tplg");
	fd = open_playback(0);
	atomic_store(&ring->appl, BUFFER);
	assert_int_equal(ask(fd, LIVE_START), 0);
	for (int i = 0; i < 20; i++)
		turn();
	stands = card_ticks(card);
	assert_true(atomic_load(&ring->hw) > BUFFER / 2 && atomic_load(&ring->hw) <= BUFFER);
	for (int i = 0; i < 20; i++)
		turn();
	assert_int_equal(card_ticks(card), stands);
	atomic_fetch_add(&ring->appl, 480);
	for (int i = 0; i < 20; i++)
		turn();
	assert_int_equal(card_ticks(card), stands + 10);
	close_stream(fd);
	end();
}

/* A recording of a wire that nobody feeds goes by the host's clock: no more ticks pass than milliseconds. */
static void silence_is_recorded_by_the_clock(void **state)
{
	int64_t begun;
	uint64_t first;
	int fd;

	begin("nocodec-ssp-16.tplg");
	assert_int_equal(card_loopback(card, "dai.SSP0.playback", "dai.SSP0.capture"), 0);
	fd = open_stream(0, 1);
	begun = live_now_us();
	assert_int_equal(ask(fd, LIVE_START), 0);
	first = card_ticks(card);
	while (card_ticks(card) < first + 10)
		assert_true(live_server_turn(server, UINT64_MAX, -1) >= 0);
	assert_in_range(live_now_us() - begun, 9000, 10000000);
	/* a client that does not read is waited for */
	for (int i = 0; i < 20; i++)
		live_server_turn(server, UINT64_MAX, 2);
	assert_true(atomic_load(&ring->hw) <= BUFFER);
	close_stream(fd);
	end();
}

static void a_position_that_cannot_be_ends_the_stream(void **state)
{
	static const uint64_t lies[] = { BUFFER + 1, UINT64_MAX, UINT64_C(1) << 40 };

	for (size_t i = 0; i < sizeof(lies) / sizeof(lies[0]); i++) {
		int fd;

		begin("mix-16.tplg");
		fd = open_playback(0);
		atomic_store(&ring->appl, BUFFER);
		assert_int_equal(ask(fd, LIVE_START), 0);
		atomic_store(&ring->appl, atomic_load(&ring->hw) + lies[i]);
		for (int k = 0; k < 5; k++)
			turn();
		assert_non_null(strstr(warned, "positions in its ring"));
		assert_int_equal(recv(fd, &message, 1, MSG_DONTWAIT), 0);
		close_stream(fd);
		/* and the PCM is free again */
		fd = open_playback(0);
		close_stream(fd);
		end();
	}
}

/* As when a module has failed: the client is not left waiting. */
static void a_stream_that_the_dsp_does_not_move_is_given_up(void **state)
{
	int fd;

	begin("mix-16.tplg");
	fd = open_playback(0);
	atomic_store(&ring->appl, BUFFER);
	assert_int_equal(ask(fd, LIVE_START), 0);
	assert_int_equal(drv_pcm_trigger(card_stream_driver(server->clients->pcm.stream),
					 DRV_TRIGGER_PAUSE_PUSH),
			 0);
	atomic_store(&ring->appl, atomic_load(&ring->hw) + BUFFER);
	for (int i = 0; i < 2000 && atomic_load(&ring->state) == LIVE_STATE_RUNNING; i++)
		turn();
	assert_int_equal(atomic_load(&ring->state), LIVE_STATE_GONE);
	assert_non_null(strstr(warned, "given up"));
	close_stream(fd);
	end();
}

static void a_message_that_is_none_ends_the_connection(void **state)
{
	int fd;

	begin("playback-gain-16.tplg");
	fd = connect_card();
	assert_int_equal(send(fd, "hello", 5, MSG_NOSIGNAL), 5);
	for (int i = 0; i < 3; i++)
		turn();
	assert_non_null(strstr(warned, "wrong length"));
	assert_int_equal(recv(fd, &message, 1, MSG_DONTWAIT), 0);
	assert_false(live_server_has_clients(server));
	close(fd);
	end();
}

static void folders_of_others_are_not_used(void **state)
{
	struct live_server *second;
	char err[256] = "";

	begin("playback-gain-16.tplg");
	assert_int_equal(live_server_open(&config, &second, err, sizeof(err)), -EADDRINUSE);
	assert_non_null(strstr(err, "runs already"));
	assert_int_equal(chmod(dir, 0755), 0);
	assert_int_equal(live_server_open(&config, &second, err, sizeof(err)), -EPERM);
	assert_non_null(strstr(err, "0700"));
	end();
}

static void open_to_all(void)
{
	char path[sizeof(dir) + 8];

	snprintf(path, sizeof(path), "%s/socket", dir);
	assert_int_equal(chmod(path, 0666), 0);
	assert_int_equal(chmod(dir, 0755), 0);
	snprintf(path, sizeof(path), "%s/..", dir);
	assert_int_equal(chmod(path, 0755), 0);
}

/* Even if the folder were open to all. */
static void processes_of_other_users_are_refused(void **state)
{
	pid_t child;
	int status;

	if (getuid() != 0)
		skip();
	begin("playback-gain-16.tplg");
	open_to_all();
	child = fork();
	assert_true(child >= 0);
	if (!child) {
		char byte;
		int fd = setuid(65534) == 0 ? live_connect(dir) : -1;

		/* it is accepted, and closed at once */
		_exit(fd >= 0 && recv(fd, &byte, 1, 0) == 0 ? 0 : 1);
	}
	while (waitpid(child, &status, WNOHANG) == 0)
		turn();
	assert_int_equal(status, 0);
	assert_string_equal(warned, "a process of user 65534 was refused");
	assert_false(live_server_has_clients(server));
	end();
}

static void names_of_cards_are_checked(void **state)
{
	static const char *const bad[] = { "", ".", "..", "a/b", "a b", "\xc3\xa4" };
	char path[LIVE_PATH_BYTES];

	setenv("XDG_RUNTIME_DIR", "/run/user/1", 1);
	assert_int_equal(live_card_dir("adsp-1.x_", path), 0);
	assert_string_equal(path, "/run/user/1/adspbench/adsp-1.x_");
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(live_card_dir(bad[i], path), -EINVAL);
	unsetenv("XDG_RUNTIME_DIR");
	assert_int_equal(live_card_dir("adsp", path), 0);
	assert_memory_equal(path, "/tmp/adspbench-", 15);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(opens_are_checked),
		cmocka_unit_test(states_are_checked),
		cmocka_unit_test(time_waits_for_the_client),
		cmocka_unit_test(silence_is_recorded_by_the_clock),
		cmocka_unit_test(a_position_that_cannot_be_ends_the_stream),
		cmocka_unit_test(a_stream_that_the_dsp_does_not_move_is_given_up),
		cmocka_unit_test(a_message_that_is_none_ends_the_connection),
		cmocka_unit_test(folders_of_others_are_not_used),
		cmocka_unit_test(processes_of_other_users_are_refused),
		cmocka_unit_test(names_of_cards_are_checked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
