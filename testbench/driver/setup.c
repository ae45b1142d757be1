/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Set-up and tear-down of a stream's part of the firmware graph.
 *
 * Order up: per widget, source to sink: its pipeline if nobody has created it, the module, its controls;
 * then the routes. Order down: routes between pipelines, then pipelines, which take their modules and
 * inner routes with them. A module of a pipeline that another stream keeps stays up, idle.
 */
#include <stdio.h>
#include <string.h>

#include <ipc4/pipeline.h>

#include "internal.h"

#define MAX_PAGES 2047 /* 11 bits in CREATE_PIPELINE */

const char *drv_pipeline_name(const struct drv_pipeline *pipeline, char text[DRV_PIPELINE_BYTES])
{
	snprintf(text, DRV_PIPELINE_BYTES, "pipeline.%u", pipeline->tplg->id);
	return text;
}

static struct drv_pipeline *pipeline_of(struct drv *drv, const struct drv_widget *widget)
{
	return &drv->pipelines[widget->tplg->pipeline];
}

/* ---- pipelines ---- */

static int check_core(struct drv *drv, const char *what, uint32_t core)
{
	if (drv->firmware.cores && core >= drv->firmware.cores)
		return drv_fail(drv, DRV_ERROR_TOPOLOGY, -EINVAL, 0,
				"%s: wants core %u, the DSP has %u", what, core,
				drv->firmware.cores);
	return 0;
}

/* What the modules of a pipeline that have no thread of their own will want. */
static void sum_memory(const struct drv *drv, const struct drv_pipeline *pipeline, uint32_t *domain,
		       uint32_t *stack, uint32_t *heap)
{
	uint64_t sum = 0;

	*domain = *stack = 0;
	for (uint32_t i = 0; i < drv->tplg->num_widgets; i++) {
		const struct drv_widget *widget = &drv->widgets[i];
		const struct tplg_widget *w = widget->tplg;

		if (!widget->prepared || &drv->pipelines[w->pipeline] != pipeline ||
		    drv_widget_is_dp(widget))
			continue;
		if (w->domain_id.set)
			*domain = w->domain_id.value;
		if (w->stack_bytes.value > *stack)
			*stack = w->stack_bytes.value;
		sum += w->heap_bytes.value;
	}
	*heap = sum > UINT32_MAX ? UINT32_MAX : (uint32_t)sum;
}

static int create_pipeline(struct drv *drv, struct drv_pipeline *pipeline)
{
	struct {
		struct ipc4_pipeline_create_payload head;
		struct ipc4_module_init_ext_object object;
		uint32_t domain_id, stack_bytes, heap_bytes;
	} payload = { 0 };
	struct ipc4_pipeline_create msg = { 0 };
	struct adsp_ipc_message request;
	char what[DRV_PIPELINE_BYTES];
	int id, ret;

	drv_pipeline_name(pipeline, what);
	ret = check_core(drv, what, pipeline->tplg->core);
	if (ret < 0)
		return ret;
	id = drv_ids_take(&drv->pipeline_ids, drv->firmware.max_pipelines);
	if (id < 0)
		return drv_fail(drv, DRV_ERROR_TOPOLOGY, id, 0,
				"%s: the firmware has no more than %u pipelines", what,
				drv->firmware.max_pipelines);
	msg.primary.r.ppl_mem_size = pipeline->pages < MAX_PAGES ? pipeline->pages : MAX_PAGES;
	msg.primary.r.ppl_priority = pipeline->tplg->priority;
	msg.primary.r.instance_id = (uint32_t)id;
	msg.primary.r.type = IPC4_GLB_CREATE_PIPELINE;
	msg.extension.r.lp = pipeline->tplg->lp_mode;
	msg.extension.r.core_id = pipeline->tplg->core;
	msg.extension.r.payload = 1;
	payload.head.word0.r.payload_words = sizeof(payload) / sizeof(uint32_t);
	payload.head.word0.r.data_obj_array = 1;
	payload.object.last_object = 1;
	payload.object.object_id = IPC4_PIPELINE_MEM_DATA;
	payload.object.object_words = IPC4_MEM_DATA_WORDS_HEAP;
	sum_memory(drv, pipeline, &payload.domain_id, &payload.stack_bytes, &payload.heap_bytes);
	request = (struct adsp_ipc_message){ msg.primary.dat, msg.extension.dat };
	ret = drv_ipc(drv, what, &request, &payload, sizeof(payload), NULL);
	if (ret < 0) {
		drv_ids_release(&drv->pipeline_ids, (uint32_t)id);
		return ret;
	}
	pipeline->id = (uint32_t)id;
	return 0;
}

/* The modules of a deleted pipeline are gone with it. Ids the firmware may still hold are not used again. */
static void forget_modules(struct drv *drv, const struct drv_pipeline *pipeline, bool release_ids)
{
	for (uint32_t i = 0; i < drv->tplg->num_widgets; i++) {
		struct drv_widget *widget = &drv->widgets[i];

		if (!widget->up || pipeline_of(drv, widget) != pipeline)
			continue;
		widget->up = false;
		widget->in_queues = 0;
		widget->out_queues = 0;
		if (release_ids)
			drv_ids_release(&widget->module->instances, widget->instance);
		if (!widget->prepared)
			drv_gateway_release(drv, widget);
	}
	for (uint32_t i = 0; i < drv->tplg->num_routes; i++) {
		const struct tplg_route *route = &drv->tplg->routes[i];

		if (drv->routes[i].bound &&
		    (!drv->widgets[route->source].up || !drv->widgets[route->sink].up))
			drv->routes[i].bound = false;
	}
}

static int delete_pipeline(struct drv *drv, struct drv_pipeline *pipeline)
{
	struct ipc4_pipeline_delete msg = { 0 };
	struct adsp_ipc_message request;
	char what[DRV_PIPELINE_BYTES];
	int ret;

	msg.primary.r.instance_id = pipeline->id;
	msg.primary.r.type = IPC4_GLB_DELETE_PIPELINE;
	request = (struct adsp_ipc_message){ msg.primary.dat, msg.extension.dat };
	ret = drv_ipc(drv, drv_pipeline_name(pipeline, what), &request, NULL, 0, NULL);
	if (!ret)
		drv_ids_release(&drv->pipeline_ids, pipeline->id);
	forget_modules(drv, pipeline, !ret);
	return ret;
}

/* ---- modules ---- */

static int init_module(struct drv *drv, struct drv_widget *widget)
{
	struct ipc4_module_init_instance msg = { 0 };
	_Alignas(4) uint8_t payload[DRV_MAX_PAYLOAD];
	struct adsp_ipc_message request;
	char what[DRV_DESCRIBE_BYTES];
	bool extended;
	int bytes, instance, ret;

	drv_describe(widget, what);
	ret = check_core(drv, what, widget->tplg->core.value);
	if (ret < 0)
		return ret;
	bytes = drv_payload_build(drv, widget, payload, &extended);
	if (bytes < 0)
		return bytes;
	instance = drv_ids_take(&widget->module->instances, DRV_MAX_IDS);
	if (instance < 0)
		return drv_fail(drv, DRV_ERROR_TOPOLOGY, instance, 0,
				"%s: no free instance id left", what);

	msg.primary.r.module_id = widget->module->id;
	msg.primary.r.instance_id = (uint32_t)instance;
	msg.primary.r.type = IPC4_MOD_INIT_INSTANCE;
	msg.primary.r.msg_tgt = IPC4_MODULE_MSG;
	msg.extension.r.param_block_size = (uint32_t)bytes / 4;
	msg.extension.r.ppl_instance_id = pipeline_of(drv, widget)->id;
	msg.extension.r.core_id = widget->tplg->core.value;
	msg.extension.r.proc_domain = drv_widget_is_dp(widget) ? IPC4_PROC_DOMAIN_DP :
								 IPC4_PROC_DOMAIN_LL;
	msg.extension.r.extended_init = extended;
	request = (struct adsp_ipc_message){ msg.primary.dat, msg.extension.dat };
	ret = drv_ipc(drv, what, &request, payload, (size_t)bytes, NULL);
	if (ret < 0) {
		drv_ids_release(&widget->module->instances, (uint32_t)instance);
		return ret;
	}
	widget->instance = (uint32_t)instance;
	widget->up = true;
	return 0;
}

/* Only for a module that has never run, in a pipeline that stays. */
static int delete_module(struct drv *drv, struct drv_widget *widget)
{
	struct ipc4_module_delete_instance msg = { 0 };
	struct adsp_ipc_message request;
	char what[DRV_DESCRIBE_BYTES];
	int ret;

	msg.primary.r.module_id = widget->module->id;
	msg.primary.r.instance_id = widget->instance;
	msg.primary.r.type = IPC4_MOD_DELETE_INSTANCE;
	msg.primary.r.msg_tgt = IPC4_MODULE_MSG;
	request = (struct adsp_ipc_message){ msg.primary.dat, msg.extension.dat };
	ret = drv_ipc(drv, drv_describe(widget, what), &request, NULL, 0, NULL);
	widget->up = false;
	if (!ret)
		drv_ids_release(&widget->module->instances, widget->instance);
	return ret;
}

/* ---- routes ---- */

static int take_queue(struct drv *drv, struct drv_widget *widget, bool output, const char *peer,
		      uint32_t *queue)
{
	const struct tplg_side *side = output ? &widget->tplg->out : &widget->tplg->in;
	const char *word = output ? "output" : "input";
	uint32_t *taken = output ? &widget->out_queues : &widget->in_queues;
	uint32_t pins = side->num_pins.value;
	char who[DRV_DESCRIBE_BYTES];

	if (!pins && drv->config.lenient) {
		drv_log(drv, true, "%s: states no %s pins, one is assumed for %s",
			widget->tplg->name, word, peer);
		pins = 1;
	}
	if (pins < 1 || pins > IPC4_MAX_PINS)
		return drv_fail(drv, DRV_ERROR_TOPOLOGY, -EINVAL, 0,
				"%s: has a route to or from %s, but %u %s pins%s",
				drv_describe(widget, who), peer, pins, word,
				pins ? "" : " (--lenient assumes one)");
	if (pins == 1) {
		*queue = 0;
		return 0;
	}
	if (side->num_bindings) {
		for (uint32_t i = 0; i < side->num_bindings && i < IPC4_MAX_PINS; i++)
			if (!strcmp(side->bindings[i], peer)) {
				*queue = i;
				return 0;
			}
		return drv_fail(drv, DRV_ERROR_TOPOLOGY, -EINVAL, 0, "%s: no %s pin is bound to %s",
				drv_describe(widget, who), word, peer);
	}
	for (uint32_t i = 0; i < pins; i++)
		if (!(*taken & 1u << i)) {
			*taken |= 1u << i;
			*queue = i;
			return 0;
		}
	return drv_fail(drv, DRV_ERROR_TOPOLOGY, -EINVAL, 0,
			"%s: all %u %s pins are taken, none is left for %s",
			drv_describe(widget, who), pins, word, peer);
}

static int send_bind(struct drv *drv, int route, enum ipc4_module_msg_type type)
{
	const struct tplg_route *t = &drv->tplg->routes[route];
	const struct drv_widget *source = &drv->widgets[t->source], *sink = &drv->widgets[t->sink];
	struct ipc4_module_bind_unbind msg = { 0 };
	struct adsp_ipc_message request;
	char what[2 * TPLG_NAME_LEN + 8];

	snprintf(what, sizeof(what), "%s -> %s", source->tplg->name, sink->tplg->name);
	msg.primary.r.module_id = source->module->id;
	msg.primary.r.instance_id = source->instance;
	msg.primary.r.type = type;
	msg.primary.r.msg_tgt = IPC4_MODULE_MSG;
	msg.extension.r.dst_module_id = sink->module->id;
	msg.extension.r.dst_instance_id = sink->instance;
	msg.extension.r.dst_queue = drv->routes[route].dst_queue;
	msg.extension.r.src_queue = drv->routes[route].src_queue;
	request = (struct adsp_ipc_message){ msg.primary.dat, msg.extension.dat };
	return drv_ipc(drv, what, &request, NULL, 0, NULL);
}

/* A copier learns the format of each output but the first before that output is bound. */
static int set_sink_format(struct drv *drv, const struct drv_widget *source,
			   const struct drv_widget *sink, const struct drv_route *route)
{
	struct ipc4_copier_config_set_sink_format config = { 0 };
	const struct tplg_side *in = &sink->tplg->in;
	char what[DRV_DESCRIBE_BYTES];

	config.sink_id = route->src_queue;
	config.source_fmt = source->in->fmt;
	if (sink->in)
		config.sink_fmt = sink->in->fmt;
	for (uint32_t i = 0; route->dst_queue && i < in->num_formats; i++)
		if (in->formats[i].pin_index == route->dst_queue) {
			config.sink_fmt = in->formats[i].fmt;
			break;
		}
	return drv_large_config_set(drv, drv_describe(source, what), source->module->id,
				    source->instance, IPC4_COPIER_PARAM_SET_SINK_FORMAT, &config,
				    sizeof(config));
}

static void release_queues(struct drv *drv, int route)
{
	const struct tplg_route *t = &drv->tplg->routes[route];

	drv->widgets[t->source].out_queues &= ~(1u << drv->routes[route].src_queue);
	drv->widgets[t->sink].in_queues &= ~(1u << drv->routes[route].dst_queue);
	drv->routes[route].bound = false;
}

static int bind_route(struct drv *drv, int number)
{
	const struct tplg_route *t = &drv->tplg->routes[number];
	struct drv_widget *source = &drv->widgets[t->source], *sink = &drv->widgets[t->sink];
	struct drv_route *route = &drv->routes[number];
	int ret;

	ret = take_queue(drv, source, true, sink->tplg->name, &route->src_queue);
	if (ret < 0)
		return ret;
	ret = take_queue(drv, sink, false, source->tplg->name, &route->dst_queue);
	if (ret < 0) {
		source->out_queues &= ~(1u << route->src_queue);
		return ret;
	}
	if (drv_widget_is_copier(source->tplg) && route->src_queue)
		ret = set_sink_format(drv, source, sink, route);
	if (!ret)
		ret = send_bind(drv, number, IPC4_MOD_BIND);
	if (ret < 0)
		release_queues(drv, number);
	else
		route->bound = true;
	return ret;
}

static int unbind_route(struct drv *drv, int number)
{
	int ret = send_bind(drv, number, IPC4_MOD_UNBIND);

	release_queues(drv, number);
	return ret;
}

/* Do both ends run in one direction? A pipeline that states none goes with either. */
static bool same_direction(const struct drv *drv, const struct tplg_route *route)
{
	const struct tplg *t = drv->tplg;
	const struct tplg_pipeline *a = &t->pipelines[t->widgets[route->source].pipeline];
	const struct tplg_pipeline *b = &t->pipelines[t->widgets[route->sink].pipeline];

	return !a->direction_set || !b->direction_set || a->direction == b->direction;
}

/* Is a route whose ends are up one that the stream's own walk sets up? Others join it to what runs the other way. */
static bool is_own(const struct drv_stream *stream, const struct tplg_route *route)
{
	return stream->path.listed[route->source] && stream->path.listed[route->sink] &&
	       same_direction(stream->drv, route);
}

static bool can_bind(const struct drv *drv, int number)
{
	const struct tplg_route *route = &drv->tplg->routes[number];

	return !drv->routes[number].bound && drv->widgets[route->source].users &&
	       drv->widgets[route->sink].users;
}

/* The routes of the stream, in its order. */
static int bind_own(struct drv_stream *stream)
{
	struct drv *drv = stream->drv;
	bool as_source = stream->direction == TPLG_PLAYBACK;
	int ret = 0;

	for (size_t i = 0; !ret && i < stream->path.num_steps; i++) {
		int widget = stream->path.steps[i].widget;

		for (int r = drv_graph_next_route(drv->tplg, widget, as_source, 0); !ret && r >= 0;
		     r = drv_graph_next_route(drv->tplg, widget, as_source, r + 1))
			if (can_bind(drv, r) && is_own(stream, &drv->tplg->routes[r]))
				ret = bind_route(drv, r);
	}
	return ret;
}

/* Then those at which it meets another stream: a feedback path, an echo reference. Whichever comes second binds. */
static int bind_others(struct drv_stream *stream)
{
	struct drv *drv = stream->drv;
	const struct drv_path *path = &stream->path;
	int ret = 0;

	for (uint32_t r = 0; !ret && r < drv->tplg->num_routes; r++) {
		const struct tplg_route *route = &drv->tplg->routes[r];

		if (can_bind(drv, (int)r) &&
		    (path->listed[route->source] || path->listed[route->sink]) &&
		    !is_own(stream, route))
			ret = bind_route(drv, (int)r);
	}
	return ret;
}

/* ---- the stream ---- */

/* Count the stream in its widget's pipeline, once; create the pipeline if it is the first. */
static int use_pipeline(struct drv_stream *stream, const struct drv_widget *widget)
{
	struct drv *drv = stream->drv;
	struct drv_pipeline *pipeline = pipeline_of(drv, widget);
	int ret;

	for (size_t i = 0; i < stream->num_pipelines; i++)
		if (stream->pipelines[i] == widget->tplg->pipeline)
			return 0;
	if (stream->num_pipelines == DRV_MAX_STREAM_PIPELINES)
		return drv_fail(drv, DRV_ERROR_TOPOLOGY, -EINVAL, 0,
				"PCM %u: passes through more than %u pipelines", stream->pcm->id,
				DRV_MAX_STREAM_PIPELINES);
	if (!pipeline->users) {
		ret = create_pipeline(drv, pipeline);
		if (ret < 0)
			return ret;
	}
	pipeline->users++;
	stream->pipelines[stream->num_pipelines++] = widget->tplg->pipeline;
	return 0;
}

static int use_widget(struct drv_stream *stream, const struct drv_step *step)
{
	struct drv *drv = stream->drv;
	struct drv_widget *widget = &drv->widgets[step->widget];
	int ret = use_pipeline(stream, widget);

	if (ret < 0)
		return ret;
	widget->fresh = false;
	if (!widget->up) {
		ret = init_module(drv, widget);
		if (ret < 0)
			return ret;
		widget->fresh = true;
	}
	widget->users++;
	stream->num_used++;
	return widget->fresh ? drv_controls_send(drv, step->widget) : 0;
}

static void keep_first(int *first, int ret)
{
	if (!*first)
		*first = ret;
}

/* Unbind a widget that no stream uses any more, on one side. Inner routes go with their pipeline. */
static int unbind_widget(struct drv *drv, int widget, bool as_source, bool inner_too)
{
	int first = 0;

	for (int r = drv_graph_next_route(drv->tplg, widget, as_source, 0); r >= 0;
	     r = drv_graph_next_route(drv->tplg, widget, as_source, r + 1)) {
		const struct tplg_route *route = &drv->tplg->routes[r];
		bool inner = drv->widgets[route->source].tplg->pipeline ==
			     drv->widgets[route->sink].tplg->pipeline;

		if (drv->routes[r].bound && (inner_too || !inner))
			keep_first(&first, unbind_route(drv, r));
	}
	return first;
}

/* `undo`: the stream has not run; modules it made in pipelines that stay are deleted one by one. */
static int release_stream(struct drv_stream *stream, bool undo)
{
	struct drv *drv = stream->drv;
	int first = 0;

	for (size_t i = 0; i < stream->num_used; i++)
		drv->widgets[stream->path.steps[i].widget].users--;
	for (size_t i = 0; i < stream->num_used; i++) {
		const struct drv_step *step = &stream->path.steps[i];
		struct drv_widget *widget = &drv->widgets[step->widget];
		bool alone = undo && widget->fresh && pipeline_of(drv, widget)->users > 1;

		if (widget->users)
			continue;
		keep_first(&first, unbind_widget(drv, step->widget, true, alone));
		keep_first(&first, unbind_widget(drv, step->widget, false, alone));
		if (alone)
			keep_first(&first, delete_module(drv, widget));
	}
	stream->num_used = 0;
	for (size_t i = 0; i < stream->num_pipelines; i++) {
		struct drv_pipeline *pipeline = &drv->pipelines[stream->pipelines[i]];

		if (!--pipeline->users)
			keep_first(&first, delete_pipeline(drv, pipeline));
	}
	stream->num_pipelines = 0;
	return first;
}

int drv_setup_stream(struct drv_stream *stream)
{
	struct drv *drv = stream->drv;
	struct drv_error cause;
	int ret = 0;

	for (size_t i = 0; !ret && i < stream->path.num_steps; i++)
		ret = use_widget(stream, &stream->path.steps[i]);
	if (!ret)
		ret = bind_own(stream);
	if (!ret)
		ret = bind_others(stream);
	if (!ret)
		return 0;

	/* What failed first is what the user should read, not what the undoing met. */
	cause = drv->error;
	if (release_stream(stream, true) < 0)
		drv_log(drv, true, "while undoing: %s", drv->error.text);
	drv->error = cause;
	return ret;
}

int drv_teardown_stream(struct drv_stream *stream)
{
	return release_stream(stream, false);
}
