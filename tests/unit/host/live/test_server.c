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

#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../card/card_fixture.h"
#include "live/internal.h"

#define BUFFER 1920

static struct live_server *server;
static struct live_message message;
static struct live_ring *ring;
static int fds[LIVE_MAX_FDS];
static char dir[64], warned[600];

static void keep_warning(void *ctx, bool warning, const char *text)
{
	if (warning)
		snprintf(warned, sizeof(warned), "%s", text);
}

static struct live_config config = {
	.name = "test", .id = "test", .wake_fd = -1, .log = keep_warning
};

static void begin(const char *topology)
{
	char parent[] = "/tmp/adspbench-test-XXXXXX", err[256] = "";

	assert_non_null(mkdtemp(parent));
	snprintf(dir, sizeof(dir), "%s/card", parent);
	card_begin(topology);
	config.card = card;
	config.tplg = tplg;
	config.dir = dir;
	warned[0] = '\0';
	if (live_server_open(&config, &server, err, sizeof(err)) < 0)
		fail_msg("%s", err);
}

static void end(void)
{
	live_server_close(server);
	card_end();
	assert_int_equal(access(dir, F_OK), -1);
	*strrchr(dir, '/') = '\0';
	assert_int_equal(rmdir(dir), 0);
}

static void turn(void)
{
	assert_true(live_server_turn(server, UINT64_MAX, 0) >= 0);
}

/* @return the answer's status, -ENODEV: the card has closed the connection */
static int ask(int fd, enum live_type type)
{
	const char *why;
	int ret;

	message.header = (struct live_header){ .type = type, .serial = 5 };
	assert_int_equal(live_send(fd, &message, LIVE_CLIENT, NULL, 0), 0);
	for (int i = 0; i < 5; i++)
		turn();
	ret = live_receive(fd, &message, LIVE_CARD, fds, &why);
	if (ret < 0)
		return ret;
	assert_int_equal(message.header.type, type);
	assert_int_equal(message.header.serial, 5);
	return message.header.status;
}

static int open_as(int fd, enum live_type type, uint32_t pcm, uint32_t capture, uint32_t version)
{
	message.open = (struct live_open){ LIVE_MAGIC, version, pcm, capture };
	return ask(fd, type);
}

static int connect_card(void)
{
	int fd = live_connect(dir);

	assert_true(fd >= 0);
	return fd;
}

/* A stream with its ring, prepared. */
static int open_stream(uint32_t pcm, uint32_t capture)
{
	int fd = connect_card();

	assert_int_equal(open_as(fd, LIVE_OPEN_PCM, pcm, capture, LIVE_VERSION), 0);
	message.params = (struct live_params){ 48000, 2, DRV_FORMAT_S16_LE, BUFFER / 4, BUFFER };
	assert_int_equal(ask(fd, LIVE_HW_PARAMS), 0);
	assert_int_equal(message.ring.buffer_frames, BUFFER);
	assert_int_equal(live_ring_map(fds[0], message.ring.map_bytes, &ring), 0);
	assert_int_equal(ask(fd, LIVE_PREPARE), 0);
	assert_int_equal(atomic_load(&ring->state), LIVE_STATE_PREPARED);
	return fd;
}

static int open_playback(uint32_t pcm)
{
	return open_stream(pcm, 0);
}

static void close_stream(int fd)
{
	live_ring_unmap(ring, live_ring_bytes(BUFFER, 4));
	for (size_t i = 0; i < LIVE_MAX_FDS; i++)
		close(fds[i]);
	close(fd);
}

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
	begun = live_now_ms();
	assert_int_equal(ask(fd, LIVE_START), 0);
	first = card_ticks(card);
	while (card_ticks(card) < first + 20)
		assert_true(live_server_turn(server, UINT64_MAX, -1) >= 0);
	assert_in_range(live_now_ms() - begun, 19, 10000);
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
		cmocka_unit_test(names_of_cards_are_checked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
