/* SPDX-License-Identifier: BSD-3-Clause */
/* Copiers between test sources, test sinks and real DMA gateways: payloads, what is outside of a gateway, one copier. */
#ifndef TESTS_MODULES_COPIER_RIG_H
#define TESTS_MODULES_COPIER_RIG_H

#include <adsp/dma.h>
#include "../../../fw/audio/modules/copier/copier.h"
#include "harness.h"

#define HOST_OUT(i) IPC4_NODE_ID(IPC4_HDA_HOST_OUTPUT_CLASS, i)
#define HOST_IN(i)  IPC4_NODE_ID(IPC4_HDA_HOST_INPUT_CLASS, i)
#define SSP_OUT(i)  IPC4_NODE_ID(IPC4_I2S_LINK_OUTPUT_CLASS, (i) << 4)
#define SSP_IN(i)   IPC4_NODE_ID(IPC4_I2S_LINK_INPUT_CLASS, (i) << 4)
#define HDA_OUT(i)  IPC4_NODE_ID(IPC4_HDA_LINK_OUTPUT_CLASS, i)
#define DMIC_IN(i)  IPC4_NODE_ID(IPC4_DMIC_LINK_INPUT_CLASS, i)
#define ALH_OUT(i)  IPC4_NODE_ID(IPC4_ALH_LINK_OUTPUT_CLASS, i)
#define ALH_IN(i)   IPC4_NODE_ID(IPC4_ALH_LINK_INPUT_CLASS, i)

/* ---- payloads ---- */

struct payload {
	struct ipc4_copier_module_cfg cfg;
	uint32_t more[40]; /* of the blob */
};

UNUSED static struct payload make_payload(struct ipc4_audio_format in, struct ipc4_audio_format out,
					  uint32_t node)
{
	return (struct payload){
		.cfg = { .base = make_base(in),
			 .out_fmt = out,
			 .gtw_cfg = { .node_id = node, .config_length = 1 } },
	};
}

/* The blob runs on behind the word that is declared. */
UNUSED static void set_blob(struct payload *p, uint32_t words, const uint32_t *blob)
{
	p->cfg.gtw_cfg.config_length = words;
	memcpy((uint8_t *)p + COPIER_BLOB_OFFSET, blob, words * sizeof(*blob));
}

UNUSED static struct processing_module *copier_new(const struct payload *p, uint32_t blob_words)
{
	return module_new("COPIER", 1, p,
			  sizeof(p->cfg) + (blob_words ? blob_words - 1 : 0) * sizeof(uint32_t));
}

UNUSED static struct ipc4_audio_format s16(uint32_t channels)
{
	return make_format(48000, channels, 16, 16);
}

UNUSED static struct ipc4_audio_format s24(uint32_t channels)
{
	return make_format(48000, channels, 32, 24);
}

UNUSED static struct ipc4_audio_format s32(uint32_t channels)
{
	return make_format(48000, channels, 32, 32);
}

/* ---- what is outside a gateway: counts bytes out, keeps bytes in ---- */

struct wire {
	uint8_t data[1 << 16];
	size_t at,
		limit; /* inbound: next byte to give, bytes there are; outbound: bytes received */
};

UNUSED static size_t wire_give(void *ctx, void *data, size_t bytes)
{
	struct wire *w = ctx;
	size_t n = MIN(bytes, w->limit - w->at);

	memcpy(data, w->data + w->at, n);
	w->at += n;
	return n;
}

UNUSED static size_t wire_take(void *ctx, void *data, size_t bytes)
{
	struct wire *w = ctx;

	assert_true(w->at + bytes <= sizeof(w->data));
	memcpy(w->data + w->at, data, bytes);
	w->at += bytes;
	return bytes;
}

UNUSED static void wire_attach(struct wire *w, uint32_t node, bool inbound, size_t limit)
{
	struct adsp_dma_client client = { .transfer = inbound ? wire_give : wire_take, .ctx = w };

	memset(w, 0, sizeof(*w));
	w->limit = limit;
	assert_int_equal(adsp_dma_attach(node, &client), 0);
}

/* ---- a copier with one source or sinks ---- */

struct rig {
	struct processing_module *mod;
	struct test_source source;
	struct test_sink sinks[3];
	struct peer peers[3];
	uint32_t num_sinks;
	bool has_source;
};

UNUSED static void rig_source(struct rig *r, struct ipc4_audio_format fmt, uint32_t frames)
{
	source_init(&r->source, fmt, frames);
	module_attach_source(r->mod, &r->source.api);
	r->has_source = true;
}

UNUSED static void rig_sink(struct rig *r, uint32_t pin, struct ipc4_audio_format fmt,
			    uint32_t frames)
{
	struct test_sink *sink = &r->sinks[r->num_sinks];

	sink_init(sink, fmt, frames);
	peer_init(&r->peers[r->num_sinks], COMP_STATE_ACTIVE);
	sink->api.consumer = &r->peers[r->num_sinks].mod;
	sink->api.queue_id = pin;
	module_attach_sink(r->mod, &sink->api);
	r->num_sinks++;
}

UNUSED static void rig_close(struct rig *r)
{
	if (r->mod->dev->state != COMP_STATE_READY)
		module_halt(r->mod);
	module_delete(r->mod);
	if (r->has_source)
		free(r->source.ring.data);
	for (uint32_t i = 0; i < r->num_sinks; i++)
		free(r->sinks[i].ring.data);
}

UNUSED static void process(struct rig *r)
{
	assert_int_equal(module_process(r->mod), 0);
}

UNUSED static int try_payload(const struct payload *p, size_t bytes)
{
	struct processing_module *mod;
	int ret = module_try("COPIER", 0, p, bytes, &mod);

	if (mod)
		module_delete(mod);
	return ret;
}

#endif
