/* SPDX-License-Identifier: BSD-3-Clause */
/* The topology of a module alone, made in memory. */
#include <stdio.h>
#include <string.h>

#include "blob/channels.h"
#include "blob/rig_private.h"

static const struct tplg_module *module_of(const char *name)
{
	const struct tplg_module *module;

	for (size_t i = 0; (module = tplg_module_declared(i)) != NULL; i++)
		if (!strcmp(module->name, name))
			return module;
	return NULL;
}

bool rig_has_module(const char *name)
{
	return module_of(name) != NULL;
}

static struct ipc4_audio_format format_of(const struct rig_stream *stream, uint32_t channels)
{
	return (struct ipc4_audio_format){
		.sampling_frequency = stream->rate,
		.depth = stream->bits == 16 ? 16 : 32,
		.ch_map = channels_map(channels),
		.ch_cfg = channels_config(channels),
		.interleaving_style = IPC4_CHANNELS_INTERLEAVED,
		.channels_count = channels & 0xff,
		.valid_bit_depth = stream->bits & 0xff,
		.s_type = IPC4_TYPE_LSB_INTEGER,
	};
}

static uint32_t period_bytes(const struct rig_stream *stream, uint32_t channels)
{
	return channels * (stream->bits == 16 ? 2 : 4) * ((stream->rate + 999) / 1000);
}

static struct tplg_pin_format pin_of(const struct rig_stream *stream, uint32_t pin,
				     uint32_t channels)
{
	return (struct tplg_pin_format){
		.pin_index = pin,
		.buffer_bytes = period_bytes(stream, channels),
		.fmt = format_of(stream, channels),
	};
}

static struct tplg_side side_of(struct tplg_pin_format *formats, uint32_t count)
{
	return (struct tplg_side){ .num_pins = { count, true },
				   .num_declared = count,
				   .num_formats = count,
				   .formats = formats };
}

static void set_widget(struct rig *rig, int number, enum tplg_widget_id id, const char *module,
		       int pipeline)
{
	struct tplg_widget *w = &rig->widgets[number];

	w->id = id;
	w->role = TPLG_ROLE_MODULE;
	w->module = module_of(module);
	memcpy(w->uuid, w->module->uuid, sizeof(w->uuid));
	w->uuid_set = true;
	w->pipeline = pipeline;
	w->pipeline_id = (uint32_t)pipeline + 1;
	w->is_pages = (struct tplg_opt){ 1, true };
	w->no_wname = (struct tplg_opt){ 1, true };
	w->direction = (struct tplg_opt){ TPLG_PLAYBACK, true };
}

/* A pipeline and its scheduler. */
static void add_pipeline(struct rig *rig)
{
	const uint32_t number = rig->tplg.num_pipelines++;
	const int widget = (int)rig->tplg.num_widgets++;
	struct tplg_widget *w = &rig->widgets[widget];

	snprintf(w->name, sizeof(w->name), "pipeline.%u", number + 1);
	w->id = TPLG_WIDGET_SCHEDULER;
	w->role = TPLG_ROLE_PIPELINE;
	w->pipeline = (int)number;
	w->pipeline_id = number + 1;
	rig->pipelines[number] =
		(struct tplg_pipeline){ .id = number + 1, .widget = widget, .direction_set = true };
}

static void add_route(struct rig *rig, int source, int sink)
{
	rig->routes[rig->tplg.num_routes++] =
		(struct tplg_route){ .source = source, .sink = sink, .group = source == HOST };
}

static void add_link(struct rig *rig, uint32_t number)
{
	const int widget = FIRST_LINK + (int)number;
	struct tplg_widget *w = &rig->widgets[widget];
	struct tplg_link *link = &rig->links[number];

	set_widget(rig, widget, TPLG_WIDGET_DAI_IN, "copier", (int)number + 1);
	/* a digit at the end would make it a part of another DAI */
	snprintf(w->name, sizeof(w->name), "link.%u.playback", number);
	snprintf(w->sname, sizeof(w->sname), "HDA%u", number);
	snprintf(w->dai_type, sizeof(w->dai_type), "HDA");
	w->dai_index = (struct tplg_opt){ number, true };
	w->node_type = (struct tplg_opt){ 8, true };
	w->in = side_of(&rig->out_formats[number], 1);
	w->out = w->in;
	link->id = number;
	memcpy(link->name, w->sname, sizeof(link->name));
	memcpy(link->dai_type, w->dai_type, sizeof(link->dai_type));
	link->dai_index = w->dai_index;
	add_route(rig, MODULE, widget);
	add_pipeline(rig);
}

static void add_pcm(struct rig *rig)
{
	struct tplg_caps *caps = &rig->pcm.caps[TPLG_PLAYBACK];

	snprintf(rig->pcm.name, sizeof(rig->pcm.name), "Blob");
	*caps = (struct tplg_caps){
		.present = true,
		.formats = 1ull << DRV_FORMAT_S16_LE | 1ull << DRV_FORMAT_S24_LE |
			   1ull << DRV_FORMAT_S32_LE,
		.rate_min = rig->stream.rate,
		.rate_max = rig->stream.rate,
		.channels_min = rig->stream.in_channels,
		.channels_max = rig->stream.in_channels,
		.host = HOST,
	};
}

static void add_module(struct rig *rig, const struct blob *blob)
{
	struct tplg_widget *w = &rig->widgets[MODULE];

	set_widget(rig, MODULE, TPLG_WIDGET_EFFECT, blob_kind_name(blob->kind), 0);
	snprintf(w->name, sizeof(w->name), "%s", blob_kind_name(blob->kind));
	w->in = side_of(rig->in_formats, rig->stream.idle_channels ? 2 : 1);
	w->out = side_of(rig->out_formats, rig->stream.num_outputs);
	w->domain = TPLG_DOMAIN_LL;
	w->first_control = 0;
	w->num_controls = 1;
	rig->control = (struct tplg_control){ .name = "Bytes",
					      .kind = TPLG_CONTROL_BYTES,
					      .widget = MODULE,
					      .data_set = true,
					      .max_bytes = TPLG_MAX_BYTES_CONTROL,
					      .param_id = blob->param_id,
					      .abi = blob->abi,
					      .data_bytes = (uint32_t)blob->size,
					      .data = blob->data };
}

void rig_build_topology(struct rig *rig, const struct blob *blob)
{
	const struct rig_stream *s = &rig->stream;
	struct tplg_widget *host = &rig->widgets[HOST];

	rig->tplg = (struct tplg){ .path = (char *)"blob",
				   .widgets = rig->widgets,
				   .pipelines = rig->pipelines,
				   .controls = &rig->control,
				   .routes = rig->routes,
				   .pcms = &rig->pcm,
				   .links = rig->links,
				   .num_controls = 1,
				   .num_pcms = 1,
				   .num_links = s->num_outputs };
	rig->in_formats[0] = pin_of(s, 0, s->in_channels);
	if (s->idle_channels)
		rig->in_formats[1] = pin_of(s, 1, s->idle_channels);
	for (uint32_t i = 0; i < s->num_outputs; i++)
		rig->out_formats[i] = pin_of(s, i, s->out_channels);
	rig->tplg.num_widgets = FIRST_LINK + s->num_outputs;
	add_pipeline(rig);
	set_widget(rig, HOST, TPLG_WIDGET_AIF_IN, "copier", 0);
	snprintf(host->name, sizeof(host->name), "host");
	snprintf(host->sname, sizeof(host->sname), "Blob");
	host->in = side_of(rig->in_formats, 1);
	host->out = host->in;
	host->node_type = (struct tplg_opt){ 0, true };
	add_route(rig, HOST, MODULE);
	add_module(rig, blob);
	for (uint32_t i = 0; i < s->num_outputs; i++)
		add_link(rig, i);
	add_pcm(rig);
}
