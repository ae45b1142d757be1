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
			       "\tpcm5 [shape=ellipse, label=\"PCM 5\\nMain\"];\n"
			       "\tpcm5 -> w0;\n"
			       "\tlink0 [shape=ellipse, label=\"Wire0\\nSSP 3\"];\n"
			       "\tw3 -> link0;\n"
			       "\tw0 -> w1;\n"
			       "\tw1 -> w3;\n"
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(everything_is_printed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
