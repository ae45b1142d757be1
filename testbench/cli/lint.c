/* SPDX-License-Identifier: BSD-3-Clause */
/* adspbench lint and diff: topologies reviewed, for people and for CI. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/source_options.h"
#include "cli/stop_signal.h"
#include "cli/verb.h"
#include "cli/verdict.h"
#include "review/review.h"

enum form {
	TEXT,
	JSON,
	SARIF,
	GITHUB
};

#define FORMS "text|json|sarif|github"

static int (*const printers[])(const struct review *review, review_rule_fn rule, FILE *out) = {
	[TEXT] = review_print_text,
	[JSON] = review_print_json,
	[SARIF] = review_print_sarif,
	[GITHUB] = review_print_annotations,
};

struct request {
	struct source_options sources;
	const char *platform;
	int form;
	int fail_on; /* level + 1 of a finding that ends with exit status 6; 0: none does */
	bool rules, equal;
	bool enabled[LINT_RULES];
};

/* A rule's number ("T05") or name. @return false: there is no such rule */
static bool switch_rule(struct request *request, const char *word, bool on)
{
	const struct review_rule *rule;
	size_t i = 0;

	for (; (rule = lint_rule(i)) != NULL; i++)
		if (!strcasecmp(rule->id, word) || !strcmp(rule->name, word))
			break;
	if (rule)
		request->enabled[i] = on;
	return rule;
}

static bool switch_rules(struct request *request, char *list, bool on)
{
	char *word;

	while ((word = strsep(&list, ",")) != NULL)
		if (!switch_rule(request, word, on))
			return false;
	return true;
}

static bool take_disable(void *target, const struct cli_option *option, char *value)
{
	(void)option;
	return switch_rules(target, value, false);
}

static bool take_only(void *target, const struct cli_option *option, char *value)
{
	struct request *request = target;

	(void)option;
	memset(request->enabled, 0, sizeof(request->enabled));
	return switch_rules(request, value, true);
}

#define FIELD(name) .field = offsetof(struct request, name)

#define BIT_LINT 1u
#define BIT_DIFF 2u

static const struct cli_option options[] = {
	SOURCE_OPTIONS(offsetof(struct request, sources)),
	{ 0, "format", "FORM", FORMS, cli_take_choice, FIELD(form),
	  .help = "text (default), json, sarif (2.1.0), or github: annotations of a workflow" },
	{ 0, "disable", "RULES", "numbers or names of rules, separated by commas", take_disable,
	  .repeats = true, .verbs = BIT_LINT, .help = "leave out these rules (T05,odd-period)" },
	{ 0, "only", "RULES", "numbers or names of rules, separated by commas", take_only,
	  .verbs = BIT_LINT, .help = "no rules but these" },
	{ 0, "fail-on", "LEVEL", "never|note|warning|error", cli_take_choice, FIELD(fail_on),
	  .verbs = BIT_LINT,
	  .help = "exit with 6 for a finding of this level or above: error (default),\n"
		  "warning, note, or never" },
	{ 0, "platform", "NAME", "a profile", cli_take_text, FIELD(platform), .verbs = BIT_LINT,
	  .help = "ask the firmware of this machine what can play: mtl (default), lnl, ptl,\n"
		  "tgl or a file" },
	{ 0, "rules", NULL, NULL, cli_take_flag, FIELD(rules), .verbs = BIT_LINT,
	  .help = "list the rules" },
	{ 0, "equal", NULL, NULL, cli_take_flag, FIELD(equal), .verbs = BIT_DIFF,
	  .help = "exit with 6 unless nothing differs" },
	{ .help = NULL },
};

static int load(const struct request *request, const char *path, struct tplg **out,
		struct tplg_error *err)
{
	struct tplg_request wanted = source_options_request(&request->sources, path);

	wanted.accept_ipc3 = true;
	return tplg_load_request(&wanted, out, err);
}

static int print(const char *verb, const struct request *request, const struct review *review,
		 review_rule_fn rule)
{
	if (printers[request->form](review, rule, stdout))
		return cli_fail(verb, CLI_BAD_INPUT, "out of memory");
	return CLI_GOOD;
}

/* ---- lint ---- */

static int lint_loaded(const char *verb, const struct request *request, const struct tplg *t,
		       struct review *review)
{
	struct tplg_verdict verdict = { 0 };
	char text[512] = "", blobs[512];
	bool asked = !t->ipc3 &&
		     !verdict_make(t, request->platform, NULL, &verdict, text, sizeof(text));
	int ret;

	if (asked && request->enabled[LINT_REFUSED_BLOB] &&
	    verdict_add_blobs(t, request->platform, &verdict, blobs, sizeof(blobs)))
		cli_fail(verb, CLI_GOOD, "what modules say of blobs is not known: %s", blobs);
	if (text[0])
		cli_fail(verb, CLI_GOOD, "what can play is not known: %s", text);
	ret = lint(t, asked ? &verdict : NULL, request->enabled, review);
	verdict_free(t, &verdict);
	return ret;
}

/* A file that is no topology is a finding, one that cannot be read is not. */
static int lint_file(const char *verb, const struct request *request, const char *path,
		     struct review *review)
{
	const size_t prefix = strnlen(path, TPLG_PATH_SHOWN) + 2; /* "PATH: " */
	struct tplg_error err;
	struct tplg *t;
	int ret = load(request, path, &t, &err);

	if (ret && (ret != -EINVAL || stop_signal()))
		return source_options_fail(verb, &err);
	if (!ret) {
		ret = lint_loaded(verb, request, t, review);
		tplg_free(t);
	} else if (request->enabled[LINT_NOT_LOADABLE]) {
		ret = review_add(review, lint_rule(LINT_NOT_LOADABLE), path, "%s",
				 strlen(err.text) > prefix ? err.text + prefix : err.text);
	} else {
		ret = 0;
	}
	return ret ? cli_fail(verb, CLI_BAD_INPUT, "out of memory") : CLI_GOOD;
}

static int list_rules(void)
{
	const struct review_rule *rule;

	for (size_t i = 0; (rule = lint_rule(i)) != NULL; i++)
		printf("%s %-7s %-20s %s\n", rule->id, review_level_name(rule->level), rule->name,
		       rule->summary);
	return CLI_GOOD;
}

static int lint_files(const char *verb, const struct request *request,
		      const struct cli_words *words)
{
	struct review review = { 0 };
	int status = CLI_GOOD;

	if (request->rules)
		return list_rules();
	if (!words->num_operands)
		return cli_usage_error(verb, "which topologies?");
	for (int i = 0; i < words->num_operands && status == CLI_GOOD; i++)
		status = lint_file(verb, request, words->operands[i], &review);
	if (status == CLI_GOOD)
		status = print(verb, request, &review, lint_rule);
	if (status == CLI_GOOD && request->fail_on && review_worst(&review) >= request->fail_on - 1)
		status = CLI_EXPECTATION;
	review_free(&review);
	return status;
}

/* ---- diff ---- */

static int diff_files(const char *verb, const struct request *request,
		      const struct cli_words *words)
{
	struct review review = { 0 };
	struct tplg *a = NULL, *b = NULL;
	struct tplg_error err;
	int status;

	if (words->num_operands != 2)
		return cli_usage_error(verb, "expected two topologies, found %d",
				       words->num_operands);
	if (load(request, words->operands[0], &a, &err) ||
	    load(request, words->operands[1], &b, &err))
		status = source_options_fail(verb, &err);
	else if (compare(a, b, &review))
		status = cli_fail(verb, CLI_BAD_INPUT, "out of memory");
	else
		status = print(verb, request, &review, compare_rule);
	if (status == CLI_GOOD && request->equal && review.num)
		status = CLI_EXPECTATION;
	review_free(&review);
	tplg_free(a);
	tplg_free(b);
	return status;
}

/* ---- the verbs ---- */

static int run_verb(const struct cli_verb *verb, int argc, char **argv,
		    int (*work)(const char *verb, const struct request *request,
				const struct cli_words *words))
{
	struct request request = { .platform = "mtl", .fail_on = REVIEW_ERROR + 1 };
	struct cli_words words;
	int status = CLI_BAD_INPUT;

	memset(request.enabled, true, sizeof(request.enabled));
	if (source_options_init(&request.sources, argc)) {
		cli_fail(argv[0], CLI_BAD_INPUT, "out of memory");
	} else {
		status = cli_parse(verb, argc, argv, &request, &words);
		if (status == CLI_GOOD) {
			status = source_options_check(argv[0], &words);
			if (status == CLI_GOOD && !words.help)
				status = work(argv[0], &request, &words);
			cli_words_free(&words);
		}
	}
	source_options_free(&request.sources);
	return status;
}

static int run_lint(int argc, char **argv)
{
	return run_verb(&cli_lint_verb, argc, argv, lint_files);
}

static int run_diff(int argc, char **argv)
{
	return run_verb(&cli_diff_verb, argc, argv, diff_files);
}

const struct cli_verb cli_lint_verb = {
	.name = "lint",
	.summary = "look for mistakes in topologies",
	.usage = "[OPTION]... TPLG...",
	.about =
		"Look for mistakes in compiled topologies and sources (NAME.conf): what Linux would refuse, what is\n"
		"dropped, what nothing reaches, formats that never meet, capabilities that contradict formats.\n"
		"docs/topology.md explains each rule.",
	.options = options,
	.bit = BIT_LINT,
	.notes =
		"A finding is a line \"FILE: LEVEL NUMBER NAME: TEXT\". JSON is {findings[]}: rule, name, level, file,\n"
		"text. A file that cannot be loaded is a finding too, T01.",
	.examples = "adspbench lint build/*.tplg\n"
		    "adspbench lint --format sarif --disable odd-period speaker.conf > lint.sarif",
	.statuses =
		"0 good, 1 usage, 2 a file cannot be read, 6 a finding of the level of --fail-on or above",
	.run = run_lint,
};

const struct cli_verb cli_diff_verb = {
	.name = "diff",
	.summary = "print what differs between two topologies",
	.usage = "[OPTION]... A B",
	.about =
		"Tell what a user notices when topology B takes the place of A: PCMs and what they offer, controls\n"
		"with ranges and initial blobs, modules with formats and tokens, routes and links. The order in\n"
		"the files does not matter.",
	.options = options,
	.bit = BIT_DIFF,
	.notes =
		"Findings are D01 removed, D02 added and D03 changed, in the forms of 'adspbench lint'.",
	.examples = "adspbench diff old.tplg new.tplg\n"
		    "adspbench diff --equal --format github old.tplg new.tplg",
	.statuses = "0 good, 1 usage, 2 a topology cannot be read, 6 --equal and something differs",
	.run = run_diff,
};
