/* SPDX-License-Identifier: BSD-3-Clause */
/* The view of a module in user mode: written, verified, read back. Its edges are in user_edges.c. */
#include <errno.h>
#include <string.h>
#include <rtos/alloc.h>
#include <sof/audio/module_adapter/module_instance.h>
#include <sof/audio/module_adapter/user_view.h>
#include <sof/common.h>
#include <sof/ctx_alloc.h>
#include <sof/lib/vregion.h>
#include <zephyr/internal/syscall_handler.h>

#include "user_edges.h"

#ifdef CONFIG_SOF_USERSPACE_APPLICATION

#define INIT    USER_ACTIVITY_OP(MODULE_OP_INIT)
#define PREPARE USER_ACTIVITY_OP(MODULE_OP_PREPARE)
#define TRIGGER USER_ACTIVITY_OP(MODULE_OP_TRIGGER)

/* ---- what a module may set ---- */

struct view_field {
	const char *name;
	uint16_t offset; /* in struct module_view */
	uint16_t size;
	uint32_t when; /* activities in which it may; 0: at any time, and the kernel never reads it */
	bool (*is_good)(const struct module_view *was,
			const struct module_view *is); /* NULL: any */
};

static bool max_sources_is_good(const struct module_view *was, const struct module_view *is)
{
	return is->mod.max_sources <= CONFIG_MODULE_MAX_CONNECTIONS;
}

static bool max_sinks_is_good(const struct module_view *was, const struct module_view *is)
{
	return is->mod.max_sinks <= CONFIG_MODULE_MAX_CONNECTIONS;
}

static bool is_bool(const bool *flag)
{
	return *(const uint8_t *)flag <= 1;
}

static bool no_pause_is_good(const struct module_view *was, const struct module_view *is)
{
	return is_bool(&is->mod.no_pause);
}

static bool state_is_good(const struct module_view *was, const struct module_view *is)
{
	return comp_state_may_follow(was->dev.state, is->dev.state);
}

static bool direction_is_good(const struct module_view *was, const struct module_view *is)
{
	return (unsigned int)is->dev.direction <= SOF_IPC_STREAM_CAPTURE;
}

static bool direction_set_is_good(const struct module_view *was, const struct module_view *is)
{
	return is_bool(&is->dev.direction_set);
}

static bool endpoint_is_good(const struct module_view *was, const struct module_view *is)
{
	return (unsigned int)is->dev.endpoint <= COMP_ENDPOINT_DAI;
}

#define FIELD(owner, structure, member, when, good)                                 \
	{                                                                           \
		structure "." #member, offsetof(struct module_view, owner.member),  \
			sizeof(((struct module_view *)0)->owner.member), when, good \
	}
#define MODULE_FIELD(member, when, good) FIELD(mod, "processing_module", member, when, good)
/* From a member to the end of its structure. */
#define MODULE_REST(owner, type, member)                                \
	{                                                               \
		"processing_module." #owner "." #member,                \
			offsetof(struct module_view, mod.owner.member), \
			sizeof(type) - offsetof(type, member), 0, NULL  \
	}
#define COMPONENT_FIELD(member, when, good) FIELD(dev, "comp_dev", member, when, good)

static const struct view_field fields[] = {
	{ "sof_ipc_stream_params", offsetof(struct module_view, stream_params),
	  sizeof(struct sof_ipc_stream_params), 0, NULL },
	MODULE_FIELD(priv.state, 0, NULL),
	MODULE_FIELD(priv.read_back, 0, NULL),
	MODULE_FIELD(verify_params_flags, 0, NULL),
	MODULE_FIELD(skip_src_buffer_invalidate, 0, NULL),
	MODULE_FIELD(skip_sink_buffer_writeback, 0, NULL),
	MODULE_FIELD(priv.private, 0, NULL),
	MODULE_FIELD(priv.cfg.size, 0, NULL),
	MODULE_FIELD(priv.cfg.data, 0, NULL),
	MODULE_FIELD(priv.cfg.avail, 0, NULL),
	MODULE_FIELD(priv.fragment, 0, NULL),
	MODULE_REST(priv.mpd, struct module_processing_data, in_buff),
	/* a ring that no region can hold is refused at bind */
	MODULE_FIELD(priv.mpd.in_buff_size, INIT | PREPARE, NULL),
	MODULE_FIELD(priv.mpd.out_buff_size, INIT | PREPARE, NULL),
	MODULE_FIELD(max_sources, INIT | PREPARE, max_sources_is_good),
	MODULE_FIELD(max_sinks, INIT | PREPARE, max_sinks_is_good),
	MODULE_FIELD(no_pause, INIT | PREPARE, no_pause_is_good),
	COMPONENT_FIELD(state, TRIGGER, state_is_good),
	COMPONENT_FIELD(direction, INIT, direction_is_good),
	COMPONENT_FIELD(direction_set, INIT, direction_set_is_good),
	COMPONENT_FIELD(endpoint, INIT, endpoint_is_good),
	COMPONENT_FIELD(period, INIT | PREPARE, NULL),
	COMPONENT_FIELD(frames, INIT | PREPARE, NULL),
};

static uint64_t value(const void *view, const struct view_field *field)
{
	uint64_t word = 0;

	memcpy(&word, (const uint8_t *)view + field->offset,
	       MIN((size_t)field->size,
		   sizeof(word))); /* the DSP and the machine are little-endian */
	return word;
}

static bool has_changed(const struct user_view *view, const struct view_field *field)
{
	return memcmp((const uint8_t *)&view->memory->view + field->offset,
		      (const uint8_t *)&view->written + field->offset, field->size);
}

/* ---- written ---- */

static void report(const struct user_view *view, size_t offset)
{
	const size_t dev = offsetof(struct module_view, dev);

	comp_warn(view->inst->mod.dev, "has written to byte %zu of its %s: no effect",
		  offset < dev ? offset : offset - dev,
		  offset < dev ? "processing_module" : "comp_dev");
}

void user_view_report(const struct user_view *view)
{
	const uint8_t *is = (const uint8_t *)&view->memory->view;
	struct module_view expected = view->written;
	size_t at = 0;

	if (!view->is_written)
		return;
	for (size_t i = 0; i < ARRAY_SIZE(fields); i++) {
		if (!fields[i].when || fields[i].when & view->activities)
			memcpy((uint8_t *)&expected + fields[i].offset, is + fields[i].offset,
			       fields[i].size);
	}
	if (!memcmp(&expected, is, sizeof(expected)))
		return;
	while (((const uint8_t *)&expected)[at] == is[at])
		at++;
	report(view, at);
}

static void write_module(struct user_view *view)
{
	const struct module_instance *inst = view->inst;
	struct user_memory *memory = view->memory;
	struct processing_module *mod = &view->written.mod;
	struct comp_dev *dev = &view->written.dev;

	*mod = inst->mod;
	*dev = *inst->mod.dev;
	mod->dev = &memory->view.dev;
	mod->stream_params = &memory->view.stream_params;
	dev->mod = &memory->view.mod;
	mod->priv.cfg.input_pins = view->input_pins;
	mod->priv.cfg.output_pins = view->output_pins;
	for (uint32_t i = 0; i < mod->num_of_sources; i++)
		mod->sources[i] = &user_edge_of(view, CONTAINER_OF(inst->mod.sources[i],
								   struct ring_buffer, source_api))
					   ->view->ring.source_api;
	for (uint32_t i = 0; i < mod->num_of_sinks; i++)
		mod->sinks[i] = &user_edge_of(view, CONTAINER_OF(inst->mod.sinks[i],
								 struct ring_buffer, sink_api))
					 ->view->ring.sink_api;
	/* the graph is kernel memory */
	dev->pipeline = NULL;
	dev->ipc_config.pipeline = NULL;
	dev->task = NULL;
	dev->bsource_list = (struct list_item)LIST_INIT(memory->view.dev.bsource_list);
	dev->bsink_list = (struct list_item)LIST_INIT(memory->view.dev.bsink_list);
	dev->list = (struct list_item)LIST_INIT(memory->view.dev.list);
	for (size_t i = 0; i < ARRAY_SIZE(fields); i++) {
		if (!fields[i].when)
			memcpy((uint8_t *)&view->written + fields[i].offset,
			       (const uint8_t *)&memory->view + fields[i].offset, fields[i].size);
	}
	memcpy(&memory->view, &view->written, sizeof(view->written));
}

void user_view_write(struct user_view *view, uint32_t activity)
{
	user_view_report(view);
	write_module(view);
	for (uint32_t i = 0; i < view->num_edges; i++)
		user_edge_write(view, &view->edges[i], activity);
	view->is_written = true;
	view->is_current = true;
	view->activities = 0;
}

/* ---- read back ---- */

void user_view_verify(const struct user_view *view, uint32_t activity)
{
	for (uint32_t i = 0; i < view->num_edges && activity == PREPARE; i++)
		user_edge_verify_prepared(&view->edges[i]);
	for (size_t i = 0; i < ARRAY_SIZE(fields); i++) {
		const struct view_field *field = &fields[i];

		if (field->when & activity && field->is_good && has_changed(view, field) &&
		    !field->is_good(&view->written, &view->memory->view))
			z_user_oops("view", "%s of its own, by %s: was 0x%llx, is 0x%llx",
				    field->name, user_activity_name(activity),
				    (unsigned long long)value(&view->written, field),
				    (unsigned long long)value(&view->memory->view, field));
	}
}

/* Where the kernel holds a field of the view. */
static uint8_t *kernel_field(const struct user_view *view, const struct view_field *field)
{
	const size_t dev = offsetof(struct module_view, dev);

	return field->offset < dev ? (uint8_t *)&view->inst->mod + field->offset :
				     (uint8_t *)view->inst->mod.dev + (field->offset - dev);
}

void user_view_read(struct user_view *view, uint32_t activity)
{
	for (size_t i = 0; i < ARRAY_SIZE(fields); i++) {
		const struct view_field *field = &fields[i];

		if (!(field->when & activity) || !has_changed(view, field))
			continue;
		memcpy(kernel_field(view, field),
		       (const uint8_t *)&view->memory->view + field->offset, field->size);
	}
	for (uint32_t i = 0; i < view->num_edges && activity == PREPARE; i++)
		user_edge_read_prepared(&view->edges[i]);
}

/* ---- life ---- */

/* The kernel does not read pins in the region: it keeps a copy. */
static int keep_pins(struct user_view *view)
{
	struct module_config *cfg = &view->inst->mod.priv.cfg;
	const size_t in_bytes = cfg->nb_input_pins * sizeof(*cfg->input_pins);
	const size_t out_bytes = cfg->nb_output_pins * sizeof(*cfg->output_pins);
	uint8_t *copy;

	view->input_pins = cfg->input_pins;
	view->output_pins = cfg->output_pins;
	if (!in_bytes && !out_bytes)
		return 0;
	copy = rmalloc(SOF_MEM_FLAG_KERNEL, in_bytes + out_bytes);
	if (!copy)
		return -ENOMEM;
	if (in_bytes)
		memcpy(copy, cfg->input_pins, in_bytes);
	if (out_bytes)
		memcpy(copy + in_bytes, cfg->output_pins, out_bytes);
	cfg->input_pins = (struct ipc4_input_pin_format *)copy;
	cfg->output_pins = (struct ipc4_output_pin_format *)(copy + in_bytes);
	return 0;
}

int user_view_new(struct user_view *view, struct module_instance *inst)
{
	struct vregion *vreg = inst->resources.alloc->vreg;

	view->inst = inst;
	view->memory =
		vregion_alloc_coherent(vreg, VREGION_MEM_TYPE_LIFETIME, sizeof(*view->memory));
	if (!view->memory)
		return -ENOMEM;
	memset(view->memory, 0, sizeof(*view->memory));
	view->memory->view.stream_params = inst->shown_params;
	if (!keep_pins(view))
		return 0;
	vregion_free(vreg, view->memory);
	return -ENOMEM;
}

void user_view_free(struct user_view *view)
{
	struct module_config *cfg = &view->inst->mod.priv.cfg;

	if (cfg->input_pins != view->input_pins || cfg->output_pins != view->output_pins)
		rfree(cfg->input_pins);
	vregion_free(view->inst->resources.alloc->vreg, view->memory);
}

#endif
