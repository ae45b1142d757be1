/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Cases as text: what scripts and assignments become. A *.cases file has blocks of lines between empty lines:
 *
 *   # comment
 *   @ NAME t TEXT      a file of text, first in a block; @ NAME w N N ...: of little-endian words
 *   > LINE             the script's lines, column 1 behind the blank
 *   $ NAME=VALUES      or one assignment
 *   ~ WARNING          word for word, in order
 *   = CONTROL VALUE .. what is set at the end, in the topology's order; of blobs: param, bytes in hex
 *   ! MESSAGE          the error; then nothing is set
 *
 * check_amixer.py gives the same lines to the real amixer and expects the same values: blocks with an error, a
 * sof-ctl line or "not amixer's" in their comment are ours alone.
 *
 * \n \t \r \\ and \xHH stand for one character. The script is called s.
 */
#ifndef TESTS_HOST_CONTROL_CASES_H
#define TESTS_HOST_CONTROL_CASES_H

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <string.h>

#include <cmocka.h>

#include <control/control.h>
#include <driver/internal.h>

#include "../audio/temp_dir.h"
#include "controls.h"
#include "fixture.h"

#define CASES_TEXT 16384

static struct fixture fixture;

/** The controls of controls.h, on a driver without streams. The first two are the gain's. */
static inline void cases_fixture(void)
{
	fixture_gain_playback(&fixture);
	for (int i = 2; i < CASES_CONTROLS; i++) {
		const struct tplg_control *want = &cases_controls[i];
		uint32_t max = want->kind == TPLG_CONTROL_BYTES ? want->max_bytes : want->max;
		struct tplg_control *control =
			&fixture.controls[fixture_control(&fixture, want->name, want->kind, max)];

		control->num_channels = want->num_channels;
		control->scale_min = want->scale_min;
		control->items = want->items;
		control->num_items = want->num_items;
		control->param_id = want->param_id;
		control->access = want->access;
	}
	fixture_start(&fixture);
}

struct cases_output {
	char text[CASES_TEXT];
	size_t used;
};

static inline void cases_put(struct cases_output *out, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
static inline void cases_put(struct cases_output *out, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	out->used +=
		(size_t)vsnprintf(out->text + out->used, sizeof(out->text) - out->used, fmt, args);
	va_end(args);
	assert_true(out->used < sizeof(out->text));
}

static inline void cases_warn(void *ctx, const char *text)
{
	cases_put(ctx, "~ %s\n", text);
}

static inline void cases_put_settings(struct cases_output *out, struct drv *drv)
{
	for (size_t i = 0; i < drv->tplg->num_controls; i++) {
		const struct drv_control *control = &drv->controls[i];
		uint32_t values[TPLG_MAX_CHANNELS];
		int count;

		if (!control->put)
			continue;
		cases_put(out, "= %s", control->tplg->name);
		if (control->tplg->kind == TPLG_CONTROL_BYTES) {
			cases_put(out, " %u ", control->param_id);
			for (size_t k = 0; k < control->num_bytes; k++)
				cases_put(out, "%02x", control->data[k]);
		} else {
			count = drv_control_get(drv, i, values);
			for (int k = 0; k < count; k++)
				cases_put(out, " %u", values[k]);
		}
		cases_put(out, "\n");
	}
}

/* Load and execute; every sleep has passed. */
static inline void cases_run_script(struct cases_output *out)
{
	struct control_script *script;
	struct control_error err = { 0 };
	uint64_t now = 0;
	int ret = control_script_load("s", &fixture.t, cases_warn, out, &script, &err);

	if (ret < 0) {
		assert_null(script);
		assert_int_equal(err.kind, DRV_ERROR_TOPOLOGY);
		cases_put(out, "! %s\n", err.text);
		return;
	}
	for (int i = 0; i < 20 && !ret; i++, now += 2000000000000000)
		ret = control_script_step(script, fixture.drv, now, &err);
	if (ret < 0)
		cases_put(out, "! %s\n", err.text);
	control_script_free(script);
}

static inline void cases_run_assignment(struct cases_output *out, const char *assignment)
{
	struct control_action action;
	struct control_error err = { 0 };
	int ret = control_parse_assignment(&fixture.t, assignment, cases_warn, out, &action, &err);

	if (!ret)
		ret = control_action_apply(&action, fixture.drv, &err);
	if (ret < 0)
		cases_put(out, "! %s\n", err.text);
	control_action_release(&action);
}

/* @return length without escapes */
static inline size_t cases_unescape(char *text)
{
	char *out = text;

	for (const char *in = text; *in; in++) {
		unsigned int hex;

		if (*in != '\\') {
			*out++ = *in;
		} else if (*++in == 'x' && sscanf(in + 1, "%2x", &hex) == 1) {
			*out++ = (char)hex;
			in += 2;
		} else {
			*out++ = *in == 'n' ? '\n' : *in == 't' ? '\t' : *in == 'r' ? '\r' : *in;
		}
	}
	*out = '\0';
	return (size_t)(out - text);
}

static inline void cases_make_file(char *line)
{
	char *name = strsep(&line, " "), *kind = strsep(&line, " ");
	uint32_t words[256];
	size_t count = 0;
	char *number;

	assert_non_null(kind);
	if (*kind == 't') {
		count = line ? cases_unescape(line) : 0;
		assert_int_equal(temp_write(name, line ? line : "", count), 0);
		return;
	}
	while ((number = strsep(&line, " ")))
		words[count++] = (uint32_t)strtoll(number, NULL, 0);
	assert_int_equal(temp_write(name, words, count * sizeof(words[0])), 0);
}

struct cases_block {
	unsigned int line;
	char script[CASES_TEXT];
	size_t script_bytes;
	char assignment[4096];
	struct cases_output want;
};

static unsigned int cases_failed;

static inline void cases_run_block(const char *path, struct cases_block *block)
{
	static struct cases_output got;

	if (!block->line)
		return;
	got.used = 0;
	got.text[0] = '\0';
	cases_fixture();
	if (block->assignment[0]) {
		cases_run_assignment(&got, block->assignment);
	} else {
		assert_int_equal(temp_write("s", block->script, block->script_bytes), 0);
		cases_run_script(&got);
	}
	cases_put_settings(&got, fixture.drv);
	fixture_stop(&fixture);
	if (strcmp(got.text, block->want.text)) {
		print_error("%s:%u: got\n%sexpected\n%s", path, block->line, got.text,
			    block->want.text);
		cases_failed++;
	}
	memset(block, 0, sizeof(*block));
}

/** Run every block of tests/unit/host/control/NAME. */
static inline void cases_run(const char *name)
{
	static struct cases_block block;
	char path[512], line[4096];
	unsigned int number = 0;
	FILE *file;

	snprintf(path, sizeof(path), ADSP_SOURCE_DIR "/tests/unit/host/control/%s", name);
	file = fopen(path, "r");
	assert_non_null(file);
	memset(&block, 0, sizeof(block));
	while (fgets(line, sizeof(line), file)) {
		number++;
		line[strcspn(line, "\n")] = '\0';
		if (!line[0]) {
			cases_run_block(path, &block);
			continue;
		}
		if (line[0] == '#')
			continue;
		if (!strcmp(line, ">"))
			strcpy(line, "> ");
		if (line[1] != ' ' || !strchr("@>$~=!", line[0]))
			fail_msg("%s:%u: unknown line", path, number);
		block.line = block.line ? block.line : number;
		if (line[0] == '@') {
			cases_make_file(line + 2);
		} else if (line[0] == '>') {
			size_t length = cases_unescape(line + 2);

			assert_true(block.script_bytes + length + 1 < sizeof(block.script));
			memcpy(block.script + block.script_bytes, line + 2, length);
			block.script_bytes += length;
			block.script[block.script_bytes++] = '\n';
		} else if (line[0] == '$') {
			snprintf(block.assignment, sizeof(block.assignment), "%s", line + 2);
		} else {
			cases_put(&block.want, "%s\n", line);
		}
	}
	fclose(file);
	cases_run_block(path, &block);
	assert_true(number > 10);
	assert_int_equal(cases_failed, 0);
}

#endif
