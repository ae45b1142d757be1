/* SPDX-License-Identifier: BSD-3-Clause */
/* What the recorder keeps, and how a trace shows it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "trace/recorder.h"

static const struct record *only(const struct recorder *recorder)
{
	assert_null(recorder_at(recorder, 1));
	return recorder_at(recorder, 0);
}

static void test_a_line_is_a_line(void **state)
{
	struct recorder *recorder = recorder_create();
	const struct record *record;

	recorder_log(recorder, ADSP_LOG_WRN, 23000, "driver", "underrun from pipeline.2");
	record = only(recorder);
	assert_int_equal(record->kind, RECORD_LOG);
	assert_int_equal(record->us, 23000);
	assert_int_equal(record->size, ADSP_LOG_WRN);
	assert_string_equal(record->name, "driver");
	assert_string_equal(record->text, "underrun from pipeline.2");
	recorder_free(recorder);
	recorder_log(NULL, ADSP_LOG_WRN, 0, "driver", "nobody listens");
}

static void test_a_message_has_name_and_subject(void **state)
{
	struct recorder *recorder = recorder_create();
	const struct record *record;

	recorder_log(recorder, ADSP_LOG_DBG, 5, "driver",
		     "ipc gain.1.1 (gain, 61bca9a8) INIT_INSTANCE 0x40000009|0x00000010 64 bytes");
	record = only(recorder);
	assert_int_equal(record->kind, RECORD_MESSAGE);
	assert_string_equal(record->name, "INIT_INSTANCE");
	assert_string_equal(record->text,
			    "gain.1.1 (gain, 61bca9a8) 0x40000009|0x00000010 64 bytes");
	recorder_free(recorder);
}

static void test_texts_of_any_length(void **state)
{
	struct recorder *recorder = recorder_create();
	char text[1000];

	memset(text, 'x', sizeof(text));
	text[sizeof(text) - 1] = '\0';
	recorder_log(recorder, ADSP_LOG_ERR, 1, text, text);
	assert_int_equal(strlen(only(recorder)->name), sizeof(only(recorder)->name) - 1);
	assert_int_equal(strlen(only(recorder)->text), sizeof(only(recorder)->text) - 1);
	recorder_free(recorder);
}

static void test_what_is_beyond_the_limit_is_counted(void **state)
{
	struct recorder *recorder = recorder_create();
	json_t *json;

	for (int i = 0; i < 3000; i++)
		recorder_log(recorder, ADSP_LOG_INF, (uint64_t)i, "tag", "line");
	assert_int_equal(recorder_dropped(recorder), 0);
	json = recorder_json(recorder, 1000);
	assert_int_equal(json_array_size(json_object_get(json, "log")), 1000);
	assert_int_equal(json_integer_value(json_object_get(json, "dropped")), 2000);
	json_decref(json);
	recorder_free(recorder);
}

/* The event of a name; NULL. */
static json_t *find(json_t *events, const char *name)
{
	json_t *event;
	size_t i;

	json_array_foreach(events, i,
			   event) if (!strcmp(json_string_value(json_object_get(event, "name")),
					      name)) return event;
	return NULL;
}

static void test_a_trace(void **state)
{
	json_t *records = json_pack("{s:[], s:[[I, s, s]], s:[[I, I, I, s], [I, I, I, s]], "
				    "s:[[I, s, s, I, I, I], [I, s, s, I, I, I]]}",
				    "log", "messages", (json_int_t)0, "BIND", "a -> b", "jobs",
				    (json_int_t)1000, (json_int_t)500, (json_int_t)2000, "gain.0.0",
				    (json_int_t)3000, (json_int_t)1500, (json_int_t)4000,
				    "gain.0.0", "memory", (json_int_t)0, "heap kernel",
				    "alloc heap", (json_int_t)4096, (json_int_t)100, (json_int_t)0,
				    (json_int_t)1, "heap kernel", "free heap", (json_int_t)4096,
				    (json_int_t)100, (json_int_t)0);
	json_t *events = json_array(), *event;

	assert_non_null(records);
	trace_add(records, 7, "a run", 2, events);
	event = find(events, "late job");
	assert_int_equal(json_integer_value(json_object_get(event, "ts")), 3000);
	assert_int_equal(json_integer_value(json_object_get(event, "dur")), 1500);
	assert_int_equal(json_integer_value(json_object_get(event, "pid")), 7);
	assert_int_equal(json_integer_value(json_object_get(find(events, "job"), "ts")), 1000);
	assert_int_equal(json_integer_value(json_object_get(find(events, "deadline"), "ts")), 4000);
	assert_non_null(find(events, "tick"));
	assert_non_null(find(events, "BIND"));
	event = json_object_get(find(events, "heap kernel"), "args");
	assert_int_equal(json_integer_value(json_object_get(event, "bytes")), 100);
	json_decref(events);
	json_decref(records);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_line_is_a_line),
		cmocka_unit_test(test_a_message_has_name_and_subject),
		cmocka_unit_test(test_texts_of_any_length),
		cmocka_unit_test(test_what_is_beyond_the_limit_is_counted),
		cmocka_unit_test(test_a_trace),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
