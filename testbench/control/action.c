/* SPDX-License-Identifier: BSD-3-Clause */
/* Single assignments, and what becomes of a parsed one. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

int control_parse_assignment(const struct tplg *tplg, const char *assignment, control_warn_fn warn,
			     void *warn_ctx, struct control_action *action,
			     struct control_error *err)
{
	struct control_text text = {
		.start = assignment,
		.at = assignment,
		.warn = warn,
		.warn_ctx = warn_ctx,
		.err = err,
	};
	const struct control_blob_options with_headers = { .raw = false };
	char name[CONTROL_MAX_WORD];
	const char *end;

	*action = (struct control_action){ 0 };
	if (!strchr(assignment, '='))
		return control_fail(&text, assignment, "expected NAME=VALUES");
	end = control_match_name(tplg, assignment, "=", 1, &action->control);
	if (!end) {
		snprintf(name, sizeof(name), "%.*s", (int)strcspn(assignment, "="), assignment);
		return control_unknown(&text, assignment, name, tplg);
	}
	text.at = end + 1;
	if (tplg->controls[action->control].kind == TPLG_CONTROL_BYTES)
		return control_load_blob(&text, text.at, text.at, &with_headers, tplg, action);
	return control_parse_values(&text, tplg, action);
}

int control_action_apply(const struct control_action *action, struct drv *drv,
			 struct control_error *err)
{
	int ret = action->data ?
			  drv_control_put_bytes(drv, action->control, action->param_id,
						action->data, action->num_bytes) :
			  drv_control_put(drv, action->control, action->values, action->num_values);

	if (ret < 0) {
		err->kind = drv_last_error(drv)->kind;
		snprintf(err->text, sizeof(err->text), "%s", drv_last_error(drv)->text);
	}
	return ret;
}

void control_action_release(struct control_action *action)
{
	free(action->data);
	action->data = NULL;
}
