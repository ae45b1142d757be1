/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Clients that send anything and write anything into their rings: the card answers or closes them, others play on, and
 * at the end nothing is left in the DSP. ADSP_FUZZ_ROUNDS says how long it goes on, ADSP_FUZZ_SEED with which numbers.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include <sys/socket.h>
#include <unistd.h>

#include "../card/card_fixture.h"
#include "live/server.h"
#include "live/socket.h"

#define CLIENTS 6
#define ROUNDS  60000

struct liar {
	int fd, fds[LIVE_MAX_FDS];
	struct live_ring *ring;
	uint32_t bytes;
	bool control;
};

static struct live_server *server;
static struct liar liars[CLIENTS];
static struct live_message message;
static unsigned int rings, good, refused; /* that the card has made, answers */
static char dir[64];

static void start(const char *topology)
{
	char parent[] = "/tmp/adspbench-fuzz-XXXXXX";
	struct live_config config = {
		.name = "fuzz", .id = "fuzz", .pace = LIVE_PACE_FREE, .wake_fd = -1
	};
	char err[256] = "";

	assert_non_null(mkdtemp(parent));
	snprintf(dir, sizeof(dir), "%s/card", parent);
	card_begin(topology);
	config.card = card;
	config.tplg = tplg;
	config.dir = dir;
	if (live_server_open(&config, &server, err, sizeof(err)) < 0)
		fail_msg("%s", err);
}

static void turn(void)
{
	assert_true(live_server_turn(server, UINT64_MAX, 0) >= 0);
}

static void forget(struct liar *liar)
{
	live_ring_unmap(liar->ring, liar->bytes);
	for (size_t i = 0; i < LIVE_MAX_FDS; i++)
		if (liar->fds[i] >= 0)
			close(liar->fds[i]);
	if (liar->fd >= 0)
		close(liar->fd);
	*liar = (struct liar){ .fd = -1, .fds = { -1, -1, -1 } };
}

/* The answer, if there is one; a ring that comes with it is mapped. */
static void listen_to(struct liar *liar)
{
	int fds[LIVE_MAX_FDS], ret;
	const char *why;

	if (recv(liar->fd, &message, 1, MSG_PEEK | MSG_DONTWAIT) < 0)
		return;
	ret = live_receive(liar->fd, &message, LIVE_CARD, fds, &why);
	if (ret == -ENODEV) {
		forget(liar);
		return;
	}
	good += !message.header.status;
	refused += message.header.status != 0;
	assert_int_equal(ret, 0); /* the card itself says nothing that is wrong */
	for (size_t i = 0; i < LIVE_MAX_FDS; i++) {
		if (fds[i] < 0)
			continue;
		if (liar->fds[i] >= 0)
			close(liar->fds[i]);
		liar->fds[i] = fds[i];
	}
	if (message.header.type != LIVE_HW_PARAMS || message.header.status)
		return;
	live_ring_unmap(liar->ring, liar->bytes);
	rings++;
	liar->bytes = message.ring.map_bytes;
	assert_int_equal(live_ring_map(liar->fds[0], liar->bytes, &liar->ring), 0);
}

static void open_message(bool control)
{
	message.header = (struct live_header){ .type = control ? LIVE_OPEN_CTL : LIVE_OPEN_PCM };
	message.open = (struct live_open){ LIVE_MAGIC, LIVE_VERSION, (uint32_t)rand() % 2,
					   (uint32_t)rand() % 2 };
}

/* A request that makes sense, as often as not. */
static void make_request(bool control)
{
	static const enum live_type pcm[] = { LIVE_HW_PARAMS, LIVE_HW_PARAMS, LIVE_SW_PARAMS,
					      LIVE_PREPARE,   LIVE_PREPARE,   LIVE_START,
					      LIVE_START,     LIVE_DROP,      LIVE_DRAIN,
					      LIVE_PAUSE,     LIVE_RESUME,    LIVE_HW_FREE };
	static const enum live_type ctl[] = { LIVE_ELEMENT,   LIVE_ITEM,      LIVE_READ,
					      LIVE_WRITE,     LIVE_TLV_READ,  LIVE_TLV_WRITE,
					      LIVE_SUBSCRIBE, LIVE_NEXT_EVENT };
	enum live_type type = control ? ctl[rand() % 8] : pcm[rand() % 12];

	message.header = (struct live_header){ .type = type, .serial = (uint32_t)rand() };
	switch (type) {
	case LIVE_HW_PARAMS:
		message.params = (struct live_params){ 48000, 2, rand() % 4 ? 2 : 10, 480, 1920 };
		break;
	case LIVE_SW_PARAMS:
		message.sw_params =
			(struct live_sw_params){ (uint32_t)rand() % 2000, (uint32_t)rand() % 2 };
		break;
	case LIVE_PAUSE:
	case LIVE_SUBSCRIBE:
		message.toggle.on = (uint32_t)rand() % 2;
		break;
	case LIVE_TLV_WRITE:
		message.tlv.element = (uint32_t)rand() % 8;
		message.tlv.bytes = (uint32_t)rand() % 200;
		for (uint32_t i = 0; i < message.tlv.bytes; i++)
			message.tlv.data[i] = (uint8_t)rand();
		break;
	default:
		message.ref = (struct live_element_ref){ (uint32_t)rand() % 8, (uint32_t)rand() };
		break;
	}
}

/* Send it, with some bytes changed every other time. */
static void send_it(struct liar *liar)
{
	size_t bytes;

	message.header.bytes = (uint32_t)live_body_bytes(&message, LIVE_CLIENT);
	bytes = sizeof(message.header) + message.header.bytes;
	for (int k = rand() % 8 ? 0 : 1 + rand() % 3; k > 0; k--)
		((uint8_t *)&message)[(size_t)rand() % bytes] = (uint8_t)rand();
	if (!(rand() % 64))
		bytes = (size_t)rand() % (bytes + 8);
	if (bytes)
		send(liar->fd, &message, bytes, MSG_NOSIGNAL | MSG_DONTWAIT);
}

/* Most positions are those of a good client, some are not. */
static void lie_in_ring(struct liar *liar)
{
	uint64_t hw;

	if (!liar->ring)
		return;
	hw = atomic_load(&liar->ring->hw);
	atomic_store(&liar->ring->appl,
		     rand() % 50 ? hw + (uint64_t)rand() % 1921 : (uint64_t)rand() << 33);
	if (!(rand() % 20))
		atomic_store(&liar->ring->hw, (uint64_t)rand());
	if (!(rand() % 20))
		atomic_store(&liar->ring->state, (uint32_t)rand());
	if (liar->fds[1] >= 0)
		live_signal(liar->fds[1]);
}

static void step(struct liar *liar)
{
	if (liar->fd < 0) {
		liar->fd = live_connect(dir);
		assert_true(liar->fd >= 0);
		liar->control = rand() % 3 == 0;
		open_message(liar->control);
		send_it(liar);
		return;
	}
	switch (rand() % 40) {
	case 0:
		forget(liar); /* as one that was killed */
		return;
	case 1 ... 15:
		lie_in_ring(liar);
		break;
	default:
		make_request(liar->control);
		send_it(liar);
		break;
	}
	if (liar->fd >= 0)
		listen_to(liar);
}

static long number(const char *name, long usual)
{
	const char *text = getenv(name);

	return text ? atol(text) : usual;
}

static void fuzz(const char *topology)
{
	long seed = number("ADSP_FUZZ_SEED", 7);

	srand((unsigned int)seed);
	rings = good = refused = 0;
	start(topology);
	for (size_t i = 0; i < CLIENTS; i++)
		liars[i] = (struct liar){ .fd = -1, .fds = { -1, -1, -1 } };
	for (long i = number("ADSP_FUZZ_ROUNDS", ROUNDS); i > 0; i--) {
		step(&liars[rand() % CLIENTS]);
		turn();
	}
	print_message("seed %ld: %u rings, %u good answers, %u refusals, %llu ticks\n", seed, rings,
		      good, refused, (unsigned long long)card_ticks(card));
	assert_true(rings > 10 && good > 300 && refused > 300 && card_ticks(card) > 100);
	for (size_t i = 0; i < CLIENTS; i++)
		forget(&liars[i]);
	while (live_server_has_clients(server))
		turn();
	live_server_close(server);
	card_end();
	assert_int_equal(access(dir, F_OK), -1);
	*strrchr(dir, '/') = '\0';
	rmdir(dir);
}

static void liars_harm_themselves_only(void **state)
{
	fuzz("mix-16.tplg");
}

static void liars_that_record_too(void **state)
{
	fuzz("nocodec-ssp-16.tplg");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(liars_harm_themselves_only),
		cmocka_unit_test(liars_that_record_too),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
