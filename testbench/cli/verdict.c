/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/firmware.h"
#include "cli/verdict.h"
#include "driver/graph.h"

#define REASON_BYTES 512

static bool is_missing(struct drv *drv, const struct tplg_widget *w)
{
	return w->role == TPLG_ROLE_MODULE && w->uuid_set && !drv_module_info(drv, w->uuid, NULL);
}

/* "needs eq_iir, drc": each module once. @return false: it needs none */
static bool list_missing(const struct tplg *t, const struct tplg_verdict *verdict,
			 const struct drv_path *path, char reason[REASON_BYTES])
{
	size_t used = 0;

	for (size_t i = 0; i < path->num_steps; i++) {
		const struct tplg_widget *w = &t->widgets[path->steps[i].widget];
		char uuid[TPLG_UUID_TEXT], word[64];
		bool known = false;

		if (!verdict->missing[path->steps[i].widget])
			continue;
		for (size_t k = 0; k < i && !known; k++) {
			const struct tplg_widget *before = &t->widgets[path->steps[k].widget];

			known = before->uuid_set && !memcmp(before->uuid, w->uuid, sizeof(w->uuid));
		}
		if (known)
			continue;
		tplg_uuid_format(w->uuid, uuid);
		snprintf(word, sizeof(word), "%s%s", w->module ? w->module->name : "module ",
			 w->module ? "" : uuid);
		used += (size_t)snprintf(reason + used, REASON_BYTES - used, "%s%s",
					 used ? ", " : "needs ", word);
		if (used >= REASON_BYTES)
			break;
	}
	return used;
}

/* Without "PCM 0 playback: ", which stands before it already. */
static const char *without_label(const char *text, const struct tplg_pcm *pcm,
				 enum tplg_direction direction)
{
	char label[64];
	int length = snprintf(label, sizeof(label), "PCM %u %s: ", pcm->id,
			      tplg_direction_name(direction));

	return strncmp(text, label, (size_t)length) ? text : text + length;
}

/* Are there parameters with which the stream works? If not, the reason says why. @return 0, -ENOMEM */
static int try_stream(struct drv *drv, const struct tplg_pcm *pcm, enum tplg_direction direction,
		      char reason[REASON_BYTES])
{
	struct drv_pcm_space space = { 0 };
	struct drv_stream *stream;
	int ret = drv_pcm_open(drv, pcm->id, direction, &stream);

	if (ret >= 0)
		ret = drv_pcm_refine(stream, &space);
	if (ret < 0)
		snprintf(reason, REASON_BYTES, "%s",
			 without_label(drv_last_error(drv)->text, pcm, direction));
	drv_pcm_close(stream);
	return ret == -ENOMEM ? ret : 0;
}

static int judge_direction(const struct tplg *t, struct drv *drv, uint32_t number,
			   enum tplg_direction direction, struct tplg_verdict *verdict)
{
	const struct tplg_pcm *pcm = &t->pcms[number];
	char reason[REASON_BYTES] = "", **out = &verdict->reasons[2 * (size_t)number + direction];
	struct drv_path path = { 0 };
	int ret = 0;

	if (!pcm->caps[direction].present)
		return 0;
	if (pcm->caps[direction].host != TPLG_NONE)
		ret = drv_path_find(t, pcm->caps[direction].host, direction, &path);
	if (!ret && !list_missing(t, verdict, &path, reason))
		ret = try_stream(drv, pcm, direction, reason);
	drv_path_release(&path);
	if (ret || !reason[0])
		return ret;
	*out = strdup(reason);
	return *out ? 0 : -ENOMEM;
}

static int judge(const struct tplg *t, struct drv *drv, struct tplg_verdict *verdict)
{
	int ret = 0;

	verdict->missing = calloc(t->num_widgets + 1, sizeof(*verdict->missing));
	verdict->reasons = calloc(2 * (size_t)t->num_pcms + 1, sizeof(*verdict->reasons));
	if (!verdict->missing || !verdict->reasons)
		return -ENOMEM;
	for (uint32_t i = 0; i < t->num_widgets; i++)
		verdict->missing[i] = is_missing(drv, &t->widgets[i]);
	for (uint32_t i = 0; i < t->num_pcms && !ret; i++)
		for (int d = TPLG_PLAYBACK; d <= TPLG_CAPTURE && !ret; d++)
			ret = judge_direction(t, drv, i, (enum tplg_direction)d, verdict);
	return ret;
}

int verdict_make(const struct tplg *t, const char *platform, const struct module_files *modules,
		 struct tplg_verdict *verdict, char *err, size_t err_size)
{
	const struct firmware_config config = { .tplg = t,
						.platform = platform,
						.modules = modules };
	struct run_error error = { 0 };
	struct drv *drv = firmware_start(&config, &error);
	int ret;

	*verdict = (struct tplg_verdict){ 0 };
	if (!drv) {
		snprintf(err, err_size, "%s", error.text);
		return -EIO;
	}
	ret = judge(t, drv, verdict);
	firmware_stop(drv);
	if (ret) {
		snprintf(err, err_size, "%s", strerror(-ret));
		verdict_free(t, verdict);
	}
	return ret;
}

void verdict_free(const struct tplg *t, struct tplg_verdict *verdict)
{
	for (size_t i = 0; verdict->reasons && i < 2 * (size_t)t->num_pcms; i++)
		free(verdict->reasons[i]);
	for (size_t i = 0; verdict->refusals && i < t->num_controls; i++)
		free(verdict->refusals[i]);
	free(verdict->refusals);
	free(verdict->reasons);
	free(verdict->missing);
	*verdict = (struct tplg_verdict){ 0 };
}
