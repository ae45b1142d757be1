/* SPDX-License-Identifier: BSD-3-Clause */
/* A card on the real machine, with clients that play a count and keep what they get. */
#ifndef TESTS_HOST_CARD_FIXTURE_H
#define TESTS_HOST_CARD_FIXTURE_H

#include <string.h>

#include <adsp/inspect.h>
#include <adsp/ledger.h>

#include "card/card.h"

#define FIXTURE_SAMPLES 65536

/** Frames of two channels, 16 bits. */
struct end {
	struct adsp_dma_client client;
	struct card *card;
	size_t total; /* samples that a source has */
	size_t moved;
	int16_t samples[FIXTURE_SAMPLES];
};

static struct adsp_profile profile;
static struct tplg *tplg;
static struct card *card;
static unsigned int num_events;

static inline size_t give(void *ctx, void *data, size_t bytes)
{
	struct end *end = ctx;
	size_t samples = bytes / 2;

	if (samples > end->total - end->moved)
		samples = end->total - end->moved;
	for (size_t i = 0; i < samples; i++)
		((int16_t *)data)[i] = (int16_t)++end->moved;
	return 2 * samples;
}

static inline size_t keep(void *ctx, void *data, size_t bytes)
{
	struct end *end = ctx;

	assert_true(end->moved + bytes / 2 <= FIXTURE_SAMPLES);
	memcpy(&end->samples[end->moved], data, bytes);
	end->moved += bytes / 2;
	return bytes;
}

static inline void make_source(struct end *end, size_t samples)
{
	*end = (struct end){ .client = { give, end }, .total = samples };
}

static inline void make_sink(struct end *end)
{
	*end = (struct end){ .client = { keep, end } };
}

static inline void count_event(void *ctx, const struct drv_event *event)
{
	num_events++;
}

/** A card with a compiled topology, probed. */
static inline void card_begin(const char *name)
{
	struct card_config config = { .event = count_event, .machine.profile = &profile };
	struct tplg_error error;
	char path[256], err[256];

	snprintf(path, sizeof(path), "%s/tplg/%s", ADSP_BINARY_DIR, name);
	assert_int_equal(adsp_profile_load("mtl", &profile, err, sizeof(err)), 0);
	if (tplg_load(path, &tplg, &error) < 0)
		fail_msg("%s", error.text);
	config.tplg = tplg;
	num_events = 0;
	adsp_ledger_enable(true);
	assert_int_equal(card_create(&config, &card), 0);
	assert_int_equal(card_probe(card), 0);
}

/** Nothing may be left in the DSP. */
static inline void card_end(void)
{
	assert_int_equal(card_remove(card), 0);
	adsp_ledger_judge();
	assert_int_equal(adsp_ledger_verdict_count(), 0);
	card_destroy(card);
	tplg_free(tplg);
}

/** Open a stream with 48 kHz, two channels, 16 bits and a client. */
static inline struct card_stream *card_open(uint32_t pcm, enum tplg_direction direction,
					    struct end *end)
{
	const struct drv_pcm_params params = { 48000, 2, DRV_FORMAT_S16_LE };
	struct card_stream *stream;

	assert_int_equal(card_stream_open(card, pcm, direction, &stream), 0);
	assert_int_equal(card_stream_set_params(stream, &params), 0);
	assert_int_equal(card_stream_set_client(stream, &end->client), 0);
	return stream;
}

#endif
