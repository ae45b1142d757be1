/* SPDX-License-Identifier: BSD-3-Clause */
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "suite/suite_select.h"

static bool has_tag(const struct suite_scenario *s, const struct suite_words *tags)
{
	for (size_t i = 0; i < tags->count; i++)
		for (size_t k = 0; k < s->tags.count; k++)
			if (!strcmp(tags->word[i], s->tags.word[k]))
				return true;
	return false;
}

static bool is_name(const struct suite *suite, const char *word)
{
	for (size_t i = 0; i < suite->count; i++)
		if (!strcmp(suite->scenario[i]->name, word))
			return true;
	return false;
}

/* A word that is a name is no pattern for others. */
static bool has_name(const struct suite_scenario *s, const struct suite_words *patterns)
{
	for (size_t i = 0; i < patterns->count; i++)
		if (!strcmp(patterns->word[i], s->name) ||
		    (!is_name(s->suite, patterns->word[i]) &&
		     fnmatch(patterns->word[i], s->name, 0) == 0))
			return true;
	return false;
}

bool suite_selects(const struct suite *suite, const char *pattern)
{
	const struct suite_words one = { .word = { pattern }, .count = 1 };

	for (size_t i = 0; i < suite->count; i++)
		if (has_name(suite->scenario[i], &one))
			return true;
	return false;
}

static const json_t *find_result(const json_t *report, const char *name)
{
	const json_t *list = json_object_get(report, "scenarios");
	json_t *item;
	size_t i;

	json_array_foreach((json_t *)list, i, item)
	{
		const char *there = json_string_value(json_object_get(item, "name"));

		if (there && !strcmp(there, name))
			return item;
	}
	return NULL;
}

static bool has_failed(const json_t *report, const char *name)
{
	const char *verdict =
		json_string_value(json_object_get(find_result(report, name), "verdict"));

	return verdict && (!strcmp(verdict, "fail") || !strcmp(verdict, "error"));
}

static bool is_selected(const struct suite_scenario *s, const struct suite_selection *selection)
{
	if (selection->only.count && !has_name(s, &selection->only))
		return false;
	if (selection->tags.count && !has_tag(s, &selection->tags))
		return false;
	if (has_tag(s, &selection->without))
		return false;
	return !selection->failed || has_failed(selection->failed, s->name);
}

static void keep(struct suite *suite,
		 bool (*wanted)(const struct suite_scenario *s, const void *ctx), const void *ctx)
{
	struct suite_scenario **all = suite->scenario;
	struct suite_scenario **kept = calloc(suite->count + 1, sizeof(*kept));
	size_t count = 0;

	/* what is wanted may depend on who else is there */
	for (size_t i = 0; kept && i < suite->count; i++)
		if (wanted(all[i], ctx))
			kept[count++] = all[i];
	suite->scenario = kept;
	suite->count = count;
	free(all);
}

static bool by_selection(const struct suite_scenario *s, const void *ctx)
{
	return is_selected(s, ctx);
}

/* ---- shards ---- */

static int by_seconds(const void *a, const void *b)
{
	const struct suite_scenario *const *first = a, *const *second = b;

	if ((*first)->seconds != (*second)->seconds)
		return (*first)->seconds > (*second)->seconds ? -1 : 1;
	return strcmp((*first)->name, (*second)->name);
}

static void set_seconds(struct suite *suite, const json_t *durations)
{
	double sum = 0;
	size_t known = 0;

	for (size_t i = 0; i < suite->count; i++) {
		struct suite_scenario *s = suite->scenario[i];
		double seconds = json_number_value(
			json_object_get(find_result(durations, s->name), "seconds"));

		s->seconds = seconds;
		sum += seconds;
		known += seconds > 0;
	}
	/* what is not known is as long as the others */
	for (size_t i = 0; i < suite->count; i++)
		if (!(suite->scenario[i]->seconds > 0))
			suite->scenario[i]->seconds = known ? sum / (double)known : 1;
}

/* The longest first, each to the shard that has least: the same split for everybody who has the same durations. */
static void split(struct suite *suite, uint32_t shard, uint32_t shards)
{
	struct suite_scenario **order = calloc(suite->count + 1, sizeof(struct suite_scenario *));
	double load[SUITE_MAX_SHARDS] = { 0 };

	if (!order)
		return;
	memcpy(order, suite->scenario, suite->count * sizeof(struct suite_scenario *));
	qsort(order, suite->count, sizeof(order[0]), by_seconds);
	for (size_t i = 0; i < suite->count; i++) {
		uint32_t least = 0;

		for (uint32_t k = 1; k < shards; k++)
			if (load[k] < load[least])
				least = k;
		load[least] += order[i]->seconds;
		if (least + 1 != shard)
			order[i]->seconds = -1;
	}
	free(order);
}

static bool by_shard(const struct suite_scenario *s, const void *ctx)
{
	(void)ctx;
	return s->seconds >= 0;
}

size_t suite_select(struct suite *suite, const struct suite_selection *selection)
{
	keep(suite, by_selection, selection);
	set_seconds(suite, selection->durations);
	if (selection->shards > 1) {
		split(suite, selection->shard, selection->shards);
		keep(suite, by_shard, NULL);
	}
	return suite->count;
}
