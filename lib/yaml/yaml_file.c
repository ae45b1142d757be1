/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <yaml.h>

#include "yaml/yaml_file.h"

/* More than any file needs. The library's time grows with the square of depth and anchors. */
#define MAX_MIB     64
#define MAX_DEPTH   64
#define MAX_ANCHORS 1000

struct yaml_file {
	char *path;
	char *text;
	size_t bytes;
	char *err;
	size_t err_size;
	yaml_document_t document;
	const char *(*expand)(void *ctx, struct yaml_file *file, yaml_value value);
	void *expand_ctx;
};

/* ---- messages ---- */

static void __attribute__((format(printf, 3, 0)))
complain_at(const struct yaml_file *file, yaml_mark_t at, const char *fmt, va_list ap)
{
	int n = snprintf(file->err, file->err_size, "%s:%zu:%zu: ", file->path, at.line + 1,
			 at.column + 1);

	if (n >= 0 && (size_t)n < file->err_size)
		vsnprintf(file->err + n, file->err_size - (size_t)n, fmt, ap);
	/* a message is one line, whatever the value that it quotes */
	for (char *c = file->err; *c; c++)
		if ((unsigned char)*c < ' ' || *c == 0x7f)
			*c = '?';
}

static int __attribute__((format(printf, 3, 4)))
complain_in_file(const struct yaml_file *file, yaml_mark_t at, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	complain_at(file, at, fmt, ap);
	va_end(ap);
	return -EINVAL;
}

static int no_memory(const struct yaml_file *file)
{
	snprintf(file->err, file->err_size, "%s: out of memory", file->path);
	return -ENOMEM;
}

int yaml_complain(struct yaml_file *file, yaml_value value, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	complain_at(file, value->start_mark, fmt, ap);
	va_end(ap);
	return -EINVAL;
}

/* ---- what is no YAML ---- */

/* @return the place of a byte, or of `until` before it; *next: the character there, EOF */
static yaml_mark_t walk(const struct yaml_file *file, size_t bytes, const yaml_mark_t *until,
			int *next)
{
	yaml_mark_t at = { 0 };

	/* a character of UTF-8 is one column */
	for (; at.index < file->bytes && at.index < bytes; at.index++) {
		const char c = file->text[at.index];
		const bool begins = (c & 0xc0) != 0x80;

		if (until && begins && at.line >= until->line && at.column >= until->column)
			break;
		at.column = c == '\n' ? 0 : at.column + begins;
		at.line += c == '\n';
	}
	*next = at.index < file->bytes ? (unsigned char)file->text[at.index] : EOF;
	return at;
}

/* A text that begins with '>' is a bound that lacks quotes more often than it is a folded block. */
static bool lacks_quotes(const struct yaml_file *file, const yaml_parser_t *parser)
{
	int problem, context;

	if (parser->error != YAML_SCANNER_ERROR)
		return false;
	walk(file, SIZE_MAX, &parser->problem_mark, &problem);
	walk(file, SIZE_MAX, &parser->context_mark, &context);
	return problem == '>' || (parser->context && context == '>');
}

static int complain_of_yaml(struct yaml_file *file, const yaml_parser_t *parser)
{
	yaml_mark_t at = parser->problem_mark;
	int next;

	/* the library names each problem but this one */
	if (!parser->problem)
		return no_memory(file);
	/* what is no character has no mark */
	if (parser->error == YAML_READER_ERROR)
		at = walk(file, parser->problem_offset, NULL, &next);
	return complain_in_file(
		file, at, "not YAML: %s%s", parser->problem,
		lacks_quotes(file, parser) ? "; what begins with > stands in quotes: '>= 3'" : "");
}

/* ---- the file ---- */

/* One file is one document: what a second one says would be lost. */
static int check_end(struct yaml_file *file, yaml_parser_t *parser)
{
	yaml_document_t next;
	const yaml_node_t *root;
	int ret = 0;

	if (!yaml_parser_load(parser, &next))
		return complain_of_yaml(file, parser);
	root = yaml_document_get_root_node(&next);
	if (root)
		ret = complain_in_file(file, root->start_mark, "a second document: expected one");
	yaml_document_delete(&next);
	return ret;
}

/* A pipe is read as a file is. */
static int read_all(struct yaml_file *file, FILE *stream)
{
	const size_t most = (size_t)MAX_MIB << 20;
	FILE *all = open_memstream(&file->text, &file->bytes);
	size_t bytes, sum = 0;
	char block[4096];
	bool is_full;
	int error;

	if (!all)
		return no_memory(file);
	while (sum <= most && (bytes = fread(block, 1, sizeof(block), stream)) > 0)
		sum += fwrite(block, 1, bytes, all);
	error = ferror(stream) ? errno : 0;
	is_full = ferror(all);
	/* glibc's says nothing when the text has found no room at the end */
	if (fclose(all) || is_full || !file->text)
		return no_memory(file);
	if (!error && sum <= most)
		return 0;
	if (error)
		snprintf(file->err, file->err_size, "%s: %s", file->path, strerror(error));
	else
		snprintf(file->err, file->err_size, "%s: expected %d MiB at most", file->path,
			 MAX_MIB);
	return -EINVAL;
}

static int begin(struct yaml_file *file, yaml_parser_t *parser)
{
	if (!yaml_parser_initialize(parser))
		return no_memory(file);
	yaml_parser_set_input_string(parser, (const unsigned char *)file->text, file->bytes);
	return 0;
}

static bool opens(const yaml_event_t *event)
{
	return event->type == YAML_SEQUENCE_START_EVENT || event->type == YAML_MAPPING_START_EVENT;
}

static bool closes(const yaml_event_t *event)
{
	return event->type == YAML_SEQUENCE_END_EVENT || event->type == YAML_MAPPING_END_EVENT;
}

static bool has_anchor(const yaml_event_t *event)
{
	return event->type == YAML_SCALAR_EVENT         ? event->data.scalar.anchor :
	       event->type == YAML_SEQUENCE_START_EVENT ? event->data.sequence_start.anchor :
	       event->type == YAML_MAPPING_START_EVENT  ? event->data.mapping_start.anchor :
							  NULL;
}

/* What would keep the library busy for minutes. What is no YAML is not looked for here. */
static int check_costs(struct yaml_file *file)
{
	unsigned int depth = 0, anchors = 0;
	yaml_parser_t parser;
	yaml_event_t event;
	bool is_end = false;
	int ret = begin(file, &parser);

	if (ret)
		return ret;
	while (!is_end && !ret && yaml_parser_parse(&parser, &event)) {
		depth += opens(&event);
		depth -= closes(&event);
		anchors += has_anchor(&event);
		is_end = event.type == YAML_STREAM_END_EVENT;
		if (depth > MAX_DEPTH)
			ret = complain_in_file(file, event.start_mark,
					       "nested too deep: expected %d levels at most",
					       MAX_DEPTH);
		else if (anchors > MAX_ANCHORS)
			ret = complain_in_file(file, event.start_mark,
					       "too many anchors: expected %d at most",
					       MAX_ANCHORS);
		yaml_event_delete(&event);
	}
	yaml_parser_delete(&parser);
	return ret;
}

static int parse(struct yaml_file *file)
{
	yaml_parser_t parser;
	int ret = check_costs(file);

	if (!ret)
		ret = begin(file, &parser);
	if (ret)
		return ret;
	if (!yaml_parser_load(&parser, &file->document)) {
		ret = complain_of_yaml(file, &parser);
	} else {
		ret = check_end(file, &parser);
		if (!ret && !yaml_document_get_root_node(&file->document))
			ret = complain_in_file(file, (yaml_mark_t){ 0 }, "the file is empty");
		if (ret)
			yaml_document_delete(&file->document);
	}
	yaml_parser_delete(&parser);
	return ret;
}

static void free_texts(struct yaml_file *file)
{
	free(file->path);
	free(file->text);
	free(file);
}

int yaml_file_load(FILE *stream, const char *path, char *err, size_t err_size,
		   struct yaml_file **out)
{
	struct yaml_file *file = calloc(1, sizeof(*file));
	int ret;

	if (file)
		file->path = strdup(path);
	if (!file || !file->path) {
		free(file);
		snprintf(err, err_size, "%s: out of memory", path);
		return -ENOMEM;
	}
	file->err = err;
	file->err_size = err_size;
	ret = read_all(file, stream);
	if (!ret)
		ret = parse(file);
	if (ret) {
		free_texts(file);
		return ret;
	}
	*out = file;
	return 0;
}

void yaml_file_free(struct yaml_file *file)
{
	if (!file)
		return;
	yaml_document_delete(&file->document);
	free_texts(file);
}

/* libyaml's look-ups take documents that they do not change. */
static yaml_document_t *document_of(const struct yaml_file *file)
{
	return (yaml_document_t *)&file->document;
}

yaml_value yaml_file_root(const struct yaml_file *file)
{
	return yaml_document_get_root_node(document_of(file));
}

/* ---- values ---- */

/* "4096", "0x1000", "64 KiB", "8 MiB" */
static bool parse_number(uint64_t *out, const char *text, bool unit_allowed)
{
	char *end;
	uint64_t value, scale = 1;

	if (*text < '0' || *text > '9')
		return false;
	errno = 0;
	value = strtoull(text, &end, 0);
	if (errno)
		return false;
	if (*end == ' ')
		end++;
	if (unit_allowed && !strcmp(end, "KiB"))
		scale = 1024;
	else if (unit_allowed && !strcmp(end, "MiB"))
		scale = 1024 * 1024;
	else if (*end)
		return false;
	if (value > UINT64_MAX / scale)
		return false;
	*out = value * scale;
	return true;
}

static int read_text(struct yaml_file *file, const struct yaml_field *field, yaml_value value,
		     char *out)
{
	const char *text = yaml_string(file, value, field->key);
	size_t length = text ? strlen(text) : 0;

	if (!text)
		return -EINVAL;
	if (!length || length >= field->size)
		return yaml_complain(file, value, "%s: expected 1 to %zu characters", field->key,
				     field->size - 1);
	memcpy(out, text, length + 1);
	return 0;
}

static int read_number(struct yaml_file *file, const struct yaml_field *field, yaml_value value,
		       void *out)
{
	const char *text = yaml_string(file, value, field->key);
	bool bytes = field->kind == YAML_KIND_BYTES;
	uint64_t number;
	uint32_t number32;

	if (!text)
		return -EINVAL;
	if (!parse_number(&number, text, bytes))
		return yaml_complain(file, value, "%s: '%s': expected a %s", field->key, text,
				     bytes ? "number of bytes, KiB or MiB" : "whole number");
	if (number < field->min || number > field->max)
		return yaml_complain(file, value, "%s: '%s': expected %llu to %llu", field->key,
				     text, (unsigned long long)field->min,
				     (unsigned long long)field->max);
	if (bytes && number % field->multiple)
		return yaml_complain(file, value, "%s: '%s': expected a multiple of %u", field->key,
				     text, field->multiple);
	number32 = (uint32_t)number;
	memcpy(out, &number32, sizeof(number32));
	return 0;
}

/* "0x" and digits, as masks and maps are written. */
static bool is_hexadecimal(const char *text)
{
	return !strncmp(text, "0x", 2) && text[2] &&
	       !text[2 + strspn(text + 2, "0123456789abcdefABCDEF")];
}

int yaml_read_real(struct yaml_file *file, yaml_value value, const char *what, double low,
		   double high, double *out)
{
	const char *text = yaml_string(file, value, what);
	char *end = NULL;
	double number = 0;

	if (!text)
		return -EINVAL;
	/* neither "inf" nor "0x1p3" */
	if (*text && (strspn(text, "0123456789.+-eE") == strlen(text) || is_hexadecimal(text)))
		number = strtod(text, &end);
	if (!end || end == text || *end)
		return yaml_complain(file, value, "%s: '%s': expected a number", what, text);
	if (!(number >= low && number <= high))
		return yaml_complain(file, value, "%s: '%s': expected %.10g to %.10g", what, text,
				     low, high);
	*out = number;
	return 0;
}

static int read_string(struct yaml_file *file, const struct yaml_field *field, yaml_value value,
		       const char **out)
{
	const char *text = yaml_string(file, value, field->key);

	if (!text)
		return -EINVAL;
	if (!*text)
		return yaml_complain(file, value, "%s: expected a text", field->key);
	*out = text;
	return 0;
}

static int read_bool(struct yaml_file *file, const struct yaml_field *field, yaml_value value,
		     bool *out)
{
	const char *text = yaml_string(file, value, field->key);

	if (!text)
		return -EINVAL;
	*out = strcmp(text, "true") == 0;
	if (!*out && strcmp(text, "false") != 0)
		return yaml_complain(file, value, "%s: '%s': expected true or false", field->key,
				     text);
	return 0;
}

static int read_choice(struct yaml_file *file, const struct yaml_field *field, yaml_value value,
		       void *out)
{
	const char *text = yaml_string(file, value, field->key);
	char expected[256] = "";
	int choice = 0;

	if (!text)
		return -EINVAL;
	for (; field->choices[choice]; choice++) {
		const size_t used = strlen(expected);

		if (!strcmp(field->choices[choice], text)) {
			memcpy(out, &choice, sizeof(choice));
			return 0;
		}
		snprintf(expected + used, sizeof(expected) - used, "%s%s",
			 !choice                    ? "" :
			 field->choices[choice + 1] ? ", " :
						      " or ",
			 field->choices[choice]);
	}
	return yaml_complain(file, value, "%s: '%s': expected %s", field->key, text, expected);
}

int yaml_read_value(struct yaml_file *file, yaml_value value, const char *what,
		    const struct yaml_field *field, void *out)
{
	void *dest = (char *)out + field->offset;

	if (field->kind == YAML_KIND_NODE) {
		*field->node = value;
		return 0;
	}
	if (field->kind == YAML_KIND_READ)
		return field->read(file, value, out);
	if (value->type != YAML_SCALAR_NODE)
		return yaml_complain(file, value, "%s: %s: expected a single value", what,
				     field->key);
	switch (field->kind) {
	case YAML_KIND_TEXT:
		return read_text(file, field, value, dest);
	case YAML_KIND_STRING:
		return read_string(file, field, value, dest);
	case YAML_KIND_BOOL:
		return read_bool(file, field, value, dest);
	case YAML_KIND_REAL:
		return yaml_read_real(file, value, field->key, field->low, field->high, dest);
	case YAML_KIND_CHOICE:
		return read_choice(file, field, value, dest);
	default:
		return read_number(file, field, value, dest);
	}
}

int yaml_read_mapping(struct yaml_file *file, yaml_value map, const char *what,
		      const struct yaml_field *fields, size_t num_fields, void *out)
{
	const yaml_node_pair_t *pair;
	uint64_t seen = 0;
	size_t i;
	int ret;

	if (map->type != YAML_MAPPING_NODE)
		return yaml_complain(file, map, "%s: expected a mapping of keys to values", what);
	for (pair = map->data.mapping.pairs.start; pair < map->data.mapping.pairs.top; pair++) {
		yaml_value key = yaml_document_get_node(document_of(file), pair->key);
		yaml_value value = yaml_document_get_node(document_of(file), pair->value);
		const char *name = yaml_text(key);

		if (!name)
			return yaml_complain(file, key, "%s: expected a plain key", what);
		for (i = 0; i < num_fields && strcmp(name, fields[i].key); i++)
			;
		if (i == num_fields)
			return yaml_complain(file, key, "%s: unknown key '%s'", what, name);
		if (seen & 1ull << i)
			return yaml_complain(file, key, "%s: %s: given twice", what, name);
		seen |= 1ull << i;
		ret = yaml_read_value(file, value, what, &fields[i], out);
		if (ret)
			return ret;
	}
	for (i = 0; i < num_fields; i++) {
		if (!fields[i].optional && !(seen & 1ull << i))
			return yaml_complain(file, map, "%s: key '%s' is missing", what,
					     fields[i].key);
	}
	return 0;
}

yaml_value yaml_list_at(const struct yaml_file *file, yaml_value list, size_t i)
{
	const yaml_node_item_t *item = list->data.sequence.items.start + i;

	return item < list->data.sequence.items.top ?
		       yaml_document_get_node(document_of(file), *item) :
		       NULL;
}

size_t yaml_list_length(yaml_value list)
{
	return (size_t)(list->data.sequence.items.top - list->data.sequence.items.start);
}

bool yaml_has_key(const struct yaml_file *file, yaml_value value, const char *key)
{
	const yaml_node_pair_t *pair;

	if (value->type != YAML_MAPPING_NODE)
		return false;
	for (pair = value->data.mapping.pairs.start; pair < value->data.mapping.pairs.top; pair++) {
		const char *name = yaml_text(yaml_document_get_node(document_of(file), pair->key));

		if (name && !strcmp(name, key))
			return true;
	}
	return false;
}

int yaml_check_list(struct yaml_file *file, yaml_value value, const char *what)
{
	if (value->type != YAML_SEQUENCE_NODE)
		return yaml_complain(file, value, "%s: expected a list", what);
	return 0;
}

const char *yaml_text(yaml_value value)
{
	return value->type == YAML_SCALAR_NODE ? (const char *)value->data.scalar.value : NULL;
}

size_t yaml_line(yaml_value value)
{
	return value->start_mark.line + 1;
}

size_t yaml_column(yaml_value value)
{
	return value->start_mark.column + 1;
}

bool yaml_pair_at(const struct yaml_file *file, yaml_value map, size_t i, yaml_value *key,
		  yaml_value *value)
{
	const yaml_node_pair_t *pair;

	if (map->type != YAML_MAPPING_NODE)
		return false;
	pair = map->data.mapping.pairs.start + i;
	if (pair >= map->data.mapping.pairs.top)
		return false;
	*key = yaml_document_get_node(document_of(file), pair->key);
	*value = yaml_document_get_node(document_of(file), pair->value);
	return true;
}

void yaml_file_expand(struct yaml_file *file,
		      const char *(*expand)(void *ctx, struct yaml_file *file, yaml_value value),
		      void *ctx)
{
	file->expand = expand;
	file->expand_ctx = ctx;
}

void *yaml_file_context(const struct yaml_file *file)
{
	return file->expand_ctx;
}

const char *yaml_string(struct yaml_file *file, yaml_value value, const char *what)
{
	const char *text = yaml_text(value);

	if (!text || strlen(text) != value->data.scalar.length) {
		yaml_complain(file, value, "%s: expected a single value", what);
		return NULL;
	}
	return file->expand ? file->expand(file->expand_ctx, file, value) : text;
}
