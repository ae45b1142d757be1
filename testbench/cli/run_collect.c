/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdio.h>
#include <string.h>

#include <adsp/dma.h>
#include <ipc4/base_fw.h>

#include "cli/run_collect.h"
#include "cli/run_length.h"
#include "cli/run_timeline.h"

static struct report_end *add_end(struct run_session *session, const struct run_end *end,
				  bool alive)
{
	struct run_report *report = session->report;
	struct report_end *out = &report->ends[report->num_ends++];
	struct adsp_dma_status status;

	*out = (struct report_end){
		.file = end->file,
		.input = end->input,
		.spec = end->spec,
		.frames = end->input ? audio_source_frames(&end->source) :
				       audio_sink_frames(&end->sink),
		.first_module = report->num_modules,
	};
	snprintf(out->label, sizeof(out->label), "%s", end->label);
	if (end->reader)
		out->total = audio_reader_info(end->reader)->frames;
	if (alive && end->attached && adsp_dma_get_status(end->node_id, &status) == 0) {
		uint32_t frame_bytes = audio_spec_frame_bytes(&end->spec);

		out->silence_frames = end->past_silence + status.silence_bytes / frame_bytes;
		out->xruns = status.xruns;
		if (end->input && !end->reader)
			out->frames = status.total_bytes / frame_bytes;
	}
	return out;
}

/* Has a stream that leads to this output been started and not held, and nothing of it come out? */
static bool is_empty(struct run_session *session, struct run_end *end)
{
	for (size_t s = 0; s < session->plan.num_streams; s++)
		if (end->streams & 1u << s && !run_timeline_held(session, s))
			return end->attached && !end->input && !run_length_position(end);
	return false;
}

static void add_pipeline(struct report_end *out, uint32_t id)
{
	for (size_t i = 0; i < out->num_pipelines; i++)
		if (out->pipelines[i] == id)
			return;
	if (out->num_pipelines < REPORT_MAX_PIPELINES)
		out->pipelines[out->num_pipelines++] = id;
}

static void describe_format(const struct ipc4_audio_format *fmt, char *text, size_t size)
{
	if (fmt)
		snprintf(text, size, "%u/%u/%u", fmt->sampling_frequency, fmt->channels_count,
			 fmt->valid_bit_depth);
}

static bool is_used(const struct run_report *report, const char *widget)
{
	for (size_t i = 0; i < report->num_modules; i++)
		if (!strcmp(report->modules[i].widget, widget))
			return true;
	return false;
}

static void add_routes(struct run_session *session)
{
	const struct tplg *t = session->tplg;

	for (uint32_t i = 0; i < t->num_routes; i++) {
		const char *source = t->widgets[t->routes[i].source].name;
		const char *sink = t->widgets[t->routes[i].sink].name;
		struct report_route *route;

		if (!is_used(session->report, source) || !is_used(session->report, sink))
			continue;
		route = run_report_add_route(session->report);
		if (!route) {
			run_fail(&session->error, CLI_FIRMWARE, "out of memory");
			return;
		}
		snprintf(route->source, sizeof(route->source), "%s", source);
		snprintf(route->sink, sizeof(route->sink), "%s", sink);
	}
}

static void add_modules(struct run_session *session, const struct run_stream *stream,
			struct report_end *out)
{
	const struct drv *driver = card_driver(session->card);
	struct drv_component component;

	for (size_t i = 0; drv_stream_component(card_stream_driver(stream->pcm), i, &component);
	     i++) {
		struct report_module *module = run_report_add_module(session->report);
		int widget = tplg_find_widget(session->tplg, component.widget);

		if (!module) {
			run_fail(&session->error, CLI_FIRMWARE, "out of memory");
			return;
		}
		snprintf(module->widget, sizeof(module->widget), "%s", component.widget);
		snprintf(module->component, sizeof(module->component), "%s", component.name);
		module->component_id = component.id;
		describe_format(component.in, module->in, sizeof(module->in));
		describe_format(component.out, module->out, sizeof(module->out));
		out->num_modules++;
		if (widget == TPLG_NONE)
			continue;
		add_pipeline(out, session->tplg->widgets[widget].pipeline_id);
		if (!session->tplg->widgets[widget].module)
			continue;
		module->note = drv_module_note(driver, session->tplg->widgets[widget].module);
		module->file = drv_module_file(driver, session->tplg->widgets[widget].uuid);
		module->replaces =
			module->file &&
			drv_module_built_in(driver, session->tplg->widgets[widget].uuid, NULL);
		snprintf(module->type, sizeof(module->type), "%s",
			 session->tplg->widgets[widget].module->name);
	}
}

/* ---- cycles ---- */

static void set_cycles(struct run_report *report, const struct ipc4_extended_perf_data_item *item)
{
	for (size_t i = 0; i < report->num_modules; i++) {
		struct report_module *module = &report->modules[i];

		if (module->component_id != item->resource_id || item->iterations == 0)
			continue;
		module->cycles_known = true;
		module->cycles_average = item->total_cycles / item->iterations;
		module->cycles_peak = item->peak_cycles;
		module->calls = item->iterations;
	}
}

/* The firmware estimates the cycles of each module; a firmware that does not leaves them unknown. */
static void add_cycles(struct run_session *session)
{
	struct ipc4_extended_perf_data_item item;
	uint8_t data[16384];
	size_t bytes = sizeof(data);
	uint32_t count;

	session->log.muted = true;
	if (drv_large_config_get(card_driver(session->card), IPC4_BASE_FW_MODULE_ID, 0,
				 IPC4_EXTENDED_GLOBAL_PERF_DATA, data, &bytes) < 0 ||
	    bytes < sizeof(count))
		bytes = 0;
	session->log.muted = false;
	if (bytes == 0)
		return;

	memcpy(&count, data, sizeof(count));
	for (size_t at = sizeof(count); count > 0 && bytes - at >= sizeof(item);
	     count--, at += sizeof(item)) {
		memcpy(&item, data + at, sizeof(item));
		set_cycles(session->report, &item);
	}
}

void run_collect_streams(struct run_session *session, bool alive)
{
	struct run_report *report = session->report;
	struct run_memory memory;

	for (size_t i = 0; i < session->plan.num_streams; i++) {
		struct run_stream *stream = &session->streams[i];
		struct report_end *out = add_end(session, &stream->host, alive);

		out->empty = alive && is_empty(session, &stream->host);
		out->held = run_timeline_held(session, i);
		if (stream->pcm)
			add_modules(session, stream, out);
	}
	report->num_streams = report->num_ends;
	add_routes(session);
	for (size_t i = 0; i < session->plan.num_dais; i++) {
		struct report_end *out = add_end(session, &session->dais[i].end, alive);
		int peer = session->plan.dais[i].peer;

		out->empty = alive && is_empty(session, &session->dais[i].end);
		if (out->input && peer >= 0)
			snprintf(out->peer, sizeof(out->peer), "%s",
				 session->plan.dais[peer].label);
	}

	report->ticks = card_ticks(session->card);
	/* what never had a module has no memory to report */
	if (!adsp_machine_running() || !report->num_modules)
		return;
	run_memory_take(&memory);
	memcpy(report->heaps, memory.heaps, sizeof(report->heaps));
	report->num_heaps = memory.num_heaps;
	report->pages = memory.pages;
	report->users = memory.users;
	report->num_threads = adsp_inspect_threads(report->threads, REPORT_MAX_DP);
	if (report->num_threads > REPORT_MAX_DP)
		report->num_threads = REPORT_MAX_DP;
	report->memory_known = true;

	/* a firmware that has failed is not asked any more */
	if (alive && card_driver(session->card) && session->error.status != CLI_FIRMWARE &&
	    session->error.status != CLI_ISOLATION)
		add_cycles(session);
}

void run_collect_modules(struct run_session *session)
{
	struct run_report *report = session->report;

	report->isolation = adsp_machine_isolation();
	report->num_dp = adsp_inspect_dp(report->dp, REPORT_MAX_DP);
	if (report->num_dp > REPORT_MAX_DP)
		report->num_dp = REPORT_MAX_DP;
	report->num_faults = adsp_inspect_faults(report->faults, REPORT_MAX_FAULTS);
	if (report->num_faults > REPORT_MAX_FAULTS)
		report->num_faults = REPORT_MAX_FAULTS;
}

void run_collect_events(struct run_session *session)
{
	struct drv *drv = card_driver(session->card);
	const struct drv_event *event;

	for (size_t i = 0; drv && (event = drv_event_get(drv, i)) != NULL; i++)
		if (run_report_add_event(session->report, event) < 0)
			run_fail(&session->error, CLI_FIRMWARE, "out of memory");
}

void run_collect_controls(struct run_session *session)
{
	struct run_report *report = session->report;
	char text[160];

	if (!(session->options->fail_on & RUN_CONTROL))
		return;
	for (uint32_t i = 0; i < session->tplg->num_controls; i++) {
		const enum drv_read_back result =
			drv_control_read_back(card_driver(session->card), i, text, sizeof(text));

		report->counts.read_back += result != DRV_READ_NOTHING;
		if (result != DRV_READ_OTHER)
			continue;
		if (!report->counts.differing++)
			snprintf(report->differing_control, sizeof(report->differing_control),
				 "control '%.60s': %s", session->tplg->controls[i].name, text);
	}
}
