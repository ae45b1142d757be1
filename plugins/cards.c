/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * libadsp_cards: card numbers for the programs that `adspbench card -- COMMAND` starts.
 *
 * libasound asks the kernel which cards there are, not its configuration. This library is preloaded, and answers in its
 * place: card 0 is the one whose ALSA configuration is in force. A file `cards` beside that configuration describes it,
 * one word and its value in a line:
 *
 *   id ID, name NAME               of the card
 *   playback N NAME, capture N NAME  a direction of PCM N
 *
 * `alsactl monitor` is helped in the same way.
 *
 * Without such a file, or when libasound itself asks (while it loads its configuration, to look into kernel devices),
 * libasound answers. It is not linked with libasound: it is loaded into programs that do not use that as well.
 */
#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "pcm_info.h"

#define CARD       0
#define NAME_BYTES 80

/** A line of the file that was asked for. */
struct line {
	long number;
	char value[NAME_BYTES];
};

/* ---- libasound's own ---- */

static void *own(const char *name)
{
	return dlsym(RTLD_NEXT, name);
}

/* Does the code at `caller` belong to libasound? */
static bool is_libasound(const void *caller)
{
	Dl_info from, there;
	void *any = own("snd_card_next");

	return any && dladdr(caller, &from) && dladdr(any, &there) &&
	       from.dli_fbase == there.dli_fbase;
}

/* ---- the file ---- */

/* The folder of one of the files that ALSA_CONFIG_PATH names, with its last '/'. @return false: no card of ours */
static bool find_folder(char folder[PATH_MAX])
{
	const char *paths = getenv("ALSA_CONFIG_PATH");
	char path[PATH_MAX + sizeof("cards")];

	while (paths && *paths) {
		int length = (int)strcspn(paths, ":"), end = length;

		while (end && paths[end - 1] != '/')
			end--;
		snprintf(folder, PATH_MAX, "%.*s", end, paths);
		snprintf(path, sizeof(path), "%scards", folder);
		if (end && access(path, R_OK) == 0)
			return true;
		paths += length + (paths[length] == ':');
	}
	return false;
}

static FILE *open_cards(void)
{
	char folder[PATH_MAX], path[PATH_MAX + sizeof("cards")];

	if (!find_folder(folder))
		return NULL;
	snprintf(path, sizeof(path), "%scards", folder);
	return fopen(path, "re");
}

/* Split `word [number] value`. @return is it this word? */
static bool take_line(char *text, const char *word, struct line *line)
{
	size_t length = strlen(word);
	char *value = text + length + 1;

	text[strcspn(text, "\n")] = '\0';
	if (strncmp(text, word, length) || text[length] != ' ')
		return false;
	line->number = strtol(value, &value, 10);
	snprintf(line->value, sizeof(line->value), "%s", value + (*value == ' '));
	return true;
}

/* The first line with this word and a number of at least `least`. @return false: there is none */
static bool find_line(const char *word, long least, struct line *best)
{
	FILE *file = open_cards();
	char text[2 * NAME_BYTES];
	struct line line;
	bool found = false;

	while (file && fgets(text, sizeof(text), file)) {
		if (!take_line(text, word, &line) || line.number < least ||
		    (found && line.number >= best->number))
			continue;
		*best = line;
		found = true;
	}
	if (file)
		fclose(file);
	return found;
}

static bool has_card(const void *caller)
{
	struct line line;

	return !is_libasound(caller) && find_line("name", 0, &line);
}

/* ---- in libasound's place ---- */

#pragma GCC visibility push(default)

/* As <alsa/control.h> has them, which is not included: its types are not needed, and its own declarations clash. */
int snd_card_next(int *card);
int snd_card_load(int card);
int snd_card_get_index(const char *text);
int snd_card_get_name(int card, char **name);
int snd_card_get_longname(int card, char **name);
int snd_ctl_pcm_next_device(void *ctl, int *device);
int snd_ctl_pcm_info(void *ctl, void *info);
int snd_ctl_rawmidi_next_device(void *ctl, int *device);
int snd_ctl_hwdep_next_device(void *ctl, int *device);

int snd_card_next(int *card)
{
	int (*next)(int *) = own("snd_card_next");

	if (!card || !has_card(__builtin_return_address(0)))
		return next ? next(card) : -ENODEV;
	*card = *card < CARD ? CARD : -1;
	return 0;
}

int snd_card_load(int card)
{
	int (*load)(int) = own("snd_card_load");

	if (!has_card(__builtin_return_address(0)))
		return load ? load(card) : 0;
	return card == CARD;
}

/* By number, id or device. */
int snd_card_get_index(const char *text)
{
	int (*get_index)(const char *) = own("snd_card_get_index");
	struct line id;

	if (!text || !has_card(__builtin_return_address(0)) || !find_line("id", 0, &id))
		return get_index ? get_index(text) : -ENODEV;
	if (!strcmp(text, "0") || !strcmp(text, id.value) || !strcmp(text, "/dev/snd/controlC0"))
		return CARD;
	return -ENODEV;
}

static int copy_name(int card, char **name)
{
	struct line line;

	if (card != CARD || !find_line("name", 0, &line))
		return -ENODEV;
	*name = strdup(line.value);
	return *name ? 0 : -ENOMEM;
}

int snd_card_get_name(int card, char **name)
{
	int (*get_name)(int, char **) = own("snd_card_get_name");

	if (!name || !has_card(__builtin_return_address(0)))
		return get_name ? get_name(card, name) : -ENODEV;
	return copy_name(card, name);
}

int snd_card_get_longname(int card, char **name)
{
	int (*get_name)(int, char **) = own("snd_card_get_longname");

	if (!name || !has_card(__builtin_return_address(0)))
		return get_name ? get_name(card, name) : -ENODEV;
	return copy_name(card, name);
}

/* Handles of plugins have no PCMs, says libasound: -ENXIO. */
int snd_ctl_pcm_next_device(void *ctl, int *device)
{
	int (*next)(void *, int *) = own("snd_ctl_pcm_next_device");
	int ret = next ? next(ctl, device) : -ENXIO;
	struct line playback, capture;
	bool plays, records;

	if (ret != -ENXIO || !device || !has_card(__builtin_return_address(0)))
		return ret;
	plays = find_line("playback", *device + 1L, &playback);
	records = find_line("capture", *device + 1L, &capture);
	if (plays && (!records || playback.number <= capture.number))
		*device = (int)playback.number;
	else
		*device = records ? (int)capture.number : -1;
	return 0;
}

/* The card has none of these. */
static int no_device(const char *name, const void *caller, void *ctl, int *device)
{
	int (*next)(void *, int *) = own(name);
	int ret = next ? next(ctl, device) : -ENXIO;

	if (ret != -ENXIO || !device || !has_card(caller))
		return ret;
	*device = -1;
	return 0;
}

int snd_ctl_rawmidi_next_device(void *ctl, int *device)
{
	return no_device(__func__, __builtin_return_address(0), ctl, device);
}

int snd_ctl_hwdep_next_device(void *ctl, int *device)
{
	return no_device(__func__, __builtin_return_address(0), ctl, device);
}

int snd_ctl_pcm_info(void *ctl, void *info)
{
	int (*get_info)(void *, void *) = own("snd_ctl_pcm_info");
	int ret = get_info ? get_info(ctl, info) : -ENXIO;
	struct line line;
	long device;

	if (ret != -ENXIO || !has_card(__builtin_return_address(0)))
		return ret;
	device = pcm_info_device(info);
	if (!find_line(pcm_info_is_capture(info) ? "capture" : "playback", device, &line) ||
	    line.number != device)
		return -ENOENT;
	return pcm_info_fill(info, CARD, line.value);
}

/* `alsactl monitor` waits for new cards there, and ends where there is no such folder: without any kernel card. */
int inotify_add_watch(int fd, const char *path, uint32_t mask)
{
	int (*add_watch)(int, const char *, uint32_t) = own("inotify_add_watch");
	int watch = add_watch(fd, path, mask);
	char folder[PATH_MAX];

	if (watch >= 0 || errno != ENOENT || strcmp(path, "/dev/snd/") || !find_folder(folder))
		return watch;
	return add_watch(fd, folder, mask);
}
