/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Clients of a live card send packets of any bytes and write anything into their rings: the card answers or closes them,
 * and when all have gone nothing is left. FUZZ_CARD names the topology.
 *
 * The input is a row of acts: what, by which client, then what it needs.
 */
#include <errno.h>
#include <stdatomic.h>
#include <sys/socket.h>

#include "card/card.h"
#include "fuzz.h"
#include "live/server.h"
#include "live/socket.h"

#define CLIENTS  4
#define MAX_ACTS 500

enum act {
	SEND,       /* type u8, length u8, body: a header that fits */
	SEND_BYTES, /* length u8, bytes: header and all */
	SET_APPL,   /* u16 frames beyond the card's position */
	SET_RING,   /* which u8, value u16 in its high half */
	GO,         /* as one that was killed */
	TURN,
	ACTS
};

struct client {
	int fd, fds[LIVE_MAX_FDS];
	struct live_ring *ring;
	uint32_t bytes;
};

static struct client clients[CLIENTS];
static struct live_server *server;
static struct live_message message;
static char dir[64];

static void forget(struct client *client)
{
	live_ring_unmap(client->ring, client->bytes);
	for (size_t i = 0; i < LIVE_MAX_FDS; i++)
		if (client->fds[i] >= 0)
			close(client->fds[i]);
	if (client->fd >= 0)
		close(client->fd);
	*client = (struct client){ .fd = -1, .fds = { -1, -1, -1 } };
}

static void turn(void)
{
	if (live_server_turn(server, UINT64_MAX, 0) < 0)
		fuzz_fail("the card's own sockets fail");
}

/* The card's answer, which is never wrong; a ring that comes with it is mapped. */
static void listen_to(struct client *client)
{
	int fds[LIVE_MAX_FDS], ret;
	const char *why;

	if (client->fd < 0 || recv(client->fd, &message, 1, MSG_PEEK | MSG_DONTWAIT) < 0)
		return;
	ret = live_receive(client->fd, &message, LIVE_CARD, fds, &why);
	if (ret == -ENODEV) {
		forget(client);
		return;
	}
	if (ret)
		fuzz_fail("the card's answer: %s", why);
	for (size_t i = 0; i < LIVE_MAX_FDS; i++) {
		if (fds[i] < 0)
			continue;
		if (client->fds[i] >= 0)
			close(client->fds[i]);
		client->fds[i] = fds[i];
	}
	if (message.header.type != LIVE_HW_PARAMS || message.header.status)
		return;
	live_ring_unmap(client->ring, client->bytes);
	client->ring = NULL;
	client->bytes = message.ring.map_bytes;
	if (live_ring_map(client->fds[0], client->bytes, &client->ring))
		fuzz_fail("the card's ring cannot be mapped");
}

static void send_packet(struct client *client, struct fuzz_bytes *in, enum act act)
{
	size_t bytes;

	memset(&message, 0, sizeof(message));
	if (act == SEND)
		message.header.type = fuzz_u8(in) % (LIVE_TYPES + 1);
	bytes = fuzz_u8(in);
	if (act == SEND) {
		fuzz_take(in, (uint8_t *)&message + sizeof(message.header), bytes);
		message.header.bytes = (uint32_t)bytes;
		bytes += sizeof(message.header);
	} else {
		fuzz_take(in, &message, bytes);
	}
	if (client->fd < 0)
		client->fd = live_connect(dir);
	if (client->fd < 0)
		fuzz_fail("no connection");
	if (bytes)
		send(client->fd, &message, bytes, MSG_NOSIGNAL | MSG_DONTWAIT);
}

static void write_ring(struct client *client, struct fuzz_bytes *in, enum act act)
{
	const uint8_t which = act == SET_RING ? fuzz_u8(in) : 0;
	const uint64_t value = fuzz_u16(in);

	if (!client->ring)
		return;
	if (act == SET_APPL)
		atomic_store(&client->ring->appl, atomic_load(&client->ring->hw) + value);
	else if (which % 3 == 0)
		atomic_store(&client->ring->appl, value << 48);
	else if (which % 3 == 1)
		atomic_store(&client->ring->hw, value << 48);
	else
		atomic_store(&client->ring->state, (uint32_t)value);
	if (client->fds[1] >= 0)
		live_signal(client->fds[1]);
}

static void do_act(struct fuzz_bytes *in)
{
	const enum act act = fuzz_u8(in) % ACTS;
	struct client *client = &clients[fuzz_u8(in) % CLIENTS];

	if (act == SEND || act == SEND_BYTES)
		send_packet(client, in, act);
	else if (act == SET_APPL || act == SET_RING)
		write_ring(client, in, act);
	else if (act == GO)
		forget(client);
	turn();
	listen_to(client);
}

/* ---- the card ---- */

static struct tplg *topology(void)
{
	static struct tplg *t;
	struct tplg_error error;

	if (!t && tplg_load(fuzz_needed("card.tplg", FUZZ_CARD), &t, &error) < 0)
		fuzz_fail("%s", error.text);
	return t;
}

static struct card *start(void)
{
	static struct adsp_profile profile;
	struct card_config config = { .tplg = topology(), .machine.profile = &profile };
	struct live_config live = { .name = "fuzz", .pace = LIVE_PACE_FREE, .wake_fd = -1 };
	struct card *card;
	char err[256] = "";

	fuzz_find_profiles();
	strcpy(dir, "/tmp/adspbench-fuzz-XXXXXX");
	if (!mkdtemp(dir) || adsp_profile_load("mtl", &profile, err, sizeof(err)))
		fuzz_fail("%s: %s", dir, err);
	strcat(dir, "/card");
	adsp_ledger_enable(true);
	if (card_create(&config, &card) || card_probe(card))
		fuzz_fail("the card does not start");
	live.card = card;
	live.tplg = config.tplg;
	live.dir = dir;
	if (live_server_open(&live, &server, err, sizeof(err)))
		fuzz_fail("%s", err);
	return card;
}

static void stop(struct card *card)
{
	for (size_t i = 0; i < CLIENTS; i++)
		forget(&clients[i]);
	while (live_server_has_clients(server))
		turn();
	live_server_close(server);
	if (card_remove(card))
		fuzz_fail("the card cannot be removed");
	fuzz_judge();
	card_destroy(card);
	*strrchr(dir, '/') = '\0';
	if (rmdir(dir))
		fuzz_fail("%s: something is left", dir);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_bytes in = { data, size };
	struct card *card;

	for (size_t i = 0; i < CLIENTS; i++)
		clients[i] = (struct client){ .fd = -1, .fds = { -1, -1, -1 } };
	card = start();
	for (unsigned int i = 0; in.left && i < MAX_ACTS; i++)
		do_act(&in);
	stop(card);
	return 0;
}
