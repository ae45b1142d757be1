/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "report/json_file.h"
#include "suite/suite_case.h"
#include "suite/suite_report.h"
#include "suite/suite_run.h"
#include "suite/suite_tool.h"
#include "util/own_folder.h"
#include "util/pool.h"
#include "util/progress_bar.h"
#include "util/text.h"

#define MAX_STDERR 65536
#define MAX_REASON 512 /* bytes: why a scenario's process could not write its result */

struct running {
	struct suite *suite;
	const struct suite_how *how;
	json_t *results;
	size_t done, bad;
	int lock; /* of the folder */
	bool terminal;
};

/* ---- folders ---- */

static const char *folder_of(const struct running *r, size_t number)
{
	return suite_format(r->suite, "%s%s/", r->how->folder, r->suite->scenario[number]->folder);
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *walk)
{
	(void)st;
	/* of a folder that a command has closed */
	if (type == FTW_DNR)
		chmod(path, 0700);
	return walk->level && remove(path) < 0 && errno != ENOENT ? -1 : 0;
}

/* Empty a folder of an earlier run, and remove it. @return 0, -errno */
static int clear_folder(struct suite *suite, const char *folder, bool all)
{
	(void)suite;
	if (nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS) < 0 && errno != ENOENT)
		return -errno;
	return all && rmdir(folder) < 0 ? -errno : 0;
}

/* Only what is ours is emptied. */
static int make_folder(struct suite *suite, const char *folder, char *err, size_t err_size)
{
	int ret = own_folder_is(folder) ? clear_folder(suite, folder, false) : 0;

	if (!ret)
		ret = own_folder_take(folder);
	if (ret)
		snprintf(err, err_size, "%s: expected a folder for a scenario's files: %s", folder,
			 ret == -EEXIST ? "it holds files of others" : strerror(-ret));
	return ret;
}

/* ---- in the process ---- */

static void redirect_stderr(struct suite *suite, const char *folder)
{
	int fd = open(suite_format(suite, "%sstderr.txt", folder),
		      O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);

	if (fd < 0)
		return;
	dup2(fd, STDERR_FILENO);
	close(fd);
}

/* A tool wants a process from its beginning. @return only when there is none */
static int execute_under(const struct running *r, const char *name, const char *folder)
{
	char *argv[4 * SUITE_MAX_WORDS];
	size_t count = 0;

	for (size_t i = 0; r->how->under[i]; i++)
		argv[count++] = r->how->under[i];
	for (size_t i = 0; r->how->again[i]; i++)
		argv[count++] = (char *)r->how->again[i];
	argv[count++] = "--only";
	argv[count++] = (char *)name;
	argv[count++] = "--alone";
	argv[count++] = (char *)folder;
	argv[count] = NULL;
	execvp(argv[0], argv);
	fprintf(stderr, "%s: %s\n", argv[0], strerror(errno));
	return EXIT_FAILURE;
}

static int work(void *ctx, size_t number, void *result)
{
	struct running *r = ctx;
	struct suite_scenario *s = r->suite->scenario[number];
	const char *folder = folder_of(r, number);

	redirect_stderr(r->suite, folder);
	alarm(s->limit_s * r->how->limit_scale);
	if (r->how->under)
		return execute_under(r, s->name, folder);
	return suite_case_run(s, folder, result, MAX_REASON) < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}

/* ---- what came of it ---- */

static char *read_stderr(struct suite *suite, const char *folder)
{
	FILE *file = fopen(suite_format(suite, "%sstderr.txt", folder), "re");
	char *text = suite_alloc(suite, MAX_STDERR + 1);

	if (!file)
		return text;
	text[fread(text, 1, MAX_STDERR, file)] = '\0';
	fclose(file);
	text_make_printable_lines(text);
	return text;
}

static void set_error(json_t *result, const char *message)
{
	json_object_set_new(result, "verdict", json_string("error"));
	json_object_set_new(result, "message", json_text(message));
}

/* A process that ends in another way than its result says: a crash, the time limit, a sanitizer's exit. */
static void judge_end(struct running *r, size_t number, json_t *result, bool has_result,
		      const char *reason, int status)
{
	const struct suite_scenario *s = r->suite->scenario[number];
	struct suite *suite = r->suite;
	int reported = (int)json_integer_value(json_object_get(result, "status"));
	const char *finding = suite_tool_finding(suite, read_stderr(suite, folder_of(r, number)));

	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM)
		set_error(result, suite_format(suite, "has not ended within %u s",
					       s->limit_s * r->how->limit_scale));
	else if (WIFSIGNALED(status))
		set_error(result, suite_format(suite, "ended by signal %d (%s)", WTERMSIG(status),
					       strsignal(WTERMSIG(status))));
	else if (*reason)
		set_error(result, reason);
	else if (WEXITSTATUS(status) && (!has_result || WEXITSTATUS(status) != reported))
		set_error(result, suite_format(suite, "the process ended with exit status %d%s%s",
					       WEXITSTATUS(status), *finding ? ": " : "", finding));
	else if (!has_result)
		set_error(result, "no result was written");
}

static void set_reproduce(const struct running *r, size_t number, json_t *result)
{
	const char *name = suite_quote(r->suite, r->suite->scenario[number]->name);

	json_object_set_new(
		result, "reproduce",
		json_text(suite_format(r->suite, "%s --only %s", r->how->reproduce, name)));
}

static json_t *load_result(struct running *r, size_t number, const char *reason, int wait_status)
{
	const char *folder = folder_of(r, number);
	json_t *result = json_load_file(suite_format(r->suite, "%sresult.json", folder), 0, NULL);
	bool has_result = result != NULL;
	const char *text;

	if (!result)
		result = suite_case_json(r->suite->scenario[number]);
	judge_end(r, number, result, has_result, reason, wait_status);
	if (!strcmp(suite_text(result, "verdict"), "pass"))
		return result;
	set_reproduce(r, number, result);
	json_object_set_new(result, "folder", json_text(folder));
	text = read_stderr(r->suite, folder);
	if (*text)
		json_object_set_new(result, "stderr", json_text(text));
	return result;
}

/* ---- progress ---- */

static void clear_bar(const struct running *r)
{
	if (r->terminal)
		fputs("\r\033[K", stderr);
}

static void draw_bar(const struct running *r)
{
	char text[160], tail[80];

	if (!r->terminal)
		return;
	snprintf(tail, sizeof(tail), " %zu of %zu, %zu failed", r->done, r->suite->count, r->bad);
	progress_bar_text(text, sizeof(text), progress_bar_columns(STDERR_FILENO),
			  (int)(r->done * 100 / r->suite->count), tail);
	fprintf(stderr, "\r%s", text);
}

/* What a run printed or logged may hold anything. */
static void print_text(FILE *out, const char *text)
{
	char line[2048];

	snprintf(line, sizeof(line), "%s", text);
	text_make_printable(line);
	fprintf(out, "%s\n", line);
}

static void print_failure(FILE *out, const json_t *result)
{
	const json_t *failures = json_object_get(result, "failures");
	json_t *item;
	size_t i;

	fprintf(out, "FAIL  %s\n", suite_text(result, "name"));
	if (!strcmp(suite_text(result, "verdict"), "error")) {
		fprintf(out, "      %s:%d: ", suite_text(result, "file"),
			(int)json_integer_value(json_object_get(result, "line")));
		print_text(out, suite_text(result, "message"));
	}
	json_array_foreach((json_t *)failures, i, item)
	{
		fprintf(out, "      %s:%d: ", suite_text(item, "file"),
			(int)json_integer_value(json_object_get(item, "line")));
		print_text(out, suite_text(item, "text"));
	}
	fprintf(out, "      to reproduce: %s\n      kept: %s\n", suite_text(result, "reproduce"),
		suite_text(result, "folder"));
}

static void report(struct running *r, const json_t *result)
{
	const char *verdict = suite_text(result, "verdict");
	bool bad = strcmp(verdict, "pass") != 0 && strcmp(verdict, "skip") != 0;

	r->done++;
	r->bad += bad;
	clear_bar(r);
	if (bad)
		print_failure(r->how->out, result);
	else if (!r->terminal && !r->how->quiet)
		fprintf(r->how->out, "%-5s %s (%.2f s)\n", verdict, suite_text(result, "name"),
			json_number_value(json_object_get(result, "seconds")));
	fflush(r->how->out);
	draw_bar(r);
}

static void ended(void *ctx, size_t number, const void *reason, int wait_status)
{
	struct running *r = ctx;
	json_t *result;

	if (r->how->stop && r->how->stop(NULL))
		return; /* it was stopped as well */
	result = load_result(r, number, reason, wait_status);
	json_array_set_new(r->results, number, result);
	if (!strcmp(suite_text(result, "verdict"), "pass") && !r->how->keep)
		clear_folder(r->suite, folder_of(r, number), true);
	report(r, result);
}

/* ---- all of them ---- */

static json_t *skipped(const struct suite_scenario *s)
{
	json_t *result = suite_case_json(s);

	json_object_set_new(result, "verdict", json_string("skip"));
	json_object_set_new(result, "message", json_text(s->skip));
	return result;
}

/* Those that run first, so that their numbers are those of the pool. */
static size_t put_skipped_last(struct running *r)
{
	struct suite *suite = r->suite;
	size_t runs = 0;

	for (size_t i = 0; i < suite->count; i++) {
		struct suite_scenario *s = suite->scenario[i];

		if (s->skip)
			continue;
		memmove(&suite->scenario[runs + 1], &suite->scenario[runs],
			(i - runs) * sizeof(struct suite_scenario *));
		suite->scenario[runs++] = s;
	}
	return runs;
}

static int prepare(struct running *r, size_t runs, char *err, size_t err_size)
{
	int ret = mkdir(r->how->folder, 0777) < 0 && errno != EEXIST ? -errno : 0;

	if (!ret) {
		r->lock = own_folder_lock(r->how->folder);
		ret = r->lock < 0 ? r->lock : 0;
	}
	if (ret)
		snprintf(err, err_size, "%s: %s", r->how->folder,
			 ret == -EBUSY ? "another suite runs in this folder" : strerror(-ret));
	for (size_t i = 0; !ret && i < runs; i++)
		ret = make_folder(r->suite, folder_of(r, i), err, err_size);
	for (size_t i = 0; !ret && i < r->suite->count; i++)
		json_array_append_new(r->results,
				      i < runs ? json_null() : skipped(r->suite->scenario[i]));
	return ret;
}

/* What was stopped before it came to an end: no report may take that for good. */
static void add_missing(struct running *r, size_t runs)
{
	for (size_t i = 0; i < runs; i++) {
		json_t *result;

		if (!json_is_null(json_array_get(r->results, i)))
			continue;
		result = suite_case_json(r->suite->scenario[i]);
		set_error(result, "the suite was stopped before this one's end");
		set_reproduce(r, i, result);
		json_object_set_new(result, "stopped", json_true());
		json_array_set_new(r->results, i, result);
		clear_folder(r->suite, folder_of(r, i), true);
	}
}

json_t *suite_run(struct suite *suite, const struct suite_how *how, char *err, size_t err_size)
{
	struct running r = {
		.suite = suite,
		.how = how,
		.results = json_array(),
		.terminal = !how->quiet && isatty(STDERR_FILENO),
		.lock = -1,
	};
	const struct pool pool = {
		.jobs = how->jobs,
		.limit_s = 86400,
		.bytes = MAX_REASON,
		.work = work,
		.ended = ended,
		.stop = how->stop,
		.ctx = &r,
	};
	size_t runs = put_skipped_last(&r);
	int ret = prepare(&r, runs, err, err_size);

	if (ret) {
		if (r.lock >= 0)
			close(r.lock);
		json_decref(r.results);
		return NULL;
	}
	for (size_t i = runs; i < suite->count; i++)
		report(&r, json_array_get(r.results, i));
	ret = pool_run(&pool, runs);
	close(r.lock);
	clear_bar(&r);
	if (ret < 0) {
		snprintf(err, err_size, "no process for a scenario: %s", strerror(-ret));
		json_decref(r.results);
		return NULL;
	}
	add_missing(&r, runs);
	return r.results;
}
