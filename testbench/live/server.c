/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "live/internal.h"

void live_log(const struct live_server *server, bool warning, const char *format, ...)
{
	char text[600];
	va_list args;

	if (!server->config.log)
		return;
	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	server->config.log(server->config.ctx, warning, text);
}

/* ---- the socket and its folder ---- */

/* Make a folder of ours alone; one that is there must be that. */
static int make_dir(const char *path)
{
	struct stat status;

	if (mkdir(path, 0700) < 0 && errno != EEXIST)
		return -errno;
	if (lstat(path, &status) < 0)
		return -errno;
	if (!S_ISDIR(status.st_mode) || status.st_uid != getuid() || status.st_mode & 077)
		return -EPERM;
	return 0;
}

static int make_dirs(const char *path)
{
	char parent[LIVE_PATH_BYTES];
	char *slash;

	snprintf(parent, sizeof(parent), "%s", path);
	slash = strrchr(parent, '/');
	if (slash && slash != parent) {
		int ret;

		*slash = '\0';
		ret = make_dir(parent);
		if (ret < 0)
			return ret;
	}
	return make_dir(path);
}

/* What a card that has died left behind is taken over; one that runs is not. */
static int bind_socket(const char *dir)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int length = snprintf(address.sun_path, sizeof(address.sun_path), "%s/socket", dir);
	int other, fd, ret = 0;

	if (length < 0 || (size_t)length >= sizeof(address.sun_path))
		return -ENAMETOOLONG;
	other = live_connect(dir);
	if (other >= 0) {
		close(other);
		return -EADDRINUSE;
	}
	unlink(address.sun_path);
	fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return -errno;
	if (bind(fd, (const struct sockaddr *)&address, sizeof(address)) < 0 ||
	    chmod(address.sun_path, 0600) < 0 || listen(fd, 128) < 0)
		ret = -errno;
	if (ret < 0)
		close(fd);
	return ret < 0 ? ret : fd;
}

static int tell_values(struct live_server *server)
{
	server->reported = calloc(server->elements.num + 1, sizeof(*server->reported));
	if (!server->reported)
		return -ENOMEM;
	for (size_t i = 0; i < server->elements.num; i++)
		if (server->elements.element[i].type != SND_CTL_ELEM_TYPE_BYTES)
			drv_control_get(card_driver(server->config.card), i, server->reported[i]);
	return 0;
}

int live_server_open(const struct live_config *config, struct live_server **out, char *err,
		     size_t err_size)
{
	struct live_server *server = calloc(1, sizeof(*server));
	int ret = server ? make_dirs(config->dir) : -ENOMEM;

	*out = NULL;
	if (!ret) {
		server->config = *config;
		server->fd = bind_socket(config->dir);
		server->stuck_us = -1;
		live_pace_begin(server);
		ret = server->fd < 0 ? server->fd : 0;
	}
	if (!ret)
		ret = control_elements_make(config->tplg, &server->elements);
	if (!ret)
		ret = tell_values(server);
	if (!ret) {
		*out = server;
		return 0;
	}
	snprintf(err, err_size, "%s: %s", config->dir,
		 ret == -EADDRINUSE ? "a card of this name runs already" :
		 ret == -EPERM      ? "not a folder of this user alone (mode 0700)" :
				      strerror(-ret));
	if (server && server->fd > 0)
		close(server->fd);
	if (server)
		control_elements_free(&server->elements);
	free(server);
	return ret;
}

void live_server_close(struct live_server *server)
{
	char path[LIVE_PATH_BYTES + 16];

	if (!server)
		return;
	while (server->clients)
		live_client_free(server->clients);
	close(server->fd);
	snprintf(path, sizeof(path), "%s/socket", server->config.dir);
	unlink(path);
	rmdir(server->config.dir);
	control_elements_free(&server->elements);
	free(server->reported);
	free(server->uses);
	free(server);
}

/* ---- connections ---- */

static void accept_client(struct live_server *server)
{
	int fd = accept4(server->fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	struct ucred peer;
	socklen_t size = sizeof(peer);

	if (fd < 0)
		return;
	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) < 0 || peer.uid != getuid()) {
		live_warn(server, "a process of user %d was refused", (int)peer.uid);
		close(fd);
		return;
	}
	live_client_new(server, fd, peer.pid);
}

bool live_server_has_clients(const struct live_server *server)
{
	return server->clients != NULL;
}

/* ---- a turn ---- */

static int64_t let_time_pass(struct live_server *server, uint64_t until)
{
	uint64_t now = card_ticks(server->config.card);
	uint64_t ticks = now < until ? live_pace_ticks(server, until - now) : 0;

	if (!ticks)
		return 0;
	live_pace_passes(server);
	card_run(server->config.card, ticks);
	return (int64_t)(card_ticks(server->config.card) - now);
}

static void publish(struct live_server *server)
{
	for (struct live_client *c = server->clients; c; c = c->next)
		live_pcm_publish(c);
}

static size_t count_clients(const struct live_server *server)
{
	size_t count = 0;

	for (const struct live_client *c = server->clients; c; c = c->next)
		count++;
	return count;
}

/* Two places for each client, then the listening socket and the wake-up. Those that need no look are -1. */
static struct pollfd *list_fds(const struct live_server *server, size_t *count)
{
	struct pollfd *fds;
	size_t i = 0;

	*count = 2 * count_clients(server) + 2;
	fds = calloc(*count, sizeof(*fds));
	if (!fds)
		return NULL;
	for (const struct live_client *c = server->clients; c; c = c->next) {
		/* one that waits for its answer may die, but has nothing to say */
		fds[i++] = (struct pollfd){ c->gone ? -1 : c->fd, c->has_request ? 0 : POLLIN, 0 };
		fds[i++] = (struct pollfd){ c->gone ? -1 : c->pcm.wake, POLLIN, 0 };
	}
	fds[i++] = (struct pollfd){ server->fd, POLLIN, 0 };
	fds[i] = (struct pollfd){ server->config.wake_fd, POLLIN, 0 };
	return fds;
}

/* Before new ones are accepted: who closes a PCM and opens it again finds it free. */
static void serve_clients(struct live_server *server, const struct pollfd *fds)
{
	struct live_client *next;
	size_t i = 0;

	for (struct live_client *c = server->clients; c; c = c->next, i += 2) {
		if (fds[i + 1].revents)
			live_clear(c->pcm.wake);
		if (fds[i].revents & POLLIN)
			live_client_serve(c);
		else if (fds[i].revents)
			c->gone = true;
	}
	if (fds[i].revents)
		accept_client(server);
	for (struct live_client *c = server->clients; c; c = next) {
		next = c->next;
		live_client_step(c);
	}
}

/* @param wait_us	-1: for ever */
static int wait_and_serve(struct live_server *server, int64_t wait_us)
{
	const struct timespec wait = { wait_us / 1000000, wait_us % 1000000 * 1000 };
	size_t count;
	struct pollfd *fds = list_fds(server, &count);
	int ret;

	if (!fds)
		return -ENOMEM;
	ret = ppoll(fds, count, wait_us < 0 ? NULL : &wait, NULL);
	if (ret < 0)
		ret = errno == EINTR ? 0 : -errno;
	else
		serve_clients(server, fds);
	free(fds);
	return ret;
}

int64_t live_server_turn(struct live_server *server, uint64_t until, int wait_ms)
{
	int64_t ticks = let_time_pass(server, until), wait_us = wait_ms * INT64_C(1000);
	int ret;

	if (ticks) {
		publish(server);
		live_server_look_at_controls(server);
	}
	live_pace_look(server);
	if (live_pace_ticks(server, 1) || card_ticks(server->config.card) >= until)
		wait_us = 0;
	ret = wait_and_serve(server, live_pace_wait_us(server, wait_us));
	return ret < 0 ? ret : ticks;
}

/* ---- controls and streams, by others than clients ---- */

void live_server_control_changed(struct live_server *server, size_t control)
{
	for (struct live_client *c = server->clients; c; c = c->next)
		if (c->ctl.open)
			live_ctl_note(c, control);
}

void live_server_look_at_controls(struct live_server *server)
{
	uint32_t now[TPLG_MAX_CHANNELS];

	for (size_t i = 0; i < server->elements.num; i++) {
		if (server->elements.element[i].type == SND_CTL_ELEM_TYPE_BYTES ||
		    drv_control_get(card_driver(server->config.card), i, now) < 0 ||
		    !memcmp(now, server->reported[i], sizeof(now)))
			continue;
		memcpy(server->reported[i], now, sizeof(now));
		live_server_control_changed(server, i);
	}
}

int live_server_trigger(struct live_server *server, uint32_t pcm_id, enum tplg_direction direction,
			enum card_trigger trigger)
{
	for (struct live_client *c = server->clients; c; c = c->next)
		if (c->pcm.open && c->pcm.ring && c->pcm.use->pcm_id == pcm_id &&
		    c->pcm.use->direction == direction)
			return live_pcm_trigger(c, trigger);
	return -ENOENT;
}
