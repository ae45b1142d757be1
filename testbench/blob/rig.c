/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "blob/blob.h"
#include "blob/rig_private.h"

#define TICKS_TO_START 20 /* until a stream that starves has begun all the same */

const struct rig_stream rig_usual_stream = { 48000, 2, 2, 32, 1, 0 };

/* ---- its ends ---- */

static size_t sample_bytes(const struct rig *rig)
{
	return rig->stream.bits == 16 ? 2 : 4;
}

/* Words to samples of the stream and back. */
static void store(const struct rig *rig, void *at, size_t i, int32_t word)
{
	if (rig->stream.bits == 16)
		((int16_t *)at)[i] = (int16_t)word;
	else
		((int32_t *)at)[i] = word;
}

static int32_t load(const struct rig *rig, const void *at, size_t i)
{
	return rig->stream.bits == 16 ? ((const int16_t *)at)[i] : ((const int32_t *)at)[i];
}

/* Silence when there is nothing left. */
static size_t feed(void *ctx, void *data, size_t bytes)
{
	struct end *end = ctx;
	const size_t frame = end->channels * sample_bytes(end->rig);
	size_t n = bytes / frame < end->frames ? bytes / frame : end->frames;

	if (!end->rig->has_begun)
		return 0;
	for (size_t i = 0; i < n * end->channels; i++)
		store(end->rig, data, i, end->from ? end->from[i] : 0);
	if (end->from)
		end->from += n * end->channels;
	end->frames -= n;
	memset((char *)data + n * frame, 0, bytes - n * frame);
	return bytes;
}

static size_t drain(void *ctx, void *data, size_t bytes)
{
	struct end *end = ctx;
	const size_t frame = end->channels * sample_bytes(end->rig);
	size_t n = bytes / frame < end->frames ? bytes / frame : end->frames;

	if (!end->to)
		return bytes;
	for (size_t i = 0; i < n * end->channels; i++)
		end->to[i] = load(end->rig, data, i);
	end->to += n * end->channels;
	end->frames -= n;
	return bytes;
}

/* ---- life ---- */

static void on_log(void *ctx, enum adsp_log_level level, uint64_t time_us, const char *tag,
		   const char *text)
{
	struct rig *rig = ctx;

	if (level == ADSP_LOG_ERR && !rig->refusal[0])
		snprintf(rig->refusal, sizeof(rig->refusal), "%s", text);
}

static int start_card(struct rig *rig, const char *platform, char *err, size_t err_size)
{
	struct card_config config = {
		.tplg = &rig->tplg,
		.machine = { .profile = &rig->profile,
			     .log_level = ADSP_LOG_ERR,
			     .log = on_log,
			     .log_ctx = rig },
	};
	int ret = adsp_profile_load(platform, &rig->profile, err, err_size);

	if (ret)
		return ret;
	ret = card_create(&config, &rig->card);
	if (ret) {
		snprintf(err, err_size, "out of memory");
		return ret;
	}
	ret = card_probe(rig->card);
	if (ret)
		snprintf(err, err_size, "%s", card_last_error(rig->card)->text);
	return ret == -EINVAL ? -EIO : ret;
}

static const enum drv_format drv_formats[] = { DRV_FORMAT_S16_LE, DRV_FORMAT_S24_LE,
					       DRV_FORMAT_S32_LE };

static int start_stream(struct rig *rig)
{
	const struct rig_stream *s = &rig->stream;
	const struct drv_pcm_params params = { s->rate, s->in_channels,
					       drv_formats[s->bits / 8 - 2] };
	struct adsp_dma_client client = { feed, &rig->in };
	int ret = card_stream_open(rig->card, 0, TPLG_PLAYBACK, &rig->playback);

	if (!ret)
		ret = card_stream_set_params(rig->playback, &params);
	if (!ret)
		ret = card_stream_set_client(rig->playback, &client);
	for (uint32_t i = 0; !ret && i < s->num_outputs; i++) {
		client = (struct adsp_dma_client){ drain, &rig->out[i] };
		ret = card_link_set_client(rig->card, rig->widgets[FIRST_LINK + i].name, &client);
	}
	if (!ret)
		ret = card_stream_prepare(rig->playback);
	return ret;
}

/* The module's own words, if it has said why. @return -EINVAL; -EIO: it was not the firmware that refused */
static int refusal_of(const struct rig *rig, char *err, size_t err_size)
{
	const struct drv_error *error = card_last_error(rig->card);

	snprintf(err, err_size, "%s", rig->refusal[0] ? rig->refusal : error->text);
	return error->kind == DRV_ERROR_FIRMWARE ? -EINVAL : -EIO;
}

int rig_open(const struct blob *blob, const char *platform, const struct rig_stream *stream,
	     struct rig **out, char *err, size_t err_size)
{
	struct rig *rig = calloc(1, sizeof(*rig));
	int ret;

	*out = NULL;
	if (!rig) {
		snprintf(err, err_size, "out of memory");
		return -ENOMEM;
	}
	rig->stream = *stream;
	rig->in = (struct end){ rig, stream->in_channels, NULL, NULL, 0 };
	for (uint32_t i = 0; i < RIG_MAX_OUTPUTS; i++)
		rig->out[i] = (struct end){ rig, stream->out_channels, NULL, NULL, 0 };
	rig_build_topology(rig, blob);
	ret = start_card(rig, platform, err, err_size);
	if (!ret) {
		ret = start_stream(rig);
		if (!ret)
			ret = card_trigger(&rig->playback, 1, CARD_START, NULL);
		if (ret)
			ret = refusal_of(rig, err, err_size);
	}
	if (ret) {
		rig_close(rig);
		return ret;
	}
	*out = rig;
	return 0;
}

static bool is_moving(const struct rig *rig)
{
	for (uint32_t i = 0; i < rig->stream.num_outputs; i++)
		if (rig->out[i].frames)
			return true;
	return false;
}

size_t rig_run(struct rig *rig, const int32_t *in, int32_t *const *out, size_t frames)
{
	const uint64_t limit = frames * 1000 / rig->stream.rate + TICKS_TO_START;
	size_t left;

	rig->has_begun = true;
	rig->in.from = in;
	rig->in.frames = frames;
	for (uint32_t i = 0; i < rig->stream.num_outputs; i++) {
		rig->out[i].to = out ? out[i] : NULL;
		rig->out[i].frames = out && out[i] ? frames : 0;
	}
	for (uint64_t ticks = 0; ticks < limit && (is_moving(rig) || rig->in.frames);)
		ticks += card_run(rig->card, 1);
	left = rig->out[0].frames;
	for (uint32_t i = 0; i < RIG_MAX_OUTPUTS; i++)
		rig->out[i].to = NULL;
	rig->in.from = NULL;
	return frames - left;
}

void rig_close(struct rig *rig)
{
	if (!rig)
		return;
	card_destroy(rig->card);
	free(rig);
}
