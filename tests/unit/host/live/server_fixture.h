/* SPDX-License-Identifier: BSD-3-Clause */
/* A live card, and a client that sends one request at a time and sees its answer. */
#ifndef TESTS_HOST_LIVE_SERVER_FIXTURE_H
#define TESTS_HOST_LIVE_SERVER_FIXTURE_H

#include <errno.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../card/card_fixture.h"
#include "live/internal.h"

#define BUFFER 960 /* frames of a stream, 20 ms, in four periods */

static struct live_server *server;
static struct live_message message;
static struct live_ring *ring;
static int fds[LIVE_MAX_FDS];
static char dir[64], warned[600];

static inline void keep_warning(void *ctx, bool warning, const char *text)
{
	if (warning)
		snprintf(warned, sizeof(warned), "%s", text);
}

static struct live_config config = {
	.name = "test", .id = "test", .wake_fd = -1, .log = keep_warning
};

static inline void begin(const char *topology)
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

static inline void end(void)
{
	live_server_close(server);
	card_end();
	assert_int_equal(access(dir, F_OK), -1);
	*strrchr(dir, '/') = '\0';
	assert_int_equal(rmdir(dir), 0);
}

static inline void turn(void)
{
	assert_true(live_server_turn(server, UINT64_MAX, 0) >= 0);
}

/* @return the answer's status, -ENODEV: the card has closed the connection */
static inline int ask(int fd, enum live_type type)
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

static inline int open_as(int fd, enum live_type type, uint32_t pcm, uint32_t capture,
			  uint32_t version)
{
	message.open = (struct live_open){ LIVE_MAGIC, version, pcm, capture };
	return ask(fd, type);
}

static inline int connect_card(void)
{
	int fd = live_connect(dir);

	assert_true(fd >= 0);
	return fd;
}

/* A stream with its ring, prepared. */
static inline int open_stream(uint32_t pcm, uint32_t capture)
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

static inline int open_playback(uint32_t pcm)
{
	return open_stream(pcm, 0);
}

static inline void close_stream(int fd)
{
	live_ring_unmap(ring, live_ring_bytes(BUFFER, 4));
	for (size_t i = 0; i < LIVE_MAX_FDS; i++)
		close(fds[i]);
	close(fd);
}

#endif
