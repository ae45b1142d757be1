/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "review/review.h"
#include "util/text.h"

int review_add(struct review *review, const struct review_rule *rule, const char *path,
	       const char *format, ...)
{
	struct review_finding *grown = realloc(review->finding, (review->num + 1) * sizeof(*grown));
	struct review_finding *finding;
	va_list args;
	int length;

	if (!grown)
		return -ENOMEM;
	review->finding = grown;
	finding = &grown[review->num];
	*finding = (struct review_finding){ .rule = rule, .path = strdup(path) };
	va_start(args, format);
	length = vasprintf(&finding->text, format, args);
	va_end(args);
	if (length < 0 || !finding->path) {
		free(finding->path);
		if (length >= 0)
			free(finding->text);
		return -ENOMEM;
	}
	text_make_printable(finding->path);
	text_make_printable(finding->text);
	review->num++;
	return 0;
}

void review_free(struct review *review)
{
	for (size_t i = 0; i < review->num; i++) {
		free(review->finding[i].path);
		free(review->finding[i].text);
	}
	free(review->finding);
	*review = (struct review){ 0 };
}

const char *review_level_name(enum review_level level)
{
	static const char *const names[] = {
		[REVIEW_NOTE] = "note",
		[REVIEW_WARNING] = "warning",
		[REVIEW_ERROR] = "error",
	};

	return names[level];
}

int review_worst(const struct review *review)
{
	int worst = -1;

	for (size_t i = 0; i < review->num; i++)
		if ((int)review->finding[i].rule->level > worst)
			worst = (int)review->finding[i].rule->level;
	return worst;
}
