/* SPDX-License-Identifier: BSD-3-Clause */
/* Platform profiles: YAML mapping of known keys, each checked where it stands. */
#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <yaml.h>

#include <adsp/profile.h>

#include "memory/memory_map.h"

enum field_kind {
	FIELD_TEXT,   /* char[size] */
	FIELD_NUMBER, /* uint32_t within min..max */
	FIELD_BYTES,  /* uint32_t, with unit, page aligned */
};

struct field {
	const char *key;
	enum field_kind kind;
	size_t offset;
	size_t size;
	uint64_t min;
	uint64_t max;
};

#define PROFILE_TEXT(name)                                              \
	{                                                               \
#name, FIELD_TEXT, offsetof(struct adsp_profile, name), \
			sizeof(((struct adsp_profile *)0)->name), 0, 0  \
	}
#define PROFILE_NUMBER(name, min, max)                                                \
	{                                                                             \
#name, FIELD_NUMBER, offsetof(struct adsp_profile, name), 4, min, max \
	}
#define PROFILE_BYTES(name, max)                                                      \
	{                                                                             \
#name, FIELD_BYTES, offsetof(struct adsp_profile, name), 4, 4096, max \
	}

static const struct field profile_fields[] = {
	PROFILE_TEXT(name),
	PROFILE_TEXT(description),
	PROFILE_NUMBER(cores, 1, ADSP_MAX_CORES),
	PROFILE_NUMBER(page_size, CONFIG_MM_DRV_PAGE_SIZE, CONFIG_MM_DRV_PAGE_SIZE),
	PROFILE_NUMBER(dcache_line, CONFIG_DCACHE_LINE_SIZE, CONFIG_DCACHE_LINE_SIZE),
	PROFILE_NUMBER(clock_hz, 1000, 4000000000u),
	PROFILE_BYTES(heap_size, ADSP_ALIAS_BYTES),
	PROFILE_BYTES(buffer_heap_size, ADSP_ALIAS_BYTES),
	PROFILE_BYTES(vpage_size, ADSP_ALIAS_BYTES),
	PROFILE_BYTES(stack_pool_size, ADSP_ALIAS_BYTES),
};

static const struct field bank_fields[] = {
	{ "name", FIELD_TEXT, offsetof(struct adsp_bank_profile, name), 16, 0, 0 },
	{ "offset", FIELD_BYTES, offsetof(struct adsp_bank_profile, offset), 4, 0,
	  ADSP_ALIAS_BYTES },
	{ "size", FIELD_BYTES, offsetof(struct adsp_bank_profile, size), 4, 4096,
	  ADSP_ALIAS_BYTES },
};

struct reader {
	const char *path;
	char *err;
	size_t err_size;
	yaml_document_t doc;
};

static int __attribute__((format(printf, 3, 4)))
complain(struct reader *r, size_t line, const char *fmt, ...)
{
	va_list ap;
	int n = snprintf(r->err, r->err_size, "%s:%zu: ", r->path, line);

	if (n >= 0 && (size_t)n < r->err_size) {
		va_start(ap, fmt);
		vsnprintf(r->err + n, r->err_size - (size_t)n, fmt, ap);
		va_end(ap);
	}
	return -EINVAL;
}

static size_t line_of(const yaml_node_t *node)
{
	return node->start_mark.line + 1;
}

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

static int read_field(struct reader *r, const struct field *field, const yaml_node_t *node,
		      void *out)
{
	const char *text = (const char *)node->data.scalar.value;
	char *dest = (char *)out + field->offset;
	uint64_t value;
	uint32_t value32;

	if (field->kind == FIELD_TEXT) {
		size_t length = node->data.scalar.length;

		if (!length || length >= field->size || strlen(text) != length)
			return complain(r, line_of(node), "%s: expected 1 to %zu characters",
					field->key, field->size - 1);
		memcpy(dest, text, length + 1);
		return 0;
	}
	if (!parse_number(&value, text, field->kind == FIELD_BYTES))
		return complain(r, line_of(node), "%s: '%s': expected a number%s", field->key, text,
				field->kind == FIELD_BYTES ? " of bytes, KiB or MiB" : "");
	if (value < field->min || value > field->max)
		return complain(r, line_of(node), "%s: '%s': expected %llu to %llu", field->key,
				text, (unsigned long long)field->min,
				(unsigned long long)field->max);
	if (field->kind == FIELD_BYTES && value % CONFIG_MM_DRV_PAGE_SIZE)
		return complain(r, line_of(node),
				"%s: '%s': expected a multiple of the page size %d", field->key,
				text, CONFIG_MM_DRV_PAGE_SIZE);
	value32 = (uint32_t)value;
	memcpy(dest, &value32, sizeof(value32));
	return 0;
}

/*
 * Read a mapping against a table: every key known, none twice, none missing. The key named `other` is left
 * to the caller, who gets its value node.
 */
static int read_mapping(struct reader *r, const yaml_node_t *map, const char *what,
			const struct field *fields, size_t num_fields, void *out, const char *other,
			const yaml_node_t **other_node)
{
	const yaml_node_pair_t *pair;
	uint32_t seen = 0;
	size_t i;
	int ret;

	if (map->type != YAML_MAPPING_NODE)
		return complain(r, line_of(map), "%s: expected a mapping of keys to values", what);

	for (pair = map->data.mapping.pairs.start; pair < map->data.mapping.pairs.top; pair++) {
		const yaml_node_t *key = yaml_document_get_node(&r->doc, pair->key);
		const yaml_node_t *value = yaml_document_get_node(&r->doc, pair->value);
		const char *name;

		if (key->type != YAML_SCALAR_NODE)
			return complain(r, line_of(key), "%s: expected a plain key", what);
		name = (const char *)key->data.scalar.value;
		if (other && !strcmp(name, other)) {
			if (*other_node)
				return complain(r, line_of(key), "%s: %s: given twice", what, name);
			*other_node = value;
			continue;
		}
		for (i = 0; i < num_fields && strcmp(name, fields[i].key); i++)
			;
		if (i == num_fields)
			return complain(r, line_of(key), "%s: unknown key '%s'", what, name);
		if (seen & (1u << i))
			return complain(r, line_of(key), "%s: %s: given twice", what, name);
		seen |= 1u << i;
		if (value->type != YAML_SCALAR_NODE)
			return complain(r, line_of(value), "%s: %s: expected a single value", what,
					name);
		ret = read_field(r, &fields[i], value, out);
		if (ret)
			return ret;
	}
	for (i = 0; i < num_fields; i++) {
		if (!(seen & (1u << i)))
			return complain(r, line_of(map), "%s: key '%s' is missing", what,
					fields[i].key);
	}
	if (other && !*other_node)
		return complain(r, line_of(map), "%s: key '%s' is missing", what, other);
	return 0;
}

static int read_banks(struct reader *r, const yaml_node_t *list, struct adsp_profile *out)
{
	const yaml_node_item_t *item;
	int ret;

	if (list->type != YAML_SEQUENCE_NODE)
		return complain(r, line_of(list), "banks: expected a list");
	for (item = list->data.sequence.items.start; item < list->data.sequence.items.top; item++) {
		const yaml_node_t *node = yaml_document_get_node(&r->doc, *item);

		if (out->num_banks == ADSP_MAX_BANKS)
			return complain(r, line_of(node), "banks: expected at most %d",
					ADSP_MAX_BANKS);
		ret = read_mapping(r, node, "bank", bank_fields,
				   sizeof(bank_fields) / sizeof(bank_fields[0]),
				   &out->banks[out->num_banks], NULL, NULL);
		if (ret)
			return ret;
		out->num_banks++;
	}
	return 0;
}

static int read_document(struct reader *r, struct adsp_profile *out)
{
	const yaml_node_t *root = yaml_document_get_root_node(&r->doc);
	const yaml_node_t *banks = NULL;
	char why[160];
	int ret;

	if (!root)
		return complain(r, 1, "expected a profile, the file is empty");
	ret = read_mapping(r, root, "profile", profile_fields,
			   sizeof(profile_fields) / sizeof(profile_fields[0]), out, "banks",
			   &banks);
	if (ret)
		return ret;
	ret = read_banks(r, banks, out);
	if (ret)
		return ret;
	ret = memory_check(out, why, sizeof(why));
	if (ret)
		return complain(r, line_of(banks), "%s", why);
	return 0;
}

static int load_file(FILE *file, const char *path, struct adsp_profile *out, char *err,
		     size_t err_size)
{
	struct reader r = { .path = path, .err = err, .err_size = err_size };
	yaml_parser_t parser;
	int ret;

	if (!yaml_parser_initialize(&parser)) {
		snprintf(err, err_size, "%s: out of memory", path);
		return -ENOMEM;
	}
	yaml_parser_set_input_file(&parser, file);
	if (!yaml_parser_load(&parser, &r.doc)) {
		ret = complain(&r, parser.problem_mark.line + 1, "not YAML: %s",
			       parser.problem ? parser.problem : "unreadable");
		goto out_parser;
	}
	ret = read_document(&r, out);
	yaml_document_delete(&r.doc);
out_parser:
	yaml_parser_delete(&parser);
	return ret;
}

/*
 * Where profiles are: installed beside the program, in the tree that it was built in, which may have been moved, or
 * where that tree was then.
 */
static const char *const places[] = { "%s/../share/adspbench/profiles",
				      "%s/../../fw/platform/profiles", ADSP_PROFILE_DIR };

#define NUM_PLACES (sizeof(places) / sizeof(places[0]))

/* The folder of the program; "." when it is not known. */
static void program_dir(char out[PATH_MAX])
{
	ssize_t n = readlink("/proc/self/exe", out, PATH_MAX - 1);

	out[n > 0 ? n : 0] = '\0';
	if (strrchr(out, '/'))
		*strrchr(out, '/') = '\0';
	else
		strcpy(out, ".");
}

static FILE *open_in(const char *dir, const char *name, char *path, size_t size)
{
	if (snprintf(path, size, "%s/%s.yaml", dir, name) >= (int)size)
		return NULL;
	return fopen(path, "re");
}

static FILE *open_by_name(const char *name, char *path, size_t size)
{
	const char *named = getenv("ADSPBENCH_PROFILES");
	char program[PATH_MAX], dir[PATH_MAX + 64];
	FILE *file = named ? open_in(named, name, path, size) : NULL;

	program_dir(program);
	for (size_t i = 0; !file && i < NUM_PLACES; i++) {
		snprintf(dir, sizeof(dir), places[i], program);
		file = open_in(dir, name, path, size);
	}
	return file;
}

static int no_profile(const char *name, char *err, size_t err_size)
{
	char path[PATH_MAX], program[PATH_MAX];
	FILE *any = open_by_name("mtl", path, sizeof(path));

	if (any) {
		fclose(any);
		snprintf(err, err_size, "no profile '%s', expected mtl, lnl, ptl, tgl or FILE.yaml",
			 name);
		return -ENOENT;
	}
	program_dir(program);
	snprintf(err, err_size,
		 "there are no profiles of machines beside the program in %.200s or in %.200s: set "
		 "ADSPBENCH_PROFILES to their folder",
		 program, ADSP_PROFILE_DIR);
	return -ENOTDIR;
}

static bool is_path(const char *name)
{
	size_t length = strlen(name);

	return strchr(name, '/') || (length > 5 && !strcmp(name + length - 5, ".yaml"));
}

int adsp_profile_load(const char *name, struct adsp_profile *out, char *err, size_t err_size)
{
	struct adsp_profile profile = { .cores = 0 };
	char path[PATH_MAX];
	FILE *file;
	int ret;

	if (is_path(name)) {
		snprintf(path, sizeof(path), "%s", name);
		file = fopen(name, "re");
	} else {
		file = open_by_name(name, path, sizeof(path));
	}
	if (!file) {
		if (is_path(name)) {
			snprintf(err, err_size, "%s: %s", name, strerror(errno));
			return -EIO;
		}
		return no_profile(name, err, err_size);
	}
	ret = load_file(file, path, &profile, err, err_size);
	fclose(file);
	if (!ret)
		*out = profile;
	return ret;
}
