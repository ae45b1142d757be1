/* SPDX-License-Identifier: BSD-3-Clause */
/* A review as text, JSON, SARIF 2.1.0 and as annotations of GitHub's workflows. */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "review/review.h"
#include "util/path.h"

int review_print_text(const struct review *review, review_rule_fn rule, FILE *out)
{
	size_t count[REVIEW_LEVELS] = { 0 };

	(void)rule;
	for (size_t i = 0; i < review->num; i++) {
		const struct review_finding *f = &review->finding[i];

		fprintf(out, "%s: %s %s %s: %s\n", f->path, review_level_name(f->rule->level),
			f->rule->id, f->rule->name, f->text);
		count[f->rule->level]++;
	}
	for (int level = REVIEW_ERROR; level >= REVIEW_NOTE; level--)
		fprintf(out, "%s%zu %s%s", level == REVIEW_ERROR ? "" : ", ", count[level],
			review_level_name((enum review_level)level), count[level] == 1 ? "" : "s");
	fputc('\n', out);
	return 0;
}

static int dump(json_t *json, FILE *out)
{
	char *text = json ? json_dumps(json, JSON_INDENT(2) | JSON_PRESERVE_ORDER) : NULL;

	json_decref(json);
	if (!text)
		return -ENOMEM;
	fprintf(out, "%s\n", text);
	free(text);
	return 0;
}

int review_print_json(const struct review *review, review_rule_fn rule, FILE *out)
{
	json_t *findings = json_array();

	(void)rule;
	for (size_t i = 0; i < review->num; i++) {
		const struct review_finding *f = &review->finding[i];

		json_array_append_new(findings, json_pack("{ss ss ss ss ss}", "rule", f->rule->id,
							  "name", f->rule->name, "level",
							  review_level_name(f->rule->level), "file",
							  f->path, "text", f->text));
	}
	return dump(json_pack("{so}", "findings", findings), out);
}

static json_t *sarif_rules(review_rule_fn rule)
{
	json_t *array = json_array();
	const struct review_rule *r;

	for (size_t i = 0; (r = rule(i)) != NULL; i++)
		json_array_append_new(array, json_pack("{ss ss s{ss} s{ss}}", "id", r->id, "name",
						       r->name, "shortDescription", "text",
						       r->summary, "defaultConfiguration", "level",
						       review_level_name(r->level)));
	return array;
}

/* A compiled file has no lines: findings are at its first. */
static json_t *sarif_result(const struct review_finding *f)
{
	char uri[3 * PATH_MAX];

	path_for_uri(f->path, uri);
	return json_pack("{ss ss s{ss} s[{s{s{ss} s{si}}}] s{ss}}", "ruleId", f->rule->id, "level",
			 review_level_name(f->rule->level), "message", "text", f->text, "locations",
			 "physicalLocation", "artifactLocation", "uri", uri, "region", "startLine",
			 1, "partialFingerprints", "text/v1", f->text);
}

int review_print_sarif(const struct review *review, review_rule_fn rule, FILE *out)
{
	json_t *results = json_array();

	for (size_t i = 0; i < review->num; i++)
		json_array_append_new(results, sarif_result(&review->finding[i]));
	return dump(json_pack("{ss ss s[{s{ss} s{s{ss ss so}} so}]}", "$schema",
			      "https://json.schemastore.org/sarif-2.1.0.json", "version", "2.1.0",
			      "runs", "automationDetails", "id",
			      rule == compare_rule ? "adspbench-diff/" : "adspbench-lint/", "tool",
			      "driver", "name", "adspbench", "version", ADSP_VERSION, "rules",
			      sarif_rules(rule), "results", results),
		    out);
}

/* What would end a property or a line of a workflow command goes as %XX. */
static void print_escaped(const char *text, const char *special, FILE *out)
{
	for (; *text; text++) {
		if (strchr(special, *text))
			fprintf(out, "%%%02X", (unsigned char)*text);
		else
			fputc(*text, out);
	}
}

int review_print_annotations(const struct review *review, review_rule_fn rule, FILE *out)
{
	char file[PATH_MAX];

	(void)rule;
	for (size_t i = 0; i < review->num; i++) {
		const struct review_finding *f = &review->finding[i];

		fprintf(out, "::%s file=",
			f->rule->level == REVIEW_NOTE ? "notice" :
							review_level_name(f->rule->level));
		path_for_report(f->path, file);
		print_escaped(file, "%\r\n:,", out);
		fprintf(out, ",title=%s %s::", f->rule->id, f->rule->name);
		print_escaped(f->text, "%\r\n", out);
		fputc('\n', out);
	}
	return 0;
}
