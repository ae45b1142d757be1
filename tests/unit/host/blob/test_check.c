/* SPDX-License-Identifier: BSD-3-Clause */
/* The firmware's word on blobs, and what its modules make of signals. */
#include <math.h>

#include <blob/biquad.h>
#include <blob/rig.h>

#include "blob_test.h"

#define FRAMES 4800

static struct blob raw(const char *kind, size_t size)
{
	struct blob blob = { .kind = blob_kind_find(kind),
			     .abi = BLOB_DEFAULT_ABI,
			     .data = calloc(1, size),
			     .size = size };

	assert_non_null(blob.kind);
	assert_non_null(blob.data);
	return blob;
}

static void examples_are_taken(void **state)
{
	for (size_t i = 0; i < NUM_EXAMPLES; i++) {
		size_t size;
		char *text = read_source(examples[i], &size);
		struct blob blob = make_blob(text);

		if (blob_ask(&blob, "mtl", err, sizeof(err)) != BLOB_TAKEN)
			fail_msg("%s: %s", examples[i], err);
		blob_free(&blob);
		free(text);
	}
}

/* What settings would be refused by the firmware, in its words. */
static void refused(const char *kind, size_t size, uint32_t first, const char *expected)
{
	struct blob blob = raw(kind, size);

	memcpy(blob.data, &first, size < 4 ? size : 4);
	assert_int_equal(blob_ask(&blob, "mtl", err, sizeof(err)), BLOB_REFUSED);
	assert_string_equal(err, expected);
	blob_free(&blob);
}

static void the_firmware_refuses_in_its_words(void **state)
{
	refused("eqiir", 28, 28, "blob of 28 bytes with a bad head");
	refused("eqfir", 4, 4, "blob of 4 bytes with a bad head");
	refused("drc", 104, 104, "blob of 104 bytes, expected 108");
	refused("mb_drc", 324, 324, "blob of 324 bytes is none of 2 to 4 bands");
	refused("xover", 96, 96, "blob of 96 bytes is none of 2 to 4 bands");
	refused("micsel", 131, 0, "profiles of 131 bytes, expected 1 to 8 times 132");
	refused("dcblock", 31, 0, "blob of 31 bytes, expected 32");
	refused("lvlmult", 8, 0, "parameter 0 of 8 bytes, expected 4");
	refused("demux", 24, 0, "blob of 24 bytes, expected 8 and 16 for each of 1..4 outputs");
	refused("mux", 87, 0, "parameter 0 of 87 bytes, expected 88");
	refused("mux", 88, 0, "0 and 0 channels become 0, expected their sum, at most 8");
	refused("tremolo", 8, 0, "parameter 0 cannot be set");
	refused("updwmix", 44, 13, "channel configuration 1 does not become 13 in 32 bits");
}

static void without_a_machine_nobody_is_asked(void **state)
{
	struct blob blob = raw("lvlmult", 4);

	assert_int_equal(blob_ask(&blob, "absent.yaml", err, sizeof(err)), BLOB_FAILED);
	assert_non_null(strstr(err, "absent.yaml"));
	blob_free(&blob);
}

/* ---- signals ---- */

static int32_t in[2 * FRAMES], out[2 * FRAMES];

static void run(const struct blob *blob, const struct rig_stream *stream, size_t frames)
{
	int32_t *outs[RIG_MAX_OUTPUTS] = { out };
	struct rig *rig;

	if (rig_open(blob, "mtl", stream, &rig, err, sizeof(err)))
		fail_msg("%s", err);
	memset(out, 0, sizeof(out));
	assert_int_equal(rig_run(rig, in, outs, frames), frames);
	rig_close(rig);
}

/* Frame 0 that goes in is frame 0 that comes out, and all frames come. */
static void samples_go_through_the_module(void **state)
{
	static const uint32_t bits[] = { 16, 24, 32 };
	struct blob blob = make_blob("module: lvlmult\nsettings: {gain: -2}");

	for (size_t i = 0; i < 3; i++) {
		struct rig_stream stream = rig_usual_stream;

		stream.bits = bits[i];
		for (size_t k = 0; k < 2 * FRAMES; k++)
			in[k] = (int32_t)(k * 2654435761u) >> (34 - bits[i]);
		run(&blob, &stream, FRAMES);
		for (size_t k = 0; k < 2 * FRAMES; k++)
			assert_int_equal(out[k], -2 * in[k]);
	}
	blob_free(&blob);
}

/* The spectrum of the impulse response, at some frequencies, is the response of the blob's numbers. */
static void the_response_is_what_is_drawn(void **state)
{
	struct blob blob = make_blob("module: eqiir\nsettings: {channels: [0, -1], responses: "
				     "[{sections: [{type: peaking, freq: 2000, q: 1, gain: 9}]}]}");
	struct blob_cursor cursor = { .at = blob.data + 28 + 8 + 24, .left = 28 };
	struct biquad f;

	biquad_unpack(&cursor, &f);
	memset(in, 0, sizeof(in));
	in[0] = in[1] = 1 << 28;
	run(&blob, &rig_usual_stream, FRAMES);
	for (double hz = 100; hz < 20000; hz *= 1.7) {
		const double w = 2 * M_PI * hz / 48000;
		double complex seen = 0, beside = 0;

		for (size_t k = 0; k < FRAMES; k++) {
			seen += ldexp(out[2 * k], -28) * cexp(-I * w * (double)k);
			beside += ldexp(out[2 * k + 1], -28) * cexp(-I * w * (double)k);
		}
		if (cabs(seen - biquad_response(&f, w)) > 1e-4)
			fail_msg("%g Hz: %g from it", hz, cabs(seen - biquad_response(&f, w)));
		assert_true(cabs(beside - 1) < 1e-9);
	}
	blob_free(&blob);
}

/* ---- what is said of it ---- */

static char *checked(const char *yaml, enum blob_verdict expected)
{
	struct blob_settings settings;
	struct blob blob;
	char *text = NULL;
	size_t size;
	FILE *stream = open_memstream(&text, &size);

	assert_non_null(stream);
	if (read_text(yaml, &settings))
		fail_msg("%s", err);
	assert_int_equal(blob_pack(&settings, &blob, err, sizeof(err)), 0);
	assert_int_equal(blob_check(&blob, &settings, 48000, "mtl", stream, err, sizeof(err)),
			 expected);
	fclose(stream);
	blob_free(&blob);
	blob_settings_free(&settings);
	return text;
}

static void said(const char *yaml, const char *expected)
{
	char *text = checked(yaml, BLOB_TAKEN);

	if (!strstr(text, expected))
		fail_msg("'%s' is not in\n%s", expected, text);
	free(text);
}

static void arithmetic_is_judged(void **state)
{
#define ONE "module: eqiir\nsettings: {channels: [0], responses: [{sections: ["
	said(ONE "{type: gain, gain: 6}]}]}",
	     "state up to -0.02 dB; output up to 6.00 dB: saturates at full scale");
	said(ONE "{type: gain, gain: -6}]}]}", "2 s after an impulse: silent");
	/* poles on the circle: never silent */
	said(ONE "{b0: 1, b1: 0, b2: 0, a1: 0, a2: 1}]}]}", "UNSTABLE: poles outside the circle");
	said(ONE "{b0: 1, b1: 0, b2: 0, a1: 0, a2: 1}]}]}",
	     "a limit cycle of -1073741824 to 1073741824 steps, -6.0 dB");
	/* an integrator that hardly leaks holds what rounding leaves */
	said("module: dcblock\nsettings: {freq: 1}", "an offset of ");
	said(ONE "{type: highpass, freq: 20}]}]}", "response 0: at most 0.00");
	said("module: lvlmult\nsettings: {gain_db: 6}", "inputs above -6.00 dB saturate");
	said("module: tremolo\nsettings: {freq: 0.5, depth: 0.5}",
	     "the level falls by 6.02 dB, 0.5 times in a second");
	said("module: updwmix\nsettings: {output: 0, select: 1, left: -0.5, right: 0.25}",
	     "left: -6.02 dB, inverted");
	said("module: mux\nsettings: {channels: [1, 7], bits: 16}", "2 s after an impulse: silent");
	said("module: drc\nsettings: {compressor: {threshold: -30, ratio: 10, attack: 0.003, "
	     "release: 0.25}}",
	     "full scale comes out at -");
}

static void a_refusal_ends_the_check(void **state)
{
	/* pins that the module does not have */
	free(checked("module: xover\nsettings: {crossover: {frequencies: [300]}, pins: [5, 6]}",
		     BLOB_REFUSED));
	assert_string_equal(err, "output pin 0 has no band of its own");
	free(checked("module: tremolo\nsettings: {freq: 0.05, depth: 0.5}", BLOB_REFUSED));
	assert_string_equal(err, "rate of 50 mHz, expected 100..20000");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(examples_are_taken),
		cmocka_unit_test(the_firmware_refuses_in_its_words),
		cmocka_unit_test(without_a_machine_nobody_is_asked),
		cmocka_unit_test(samples_go_through_the_module),
		cmocka_unit_test(the_response_is_what_is_drawn),
		cmocka_unit_test(arithmetic_is_judged),
		cmocka_unit_test(a_refusal_ends_the_check),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
