/* SPDX-License-Identifier: BSD-3-Clause */
/* Keeps the program linking until testbench/control is there: weak, every use is refused. To be deleted then. */
#include <errno.h>
#include <stdio.h>

#include "control/control.h"

#define WEAK __attribute__((weak))

static int refuse(struct control_error *err)
{
	err->kind = DRV_ERROR_USAGE;
	snprintf(err->text, sizeof(err->text), "controls cannot be set yet");
	return -ENOSYS;
}

WEAK int control_parse_assignment(const struct tplg *tplg, const char *text, control_warn_fn warn,
				  void *warn_ctx, struct control_action *action,
				  struct control_error *err)
{
	return refuse(err);
}

WEAK int control_action_apply(const struct control_action *action, struct drv *drv,
			      struct control_error *err)
{
	return refuse(err);
}

WEAK void control_action_release(struct control_action *action)
{
}

WEAK int control_script_load(const char *path, const struct tplg *tplg, control_warn_fn warn,
			     void *warn_ctx, struct control_script **out, struct control_error *err)
{
	return refuse(err);
}

WEAK int control_script_step(struct control_script *script, struct drv *drv, uint64_t now_ns,
			     struct control_error *err)
{
	return refuse(err);
}

WEAK void control_script_rewind(struct control_script *script)
{
}

WEAK void control_script_free(struct control_script *script)
{
}
