/* SPDX-License-Identifier: BSD-3-Clause */
/* What modules say of the blobs that a topology's controls begin with. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "blob/check.h"
#include "blob/rig.h"
#include "cli/verdict.h"

#define MAX_ASKED 16 /* pairs of formats, of widgets that declare many */

/* Can a module alone be played with these? */
static bool stream_of(const struct tplg_widget *w, const struct ipc4_audio_format *in,
		      const struct ipc4_audio_format *out, struct rig_stream *stream)
{
	const uint32_t outputs = tplg_opt_or(w->out.num_pins, 1);

	*stream = (struct rig_stream){ in->sampling_frequency, in->channels_count,
				       out->channels_count, in->valid_bit_depth, outputs };
	return in->sampling_frequency == out->sampling_frequency && stream->rate >= 8000 &&
	       stream->rate <= 192000 && in->depth == (stream->bits == 16 ? 16 : 32) &&
	       in->depth == out->depth && in->valid_bit_depth == out->valid_bit_depth &&
	       (stream->bits == 16 || stream->bits == 24 || stream->bits == 32) &&
	       stream->in_channels >= 1 && stream->in_channels <= RIG_MAX_CHANNELS &&
	       stream->out_channels >= 1 && stream->out_channels <= RIG_MAX_CHANNELS &&
	       outputs >= 1 && outputs <= RIG_MAX_OUTPUTS;
}

/* Taken with one pair of the widget's formats is taken. @param err	what was said to the first one */
static enum blob_verdict ask_widget(const struct blob *blob, const struct tplg_widget *w,
				    const char *platform, char *err, size_t err_size)
{
	struct rig_stream stream;
	char other[256];
	uint32_t asked = 0;
	enum blob_verdict verdict = BLOB_NOT_JUDGED;

	for (uint32_t i = 0; i < w->in.num_formats; i++)
		for (uint32_t k = 0; k < w->out.num_formats && asked < MAX_ASKED; k++) {
			if (!stream_of(w, &w->in.formats[i].fmt, &w->out.formats[k].fmt, &stream))
				continue;
			verdict = blob_ask_stream(blob, platform, &stream, asked ? other : err,
						  asked ? sizeof(other) : err_size);
			asked++;
			if (verdict != BLOB_REFUSED)
				return verdict;
		}
	return asked ? verdict : blob_ask(blob, platform, err, err_size);
}

static int judge_control(const struct tplg *t, uint32_t number, const char *platform,
			 struct tplg_verdict *verdict, char *err, size_t err_size)
{
	const struct tplg_control *control = &t->controls[number];
	const struct tplg_widget *w = &t->widgets[control->widget];
	const struct blob blob = {
		.kind = w->module ? blob_kind_find(w->module->name) : NULL,
		.param_id = control->param_id,
		.abi = control->abi,
		.data = control->data,
		.size = control->data_bytes,
	};
	char reason[256];

	if (control->kind != TPLG_CONTROL_BYTES || !control->data_bytes || !blob.kind)
		return 0;
	switch (ask_widget(&blob, w, platform, reason, sizeof(reason))) {
	case BLOB_REFUSED:
		verdict->refusals[number] = strdup(reason);
		return verdict->refusals[number] ? 0 : -ENOMEM;
	case BLOB_FAILED:
		snprintf(err, err_size, "%s", reason);
		return -EIO;
	default:
		return 0;
	}
}

int verdict_add_blobs(const struct tplg *t, const char *platform, struct tplg_verdict *verdict,
		      char *err, size_t err_size)
{
	int ret = 0;

	verdict->refusals = calloc(t->num_controls + 1, sizeof(*verdict->refusals));
	if (!verdict->refusals)
		ret = -ENOMEM;
	for (uint32_t i = 0; i < t->num_controls && !ret; i++)
		ret = judge_control(t, i, platform, verdict, err, err_size);
	if (ret == -ENOMEM)
		snprintf(err, err_size, "out of memory");
	return ret;
}
