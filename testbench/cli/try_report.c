/* SPDX-License-Identifier: BSD-3-Clause */
/* What try reports: progress, table, JSON. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <jansson.h>

#include "cli/try.h"
#include "report/json_file.h"
#include "util/text.h"

static const char *const verdict_names[TRY_VERDICTS] = {
	[TRY_PLAYS] = "plays",
	[TRY_REFUSED] = "refused",
	[TRY_MISSING] = "missing",
	[TRY_FAILED] = "failed",
};

const char *try_verdict_name(enum try_verdict verdict)
{
	return (unsigned int)verdict < TRY_VERDICTS ? verdict_names[verdict] : "?";
}

void try_report_progress(const struct try_all *all)
{
	if (all->options.quiet || !isatty(STDERR_FILENO))
		return;
	fprintf(stderr, "\r%zu of %zu directions, %zu play", all->done, all->num_streams,
		all->counts[TRY_PLAYS]);
	if (all->done == all->num_streams)
		fputs("\r\033[K", stderr);
}

/* ---- text ---- */

static void print_missing(const struct try_result *result)
{
	char uuid[TPLG_UUID_TEXT];

	for (size_t i = 0; i < result->num_missing && i < TRY_MISSING_MAX; i++) {
		tplg_uuid_format(result->missing[i].uuid, uuid);
		printf("%s%s%s%s", i ? ", " : "", result->missing[i].name,
		       result->missing[i].name[0] ? " " : "", uuid);
	}
	if (result->num_missing > TRY_MISSING_MAX)
		printf(", and %zu more", result->num_missing - TRY_MISSING_MAX);
}

static void print_stream(const struct try_stream *stream)
{
	const struct try_result *result = &stream->result;
	char name[64];

	snprintf(name, sizeof(name), "PCM %u %s", stream->pcm->id,
		 tplg_direction_name(stream->direction));
	if (!stream->tried) {
		printf("  %-18s not tried\n", name);
		return;
	}
	printf("  %-18s %-8s ", name, try_verdict_name(result->verdict));
	if (result->verdict == TRY_PLAYS)
		printf("%u Hz, %u channel%s, %s", result->params.rate, result->params.channels,
		       result->params.channels == 1 ? "" : "s",
		       drv_format_name(result->params.format));
	else if (result->num_missing)
		print_missing(result);
	else
		printf("%s", result->reason);
	putchar('\n');
}

/* Which modules would let most directions play. */
static void print_needs(const struct try_all *all)
{
	for (size_t i = 0; i < all->num_streams; i++) {
		const struct try_result *a = &all->streams[i].result;

		for (size_t m = 0; m < a->num_missing && m < TRY_MISSING_MAX; m++) {
			size_t count = 0;
			bool earlier = false;

			for (size_t k = 0; k < all->num_streams; k++) {
				const struct try_result *b = &all->streams[k].result;

				for (size_t n = 0; n < b->num_missing && n < TRY_MISSING_MAX; n++) {
					bool same =
						!memcmp(a->missing[m].uuid, b->missing[n].uuid, 16);

					count += same;
					earlier |= same && k < i;
				}
			}
			if (!earlier)
				printf("  %-30s in the way of %zu\n",
				       a->missing[m].name[0] ? a->missing[m].name : "(unknown)",
				       count);
		}
	}
}

static void print_path(const char *path)
{
	char *shown = strdup(path);

	if (shown)
		text_make_printable(shown);
	puts(shown ? shown : "?");
	free(shown);
}

void try_report_text(const struct try_all *all)
{
	size_t next = 0;

	for (size_t t = 0; t < all->num_topologies; t++) {
		print_path(all->topologies[t].path);
		if (!all->topologies[t].tplg)
			printf("  cannot be loaded: %s\n", all->topologies[t].error.text);
		while (next < all->num_streams && all->streams[next].topology == t)
			print_stream(&all->streams[next++]);
	}
	printf("%zu direction%s of %zu topolog%s: %zu play, %zu refused, %zu missing, %zu failed\n",
	       all->done, text_plural(all->done), all->num_topologies,
	       all->num_topologies == 1 ? "y" : "ies", all->counts[TRY_PLAYS],
	       all->counts[TRY_REFUSED], all->counts[TRY_MISSING], all->counts[TRY_FAILED]);
	print_needs(all);
}

/* ---- JSON ---- */

static json_t *json_missing(const struct try_result *result)
{
	json_t *list = json_array();
	char uuid[TPLG_UUID_TEXT];

	for (size_t i = 0; i < result->num_missing && i < TRY_MISSING_MAX; i++) {
		tplg_uuid_format(result->missing[i].uuid, uuid);
		json_array_append_new(list, json_pack("{ss,ss}", "module", result->missing[i].name,
						      "uuid", uuid));
	}
	return list;
}

static json_t *json_stream(const struct try_stream *stream)
{
	const struct try_result *result = &stream->result;
	json_t *object = json_pack("{si,ss,ss,ss}", "pcm", (int)stream->pcm->id, "name",
				   stream->pcm->name, "direction",
				   tplg_direction_name(stream->direction), "verdict",
				   try_verdict_name(result->verdict));

	if (result->verdict == TRY_PLAYS)
		json_object_update_new(object,
				       json_pack("{si,si,ss}", "rate", (int)result->params.rate,
						 "channels", (int)result->params.channels, "format",
						 drv_format_name(result->params.format)));
	else if (result->num_missing)
		json_object_set_new(object, "missing", json_missing(result));
	else
		json_object_set_new(object, "reason", json_string(result->reason));
	return object;
}

static json_t *json_topology(const struct try_all *all, size_t number)
{
	const struct try_topology *topology = &all->topologies[number];
	json_t *streams = json_array();
	json_t *object = json_pack("{ss}", "path", topology->path);

	for (size_t i = 0; i < all->num_streams; i++)
		if (all->streams[i].topology == number && all->streams[i].tried)
			json_array_append_new(streams, json_stream(&all->streams[i]));
	if (!topology->tplg)
		json_object_set_new(object, "error", json_string(topology->error.text));
	json_object_set_new(object, "streams", streams);
	return object;
}

int try_report_json(const struct try_all *all)
{
	json_t *topologies = json_array();
	json_t *root;

	for (size_t t = 0; t < all->num_topologies; t++)
		json_array_append_new(topologies, json_topology(all, t));
	root = json_pack("{so,s{si,si,si,si,si}}", "topologies", topologies, "counts", "plays",
			 (int)all->counts[TRY_PLAYS], "refused", (int)all->counts[TRY_REFUSED],
			 "missing", (int)all->counts[TRY_MISSING], "failed",
			 (int)all->counts[TRY_FAILED], "not_loaded", (int)all->broken);
	return json_print(root, 0);
}
