/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <stdlib.h>

#include "internal.h"

int card_create(const struct card_config *config, struct card **out)
{
	*out = calloc(1, sizeof(**out));
	if (!*out)
		return -ENOMEM;
	(*out)->config = *config;
	return 0;
}

void card_destroy(struct card *card)
{
	if (!card)
		return;
	card_remove(card);
	adsp_machine_stop();
	card_links_free(card);
	free(card);
}

struct drv *card_driver(const struct card *card)
{
	return card->drv;
}

/* ---- the driver's calls ---- */

static void on_event(void *ctx, const struct drv_event *event)
{
	struct card *card = ctx;

	card->awake = true;
	if (card->config.event)
		card->config.event(card->config.ctx, event);
}

static void on_log(void *ctx, bool warning, const char *text)
{
	struct card *card = ctx;

	if (card->config.log)
		card->config.log(card->config.ctx, warning, text);
}

static void tick(void *ctx)
{
	struct card *card = ctx;

	adsp_tick();
	card->ticks++;
}

/* ---- life ---- */

int card_probe(struct card *card)
{
	const struct drv_config config = {
		.event = on_event,
		.tick = tick,
		.log = on_log,
		.ctx = card,
		.lenient = card->config.lenient,
		.modules = card->config.modules,
		.num_modules = card->config.num_modules,
	};
	char err[512] = "";
	int ret;

	if (card->drv)
		return card_fail(card, DRV_ERROR_USAGE, -EALREADY, "the card is probed already");
	card->ticks = 0;
	/* before the start, as the firmware's first notification says that it is ready */
	if (drv_create(card->config.tplg, &config, &card->drv) < 0)
		return card_fail(card, DRV_ERROR_FIRMWARE, -ENOMEM, "out of memory");
	if (!adsp_machine_running()) {
		ret = adsp_machine_start(&card->config.machine, err, sizeof(err));
		if (ret < 0)
			return card_fail(card,
					 ret == -ENOTSUP ? DRV_ERROR_USAGE : DRV_ERROR_FIRMWARE,
					 ret, "the machine does not start: %s", err);
	}
	return drv_probe(card->drv) < 0 ? card_fail_driver(card, NULL) : 0;
}

/* Stop what runs, all in one tick. */
static int stop_all(struct card *card)
{
	struct card_stream **running;
	size_t count = 0;
	int ret;

	for (struct card_stream *s = card->streams; s; s = s->next)
		count++;
	running = calloc(count + 1, sizeof(struct card_stream *));
	if (!running)
		return 0; /* each is stopped as it is closed */
	count = 0;
	for (struct card_stream *s = card->streams; s; s = s->next)
		if (s->state > CARD_STATE_PREPARED && s->state != CARD_STATE_SUSPENDED)
			running[count++] = s;
	ret = card_trigger(running, count, CARD_STOP, NULL);
	free(running);
	return ret;
}

int card_close_streams(struct card *card)
{
	int first = stop_all(card);
	struct drv_error cause = card->error;

	while (card->streams) {
		int ret = card_stream_close(card->streams);

		if (ret < 0 && !first) {
			first = ret;
			cause = card->error;
		}
	}
	if (first)
		card->error = cause;
	return first;
}

int card_remove(struct card *card)
{
	int ret;

	if (!card->drv)
		return 0;
	ret = card_close_streams(card);
	if (!ret && drv_unload_libraries(card->drv) < 0)
		ret = card_fail_driver(card, NULL);
	drv_destroy(card->drv);
	card->drv = NULL;
	return ret;
}

/* ---- virtual time ---- */

uint64_t card_ticks(const struct card *card)
{
	return card->ticks;
}

void card_wake(struct card *card)
{
	card->awake = true;
}

uint64_t card_run(struct card *card, uint64_t ticks)
{
	uint64_t first = card->ticks;

	card->awake = false;
	while (card->ticks - first < ticks && !card->awake) {
		tick(card);
		if (card->draining)
			card_drain_step(card);
	}
	return card->ticks - first;
}
