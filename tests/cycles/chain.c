/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include <adsp/machine.h>
#include <ipc4/error_status.h>
#include <ipc4/gain.h>
#include <ipc4/gateway.h>
#include <ipc4/header.h>
#include <ipc4/module.h>
#include <ipc4/pipeline.h>

#include "chain.h"
#include "host.h"

#define MAX_MIDDLE     4
#define MAX_MODULES    (MAX_MIDDLE + 2)
#define MAX_DP_PERIODS 4   /* what rings in a region of default size can take */
#define PERIOD_BYTES   384 /* 1 ms: 48 frames, 2 channels, 32 bits */

struct module {
	uint32_t id; /* module and instance, as IPC4 addresses it */
	uint32_t pipeline;
	bool is_gain; /* else a tremolo, or an end */
	bool dp;
	bool there;
};

static struct {
	struct module modules[MAX_MODULES];
	unsigned int num_modules;
	bool bound[MAX_MODULES]; /* edge n: from module n to n + 1 */
	bool pipeline_there[2];
	unsigned int num_pipelines;
} chain;

static uint32_t copier_type, gain_type, tremolo_type;

/* ---- parts ---- */

static void create_pipeline(uint32_t id)
{
	note("create pipeline %u", id);
	send_good(global_message(IPC4_GLB_CREATE_PIPELINE, id << 16 | 1), 0, NULL, 0);
	chain.pipeline_there[id] = true;
}

static struct ipc4_base_module_cfg base_cfg(uint32_t periods)
{
	return (struct ipc4_base_module_cfg){
		.ibs = periods * PERIOD_BYTES,
		.obs = periods * PERIOD_BYTES,
		.audio_fmt = {
			.sampling_frequency = 48000,
			.depth = 32,
			.ch_map = 0xFFFFFF20,
			.ch_cfg = IPC4_CHANNEL_CONFIG_STEREO,
			.channels_count = 2,
			.valid_bit_depth = 32,
			.s_type = IPC4_TYPE_SIGNED_INTEGER,
		},
	};
}

static void init(const struct module *module, const void *payload, size_t bytes)
{
	send_good(module_message(IPC4_MOD_INIT_INSTANCE, module->id),
		  (uint32_t)bytes / 4 | module->pipeline << 16 | (uint32_t)module->dp << 28,
		  payload, bytes);
}

static void create_module(unsigned int n)
{
	struct module *module = &chain.modules[n];
	bool is_end = n == 0 || n == chain.num_modules - 1;

	note("create module %u%s in pipeline %u", n, module->dp ? ", DP," : "", module->pipeline);
	if (is_end) {
		const struct ipc4_copier_module_cfg copier = {
			.base = base_cfg(1),
			.out_fmt = base_cfg(1).audio_fmt,
			.gtw_cfg = {
				.node_id = n ? IPC4_NODE_ID(IPC4_HDA_LINK_OUTPUT_CLASS, 0) :
					       IPC4_NODE_ID(IPC4_HDA_HOST_OUTPUT_CLASS, 0),
				.dma_buffer_size = 2 * PERIOD_BYTES,
				.config_length = 1,
			},
		};

		init(module, &copier, sizeof(copier));
	} else if (!module->is_gain) {
		const struct ipc4_base_module_cfg tremolo =
			base_cfg(module->dp ? 1 + random_below(MAX_DP_PERIODS) : 1);

		init(module, &tremolo, sizeof(tremolo));
	} else {
		const struct {
			struct ipc4_base_module_cfg base;
			struct ipc4_peak_volume_config volume;
		} gain = {
			.base = base_cfg(module->dp ? 1 + random_below(MAX_DP_PERIODS) : 1),
			.volume = { .channel_id = IPC4_ALL_CHANNELS,
				    .target_volume = IPC4_GAIN_UNITY_Q31 },
		};

		init(module, &gain, sizeof(gain));
	}
	module->there = true;
}

static uint32_t delete_module(unsigned int n)
{
	return send(module_message(IPC4_MOD_DELETE_INSTANCE, chain.modules[n].id), 0, NULL, 0);
}

static void forget_module(unsigned int n)
{
	chain.modules[n].there = false;
	chain.bound[n] = false;
	if (n)
		chain.bound[n - 1] = false;
}

static void drop_module(unsigned int n)
{
	uint32_t status;

	note("delete module %u", n);
	status = delete_module(n);
	if (status != IPC4_SUCCESS)
		fail("status %u", status);
	forget_module(n);
}

static void bind_or_unbind(unsigned int n, bool bind)
{
	uint32_t source = chain.modules[n].id, sink = chain.modules[n + 1].id;

	note("%s %u and %u", bind ? "bind" : "unbind", n, n + 1);
	send_good(module_message(bind ? IPC4_MOD_BIND : IPC4_MOD_UNBIND, source), sink, NULL, 0);
	chain.bound[n] = bind;
}

/* Of a user module: in its thread. */
static void set_volume(unsigned int n)
{
	const struct ipc4_peak_volume_config volume = {
		.channel_id = IPC4_ALL_CHANNELS,
		.target_volume = random_below(IPC4_GAIN_UNITY_Q31),
	};

	note("module %u: volume 0x%x", n, volume.target_volume);
	send_good(module_message(IPC4_MOD_LARGE_CONFIG_SET, chain.modules[n].id),
		  sizeof(volume) | IPC4_VOLUME << 20 | 3u << 28, &volume, sizeof(volume));
}

static void set_state(uint32_t id, uint32_t state)
{
	note("pipeline %u: state %u", id, state);
	send_good(global_message(IPC4_GLB_SET_PIPELINE_STATE, id << 16 | state), 0, NULL, 0);
}

static void drop_pipeline(uint32_t id)
{
	note("delete pipeline %u", id);
	send_good(global_message(IPC4_GLB_DELETE_PIPELINE, id << 16), 0, NULL, 0);
	chain.pipeline_there[id] = false;
	for (unsigned int n = 0; n < chain.num_modules; n++)
		if (chain.modules[n].pipeline == id && chain.modules[n].there)
			forget_module(n);
}

void chain_find_types(void)
{
	copier_type = find_module_type("COPIER");
	gain_type = find_module_type("GAIN");
	tremolo_type = find_module_type("TREMOLO");
}

/* ---- planning and building ---- */

static void plan_chain(void)
{
	unsigned int middle = 1 + random_below(MAX_MIDDLE);
	unsigned int split;

	memset(&chain, 0, sizeof(chain));
	chain.num_modules = middle + 2;
	chain.num_pipelines = 1 + random_below(2);
	split = chain.num_pipelines == 1 ? chain.num_modules :
					   1 + random_below(chain.num_modules - 1);
	for (unsigned int n = 0; n < chain.num_modules; n++) {
		struct module *module = &chain.modules[n];
		bool is_end = n == 0 || n == chain.num_modules - 1;

		module->is_gain = !is_end && random_below(4);
		module->id = (is_end          ? copier_type :
			      module->is_gain ? gain_type :
						tremolo_type) |
			     n << 16;
		module->pipeline = n >= split;
		/* two DP modules are not bound to each other */
		module->dp = !is_end && !chain.modules[n - 1].dp && random_below(2);
	}
}

void chain_build(void)
{
	unsigned int order[MAX_MODULES];

	plan_chain();
	for (uint32_t id = 0; id < chain.num_pipelines; id++)
		create_pipeline(id);
	shuffle(order, chain.num_modules);
	for (unsigned int i = 0; i < chain.num_modules; i++)
		create_module(order[i]);
	shuffle(order, chain.num_modules - 1);
	for (unsigned int i = 0; i < chain.num_modules - 1; i++)
		bind_or_unbind(order[i], true);
}

void chain_run(void)
{
	unsigned int ticks = random_below(16);

	for (uint32_t id = chain.num_pipelines; id-- > 0;) {
		set_state(id, IPC4_PIPELINE_STATE_PAUSED);
		set_state(id, IPC4_PIPELINE_STATE_RUNNING);
	}
	note("%u ticks", ticks);
	while (ticks--) {
		unsigned int n = random_below(8 * chain.num_modules);

		if (n < chain.num_modules && chain.modules[n].is_gain)
			set_volume(n);
		adsp_tick();
	}
	/* what runs is not deleted */
	if (random_below(4) == 0) {
		note("delete module 0 while it runs, which is refused");
		if (delete_module(0) == IPC4_SUCCESS)
			fail("a running module was deleted");
	}
	for (uint32_t id = 0; id < chain.num_pipelines; id++) {
		set_state(id, IPC4_PIPELINE_STATE_PAUSED);
		set_state(id, IPC4_PIPELINE_STATE_RESET);
	}
}

/* ---- taking it down ---- */

static void drop_if_there(unsigned int n)
{
	if (chain.modules[n].there)
		drop_module(n);
}

static void drop_modules(bool ends, bool middle)
{
	unsigned int order[MAX_MODULES];

	shuffle(order, chain.num_modules);
	for (unsigned int i = 0; i < chain.num_modules; i++) {
		bool is_end = order[i] == 0 || order[i] == chain.num_modules - 1;

		if (is_end ? ends : middle)
			drop_if_there(order[i]);
	}
}

static void drop_edges(void)
{
	unsigned int order[MAX_MODULES];

	shuffle(order, chain.num_modules - 1);
	for (unsigned int i = 0; i < chain.num_modules - 1; i++)
		if (chain.bound[order[i]])
			bind_or_unbind(order[i], false);
}

static void ends_first(void)
{
	drop_modules(true, false);
	drop_modules(false, true);
}

static void ends_last(void)
{
	drop_modules(false, true);
	drop_modules(true, false);
}

static void edges_then_modules(void)
{
	drop_edges();
	drop_modules(true, true);
}

/* Each edge and each module goes when its turn comes; a module takes its edges along. */
static void interleaved(void)
{
	unsigned int order[2 * MAX_MODULES];

	shuffle(order, 2 * chain.num_modules - 1);
	for (unsigned int i = 0; i < 2 * chain.num_modules - 1; i++) {
		if (order[i] < chain.num_modules)
			drop_if_there(order[i]);
		else if (chain.bound[order[i] - chain.num_modules])
			bind_or_unbind(order[i] - chain.num_modules, false);
	}
}

/* Some modules by themselves, the rest with its pipeline. */
static void some_then_pipelines(void)
{
	for (unsigned int n = 0; n < chain.num_modules; n++)
		if (random_below(3) == 0)
			drop_module(n);
}

void chain_take_down(void)
{
	static void (*const ways[])(void) = { ends_first, ends_last, edges_then_modules,
					      interleaved, some_then_pipelines };
	uint32_t last = random_below(2);

	ways[random_below(sizeof(ways) / sizeof(ways[0]))]();
	for (uint32_t i = 0; i < 2; i++)
		if (chain.pipeline_there[last ^ i])
			drop_pipeline(last ^ i);
}
