/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Control scripts: lines of `sleep`, `amixer ... cset|sset` and `sof-ctl`, as shell scripts for the real card
 * have them. The commands of a shell are not interpreted; what is not understood is told, not dropped silently.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

#define MAX_SLEEP_S   1000000
#define NS_PER_SECOND 1e9

struct command {
	unsigned int line, column;
	bool is_sleep;
	uint64_t sleep_ns;
	struct control_action action;
};

struct control_script {
	char *path;
	struct command *commands;
	size_t num_commands;
	size_t next;
	uint64_t due_ns;
};

/* ---- words ---- */

/*
 * Take a word as a shell does: quotes group, blanks end it.
 * @return 1 a word, 0 the line has ended, -EINVAL
 */
static int take_word(struct control_text *text, const char **at, char word[CONTROL_MAX_WORD])
{
	size_t length = 0;
	char quote = 0;

	if (!control_skip_blanks(text))
		return 0;
	*at = text->at;
	for (; *text->at && (quote || !strchr(CONTROL_BLANKS, *text->at)); text->at++) {
		char c = *text->at;

		if (quote ? c == quote : c == '"' || c == '\'') {
			quote = quote ? 0 : c;
			continue;
		}
		if (length + 1 == CONTROL_MAX_WORD)
			return control_fail(text, *at, "word longer than %d characters",
					    CONTROL_MAX_WORD - 1);
		word[length++] = c;
	}
	if (quote)
		return control_fail(text, *at, "quote without end");
	word[length] = '\0';
	return 1;
}

/* A '#' begins a comment where a word could begin. */
static void cut_comment(char *line)
{
	char quote = 0;

	for (char *at = line; *at; at++) {
		if (quote ? *at == quote : *at == '"' || *at == '\'')
			quote = quote ? 0 : *at;
		else if (!quote && *at == '#' && (at == line || strchr(CONTROL_BLANKS, at[-1])))
			*at-- = '\0';
	}
}

/* ---- commands ---- */

static int parse_sleep(struct control_text *text, const struct tplg *tplg, struct command *command)
{
	size_t length;
	double seconds;
	char *end;

	(void)tplg;
	control_skip_blanks(text);
	length = strcspn(text->at, CONTROL_BLANKS ";");
	/* Nothing but digits and a point: what strtod() takes beyond that means something else elsewhere. */
	seconds = strtod(text->at, &end);
	end += end > text->at && *end == 's';
	if (!length || end != text->at + length || strspn(text->at, "0123456789.s") < length ||
	    seconds > MAX_SLEEP_S)
		return control_fail(text, text->at, "sleep '%.*s': expected seconds, 0..%d",
				    (int)length, text->at, MAX_SLEEP_S);
	command->is_sleep = true;
	command->sleep_ns = (uint64_t)(seconds * NS_PER_SECOND + 0.5);
	if (!command->sleep_ns)
		control_warn(text, text->at, "sleep of no time: the script goes on at once");
	text->at = end;
	if (control_skip_blanks(text))
		control_warn(text, text->at, "'%.40s' after sleep is ignored: one command a line",
			     text->at);
	return 0;
}

static int parse_amixer(struct control_text *text, const struct tplg *tplg, struct command *command)
{
	const struct tplg_control *control;
	char word[CONTROL_MAX_WORD];
	const char *at;
	bool simple;
	int ret;

	do {
		ret = take_word(text, &at, word);
		if (ret < 0)
			return ret;
		if (!ret)
			return control_fail(text, text->at, "amixer without cset or sset");
		simple = !strcmp(word, "sset") || !strcmp(word, "set");
	} while (!simple && strcmp(word, "cset"));

	ret = take_word(text, &at, word);
	if (ret <= 0)
		return ret ? ret :
			     control_fail(text, text->at, "no control after %s",
					  simple ? "sset" : "cset");
	ret = (simple ? control_find_simple : control_find_element)(text, at, word, tplg,
								    &command->action.control);
	if (ret < 0)
		return ret;
	control = &tplg->controls[command->action.control];
	if (control->kind == TPLG_CONTROL_BYTES)
		return control_fail(text, at, "'%s' is a bytes control: use sof-ctl",
				    control->name);
	return control_parse_values(text, tplg, &command->action);
}

/* What the options of one sof-ctl line say. */
struct sof_ctl {
	struct control_blob_options blob;
	bool control_set;
	size_t control;
	char path[CONTROL_MAX_WORD];
	const char *path_at;
	bool path_goes_on; /* the last option was -s */
};

/* An option with a value. Those of the card, the IPC version and the IPC3 type mean nothing here. */
static int take_option(struct control_text *text, const struct tplg *tplg, char option,
		       const char *at, const char *value, struct sof_ctl *args)
{
	char numid[CONTROL_MAX_WORD + sizeof("numid=")];
	unsigned long number;
	char *end;

	switch (option) {
	case 'c':
		args->control_set = true;
		return control_find_element(text, at, value, tplg, &args->control);
	case 'n':
		args->control_set = true;
		snprintf(numid, sizeof(numid), "numid=%s", value);
		return control_find_element(text, at, numid, tplg, &args->control);
	case 's':
		snprintf(args->path, sizeof(args->path), "%s", value);
		args->path_at = at;
		args->path_goes_on = true;
		return 0;
	case 'p':
		number = strtoul(value, &end, 10);
		if (end == value || *end || number > CONTROL_MAX_PARAM_ID)
			return control_fail(text, at, "param id '%.20s': expected 0..%d", value,
					    CONTROL_MAX_PARAM_ID);
		args->blob.param_id = (uint32_t)number;
		args->blob.param_id_set = true;
		return 0;
	case 'g':
	case 'o':
		return control_fail(text, at, "-%c reads: a script only sets", option);
	default:
		return 0;
	}
}

/* A word of options: flags, then at most one with a value, which is the rest of the word or the next one. */
static int take_options(struct control_text *text, const struct tplg *tplg, const char *at,
			const char *word, struct sof_ctl *args)
{
	char value[CONTROL_MAX_WORD];
	int ret;

	args->path_goes_on = false;
	for (const char *option = word + 1; *option; option++) {
		if (*option == 'b') {
			args->blob.binary = true;
		} else if (*option == 'r') {
			args->blob.raw = true;
		} else if (!strchr("Dcisnptgo", *option)) {
			return control_fail(text, at, "'%.100s': no option of sof-ctl", word);
		} else if (option[1]) {
			return take_option(text, tplg, *option, at, option + 1, args);
		} else {
			ret = take_word(text, &at, value);
			if (!ret)
				return control_fail(text, text->at, "no value after -%c", *option);
			return ret < 0 ? ret : take_option(text, tplg, *option, at, value, args);
		}
	}
	return 0;
}

/* A blank in a path without quotes: upstream testbenches take the rest of the line. */
static int extend_path(struct control_text *text, const char *at, const char *word,
		       struct sof_ctl *args)
{
	size_t length = strlen(args->path);

	if (length + 1 + strlen(word) >= sizeof(args->path))
		return control_fail(text, at, "path longer than %d characters",
				    CONTROL_MAX_WORD - 1);
	snprintf(args->path + length, sizeof(args->path) - length, " %s", word);
	control_warn(text, args->path_at, "'" CONTROL_PATH "': a path with blanks needs quotes",
		     args->path);
	return 0;
}

static int parse_sof_ctl(struct control_text *text, const struct tplg *tplg,
			 struct command *command)
{
	struct sof_ctl args = { .path_at = text->at };
	char word[CONTROL_MAX_WORD];
	const char *at;
	int ret;

	while ((ret = take_word(text, &at, word)) > 0) {
		if (word[0] == '-' && word[1])
			ret = take_options(text, tplg, at, word, &args);
		else if (args.path_goes_on)
			ret = extend_path(text, at, word, &args);
		else
			ret = control_fail(text, at, "'%.100s': expected an option of sof-ctl",
					   word);
		if (ret < 0)
			break;
	}
	if (ret < 0)
		return ret;
	if (!args.control_set || !args.path[0])
		return control_fail(text, text->at, "sof-ctl needs -c name=\"...\" and -s FILE");
	if (tplg->controls[args.control].kind != TPLG_CONTROL_BYTES)
		return control_fail(text, text->start, "'%s' is no bytes control: use amixer",
				    tplg->controls[args.control].name);
	command->action.control = args.control;
	return control_load_blob(text, args.path_at, args.path, &args.blob, tplg, &command->action);
}

static const struct {
	const char *name;
	int (*parse)(struct control_text *text, const struct tplg *tplg, struct command *command);
} verbs[] = {
	{ "sleep", parse_sleep },
	{ "amixer", parse_amixer },
	{ "sof-ctl", parse_sof_ctl },
};

/* @return 1 a command, 0 nothing to do, -errno */
static int parse_line(struct control_text *text, const struct tplg *tplg, struct command *command)
{
	const char *name, *slash;
	size_t length;
	int ret;

	if (!control_skip_blanks(text))
		return 0;
	name = text->at;
	command->column = (unsigned int)(name - text->start) + 1;
	length = strcspn(name, CONTROL_BLANKS);
	text->at += length;
	for (slash = name + length; slash > name && slash[-1] != '/'; slash--)
		;
	length -= (size_t)(slash - name);
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
		if (strlen(verbs[i].name) != length || strncmp(slash, verbs[i].name, length))
			continue;
		ret = verbs[i].parse(text, tplg, command);
		return ret < 0 ? ret : 1;
	}
	control_warn(text, name, "'%.40s' is ignored: expected sleep, amixer or sof-ctl", name);
	return 0;
}

/* ---- loading ---- */

static struct command *add_command(struct control_script *script, const struct command *command)
{
	struct command *grown =
		realloc(script->commands, (script->num_commands + 1) * sizeof(*grown));

	if (!grown)
		return NULL;
	script->commands = grown;
	grown[script->num_commands] = *command;
	return &grown[script->num_commands++];
}

int control_script_load(const char *path, const struct tplg *tplg, control_warn_fn warn,
			void *warn_ctx, struct control_script **out, struct control_error *err)
{
	struct control_text text = { .file = path, .warn = warn, .warn_ctx = warn_ctx, .err = err };
	struct control_script *script = calloc(1, sizeof(*script));
	struct control_bytes content = { 0 };
	int ret;

	*out = NULL;
	ret = script && (script->path = strdup(path)) ? control_read_file(path, &content) : -ENOMEM;
	if (ret)
		goto fail;
	for (char *line = (char *)content.data, *stop = line + content.size, *end; line < stop;
	     line = end + 1) {
		struct command command = { .line = ++text.line };

		end = memchr(line, '\n', (size_t)(stop - line));
		if (!end)
			end = stop;
		*end = '\0';
		text.start = line;
		text.at = line;
		if (strlen(line) < (size_t)(end - line)) {
			ret = control_fail(&text, line + strlen(line), "a NUL byte: expected text");
			goto out;
		}
		cut_comment(line);
		ret = parse_line(&text, tplg, &command);
		if (ret > 0 && !add_command(script, &command))
			ret = -ENOMEM;
		if (ret < 0)
			control_action_release(&command.action);
		if (ret == -ENOMEM)
			goto fail;
		if (ret < 0)
			goto out;
	}
	free(content.data);
	*out = script;
	return 0;

fail:
	err->kind = DRV_ERROR_TOPOLOGY;
	snprintf(err->text, sizeof(err->text), CONTROL_PATH ": %s", path, strerror(-ret));
out:
	free(content.data);
	control_script_free(script);
	return ret;
}

/* ---- execution ---- */

int control_script_step(struct control_script *script, struct drv *drv, uint64_t now_ns,
			struct control_error *err)
{
	while (script->next < script->num_commands && now_ns >= script->due_ns) {
		const struct command *command = &script->commands[script->next++];
		struct control_error cause;
		int ret;

		if (command->is_sleep) {
			script->due_ns = now_ns + command->sleep_ns;
			continue;
		}
		ret = control_action_apply(&command->action, drv, &cause);
		if (ret < 0) {
			err->kind = cause.kind;
			snprintf(err->text, sizeof(err->text), CONTROL_PATH ":%u:%u: %.500s",
				 script->path, command->line, command->column, cause.text);
			return ret;
		}
	}
	return 0;
}

void control_script_rewind(struct control_script *script)
{
	script->next = 0;
	script->due_ns = 0;
}

void control_script_free(struct control_script *script)
{
	if (!script)
		return;
	for (size_t i = 0; i < script->num_commands; i++)
		control_action_release(&script->commands[i].action);
	free(script->commands);
	free(script->path);
	free(script);
}
