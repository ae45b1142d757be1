/* SPDX-License-Identifier: BSD-3-Clause */
/* Sockets, descriptors and shared rings of both ends of the protocol, and where the card's socket is. */
#ifndef LIVE_SOCKET_H
#define LIVE_SOCKET_H

#include <limits.h>

#include "live/protocol.h"

#define LIVE_PATH_BYTES 256

/**
 * The folder in which a card has its socket: $XDG_RUNTIME_DIR/adspbench/NAME, or /tmp/adspbench-UID/NAME without one.
 * @return 0; -EINVAL no name for a card (letters, digits, '-', '_', '.'); -ENAMETOOLONG
 */
int live_card_dir(const char *name, char dir[LIVE_PATH_BYTES]);

/** Connect to the card whose folder is `dir`. @return descriptor, which is closed on exec; -ENODEV no card there; -errno */
int live_connect(const char *dir);

/** Send one message and up to LIVE_MAX_FDS descriptors. @return 0; -EPIPE and friends */
int live_send(int fd, struct live_message *message, enum live_sender sender, const int *fds,
	      size_t num_fds);

/**
 * Receive one message, parsed. Descriptors belong to the caller, those that do not come are -1.
 * @param from	who has sent it
 * @return 0; -ENODEV the other end has gone; -EAGAIN; -EPROTO and friends as live_parse()
 */
int live_receive(int fd, struct live_message *message, enum live_sender from, int fds[LIVE_MAX_FDS],
		 const char **why);

/**
 * Map a ring.
 * @param fd	memory of at least `bytes`, which must be sealed against shrinking
 * @return 0; -EPROTO it is not sealed or too small; -errno
 */
int live_ring_map(int fd, uint32_t bytes, struct live_ring **out);
void live_ring_unmap(struct live_ring *ring, uint32_t bytes);

/** Memory for a ring, sealed. @return descriptor, -errno */
int live_ring_create(uint32_t bytes);

/**
 * Wake-ups go over a pair of stream sockets, one byte each: what one end sends makes the other one readable. Unlike a
 * pair of eventfds it cannot be made to block the card by a client, who shares the descriptors' flags.
 * @param ends	[0] the card's, [1] the client's
 * @return 0, -errno
 */
int live_wake_pair(int ends[2]);

/** Make the other end readable. */
void live_signal(int fd);

/** Take what has made this end readable. */
void live_clear(int fd);

#endif
