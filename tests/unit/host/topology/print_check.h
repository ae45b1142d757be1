/* SPDX-License-Identifier: BSD-3-Clause */
/* A topology to print, and a printer's words in memory. */
#ifndef PRINT_CHECK_H
#define PRINT_CHECK_H

#include "tplg_writer.h"

#include "topology/tplg_print.h"

/* The standard topology, two widgets without a pipeline, one of them unusable, one with quotes. */
static inline struct tplg *print_subject(void)
{
	struct tplg_writer w;

	tw_standard(&w);
	tw_block(&w, TW_WIDGET, 9);
	tw_widget(&w, 1, "SPK \"L\"", "");
	tw_widget(&w, 18, "lost", "");
	tw_end(&w, 2);
	tw_block(&w, TW_GRAPH, 0);
	tw_route(&w, "dai.SSP.Wire0.playback", "SPK \"L\"");
	tw_end(&w, 1);
	return tw_load(&w);
}

typedef int (*print_fn)(const struct tplg *t, const struct tplg_verdict *verdict, FILE *out);

/* What @print says about @t. The caller frees it. */
static inline char *printed_with(const struct tplg *t, const struct tplg_verdict *verdict,
				 print_fn print)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	assert_int_equal(print(t, verdict, out), 0);
	assert_int_equal(fclose(out), 0);
	return text;
}

static inline char *printed(const struct tplg *t, print_fn print)
{
	return printed_with(t, NULL, print);
}

/* Of the subject: a firmware without gain, in which PCM 5 cannot play. */
static inline char *printed_without_gain(const struct tplg *t, print_fn print)
{
	static bool missing[] = { false, true, false, false, false, false, false };
	static char reason[] = "needs gain";
	static char *reasons[] = { reason, NULL };
	static const struct tplg_verdict verdict = { missing, reasons };

	assert_int_equal(t->num_widgets, sizeof(missing));
	assert_int_equal(t->num_pcms, 1);
	return printed_with(t, &verdict, print);
}

#endif
