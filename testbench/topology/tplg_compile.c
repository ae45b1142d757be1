/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Sources are compiled by alsatplg into anonymous memory files: standard output is the topology,
 * standard error its messages. Nothing is left behind, however the program ends.
 */
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "topology/tplg_loader.h"
#include "util/text.h"

#define CONFIG_DIR "ALSA_CONFIG_DIR=" /* where <lib/x.conf> is looked up; must be absolute */

extern char **environ;

struct compiler {
	const char *path;    /* as the user gave it, for messages */
	char file[PATH_MAX]; /* absolute */
	char dir[PATH_MAX];  /* of the source, absolute */
	char config_dir[PATH_MAX + sizeof(CONFIG_DIR)];
	const char **argv;
	char **env;
	int output, messages; /* memory files */
	struct tplg_error *err;
};

static int report(struct compiler *c, int code, const char *what, const char *detail)
{
	snprintf(c->err->text, sizeof(c->err->text), "%.*s: %s: %s", TPLG_PATH_SHOWN, c->path, what,
		 detail);
	return code;
}

static int find_paths(struct compiler *c)
{
	char copy[PATH_MAX];

	if (!realpath(c->path, c->file) || access(c->file, R_OK))
		return report(c, -errno, "cannot read the topology source", strerror(errno));
	memcpy(copy, c->file, sizeof(copy));
	strcpy(c->dir, dirname(copy));
	snprintf(c->config_dir, sizeof(c->config_dir), CONFIG_DIR "%s", c->dir);
	return 0;
}

static int make_argv(struct compiler *c, const char *const *defines, size_t num_defines)
{
	const char *fixed[] = { ADSP_ALSATPLG, "-p", "-I", c->dir, "-c", c->file, "-o", "-" };
	size_t n = sizeof(fixed) / sizeof(fixed[0]);

	c->argv = calloc(n + 2 * num_defines + 1, sizeof(*c->argv));
	if (!c->argv)
		return report(c, -ENOMEM, "cannot compile the topology source", strerror(ENOMEM));
	memcpy(c->argv, fixed, sizeof(fixed));
	for (size_t i = 0; i < num_defines; i++) {
		const char *equals = strchr(defines[i], '=');

		if (!equals || equals == defines[i])
			return report(c, -EINVAL, "expected a define NAME=VALUE, found",
				      defines[i]);
		c->argv[n++] = "-D";
		c->argv[n++] = defines[i];
	}
	return 0;
}

/* The caller's environment, but for the configuration directory. */
static int make_env(struct compiler *c)
{
	size_t n = 0;

	while (environ[n])
		n++;
	c->env = calloc(n + 2, sizeof(*c->env));
	if (!c->env)
		return report(c, -ENOMEM, "cannot compile the topology source", strerror(ENOMEM));
	n = 0;
	for (char **var = environ; *var; var++)
		if (strncmp(*var, CONFIG_DIR, sizeof(CONFIG_DIR) - 1))
			c->env[n++] = *var;
	c->env[n] = c->config_dir;
	return 0;
}

/* Run it to its end. On success *@status is as of waitpid(). */
static int run(struct compiler *c, int *status)
{
	posix_spawn_file_actions_t actions;
	pid_t pid;
	int ret;

	c->output = memfd_create("adspbench-tplg", MFD_CLOEXEC);
	c->messages = memfd_create("adspbench-alsatplg", MFD_CLOEXEC);
	if (c->output < 0 || c->messages < 0)
		return report(c, -errno, "cannot make a memory file for the compiler",
			      strerror(errno));
	ret = posix_spawn_file_actions_init(&actions);
	if (ret)
		return report(c, -ret, "cannot run " ADSP_ALSATPLG, strerror(ret));
	ret = posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	if (!ret)
		ret = posix_spawn_file_actions_adddup2(&actions, c->output, STDOUT_FILENO);
	if (!ret)
		ret = posix_spawn_file_actions_adddup2(&actions, c->messages, STDERR_FILENO);
	if (!ret)
		ret = posix_spawn(&pid, ADSP_ALSATPLG, &actions, NULL, (char **)c->argv, c->env);
	posix_spawn_file_actions_destroy(&actions);
	if (ret)
		return report(c, -ret, "cannot run " ADSP_ALSATPLG " (package alsa-utils)",
			      strerror(ret));
	while (waitpid(pid, status, 0) < 0)
		if (errno != EINTR)
			return report(c, -errno, "cannot wait for " ADSP_ALSATPLG, strerror(errno));
	return 0;
}

/* Without the "ALSA lib FILE:LINE:(FUNCTION) " in front of library messages. */
static const char *message_body(const char *line)
{
	const char *body;

	if (strncmp(line, "ALSA lib ", 9))
		return line;
	body = strstr(line, ") ");
	return body ? body + 2 : line;
}

/* The compiler failed: its first line says why. */
static int pass_message(struct compiler *c, int status)
{
	char text[4096], detail[64];
	ssize_t n = pread(c->messages, text, sizeof(text) - 1, 0);
	char *line, *rest = text;

	text[n > 0 ? n : 0] = '\0';
	while ((line = strsep(&rest, "\n"))) {
		line = (char *)message_body(line);
		text_make_printable(line);
		if (!line[strspn(line, " \t")])
			continue;
		if (strstr(line, "Failed to parse arguments"))
			line = "Failed to parse arguments in input config (a source must hold a Define block)";
		return report(c, -EINVAL, "alsatplg", line);
	}
	if (WIFSIGNALED(status))
		snprintf(detail, sizeof(detail), "ended by signal %d", WTERMSIG(status));
	else
		snprintf(detail, sizeof(detail), "failed with exit status %d and no message",
			 WEXITSTATUS(status));
	return report(c, -EINVAL, "alsatplg", detail);
}

static int take_output(struct compiler *c, uint8_t *data, size_t *size)
{
	struct stat stat;
	size_t got = 0;

	if (fstat(c->output, &stat))
		return report(c, -errno, "cannot read the compiled topology", strerror(errno));
	if (!stat.st_size)
		return report(c, -EINVAL, "alsatplg", "made no topology");
	if ((size_t)stat.st_size < *size)
		*size = stat.st_size;
	while (got < *size) {
		ssize_t n = pread(c->output, data + got, *size - got, got);

		if (n <= 0)
			return report(c, n ? -errno : -EIO, "cannot read the compiled topology",
				      strerror(n ? errno : EIO));
		got += n;
	}
	return 0;
}

int tplg_compile(const char *path, const char *const *defines, size_t num_defines, uint8_t *data,
		 size_t *size, struct tplg_error *err)
{
	struct compiler c = { .path = path, .output = -1, .messages = -1, .err = err };
	int status = 0;
	int ret = find_paths(&c);

	if (!ret)
		ret = make_argv(&c, defines, num_defines);
	if (!ret)
		ret = make_env(&c);
	if (!ret)
		ret = run(&c, &status);
	if (!ret)
		ret = status ? pass_message(&c, status) : take_output(&c, data, size);
	if (c.output >= 0)
		close(c.output);
	if (c.messages >= 0)
		close(c.messages);
	free(c.argv);
	free(c.env);
	return ret;
}
