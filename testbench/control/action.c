// SPDX-License-Identifier: BSD-3-Clause
/* Single assignments, and what becomes of a parsed one. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

/* The longest control name that the text begins with and an '=' follows. Names may hold '=' themselves. */
static const char *find_control(const char *text, const struct tplg *tplg, size_t *control)
{
	size_t best = 0;

	for (size_t i = 0; i < tplg->num_controls; i++) {
		size_t length = strlen(tplg->controls[i].name);

		if (length > best && !strncmp(text, tplg->controls[i].name, length) && text[length] == '=') {
			best = length;
			*control = i;
		}
	}
	return best ? text + best + 1 : NULL;
}

int control_parse_assignment(const struct tplg *tplg, const char *assignment, control_warn_fn warn,
			     void *warn_ctx, struct control_action *action,
			     struct control_error *err)
{
	struct control_text text = {
		.start = assignment, .at = assignment, .warn = warn, .warn_ctx = warn_ctx, .err = err,
	};
	const struct control_blob_options plain = { .binary = false };
	const char *equals = strchr(assignment, '=');
	const char *values;

	*action = (struct control_action){ 0 };
	if (!equals)
		return control_fail(&text, assignment, "expected NAME=VALUES");
	values = find_control(assignment, tplg, &action->control);
	if (!values) {
		control_fail(&text, assignment, "no control '%.*s' in the topology (%u controls%s%s%s)",
			     (int)(equals - assignment), assignment, tplg->num_controls,
			     tplg->num_controls ? ", the first is '" : "",
			     tplg->num_controls ? tplg->controls[0].name : "", tplg->num_controls ? "'" : "");
		return -ENOENT;
	}
	text.at = values;
	if (tplg->controls[action->control].kind == TPLG_CONTROL_BYTES)
		return control_load_blob(&text, values, values, &plain, tplg, action);
	return control_parse_values(&text, tplg, action);
}

int control_action_apply(const struct control_action *action, struct drv *drv, struct control_error *err)
{
	int ret = action->data ? drv_control_put_bytes(drv, action->control, action->param_id, action->data,
						       action->num_bytes) :
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
