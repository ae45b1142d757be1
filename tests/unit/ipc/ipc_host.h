/* SPDX-License-Identifier: BSD-3-Clause */
/* A host for the IPC tests: power, raw messages, and pipelines of real modules. */
#ifndef TESTS_UNIT_IPC_IPC_HOST_H
#define TESTS_UNIT_IPC_IPC_HOST_H

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <adsp/dma.h>
#include <adsp/inspect.h>
#include <adsp/machine.h>
#include <adsp/profile.h>
#include <ipc4/base_fw.h>
#include <ipc4/error_status.h>
#include <ipc4/gain.h>
#include <ipc4/gateway.h>
#include <ipc4/module.h>
#include <ipc4/notification.h>
#include <ipc4/pipeline.h>
#include <sof/audio/module_adapter/module_adapter.h>
#include <sof/audio/pipeline.h>

#define NO_REPLY    UINT32_MAX
#define REPLY_TICKS 16 /* more than the firmware's own time-out */

#define PERIOD_BYTES  384 /* 48 frames, 2 channels, 32 bits */
#define NODE_HOST_OUT IPC4_NODE_ID(IPC4_HDA_HOST_OUTPUT_CLASS, 0)
#define NODE_LINK_OUT IPC4_NODE_ID(IPC4_HDA_LINK_OUTPUT_CLASS, 0)

/** What the host has seen last. */
static struct {
	struct adsp_ipc_message reply;
	unsigned int reply_ticks; /* ticks the reply took */
	unsigned int notifications;
	struct adsp_ipc_message notification;
	uint8_t notification_payload[sizeof(struct ipc4_resource_event_data_notification)];
} host;

static inline void host_on_notification(void *ctx, const struct adsp_ipc_message *msg,
					const void *payload, size_t box_bytes)
{
	(void)ctx;
	assert_true(box_bytes >= sizeof(host.notification_payload));
	host.notifications++;
	host.notification = *msg;
	memcpy(host.notification_payload, payload, sizeof(host.notification_payload));
}

static inline void host_log(void *ctx, enum adsp_log_level level, uint64_t time_us, const char *tag,
			    const char *text)
{
	(void)ctx;
	printf("%10llu %d %s: %s\n", (unsigned long long)time_us, level, tag, text);
}

static inline int machine_up(void **state)
{
	static struct adsp_profile profile;
	struct adsp_machine_config config = {
		.profile = &profile,
		.log_level = getenv("IPC_TEST_LOG") ? ADSP_LOG_DBG : ADSP_LOG_NONE,
		.log = host_log,
	};
	char err[256] = "";

	(void)state;
	memset(&host, 0, sizeof(host));
	assert_int_equal(adsp_profile_load("mtl", &profile, err, sizeof(err)), 0);
	adsp_ipc_on_notification(host_on_notification, NULL);
	if (adsp_machine_start(&config, err, sizeof(err)))
		fail_msg("machine: %s", err);
	return 0;
}

static inline int machine_down(void **state)
{
	(void)state;
	adsp_inspect_fail_alloc(0);
	adsp_machine_stop();
	return 0;
}

/* ---- messages ---- */

/** Ring the doorbell and tick until the answer is there. @return its status, NO_REPLY: none came */
static inline uint32_t send_raw(uint32_t primary, uint32_t extension, const void *payload,
				size_t bytes)
{
	const struct adsp_ipc_message request = { primary, extension };
	struct ipc4_message_reply reply;

	assert_int_equal(adsp_ipc_send(&request, payload, bytes), 0);
	for (host.reply_ticks = 0; !adsp_ipc_take_reply(&host.reply); host.reply_ticks++) {
		if (host.reply_ticks == REPLY_TICKS)
			return NO_REPLY;
		adsp_tick();
	}
	reply.primary.dat = host.reply.primary;
	assert_int_equal(reply.primary.r.rsp, IPC4_MSG_REPLY);
	assert_int_equal(reply.primary.dat >> 24 & 0x5F, primary >> 24 & 0x5F);
	return reply.primary.r.status;
}

static inline uint32_t global_primary(uint32_t type, uint32_t low)
{
	return type << 24 | low;
}

static inline uint32_t module_primary(uint32_t type, uint32_t id)
{
	return 1u << 30 | type << 24 | COMP_INSTANCE_ID(id) << 16 | COMP_MODULE_ID(id);
}

static inline uint32_t create_pipeline(uint32_t id)
{
	return send_raw(global_primary(IPC4_GLB_CREATE_PIPELINE, id << 16 | 1), 0, NULL, 0);
}

static inline uint32_t delete_pipeline(uint32_t id)
{
	return send_raw(global_primary(IPC4_GLB_DELETE_PIPELINE, id << 16), 0, NULL, 0);
}

static inline uint32_t set_state_primary(uint32_t id, uint32_t state)
{
	return global_primary(IPC4_GLB_SET_PIPELINE_STATE, id << 16 | state);
}

static inline uint32_t set_state(uint32_t id, uint32_t state)
{
	return send_raw(set_state_primary(id, state), 0, NULL, 0);
}

/** count ids at words[1]; words[0] is the count. */
static inline uint32_t set_state_multi(const uint32_t *words, size_t num_words, uint32_t state)
{
	return send_raw(set_state_primary(0, state), 1, words, num_words * sizeof(*words));
}

/** Start without waiting for the tick that runs it: the request is marked as a reply, so it is not answered. */
static inline void start_unobserved(uint32_t id)
{
	const struct adsp_ipc_message request = {
		set_state_primary(id, IPC4_PIPELINE_STATE_RUNNING) | 1u << 29, 0
	};

	assert_int_equal(adsp_ipc_send(&request, NULL, 0), 0);
}

static inline uint32_t init_extension(uint32_t pipeline, size_t bytes)
{
	return bytes / 4 | pipeline << 16;
}

static inline uint32_t init_module(uint32_t id, uint32_t pipeline, const void *payload,
				   size_t bytes)
{
	return send_raw(module_primary(IPC4_MOD_INIT_INSTANCE, id), init_extension(pipeline, bytes),
			payload, bytes);
}

static inline uint32_t delete_module(uint32_t id)
{
	return send_raw(module_primary(IPC4_MOD_DELETE_INSTANCE, id), 0, NULL, 0);
}

static inline uint32_t bind_extension(uint32_t sink, uint32_t src_queue, uint32_t dst_queue)
{
	return COMP_MODULE_ID(sink) | COMP_INSTANCE_ID(sink) << 16 | dst_queue << 24 |
	       src_queue << 27;
}

static inline uint32_t bind_pins(uint32_t source, uint32_t src_queue, uint32_t sink,
				 uint32_t dst_queue)
{
	return send_raw(module_primary(IPC4_MOD_BIND, source),
			bind_extension(sink, src_queue, dst_queue), NULL, 0);
}

static inline uint32_t unbind_pins(uint32_t source, uint32_t src_queue, uint32_t sink,
				   uint32_t dst_queue)
{
	return send_raw(module_primary(IPC4_MOD_UNBIND, source),
			bind_extension(sink, src_queue, dst_queue), NULL, 0);
}

static inline uint32_t large_extension(uint32_t param, bool first, bool last, uint32_t size)
{
	return size | param << 20 | (uint32_t)last << 28 | (uint32_t)first << 29;
}

static inline uint32_t large_set(uint32_t id, uint32_t param, const void *data, size_t bytes)
{
	return send_raw(module_primary(IPC4_MOD_LARGE_CONFIG_SET, id),
			large_extension(param, true, true, bytes), data, bytes);
}

/** @return status; the payload is in the DSP box, its size in large_size() */
static inline uint32_t large_get(uint32_t id, uint32_t param)
{
	return send_raw(module_primary(IPC4_MOD_LARGE_CONFIG_GET, id),
			large_extension(param, true, true, IPC4_MAILBOX_BYTES), NULL, 0);
}

static inline uint32_t large_size(void)
{
	return host.reply.extension & 0xFFFFF;
}

static inline uint32_t dsp_word(size_t index)
{
	uint32_t word;

	memcpy(&word, (const uint8_t *)adsp_ipc_dspbox(NULL) + index * sizeof(word), sizeof(word));
	return word;
}

/* ---- modules ---- */

/** Module id by manifest name. */
static inline uint32_t module_named(const char *name)
{
	for (uint32_t id = 1; id <= module_table_count(); id++)
		if (!strncmp(module_table_get(id)->name, name, sizeof(module_table_get(id)->name)))
			return id;
	fail_msg("the module table has no %s", name);
	return 0;
}

static inline struct ipc4_audio_format format_s32(void)
{
	return (struct ipc4_audio_format){
		.sampling_frequency = 48000,
		.depth = 32,
		.ch_map = 0xFFFFFF20,
		.ch_cfg = IPC4_CHANNEL_CONFIG_STEREO,
		.channels_count = 2,
		.valid_bit_depth = 32,
		.s_type = IPC4_TYPE_SIGNED_INTEGER,
	};
}

static inline struct ipc4_base_module_cfg base_cfg(void)
{
	return (struct ipc4_base_module_cfg){
		.ibs = PERIOD_BYTES,
		.obs = PERIOD_BYTES,
		.audio_fmt = format_s32(),
	};
}

struct gain_payload {
	struct ipc4_base_module_cfg base;
	struct ipc4_peak_volume_config volume;
};

static inline struct gain_payload gain_payload(void)
{
	return (struct gain_payload){
		.base = base_cfg(),
		.volume = { .channel_id = IPC4_ALL_CHANNELS, .target_volume = IPC4_GAIN_UNITY_Q31 },
	};
}

static inline struct ipc4_copier_module_cfg copier_payload(uint32_t node_id)
{
	return (struct ipc4_copier_module_cfg){
		.base = base_cfg(),
		.out_fmt = format_s32(),
		.gtw_cfg = { .node_id = node_id,
			     .dma_buffer_size = 2 * PERIOD_BYTES,
			     .config_length = node_id != IPC4_INVALID_NODE_ID },
	};
}

static inline uint32_t gain_id(uint32_t instance)
{
	return COMP_ID(module_named("GAIN"), instance);
}

static inline uint32_t copier_id(uint32_t instance)
{
	return COMP_ID(module_named("COPIER"), instance);
}

static inline uint32_t init_gain(uint32_t instance, uint32_t pipeline)
{
	const struct gain_payload payload = gain_payload();

	return init_module(gain_id(instance), pipeline, &payload, sizeof(payload));
}

static inline uint32_t init_copier(uint32_t instance, uint32_t pipeline, uint32_t node_id)
{
	const struct ipc4_copier_module_cfg payload = copier_payload(node_id);

	return init_module(copier_id(instance), pipeline, &payload, sizeof(payload));
}

/** A DP gain: no processing of gain needs it, but memory and edges are made as for any DP module. */
static inline uint32_t init_gain_dp(uint32_t instance, uint32_t pipeline)
{
	const struct gain_payload payload = gain_payload();

	return send_raw(module_primary(IPC4_MOD_INIT_INSTANCE, gain_id(instance)),
			init_extension(pipeline, sizeof(payload)) | 1u << 28, &payload,
			sizeof(payload));
}

/**
 * Playback: host copier, gain, link copier; instances 2n, n and 2n + 1, gateways n.
 * The pipeline is left in status INIT.
 */
static inline void build_playback(uint32_t pipeline, uint32_t n)
{
	assert_int_equal(create_pipeline(pipeline), IPC4_SUCCESS);
	assert_int_equal(init_copier(2 * n, pipeline, NODE_HOST_OUT + n), IPC4_SUCCESS);
	assert_int_equal(init_gain(n, pipeline), IPC4_SUCCESS);
	assert_int_equal(init_copier(2 * n + 1, pipeline, NODE_LINK_OUT + n), IPC4_SUCCESS);
	assert_int_equal(bind_pins(copier_id(2 * n), 0, gain_id(n), 0), IPC4_SUCCESS);
	assert_int_equal(bind_pins(gain_id(n), 0, copier_id(2 * n + 1), 0), IPC4_SUCCESS);
}

/* ---- memory figures ---- */

#define MAX_HEAPS 16

struct figures {
	size_t heaps;
	uint32_t used[MAX_HEAPS];
	uint32_t blocks[MAX_HEAPS];
	uint32_t pages;
};

static inline struct figures figures_now(void)
{
	struct adsp_heap_info heaps[MAX_HEAPS];
	struct adsp_page_info pages;
	struct figures f = { .heaps = adsp_inspect_heaps(heaps, MAX_HEAPS) };

	assert_true(f.heaps <= MAX_HEAPS);
	for (size_t i = 0; i < f.heaps; i++) {
		f.used[i] = heaps[i].used;
		f.blocks[i] = heaps[i].blocks;
	}
	adsp_inspect_pages(&pages);
	f.pages = pages.used;
	return f;
}

static inline void assert_figures(const struct figures *want)
{
	const struct figures now = figures_now();

	assert_int_equal(now.heaps, want->heaps);
	for (size_t i = 0; i < now.heaps; i++) {
		assert_int_equal(now.used[i], want->used[i]);
		assert_int_equal(now.blocks[i], want->blocks[i]);
	}
	assert_int_equal(now.pages, want->pages);
}

#endif
