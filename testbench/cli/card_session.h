/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What `adspbench card` holds:
 *
 *   card.c          the verb, and the order of all
 *   card_ends.c     files and wires of DAIs   card_alsa.c  ALSA devices at them
 *   card_config.c   the ALSA configuration for it     card_command.c  the command
 *   card_time.c     scripts, and what is said while the card runs
 *
 * It is a run without streams of its own: topology, controls, log, ledger, report and DAIs are those of a
 * struct run_session. Functions return 0, or -1 with run.error set.
 */
#ifndef TESTBENCH_CLI_CARD_SESSION_H
#define TESTBENCH_CLI_CARD_SESSION_H

#include <sys/types.h>

#include "cli/card_alsa.h"
#include "cli/run_session.h"
#include "live/server.h"
#include "live/socket.h"

struct card_session {
	struct run_session run;
	struct live_server *server;
	int wake_fd;
	char name[64];
	char id[16]; /* by which alsactl keeps the card's state: the same for each card without --name */
	char dir[LIVE_PATH_BYTES];
	bool config_written;
	enum live_pace pace;

	struct card_alsa devices[RUN_MAX_FILES]; /* as run.dais */

	size_t next_stream;  /* line `pcm` of the script */
	int64_t next_status; /* host's clock, ms */

	pid_t child; /* 0: none */
	bool child_ended;
	int child_status; /* exit status, 128 + signal */
	int forwarded;    /* signal that the command was sent */
};

/* ---- card_ends.c ---- */

/** Find the DAIs that options name, and open their files. Before the card is made. */
int card_ends_open(struct card_session *session);

/** Wire what --loopback names. The card is probed. */
int card_ends_wire(struct card_session *session);

/** Let the clocks of --clock-drift run as it says. After card_ends_wire(). */
int card_ends_set_clocks(struct card_session *session);

/** A stream has its parameters: so have the DAIs that it reaches. @return 0, -EINVAL they had others before */
int card_ends_configure(void *ctx);

/** Has a file or a device failed? @return 0, -1 */
int card_ends_check(struct card_session *session);

/** Report what devices have moved. The ends are the last ones of the report so far. */
void card_ends_collect(const struct card_session *session);

/** Close the devices. */
void card_ends_close(struct card_session *session);

/* ---- card_config.c ---- */

/** Write the ALSA configuration of the card into its folder, and the list of its PCMs for libadsp_cards. */
int card_config_write(struct card_session *session);

void card_config_path(const struct card_session *session, char *path, size_t size);

/** What a program has in LD_PRELOAD that is to find the card by its number. @return 0, -ENOENT */
int card_preload_path(const struct card_session *session, char *path, size_t size);

/** Remove it. */
void card_config_remove(struct card_session *session);

/* ---- card_command.c ---- */

/** Start the command, whose `default`, `hw:` and so on are this card. */
int card_command_start(struct card_session *session);

/** Has it ended? Notes its status. Passes a signal that asked to stop on to it. */
void card_command_look(struct card_session *session);

/** The card ends before it, by an error: ask it to end. Does not wait. */
void card_command_stop(const struct card_session *session);

/* ---- card_time.c ---- */

/** Do what the script has for now. */
int card_script_step(struct card_session *session);

/** Tick in which there is something to do for the script; UINT64_MAX: none. */
uint64_t card_script_due(const struct card_session *session);

/** Say what to type, at the start. */
void card_say_hello(const struct card_session *session);

/** Draw the status line, if it is time. @return milliseconds until the next one; -1: nobody sees it */
int card_status_draw(struct card_session *session);
void card_status_end(struct card_session *session);

#endif
