/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A data-processing module that copies its input, and in its third job, or in another operation (init:NAME, reset:NAME),
 * does what the environment variable ATTACK names. It takes the template module's place. The instance of pipeline 1
 * attacks; the other one only copies, and may be the victim.
 *
 * The attacks stand in files by their kind, each with one line in its file's table. Legal twins do the same with what is the
 * module's own: they must pass. An attack is caught on the line that says "here", or on its only line: run_attacks.py
 * looks for it. These files are compiled without sanitizers, as foreign code would be.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <platform/machine.h>
#include <sof/audio/block.h>
#include <sof/audio/module_adapter/module_adapter.h>
#include <sof/audio/module_declare.h>
#include <sof/common.h>
#include <zephyr/kernel.h>

#include "attacks.h"

#define ATTACK_JOB          3
#define ATTACK_REGION_BYTES 49152 /* HEAP_BYTES of attack.conf */

uintptr_t attack_region, attack_region_end;
volatile uint32_t attack_word;

const uint8_t attack_large_table[6000] = { 1, 2, 3 };

/* The operation that it comes in. */
static const char *const operations[] = { "process", "init",    "set_configuration",
					  "reset",   "free",    "bind",
					  "prepare", "trigger", "unbind" };
enum {
	PROCESS,
	INIT,
	SET_CONFIGURATION,
	RESET,
	FREE,
	BIND,
	PREPARE,
	TRIGGER,
	UNBIND
};

static const struct attack *const lists[] = { memory_attacks,  calls_attacks,  view_attacks,
					      machine_attacks, tricks_attacks, library_attacks,
					      inside_attacks,  twins_attacks };

static void nothing(struct processing_module *mod)
{
}

static void (*attack)(struct processing_module *mod) = nothing;
static size_t operation = PROCESS;

static bool find_attack(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(lists); i++) {
		for (const struct attack *one = lists[i]; one->name; one++) {
			if (!strcmp(name, one->name)) {
				attack = one->run;
				return true;
			}
		}
	}
	return false;
}

__attribute__((constructor)) static void choose_attack(void)
{
	const char *name = getenv("ATTACK");
	const char *colon = name ? strchr(name, ':') : NULL;

	for (size_t i = 0; colon && i < ARRAY_SIZE(operations); i++) {
		if (!strncmp(name, operations[i], (size_t)(colon - name)))
			operation = i;
	}
	guard_armed = operation == INIT || (operation >= BIND && operation <= TRIGGER);
	if (colon)
		name = colon + 1;
	if (!name || find_attack(name))
		return;
	fprintf(stderr, "ATTACK: there is no %s\n", name);
	exit(1);
}

/* ---- the module ---- */

static bool is_attacker(const struct processing_module *mod)
{
	return COMP_INSTANCE_ID(mod->dev->ipc_config.id) == 0;
}

static void attack_in(size_t now, struct processing_module *mod)
{
	static bool done;

	if (operation != now || !is_attacker(mod))
		return;

	cpu_get_id(); /* the guard says what is known on the way back */
	if (done || KNOWN(mod).over)
		return;
	done = true;
	comp_info(mod->dev, "attacks");
	attack(mod);
}

static int attacker_init(struct processing_module *mod)
{
	struct attacker *self = mod_zalloc(mod, sizeof(*self));

	if (!self)
		return -ENOMEM;
	module_set_private_data(mod, self);
	if (!is_attacker(mod))
		return 0;
	/* the region's first block */
	attack_region = ALIGN_DOWN((uintptr_t)self, (uintptr_t)CONFIG_MM_DRV_PAGE_SIZE);
	attack_region_end = attack_region + ATTACK_REGION_BYTES;
	attack_in(INIT, mod);
	return 0;
}

/* Not memcpy(): a checker in it would be ended in the middle of its report, with its locks held. */
static void copy_frames(void *to, const void *from, size_t bytes)
{
	volatile uint8_t *dst = to;
	const volatile uint8_t *src = from;

	for (size_t i = 0; i < bytes; i++)
		dst[i] = src[i];
}

static int attacker_process(struct processing_module *mod, struct sof_source **sources,
			    int num_of_sources, struct sof_sink **sinks, int num_of_sinks)
{
	struct attacker *self = module_get_private_data(mod);
	uint32_t frames = (uint32_t)MIN(source_get_data_frames_available(sources[0]),
					sink_get_free_frames(sinks[0]));
	struct block_cursor src, dst;
	uint32_t left;

	if (++self->jobs == ATTACK_JOB)
		attack_in(PROCESS, mod);
	if (block_open_source(&src, sources[0], frames))
		return -ENODATA;
	if (block_open_sink(&dst, sinks[0], frames)) {
		source_release_data(sources[0], 0);
		return -ENOSPC;
	}
	for (left = frames; left;) {
		uint32_t n = block_linear(&dst, block_linear(&src, left));

		copy_frames(dst.ptr, src.ptr, (size_t)n * src.frame_bytes);
		block_advance(&src, n);
		block_advance(&dst, n);
		left -= n;
	}
	source_release_data(sources[0], (size_t)frames * src.frame_bytes);
	sink_commit_buffer(sinks[0], (size_t)frames * dst.frame_bytes);
	if (is_attacker(mod) && self->jobs == ATTACK_JOB - 1 && !guard_armed)
		self->known.is_next = true;
	return 0;
}

/* The switch of attack.conf: its first value comes before the stream begins. */
static int attacker_set_configuration(struct processing_module *mod, uint32_t config_id,
				      enum module_cfg_fragment_position pos,
				      uint32_t data_offset_size, const uint8_t *fragment,
				      size_t fragment_size, uint8_t *response, size_t response_size)
{
	const struct attacker *self = module_get_private_data(mod);

	if (self->jobs)
		attack_in(SET_CONFIGURATION, mod);
	return 0;
}

static int attacker_bind(struct processing_module *mod, const struct bind_info *info)
{
	attack_in(BIND, mod);
	return 0;
}

static int attacker_prepare(struct processing_module *mod, struct sof_source **sources,
			    int num_of_sources, struct sof_sink **sinks, int num_of_sinks)
{
	attack_in(PREPARE, mod);
	return 0;
}

static int attacker_trigger(struct processing_module *mod, int cmd)
{
	int ret = module_adapter_set_state(mod, mod->dev, cmd);

	attack_in(TRIGGER, mod);
	return ret;
}

static int attacker_unbind(struct processing_module *mod, const struct bind_info *info)
{
	attack_in(UNBIND, mod);
	return 0;
}

static int attacker_reset(struct processing_module *mod)
{
	attack_in(RESET, mod);
	return 0;
}

static int attacker_free(struct processing_module *mod)
{
	struct attacker *self = module_get_private_data(mod);

	attack_in(FREE, mod);
	module_set_private_data(mod, NULL); /* the guard writes there */
	return mod_free(mod, self);
}

static const struct module_interface attacker_ops = {
	.init = attacker_init,
	.process = attacker_process,
	.set_configuration = attacker_set_configuration,
	.reset = attacker_reset,
	.free = attacker_free,
	.bind = attacker_bind,
	.prepare = attacker_prepare,
	.trigger = attacker_trigger,
	.unbind = attacker_unbind,
};

MODULE_REGISTER("TEMPLATE", (a62de1af, 5964, 4e2e, b167, 7fdc97279a29), .ops = &attacker_ops,
		.manifest_type = IPC4_MODULE_TYPE_LL, .instance_max_count = 40, .max_inputs = 1,
		.max_outputs = 1)
