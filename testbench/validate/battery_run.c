/* SPDX-License-Identifier: BSD-3-Clause */
/* Runs of this program. */
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

#include "cli/cli.h"
#include "util/stop.h"
#include "validate/battery.h"

#define MAX_WORDS 128

extern char **environ;

struct words {
	char *word[MAX_WORDS];
	size_t count, used;
	char room[16 * BATTERY_TEXT];
};

static void add(struct words *w, const char *text)
{
	const size_t length = strlen(text) + 1;

	if (w->count >= MAX_WORDS - 1 || sizeof(w->room) - w->used < length)
		return;
	w->word[w->count++] = memcpy(w->room + w->used, text, length);
	w->used += length;
}

__attribute__((format(printf, 3, 4))) static void add_pair(struct words *w, const char *option,
							   const char *format, ...)
{
	char text[2 * PATH_MAX];
	va_list ap;

	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	add(w, option);
	add(w, text);
}

static void add_all(struct words *w, va_list ap)
{
	const char *word;

	while ((word = va_arg(ap, const char *)))
		add(w, word);
}

/* Program, topology, format and libraries. */
static void begin(struct words *w, const struct battery *b, const char *verb, const char *topology,
		  const struct battery_point *point)
{
	w->count = 0;
	w->used = 0;
	add(w, "adspbench");
	add_pair(w, verb, "-t");
	add(w, topology);
	add_pair(w, "-D", "UUID=%s", b->uuid);
	if (strcmp(b->effect, "none") != 0)
		add_pair(w, "-D", "EFFECT=%s", b->effect);
	if (strcmp(b->type, "effect") != 0)
		add_pair(w, "-D", "TYPE=%s", b->type);
	add_pair(w, "-D", "WIDTH=%u", point->width);
	add_pair(w, "-D", "CHANNELS=%u", point->channels);
	add_pair(w, "-D", "RATE=%u", point->rate);
	add_pair(w, "-D", "RATES=\"%u\"", point->rate);
	for (size_t i = 0; i < b->num_modules; i++)
		add_pair(w, "--module", "%s", b->modules[i]);
}

/* ---- the process ---- */

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

static int run_words(struct battery *b, struct words *w)
{
	int status;

	w->word[w->count] = NULL;
	b->command[0] = '\0';
	for (size_t i = 0; i < w->count; i++)
		add_text(b->command, sizeof(b->command), w->word[i]);
	status = spawn_and_wait(b, w->word);
	read_last_line(b);
	return status;
}

/* ---- what checks call ---- */

int battery_run(struct battery *b, const char *verb, const struct battery_point *point,
		const char *input, ...)
{
	static struct words w;
	va_list ap;

	if (!input)
		return battery_object(b, "an input cannot be written to %s", b->work);
	begin(&w, b, verb, b->topology, point);
	add_pair(&w, "-i", b->inputs == 2 ? "%s,%s" : "%s", input, input);
	add_pair(&w, "-o", b->outputs == 2 ? "out.wav,out2.wav" : "out.wav");
	va_start(ap, input);
	add_all(&w, ap);
	va_end(ap);
	return run_words(b, &w);
}

size_t battery_num_domains(const struct battery *b)
{
	return b->in_user_mode ? 2 : 1;
}

int battery_run_with(struct battery *b, const struct battery_point *point, const char *input,
		     const char *control, const char *script, size_t domain)
{
	return battery_run(b, "run", point, input, "-q", "-D", domain ? "DOMAIN=DP" : "DOMAIN=LL",
			   "-D", "HEAP_BYTES=" BATTERY_HEAP, "-s", script,
			   control ? "--control" : NULL, control, NULL);
}

int battery_run_two(struct battery *b, const struct battery_point *point, const char *input,
		    const char *other, ...)
{
	static struct words w;
	va_list ap;

	if (!input || !other)
		return battery_object(b, "an input cannot be written to %s", b->work);
	begin(&w, b, "run", b->two, point);
	add_pair(&w, "--pcm", "0:playback=%s", input);
	add_pair(&w, "--pcm", "1:playback=%s", other);
	add_pair(&w, "--dai", "dai.HDA0.playback=one.wav");
	add_pair(&w, "--dai", "dai.HDA1.playback=two.wav");
	va_start(ap, other);
	add_all(&w, ap);
	va_end(ap);
	return run_words(b, &w);
}

int battery_reference(struct battery *b, const struct battery_point *point, const char *input)
{
	int status = battery_run(b, "run", point, input, "-q", NULL);
	char from[2 * PATH_MAX], to[2 * PATH_MAX];

	snprintf(from, sizeof(from), "%s/out.wav", b->work);
	snprintf(to, sizeof(to), "%s/reference.wav", b->work);
	if (!status && rename(from, to) < 0)
		return battery_object(b, "%s: %s", to, strerror(errno));
	return status;
}

json_t *battery_json(const struct battery *b, const char *name)
{
	char path[2 * PATH_MAX];

	snprintf(path, sizeof(path), "%s/%s", b->work, name);
	return json_load_file(path, 0, NULL);
}

int battery_object(struct battery *b, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	vsnprintf(b->line, sizeof(b->line), format, ap);
	va_end(ap);
	return CLI_EXPECTATION;
}
