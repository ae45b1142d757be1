/* SPDX-License-Identifier: BSD-3-Clause */
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "report/json_file.h"
#include "report/run_report.h"

static json_t *end_json(const struct run_report *report, const struct report_end *end, bool stream)
{
	json_t *json = json_pack(
		"{s:o, s:o, s:s, s:o, s:o, s:s, s:o, s:o, s:o}", "name", json_text(end->label),
		"file", json_text(end->file), "file_is", end->input ? "input" : "output", "rate",
		json_number(end->spec.rate), "channels", json_number(end->spec.channels), "format",
		sample_format_name(end->spec.format), "frames", json_number(end->frames),
		"silence_frames", json_number(end->silence_frames), "xruns",
		json_number(end->xruns));
	json_t *pipelines, *modules;

	if (json && end->peer[0])
		json_object_set_new(json, "loopback", json_text(end->peer));
	if (json && end->streams)
		json_object_set_new(json, "streams", json_number(end->streams));
	if (json && end->unwritten)
		json_object_set_new(json, "written", json_false());
	if (!json || !stream)
		return json;
	if (end->held)
		json_object_set_new(json, "held", json_text(end->held));
	pipelines = json_array();
	for (size_t i = 0; i < end->num_pipelines; i++)
		json_array_append_new(pipelines, json_number(end->pipelines[i]));
	json_object_set_new(json, "pipelines", pipelines);
	modules = json_array();
	for (size_t i = 0; i < end->num_modules; i++) {
		const struct report_module *module = &report->modules[end->first_module + i];
		json_t *item = json_pack("{s:o, s:o, s:o, s:o, s:o, s:o}", "widget",
					 json_text(module->widget), "type", json_text(module->type),
					 "component", json_text(module->component), "component_id",
					 json_number(module->component_id), "in",
					 json_text(module->in), "out", json_text(module->out));

		if (module->cycles_known) {
			json_object_set_new(item, "calls", json_number(module->calls));
		}
		if (module->cycles_known && module->cycles_peak) {
			json_object_set_new(item, "cycles_average",
					    json_number(module->cycles_average));
			json_object_set_new(item, "cycles_peak", json_number(module->cycles_peak));
		}
		if (module->note)
			json_object_set_new(item, "note", json_text(module->note));
		if (module->file)
			json_object_set_new(item, "file", json_text(module->file));
		if (module->replaces)
			json_object_set_new(item, "replaces_built_in", json_true());
		json_array_append_new(modules, item);
	}
	json_object_set_new(json, "modules", modules);
	return json;
}

/* The graph that the modules make. */
static json_t *routes_json(const struct run_report *report)
{
	json_t *routes = json_array();

	for (size_t i = 0; i < report->num_routes; i++)
		json_array_append_new(routes,
				      json_pack("[o, o]", json_text(report->routes[i].source),
						json_text(report->routes[i].sink)));
	return routes;
}

static json_t *memory_json(const struct run_report *report)
{
	json_t *heaps = json_array(), *stacks = json_array();

	for (size_t i = 0; i < report->num_threads; i++)
		json_array_append_new(stacks,
				      json_pack("{s:o, s:o, s:o}", "module",
						json_text(report->threads[i].name), "size",
						json_number(report->threads[i].stack_size), "peak",
						json_number(report->threads[i].stack_peak)));
	for (size_t i = 0; i < report->num_heaps; i++) {
		const struct adsp_heap_info *heap = &report->heaps[i];

		json_array_append_new(heaps, json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o}",
						       "name", json_text(heap->name), "size",
						       json_number(heap->size), "used",
						       json_number(heap->used), "peak",
						       json_number(heap->peak), "blocks",
						       json_number(heap->blocks), "allocations",
						       json_number(heap->allocs), "refused",
						       json_number(heap->failures)));
	}
	return json_pack("{s:o, s:o, s:{s:o, s:o, s:o}, s:{s:o, s:o, s:o, s:o}}", "heaps", heaps,
			 "stacks", stacks, "pages", "total", json_number(report->pages.total),
			 "used", json_number(report->pages.used), "peak",
			 json_number(report->pages.peak), "users", "domains",
			 json_number(report->users.domains), "partitions",
			 json_number(report->users.partitions), "objects",
			 json_number(report->users.objects), "stacks",
			 json_number(report->users.stacks));
}

/* What it found; --memory-report has all the rest. */
static json_t *ledger_json(const struct run_report *report)
{
	json_t *verdicts = json_array();

	for (size_t i = 0; i < report->num_verdicts; i++) {
		const struct adsp_ledger_verdict *verdict = &report->verdicts[i];

		json_array_append_new(verdicts, json_pack("{s:s, s:o, s:o, s:o}", "verdict",
							  adsp_ledger_kind_name(verdict->kind),
							  "memory", json_text(verdict->memory),
							  "module", json_text(verdict->module),
							  "text", json_text(verdict->text)));
	}
	return json_pack("{s:o, s:o}", "verdict_count", json_number(report->total_verdicts),
			 "verdicts", verdicts);
}

static json_t *modules_json(const struct run_report *report)
{
	json_t *modules = json_array(), *faults = json_array();

	for (size_t i = 0; i < report->num_dp; i++) {
		const struct adsp_dp_info *dp = &report->dp[i];

		json_array_append_new(modules, json_pack("{s:o, s:o, s:o, s:o}", "module",
							 json_text(dp->module), "jobs",
							 json_number(dp->jobs), "deadline_misses",
							 json_number(dp->misses), "worst_us",
							 json_number(dp->worst_us)));
	}
	for (size_t i = 0; i < report->num_faults; i++) {
		const struct adsp_fault_info *fault = &report->faults[i];

		json_array_append_new(
			faults, json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "module",
					  json_text(fault->thread), "kind", json_text(fault->kind),
					  "access", json_text(fault->access), "victim",
					  json_text(fault->victim), "site", json_text(fault->site),
					  "nearest", json_text(fault->nearest), "text",
					  json_text(fault->text)));
	}
	return json_pack("{s:s, s:o, s:o}", "isolation", adsp_isolation_name(report->isolation),
			 "modules", modules, "faults", faults);
}

static json_t *counts_json(const struct run_report *report)
{
	return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "xruns",
			 json_number(report->counts.xruns), "mixer_underruns",
			 json_number(report->counts.mixer_underruns), "jobs",
			 json_number(report->counts.jobs), "deadlines_missed",
			 json_number(report->counts.missed), "warnings",
			 json_number(report->counts.warnings), "errors",
			 json_number(report->counts.errors), "controls_read_back",
			 json_number(report->counts.read_back), "controls_differing",
			 json_number(report->counts.differing));
}

json_t *run_report_json(const struct run_report *report)
{
	json_t *streams = json_array(), *dais = json_array(), *events = json_array();

	for (size_t i = 0; i < report->num_ends; i++)
		json_array_append_new(i < report->num_streams ? streams : dais,
				      end_json(report, &report->ends[i], i < report->num_streams));
	for (size_t i = 0; i < report->num_events; i++) {
		const struct drv_event *event = &report->events[i];

		json_array_append_new(events, json_pack("{s:s, s:o, s:o, s:o, s:o, s:o}", "kind",
							drv_event_kind_name(event->kind), "source",
							json_text(event->source), "data",
							json_number(event->data), "count",
							json_number(event->count), "first_us",
							json_number(event->first_us), "last_us",
							json_number(event->last_us)));
	}
	return json_pack(
		"{s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:i, s:o, s:o, s:o}",
		"report", "run", "topology", json_text(report->topology), "platform",
		json_text(report->platform), "streams", streams, "dais", dais, "routes",
		routes_json(report), "memory",
		report->memory_known ? memory_json(report) : json_null(), "ledger",
		report->ledger_known ? ledger_json(report) : json_null(), "notifications", events,
		"runs", json_number(report->iterations), "ticks", json_number(report->ticks),
		"status", report->status, "message", json_text(report->message), "data_processing",
		modules_json(report), "counts", counts_json(report));
}

int run_report_check_path(const char *path, char *err, size_t err_size)
{
	return json_file_check(path, err, err_size);
}

int run_report_write_json(const struct run_report *report, const char *path, char *err,
			  size_t err_size)
{
	return json_file_write(run_report_json(report), path, err, err_size);
}
