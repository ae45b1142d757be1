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

/* What @print says about @t. The caller frees it. */
static inline char *printed(const struct tplg *t, int (*print)(const struct tplg *, FILE *))
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	assert_int_equal(print(t, out), 0);
	assert_int_equal(fclose(out), 0);
	return text;
}

#endif
