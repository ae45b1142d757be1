/* SPDX-License-Identifier: BSD-3-Clause */
/* What both plugins do to reach a card. */
#ifndef PLUGINS_CLIENT_H
#define PLUGINS_CLIENT_H

#include <alsa/asoundlib.h>

#include "live/socket.h"

/** A connection, on which one request at a time is answered. */
struct client {
	int fd;
	uint32_t serial;
};

/** What the ALSA configuration says of a card. */
struct client_config {
	const char *card; /* name */
	const char *dir;  /* of its socket; NULL: by the name */
	long pcm, subdevice;
};

/** Read the fields `card`, `dir`, `pcm` and `subdevice` of a plugin's configuration. @return 0, -EINVAL with a message */
int client_configure(snd_config_t *conf, struct client_config *config);

/** Connect. @return 0; -ENODEV no such card, with a message */
int client_connect(struct client *client, const struct client_config *config);

/** NULL-safe end: closes the connection if there is one. */
void client_close(struct client *client);

/**
 * Send a request and wait for its answer.
 * @param message	in: request with its body; out: answer
 * @param fds		LIVE_MAX_FDS, for descriptors that come with the answer; NULL: none are expected
 * @return 0 or the answer's status; -ENODEV the card has gone; -EPROTO it answers what makes no sense
 */
int client_ask(struct client *client, enum live_type type, struct live_message *message, int *fds);

/** Has the card gone? Does not wait. */
bool client_lost(const struct client *client);

#endif
