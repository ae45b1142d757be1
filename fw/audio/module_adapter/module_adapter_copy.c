/* SPDX-License-Identifier: BSD-3-Clause */
/* One LL call of a module through each of the three processing interfaces. */
#include <errno.h>
#include <string.h>
#include <rtos/alloc.h>
#include <sof/audio/buffer.h>
#include <sof/common.h>
#include <sof/ctx_alloc.h>

#include "module_adapter_private.h"

/* "Nothing to do" is no error. */
static __attribute__((noinline)) int processing_result(int ret)
{
	return ret == -ENODATA || ret == -ENOSPC ? 0 : ret;
}

/* ---- sources and sinks ---- */

/* Bytes of a handle since it was looked at. */
static inline uint64_t take_processed(uint64_t *processed)
{
	uint64_t bytes = *processed;

	*processed = 0;
	return bytes;
}

/* Only the first of each side is counted. */
static inline int end_call(struct module_instance *inst, int result)
{
	struct processing_module *mod = &inst->mod;

	inst->calls++;
	mod->total_data_consumed += take_processed(inst->consumed);
	mod->total_data_produced += take_processed(inst->produced);
	return result ? processing_result(result) : 0;
}

int module_process_end(struct module_instance *inst, int result)
{
	return end_call(inst, result);
}

int module_adapter_process(struct module_instance *inst)
{
	struct processing_module *mod = &inst->mod;

	if (inst->lacks_edge)
		return 0;
	return end_call(inst, mod->priv.ops->process(mod, mod->sources, (int)mod->num_of_sources,
						     mod->sinks, (int)mod->num_of_sinks));
}

/* ---- streams ---- */

static struct comp_buffer *source_buffer(struct list_item *pos)
{
	return list_item(pos, struct comp_buffer, sink_list);
}

static struct comp_buffer *sink_buffer(struct list_item *pos)
{
	return list_item(pos, struct comp_buffer, source_list);
}

static bool in_same_state(const struct comp_dev *peer, const struct comp_dev *dev)
{
	return peer && peer->state == dev->state;
}

/*
 * Offer each input against the one output, or the one input against all outputs. An end whose module is in
 * another state is not offered: outputs without running consumer, inputs without running producer.
 */
int module_adapter_copy_stream(struct module_instance *inst)
{
	struct processing_module *mod = &inst->mod;
	struct comp_dev *dev = mod->dev;
	struct input_stream_buffer *in = mod->input_buffers;
	struct output_stream_buffer *out = mod->output_buffers;
	uint32_t num_in = 0, num_out = 0, offered_in, offered_out, frames = UINT32_MAX, n = 0;
	struct comp_buffer *sink = comp_first_sink(dev);
	struct list_item *pos;
	int ret;

	if (!in)
		return -EINVAL; /* unbound while running */
	list_for_item(pos, &dev->bsource_list)
		in[num_in++] = (struct input_stream_buffer){ .data = &source_buffer(pos)->stream };
	list_for_item(pos, &dev->bsink_list)
		out[num_out++] = (struct output_stream_buffer){ .data = &sink_buffer(pos)->stream };
	offered_in = num_in;
	offered_out = num_out;

	if (num_out == 1) {
		for (uint32_t i = 0; i < num_in; i++)
			in[i].size = audio_stream_avail_frames_aligned(in[i].data, &sink->stream);
		if (!in_same_state(sink->sink, dev))
			offered_out = 0;
	} else if (num_in == 1) {
		list_for_item(pos, &dev->bsink_list)
			frames = MIN(frames, audio_stream_avail_frames_aligned(
						     in[0].data, &sink_buffer(pos)->stream));
		in[0].size = num_out ? frames : audio_stream_get_avail_frames(in[0].data);
		if (!in_same_state(comp_first_source(dev)->source, dev))
			offered_in = 0;
	} else {
		return -EINVAL;
	}

	ret = mod->priv.ops->process_audio_stream(mod, in, (int)offered_in, out, (int)offered_out);
	inst->calls++;
	if (ret < 0)
		return processing_result(ret);

	list_for_item(pos, &dev->bsource_list)
		comp_update_buffer_consume(source_buffer(pos), in[n++].consumed);
	n = 0;
	list_for_item(pos, &dev->bsink_list)
		comp_update_buffer_produce(sink_buffer(pos), out[n++].size);
	mod->total_data_consumed += num_in ? in[0].consumed : 0;
	mod->total_data_produced += num_out ? out[0].size : 0;
	return ret;
}

/* ---- raw data: linear input blocks, local output buffers in front of the sinks ---- */

static void raw_take_inputs(struct processing_module *mod)
{
	uint32_t room = UINT32_MAX;
	struct list_item *pos;
	uint32_t n = 0;

	for (uint32_t i = 0; i < mod->num_raw_buffers; i++)
		room = MIN(room, audio_stream_get_free_frames(&mod->raw_buffers[i]->stream));

	list_for_item(pos, &mod->dev->bsource_list) {
		struct comp_buffer *buffer = source_buffer(pos);
		struct input_stream_buffer *in = &mod->input_buffers[n++];
		uint32_t frame_bytes = audio_stream_frame_bytes(&buffer->stream);
		uint32_t frames = MIN(room, audio_stream_get_avail_frames(&buffer->stream));
		uint32_t bytes = MIN(frames * frame_bytes, (uint32_t)mod->priv.mpd.in_buff_size);
		uint32_t head = MIN(bytes, (uint32_t)audio_stream_bytes_without_wrap(
						   &buffer->stream, buffer->stream.r_ptr));

		in->consumed = 0;
		in->size = in_same_state(buffer->source, mod->dev) ? bytes : 0;
		memcpy(in->data, buffer->stream.r_ptr, MIN(head, in->size));
		if (in->size > head)
			memcpy((uint8_t *)in->data + head, buffer->stream.addr, in->size - head);
	}
}

static void raw_append(struct audio_stream *stream, const uint8_t *data, uint32_t bytes)
{
	struct audio_stream linear;

	if (!bytes)
		return;
	audio_stream_init(&linear, (void *)data, bytes);
	audio_stream_copy_bytes(&linear, stream, bytes);
	audio_stream_produce(stream, bytes);
}

/* One sink from its local buffer. In deep-buffer mode silence goes out until enough has gathered. */
static void raw_feed_sink(struct processing_module *mod, struct comp_buffer *sink,
			  struct audio_stream *local, uint32_t produced)
{
	uint32_t bytes;

	if (mod->deep_buff_bytes) {
		/* a buffer that cannot take another block has gathered all it can */
		if (local->avail <= mod->deep_buff_bytes &&
		    local->free >= mod->priv.mpd.out_buff_size) {
			bytes = MIN(mod->period_bytes, sink->stream.free);
			if (bytes && !audio_stream_set_zero(&sink->stream, bytes))
				audio_stream_produce(&sink->stream, bytes);
			return;
		}
		mod->deep_buff_bytes = 0;
	}
	if (!produced && local->avail < mod->period_bytes)
		return;
	bytes = MIN(local->avail, sink->stream.free);
	bytes -= bytes % audio_stream_frame_bytes(&sink->stream);
	if (!bytes)
		return;
	audio_stream_copy_bytes(local, &sink->stream, bytes);
	audio_stream_consume(local, bytes);
	audio_stream_produce(&sink->stream, bytes);
}

int module_adapter_copy_raw(struct module_instance *inst)
{
	struct processing_module *mod = &inst->mod;
	struct comp_dev *dev = mod->dev;
	struct list_item *pos;
	uint32_t n = 0;
	int ret;

	if (!mod->input_buffers)
		return -EINVAL; /* unbound while running */
	raw_take_inputs(mod);
	for (uint32_t i = 0; i < mod->num_of_sinks; i++)
		mod->output_buffers[i].size = 0;

	ret = mod->priv.ops->process_raw_data(mod, mod->input_buffers, (int)mod->num_of_sources,
					      mod->output_buffers, (int)mod->num_of_sinks);
	inst->calls++;
	ret = processing_result(ret);
	if (ret < 0)
		return ret;

	list_for_item(pos, &dev->bsource_list) {
		struct input_stream_buffer *in = &mod->input_buffers[n];

		in->consumed = MIN(in->consumed, in->size);
		comp_update_buffer_consume(source_buffer(pos), in->consumed);
		memset(in->data, 0, in->size);
		if (!n++)
			mod->total_data_consumed += in->consumed;
	}
	n = 0;
	list_for_item(pos, &dev->bsink_list) {
		struct audio_stream *local = &mod->raw_buffers[n]->stream;
		uint32_t produced = MIN(mod->output_buffers[n].size, local->free);

		produced = MIN(produced, (uint32_t)mod->priv.mpd.out_buff_size);
		raw_append(local, mod->output_buffers[n].data, produced);
		raw_feed_sink(mod, sink_buffer(pos), local, produced);
		if (!n++)
			mod->total_data_produced += produced;
	}
	return ret;
}

/* ---- arrays and local buffers ---- */

/* Blocks of `mine` bytes needed to bridge periods of another size: one spare where they do not divide. */
static uint32_t blocks_to_bridge(uint32_t mine, uint32_t period)
{
	if (mine > period)
		return mine / period + (mine % period ? 2 : 1);
	return period / mine + (period % mine ? 2 : 1);
}

static int prepare_raw(struct module_instance *inst)
{
	struct processing_module *mod = &inst->mod;
	uint32_t period = mod->period_bytes;
	uint32_t in_bytes, out_bytes;
	uint64_t deep, local;

	if (!mod->priv.mpd.in_buff_size)
		mod->priv.mpd.in_buff_size = mod->priv.cfg.base_cfg.ibs;
	if (!mod->priv.mpd.out_buff_size)
		mod->priv.mpd.out_buff_size = mod->priv.cfg.base_cfg.obs;
	in_bytes = (uint32_t)mod->priv.mpd.in_buff_size;
	out_bytes = (uint32_t)mod->priv.mpd.out_buff_size;
	if (!in_bytes || !out_bytes || !period)
		goto refuse;
	deep = in_bytes != period ?
		       (uint64_t)MIN(period, in_bytes) * blocks_to_bridge(in_bytes, period) :
		       0;
	local = (uint64_t)MAX(period, out_bytes) * blocks_to_bridge(out_bytes, period);
	if (in_bytes > MODULE_MAX_PIN_BYTES || deep > MODULE_MAX_LOCAL_BYTES ||
	    local > MODULE_MAX_LOCAL_BYTES)
		goto refuse;
	mod->deep_buff_bytes = (uint32_t)deep;
	mod->output_buffer_size = (uint32_t)local;

	for (uint32_t i = 0; i < mod->num_of_sources; i++) {
		mod->input_buffers[i].data =
			mod_zalloc(mod, MAX(MAX(mod->deep_buff_bytes, period), in_bytes));
		if (!mod->input_buffers[i].data)
			return -ENOMEM;
	}
	mod->raw_buffers = mod_zalloc(mod, mod->num_of_sinks * sizeof(*mod->raw_buffers));
	if (!mod->raw_buffers)
		return -ENOMEM;
	for (uint32_t i = 0; i < mod->num_of_sinks; i++) {
		mod->output_buffers[i].data = mod_zalloc(mod, out_bytes);
		mod->raw_buffers[i] =
			buffer_new(inst->resources.alloc, mod->output_buffer_size, false);
		if (!mod->output_buffers[i].data || !mod->raw_buffers[i])
			return -ENOMEM;
		mod->num_raw_buffers = i + 1;
		if (buffer_set_audio_params(mod->raw_buffers[i], &inst->stream_params, true) < 0)
			return -ENOMEM;
	}
	return 0;

refuse:
	comp_err(mod->dev, "block sizes in %u, out %u, period %u bytes", in_bytes, out_bytes,
		 period);
	return -EINVAL;
}

int module_adapter_prepare_buffers(struct module_instance *inst)
{
	struct processing_module *mod = &inst->mod;
	int ret = 0;

	if (mod->proc_type == MODULE_PROCESS_TYPE_SOURCE_SINK)
		return 0;
	/* one side is single; a stream module may do without the other (a generator, an endpoint) */
	if (mod->proc_type == MODULE_PROCESS_TYPE_STREAM ?
		    mod->num_of_sources != 1 && mod->num_of_sinks != 1 :
		    !mod->num_of_sources || !mod->num_of_sinks) {
		comp_err(
			mod->dev,
			"%u sources and %u sinks are more or less than the module's interface can serve",
			mod->num_of_sources, mod->num_of_sinks);
		return -EINVAL;
	}
	mod->input_buffers =
		mod_zalloc(mod, MAX(mod->num_of_sources, 1u) * sizeof(*mod->input_buffers));
	mod->output_buffers =
		mod_zalloc(mod, MAX(mod->num_of_sinks, 1u) * sizeof(*mod->output_buffers));
	if (!mod->input_buffers || !mod->output_buffers)
		ret = -ENOMEM;
	else if (mod->proc_type == MODULE_PROCESS_TYPE_RAW)
		ret = prepare_raw(inst);
	if (ret < 0)
		module_adapter_free_buffers(inst);
	return ret;
}

void module_adapter_free_buffers(struct module_instance *inst)
{
	struct processing_module *mod = &inst->mod;

	if (mod->raw_buffers) {
		for (uint32_t i = 0; i < mod->num_of_sinks; i++)
			buffer_free(mod->raw_buffers[i]);
		mod_free(mod, mod->raw_buffers);
		mod->raw_buffers = NULL;
		mod->num_raw_buffers = 0;
	}
	if (mod->proc_type == MODULE_PROCESS_TYPE_RAW) {
		for (uint32_t i = 0; mod->input_buffers && i < mod->num_of_sources; i++)
			mod_free(mod, mod->input_buffers[i].data);
		for (uint32_t i = 0; mod->output_buffers && i < mod->num_of_sinks; i++)
			mod_free(mod, mod->output_buffers[i].data);
	}
	mod_free(mod, mod->input_buffers);
	mod_free(mod, mod->output_buffers);
	mod->input_buffers = NULL;
	mod->output_buffers = NULL;
}
