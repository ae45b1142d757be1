/* SPDX-License-Identifier: BSD-3-Clause */
/* Variables of a suite, and the matrix that gives them values. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "suite/suite.h"
#include "util/text.h"

#define MAX_EXPANDED 4096 /* bytes of a text */
#define MAX_AXES     16
#define MAX_POINTS   1000000 /* of a matrix, those that are excluded too */

int suite_vars_set(struct suite_vars *vars, const char *name, const char *value)
{
	size_t i = 0;

	while (i < vars->count && strcmp(vars->item[i].name, name) != 0)
		i++;
	if (i == SUITE_MAX_VARS)
		return -E2BIG;
	vars->item[i].name = name;
	vars->item[i].value = value;
	vars->count += i == vars->count;
	return 0;
}

static const char *find(const struct suite_vars *vars, const char *name, size_t length)
{
	for (size_t i = 0; i < vars->count; i++)
		if (!strncmp(vars->item[i].name, name, length) && !vars->item[i].name[length])
			return vars->item[i].value;
	return NULL;
}

/* The name that a NAME=VALUE sets. */
static bool sets(const char *word, const char *name, size_t length)
{
	return !strncmp(word, name, length) && word[length] == '=';
}

void suite_vars_known(struct suite *suite, const char *name, size_t length)
{
	for (size_t i = 0; i < suite->variables.count; i++)
		suite->variable_known[i] |= sets(suite->variables.word[i], name, length);
}

const char *suite_expand(void *ctx, struct yaml_file *yaml, yaml_value value)
{
	const struct suite_file *file = ctx;
	const char *text = yaml_text(value), *at = text, *dollar;
	char out[MAX_EXPANDED] = "";
	size_t used = 0;

	/* names and texts reach terminals */
	if (!text_is_printable_lines(text)) {
		yaml_complain(yaml, value, "expected a text without control characters");
		return NULL;
	}
	while ((dollar = strstr(at, "${")) != NULL) {
		size_t length = strcspn(dollar + 2, "}");
		const char *with = find(file->vars, dollar + 2, length);

		if (!with) {
			yaml_complain(yaml, value, "there is no variable '%.*s'", (int)length,
				      dollar + 2);
			return NULL;
		}
		suite_vars_known(file->suite, dollar + 2, length);
		used += (size_t)snprintf(out + used, sizeof(out) - used, "%.*s%s",
					 (int)(dollar - at), at, with);
		if (used >= sizeof(out)) {
			yaml_complain(yaml, value, "the text becomes longer than %d characters",
				      MAX_EXPANDED - 1);
			return NULL;
		}
		at = dollar + 2 + length + (dollar[2 + length] == '}');
	}
	return at == text ? text : suite_format(file->suite, "%s%s", out, at);
}

/* ---- the matrix ---- */

struct point {
	yaml_value item[MAX_AXES]; /* where it is on each axis */
};

struct matrix {
	struct suite_file *file;
	yaml_value axes, exclude;
	size_t count, points;
	const struct suite_vars outer; /* before the matrix */
	int (*fn)(struct suite_file *file, const char *suffix, void *ctx);
	void *ctx;
};

/* A scalar sets the variable of the axis, a mapping those that it names. */
static int set_variables(const struct matrix *matrix, yaml_value name, yaml_value item,
			 char *suffix, size_t size)
{
	struct yaml_file *yaml = matrix->file->yaml;
	yaml_value key, value;
	const char *text = yaml_text(item);
	size_t used = strlen(suffix);
	int ret = 0;

	if (text) {
		text = yaml_string(yaml, item, yaml_text(name));
		if (!text)
			return -EINVAL;
		snprintf(suffix + used, size - used, "/%s", text);
		return suite_vars_set(matrix->file->vars, yaml_text(name), text);
	}
	if (!yaml_pair_at(yaml, item, 0, &key, &value))
		return yaml_complain(yaml, item,
				     "matrix: expected a value, or variables and their values");
	for (size_t i = 0; !ret && yaml_pair_at(yaml, item, i, &key, &value); i++) {
		text = yaml_string(yaml, value, "matrix");
		if (!text || !yaml_text(key))
			return text ? yaml_complain(yaml, key, "matrix: expected a plain key") :
				      -EINVAL;
		if (i == 0)
			snprintf(suffix + used, size - used, "/%s", text);
		ret = suite_vars_set(matrix->file->vars, yaml_text(key), text);
	}
	return ret;
}

/* All variables of one entry of `exclude` have the values that it names. */
static int is_excluded(const struct matrix *matrix, bool *excluded)
{
	struct yaml_file *yaml = matrix->file->yaml;
	yaml_value entry, key, value;

	*excluded = false;
	if (!matrix->exclude)
		return 0;
	for (size_t i = 0; (entry = yaml_list_at(yaml, matrix->exclude, i)) && !*excluded; i++) {
		size_t k = 0;
		bool all = true;

		for (; yaml_pair_at(yaml, entry, k, &key, &value); k++) {
			const char *name = yaml_text(key), *text = yaml_text(value);
			const char *now = name ? find(matrix->file->vars, name, strlen(name)) :
						 NULL;

			if (!now || !text)
				return yaml_complain(yaml, key,
						     "exclude: expected a variable of the matrix");
			all &= !strcmp(now, text);
		}
		if (!k)
			return yaml_complain(yaml, entry,
					     "exclude: expected variables and their values");
		*excluded = all;
	}
	return 0;
}

static int at_point(struct matrix *matrix, const struct point *point)
{
	struct yaml_file *yaml = matrix->file->yaml;
	yaml_value key, value;
	char suffix[256] = "";
	bool excluded;
	int ret = 0;

	if (matrix->points++ == MAX_POINTS)
		return yaml_complain(yaml, matrix->axes, "matrix: expected at most %d combinations",
				     MAX_POINTS);
	*matrix->file->vars = matrix->outer;
	for (size_t a = 0; !ret && a < matrix->count; a++) {
		yaml_pair_at(yaml, matrix->axes, a, &key, &value);
		ret = set_variables(matrix, key, point->item[a], suffix, sizeof(suffix));
	}
	if (ret == -E2BIG)
		ret = yaml_complain(yaml, matrix->axes, "matrix: expected at most %d variables",
				    SUITE_MAX_VARS);
	if (!ret)
		ret = is_excluded(matrix, &excluded);
	return ret || excluded ? ret : matrix->fn(matrix->file, suffix, matrix->ctx);
}

static int walk(struct matrix *matrix, size_t axis, struct point *point)
{
	struct yaml_file *yaml = matrix->file->yaml;
	yaml_value key, list;
	int ret = 0;

	if (axis == matrix->count)
		return at_point(matrix, point);
	yaml_pair_at(yaml, matrix->axes, axis, &key, &list);
	for (size_t i = 0; !ret && (point->item[axis] = yaml_list_at(yaml, list, i)); i++)
		ret = walk(matrix, axis + 1, point);
	return ret;
}

static int check_axes(struct matrix *matrix)
{
	struct yaml_file *yaml = matrix->file->yaml;
	yaml_value key, list;
	int ret = 0;

	for (; !ret && yaml_pair_at(yaml, matrix->axes, matrix->count, &key, &list);
	     matrix->count++) {
		if (matrix->count == MAX_AXES)
			return yaml_complain(yaml, key, "matrix: expected at most %d variables",
					     MAX_AXES);
		if (!yaml_text(key))
			return yaml_complain(yaml, key, "matrix: expected a plain key");
		ret = yaml_check_list(yaml, list, "matrix");
		if (!ret && !yaml_list_length(list))
			ret = yaml_complain(yaml, list, "matrix: expected a list of values");
	}
	if (!ret && !matrix->count)
		ret = yaml_complain(yaml, matrix->axes,
				    "matrix: expected variables and lists of their values");
	return ret;
}

int suite_matrix_each(struct suite_file *file, yaml_value axes, yaml_value exclude,
		      int (*fn)(struct suite_file *file, const char *suffix, void *ctx), void *ctx)
{
	struct matrix matrix = {
		.file = file,
		.axes = axes,
		.exclude = exclude,
		.outer = *file->vars,
		.fn = fn,
		.ctx = ctx,
	};
	struct point point;
	int ret;

	if (!axes && exclude)
		return yaml_complain(file->yaml, exclude, "exclude: expected a matrix beside it");
	if (!axes)
		return fn(file, "", ctx);
	ret = check_axes(&matrix);
	if (!ret && exclude)
		ret = yaml_check_list(file->yaml, exclude, "exclude");
	if (!ret)
		ret = walk(&matrix, 0, &point);
	*file->vars = matrix.outer;
	return ret;
}
