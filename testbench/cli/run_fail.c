/* SPDX-License-Identifier: BSD-3-Clause */
#include <string.h>

#include <adsp/inspect.h>

#include "cli/run_fail.h"

#define MAX_FRAMES 64 /* inlined functions are frames too */

/* Lines of a stack are "function (file:line)". */
static bool is_function(const char *line, const char *name)
{
	size_t length = strlen(name);

	return strncmp(line, name, length) == 0 && (line[length] == ' ' || line[length] == '\0');
}

static bool is_on_stack(const struct adsp_ledger_event *event, const char *name)
{
	static char lines[MAX_FRAMES][ADSP_LEDGER_SYMBOL]; /* a firmware stack has no room for it */
	size_t count = adsp_ledger_stack(event, lines, MAX_FRAMES);

	for (size_t i = 0; i < count && i < MAX_FRAMES; i++)
		if (is_function(lines[i], name))
			return true;
	return false;
}

static bool on_alloc(void *ctx, uint64_t number, const struct adsp_ledger_event *event)
{
	struct run_session *session = ctx;
	const struct run_options *options = session->options;
	bool fail = number == options->fail_alloc;

	if (options->fail_alloc_at && is_on_stack(event, options->fail_alloc_at))
		fail = ++session->fail_seen == options->fail_alloc_nth;
	session->failed_alloc |= fail;
	return fail;
}

static bool is_asked_for(const struct run_options *options)
{
	return options->fail_alloc || options->fail_alloc_at;
}

void run_fail_alloc_arm(struct run_session *session)
{
	if (is_asked_for(session->options))
		adsp_inspect_on_alloc(on_alloc, session);
}

void run_fail_alloc_disarm(struct run_session *session)
{
	const struct run_options *options = session->options;

	if (!is_asked_for(options))
		return;
	adsp_inspect_on_alloc(NULL, NULL);
	if (session->failed_alloc)
		return;
	if (options->fail_alloc)
		run_fail(&session->error, CLI_EXPECTATION,
			 "--fail-alloc %llu: the run made %llu allocations",
			 (unsigned long long)options->fail_alloc,
			 (unsigned long long)adsp_inspect_alloc_count());
	else
		run_fail(&session->error, CLI_EXPECTATION,
			 "--fail-alloc-at %s:%llu: the run made %llu allocations there",
			 options->fail_alloc_at, (unsigned long long)options->fail_alloc_nth,
			 (unsigned long long)session->fail_seen);
}
