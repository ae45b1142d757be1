/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "client.h"

/* ---- configuration ---- */

static bool is_known(const char *id)
{
	return !strcmp(id, "comment") || !strcmp(id, "type") || !strcmp(id, "hint");
}

static int take_field(snd_config_t *field, const char *id, struct client_config *config)
{
	if (!strcmp(id, "card"))
		return snd_config_get_string(field, &config->card);
	if (!strcmp(id, "dir"))
		return snd_config_get_string(field, &config->dir);
	if (!strcmp(id, "pcm"))
		return snd_config_get_integer(field, &config->pcm);
	if (!strcmp(id, "subdevice"))
		return snd_config_get_integer(field, &config->subdevice);
	return -EINVAL;
}

int client_configure(snd_config_t *conf, struct client_config *config)
{
	snd_config_iterator_t i, next;

	*config = (struct client_config){ .card = "adsp" };
	snd_config_for_each(i, next, conf)
	{
		snd_config_t *field = snd_config_iterator_entry(i);
		const char *id;

		if (snd_config_get_id(field, &id) < 0 || is_known(id))
			continue;
		if (take_field(field, id, config) < 0) {
			SNDERR("adspbench: field '%s': expected card, dir (texts), pcm or subdevice (numbers)",
			       id);
			return -EINVAL;
		}
	}
	if (config->pcm < 0 || config->pcm > INT32_MAX) {
		SNDERR("adspbench: PCM %ld: expected a number, 0 or more", config->pcm);
		return -EINVAL;
	}
	return config->subdevice > 0 ? -ENOENT : 0; /* each PCM has one */
}

/* ---- connection ---- */

int client_connect(struct client *client, const struct client_config *config)
{
	char dir[LIVE_PATH_BYTES];
	/* a program may call the only card 0 */
	const char *card = strcmp(config->card, "0") ? config->card : "adsp";
	int ret = config->dir ? 0 : live_card_dir(card, dir);

	client->fd = -1;
	client->serial = 0;
	if (ret < 0) {
		SNDERR("adspbench: '%s' is no name of a card", config->card);
		return ret;
	}
	client->fd = live_connect(config->dir ? config->dir : dir);
	if (client->fd >= 0)
		return 0;
	SNDERR("adspbench: no card in %s: is `adspbench card` running?",
	       config->dir ? config->dir : dir);
	return client->fd;
}

void client_close(struct client *client)
{
	if (client->fd >= 0)
		close(client->fd);
	client->fd = -1;
}

static void close_all(int fds[LIVE_MAX_FDS])
{
	for (size_t i = 0; i < LIVE_MAX_FDS; i++) {
		if (fds[i] >= 0)
			close(fds[i]);
		fds[i] = -1;
	}
}

int client_ask(struct client *client, enum live_type type, struct live_message *message, int *fds)
{
	int taken[LIVE_MAX_FDS], ret;
	const char *why;

	message->header = (struct live_header){ .type = type, .serial = ++client->serial };
	if (client->fd < 0 || live_send(client->fd, message, LIVE_CLIENT, NULL, 0) < 0)
		return -ENODEV;
	ret = live_receive(client->fd, message, LIVE_CARD, taken, &why);
	if (!ret && (message->header.type != type || message->header.serial != client->serial))
		ret = -EPROTO;
	if (!ret)
		ret = message->header.status;
	if (ret || !fds)
		close_all(taken);
	if (fds)
		memcpy(fds, taken, sizeof(taken));
	/* an answer out of step would be taken for that of the next request */
	if (ret == -EPROTO)
		client_close(client);
	return ret;
}

bool client_lost(const struct client *client)
{
	struct pollfd poll_fd = { .fd = client->fd, .events = 0 };

	return client->fd < 0 || (poll(&poll_fd, 1, 0) > 0 && poll_fd.revents);
}
