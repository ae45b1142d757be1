// SPDX-License-Identifier: BSD-3-Clause
/*
 * Control scripts: lines of `sleep`, `amixer ... cset|sset` and `sof-ctl`, as shell scripts for the real card
 * have them. The commands of a shell are not interpreted; what is not understood is told, not dropped silently.
 */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

#define MAX_SCRIPT_BYTES	(1u << 20)
#define MAX_SLEEP_S		1e6
#define NS_PER_SECOND		1e9

struct command {
	unsigned int line;
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
static int take_word(struct control_text *text, const char **at, char *word, size_t size)
{
	size_t length = 0;
	char quote = 0;

	if (!control_skip_blanks(text))
		return 0;
	*at = text->at;
	for (; *text->at && (quote || !strchr(" \t\r\n", *text->at)); text->at++) {
		char c = *text->at;

		if (quote ? c == quote : c == '"' || c == '\'') {
			quote = quote ? 0 : c;
			continue;
		}
		if (length + 1 == size)
			return control_fail(text, *at, "word longer than %zu characters", size - 1);
		word[length++] = c;
	}
	if (quote)
		return control_fail(text, *at, "quote without end");
	word[length] = '\0';
	return 1;
}

/* ---- control names ---- */

static int find_by_name(const struct tplg *tplg, const char *name, size_t *control)
{
	for (size_t i = 0; i < tplg->num_controls; i++) {
		if (!strcmp(tplg->controls[i].name, name)) {
			*control = i;
			return 0;
		}
	}
	return -ENOENT;
}

/* A simple mixer name stands for the volume or the switch of that name, with or without the direction. */
static int find_simple(const struct tplg *tplg, const char *name, const char *values, size_t *control)
{
	static const char *const kinds[2][3] = {
		{ "%s Volume", "%s Playback Volume", "%s Capture Volume" },
		{ "%s Switch", "%s Playback Switch", "%s Capture Switch" },
	};
	bool is_switch = !strncmp(values, "on", 2) || !strncmp(values, "off", 3) || !strncmp(values, "mute", 4) ||
			 !strncmp(values, "unmute", 6);

	if (!find_by_name(tplg, name, control))
		return 0;
	for (size_t i = 0; i < 3; i++) {
		char full[2 * TPLG_NAME_LEN];

		snprintf(full, sizeof(full), kinds[is_switch][i], name);
		if (!find_by_name(tplg, full, control))
			return 0;
	}
	return -ENOENT;
}

static int unknown_control(struct control_text *text, const char *at, const char *name)
{
	control_fail(text, at, "no control '%s' in the topology", name);
	return -ENOENT;
}

/* Keys of an element id, comma separated; name= and numid= pick the control, the rest of the keys is for real cards. */
static int parse_element_id(struct control_text *text, const char *at, char *id, const struct tplg *tplg,
			    size_t *control)
{
	char *name = strstr(id, "name=");
	char *numid = strstr(id, "numid=");
	unsigned long number;
	char *end;

	if (name && (name == id || name[-1] == ',')) {
		name += strlen("name=");
		return find_by_name(tplg, name, control) ? unknown_control(text, at, name) : 0;
	}
	if (!numid)
		return control_fail(text, at, "'%s': expected name=\"...\" or numid=N", id);
	number = strtoul(numid + strlen("numid="), &end, 10);
	if ((*end && *end != ',') || !number || number > tplg->num_controls)
		return control_fail(text, at, "'%s': the topology has controls 1..%u", id, tplg->num_controls);
	*control = number - 1;
	return 0;
}

/* ---- commands ---- */

static int parse_sleep(struct control_text *text, const struct tplg *tplg, struct command *command)
{
	const char *at = text->at;
	double seconds;
	char *end;

	(void)tplg;
	if (!control_skip_blanks(text))
		return control_fail(text, at, "sleep without seconds");
	at = text->at;
	seconds = strtod(at, &end);
	if (end == at || !isfinite(seconds) || seconds < 0 || seconds > MAX_SLEEP_S)
		return control_fail(text, at, "'%.20s': expected seconds, 0..%.0f", at, MAX_SLEEP_S);
	if (*end == 's')
		end++;
	text->at = end;
	if (*end && !strchr(" \t\r\n;", *end))
		return control_fail(text, end, "'%.20s' after the number: expected seconds", end);
	if (control_skip_blanks(text))
		control_warn(text, text->at, "'%.40s' after sleep is ignored: one command a line", text->at);
	command->is_sleep = true;
	command->sleep_ns = (uint64_t)(seconds * NS_PER_SECOND + 0.5);
	return 0;
}

static int parse_amixer(struct control_text *text, const struct tplg *tplg, struct command *command)
{
	char word[512];
	const char *at;
	bool simple;
	int ret;

	do {
		ret = take_word(text, &at, word, sizeof(word));
		if (ret < 0)
			return ret;
		if (!ret)
			return control_fail(text, text->at, "amixer without cset or sset");
		simple = !strcmp(word, "sset") || !strcmp(word, "set");
	} while (!simple && strcmp(word, "cset"));

	ret = take_word(text, &at, word, sizeof(word));
	if (ret <= 0)
		return ret ? ret : control_fail(text, text->at, "no control after %s", simple ? "sset" : "cset");
	control_skip_blanks(text);
	if (!simple)
		ret = parse_element_id(text, at, word, tplg, &command->action.control);
	else
		ret = find_simple(tplg, word, text->at, &command->action.control) ? unknown_control(text, at, word) : 0;
	if (ret < 0)
		return ret;
	if (tplg->controls[command->action.control].kind == TPLG_CONTROL_BYTES)
		return control_fail(text, at, "'%s' is a bytes control: use sof-ctl",
				    tplg->controls[command->action.control].name);
	return control_parse_values(text, tplg, &command->action);
}

/* The option's value: the rest of its word, or the next word. */
static int take_value(struct control_text *text, const char *option, const char **at, char *value, size_t size)
{
	int ret;

	if (option[2]) {
		snprintf(value, size, "%s", option + 2);
		return 0;
	}
	ret = take_word(text, at, value, size);
	return ret > 0 ? 0 : ret ? ret : control_fail(text, text->at, "no value after %s", option);
}

static int parse_sof_ctl(struct control_text *text, const struct tplg *tplg, struct command *command)
{
	struct control_blob_options options = { .binary = false };
	char word[512], value[512], path[512] = "";
	const char *at, *path_at = text->at;
	bool has_control = false;
	unsigned long number;
	char *end;
	int ret;

	while ((ret = take_word(text, &at, word, sizeof(word))) > 0) {
		if (word[0] == '#')
			break;
		if (word[0] != '-' || !word[1])
			return control_fail(text, at, "'%s': expected an option of sof-ctl", word);
		if (word[1] == 'b' || word[1] == 'r') {
			options.binary |= strchr(word, 'b') != NULL;
			options.raw |= strchr(word, 'r') != NULL;
			continue;
		}
		if (!strchr("Dcisnptgo", word[1]))
			return control_fail(text, at, "'%s': no option of sof-ctl", word);
		ret = take_value(text, word, &at, value, sizeof(value));
		if (ret < 0)
			return ret;
		number = strtoul(value, &end, 10);
		switch (word[1]) {
		case 'c':
			ret = parse_element_id(text, at, value, tplg, &command->action.control);
			has_control = true;
			break;
		case 'n':
			snprintf(word, sizeof(word), "numid=%.20s", value);
			ret = parse_element_id(text, at, word, tplg, &command->action.control);
			has_control = true;
			break;
		case 's':
			snprintf(path, sizeof(path), "%s", value);
			path_at = at;
			break;
		case 'p':
			if (*end || number > UINT8_MAX)
				ret = control_fail(text, at, "param id '%s': expected 0..255", value);
			options.param_id = (uint32_t)number;
			options.param_id_set = true;
			break;
		case 'g':
		case 'o':
			ret = control_fail(text, at, "-%c reads: a script only sets", word[1]);
			break;
		default:	/* -D, -i, -t: the card, the IPC version and the IPC3 type mean nothing here */
			break;
		}
		if (ret < 0)
			return ret;
	}
	if (ret < 0)
		return ret;
	if (!has_control || !path[0])
		return control_fail(text, text->at, "sof-ctl needs -c name=\"...\" and -s FILE");
	if (tplg->controls[command->action.control].kind != TPLG_CONTROL_BYTES)
		return control_fail(text, text->start, "'%s' is no bytes control: use amixer",
				    tplg->controls[command->action.control].name);
	return control_load_blob(text, path_at, path, &options, tplg, &command->action);
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

	if (!control_skip_blanks(text) || *text->at == '#')
		return 0;
	name = text->at;
	length = strcspn(name, " \t\r\n");
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

static char *read_script(const char *path, struct control_text *text, int *ret)
{
	FILE *file = fopen(path, "re");
	char *content = NULL;
	size_t size;

	if (!file) {
		*ret = -errno;
		text->err->kind = DRV_ERROR_TOPOLOGY;
		snprintf(text->err->text, sizeof(text->err->text), "%.500s: %s", path, strerror(-*ret));
		return NULL;
	}
	content = malloc(MAX_SCRIPT_BYTES + 1);
	size = content ? fread(content, 1, MAX_SCRIPT_BYTES + 1, file) : 0;
	*ret = !content ? -ENOMEM : ferror(file) ? -EIO : size > MAX_SCRIPT_BYTES ? -EFBIG : 0;
	fclose(file);
	if (*ret || memchr(content, '\0', size)) {
		*ret = *ret ? *ret : -EINVAL;
		text->err->kind = DRV_ERROR_TOPOLOGY;
		snprintf(text->err->text, sizeof(text->err->text), "%.500s: %s", path,
			 *ret == -EINVAL ? "expected text, found a NUL byte" : strerror(-*ret));
		free(content);
		return NULL;
	}
	content[size] = '\0';
	return content;
}

static struct command *add_command(struct control_script *script, const struct command *command)
{
	struct command *grown = realloc(script->commands, (script->num_commands + 1) * sizeof(*grown));

	if (!grown)
		return NULL;
	script->commands = grown;
	grown[script->num_commands] = *command;
	return &grown[script->num_commands++];
}

int control_script_load(const char *path, const struct tplg *tplg, control_warn_fn warn, void *warn_ctx,
			struct control_script **out, struct control_error *err)
{
	struct control_text text = { .file = path, .warn = warn, .warn_ctx = warn_ctx, .err = err };
	struct control_script *script = NULL;
	int ret = 0;
	char *content = read_script(path, &text, &ret);
	char *next = content;

	if (!content)
		return ret;
	script = calloc(1, sizeof(*script));
	if (script)
		script->path = strdup(path);
	if (!script || !script->path)
		goto no_memory;

	while (next && *next) {
		struct command command = { .line = ++text.line };

		text.start = next;
		text.at = next;
		next = strchr(next, '\n');
		if (next)
			*next++ = '\0';
		ret = parse_line(&text, tplg, &command);
		if (ret < 0) {
			control_action_release(&command.action);
			goto fail;
		}
		if (ret && !add_command(script, &command)) {
			control_action_release(&command.action);
			goto no_memory;
		}
	}
	free(content);
	*out = script;
	return 0;

no_memory:
	ret = -ENOMEM;
	err->kind = DRV_ERROR_TOPOLOGY;
	snprintf(err->text, sizeof(err->text), "%.500s: out of memory", path);
fail:
	free(content);
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
			snprintf(err->text, sizeof(err->text), "%.200s:%u: %.500s", script->path, command->line,
				 cause.text);
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
