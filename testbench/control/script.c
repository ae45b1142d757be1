/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Control scripts: lines of `sleep`, `amixer ... cset|sset` and `sof-ctl`, as shell scripts for the real card
 * have them, of `pcm`, which does to a stream what a program would do, and of `mic-privacy`, the switch of the machine. The commands of a shell are not interpreted; what is not understood is reported, not dropped silently.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

#define MAX_SLEEP_S   1000000
#define NS_PER_SECOND 1e9
#define MAX_SCRIPT_NS UINT64_C(1000000000000000000)

struct command {
	unsigned int line, column;
	bool is_sleep;
	uint64_t sleep_ns;
	uint64_t at_ns;
	struct control_stream *stream; /* of pcm */
	enum privacy {
		PRIVACY_NONE,
		PRIVACY_ENABLE, /* before the first stream */
		PRIVACY_ON,
		PRIVACY_OFF
	} privacy;                    /* of mic-privacy */
	size_t amixer;                /* where the words of amixer begin in text; else 0 */
	char *text;                   /* the whole line, if amixer's */
	struct control_action action; /* of sof-ctl */
};

struct control_script {
	char *path;
	struct control_card card;
	struct command *commands;
	size_t num_commands;
	size_t next;
	uint64_t end_ns; /* after the last sleep */
	unsigned int
		*first_lines; /* of each control: the last line that sets it before any sleep; 0 */
};

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

static int parse_sleep(struct control_text *text, struct control_card *card,
		       struct command *command)
{
	size_t length;
	double seconds;
	char *end;

	(void)card;
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

/* The whole command is tried on the card, whose values are then those that the next line finds. */
static int parse_amixer(struct control_text *text, struct control_card *card,
			struct command *command)
{
	command->amixer = (size_t)(text->at - text->start);
	return control_card_amixer(card, text);
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

/* An option with a value. Those of the IPC version and the IPC3 type mean nothing here. */
static int take_option(struct control_text *text, struct control_card *card, char option,
		       const char *at, const char *value, struct sof_ctl *args)
{
	char numid[CONTROL_MAX_WORD + sizeof("numid=")];
	unsigned long number;
	char *end;

	switch (option) {
	case 'c':
		args->control_set = true;
		return control_find_element(text, at, value, &card->elements, &args->control);
	case 'n':
		args->control_set = true;
		snprintf(numid, sizeof(numid), "numid=%s", value);
		return control_find_element(text, at, numid, &card->elements, &args->control);
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
	case 'D':
		return control_check_card(text, at, value);
	case 'g':
	case 'o':
		return control_fail(text, at, "-%c reads: a script only sets", option);
	default:
		return 0;
	}
}

/* A word of options: flags, then at most one with a value, which is the rest of the word or the next one. */
static int take_options(struct control_text *text, struct control_card *card, const char *at,
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
			return take_option(text, card, *option, at, option + 1, args);
		} else {
			ret = control_take_word(text, &at, value);
			if (!ret)
				return control_fail(text, text->at, "no value after -%c", *option);
			return ret < 0 ? ret : take_option(text, card, *option, at, value, args);
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

static int parse_sof_ctl(struct control_text *text, struct control_card *card,
			 struct command *command)
{
	struct sof_ctl args = { .path_at = text->at };
	char word[CONTROL_MAX_WORD];
	const char *at;
	int ret;

	while ((ret = control_take_word(text, &at, word)) > 0) {
		if (word[0] == '-' && word[1])
			ret = take_options(text, card, at, word, &args);
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
	if (card->tplg->controls[args.control].kind != TPLG_CONTROL_BYTES)
		return control_fail(text, text->start, "'%s' is no bytes control: use amixer",
				    card->tplg->controls[args.control].name);
	command->action.control = args.control;
	return control_load_blob(text, args.path_at, args.path, &args.blob, card->tplg,
				 &command->action);
}

static bool is_stream_action(const char *word)
{
	static const char *const actions[] = { "start", "stop", "pause", "resume", "suspend" };

	for (size_t i = 0; i < sizeof(actions) / sizeof(actions[0]); i++)
		if (strcmp(word, actions[i]) == 0)
			return true;
	return false;
}

static int parse_pcm(struct control_text *text, struct control_card *card, struct command *command)
{
	char pcm[CONTROL_MAX_WORD], action[CONTROL_MAX_WORD];
	const char *pcm_at = text->at, *at = text->at;
	int ret = control_take_word(text, &pcm_at, pcm);
	struct control_stream *stream;

	(void)card;
	if (ret > 0)
		ret = control_take_word(text, &at, action);
	if (ret <= 0)
		return ret ? ret :
			     control_fail(text, text->at, "expected pcm PCM[:DIRECTION] ACTION");
	if (strlen(pcm) >= sizeof(stream->pcm))
		return control_fail(text, pcm_at, "'%.100s': no such PCM", pcm);
	if (!is_stream_action(action))
		return control_fail(text, at,
				    "'%.100s': expected start, stop, pause, resume or suspend",
				    action);
	if (control_skip_blanks(text))
		return control_fail(text, text->at, "'%.40s' after the action", text->at);
	stream = calloc(1, sizeof(*stream));
	if (!stream)
		return -ENOMEM;
	stream->line = text->line;
	stream->column = command->column;
	strcpy(stream->pcm, pcm);
	strcpy(stream->action, action);
	command->stream = stream;
	return 0;
}

/* DMIC or SoundWire that brings audio into the DSP. */
static bool is_microphone(const struct tplg_widget *widget)
{
	return widget->id == TPLG_WIDGET_DAI_OUT &&
	       (!strcmp(widget->dai_type, "DMIC") || !strcmp(widget->dai_type, "ALH"));
}

static bool has_microphone(const struct tplg *tplg)
{
	for (uint32_t i = 0; i < tplg->num_widgets; i++)
		if (is_microphone(&tplg->widgets[i]))
			return true;
	return false;
}

static int parse_privacy(struct control_text *text, struct control_card *card,
			 struct command *command)
{
	char word[CONTROL_MAX_WORD];
	const char *at = text->at;
	int ret = control_take_word(text, &at, word);

	if (ret < 0)
		return ret;
	if (!ret || (strcmp(word, "on") && strcmp(word, "off")) || control_skip_blanks(text))
		return control_fail(text, at, "expected mic-privacy on or mic-privacy off");
	if (!has_microphone(card->tplg))
		return control_fail(text, text->start,
				    "mic-privacy: no microphone here, which "
				    "is a DMIC or ALH link for capture");
	command->privacy = strcmp(word, "on") ? PRIVACY_OFF : PRIVACY_ON;
	return 0;
}

static const struct {
	const char *name;
	int (*parse)(struct control_text *text, struct control_card *card, struct command *command);
} verbs[] = {
	{ "sleep", parse_sleep }, { "amixer", parse_amixer },       { "sof-ctl", parse_sof_ctl },
	{ "pcm", parse_pcm },     { "mic-privacy", parse_privacy },
};

/* @return 1 a command, 0 nothing to do, -errno */
static int parse_line(struct control_text *text, struct control_card *card, struct command *command)
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
		ret = verbs[i].parse(text, card, command);
		return ret < 0 ? ret : 1;
	}
	control_warn(text, name,
		     "'%.40s' is ignored: expected sleep, amixer, sof-ctl, pcm or mic-privacy",
		     name);
	return 0;
}

/* ---- loading ---- */

static void release(struct command *command)
{
	free(command->text);
	free(command->stream);
	control_action_release(&command->action);
}

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

/* The copiers of microphones listen to the switch if they are made after this. */
static bool enable_privacy(struct control_script *script, const struct command *line)
{
	const struct command enable = { .line = line->line,
					.column = line->column,
					.privacy = PRIVACY_ENABLE };

	for (size_t i = 0; i < script->num_commands; i++)
		if (script->commands[i].privacy)
			return true;
	if (!add_command(script, &enable))
		return false;
	memmove(script->commands + 1, script->commands,
		(script->num_commands - 1) * sizeof(*script->commands));
	script->commands[0] = enable;
	return true;
}

/* A step goes on from what the control has: it takes nobody's place. */
static bool is_relative(const char *line)
{
	const size_t length = strlen(line);
	const char last = length ? line[length - 1] : ' ';

	return strchr(line, '+') || strstr(line, "- ") || last == '-' || strstr(line, "toggle");
}

/* What a line before any sleep sets. The card notes what an amixer command has put. */
static void note_first(struct control_script *script, const struct command *command)
{
	for (size_t i = 0; command->amixer && i < script->card.elements.num; i++) {
		if (script->card.put[i] && !script->end_ns && !is_relative(command->text))
			script->first_lines[i] = command->line;
		script->card.put[i] = false;
	}
}

/* @return 0, -EINVAL with the error written, or -ENOMEM */
static int load_line(struct control_script *script, struct control_text *text, char *line)
{
	struct command command = { .line = text->line };
	int ret;

	cut_comment(line);
	text->start = line;
	text->at = line;
	ret = parse_line(text, &script->card, &command);
	if (ret > 0 && command.amixer && !(command.text = strdup(line)))
		ret = -ENOMEM;
	if (ret > 0 && command.sleep_ns > MAX_SCRIPT_NS - script->end_ns)
		ret = control_fail(text, line, "the sleeps up to here make more than %llu s",
				   (unsigned long long)(MAX_SCRIPT_NS / 1000000000));
	script->end_ns += command.sleep_ns;
	command.at_ns = script->end_ns;
	if (ret > 0)
		note_first(script, &command);
	if (ret > 0 && command.stream) {
		command.stream->file = script->path;
		command.stream->at_ns = command.at_ns;
	}
	if (ret > 0 && command.privacy && !enable_privacy(script, &command))
		ret = -ENOMEM;
	if (ret > 0 && !add_command(script, &command))
		ret = -ENOMEM;
	if (ret < 0)
		release(&command);
	return ret < 0 ? ret : 0;
}

static int load_lines(struct control_script *script, struct control_text *text,
		      struct control_bytes *content)
{
	char *line = (char *)content->data, *stop = line + content->size, *end;
	int ret = 0;

	for (; !ret && line < stop; line = end + 1) {
		text->line++;
		end = memchr(line, '\n', (size_t)(stop - line));
		if (!end)
			end = stop;
		*end = '\0';
		text->start = line;
		if (strlen(line) < (size_t)(end - line))
			ret = control_fail(text, line + strlen(line), "a NUL byte: expected text");
		else
			ret = load_line(script, text, line);
	}
	return ret;
}

int control_script_load(const char *path, const struct tplg *tplg, control_warn_fn warn,
			void *warn_ctx, struct control_script **out, struct control_error *err)
{
	struct control_text text = { .file = path, .warn = warn, .warn_ctx = warn_ctx, .err = err };
	struct control_script *script = calloc(1, sizeof(*script));
	struct control_bytes content = { 0 };
	int ret;

	*out = NULL;
	ret = script && (script->path = strdup(path)) ? control_card_make(&script->card, tplg) :
							-ENOMEM;
	if (!ret && !(script->first_lines = calloc(tplg->num_controls + 1, sizeof(unsigned int))))
		ret = -ENOMEM;
	if (!ret)
		ret = control_read_file(path, &content);
	if (!ret) {
		ret = load_lines(script, &text, &content);
		if (ret && ret != -ENOMEM)
			goto out; /* the line has its message */
	}
	if (ret) {
		err->kind = DRV_ERROR_TOPOLOGY;
		snprintf(err->text, sizeof(err->text), CONTROL_PATH ": %s", path, strerror(-ret));
	}
out:
	free(content.data);
	if (ret)
		control_script_free(script);
	else
		*out = script;
	return ret;
}

/* ---- execution ---- */

/* The line was good when the script was loaded; the values that it starts from are those of now. */
static int repeat_amixer(struct control_script *script, const struct command *command,
			 struct drv *drv, struct control_error *err)
{
	struct control_text text = {
		.file = script->path,
		.line = command->line,
		.start = command->text,
		.at = command->text + command->amixer,
		.err = err,
	};

	control_card_load(&script->card, drv);
	return control_card_amixer(&script->card, &text);
}

static int apply_privacy(const struct command *command, struct drv *drv, struct control_error *err)
{
	int ret = command->privacy == PRIVACY_ENABLE ?
			  drv_mic_privacy_enable(drv) :
			  drv_mic_privacy_switch(drv, command->privacy == PRIVACY_ON);

	if (ret < 0)
		control_driver_error(drv, err);
	return ret;
}

static int execute(struct control_script *script, const struct command *command, struct drv *drv,
		   struct control_error *err)
{
	struct control_error cause = { 0 };
	int ret;

	if (command->amixer) {
		ret = repeat_amixer(script, command, drv, err);
		if (ret < 0)
			return ret;
		ret = control_card_put(&script->card, drv, &cause);
	} else if (command->privacy) {
		ret = apply_privacy(command, drv, &cause);
	} else {
		ret = control_action_apply(&command->action, drv, &cause);
	}
	if (ret < 0) {
		err->kind = cause.kind;
		snprintf(err->text, sizeof(err->text), CONTROL_PATH ":%u:%u: %.500s", script->path,
			 command->line, command->column, cause.text);
	}
	return ret;
}

/* Is it one for controls? */
static bool is_for_controls(const struct command *command)
{
	return !command->stream && !command->is_sleep;
}

static const struct command *next_command(const struct control_script *script)
{
	for (size_t i = script->next; i < script->num_commands; i++)
		if (is_for_controls(&script->commands[i]))
			return &script->commands[i];
	return NULL;
}

uint64_t control_script_due(const struct control_script *script)
{
	const struct command *command = next_command(script);

	return command ? command->at_ns : CONTROL_NEVER;
}

unsigned int control_script_next_line(const struct control_script *script)
{
	const struct command *command = next_command(script);

	return command ? command->line : 0;
}

int control_script_step(struct control_script *script, struct drv *drv, uint64_t now_ns,
			struct control_error *err)
{
	const struct command *command;
	int ret = 0;

	while (!ret && (command = next_command(script)) != NULL && now_ns >= command->at_ns) {
		script->next = (size_t)(command - script->commands) + 1;
		ret = execute(script, command, drv, err);
	}
	return ret;
}

const struct control_stream *control_script_stream(const struct control_script *script,
						   size_t index)
{
	for (size_t i = 0; i < script->num_commands; i++)
		if (script->commands[i].stream && index-- == 0)
			return script->commands[i].stream;
	return NULL;
}

unsigned int control_script_line_at_start(const struct control_script *script,
					  const struct control_action *action)
{
	unsigned int line = script->first_lines[action->control];

	for (size_t i = 0; i < script->num_commands; i++) {
		const struct command *command = &script->commands[i];

		if (!command->at_ns && command->action.data &&
		    command->action.control == action->control &&
		    command->action.param_id == action->param_id)
			line = command->line;
	}
	return line;
}

void control_script_rewind(struct control_script *script)
{
	script->next = 0;
}

void control_script_free(struct control_script *script)
{
	if (!script)
		return;
	for (size_t i = 0; i < script->num_commands; i++)
		release(&script->commands[i]);
	control_card_free(&script->card);
	free(script->commands);
	free(script->first_lines);
	free(script->path);
	free(script);
}
