/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Sources are compiled by alsatplg into anonymous memory files: standard output is the topology,
 * standard error its messages. Nothing is left behind, however the program ends.
 */
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "topology/tplg_loader.h"
#include "topology/tplg_search.h"
#include "util/input_files.h"
#include "util/stop.h"
#include "util/text.h"

#define CONFIG_DIR "ALSA_CONFIG_DIR=" /* where <lib/x.conf> is looked up; must be absolute */

#define ALIVE_FD 3 /* of the compiler: one end of a pipe, closed when it ends */

extern char **environ;

struct compiler {
	const char *path;    /* as the user gave it, for messages */
	char file[PATH_MAX]; /* absolute */
	struct tplg_search search;
	char config_dir[PATH_MAX + sizeof(CONFIG_DIR)];
	const char **argv;
	char **env;
	int output, messages; /* memory files */
	struct tplg_error *err;
};

static int report(struct compiler *c, int code, const char *what, const char *detail)
{
	snprintf(c->err->text, sizeof(c->err->text), "%.*s: %.400s: %.400s", TPLG_PATH_SHOWN,
		 c->path, what, detail);
	return code;
}

static bool note(void *ctx, const char *path, const char *text)
{
	char absolute[PATH_MAX];

	/* not as a link in the folder that was made for the compiler */
	input_files_note(realpath(path, absolute) ? absolute : path);
	return false;
}

/* Where all is; what is read is noted even if it does not compile. */
static int find_paths(struct compiler *c, const struct tplg_request *request)
{
	char copy[PATH_MAX], what[TPLG_PATH_SHOWN + 64];
	int ret;

	if (!realpath(c->path, c->file) || access(c->file, R_OK))
		return report(c, -errno, "cannot read the topology source", strerror(errno));
	memcpy(copy, c->file, sizeof(copy));
	ret = tplg_search_make(&c->search, dirname(copy), request->include_dirs,
			       request->num_include_dirs);
	if (ret) {
		snprintf(what, sizeof(what), "cannot look for includes in %.*s", TPLG_PATH_SHOWN,
			 c->search.wrong);
		return report(c, ret, what, strerror(-ret));
	}
	snprintf(c->config_dir, sizeof(c->config_dir), CONFIG_DIR "%s", c->search.dir);
	tplg_each_source(c->file, c->search.dir, note, NULL);
	return 0;
}

static int make_argv(struct compiler *c, const char *const *defines, size_t num_defines)
{
	const char *fixed[] = { ADSP_ALSATPLG, "-p", "-I", c->search.dir, "-c", c->file, "-o", "-" };
	size_t n = sizeof(fixed) / sizeof(fixed[0]);
	char what[120], why[300];

	c->argv = calloc(n + 2 * num_defines + 1, sizeof(*c->argv));
	if (!c->argv)
		return report(c, -ENOMEM, "cannot compile the topology source", strerror(ENOMEM));
	memcpy(c->argv, fixed, sizeof(fixed));
	for (size_t i = 0; i < num_defines; i++) {
		const char *equals = strchr(defines[i], '=');

		if (!equals || equals == defines[i])
			return report(c, -EINVAL, "expected a define NAME=VALUE, found",
				      defines[i]);
		snprintf(what, sizeof(what), "-D %.100s", defines[i]);
		if (!tplg_define_check(defines[i], why, sizeof(why)))
			return report(c, -EINVAL, what, why);
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

/* Wait for its end, which is when nobody holds the other end of the pipe any more, or end it when we shall end ourselves. */
static int await(struct compiler *c, pid_t pid, int alive, int *status)
{
	struct pollfd wait = { .fd = alive };
	bool stopped = false;

	while (!stopped && poll(&wait, 1, STOP_WAIT_MS) <= 0)
		stopped = stop_asked();
	if (stopped)
		kill(pid, SIGTERM);
	while (waitpid(pid, status, 0) < 0)
		if (errno != EINTR)
			return report(c, -errno, "cannot wait for " ADSP_ALSATPLG, strerror(errno));
	return stopped ? report(c, -EINTR, ADSP_ALSATPLG, "stopped") : 0;
}

/* @param alive	what it closes when it ends */
static int start(struct compiler *c, int alive, pid_t *pid)
{
	posix_spawn_file_actions_t actions;
	int ret = posix_spawn_file_actions_init(&actions);

	if (ret)
		return report(c, -ret, "cannot run " ADSP_ALSATPLG, strerror(ret));
	ret = posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	if (!ret)
		ret = posix_spawn_file_actions_adddup2(&actions, c->output, STDOUT_FILENO);
	if (!ret)
		ret = posix_spawn_file_actions_adddup2(&actions, c->messages, STDERR_FILENO);
	if (!ret)
		ret = posix_spawn_file_actions_adddup2(&actions, alive, ALIVE_FD);
	if (!ret)
		ret = posix_spawn(pid, ADSP_ALSATPLG, &actions, NULL, (char **)c->argv, c->env);
	posix_spawn_file_actions_destroy(&actions);
	return ret ? report(c, -ret, "cannot run " ADSP_ALSATPLG " (package alsa-utils)",
			    strerror(ret)) :
		     0;
}

/* Run it to its end. On success *@status is as of waitpid(). */
static int run(struct compiler *c, int *status)
{
	int ret, alive[2];
	pid_t pid;

	c->output = memfd_create("adspbench-tplg", MFD_CLOEXEC);
	c->messages = memfd_create("adspbench-alsatplg", MFD_CLOEXEC);
	if (c->output < 0 || c->messages < 0)
		return report(c, -errno, "cannot make a memory file for the compiler",
			      strerror(errno));
	if (pipe2(alive, O_CLOEXEC))
		return report(c, -errno, "cannot make a pipe for the compiler", strerror(errno));
	ret = start(c, alive[1], &pid);
	close(alive[1]);
	if (!ret)
		ret = await(c, pid, alive[0], status);
	close(alive[0]);
	return ret;
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

/*
 * One line of the compiler as part of ours. It calls what it reads, includes too, "_toplevel_". The two that
 * follow every failure say nothing.
 */
static void add_message(char *all, size_t size, char *line)
{
	static const char toplevel[] = "_toplevel_:";
	const char *body = message_body(line), *end = body + strlen(body);
	size_t used = strlen(all);

	text_make_printable(line);
	body += strspn(body, " \t");
	while (end > body && strchr(" \t\r", end[-1]))
		end--;
	if (end == body || !strncmp(body, "Unable not load configuration", 29) ||
	    !strncmp(body, "Unable to pre-process configuration", 35))
		return;
	if (strstr(body, "Failed to parse arguments"))
		body = "Failed to parse arguments in input config (a source must hold a Define block)",
		end = body + strlen(body);
	snprintf(all + used, size - used, "%s", used ? "; " : "");
	used = strlen(all);
	if (!strncmp(body, toplevel, sizeof(toplevel) - 1))
		snprintf(all + used, size - used, "line %.*s (of it or of a file that it includes)",
			 (int)(end - body) - (int)sizeof(toplevel) + 1,
			 body + sizeof(toplevel) - 1);
	else
		snprintf(all + used, size - used, "%.*s", (int)(end - body), body);
}

/* The compiler failed: all that it said, as one line. */
static int pass_messages(struct compiler *c, const struct tplg_request *request, int status)
{
	const char *number = tplg_define_number_for_text(c->file, c->search.dir, request->defines,
							 request->num_defines);
	char text[4096], all[sizeof(c->err->text)] = "";
	ssize_t n = pread(c->messages, text, sizeof(text) - 1, 0);
	char *line, *rest = text;

	text[n > 0 ? n : 0] = '\0';
	while ((line = strsep(&rest, "\n")))
		add_message(all, sizeof(all), line);
	if (!all[0] && WIFSIGNALED(status))
		snprintf(all, sizeof(all), "ended by signal %d", WTERMSIG(status));
	else if (!all[0])
		snprintf(all, sizeof(all), "failed with exit status %d and no message",
			 WEXITSTATUS(status));
	if (number && strlen(all) < sizeof(all) / 2)
		snprintf(all + strlen(all), sizeof(all) - strlen(all),
			 "; -D %.60s is a number where the source has a text: -D '%.*s=\"%.40s\"'",
			 number, (int)strcspn(number, "="), number, strchr(number, '=') + 1);
	return report(c, -EINVAL, "alsatplg", all);
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

/* The compiler takes what it does not know. */
static int check_defines(struct compiler *c, const struct tplg_request *request)
{
	const char *unused =
		tplg_defines_unused(c->file, c->search.dir, request->defines, request->num_defines);
	char what[160];

	if (!unused)
		return 0;
	snprintf(what, sizeof(what), "-D %.100s", unused);
	return report(c, -EINVAL, what, "no line of the source uses this variable");
}

void tplg_note_inputs(const struct tplg_request *request)
{
	struct tplg_error err;
	struct compiler c = { .path = request->path, .err = &err };

	input_files_note(request->path);
	if (!tplg_is_source(request->path))
		return;
	find_paths(&c, request);
	tplg_search_free(&c.search);
}

int tplg_compile(const struct tplg_request *request, uint8_t *data, size_t *size,
		 struct tplg_error *err)
{
	struct compiler c = { .path = request->path, .output = -1, .messages = -1, .err = err };
	int status = 0;
	int ret = find_paths(&c, request);

	if (!ret)
		ret = make_argv(&c, request->defines, request->num_defines);
	if (!ret)
		ret = make_env(&c);
	if (!ret)
		ret = run(&c, &status);
	if (!ret)
		ret = status ? pass_messages(&c, request, status) : check_defines(&c, request);
	if (!ret)
		ret = take_output(&c, data, size);
	if (c.output >= 0)
		close(c.output);
	if (c.messages >= 0)
		close(c.messages);
	free(c.argv);
	free(c.env);
	tplg_search_free(&c.search);
	return ret;
}
