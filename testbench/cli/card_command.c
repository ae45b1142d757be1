/* SPDX-License-Identifier: BSD-3-Clause */
/* The command that plays to the card, and the ALSA configuration by which it finds it. */
#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <alsa/asoundlib.h>

#include "cli/card_session.h"
#include "cli/stop_signal.h"

extern char **environ;

/* ---- where the plugins are ---- */

/* Beside the program, as a build has them, or where they are installed below the same prefix. @return 0, -ENOENT */
static int plugin_dir(char *dir, size_t size)
{
	static const char *const places[] = { "alsa-lib", "../" ADSP_PLUGIN_DIR };
	char exe[512], path[700];
	ssize_t length = readlink("/proc/self/exe", exe, sizeof(exe) - 1);
	char *slash;

	exe[length > 0 ? length : 0] = '\0';
	slash = strrchr(exe, '/');
	if (slash)
		*slash = '\0';
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		snprintf(dir, size, "%s/%s", exe, places[i]);
		snprintf(path, sizeof(path), "%s/libasound_module_pcm_adsp.so", dir);
		if (access(path, R_OK) == 0)
			return 0;
	}
	return -ENOENT;
}

/* ---- the configuration ---- */

void card_config_path(const struct card_session *session, char *path, size_t size)
{
	snprintf(path, size, "%s/asound.conf", session->dir);
}

/* The first PCM with this direction; 0 if there is none, which the card then tells libasound. */
static uint32_t first_pcm(const struct tplg *tplg, enum tplg_direction direction)
{
	for (uint32_t i = 0; i < tplg->num_pcms; i++)
		if (tplg->pcms[i].caps[direction].present)
			return tplg->pcms[i].id;
	return 0;
}

/* `slave` of plughw, `pcm` of hw and adsp: %s is the folder. */
#define ARGUMENTS                                     \
	"	@args [ CARD DEV SUBDEV ]\n"                \
	"	@args.CARD { type string default \"0\" }\n" \
	"	@args.DEV { type integer default 0 }\n"     \
	"	@args.SUBDEV { type integer default 0 }\n"

static void write_pcms(const char *dir, FILE *out)
{
	static const char *const direct[] = { "adsp", "!hw" };

	for (size_t i = 0; i < 2; i++)
		fprintf(out,
			"pcm.%s {\n%s	type adsp\n	card $CARD\n	dir \"%s\"\n"
			"	pcm $DEV\n	subdevice $SUBDEV\n"
			"	hint { show on description \"adspbench\" }\n}\n",
			direct[i], ARGUMENTS, dir);
	fprintf(out,
		"pcm.!plughw {\n" ARGUMENTS "	type plug\n	slave.pcm {\n		type adsp\n"
		"		card $CARD\n		dir \"%s\"\n		pcm $DEV\n"
		"		subdevice $SUBDEV\n	}\n}\n",
		dir);
}

static void write_default(const struct tplg *tplg, const char *dir, FILE *out)
{
	static const char *const sides[] = { "playback", "capture" };

	fputs("pcm.!default {\n	type asym\n", out);
	for (int d = TPLG_PLAYBACK; d <= TPLG_CAPTURE; d++)
		fprintf(out,
			"	%s.pcm { type plug slave.pcm { type adsp dir \"%s\" pcm %u } }\n",
			sides[d], dir, first_pcm(tplg, (enum tplg_direction)d));
	fputs("}\n", out);
}

static void write_ctls(const char *dir, FILE *out)
{
	static const char *const names[] = { "adsp", "!hw" };

	for (size_t i = 0; i < 2; i++)
		fprintf(out,
			"ctl.%s {\n	@args [ CARD ]\n	@args.CARD { type string default \"0\" }\n"
			"	type adsp\n	card $CARD\n	dir \"%s\"\n}\n",
			names[i], dir);
	fprintf(out, "ctl.!default { type adsp dir \"%s\" }\n", dir);
}

/* The user's own configuration, files separated by colons, or ALSA's. */
static void include_stock(const char *users, FILE *out)
{
	if (!users || !*users)
		fprintf(out, "<%s/alsa.conf>\n", snd_config_topdir());
	while (users && *users) {
		size_t length = strcspn(users, ":");

		if (length)
			fprintf(out, "<%.*s>\n", (int)length, users);
		users += length + (users[length] == ':');
	}
}

int card_config_write(struct card_session *session)
{
	char path[LIVE_PATH_BYTES + 16], plugins[600];
	FILE *out;

	card_config_path(session, path, sizeof(path));
	if (strpbrk(path, "\"\\\n"))
		return run_fail(
			&session->run.error, CLI_USAGE,
			"$XDG_RUNTIME_DIR holds a quote, a backslash or a line's end, which no ALSA "
			"configuration can name");
	if (plugin_dir(plugins, sizeof(plugins)) < 0)
		return run_fail(
			&session->run.error, CLI_BAD_INPUT,
			"libasound_module_pcm_adsp.so is neither beside the program nor in %s",
			plugins);
	out = fopen(path, "we");
	if (!out)
		return run_fail(&session->run.error, CLI_OUTPUT, "%s: %s", path, strerror(errno));
	session->config_written = true;
	include_stock(getenv("ALSA_CONFIG_PATH"), out);
	for (size_t i = 0; i < 2; i++)
		fprintf(out, "%s_type.adsp { lib \"%s/libasound_module_%s_adsp.so\" }\n",
			i ? "ctl" : "pcm", plugins, i ? "ctl" : "pcm");
	write_pcms(session->dir, out);
	write_default(session->run.tplg, session->dir, out);
	write_ctls(session->dir, out);
	if ((ferror(out) | fclose(out)) != 0)
		return run_fail(&session->run.error, CLI_OUTPUT, "%s: %s", path, strerror(errno));
	return 0;
}

void card_config_remove(struct card_session *session)
{
	char path[LIVE_PATH_BYTES + 16];

	card_config_path(session, path, sizeof(path));
	if (session->config_written)
		unlink(path);
}

/* ---- the command ---- */

static int child_wake_fd = -1;

static void on_child(int number)
{
	const uint64_t one = 1;
	int before = errno;

	(void)number;
	if (write(child_wake_fd, &one, sizeof(one)) < 0)
		errno = before;
}

/* Signals as a shell would start it: what this program ignores or catches is not its business. */
static int spawn(struct card_session *session)
{
	char *const *command = session->run.options->command;
	posix_spawnattr_t attributes;
	sigset_t ours;
	int ret;

	sigemptyset(&ours);
	sigaddset(&ours, SIGPIPE);
	ret = posix_spawnattr_init(&attributes);
	if (ret)
		return ret;
	posix_spawnattr_setsigdefault(&attributes, &ours);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
	ret = posix_spawnp(&session->child, command[0], NULL, &attributes, command, environ);
	posix_spawnattr_destroy(&attributes);
	return ret;
}

int card_command_start(struct card_session *session)
{
	const struct sigaction action = { .sa_handler = on_child,
					  .sa_flags = SA_RESTART | SA_NOCLDSTOP };
	char path[LIVE_PATH_BYTES + 16];
	int ret;

	card_config_path(session, path, sizeof(path));
	child_wake_fd = session->wake_fd;
	if (sigaction(SIGCHLD, &action, NULL) < 0 || setenv("ALSA_CONFIG_PATH", path, 1) < 0)
		return run_fail(&session->run.error, CLI_FIRMWARE, "%s", strerror(errno));
	fflush(NULL);
	ret = spawn(session);
	if (!ret)
		return 0;
	session->child = 0;
	return run_fail(&session->run.error, ret == ENOENT ? 127 : 126, "%s: %s",
			session->run.options->command[0], strerror(ret));
}

void card_command_look(struct card_session *session)
{
	int status;

	if (!session->child || session->child_ended)
		return;
	/* whoever stops the card stops the command, which then ends as it likes */
	if (stop_signal() && session->forwarded != stop_signal()) {
		session->forwarded = stop_signal();
		kill(session->child, stop_signal());
	}
	if (waitpid(session->child, &status, WNOHANG) != session->child)
		return;
	session->child_ended = true;
	session->child_status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
