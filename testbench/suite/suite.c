/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "suite/suite.h"

struct suite_block {
	struct suite_block *next;
	max_align_t memory[];
};

void *suite_alloc(struct suite *suite, size_t bytes)
{
	struct suite_block *block = calloc(1, sizeof(*block) + bytes);

	if (!block) {
		fputs("adspbench suite: out of memory\n", stderr);
		exit(EXIT_FAILURE);
	}
	block->next = suite->memory;
	suite->memory = block;
	return block->memory;
}

char *suite_format(struct suite *suite, const char *format, ...)
{
	va_list ap;
	char *text;
	int length;

	va_start(ap, format);
	length = vsnprintf(NULL, 0, format, ap);
	va_end(ap);
	text = suite_alloc(suite, (size_t)length + 1);
	va_start(ap, format);
	vsnprintf(text, (size_t)length + 1, format, ap);
	va_end(ap);
	return text;
}

void suite_free(struct suite *suite)
{
	for (struct suite_file *file = suite->loaded; file; file = file->next)
		yaml_file_free(file->yaml);
	while (suite->memory) {
		struct suite_block *block = suite->memory;

		suite->memory = block->next;
		free(block);
	}
	free(suite->scenario);
	suite->loaded = NULL;
	suite->scenario = NULL;
	suite->count = 0;
}
