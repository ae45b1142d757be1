/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Kinds of blobs: examples and blobs of extreme numbers are printed as YAML that makes the same bytes; bytes tell what
 * they are of; what YAML may not say is refused where it stands; bytes that are no blob are refused with the place.
 */
#include "blob_test.h"

static void examples_come_back(void **state)
{
	for (size_t i = 0; i < NUM_EXAMPLES; i++) {
		size_t size;
		char *text = read_source(examples[i], &size);
		struct blob blob = make_blob(text);

		expect_round_trip(&blob);
		blob_free(&blob);
		free(text);
	}
}

static struct blob blob_of_words(const char *kind, const uint32_t *words, size_t count)
{
	struct blob blob = { .kind = blob_kind_find(kind),
			     .abi = BLOB_DEFAULT_ABI,
			     .data = malloc(count * 4),
			     .size = count * 4 };

	assert_non_null(blob.kind);
	assert_non_null(blob.data);
	memcpy(blob.data, words, blob.size);
	return blob;
}

#define WORDS(kind, ...)                                       \
	blob_of_words(kind, (const uint32_t[]){ __VA_ARGS__ }, \
		      sizeof((const uint32_t[]){ __VA_ARGS__ }) / sizeof(uint32_t))

/* The least and the greatest of all words, and words that nobody uses. */
static void extremes_come_back(void **state)
{
	const uint32_t least = 0x80000000, most = 0x7fffffff;
	struct blob blobs[] = {
		WORDS("eqiir", 172, 3, 2, 1, 2, 3, 0xffffffff, 1, 0, least, /* reserved, assign */
		      2, 1, 5, 6, 7, 8, least, most, least, most, 1, 0xfffffff3,
		      least,                                          /* branches */
		      most, least, most, least, 0xffffffff, 48, most, /* second section */
		      1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
		WORDS("dcblock", least, most, 0, 1, 0xffffffff, 3, 4, 5),
		WORDS("lvlmult", least),
		WORDS("drc", 108, 4, 3, 2, 1, least, least, most, least, most, least, most, least,
		      most, least, most, least, most, least, most, 7, most, least, 1, 2, 3, 4),
		WORDS("xover", 152, 2, 1, 2, 3, 4, 1, 0, 9, 0xffffffff, 1, 2, 3, 4, 5, 6, 7, 1, 2,
		      3, 4, 5, 6, 7, least, 2, 3, 4, 5, 6, 7, 1, 2, 3, 4, 5, 6, most),
		WORDS("sound_dose", 0xffff8000),
		/* unused words; input 7 to channel 0, silence, input 0 to channel 2; pin 0 gets nothing */
		WORDS("demux", 0xffff0001, 0x00050002, 3, 0x010080ff, 0, 0xff010200, 0, 0, 0, 0),
		WORDS("demux", 0, 1, 1, 0x04020100, 0x40201008, 0x80),
		WORDS("mux", most, least, 1, 2, 0xffffffff, least, 3, 4, 5, 0xffff0801, 0, 0, 0, 0,
		      0, 0x08, 1, 0xffffffff, 2, 3, 4, 0x01020304),
		WORDS("tremolo", 0xffffffff, most),
		WORDS("up_down_mixer", 12, 3, most, least, 1, 0xffffffff, 0, most, 2, 3,
		      0xffffffff),
		WORDS("bytes", 0x12345678, 0, 0xffffffff),
		WORDS("stft_process", 64, 1, 2, 3, 4, 5, 6, 7, 8, least, most, 1, most, least, 1,
		      least),
		WORDS("phase_vocoder", 64, 1, 2, 3, 4, 5, 6, 7, 8, most, least, 1, least, most, 1,
		      most),
		WORDS("mfcc", 116, least, most, least, most, 1, 2, 3, 4, 5, least, most, least,
		      most, least, most, least, most, least, most, least, most, least, most, least,
		      most, 0xffffffff, 0x01020304, most),
		/* one filter of four taps, the beam that is off, one angle, one microphone */
		WORDS("tdfb", 108, 0x00020001, 0x00010003, 0x00010001, 0xfff10004, 0x00070005,
		      0x09000000, 0xfffe0004, 1, 2, 3, 4, 0x7fff8000, 0x80007fff, 0x00000004, 0, 0,
		      0, 0, 0x7fff8000, 1, 0x00030007, 0x00020001, 0x0000ffa6, 0xffff0001,
		      0x7fff8000, 0x00050001),
	};

	for (size_t i = 0; i < sizeof(blobs) / sizeof(blobs[0]); i++) {
		blobs[i].param_id = (uint32_t)i;
		blobs[i].abi = 0x12345678;
		blobs[i].reserved[3] = 0xffffffff;
		expect_round_trip(&blobs[i]);
		blob_free(&blobs[i]);
	}
}

static void bytes_tell_their_kind(void **state)
{
	struct blob blob;
	size_t size;
	char *text;

	for (size_t i = 0; i < NUM_EXAMPLES; i++) {
		const struct blob_kind *kind;

		text = read_source(examples[i], &size);
		blob = make_blob(text);
		free(text);
		kind = blob.kind;
		blob.kind = NULL;
		if (blob_recognise(&blob, err, sizeof(err)))
			assert_true(!strcmp(err, "its bytes can be of aria or lvlmult") ||
				    !strcmp(err,
					    "64 bytes that are no blob of a module that is known"));
		else
			assert_ptr_equal(blob.kind, kind);
		blob_free(&blob);
	}
	blob = WORDS("drc", 1, 2, 3);
	assert_int_equal(blob_recognise(&blob, err, sizeof(err)), -EINVAL);
	assert_string_equal(err, "12 bytes that are no blob of a module that is known");
	assert_null(blob.kind);
	blob_free(&blob);
}

static void kinds_have_names(void **state)
{
	const struct blob_kind *kind;

	assert_ptr_equal(blob_kind_find("eq_iir"), blob_kind_find("eqiir"));
	assert_null(blob_kind_find("gain"));
	for (size_t i = 0; (kind = blob_kind_get(i)) != NULL; i++) {
		assert_ptr_equal(blob_kind_find(blob_kind_name(kind)), kind);
		assert_true(strlen(blob_kind_about(kind)) > 10);
	}
}

static void refused(const char *text, const char *expected)
{
	struct blob_settings settings;

	assert_int_equal(read_text(text, &settings), -EINVAL);
	assert_string_equal(err, expected);
	assert_null(settings.of_kind);
}

#define IIR  "module: eqiir\nsettings:\n  channels: [0]\n  responses:\n    - sections:\n        - "
#define FIR  "module: eqfir\nsettings:\n  channels: [0, 0]\n  responses:\n    - "
#define DRC  "module: drc\nsettings:\n  compressor: "
#define BEAM "module: tdfb\nsettings:\n  taps: 8\n  angles: [0]\n  array: "
#define MIC  "module: micsel\nsettings:\n  profiles:\n    - "

static void yaml_is_refused_where_it_stands(void **state)
{
	refused("module: x\nsettings: {}",
		"x.yaml:1:1: module: 'x': expected one of aria, bytes, dcblock, demux, drc, eqfir, "
		"eqiir, lvlmult, mb_drc, mfcc, micsel, mux, phasevoc, snddose, stftproc, tdfb, "
		"tremolo, updwmix, xover");
	refused("settings: {}", "x.yaml:1:1: blob: key 'module' is missing");
	refused("module: aria\nabi: 3.x\nsettings: {attenuation: 1}",
		"x.yaml:1:1: abi: '3.x': expected MAJOR.MINOR.PATCH");
	refused("module: aria\nrate: 10\nsettings: {attenuation: 1}",
		"x.yaml:2:7: rate: '10': expected 1000 to 768000");
	refused("module: aria\nreserved: [1]\nsettings: {attenuation: 1}",
		"x.yaml:2:11: reserved: 1 values, expected 4");
	refused("module: aria\nsettings: {attenuation: 4}",
		"x.yaml:2:11: attenuation: '4': expected 0 to 3");
	refused("module: aria\nsettings: {attenuation: 1.5}",
		"x.yaml:2:25: attenuation: '1.5': expected a whole number");
	refused("module: dcblock\nsettings: {freq: 90000}",
		"x.yaml:2:18: freq: '90000': expected 0.01 to 6000");
	refused("module: dcblock\nsettings: {r: [0, 1]}", "x.yaml:2:15: r: 2 values, expected 8");
	refused("module: lvlmult\nsettings: {gain_db: 60}",
		"x.yaml:2:21: gain_db: '60': expected -140 to 48.16");
	refused(IIR "{type: peaking, freq: 100}", "x.yaml:6:11: peaking needs a gain");
	refused(IIR "{type: lowpass, freq: 100, gain: 3}", "x.yaml:6:44: lowpass has no gain");
	refused(IIR "{type: lowpass, freq: 24000}",
		"x.yaml:6:33: freq: '24000': expected 0.048 to 23995.2");
	refused(IIR "{type: x}",
		"x.yaml:6:18: type: 'x': expected lowpass, highpass, bandpass, notch, allpass, "
		"peaking, low_shelf, high_shelf, lowpass1, highpass1 or gain");
	refused(IIR "{b0: 2.1, b1: 0, b2: 0, a1: 0, a2: 0}",
		"x.yaml:6:16: b0: '2.1': expected -2 to 2");
	refused(IIR "{b0: 1, b1: 0, b2: 0, a1: 0, a2: 0, shift: 49}",
		"x.yaml:6:11: shift: '49': expected -13 to 48");
	refused(FIR "{type: highpass, taps: 64, freq: 100}",
		"x.yaml:5:40: taps: '64': a highpass needs an odd number of them");
	refused(FIR "{type: bandpass, taps: 64, freq: [200, 100]}",
		"x.yaml:5:40: freq: expected the lower edge first");
	refused(FIR "{type: lowpass, taps: 257, freq: 100}",
		"x.yaml:5:29: taps: '257': expected 1 to 256");
	refused(FIR "{points: [[0, 0], [0, 1]], taps: 8}",
		"x.yaml:5:25: point: expected a higher frequency than before");
	refused(FIR "{points: [[0, 61]], taps: 8}",
		"x.yaml:5:17: point: '61' dB, expected at most 60");
	refused(FIR "{coefficients: [1.1], shift: 0}",
		"x.yaml:5:23: coefficients: '1.1': expected -1 to 1");
	refused("module: eqfir\nsettings: {channels: [0], responses: [{coefficients: [1]}]}",
		"x.yaml:2:22: channels: 1, expected 2, 4, 6 or 8");
	refused(DRC "{threshold: -30, ratio: 0.5, attack: 0, release: 1}",
		"x.yaml:3:39: ratio: '0.5': expected 1 to 1000");
	refused(DRC "{threshold: -30, ratio: 2, attack: 0, release: 1, post_gain: 60}",
		"x.yaml:3:15: compressor: its master_linear_gain would be 1853.7, which no blob "
		"holds: less than 128");
	refused("module: xover\nsettings: {crossover: {frequencies: [300, 300]}}",
		"x.yaml:2:37: frequencies: expected ascending ones");
	refused("module: xover\nsettings: {crossover: {sections: []}}",
		"x.yaml:2:23: crossover: sections need 'bands' beside them");
	refused("module: xover\nsettings: {bands: 2, crossover: {sections: []}}",
		"x.yaml:2:44: sections: 0, expected 2");
	refused("module: mb_drc\nsettings: {crossover: {frequencies: [300]}, bands: []}",
		"x.yaml:2:52: bands: 0, expected 2 to 4");
	refused(BEAM "{type: line, microphones: 4}", "x.yaml:5:10: array: a line needs a spacing");
	refused(BEAM "{type: circle, microphones: 4, radius: 1, spacing: 0.1}",
		"x.yaml:5:10: array: a circle has a radius alone");
	refused(BEAM "[[0, 0, 0]]", "x.yaml:5:10: array: 1 places, expected 2 to 8");
	refused(BEAM "[[0, 0, 9], [0, 0, 0]]", "x.yaml:5:18: place: '9': expected -7.9 to 7.9");
	refused("module: tdfb\nsettings: {array: [[0, 0, 0], [0, 1, 0]], taps: 4, angles: [181]}",
		"x.yaml:2:61: angles: '181': expected -180 to 180");
	refused("module: demux\nsettings: {outputs: []}",
		"x.yaml:2:21: outputs: expected at least one");
	refused("module: demux\nsettings: {outputs: [{pin: 4, channels: [0]}]}",
		"x.yaml:2:28: pin: '4': expected 0 to 3");
	refused("module: demux\nsettings: {outputs: [{pin: 0, channels: [8]}]}",
		"x.yaml:2:42: channels: '8': expected -1 to 7");
	refused("module: demux\nsettings: {outputs: [{pin: 0, channels: []}]}",
		"x.yaml:2:41: channels: 0 values, expected 1 to 8");
	refused("module: demux\nsettings: {outputs: [{pin: 0, channels: [0], reserved: [1]}]}",
		"x.yaml:2:56: reserved: 1 values, expected 3");
	refused("module: mux\nsettings: {channels: [4, 5]}",
		"x.yaml:2:22: channels: 9 together, expected at most 8");
	refused("module: mux\nsettings: {channels: [2, 2], bits: 20}",
		"x.yaml:2:36: bits: '20': expected 16, 24 or 32");
	refused("module: mux\nsettings: {ibs: 1}",
		"x.yaml:2:11: settings: key 'input_0' is missing");
	refused("module: tremolo\nsettings: {freq: 5, depth: 1.1}",
		"x.yaml:2:28: depth: '1.1': expected 0 to 1");
	refused("module: updwmix\nsettings: {output: 0, select: 1, left: 1.5}",
		"x.yaml:2:40: left: '1.5': expected -1 to 0.9999999998");
	refused("module: updwmix\nsettings: {output: 13, select: 1}",
		"x.yaml:2:20: output: '13': expected 0 to 12");
	refused("module: updwmix\nsettings: {output: 0, select: 10}",
		"x.yaml:2:31: select: '10': expected 0 to 3");
	refused("module: bytes\nsettings: {hex: 1f2}",
		"x.yaml:2:17: hex: expected 1 to 65536 bytes of two hexadecimal digits");
	refused("module: mfcc\nsettings: {}", "x.yaml:2:11: settings: key 'mel_offset' is missing");
	refused(MIC "{inputs: 1, outputs: 1, matrix: [[33]]}",
		"x.yaml:4:41: row of an output: '33': expected -32 to 32");
	refused(MIC "{inputs: 256, outputs: 1, matrix: []}",
		"x.yaml:4:16: inputs: '256': expected 0 to 255");
}

static void no_blob(struct blob blob, const char *expected)
{
	struct blob_settings settings;

	assert_int_equal(blob_unpack(&blob, 0, &settings, err, sizeof(err)), -EINVAL);
	assert_string_equal(err, expected);
	blob_free(&blob);
}

static void bytes_are_refused_with_their_place(void **state)
{
	no_blob(WORDS("eqiir", 8, 1),
		"no blob of eqiir: byte 8: responses: expected 4 bytes, 0 are left");
	no_blob(WORDS("eqiir", 9, 1),
		"no blob of eqiir: byte 4: IIR equalizer of 8 bytes says that it has 9");
	no_blob(WORDS("eqiir", 32, 9, 0, 0, 0, 0, 0, 0),
		"no blob of eqiir: byte 8: 9 channels, expected 1 to 8");
	no_blob(WORDS("eqiir", 32, 1, 0, 0, 0, 0, 0, 0),
		"no blob of eqiir: byte 32: channel 0 has response 0 of 0");
	no_blob(WORDS("eqiir", 36, 1, 0, 0, 0, 0, 0, 0xffffffff, 0),
		"no blob of eqiir: byte 32: 4 bytes are left over");
	no_blob(WORDS("dcblock", 1), "no blob of dcblock: byte 4: r: expected 4 bytes, 0 are left");
	no_blob(WORDS("aria", 4),
		"no blob of aria: byte 4: 4 bits of attenuation, expected 0 to 3");
	no_blob(WORDS("xover", 40, 5, 0, 0, 0, 0, 0, 0, 0, 0),
		"no blob of xover: byte 8: 5 bands, expected 2 to 4");
	no_blob(WORDS("xover", 40, 2, 0, 0, 0, 0, 0, 0, 0, 0),
		"no blob of xover: byte 40: 0 biquads, expected 2");
	no_blob(WORDS("tdfb", 32, 1 << 16, 0, 0, 0, 0, 0, 0),
		"no blob of tdfb: byte 6: 0 filters, expected 1 to 16");
	no_blob(WORDS("tdfb", 28, 1 << 16 | 16, 0, 360, 0, 0, 0),
		"no blob of tdfb: byte 28: 5760 filters in all sets, expected at most 256");
	no_blob(WORDS("phase_vocoder", 8, 0),
		"no blob of phasevoc: byte 8: reserved: expected 4 bytes, 0 are left");
	no_blob(WORDS("micsel", 1),
		"no blob of micsel: byte 4: coefficients: expected 2 bytes, 0 are left");
	no_blob(WORDS("demux", 0, 5), "no blob of demux: byte 6: 5 outputs, expected 1 to 4");
	no_blob(WORDS("demux", 0, 1, 4, 0, 0, 0),
		"no blob of demux: byte 13: output pin 4, expected 0 to 3");
	no_blob(WORDS("demux", 0, 1, 0, 3 << 8, 0, 0),
		"no blob of demux: byte 14: mask 0x3, expected one input or none");
	no_blob(WORDS("mux", 0, 0, 0, 0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 5, 1, 1, 2, 3, 4, 5, 1),
		"no blob of mux: byte 40: input_0 of 0 channels, expected 1 to 8");
	no_blob(WORDS("tremolo", 1, 0x80000000),
		"no blob of tremolo: byte 8: a depth of 1, expected less than 1");
	no_blob(WORDS("updwmix", 13, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
		"no blob of updwmix: byte 4: output 13, expected 0 to 12");
	no_blob(WORDS("updwmix", 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0),
		"no blob of updwmix: byte 8: select 4, expected 0 to 3");
	no_blob(WORDS("eqfir", 48, 1 << 16 | 2, 0, 0, 0, 0, 0, 5, 0, 0, 0, 0),
		"no blob of eqfir: byte 30: 5 taps, expected a multiple of 4");
	no_blob(WORDS("eqfir", 28, 1, 0, 0, 0, 0, 0),
		"no blob of eqfir: byte 8: 1 channels, expected 2, 4, 6 or 8");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(examples_come_back),
		cmocka_unit_test(extremes_come_back),
		cmocka_unit_test(bytes_tell_their_kind),
		cmocka_unit_test(kinds_have_names),
		cmocka_unit_test(yaml_is_refused_where_it_stands),
		cmocka_unit_test(bytes_are_refused_with_their_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
