/* SPDX-License-Identifier: BSD-3-Clause */
#include "print_check.h"

static const char expected[] = "digraph topology {\n"
			       "\trankdir=LR;\n"
			       "\tnode [shape=box];\n"
			       "\tsubgraph cluster_1 {\n"
			       "\t\tlabel=\"pipeline 1 playback\";\n"
			       "\t\tw0 [label=\"host.0.playback\\ncopier\"];\n"
			       "\t\tw1 [label=\"gain.1.1\\ngain DP\"];\n"
			       "\t}\n"
			       "\tsubgraph cluster_2 {\n"
			       "\t\tlabel=\"pipeline 2 playback\";\n"
			       "\t\tw3 [label=\"dai.SSP.Wire0.playback\\ncopier\"];\n"
			       "\t}\n"
			       "\tw5 [label=\"SPK \\\"L\\\"\\noutput\", style=dashed];\n"
			       "\tw6 [label=\"lost\\neffect\", color=red];\n"
			       "\tpcm5p [shape=ellipse, label=\"PCM 5 playback\\nMain\"];\n"
			       "\tpcm5p -> w0 [label=\"48000 Hz 2 ch 32 bit\"];\n"
			       "\tlink0p [shape=ellipse, label=\"Wire0 playback\\nSSP 3\"];\n"
			       "\tw3 -> link0p;\n"
			       "\tw0 -> w1 [label=\"48000 Hz 2 ch 32 bit\"];\n"
			       "\tw1 -> w3 [label=\"44100 Hz 6 ch 32 bit\"];\n"
			       "\tw3 -> w5;\n"
			       "}\n";

static void everything_is_printed(void **state)
{
	struct tplg *t = print_subject();
	char *text = printed(t, tplg_print_dot);

	assert_string_equal(text, expected);
	free(text);
	tplg_free(t);
}

static void what_is_missing_is_marked(void **state)
{
	struct tplg *t = print_subject();
	char *text = printed_without_gain(t, tplg_print_dot);

	assert_non_null(strstr(text, "\t\tw0 [label=\"host.0.playback\\ncopier\"];\n"));
	assert_non_null(strstr(
		text,
		"\t\tw1 [label=\"gain.1.1\\ngain DP\\nmissing in the firmware\", color=red];\n"));
	assert_non_null(strstr(
		text, "\tpcm5p [shape=ellipse, label=\"PCM 5 playback\\nMain\", color=red];\n"));
	free(text);
	tplg_free(t);
}

/* A PCM and a link in both directions: two nodes each. Of many formats the first four are shown, each once. */
static void directions_have_nodes_of_their_own(void **state)
{
	static const uint32_t rates[] = { 8000, 8000, 16000, 32000, 48000, 96000, 192000 };
	struct tplg_writer w;
	struct tplg *t;
	char *text;

	tw_standard(&w);
	tw_block(&w, TW_WIDGET, 3);
	tw_widget(&w, 12, "host.6.capture", "In");
	tw_array(&w, TW_WORD);
	tw_word(&w, 416, 7);
	for (size_t i = 0; i < 7; i++)
		tw_format(&w, 1930, rates[i], 1, 32, 24, 384);
	tw_widget(&w, 14, "dai.SSP.Wire0.capture", "Wire0");
	tw_end(&w, 2);
	tw_block(&w, TW_PCM, 0);
	tw_pcm(&w, 6, "Both", "Nowhere", "In");
	tw_end(&w, 1);
	t = tw_load(&w);
	text = printed(t, tplg_print_dot);
	assert_non_null(strstr(
		text, "\tpcm6p [shape=ellipse, label=\"PCM 6 playback\\nBoth\", color=red];\n"));
	assert_null(strstr(text, "pcm6p ->"));
	assert_non_null(strstr(
		text, "\tpcm6c [shape=ellipse, label=\"PCM 6 capture\\nBoth\"];\n"
		      "\tw5 -> pcm6c [label=\"8000 Hz 1 ch 24/32 bit\\n16000 Hz 1 ch 24/32 bit\\n"
		      "32000 Hz 1 ch 24/32 bit\\n48000 Hz 1 ch 24/32 bit\\n2 more\"];\n"));
	assert_non_null(strstr(text, "\tw3 -> link0p;\n"));
	assert_non_null(strstr(text, "\tlink0c [shape=ellipse, label=\"Wire0 capture\\nSSP 3\"];\n"
				     "\tlink0c -> w6;\n"));
	free(text);
	tplg_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(everything_is_printed),
		cmocka_unit_test(what_is_missing_is_marked),
		cmocka_unit_test(directions_have_nodes_of_their_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
