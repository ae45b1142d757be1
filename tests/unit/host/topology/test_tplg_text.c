/* SPDX-License-Identifier: BSD-3-Clause */
#include "print_check.h"

static const char expected[] =
	"topology mem.tplg, ABI 3.29.1\n"
	"1 PCM, 2 pipelines, 7 widgets, 3 routes, 4 controls, 1 link, 0 warnings\n"
	"\n"
	"PCM 5 \"Main\"\n"
	"  playback \"Main Out\" into host.0.playback\n"
	"    48000 Hz, 2..4 channels, S16_LE S24_LE S32_LE\n"
	"    periods 2..256 of 192..2097152 bytes, buffer 384..4194304 bytes\n"
	"\n"
	"pipeline 1: pipeline.1, playback, priority 3, core 1\n"
	"  host.0.playback: aif_in, copier 9ba00c83-ca12-4a83-943c-1fa2e82f9dda, stream \"Main Out\"\n"
	"    node_type 0\n"
	"    in  pin 0: 48000 Hz, 2 channels, 32 bits int, 384 bytes\n"
	"    out pin 0: 48000 Hz, 2 channels, 32 bits int, 384 bytes\n"
	"  gain.1.1: pga, gain 61bca9a8-18d0-4a18-8e7b-2639219804b7\n"
	"    domain DP, input pins 1, core 2, curve_type 2\n"
	"    in  pin 0: 48000 Hz, 2 channels, 24 of 32 bits int, 384 bytes\n"
	"    out pin 0: 44100 Hz, 6 channels, 32 bits int, 1080 bytes\n"
	"    control \"Volume\": volume 0..45, 2 channels, -90.00 dB to 0.00 dB in steps of 2.00 dB, 0 mutes\n"
	"    control \"Switch\": switch, 2 channels\n"
	"    control \"Choice\": enum, 1 channel: \"flat\", \"loud\"\n"
	"    control \"Blob\": bytes of at most 64 bytes, initial payload 8 bytes to param 202\n"
	"\n"
	"pipeline 2: pipeline.2, playback, priority 3, core 1\n"
	"  dai.SSP.Wire0.playback: dai_in, copier 9ba00c83-ca12-4a83-943c-1fa2e82f9dda, stream \"Wire0\"\n"
	"    dai_type SSP, dai_index 3\n"
	"    in  pin 0: 48000 Hz, 2 channels, 32 bits int, 384 bytes\n"
	"\n"
	"widgets without a pipeline\n"
	"  SPK \"L\": output, virtual\n"
	"  lost: effect\n"
	"    cannot be used: widget 'lost' (offset 0x1e62): expected a module UUID (token 405), found none\n"
	"\n"
	"routes\n"
	"  host.0.playback -> gain.1.1\n"
	"  gain.1.1 -> dai.SSP.Wire0.playback\n"
	"  dai.SSP.Wire0.playback -> SPK \"L\"\n"
	"\n"
	"links\n"
	"  7 \"Wire0\", SSP 3\n";

static void everything_is_printed(void **state)
{
	struct tplg *t = print_subject();
	char *text = printed(t, tplg_print_text);

	assert_string_equal(text, expected);
	free(text);
	tplg_free(t);
}

static void what_can_play_is_printed(void **state)
{
	static bool none_missing[7];
	static char *no_reasons[2];
	static const struct tplg_verdict good = { none_missing, no_reasons };
	struct tplg *t = print_subject();
	char *text = printed_without_gain(t, tplg_print_text);

	assert_non_null(strstr(text, " 0 warnings\n0 of 1 PCM direction can play here\n\nPCM 5"));
	assert_non_null(strstr(text, " bytes\n    cannot play here: needs gain\n\npipeline 1"));
	assert_non_null(strstr(
		text, "2639219804b7\n    cannot be used: the firmware has no such module\n"));
	free(text);
	text = printed_with(t, &good, tplg_print_text);
	assert_non_null(strstr(text, " 0 warnings\n1 of 1 PCM direction can play here\n\nPCM 5"));
	assert_non_null(strstr(text, " bytes\n    can play here\n\npipeline 1"));
	assert_null(strstr(text, "no such module"));
	free(text);
	t->ipc3 = true;
	text = printed(t, tplg_print_text);
	assert_non_null(
		strstr(text, ", ABI 3.29.1, for IPC3 firmware: nothing of it can run here\n"));
	free(text);
	tplg_free(t);
}

static void pipeline_flags_and_odd_capabilities_are_shown(void **state)
{
	struct tplg_writer w = { 0 };
	struct tplg *t;
	size_t caps;
	char *text;

	tw_block(&w, TW_WIDGET, 9);
	tw_widget(&w, 17, "p", "");
	tw_array(&w, TW_WORD);
	tw_word(&w, 207, 1);
	tw_word(&w, 209, 1);
	tw_widget(&w, 99, "odd", "");
	tw_end(&w, 2);
	tw_block(&w, TW_PCM, 0);
	caps = tw_pcm(&w, 1, "P", NULL, "S") + 692 + 104;
	tw_poke(&w, caps + 48, 1u << 23);
	tw_poke(&w, caps + 56, 1u << 30);
	tw_poke(&w, caps + 60, 8000);
	tw_poke(&w, caps + 64, 9000);
	tw_poke(&w, caps + 72, 2);
	tw_end(&w, 1);
	t = tw_load(&w);
	text = printed(t, tplg_print_text);
	assert_non_null(
		strstr(text, "\npipeline 9: p, priority 0, core 0, low power, chain DMA\n"));
	assert_non_null(strstr(text, "\n  odd: unknown (DAPM type 99), ignored\n"));
	assert_non_null(strstr(text, "\n  capture \"S\" from no host copier: cannot be used\n"
				     "    8000..9000 Hz, 2 channels, format-23\n"));
	assert_non_null(strstr(text, ", 1 warning\n"));
	free(text);
	tplg_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(everything_is_printed),
		cmocka_unit_test(what_can_play_is_printed),
		cmocka_unit_test(pipeline_flags_and_odd_capabilities_are_shown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
