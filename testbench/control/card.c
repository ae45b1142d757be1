/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The controls of a topology as amixer finds them on a sound card. A command works on copies of the values; what
 * it has put goes to the driver in one message for each control, when the command was good.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

static void read_values(struct control_ctl *ctl, size_t element, long *values)
{
	const struct control_card *card = ctl->ctx;

	memcpy(values, card->values[element],
	       ctl->plugin.elements->element[element].count * sizeof(values[0]));
}

/* The mixer writes the switch along with the volume: only what changes is put. */
static int write_values(struct control_ctl *ctl, size_t element, const long *values)
{
	struct control_card *card = ctl->ctx;
	size_t bytes = ctl->plugin.elements->element[element].count * sizeof(values[0]);

	if (memcmp(card->values[element], values, bytes)) {
		memcpy(card->values[element], values, bytes);
		card->put[element] = true;
	}
	return 0;
}

static const struct control_ctl_ops ops = { read_values, write_values };

int control_card_make(struct control_card *card, const struct tplg *tplg)
{
	size_t num = tplg->num_controls;

	*card = (struct control_card){ .tplg = tplg };
	card->values = calloc(num + 1, sizeof(*card->values));
	card->put = calloc(num + 1, sizeof(*card->put));
	if (!card->values || !card->put || control_elements_make(tplg, &card->elements)) {
		control_card_free(card);
		return -ENOMEM;
	}
	card->ctl = (struct control_ctl){ .plugin.elements = &card->elements,
					  .ops = &ops,
					  .ctx = card };
	return 0;
}

void control_card_free(struct control_card *card)
{
	control_elements_free(&card->elements);
	free(card->values);
	free(card->put);
}

int control_card_open(struct control_card *card)
{
	return control_ctl_open(&card->ctl, "adspbench", 0);
}

int control_check_card(struct control_text *text, const char *at, const char *name)
{
	const char *colon = strchr(name, ':'), *number = colon ? colon + 1 : name;
	size_t digits;

	if (colon && !strncmp(number, "CARD=", strlen("CARD=")))
		number += strlen("CARD=");
	digits = strspn(number, "0123456789");
	if (!digits || (number[digits] && number[digits] != ',') || strspn(number, "0") == digits)
		return 0;
	return control_fail(text, at, "card '%.100s': expected card 0, which the topology is",
			    name);
}

void control_card_load(struct control_card *card, struct drv *drv)
{
	uint32_t values[TPLG_MAX_CHANNELS];

	for (size_t i = 0; i < card->elements.num; i++) {
		card->put[i] = false;
		if (card->elements.element[i].type == SND_CTL_ELEM_TYPE_BYTES ||
		    drv_control_get(drv, i, values) < 0)
			continue;
		for (size_t k = 0; k < TPLG_MAX_CHANNELS; k++)
			card->values[i][k] = values[k];
	}
}

int control_card_put(struct control_card *card, struct drv *drv, struct control_error *err)
{
	int ret = 0;

	for (size_t i = 0; !ret && i < card->elements.num; i++) {
		uint32_t values[TPLG_MAX_CHANNELS];

		if (!card->put[i])
			continue;
		for (size_t k = 0; k < TPLG_MAX_CHANNELS; k++)
			values[k] = (uint32_t)card->values[i][k];
		ret = drv_control_put(drv, i, values, card->elements.element[i].count);
	}
	if (ret < 0)
		control_driver_error(drv, err);
	return ret;
}

void control_driver_error(struct drv *drv, struct control_error *err)
{
	err->kind = drv_last_error(drv)->kind;
	snprintf(err->text, sizeof(err->text), "%s", drv_last_error(drv)->text);
}
