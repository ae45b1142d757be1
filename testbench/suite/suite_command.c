/* SPDX-License-Identifier: BSD-3-Clause */
/* A scenario as the words of `adspbench run`, and the files that they name. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "card/card.h"
#include "suite/suite.h"
#include "util/output_file.h"

/* lists that are full, all ends, and what else a scenario can have */
#define MAX_ARGS (7 * 2 * SUITE_MAX_WORDS + 14 * SUITE_MAX_ENDS + 64)

struct command {
	struct suite *suite;
	char *argv[MAX_ARGS];
	int argc;
};

static void add(struct command *c, const char *text)
{
	if (c->argc < MAX_ARGS - 1)
		c->argv[c->argc++] = suite_format(c->suite, "%s", text);
}

static void add_pair(struct command *c, const char *option, const char *value)
{
	add(c, option);
	add(c, value);
}

static void add_list(struct command *c, const char *option, const struct suite_words *list)
{
	for (size_t i = 0; i < list->count; i++)
		add_pair(c, option, list->word[i]);
}

static void add_number(struct command *c, const char *option, uint64_t number)
{
	if (number)
		add_pair(c, option, suite_format(c->suite, "%llu", (unsigned long long)number));
}

/* --pcm cuts at commas. */
static const char *escape(struct suite *suite, const char *file)
{
	char *out = suite_alloc(suite, 2 * strlen(file) + 1), *to = out;

	for (; *file; file++) {
		if (*file == ',' || *file == '\\')
			*to++ = '\\';
		*to++ = *file;
	}
	return out;
}

static bool is_input(const struct suite_end *end)
{
	return end->link == (end->direction == TPLG_CAPTURE);
}

static const char *direction_name(const struct suite_end *end)
{
	return end->direction == TPLG_PLAYBACK ? "playback" : "capture";
}

const char *suite_end_time(const struct suite_end *end, size_t i, double *ms)
{
	static const char *const names[] = { "--start", "--stop", "--pause", "--resume",
					     "--suspend" };
	const double times[] = { end->start, end->stop, end->pause, end->resume, end->suspend };

	if (i >= sizeof(times) / sizeof(times[0]))
		return NULL;
	*ms = times[i];
	return names[i];
}

static void add_stream(struct command *c, const struct suite_end *end)
{
	const char *option;
	char rate[32] = "", channels[32] = "", format[32] = "";
	double ms;

	if (end->rate && !end->has_signal)
		snprintf(rate, sizeof(rate), ",rate=%u", end->rate);
	if (end->channels && !end->has_signal)
		snprintf(channels, sizeof(channels), ",channels=%u", end->channels);
	if (end->format)
		snprintf(format, sizeof(format), ",format=%s", end->format);
	add_pair(c, "--pcm",
		 suite_format(c->suite, "%s:%s=%s%s%s%s", end->which, direction_name(end),
			      escape(c->suite, end->path), rate, channels, format));
	for (size_t i = 0; (option = suite_end_time(end, i, &ms)) != NULL; i++)
		if (ms >= 0)
			add_pair(c, option,
				 suite_format(c->suite, "%s:%s=%.0f", end->which,
					      direction_name(end), ms));
}

static void add_link(struct command *c, const struct suite_end *end)
{
	if (end->direction_set)
		add_pair(c, "--dai",
			 suite_format(c->suite, "%s:%s=%s", end->which, direction_name(end),
				      end->path));
	else
		add_pair(c, "--dai", suite_format(c->suite, "%s=%s", end->which, end->path));
}

/* Where an end's audio is. */
static const char *path_of(const struct suite_end *end, const char *folder, size_t number)
{
	char name[64];
	size_t i;

	if (end->file)
		return end->file;
	for (i = 0; end->name[i] && i < sizeof(name) - 1; i++)
		name[i] = strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_",
				 end->name[i]) ?
				  end->name[i] :
				  '_';
	name[i] = '\0';
	return suite_format(end->suite, "%s%s%zu-%s.wav", folder, is_input(end) ? "in" : "out",
			    number, name);
}

static void place_files(struct suite_scenario *s, const char *folder)
{
	for (size_t i = 0; i < s->num_streams; i++)
		s->streams[i].path = path_of(&s->streams[i], folder, i);
	for (size_t i = 0; i < s->num_links; i++)
		s->links[i].path = path_of(&s->links[i], folder, s->num_streams + i);
}

static void add_how(struct command *c, const struct suite_scenario *s)
{
	add_list(c, "--loopback", &s->loopbacks);
	add_list(c, "--control", &s->controls);
	add_list(c, "--dp-cost", &s->dp_costs);
	if (s->isolation != ADSP_ISOLATION_AUTO)
		add_pair(c, "--isolation", adsp_isolation_name((enum adsp_isolation)s->isolation));
	add_number(c, "--watchdog", s->watchdog_ms);
	if (s->drain)
		add_pair(c, "--drain", s->drain);
	add_number(c, "-C", s->ticks);
	add_number(c, "--max-time", s->max_time_s);
	if (s->repeat > 1)
		add_number(c, "-P", s->repeat);
	add_number(c, "--fail-alloc", s->fail_alloc);
	if (s->fail_alloc_at)
		add_pair(c, "--fail-alloc-at", s->fail_alloc_at);
	if (s->lenient)
		add(c, "--lenient");
	if (s->convert)
		add(c, "--convert");
	for (size_t i = 0; i < s->options.count; i++)
		add(c, s->options.word[i]);
}

char **suite_command(struct suite_scenario *s, const char *folder, int *argc)
{
	struct command c = { .suite = s->suite };
	char **argv;

	place_files(s, folder);
	add(&c, "run");
	add_pair(&c, "-t", s->topology);
	add_list(&c, "-D", &s->defines);
	add_list(&c, "-I", &s->includes);
	add_list(&c, "--module", &s->modules);
	if (s->platform)
		add_pair(&c, "--platform", s->platform);
	for (size_t i = 0; i < s->num_streams; i++)
		add_stream(&c, &s->streams[i]);
	for (size_t i = 0; i < s->num_links; i++)
		add_link(&c, &s->links[i]);
	if (s->num_actions)
		add_pair(&c, "-s", suite_format(s->suite, "%sscript.sh", folder));
	else if (s->script)
		add_pair(&c, "-s", s->script);
	add_how(&c, s);
	add_number(&c, "-d", s->log_level);
	add_pair(&c, "--log", suite_format(s->suite, "%slog.txt", folder));
	argv = suite_alloc(s->suite, ((size_t)c.argc + 1) * sizeof(*argv));
	memcpy(argv, c.argv, (size_t)c.argc * sizeof(*argv));
	*argc = c.argc;
	return argv;
}

/* A quote ends the quotes, stands for itself, and begins new ones. */
const char *suite_quote(struct suite *suite, const char *word)
{
	char *out = suite_alloc(suite, 4 * strlen(word) + 3), *to = stpcpy(out, "'");

	for (; *word; word++)
		to = *word == '\'' ? stpcpy(to, "'\\''") : (*to = *word, to + 1);
	stpcpy(to, "'");
	return out;
}

const char *suite_shell(struct suite *suite, char *const *argv)
{
	const char *text = "adspbench";

	for (; *argv; argv++) {
		bool plain = **argv && !strpbrk(*argv, " \t\n'\"\\$`!*?[](){}<>|&;~#");

		text = suite_format(suite, "%s %s", text,
				    plain ? *argv : suite_quote(suite, *argv));
	}
	return text;
}

/* ---- files ---- */

static int compare_times(const void *a, const void *b)
{
	const struct suite_action *const *first = a, *const *second = b;

	if ((*first)->at != (*second)->at)
		return (*first)->at < (*second)->at ? -1 : 1;
	return *first < *second ? -1 : 1; /* as they are written */
}

static void print_action(FILE *out, const struct suite_action *action)
{
	if (action->control)
		fprintf(out, "amixer cset name=\"%s\" %s\n", action->control, action->value);
	else if (action->line)
		fprintf(out, "%s\n", action->line);
	else
		fprintf(out, "pcm %s %s\n", action->stream,
			card_trigger_name((enum card_trigger)action->what));
}

static int write_script(const struct suite_scenario *s, const char *folder, char *err,
			size_t err_size)
{
	const struct suite_action *order[SUITE_MAX_WORDS];
	struct output_file *file;
	double now = 0;
	int ret;

	for (size_t i = 0; i < s->num_actions; i++)
		order[i] = &s->timeline[i];
	qsort(order, s->num_actions, sizeof(order[0]), compare_times);
	ret = output_file_open(suite_format(s->suite, "%sscript.sh", folder), &file, err, err_size);
	if (ret < 0)
		return ret;
	for (size_t i = 0; i < s->num_actions; i++) {
		if (order[i]->at > now)
			fprintf(output_file_stream(file), "sleep %.6f\n",
				(order[i]->at - now) / 1000);
		now = order[i]->at;
		print_action(output_file_stream(file), order[i]);
	}
	return output_file_commit(file, err, err_size);
}

int suite_write_inputs(struct suite_scenario *s, const char *folder, char *err, size_t err_size)
{
	int ret = 0;

	for (size_t i = 0; !ret && i < s->num_streams; i++)
		if (s->streams[i].has_signal)
			ret = suite_signal_write(&s->streams[i], err, err_size);
	for (size_t i = 0; !ret && i < s->num_links; i++)
		if (s->links[i].has_signal)
			ret = suite_signal_write(&s->links[i], err, err_size);
	if (!ret && s->num_actions)
		ret = write_script(s, folder, err, err_size);
	return ret;
}
