/* SPDX-License-Identifier: BSD-3-Clause */
/* Records as a Chrome trace: processes are runs, threads are the tick, messages, log and DP modules. */
#include <string.h>

#include "report/json_file.h"
#include "trace/recorder.h"

enum {
	TID_TICKS = 1,
	TID_MESSAGES,
	TID_LOG,
	TID_JOBS
};

static void add_metadata(json_t *events, const char *what, unsigned int pid, unsigned int tid,
			 const char *name)
{
	json_array_append_new(events,
			      json_pack("{s:s, s:s, s:i, s:i, s:{s:o}}", "name", what, "ph", "M",
					"pid", pid, "tid", tid, "args", "name", json_text(name)));
}

static void add_ticks(json_t *events, unsigned int pid, uint64_t ticks)
{
	for (uint64_t i = 0; i < ticks; i++)
		json_array_append_new(events,
				      json_pack("{s:s, s:s, s:s, s:I, s:I, s:i, s:i, s:{s:I}}",
						"name", "tick", "cat", "tick", "ph", "X", "ts",
						(json_int_t)(i * ADSP_TICK_US), "dur",
						(json_int_t)ADSP_TICK_US, "pid", pid, "tid",
						TID_TICKS, "args", "number", (json_int_t)i));
}

static void add_messages(json_t *events, unsigned int pid, const json_t *list)
{
	json_t *item;
	size_t i;

	json_array_foreach(list, i, item) json_array_append_new(
		events, json_pack("{s:O, s:s, s:s, s:s, s:O, s:i, s:i, s:{s:O}}", "name",
				  json_array_get(item, 1), "cat", "ipc", "ph", "i", "s", "t", "ts",
				  json_array_get(item, 0), "pid", pid, "tid", TID_MESSAGES, "args",
				  "to", json_array_get(item, 2)));
}

static void add_log(json_t *events, unsigned int pid, const json_t *list)
{
	json_t *item;
	size_t i;

	json_array_foreach(list, i, item) json_array_append_new(
		events,
		json_pack("{s:O, s:s, s:s, s:s, s:O, s:i, s:i, s:{s:O, s:O}}", "name",
			  json_array_get(item, 2), "cat", "log", "ph", "i", "s", "t", "ts",
			  json_array_get(item, 0), "pid", pid, "tid", TID_LOG, "args", "line",
			  json_array_get(item, 3), "level", json_array_get(item, 1)));
}

/* A thread for each module, in the order of their first jobs. */
static unsigned int thread_of(json_t *events, json_t *threads, unsigned int pid, const char *module)
{
	json_t *known = json_object_get(threads, module);
	unsigned int tid = TID_JOBS + (unsigned int)json_object_size(threads);

	if (known)
		return (unsigned int)json_integer_value(known);
	json_object_set_new(threads, module, json_integer(tid));
	add_metadata(events, "thread_name", pid, tid, module);
	return tid;
}

static void add_jobs(json_t *events, unsigned int pid, const json_t *list)
{
	json_t *threads = json_object(), *item;
	size_t i;

	json_array_foreach(list, i, item)
	{
		const char *module = json_string_value(json_array_get(item, 3));
		json_int_t begin = json_integer_value(json_array_get(item, 0));
		json_int_t dur = json_integer_value(json_array_get(item, 1));
		json_int_t deadline = json_integer_value(json_array_get(item, 2));
		bool late = begin + dur > deadline;
		unsigned int tid = thread_of(events, threads, pid, module);

		json_array_append_new(
			events, json_pack("{s:s, s:s, s:s, s:I, s:I, s:i, s:i, s:{s:I, s:b}}",
					  "name", late ? "late job" : "job", "cat", "dp", "ph", "X",
					  "ts", begin, "dur", dur, "pid", pid, "tid", tid, "args",
					  "deadline_us", deadline, "late", late));
		if (late)
			json_array_append_new(
				events, json_pack("{s:s, s:s, s:s, s:s, s:I, s:i, s:i}", "name",
						  "deadline", "cat", "dp", "ph", "i", "s", "t",
						  "ts", deadline, "pid", pid, "tid", tid));
	}
	json_decref(threads);
}

/* Bytes in use of each memory: a counter that goes up and down. */
static void add_memory(json_t *events, unsigned int pid, const json_t *list)
{
	json_t *used = json_object(), *item;
	size_t i;

	json_array_foreach(list, i, item)
	{
		const char *memory = json_string_value(json_array_get(item, 1));
		const char *action = json_string_value(json_array_get(item, 2));
		json_int_t size = json_integer_value(json_array_get(item, 4));
		json_int_t now = json_integer_value(json_object_get(used, memory));

		if (!strncmp(action, "alloc", 5))
			now += size;
		else if (!strncmp(action, "free", 4))
			now -= size;
		else
			continue;
		json_object_set_new(used, memory, json_integer(now));
		json_array_append_new(events, json_pack("{s:s, s:s, s:s, s:O, s:i, s:i, s:{s:I}}",
							"name", memory, "cat", "memory", "ph", "C",
							"ts", json_array_get(item, 0), "pid", pid,
							"tid", 0, "args", "bytes", now));
	}
	json_decref(used);
}

void trace_add(const json_t *records, unsigned int pid, const char *name, uint64_t ticks,
	       json_t *events)
{
	add_metadata(events, "process_name", pid, 0, name);
	add_metadata(events, "thread_name", pid, TID_TICKS, "ticks");
	add_metadata(events, "thread_name", pid, TID_MESSAGES, "IPC requests");
	add_metadata(events, "thread_name", pid, TID_LOG, "log");
	add_ticks(events, pid, ticks);
	add_messages(events, pid, json_object_get(records, "messages"));
	add_log(events, pid, json_object_get(records, "log"));
	add_jobs(events, pid, json_object_get(records, "jobs"));
	add_memory(events, pid, json_object_get(records, "memory"));
}

int trace_write(json_t *events, const char *path, char *err, size_t err_size)
{
	json_t *trace = json_pack("{s:o, s:s, s:{s:s}}", "traceEvents", events, "displayTimeUnit",
				  "ms", "otherData", "clock", "virtual time of the machine");

	return json_file_write(trace, path, err, err_size);
}
