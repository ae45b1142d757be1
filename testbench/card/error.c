/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "internal.h"

const struct drv_error *card_last_error(const struct card *card)
{
	return &card->error;
}

int card_fail(struct card *card, enum drv_error_kind kind, int code, const char *format, ...)
{
	va_list args;

	card->error = (struct drv_error){ .kind = kind, .code = code };
	va_start(args, format);
	vsnprintf(card->error.text, sizeof(card->error.text), format, args);
	va_end(args);
	return code;
}

int card_fail_driver(struct card *card, const struct card_stream *stream)
{
	const struct drv_error *error = drv_last_error(card->drv);

	card->error = *error;
	/* some of the driver's texts name the stream themselves */
	if (stream && strncmp(error->text, "PCM ", 4) != 0)
		snprintf(card->error.text, sizeof(card->error.text), "PCM %u %s: %.480s",
			 stream->pcm_id, tplg_direction_name(stream->direction), error->text);
	return error->code;
}
