/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <ipc4/module.h>

#include <driver/internal.h>

#include "fixture.h"

#define FMT32 48000, 32, 0xFFFFFF10, 1, 0, 0x00012002
#define FMT16 48000, 16, 0xFFFFFF10, 1, 0, 0x00011002

static struct fixture f;
static struct drv_module module;
static struct drv_widget widget;
static uint8_t buf[DRV_MAX_PAYLOAD];
static bool extended;

/* A widget whose first input and output are chosen: S32 in, S16 out. */
static struct tplg_widget *begin(enum tplg_widget_id id)
{
	int number;

	if (f.drv)
		fixture_stop(&f);
	fixture_init(&f);
	fixture_pipeline(&f, 1, 0, TPLG_PLAYBACK);
	number = fixture_widget(&f, "w", id, FIXTURE_EFFECT, 1, 1, 1);
	fixture_in(&f, number, 48000, 2, 32, 32);
	fixture_out(&f, number, 48000, 2, 16, 16);
	fixture_start(&f);
	module = (struct drv_module){ .id = 9 };
	widget = (struct drv_widget){ .tplg = &f.widgets[number],
				      .module = &module,
				      .in = f.in[number],
				      .out = f.out[number],
				      .node_id = IPC4_INVALID_NODE_ID };
	return &f.widgets[number];
}

static void expect_words(const uint32_t *words, size_t count)
{
	assert_int_equal(drv_payload_build(f.drv, &widget, buf, &extended), count * 4);
	for (size_t i = 0; i < count; i++) {
		uint32_t word;

		memcpy(&word, buf + i * 4, 4);
		if (word != words[i])
			fail_msg("word %zu is 0x%08x, expected 0x%08x", i, word, words[i]);
	}
}
#define EXPECT_WORDS(...)                               \
	expect_words((const uint32_t[]){ __VA_ARGS__ }, \
		     sizeof((const uint32_t[]){ __VA_ARGS__ }) / 4)

#define BASE 0, 384, 192, 0, FMT32

static void mixers_have_the_base_only(void **state)
{
	begin(TPLG_WIDGET_MIXER)->is_pages = (struct tplg_opt){ 3, true };
	EXPECT_WORDS(0, 384, 192, 3, FMT32);
	assert_false(extended);
}

static void rate_converters_say_where_they_go(void **state)
{
	begin(TPLG_WIDGET_SRC);
	EXPECT_WORDS(BASE, 48000);
	begin(TPLG_WIDGET_ASRC)->asrc_rate_out = (struct tplg_opt){ 44100, true };
	f.widgets[1].asrc_mode = (struct tplg_opt){ 0x12, true };
	EXPECT_WORDS(BASE, 44100, 0x12);
}

static void effects_describe_their_pins_when_asked(void **state)
{
	struct tplg_widget *w = begin(TPLG_WIDGET_EFFECT);

	EXPECT_WORDS(BASE);
	module.base_cfg_ext = true;
	EXPECT_WORDS(BASE, 0x00010001, 0, 0, 0, 0, 384, FMT32, 0, 192, FMT16);
	/* a second input pin takes the first format declared for it */
	w->in.num_pins.value = 2;
	assert_int_equal(drv_payload_build(f.drv, &widget, buf, &extended), -EINVAL);
	assert_non_null(strstr(drv_last_error(f.drv)->text, "no format declared for input pin 1"));
	fixture_in(&f, 1, 48000, 2, 16, 16);
	f.in[1][1].pin_index = 1;
	EXPECT_WORDS(BASE, 0x00010002, 0, 0, 0, 0, 384, FMT32, 1, 192, FMT16, 0, 192, FMT16);
}

static void a_module_without_inputs_is_described_by_its_output(void **state)
{
	begin(TPLG_WIDGET_EFFECT);
	widget.in = NULL;
	EXPECT_WORDS(0, 0, 192, 0, FMT16);
}

static void dp_by_token_has_an_extended_init(void **state)
{
	struct tplg_widget *w = begin(TPLG_WIDGET_SRC);

	w->domain = TPLG_DOMAIN_DP;
	w->domain_id = (struct tplg_opt){ 123, true };
	w->stack_bytes = (struct tplg_opt){ 4096, true };
	w->heap_bytes = (struct tplg_opt){ 49152, true };
	/* bit 2: objects follow; object: last, id 1, 3 words */
	EXPECT_WORDS(4, 0, 0, 0x00030003, 123, 4096, 49152, BASE, 48000);
	assert_true(extended);
	assert_true(drv_widget_is_dp(&widget));
	/* the heap in two parts: 5 words */
	w->lifetime_heap_bytes = (struct tplg_opt){ 8192, true };
	EXPECT_WORDS(4, 0, 0, 0x00050003, 123, 4096, 49152, 8192, 0, BASE, 48000);
	/* by the manifest: DP, but nothing to say about it */
	w->domain = TPLG_DOMAIN_DEFAULT;
	module.dp = true;
	EXPECT_WORDS(BASE, 48000);
	assert_false(extended);
	assert_true(drv_widget_is_dp(&widget));
	w->domain = TPLG_DOMAIN_LL;
	assert_false(drv_widget_is_dp(&widget));
}

#define CODEC(id, direction)                                                                     \
	(id), 2, 2, 48000, 0, 0, 0, 0, 0, DRV_FORMAT_S32_LE, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, \
		0, 0, 0, 0, 0, 0, 0, 0, (direction)

/* The PCM's parameters behind those of the domain, for the codec alone. */
static void codecs_are_told_the_parameters_of_their_pcm(void **state)
{
	struct tplg_widget *w = begin(TPLG_WIDGET_DECODER);

	widget.codec.used = true;
	widget.codec.params = (struct drv_pcm_params){ 48000, 2, DRV_FORMAT_S32_LE, 0 };
	/* object: last, id 2, 31 words */
	EXPECT_WORDS(4, 0, 0, 0x001F0005, CODEC(1, 0), BASE);
	assert_true(extended);
	assert_false(drv_widget_is_dp(&widget));
	w->domain = TPLG_DOMAIN_DP;
	widget.codec.params.codec = 2;
	EXPECT_WORDS(4, 0, 0, 0x00030002, 0, 0, 0, 0x001F0005, CODEC(2, 0), BASE);
	begin(TPLG_WIDGET_ENCODER);
	widget.codec.used = true;
	widget.codec.direction = TPLG_CAPTURE;
	widget.codec.params = (struct drv_pcm_params){ 48000, 2, DRV_FORMAT_S32_LE, 0 };
	EXPECT_WORDS(4, 0, 0, 0x001F0005, CODEC(1, 1), BASE);
	/* of another PCM; another widget of this one */
	widget.codec.used = false;
	EXPECT_WORDS(BASE);
	begin(TPLG_WIDGET_EFFECT);
	widget.codec.used = true;
	EXPECT_WORDS(BASE);
	assert_false(extended);
}

/* Its copier moves what there is. */
static void the_host_of_a_compressed_pcm_is_fast(void **state)
{
	begin(TPLG_WIDGET_AIF_IN);
	widget.node_id = 0;
	widget.fast = true;
	EXPECT_WORDS(BASE, FMT16, 1, 0, 1536, 1, 0);
	begin(TPLG_WIDGET_BUFFER);
	widget.fast = true;
	EXPECT_WORDS(BASE, FMT16, 0, 0xFFFFFFFF, 0, 1, 0);
}

static void module_copiers_have_no_gateway(void **state)
{
	begin(TPLG_WIDGET_BUFFER);
	EXPECT_WORDS(BASE, FMT16, 0, 0xFFFFFFFF, 0, 1, 0);
}

static void deep_buffers_are_deep(void **state)
{
	begin(TPLG_WIDGET_AIF_IN)->deep_buffer_ms = (struct tplg_opt){ 100, true };
	f.pipelines[0].lp_mode = true;
	widget.node_id = 0;
	EXPECT_WORDS(BASE, FMT16, 0, 0, 38400, 1, 1);
	f.widgets[1].deep_buffer_ms.value = UINT32_MAX;
	assert_int_equal(drv_gateway_dma_bytes(&widget), UINT32_MAX);
}

static void what_does_not_fit_is_refused(void **state)
{
	struct tplg_widget *w = begin(TPLG_WIDGET_EFFECT);

	module.base_cfg_ext = true;
	w->in.num_pins.value = 8;
	w->out.num_pins.value = 200; /* no loader lets this pass */
	for (uint32_t i = 1; i < 8; i++) {
		fixture_in(&f, 1, 48000, 2, 32, 32);
		f.in[1][i].pin_index = i;
	}
	assert_int_equal(drv_payload_build(f.drv, &widget, buf, &extended), -EINVAL);
}

static void memory_estimates(void **state)
{
	/* 448 + 12 + 0 + (128 + 96 + 12) + 8 * (128 + 384) = 4792 */
	begin(TPLG_WIDGET_PGA);
	assert_int_equal(drv_payload_pages(&widget), 2);
	/* 448 + 12 + 0 + (128 + 20) + 8 * (128 + 64) = 2144 */
	f.widgets[1].domain = TPLG_DOMAIN_DP;
	f.in[1][0].buffer_bytes = 33;
	assert_int_equal(drv_payload_pages(&widget), 1);
	f.widgets[1].is_pages.value = UINT32_MAX;
	assert_int_equal(drv_payload_pages(&widget), 1048577);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(mixers_have_the_base_only),
		cmocka_unit_test(rate_converters_say_where_they_go),
		cmocka_unit_test(effects_describe_their_pins_when_asked),
		cmocka_unit_test(a_module_without_inputs_is_described_by_its_output),
		cmocka_unit_test(dp_by_token_has_an_extended_init),
		cmocka_unit_test(codecs_are_told_the_parameters_of_their_pcm),
		cmocka_unit_test(the_host_of_a_compressed_pcm_is_fast),
		cmocka_unit_test(module_copiers_have_no_gateway),
		cmocka_unit_test(deep_buffers_are_deep),
		cmocka_unit_test(what_does_not_fit_is_refused),
		cmocka_unit_test(memory_estimates),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	fixture_stop(&f);
	return failed;
}
