/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Control elements behind an ALSA control handle of this process, so that libasound's parsers and its simple
 * mixer work on them as on a sound card's. The handle is an external control plugin's.
 */
#ifndef CONTROL_CTL_H
#define CONTROL_CTL_H

#include "describe.h"

struct control_ctl;

/** Where the values are. Not asked for elements of bytes. */
struct control_ctl_ops {
	/** Read all values of an element. */
	void (*read)(struct control_ctl *ctl, size_t element, long *values);
	/** Write all values, which are in range. @return 0 or -errno */
	int (*write)(struct control_ctl *ctl, size_t element, const long *values);
};

/** What the caller fills in before control_ctl_open(); it must stay where it is while the handle is open. */
struct control_ctl {
	struct control_plugin plugin; /* elements */
	const struct control_ctl_ops *ops;
	void *ctx; /* the ops' own */
};

/**
 * Open a handle.
 * @param name	what snd_ctl_name() says
 * @return 0 with ctl->plugin.ext.handle, which the caller closes (snd_ctl_close()), or -errno
 */
int control_ctl_open(struct control_ctl *ctl, const char *name, int mode);

#endif
