/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "live/socket.h"

#define SEALS (F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL)

int live_card_dir(const char *name, char dir[LIVE_PATH_BYTES])
{
	const char *runtime = getenv("XDG_RUNTIME_DIR");
	static const char legal[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.";
	int length;

	if (!*name || *name == '.' || name[strspn(name, legal)])
		return -EINVAL;
	if (runtime && *runtime == '/')
		length = snprintf(dir, LIVE_PATH_BYTES, "%s/adspbench/%s", runtime, name);
	else
		length = snprintf(dir, LIVE_PATH_BYTES, "/tmp/adspbench-%u/%s", getuid(), name);
	return length < LIVE_PATH_BYTES ? 0 : -ENAMETOOLONG;
}

int live_connect(const char *dir)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int length = snprintf(address.sun_path, sizeof(address.sun_path), "%s/socket", dir);
	int fd;

	if (length < 0 || (size_t)length >= sizeof(address.sun_path))
		return -ENAMETOOLONG;
	fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	if (connect(fd, (const struct sockaddr *)&address, sizeof(address)) < 0) {
		int ret = errno == ENOENT || errno == ECONNREFUSED ? -ENODEV : -errno;

		close(fd);
		return ret;
	}
	return fd;
}

/* ---- messages ---- */

int live_send(int fd, struct live_message *message, enum live_sender sender, const int *fds,
	      size_t num_fds)
{
	union {
		struct cmsghdr head;
		char room[CMSG_SPACE(LIVE_MAX_FDS * sizeof(int))];
	} control = { .room = { 0 } };
	struct iovec data = { .iov_base = message };
	struct msghdr msg = { .msg_iov = &data, .msg_iovlen = 1 };
	ssize_t sent;

	message->header.bytes = (uint32_t)live_body_bytes(message, sender);
	data.iov_len = sizeof(message->header) + message->header.bytes;
	if (num_fds) {
		msg.msg_control = control.room;
		msg.msg_controllen = CMSG_SPACE(num_fds * sizeof(int));
		control.head.cmsg_level = SOL_SOCKET;
		control.head.cmsg_type = SCM_RIGHTS;
		control.head.cmsg_len = CMSG_LEN(num_fds * sizeof(int));
		memcpy(CMSG_DATA(&control.head), fds, num_fds * sizeof(int));
	}
	do
		sent = sendmsg(fd, &msg, MSG_NOSIGNAL);
	while (sent < 0 && errno == EINTR);
	return sent < 0 ? -errno : 0;
}

/* Keep the first descriptors, close what nobody asked for. */
static void take_fds(struct msghdr *msg, int fds[LIVE_MAX_FDS])
{
	size_t taken = 0;

	for (struct cmsghdr *c = CMSG_FIRSTHDR(msg); c; c = CMSG_NXTHDR(msg, c)) {
		size_t count = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);

		if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS)
			continue;
		for (size_t i = 0; i < count; i++) {
			int fd;

			memcpy(&fd, CMSG_DATA(c) + i * sizeof(int), sizeof(fd));
			if (taken < LIVE_MAX_FDS)
				fds[taken++] = fd;
			else
				close(fd);
		}
	}
}

int live_receive(int fd, struct live_message *message, enum live_sender from, int fds[LIVE_MAX_FDS],
		 const char **why)
{
	union {
		struct cmsghdr head;
		char room[CMSG_SPACE(LIVE_MAX_FDS * sizeof(int))];
	} control;
	struct iovec data = { .iov_base = message, .iov_len = sizeof(*message) };
	struct msghdr msg = {
		.msg_iov = &data,
		.msg_iovlen = 1,
		.msg_control = control.room,
		.msg_controllen = sizeof(control.room),
	};
	ssize_t got;

	*why = NULL;
	for (size_t i = 0; i < LIVE_MAX_FDS; i++)
		fds[i] = -1;
	do
		got = recvmsg(fd, &msg, MSG_CMSG_CLOEXEC);
	while (got < 0 && errno == EINTR);
	if (got < 0)
		return errno == ECONNRESET ? -ENODEV : -errno;
	take_fds(&msg, fds);
	if (got == 0)
		return -ENODEV;
	if (msg.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) {
		*why = "length";
		return -EPROTO;
	}
	return live_parse(message, (size_t)got, from, why);
}

/* ---- rings ---- */

int live_ring_create(uint32_t bytes)
{
	int fd = memfd_create("adspbench-ring", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	int ret;

	if (fd < 0)
		return -errno;
	if (ftruncate(fd, bytes) < 0 || fcntl(fd, F_ADD_SEALS, SEALS) < 0) {
		ret = -errno;
		close(fd);
		return ret;
	}
	return fd;
}

int live_ring_map(int fd, uint32_t bytes, struct live_ring **out)
{
	int seals = fcntl(fd, F_GET_SEALS);
	struct stat status;
	void *map;

	*out = NULL;
	if (seals < 0 || !(seals & F_SEAL_SHRINK) || fstat(fd, &status) < 0 ||
	    status.st_size < (off_t)bytes)
		return -EPROTO;
	map = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (map == MAP_FAILED)
		return -errno;
	*out = map;
	return 0;
}

void live_ring_unmap(struct live_ring *ring, uint32_t bytes)
{
	if (ring)
		munmap(ring, bytes);
}

/* ---- wake-ups ---- */

int live_wake_pair(int ends[2])
{
	return socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0 ? -errno : 0;
}

void live_signal(int fd)
{
	ssize_t done;

	do
		done = send(fd, "", 1, MSG_DONTWAIT | MSG_NOSIGNAL);
	while (done < 0 && errno == EINTR);
	/* EAGAIN: it is full of wake-ups */
}

void live_clear(int fd)
{
	char bytes[256];
	ssize_t got;

	do
		got = recv(fd, bytes, sizeof(bytes), MSG_DONTWAIT);
	while (got == (ssize_t)sizeof(bytes) || (got < 0 && errno == EINTR));
}
