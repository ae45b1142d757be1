/* SPDX-License-Identifier: BSD-3-Clause */
/* Files of a suite: variables, includes, defaults, scenarios. */
#include <ctype.h>
#include <errno.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "audio/sample_format.h"
#include "suite/suite.h"
#include "util/input_files.h"

#define MAX_DEPTH    8 /* of includes */
#define MAX_DEFAULTS 64

/* Defaults of the files around a scenario, outermost last. */
struct defaults {
	struct {
		struct suite_file *file;
		yaml_value map;
	} item[MAX_DEFAULTS];
	size_t count;
};

/* ---- names ---- */

const char *suite_path(struct yaml_file *yaml, const char *name)
{
	struct suite_file *file = suite_file_of(yaml);

	return *name == '/' ? name : suite_format(file->suite, "%s%s", file->folder, name);
}

/*
 * The slot of a scenario with this name, or the one where it would be. Case makes no difference: the folders of two
 * names that differ in nothing else would be one on some file systems.
 */
static struct suite_scenario **slot_of(struct suite *suite, struct suite_index **index,
				       const char *text, size_t key)
{
	const size_t mask = sizeof((*index)->slot) / sizeof((*index)->slot[0]) - 1;
	size_t at = 5381;

	if (!*index)
		*index = suite_alloc(suite, sizeof(**index));
	for (const char *c = text; *c; c++)
		at = at * 33 + (size_t)tolower((unsigned char)*c);
	for (;; at++) {
		struct suite_scenario **slot = &(*index)->slot[at & mask];

		if (!*slot || !strcasecmp(*(const char **)((char *)*slot + key), text))
			return slot;
	}
}

#define SLOT(suite, index, text, member) \
	slot_of(suite, &(suite)->index, text, offsetof(struct suite_scenario, member))

/* A folder's name: what no file system minds, and no two scenarios share. */
static const char *folder_of(struct suite *suite, const char *name)
{
	char *text = suite_format(suite, "%s", name);

	for (char *at = text; *at; at++)
		if (!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.",
			    *at) ||
		    (*at == '.' && at == text))
			*at = '_';
	if (strlen(text) > 120)
		text[120] = '\0';
	if (!*SLOT(suite, folders, text, folder) && strcmp(text, "result.json") != 0)
		return text;
	return suite_format(suite, "%s_%zu", text, suite->count);
}

/* ---- one scenario ---- */

static int add_scenario(struct suite *suite, struct suite_scenario *s)
{
	struct suite_scenario **grown = suite->scenario;

	if (suite->count % 256 == 0)
		grown = reallocarray(suite->scenario, suite->count + 256, sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	suite->scenario = grown;
	suite->scenario[suite->count++] = s;
	return 0;
}

static int check_unique(struct suite_file *file, yaml_value value, const struct suite_scenario *s)
{
	struct suite *suite = file->suite;
	const struct suite_scenario *other = *SLOT(suite, names, s->name, name);

	if (suite->count == SUITE_MAX_SCENARIOS)
		return yaml_complain(file->yaml, value, "expected at most %d scenarios",
				     SUITE_MAX_SCENARIOS);
	if (other)
		return yaml_complain(file->yaml, value, "scenario '%s': the name is taken at %s:%u",
				     s->name, other->place.file, other->place.line);
	return 0;
}

/* Two ends of one name would share their audio and their expectations. */
static int check_names(struct suite_file *file, yaml_value value, const struct suite_scenario *s)
{
	const size_t count = s->num_streams + s->num_links;

	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < i; k++) {
			const struct suite_end *a =
				i < s->num_streams ? &s->streams[i] : &s->links[i - s->num_streams];
			const struct suite_end *b =
				k < s->num_streams ? &s->streams[k] : &s->links[k - s->num_streams];

			if (!strcmp(a->name, b->name))
				return yaml_complain(file->yaml, value,
						     "scenario '%s': two ends are named '%s'",
						     s->name, a->name);
		}
	return 0;
}

static bool has_end(const struct suite_scenario *s, const char *name)
{
	for (size_t i = 0; i < s->num_streams; i++)
		if (!strcmp(s->streams[i].name, name))
			return true;
	for (size_t i = 0; i < s->num_links; i++)
		if (!strcmp(s->links[i].name, name))
			return true;
	return false;
}

/* What would be compared with nothing, or never measured. */
static int check_ends(struct suite_file *file, yaml_value value, const struct suite_scenario *s,
		      const struct suite_end *ends, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct suite_checks *checks = &ends[i].checks;

		if (checks->input && !has_end(s, checks->input))
			return yaml_complain(file->yaml, value,
					     "%s: input: no stream and no link is named '%s'",
					     ends[i].name, checks->input);
		if (checks->to_ms > 0 && checks->to_ms <= checks->from_ms)
			return yaml_complain(file->yaml, value,
					     "%s: from %g to %g: expected a later end",
					     ends[i].name, checks->from_ms, checks->to_ms);
	}
	return 0;
}

static int check_scenario(struct suite_file *file, yaml_value value, const struct suite_scenario *s)
{
	if (!s->name)
		return yaml_complain(file->yaml, value, "scenario: key 'name' is missing");
	if (strchr(s->name, '\n'))
		return yaml_complain(file->yaml, value, "name: expected one line");
	if (s->num_steps && (s->num_streams || s->num_links))
		return yaml_complain(file->yaml, value,
				     "scenario: expected steps or streams, not both");
	if (s->num_steps)
		return check_unique(file, value, s);
	if (!s->topology)
		return yaml_complain(file->yaml, value, "scenario: key 'topology' is missing");
	if (!s->num_streams)
		return yaml_complain(file->yaml, value, "scenario: key 'streams' is missing");
	if (s->script && s->num_actions)
		return yaml_complain(file->yaml, value,
				     "scenario: expected a script or a timeline, not both");
	if (check_names(file, value, s) < 0 ||
	    check_ends(file, value, s, s->streams, s->num_streams) < 0 ||
	    check_ends(file, value, s, s->links, s->num_links) < 0)
		return -EINVAL;
	return check_unique(file, value, s);
}

struct making {
	yaml_value value;
	const struct defaults *defaults;
	yaml_value name; /* NULL: missing */
};

static int read_fields(struct suite_file *file, yaml_value map, struct suite_vars *vars,
		       struct suite_scenario *s)
{
	struct suite_vars *own = file->vars;
	int ret;

	file->vars = vars;
	ret = yaml_read_mapping(file->yaml, map, "scenario", suite_scenario_shape.fields,
				suite_scenario_shape.count, s);
	file->vars = own;
	return ret;
}

/* With the values of a matrix, unless it has variables. NULL: there is none */
static const char *name_of(struct suite_file *file, const struct making *making, const char *suffix)
{
	const char *written = making->name ? yaml_text(making->name) : NULL;
	const char *name = written ? yaml_string(file->yaml, making->name, "name") : NULL;

	return name && !strstr(written, "${") ? suite_format(file->suite, "%s%s", name, suffix) :
						name;
}

static int make_scenario(struct suite_file *file, const char *suffix, void *ctx)
{
	const struct making *making = ctx;
	struct suite *suite = file->suite;
	const char *name = name_of(file, making, suffix);
	struct suite_scenario *s;
	int ret = 0;

	if (suite->wanted && name && strcmp(suite->wanted, name) != 0 &&
	    fnmatch(suite->wanted, name, 0) != 0)
		return 0;
	s = suite_alloc(suite, sizeof(*s));
	s->suite = suite;
	s->limit_s = 60;
	s->checks.delay = SUITE_UNSET;
	s->place = (struct suite_place){ file->path, (uint32_t)yaml_line(making->value),
					 (uint32_t)yaml_column(making->value) };
	for (size_t i = making->defaults->count; !ret && i-- > 0;)
		ret = read_fields(making->defaults->item[i].file, making->defaults->item[i].map,
				  file->vars, s);
	if (!ret)
		ret = read_fields(file, making->value, file->vars, s);
	if (ret)
		return ret;
	if (name)
		s->name = name;
	ret = check_scenario(file, making->value, s);
	if (ret)
		return ret;
	s->folder = folder_of(suite, s->name);
	*SLOT(suite, names, s->name, name) = s;
	*SLOT(suite, folders, s->folder, folder) = s;
	return add_scenario(suite, s);
}

static yaml_value find_key(struct suite_file *file, yaml_value map, const char *name)
{
	yaml_value key, value;

	for (size_t i = 0; yaml_pair_at(file->yaml, map, i, &key, &value); i++)
		if (yaml_text(key) && !strcmp(yaml_text(key), name))
			return value;
	return NULL;
}

static int read_scenarios(struct suite_file *file, yaml_value list, const struct defaults *defaults)
{
	yaml_value value;
	int ret = yaml_check_list(file->yaml, list, "scenarios");

	for (size_t i = 0; !ret && (value = yaml_list_at(file->yaml, list, i)); i++) {
		struct making making = { value, defaults, find_key(file, value, "name") };

		ret = suite_matrix_each(file, find_key(file, value, "matrix"),
					find_key(file, value, "exclude"), make_scenario, &making);
	}
	return ret;
}

/* ---- files ---- */

struct top {
	yaml_value variables, include, defaults, scenarios;
	const char *name;
};

static int read_file(struct suite *suite, const char *path, struct suite_vars *vars,
		     struct defaults *defaults, unsigned int depth, struct yaml_file *from,
		     yaml_value at);

static int set_variables(struct suite_file *file, yaml_value map)
{
	yaml_value key, value;

	for (size_t i = 0; yaml_pair_at(file->yaml, map, i, &key, &value); i++) {
		const char *name = yaml_text(key);
		const char *text = name ? yaml_string(file->yaml, value, "variables") : NULL;

		if (!name)
			return yaml_complain(file->yaml, key, "variables: expected a plain key");
		if (!text)
			return -EINVAL;
		if (suite_vars_set(file->vars, name, text) < 0)
			return yaml_complain(file->yaml, key, "variables: expected at most %d",
					     SUITE_MAX_VARS);
		suite_vars_known(file->suite, name, strlen(name));
	}
	return 0;
}

/* What the command line sets holds whatever a file says. */
static void override_variables(struct suite_file *file)
{
	const struct suite_words *given = &file->suite->variables;

	for (size_t i = 0; i < given->count; i++) {
		const char *equals = strchr(given->word[i], '=');

		suite_vars_set(file->vars,
			       suite_format(file->suite, "%.*s", (int)(equals - given->word[i]),
					    given->word[i]),
			       equals + 1);
	}
}

static int read_includes(struct suite_file *file, yaml_value list, struct defaults *defaults,
			 unsigned int depth)
{
	yaml_value value;
	int ret = yaml_check_list(file->yaml, list, "include");

	for (size_t i = 0; !ret && (value = yaml_list_at(file->yaml, list, i)); i++) {
		const char *name = yaml_string(file->yaml, value, "include");

		ret = name ? read_file(file->suite, suite_path(file->yaml, name), file->vars,
				       defaults, depth + 1, file->yaml, value) :
			     -EINVAL;
	}
	return ret;
}

static int add_defaults(struct suite_file *file, yaml_value map, struct defaults *defaults)
{
	static const char *const own[] = { "matrix", "exclude" };

	for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++)
		if (find_key(file, map, own[i]))
			return yaml_complain(file->yaml, find_key(file, map, own[i]),
					     "defaults: %s: expected in a scenario", own[i]);
	if (defaults->count == MAX_DEFAULTS)
		return yaml_complain(file->yaml, map, "expected at most %d files with defaults",
				     MAX_DEFAULTS);
	memmove(&defaults->item[1], &defaults->item[0],
		defaults->count * sizeof(defaults->item[0]));
	defaults->item[0].file = file;
	defaults->item[0].map = map;
	defaults->count++;
	return 0;
}

/* An included file's defaults lie beneath those of the file that includes it. */
static int read_top(struct suite_file *file, struct defaults *defaults, unsigned int depth)
{
	struct top top = { .name = NULL };
	const struct yaml_field fields[] = {
		{ .key = "suite",
		  .kind = YAML_KIND_STRING,
		  .offset = offsetof(struct top, name),
		  .optional = true },
		{ .key = "variables",
		  .kind = YAML_KIND_NODE,
		  .node = &top.variables,
		  .optional = true },
		{ .key = "include", .kind = YAML_KIND_NODE, .node = &top.include, .optional = true },
		{ .key = "defaults",
		  .kind = YAML_KIND_NODE,
		  .node = &top.defaults,
		  .optional = true },
		{ .key = "scenarios",
		  .kind = YAML_KIND_NODE,
		  .node = &top.scenarios,
		  .optional = true },
	};
	int ret = yaml_read_mapping(file->yaml, yaml_file_root(file->yaml), "suite", fields,
				    sizeof(fields) / sizeof(fields[0]), &top);

	if (!ret && top.variables)
		ret = set_variables(file, top.variables);
	override_variables(file);
	if (!ret && top.include)
		ret = read_includes(file, top.include, defaults, depth);
	if (!ret && top.defaults)
		ret = add_defaults(file, top.defaults, defaults);
	if (!ret && top.scenarios)
		ret = read_scenarios(file, top.scenarios, defaults);
	return ret;
}

static int fail_open(struct suite *suite, const char *path, struct yaml_file *from, yaml_value at)
{
	int code = errno;

	if (from)
		return yaml_complain(from, at, "include: %s: %s", path, strerror(code));
	snprintf(suite->err, suite->err_size, "%s: %s", path, strerror(code));
	return -code;
}

static int read_file(struct suite *suite, const char *path, struct suite_vars *vars,
		     struct defaults *defaults, unsigned int depth, struct yaml_file *from,
		     yaml_value at)
{
	struct suite_file *file = suite_alloc(suite, sizeof(*file));
	const char *slash = strrchr(path, '/');
	FILE *stream;
	int ret;

	if (depth > MAX_DEPTH)
		return yaml_complain(from, at, "include: expected at most %d files in a row",
				     MAX_DEPTH);
	stream = fopen(path, "re");
	if (!stream)
		return fail_open(suite, path, from, at);
	input_files_note(path);
	file->suite = suite;
	file->path = suite_format(suite, "%s", path);
	file->folder = slash ? suite_format(suite, "%.*s", (int)(slash - path) + 1, path) : "";
	file->vars = vars;
	ret = yaml_file_load(stream, path, suite->err, suite->err_size, &file->yaml);
	fclose(stream);
	if (ret)
		return ret;
	file->next = suite->loaded;
	suite->loaded = file;
	yaml_file_expand(file->yaml, suite_expand, file);
	return read_top(file, defaults, depth);
}

int suite_read(struct suite *suite, const char *path)
{
	struct suite_vars *vars = suite_alloc(suite, sizeof(*vars));
	struct defaults defaults = { .count = 0 };
	const size_t before = suite->count;
	int ret = read_file(suite, path, vars, &defaults, 0, NULL, NULL);

	if (!ret && suite->count == before) {
		snprintf(suite->err, suite->err_size, "%s: the suite has no scenarios", path);
		ret = -EINVAL;
	}
	return ret;
}
