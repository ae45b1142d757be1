/* SPDX-License-Identifier: BSD-3-Clause */
/* The command that plays to the card. */
#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/card_session.h"
#include "cli/stop_signal.h"

extern char **environ;

/* ---- the command ---- */

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

/* Add to a list of the user's, whose parts are separated by colons. */
static int append_env(struct card_session *session, const char *name, const char *value)
{
	const char *users = getenv(name);
	char *list;
	int ret;

	if (asprintf(&list, "%s%s%s", users ? users : "", users && *users ? ":" : "", value) < 0)
		return run_fail(&session->run.error, CLI_FIRMWARE, "out of memory");
	ret = setenv(name, list, 1);
	free(list);
	return ret < 0 ? run_fail(&session->run.error, CLI_FIRMWARE, "%s", strerror(errno)) : 0;
}

/*
 * Let the command find the card by its number. AddressSanitizer wants to be the first library of its programs, but ours
 * takes nothing away from it.
 */
static int set_preload(struct card_session *session)
{
	char path[700];

	if (card_preload_path(session, path, sizeof(path)) < 0 || strpbrk(path, ": ")) {
		run_log_line(
			&session->run.log, ADSP_LOG_WRN, adsp_time_us(), "card",
			"libadsp_cards.so is missing, or the card's folder has a space or a colon: "
			"the command does not find the card by its number");
		return 0;
	}
	if (append_env(session, "LD_PRELOAD", path) < 0)
		return -1;
	return append_env(session, "ASAN_OPTIONS", "verify_asan_link_order=0");
}

int card_command_start(struct card_session *session)
{
	char path[LIVE_PATH_BYTES + 16];
	int ret;

	card_config_path(session, path, sizeof(path));
	if (stop_signal_wake_by_children() < 0 || setenv("ALSA_CONFIG_PATH", path, 1) < 0)
		return run_fail(&session->run.error, CLI_FIRMWARE, "%s", strerror(errno));
	if (set_preload(session) < 0)
		return -1;
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

void card_command_stop(const struct card_session *session)
{
	if (session->child && !session->child_ended)
		kill(session->child, SIGTERM);
}
