/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "report/run_report.h"

/* Text from outside may be no UTF-8, which JSON cannot hold: such bytes become '?'. */
static json_t *text(const char *value)
{
	char clean[1024];
	json_t *json;

	if (!value)
		return json_null();
	json = json_string(value);
	if (json)
		return json;
	snprintf(clean, sizeof(clean), "%s", value);
	for (char *c = clean; *c; c++)
		if (*c & 0x80)
			*c = '?';
	return json_string(clean);
}

static json_t *number(uint64_t value)
{
	return json_integer((json_int_t)value);
}

static json_t *end_json(const struct run_report *report, const struct report_end *end, bool stream)
{
	json_t *json = json_pack("{s:o, s:o, s:s, s:o, s:o, s:s, s:o, s:o, s:o}", "name",
				 text(end->label), "file", text(end->file), "file_is",
				 end->input ? "input" : "output", "rate", number(end->spec.rate),
				 "channels", number(end->spec.channels), "format",
				 sample_format_name(end->spec.format), "frames",
				 number(end->frames), "silence_frames", number(end->silence_frames),
				 "xruns", number(end->xruns));
	json_t *pipelines, *modules;

	if (!json || !stream)
		return json;
	pipelines = json_array();
	for (size_t i = 0; i < end->num_pipelines; i++)
		json_array_append_new(pipelines, number(end->pipelines[i]));
	json_object_set_new(json, "pipelines", pipelines);
	modules = json_array();
	for (size_t i = 0; i < end->num_modules; i++) {
		const struct report_module *module = &report->modules[end->first_module + i];
		json_t *item = json_pack("{s:o, s:o, s:o}", "widget", text(module->widget), "type",
					 text(module->type), "component_id",
					 number(module->component_id));

		if (module->cycles_known) {
			json_object_set_new(item, "calls", number(module->calls));
			json_object_set_new(item, "cycles_average", number(module->cycles_average));
			json_object_set_new(item, "cycles_peak", number(module->cycles_peak));
		}
		json_array_append_new(modules, item);
	}
	json_object_set_new(json, "modules", modules);
	return json;
}

static json_t *memory_json(const struct run_report *report)
{
	json_t *heaps = json_array();

	for (size_t i = 0; i < report->num_heaps; i++) {
		const struct adsp_heap_info *heap = &report->heaps[i];

		json_array_append_new(
			heaps, json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "name", text(heap->name),
					 "size", number(heap->size), "used", number(heap->used),
					 "peak", number(heap->peak), "blocks", number(heap->blocks),
					 "allocations", number(heap->allocs), "refused",
					 number(heap->failures)));
	}
	return json_pack("{s:o, s:{s:o, s:o, s:o}}", "heaps", heaps, "pages", "total",
			 number(report->pages.total), "used", number(report->pages.used), "peak",
			 number(report->pages.peak));
}

static json_t *report_json(const struct run_report *report)
{
	json_t *streams = json_array(), *dais = json_array(), *events = json_array();

	for (size_t i = 0; i < report->num_ends; i++)
		json_array_append_new(i < report->num_streams ? streams : dais,
				      end_json(report, &report->ends[i], i < report->num_streams));
	for (size_t i = 0; i < report->num_events; i++) {
		const struct drv_event *event = &report->events[i];

		json_array_append_new(
			events, json_pack("{s:s, s:o, s:o, s:o, s:o, s:o}", "kind",
					  drv_event_kind_name(event->kind), "source",
					  text(event->source), "data", number(event->data), "count",
					  number(event->count), "first_us", number(event->first_us),
					  "last_us", number(event->last_us)));
	}
	return json_pack("{s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:i, s:o}", "report", "run",
			 "topology", text(report->topology), "platform", text(report->platform),
			 "streams", streams, "dais", dais, "memory",
			 report->memory_known ? memory_json(report) : json_null(), "notifications",
			 events, "runs", number(report->iterations), "ticks", number(report->ticks),
			 "status", report->status, "message", text(report->message));
}

/* Written under another name until it is whole; a device is written in place. */
static FILE *open_partial(const char *path, char *partial, size_t size)
{
	snprintf(partial, size, strncmp(path, "/dev/", 5) ? "%s.partial" : "%s", path);
	return fopen(partial, "we");
}

static int fail(const char *path, int ret, char *err, size_t err_size)
{
	snprintf(err, err_size, "%s: cannot be written: %s", path, strerror(-ret));
	return ret;
}

int run_report_check_path(const char *path, char *err, size_t err_size)
{
	char partial[4096];
	FILE *file = open_partial(path, partial, sizeof(partial));

	if (!file)
		return fail(path, -errno, err, err_size);
	fclose(file);
	if (strcmp(partial, path) != 0)
		unlink(partial);
	return 0;
}

int run_report_write_json(const struct run_report *report, const char *path, char *err,
			  size_t err_size)
{
	json_t *json = report_json(report);
	char partial[4096];
	FILE *file;
	int ret = 0;

	if (!json)
		return fail(path, -ENOMEM, err, err_size);
	file = open_partial(path, partial, sizeof(partial));
	if (!file) {
		ret = -errno;
		goto out;
	}
	if (json_dumpf(json, file, JSON_INDENT(2)) < 0 || fputc('\n', file) == EOF)
		ret = -EIO;
	if (fclose(file) != 0 && ret == 0)
		ret = -errno;
	if (ret == 0 && strcmp(partial, path) != 0 && rename(partial, path) < 0)
		ret = -errno;
out:
	json_decref(json);
	return ret < 0 ? fail(path, ret, err, err_size) : 0;
}
