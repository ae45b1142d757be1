/* SPDX-License-Identifier: BSD-3-Clause */
/* Trying one PCM direction. */
#include <stdio.h>
#include <string.h>

#include <adsp/ledger.h>
#include <ipc4/error_status.h>

#include "card/card.h"
#include "cli/run_ledger.h"
#include "cli/run_params.h"
#include "cli/try.h"
#include "driver/graph.h"

#define MAX_LINKS 16

/* An end of the stream: gives silence or drops what comes, and counts it. */
struct end {
	uint64_t bytes;
	bool input; /* of the DSP */
	const char *name;
};

static size_t transfer(void *ctx, void *data, size_t bytes)
{
	struct end *end = ctx;

	if (end->input)
		memset(data, 0, bytes);
	end->bytes += bytes;
	return bytes;
}

static struct adsp_dma_client client_of(struct end *end, bool input, const char *name)
{
	*end = (struct end){ .input = input, .name = name };
	return (struct adsp_dma_client){ .transfer = transfer, .ctx = end };
}

/* What a direction's try passes around. */
struct trial {
	const struct try_all *all;
	const struct try_stream *stream;
	struct try_result *result;
	struct card *card;
	struct card_stream *pcm;
	struct end host, links[MAX_LINKS];
	size_t num_links;
};

/* The row says which PCM it is; the reason need not. */
static int end_as(struct trial *trial, enum try_verdict verdict, const char *reason)
{
	char label[64];
	size_t length = (size_t)snprintf(label, sizeof(label),
					 "PCM %u %s: ", trial->stream->pcm->id,
					 tplg_direction_name(trial->stream->direction));

	if (!strncmp(reason, label, length))
		reason += length;
	trial->result->verdict = verdict;
	snprintf(trial->result->reason, sizeof(trial->result->reason), "%s", reason);
	return -1;
}

/* What is no refusal of the firmware is one by the rules of Linux. */
static int end_by_error(struct trial *trial, const struct drv_error *error)
{
	if (error->status == IPC4_UNAVAILABLE || error->status == IPC4_UNKNOWN_MESSAGE_TYPE)
		return end_as(trial, TRY_MISSING, error->text); /* not built into this one */
	return end_as(trial, error->kind == DRV_ERROR_FIRMWARE ? TRY_FAILED : TRY_REFUSED,
		      error->text);
}

static int end_by_card(struct trial *trial)
{
	return end_by_error(trial, card_last_error(trial->card));
}

/* Note the modules on the path that this firmware lacks, each once. */
static void note_missing(struct trial *trial, const struct tplg_widget *widget)
{
	struct try_result *result = trial->result;

	if (!widget->uuid_set || drv_module_info(card_driver(trial->card), widget->uuid, NULL))
		return;
	for (size_t i = 0; i < result->num_missing && i < TRY_MISSING_MAX; i++)
		if (!memcmp(result->missing[i].uuid, widget->uuid, 16))
			return;
	if (result->num_missing < TRY_MISSING_MAX) {
		memcpy(result->missing[result->num_missing].uuid, widget->uuid, 16);
		snprintf(result->missing[result->num_missing].name, TPLG_NAME_LEN, "%s",
			 widget->module ? widget->module->name : "");
	}
	result->num_missing++;
}

static int check_modules(struct trial *trial)
{
	const struct tplg *t = trial->all->topologies[trial->stream->topology].tplg;
	int host = trial->stream->pcm->caps[trial->stream->direction].host;
	struct drv_path path = { 0 };

	if (host != TPLG_NONE && !drv_path_find(t, host, trial->stream->direction, &path))
		for (size_t i = 0; i < path.num_steps; i++)
			note_missing(trial, &t->widgets[path.steps[i].widget]);
	drv_path_release(&path);
	return trial->result->num_missing ? end_as(trial, TRY_MISSING, "") : 0;
}

/* 48 kHz, 2 channels, 16 bits, or what is nearest to that. */
static int set_params(struct trial *trial)
{
	const struct run_wish wish = {
		.spec = { .rate = 48000, .channels = 2, .format = SAMPLE_S16_LE },
		.any_rate = true,
		.any_channels = true,
		.any_format = true,
	};
	struct drv_pcm_params *params = &trial->result->params;
	struct run_error error = { 0 };
	struct audio_spec spec;

	if (run_params_choose(card_driver(trial->card), card_stream_driver(trial->pcm), "", &wish,
			      &spec, &error) < 0)
		return end_by_error(trial, drv_last_error(card_driver(trial->card)));
	*params = (struct drv_pcm_params){ .rate = spec.rate,
					   .channels = spec.channels,
					   .format = (enum drv_format)spec.format };
	return card_stream_set_params(trial->pcm, params) < 0 ? end_by_card(trial) : 0;
}

static int attach(struct trial *trial)
{
	bool playback = trial->stream->direction == TPLG_PLAYBACK;
	struct adsp_dma_client client = client_of(&trial->host, playback, "the PCM");
	struct drv_stream *driver = card_stream_driver(trial->pcm);
	const struct drv_endpoint *dai;

	if (card_stream_set_client(trial->pcm, &client) < 0)
		return end_by_card(trial);
	for (size_t i = 0; (dai = drv_stream_dai(driver, i)) && i < MAX_LINKS; i++) {
		client = client_of(&trial->links[trial->num_links++], !playback, dai->widget);
		if (card_link_set_client(trial->card, dai->widget, &client) < 0)
			return end_by_card(trial);
	}
	return 0;
}

/* A codec gathers a block before it gives one, and that is held until its first job may have ended. */
#define CODEC_MOMENTS 3

static unsigned int moment_ms(const struct trial *trial)
{
	return trial->all->options.ticks * (trial->stream->pcm->compress ? CODEC_MOMENTS : 1);
}

static int stream(struct trial *trial)
{
	uint64_t until;

	if (card_stream_prepare(trial->pcm) < 0 ||
	    card_trigger(&trial->pcm, 1, CARD_START, NULL) < 0)
		return end_by_card(trial);
	until = card_ticks(trial->card) + moment_ms(trial);
	while (card_ticks(trial->card) < until)
		card_run(trial->card, until - card_ticks(trial->card));
	return 0;
}

/* Both ends must have moved something, and nothing may have gone wrong. */
static int check_ends(struct trial *trial)
{
	const struct drv_event *event;
	char text[160];

	for (size_t i = 0; (event = drv_event_get(card_driver(trial->card), i)); i++)
		if (event->kind == DRV_EVENT_PROCESS_ERROR || event->kind == DRV_EVENT_EXCEPTION ||
		    event->kind == DRV_EVENT_WATCHDOG) {
			snprintf(text, sizeof(text), "%s from %s", drv_event_kind_name(event->kind),
				 event->source);
			return end_as(trial, TRY_FAILED, text);
		}
	for (size_t i = 0; i <= trial->num_links; i++) {
		const struct end *end = i ? &trial->links[i - 1] : &trial->host;

		/* silence is no key phrase */
		if (!i && drv_stream_listens(card_stream_driver(trial->pcm)))
			continue;
		if (!end->bytes) {
			snprintf(text, sizeof(text), "nothing has passed %s in %u ms", end->name,
				 moment_ms(trial));
			return end_as(trial, TRY_FAILED, text);
		}
	}
	return 0;
}

/* What the driver had taken must have gone with it. */
static int check_leaks(struct trial *trial)
{
	struct run_error error = { 0 };

	if (card_stream_close(trial->pcm) < 0 || card_remove(trial->card) < 0)
		return end_by_card(trial);
	run_ledger_judge(&error);
	return error.status == CLI_GOOD ? 0 : end_as(trial, TRY_FAILED, error.text);
}

static int start_card(struct trial *trial)
{
	const struct card_config config = {
		.tplg = trial->all->topologies[trial->stream->topology].tplg,
		.machine = { .profile = trial->all->profile },
		.lenient = trial->all->options.lenient,
		.modules = trial->all->options.modules.path,
		.num_modules = trial->all->options.modules.count,
	};

	adsp_ledger_enable(true);
	if (card_create(&config, &trial->card) < 0)
		return end_as(trial, TRY_FAILED, "out of memory");
	return card_probe(trial->card) < 0 ? end_by_card(trial) : 0;
}

void try_stream_run(const struct try_all *all, const struct try_stream *stream_,
		    struct try_result *result)
{
	struct trial trial = { .all = all, .stream = stream_, .result = result };

	if (!start_card(&trial) && !check_modules(&trial)) {
		if (card_stream_open(trial.card, stream_->pcm->id, stream_->direction, &trial.pcm) <
		    0)
			end_by_card(&trial);
		else if (!set_params(&trial) && !attach(&trial) && !stream(&trial) &&
			 !check_ends(&trial))
			check_leaks(&trial);
	}
	card_destroy(trial.card);
	result->finished = true;
}
