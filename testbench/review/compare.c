/* SPDX-License-Identifier: BSD-3-Clause */
/* Two topologies by their facts. */
#include <string.h>

#include "review/facts.h"
#include "review/review.h"

enum {
	REMOVED,
	ADDED,
	CHANGED
};

static const struct review_rule rules[] = {
	[REMOVED] = { "D01", "removed", REVIEW_WARNING, "The second topology does not have it." },
	[ADDED] = { "D02", "added", REVIEW_NOTE, "The first topology does not have it." },
	[CHANGED] = { "D03", "changed", REVIEW_WARNING,
		      "It has another value in the second topology." },
};

const struct review_rule *compare_rule(size_t number)
{
	return number < sizeof(rules) / sizeof(rules[0]) ? &rules[number] : NULL;
}

int compare(const struct tplg *a, const struct tplg *b, struct review *review)
{
	struct facts before, after = { 0 };
	int ret = facts_make(a, &before);

	if (!ret)
		ret = facts_make(b, &after);
	for (size_t i = 0; i < before.num && !ret; i++) {
		const struct fact *fact = &before.fact[i];
		const char *now = facts_find(&after, fact->key);

		if (!now)
			ret = review_add(review, &rules[REMOVED], b->path, "%s: %s", fact->key,
					 fact->value);
		else if (strcmp(now, fact->value) != 0)
			ret = review_add(review, &rules[CHANGED], b->path, "%s: %s, was %s",
					 fact->key, now, fact->value);
	}
	for (size_t i = 0; i < after.num && !ret; i++)
		if (!facts_find(&before, after.fact[i].key))
			ret = review_add(review, &rules[ADDED], b->path, "%s: %s",
					 after.fact[i].key, after.fact[i].value);
	facts_free(&before);
	facts_free(&after);
	return ret;
}
