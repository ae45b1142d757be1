/* SPDX-License-Identifier: BSD-3-Clause */
/* Single assignments, and what becomes of a parsed one. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

/* NAME is a control's name, or else an element id; that ends at the last '='. */
static int find_control(const struct control_card *card, struct control_text *text, size_t *control)
{
	const char *end = control_match_name(&card->elements, text->start, control);
	char id[CONTROL_MAX_WORD];
	size_t length;

	if (end) {
		text->at = end + 1;
		return 0;
	}
	end = strrchr(text->start, '=');
	if (!end)
		return control_fail(text, text->start, "expected NAME=VALUES");
	length = strcspn(text->start, "=");
	if (text->start + length == end || length >= sizeof(id)) {
		snprintf(id, sizeof(id), "%.*s", (int)length, text->start);
		return control_unknown(text, text->start, id, &card->elements);
	}
	if ((size_t)(end - text->start) >= sizeof(id))
		return control_fail(text, text->start, "name longer than %d characters",
				    CONTROL_MAX_WORD - 1);
	snprintf(id, sizeof(id), "%.*s", (int)(end - text->start), text->start);
	text->at = end + 1;
	return control_find_element(text, text->start, id, &card->elements, control);
}

static int parse(struct control_card *card, struct control_text *text,
		 struct control_action *action)
{
	const struct control_blob_options with_headers = { .raw = false };
	int ret = find_control(card, text, &action->control);

	if (ret < 0)
		return ret;
	if (card->tplg->controls[action->control].kind == TPLG_CONTROL_BYTES)
		return control_load_blob(text, text->at, text->at, &with_headers, card->tplg,
					 action);
	if (!*text->at)
		return control_fail(text, text->at, "no value for '%s'",
				    card->elements.element[action->control].name);
	ret = control_card_cset(card, text, text->at, action->control, text->at);
	if (ret < 0)
		return ret;
	action->values = strdup(text->at);
	return action->values ? 0 : control_fail(text, text->at, "out of memory");
}

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
	struct control_card card;
	int ret = control_card_make(&card, tplg);

	*action = (struct control_action){ .tplg = tplg };
	if (ret < 0)
		return control_fail(&text, assignment, "out of memory");
	ret = parse(&card, &text, action);
	control_card_free(&card);
	return ret;
}

/* The values are of now: "toggle", and those of a list that stay. */
static int apply_values(const struct control_action *action, struct drv *drv,
			struct control_error *err)
{
	struct control_text text = { .start = action->values, .at = action->values, .err = err };
	struct control_card card;
	int ret = control_card_make(&card, action->tplg);

	if (ret < 0)
		return control_fail(&text, text.at, "out of memory");
	control_card_load(&card, drv);
	ret = control_card_cset(&card, &text, text.at, action->control, action->values);
	if (!ret)
		ret = control_card_put(&card, drv, err);
	control_card_free(&card);
	return ret;
}

int control_action_apply(const struct control_action *action, struct drv *drv,
			 struct control_error *err)
{
	int ret;

	if (action->values)
		return apply_values(action, drv, err);
	ret = drv_control_put_bytes(drv, action->control, action->param_id, action->data,
				    action->num_bytes);
	if (ret < 0)
		control_driver_error(drv, err);
	return ret;
}

void control_action_release(struct control_action *action)
{
	free(action->values);
	free(action->data);
	*action = (struct control_action){ 0 };
}
