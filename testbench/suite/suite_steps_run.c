/* SPDX-License-Identifier: BSD-3-Clause */
/* Doing steps. All names of files begin in the folder of the scenario, where the process is. */
#include <errno.h>
#include <fcntl.h>
#include <regex.h>
#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "measure/measure.h"
#include "report/json_file.h"
#include "suite/suite_steps.h"
#include "util/sha256.h"

#define OUT_FILE "../stdout.txt" /* of the last command */
#define ERR_FILE "../command.txt"

/* ---- commands ---- */

static const char *do_sh(struct suite *suite, const struct suite_step *step, const char **what)
{
	char *argv[] = { "sh", "-e", "-c", (char *)step->text, NULL };
	const struct suite_process process = { argv, OUT_FILE, ERR_FILE, -1, 0 };
	int status;

	*what = "a path to the program that a shell reads without quotes";
	if (!suite_process_name_program(suite))
		return "one that needs them";
	status = suite_process_run(&process);
	*what = "exit status 0";
	return status ? suite_format(suite, "exit status %d: %s", status,
				     suite_read_text(suite, ERR_FILE)) :
			NULL;
}

/* Cut into lines, in place. The line that tells the speed of a run differs each time. */
static struct suite_lines cut_lines(struct suite *suite, char *text)
{
	struct suite_lines lines = { .count = 0 };
	regex_t speed;
	char *line;

	regcomp(&speed, "^adspbench run: [0-9.]+ s of audio in [0-9.]+ s, [0-9]+ x real time$",
		REG_EXTENDED | REG_NOSUB);
	lines.line = suite_alloc(suite, (strlen(text) + 1) * sizeof(*lines.line));
	while ((line = strsep(&text, "\n")) != NULL)
		if ((text || *line) && regexec(&speed, line, 0, NULL, 0))
			lines.line[lines.count++] = line;
	regfree(&speed);
	return lines;
}

static const char *judge_err(struct suite *suite, const struct suite_lines *want,
			     const struct suite_lines *seen, const char **what)
{
	for (size_t i = 0; i < want->count || i < seen->count; i++) {
		const char *a = i < want->count ? want->line[i] : "no more lines of standard error";
		const char *b = i < seen->count ? seen->line[i] : "no more lines of standard error";

		if (!strcmp(a, b))
			continue;
		*what = suite_format(suite, "'%s'", a);
		return suite_format(suite, "'%s'", b);
	}
	return NULL;
}

static const char *judge_out(struct suite *suite, const struct suite_lines *want,
			     const struct suite_lines *seen, const char **what)
{
	size_t at = 0;

	for (size_t i = 0; i < want->count; i++) {
		while (at < seen->count && strcmp(want->line[i], seen->line[at]) != 0)
			at++;
		if (at++ < seen->count)
			continue;
		*what = suite_format(suite, "the line '%s' in standard output", want->line[i]);
		return "none there";
	}
	return NULL;
}

static char **command_of(struct suite *suite, const struct suite_step *step)
{
	char **program = suite_program(suite), **words = step->word, **argv;
	size_t count = 0;

	if (!program)
		return NULL;
	argv = suite_alloc(suite, 600 * sizeof(*argv));
	for (size_t i = 0; program[i] && count < 64; i++)
		argv[count++] = program[i];
	for (size_t i = 0; words[i] && count < 599; i++)
		argv[count++] = words[i];
	return argv;
}

static const char *keep_output(struct suite *suite, const char *to)
{
	char *argv[] = { "cp", OUT_FILE, (char *)to, NULL };
	const struct suite_process copy = { argv, "/dev/null", ERR_FILE, -1, 0 };

	return suite_process_run(&copy) ? suite_read_text(suite, ERR_FILE) : NULL;
}

static const char *do_run(struct suite *suite, const struct suite_step *step, const char **what)
{
	bool early = false;
	struct suite_process process = {
		command_of(suite, step),     OUT_FILE, ERR_FILE, (int64_t)step->after,
		suite_signals[step->signal], &early
	};
	struct suite_lines err, out;
	const char *seen;
	int status;

	*what = "words of a shell in $ADSPBENCH";
	if (!process.argv)
		return "a quote that is not closed, or too many words";
	status = suite_process_run(&process);
	err = cut_lines(suite, suite_read_text(suite, ERR_FILE));
	out = cut_lines(suite, suite_read_text(suite, OUT_FILE));
	if (status != (int)step->exit) {
		*what = suite_format(suite, "exit status %u", step->exit);
		return suite_format(suite, "exit status %d%s%s", status, err.count ? ": " : "",
				    err.count ? err.line[err.count - 1] : "");
	}
	*what = suite_format(suite, "an output of %.0f bytes, then the signal", step->after);
	if (early)
		return "the end before";
	*what = "a file of its output";
	seen = step->save ? keep_output(suite, step->save) : NULL;
	if (!seen)
		seen = judge_err(suite, &step->err, &err, what);
	return seen ? seen : judge_out(suite, &step->out, &out, what);
}

/* ---- files ---- */

static void put(FILE *out, uint64_t value, unsigned int bytes)
{
	for (; bytes; bytes--, value >>= 8)
		fputc((int)(value & 255), out);
}

/* A PCM WAV of the high halves of a linear congruential generator, low bytes of each. */
static const char *do_wav(struct suite *suite, const struct suite_step *step, const char **what)
{
	char *const *w = step->word;
	uint64_t rate = strtoull(w[1], NULL, 10), channels = strtoull(w[2], NULL, 10);
	unsigned int bytes = (unsigned int)(strtoul(w[3], NULL, 10) / 8);
	uint64_t samples = strtoull(w[4], NULL, 10) * channels, state = 1;
	FILE *out = fopen(w[0], "we");

	*what = "a WAV";
	if (!out)
		return suite_format(suite, "%s: %s", w[0], strerror(errno));
	fputs("RIFF", out);
	put(out, 36 + samples * bytes, 4);
	fputs("WAVEfmt ", out);
	put(out, 16, 4);
	put(out, 1, 2);
	put(out, channels, 2);
	put(out, rate, 4);
	put(out, rate * channels * bytes, 4);
	put(out, channels * bytes, 2);
	put(out, 8 * bytes, 2);
	fputs("data", out);
	put(out, samples * bytes, 4);
	while (samples--) {
		state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
		put(out, state >> 32, bytes);
	}
	return fclose(out) ? strerror(errno) : NULL;
}

static bool is_wav(const char *path)
{
	size_t length = strlen(path);

	return length > 4 && !strcmp(path + length - 4, ".wav");
}

static const char *compare_bytes(struct suite *suite, const char *a, const char *b)
{
	FILE *first = fopen(a, "re"), *second = fopen(b, "re");
	const char *seen = first && second ? NULL : "a file that is not there";
	uint64_t at = 0;
	int x = 0, y = 0;

	while (!seen && x == y && x != EOF) {
		x = getc(first);
		y = getc(second);
		at++;
	}
	if (!seen && x != y)
		seen = suite_format(suite, "they differ at byte %llu", (unsigned long long)at - 1);
	if (first)
		fclose(first);
	if (second)
		fclose(second);
	return seen;
}

static const char *compare_samples(struct suite *suite, const struct measure_signal *a,
				   const struct measure_signal *b)
{
	struct measure_difference d;

	if (memcmp(&a->spec, &b->spec, sizeof(a->spec)) != 0 || a->frames != b->frames)
		return suite_format(
			suite, "%u Hz, %u channels, %s, %llu frames against %u, %u, %s, %llu",
			a->spec.rate, a->spec.channels, sample_format_name(a->spec.format),
			(unsigned long long)a->frames, b->spec.rate, b->spec.channels,
			sample_format_name(b->spec.format), (unsigned long long)b->frames);
	measure_difference(a, b, 0, &d);
	return d.differ ?
		       suite_format(suite, "channel %u differs at frame %llu: %.10g against %.10g",
				    d.channel + 1, (unsigned long long)d.frame, d.expected,
				    d.seen) :
		       NULL;
}

static const char *do_same(struct suite *suite, const struct suite_step *step, const char **what)
{
	char *const *w = step->word;
	struct measure_signal a = { 0 }, b = { 0 };
	const char *seen;
	char err[512];

	*what = suite_format(suite, "%s and %s alike", w[0], w[1]);
	if (!is_wav(w[0]) || !is_wav(w[1]))
		return compare_bytes(suite, w[0], w[1]);
	if (measure_load(w[0], NULL, NULL, &a, err, sizeof(err)) < 0 ||
	    measure_load(w[1], NULL, NULL, &b, err, sizeof(err)) < 0)
		seen = suite_format(suite, "%s", err);
	else
		seen = compare_samples(suite, &a, &b);
	measure_free(&a);
	measure_free(&b);
	return seen;
}

static const char *do_frames(struct suite *suite, const struct suite_step *step, const char **what)
{
	char *const *w = step->word;
	SF_INFO info = { .format = 0 };
	SNDFILE *file = sf_open(w[0], SFM_READ, &info);

	*what = suite_format(suite, "%s frames in %s", w[1], w[0]);
	if (!file)
		return suite_format(suite, "%s", sf_strerror(NULL));
	sf_close(file);
	return info.frames == strtoll(w[1], NULL, 10) ?
		       NULL :
		       suite_format(suite, "%lld", (long long)info.frames);
}

static const char *do_sha256(struct suite *suite, const struct suite_step *step, const char **what)
{
	char *const *w = step->word;
	FILE *file = fopen(w[0], "re");
	char text[SHA256_TEXT], block[4096];
	struct sha256 sum;
	size_t got;

	*what = w[1][0] ? suite_format(suite, "%s", w[1]) : "";
	if (!file)
		return suite_format(suite, "%s: %s", w[0], strerror(errno));
	sha256_begin(&sum);
	while ((got = fread(block, 1, sizeof(block), file)) > 0)
		sha256_add(&sum, block, got);
	fclose(file);
	sha256_end(&sum, text);
	return strcmp(text, w[1]) ? suite_format(suite, "%s", text) : NULL;
}

static const char *do_there(struct suite *suite, const struct suite_step *step, const char **what)
{
	*what = suite_format(suite, "a file %s", step->word[0]);
	return access(step->word[0], F_OK) == 0 ? NULL : "none";
}

static const char *do_gone(struct suite *suite, const struct suite_step *step, const char **what)
{
	*what = suite_format(suite, "no file %s", step->word[0]);
	return access(step->word[0], F_OK) == 0 ? "one" : NULL;
}

static const struct suite_step_kind kinds[] = {
	{ "run", "WORDS", 0, do_run },
	{ "sh", "COMMAND", 0, do_sh },
	{ "wav", "FILE RATE CHANNELS BITS FRAMES", 5, do_wav },
	{ "same", "FILE FILE", 2, do_same },
	{ "frames", "FILE N", 2, do_frames },
	{ "sha256", "FILE SUM", 2, do_sha256 },
	{ "there", "FILE", 1, do_there },
	{ "gone", "FILE", 1, do_gone },
};

const struct suite_step_kind *suite_step_kind(size_t number)
{
	return number < sizeof(kinds) / sizeof(kinds[0]) ? &kinds[number] : NULL;
}

/* ---- all of them ---- */

static json_t *failure_json(struct suite *suite, const struct suite_step *step, const char *what,
			    const char *seen)
{
	return json_pack("{s:s, s:s, s:o, s:o, s:o, s:o, s:I, s:I}", "expectation",
			 step->kind->name, "where", "step", "expected", json_text(what), "seen",
			 json_text(seen), "text",
			 json_text(suite_format(suite, "%s %s: expected %s, seen %s",
						step->kind->name, step->text, what, seen)),
			 "file", json_text(step->place.file), "line", (json_int_t)step->place.line,
			 "column", (json_int_t)step->place.column);
}

int suite_steps_run(struct suite_scenario *s, const char *folder, json_t *failures)
{
	const char *home = suite_format(s->suite, "%swork", folder);
	const int here = open(".", O_PATH | O_DIRECTORY | O_CLOEXEC);
	int ret = 0;

	suite_process_name_program(s->suite);
	if (here < 0 || (mkdir(home, 0777) < 0 && errno != EEXIST) || chdir(home) < 0)
		ret = -errno;
	suite_process_end_with();
	for (size_t i = 0; !ret && i < s->num_steps; i++) {
		const char *what = "", *seen = s->steps[i].kind->act(s->suite, &s->steps[i], &what);

		if (!seen)
			continue;
		json_array_append_new(failures, failure_json(s->suite, &s->steps[i], what, seen));
		break;
	}
	if (here >= 0 && fchdir(here) < 0 && !ret)
		ret = -errno;
	if (here >= 0)
		close(here);
	return ret;
}
