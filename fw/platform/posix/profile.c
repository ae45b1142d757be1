/* SPDX-License-Identifier: BSD-3-Clause */
/* Platform profiles: where they are found, and what stands in them. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <program_path.h>
#include <yaml/yaml_file.h>
#include <zephyr/sys/util.h>

#include <adsp/profile.h>

#include "memory/memory_map.h"

static int read_bank(struct yaml_file *file, yaml_value value, struct adsp_bank_profile *out)
{
	static const struct yaml_field fields[] = {
		YAML_TEXT(struct adsp_bank_profile, name),
		YAML_BYTES(struct adsp_bank_profile, offset, 0, ADSP_ALIAS_BYTES, MEMORY_PAGE),
		YAML_BYTES(struct adsp_bank_profile, size, MEMORY_PAGE, ADSP_ALIAS_BYTES,
			   MEMORY_PAGE),
	};

	return yaml_read_mapping(file, value, "bank", fields, ARRAY_SIZE(fields), out);
}

static int read_banks(struct yaml_file *file, yaml_value list, struct adsp_profile *out)
{
	yaml_value value;
	size_t i;
	int ret = yaml_check_list(file, list, "banks");

	for (i = 0; !ret && (value = yaml_list_at(file, list, i)); i++) {
		if (i == ADSP_MAX_BANKS)
			return yaml_complain(file, value, "banks: expected at most %d",
					     ADSP_MAX_BANKS);
		ret = read_bank(file, value, &out->banks[i]);
		out->num_banks++;
	}
	return ret;
}

#define PROFILE_BYTES(name) \
	YAML_BYTES(struct adsp_profile, name, MEMORY_PAGE, ADSP_ALIAS_BYTES, MEMORY_PAGE)

static int read_profile(struct yaml_file *file, struct adsp_profile *out)
{
	yaml_value banks = NULL;
	const struct yaml_field fields[] = {
		YAML_TEXT(struct adsp_profile, name),
		YAML_TEXT(struct adsp_profile, description),
		YAML_NUMBER(struct adsp_profile, cores, 1, ADSP_MAX_CORES),
		YAML_NUMBER(struct adsp_profile, page_size, MEMORY_PAGE, MEMORY_PAGE),
		YAML_NUMBER(struct adsp_profile, dcache_line, CONFIG_DCACHE_LINE_SIZE,
			    CONFIG_DCACHE_LINE_SIZE),
		YAML_NUMBER(struct adsp_profile, clock_hz, 1000, 4000000000u),
		PROFILE_BYTES(heap_size),
		PROFILE_BYTES(buffer_heap_size),
		PROFILE_BYTES(vpage_size),
		PROFILE_BYTES(stack_pool_size),
		YAML_NODE("banks", &banks),
	};
	char why[160];
	int ret;

	ret = yaml_read_mapping(file, yaml_file_root(file), "profile", fields, ARRAY_SIZE(fields),
				out);
	if (!ret)
		ret = read_banks(file, banks, out);
	if (!ret && memory_check(out, why, sizeof(why)))
		ret = yaml_complain(file, banks, "%s", why);
	return ret;
}

static int load_file(FILE *stream, const char *path, struct adsp_profile *out, char *err,
		     size_t err_size)
{
	struct yaml_file *file;
	int ret = yaml_file_load(stream, path, err, err_size, &file);

	if (ret)
		return ret;
	ret = read_profile(file, out);
	yaml_file_free(file);
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
	if (program_path(out))
		strcpy(out, ".");
	else
		*strrchr(out, '/') = '\0';
}

static FILE *open_in(const char *dir, const char *name, char *path, size_t size)
{
	if (snprintf(path, size, "%s/%s.yaml", dir, name) >= (int)size) {
		errno = ENAMETOOLONG;
		return NULL;
	}
	return fopen(path, "re");
}

static bool is_absent(int error)
{
	return error == ENOENT || error == ENOTDIR;
}

/* NULL and errno: not there, or @a path cannot be opened */
static FILE *open_by_name(const char *name, char *path, size_t size)
{
	const char *named = getenv("ADSPBENCH_PROFILES");
	char program[PATH_MAX], dir[PATH_MAX + 64];
	FILE *file = NULL;

	program_dir(program);
	errno = ENOENT;
	if (named)
		file = open_in(named, name, path, size);
	for (size_t i = 0; !file && is_absent(errno) && i < NUM_PLACES; i++) {
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
		if (is_path(name) || !is_absent(errno)) {
			snprintf(err, err_size, "%s: %s", path, strerror(errno));
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
