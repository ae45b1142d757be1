/* SPDX-License-Identifier: BSD-3-Clause */
/* What checks are made of: inputs, and runs of this program. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sndfile.h>

#include "util/stop.h"
#include "validate/battery.h"

#define MAX_WORDS 64

extern char **environ;

/* ---- inputs ---- */

static int32_t sample_of(const char *kind, uint32_t i, uint32_t *state)
{
	if (!strcmp(kind, "silence"))
		return 0;
	if (!strcmp(kind, "square"))
		return i / 48 % 2 ? INT32_MIN : INT32_MAX;
	*state = *state * 1664525u + 1013904223u;
	return (int32_t)*state;
}

const char *battery_input(struct battery *b, const struct battery_point *point, const char *kind,
			  unsigned int frames)
{
	static char name[64];
	const int format = point->width == 16 ? SF_FORMAT_PCM_16 :
			   point->width == 24 ? SF_FORMAT_PCM_24 :
						SF_FORMAT_PCM_32;
	SF_INFO info = { .samplerate = (int)point->rate,
			 .channels = (int)point->channels,
			 .format = SF_FORMAT_WAV | format };
	char path[2 * PATH_MAX];
	uint32_t state = 1;
	SNDFILE *file;

	snprintf(name, sizeof(name), "%s-%u-%u-%u-%u.wav", kind, point->width, point->channels,
		 point->rate, frames);
	snprintf(path, sizeof(path), "%s/%s", b->work, name);
	if (!access(path, R_OK))
		return name;
	file = sf_open(path, SFM_WRITE, &info);
	if (!file)
		return NULL;
	for (uint32_t i = 0; i < frames; i++) {
		int frame[8];

		for (unsigned int c = 0; c < point->channels; c++)
			frame[c] = sample_of(kind, i, &state);
		if (sf_writef_int(file, frame, 1) != 1) {
			sf_close(file);
			return NULL;
		}
	}
	return sf_close(file) ? NULL : name;
}

/* ---- runs ---- */

static void add_text(char *text, size_t size, const char *word)
{
	size_t used = strlen(text);
	const bool plain = word[0] &&
			   strspn(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
					"0123456789-_=./,:+") == strlen(word);

	snprintf(text + used, size - used, plain ? "%s%s" : "%s'%s'", used ? " " : "", word);
}

/* In the folder, without standard output; standard error goes to a file there. */
static int spawn_and_wait(const struct battery *b, char **words)
{
	posix_spawn_file_actions_t actions;
	char errors[2 * PATH_MAX];
	int status, ret;
	pid_t child;

	if (stop_asked())
		return -1;
	snprintf(errors, sizeof(errors), "%s/errors.txt", b->work);
	if (posix_spawn_file_actions_init(&actions))
		return -1;
	ret = posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
	if (!ret)
		ret = posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
	if (!ret)
		ret = posix_spawn_file_actions_addopen(&actions, 2, errors,
						       O_WRONLY | O_CREAT | O_TRUNC, 0644);
	if (!ret)
		ret = posix_spawn_file_actions_addchdir_np(&actions, b->work);
	if (!ret)
		ret = posix_spawn(&child, b->program, &actions, NULL, words, environ);
	posix_spawn_file_actions_destroy(&actions);
	if (ret)
		return -1;
	while (waitpid(child, &status, 0) < 0) {
		if (errno != EINTR)
			return -1;
		if (stop_asked())
			kill(child, SIGTERM);
	}
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static void read_last_line(struct battery *b)
{
	char path[2 * PATH_MAX], line[BATTERY_TEXT];
	FILE *file;

	b->line[0] = '\0';
	snprintf(path, sizeof(path), "%s/errors.txt", b->work);
	file = fopen(path, "r");
	while (file && fgets(line, sizeof(line), file)) {
		line[strcspn(line, "\n")] = '\0';
		if (line[0])
			memcpy(b->line, line, sizeof(line));
	}
	if (file)
		fclose(file);
}

int battery_run(struct battery *b, const char *verb, const struct battery_point *point,
		const char *input, const char *output, ...)
{
	char width[24], channels[24], rate[24], rates[24], uuid[96], effect[48], type[32],
		*words[MAX_WORDS];
	const char *word;
	size_t n = 0;
	va_list ap;
	int status;

	snprintf(width, sizeof(width), "WIDTH=%u", point->width);
	snprintf(channels, sizeof(channels), "CHANNELS=%u", point->channels);
	snprintf(rate, sizeof(rate), "RATE=%u", point->rate);
	snprintf(rates, sizeof(rates), "RATES=\"%u\"", point->rate);
	snprintf(uuid, sizeof(uuid), "UUID=%s", b->uuid);
	snprintf(effect, sizeof(effect), "EFFECT=%s", b->effect);
	snprintf(type, sizeof(type), "TYPE=%s", b->type);
	const char *const fixed[] = { "adspbench", verb,     "-t", b->topology, "-D", uuid,
				      "-D",        effect,   "-D", type,        "-D", width,
				      "-D",        channels, "-D", rate,        "-D", rates,
				      "-i",        input,    "-o", output };

	for (size_t i = 0; i < sizeof(fixed) / sizeof(fixed[0]); i++)
		words[n++] = (char *)fixed[i];
	for (size_t i = 0; i < b->num_modules; i++) {
		words[n++] = (char *)"--module";
		words[n++] = (char *)b->modules[i];
	}
	va_start(ap, output);
	while (n < MAX_WORDS - 1 && (word = va_arg(ap, const char *)))
		words[n++] = (char *)word;
	va_end(ap);
	words[n] = NULL;
	b->command[0] = '\0';
	for (size_t i = 0; i < n; i++)
		add_text(b->command, sizeof(b->command), words[i]);
	status = spawn_and_wait(b, words);
	read_last_line(b);
	return status;
}
