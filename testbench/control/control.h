/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Controls set by the user: control scripts (-s FILE) and single assignments (NAME=VALUES).
 *
 * Both are parsed wholly, names, values and blob files included, before a run starts; what is wrong is
 * one line "file:line:column: ...". What is accepted but has an effect that its writer may not expect
 * is a warning in the same shape. A script is then executed by simulated time.
 */
#ifndef CONTROL_CONTROL_H
#define CONTROL_CONTROL_H

#include <stddef.h>
#include <stdint.h>

#include <driver/driver.h>
#include <topology/tplg.h>

struct control_error {
	enum drv_error_kind
		kind; /* USAGE: assignment; TOPOLOGY (bad input): script, blob; FIRMWARE */
	char text[768];
};

/** Receives one warning line. */
typedef void (*control_warn_fn)(void *ctx, const char *text);

/* ---- one assignment ---- */

struct control_action {
	const struct tplg *tplg; /* must outlive the action */
	size_t control;          /* in the topology's controls[] */
	char *values;            /* volume, switch, enum: as written; owned by the action */
	uint32_t param_id;       /* bytes */
	uint8_t *data;           /* bytes: payload, owned by the action */
	size_t num_bytes;
};

/**
 * Parse NAME=VALUES, as given on a command line. NAME is a control's name or an element id as cset of amixer
 * has it; VALUES are as cset has them, or for a bytes control the path of a blob file.
 *
 * @param assignment	quoted in messages as "control 'NAME=VALUES'"
 * @return 0 and an action for control_action_release(), -EINVAL, -ENOENT, or the errno of a blob file
 */
int control_parse_assignment(const struct tplg *tplg, const char *assignment, control_warn_fn warn,
			     void *warn_ctx, struct control_action *action,
			     struct control_error *err);

/** Put it now. @return 0 or the driver's error */
int control_action_apply(const struct control_action *action, struct drv *drv,
			 struct control_error *err);

/** Free what the action owns. */
void control_action_release(struct control_action *action);

/* ---- scripts ---- */

struct control_script;

/**
 * Load and check a script.
 *
 * @param warn	may be NULL
 * @return 0, -EINVAL (the text says where), or the errno of reading a file
 */
int control_script_load(const char *path, const struct tplg *tplg, control_warn_fn warn,
			void *warn_ctx, struct control_script **out, struct control_error *err);

/**
 * Execute every command for controls that is due. Each is due at the sum of the sleeps before it.
 *
 * @param now_ns	virtual time; 0 is before the streams start
 * @return 0 or the driver's error; the text has the script's line
 */
int control_script_step(struct control_script *script, struct drv *drv, uint64_t now_ns,
			struct control_error *err);

#define CONTROL_NEVER UINT64_MAX

/** When the next command for controls is due; CONTROL_NEVER when all have been executed. */
uint64_t control_script_due(const struct control_script *script);

/** The line of that command, for messages; 0: none. */
unsigned int control_script_next_line(const struct control_script *script);

/** A line `pcm PCM[:DIRECTION] ACTION`: its words. It is the caller who knows the streams. */
struct control_stream {
	const char *file;
	unsigned int line, column;
	uint64_t at_ns;
	char pcm[64];    /* as written, with the direction */
	char action[16]; /* "start", "stop", "pause", "resume", "suspend" */
};

/** Line number `index` of that kind, in the order of the script, which is that of time. @return NULL past the last one */
const struct control_stream *control_script_stream(const struct control_script *script,
						   size_t index);

/** The last line before any sleep that sets what the action sets; 0: none. */
unsigned int control_script_line_at_start(const struct control_script *script,
					  const struct control_action *action);

/** Start again at the first line: for the next run with the same topology. */
void control_script_rewind(struct control_script *script);

/** NULL is fine. */
void control_script_free(struct control_script *script);

#endif
