/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Inputs of the fuzz targets, once each, in a build without libFuzzer: fuzz.replay TARGET FILE|FOLDER...
 * A crash ends it; the last name printed is its input's.
 */
#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "fuzz.h"

/* fuzz_<name>.c is compiled so that its function is called fuzz_<name>. */
#define TARGET(name) int fuzz_##name(const uint8_t *data, size_t size);
#include "targets.h"
#undef TARGET

static const struct {
	const char *name;
	int (*run)(const uint8_t *data, size_t size);
} targets[] = {
#define TARGET(name) { #name, fuzz_##name },
#include "targets.h"
#undef TARGET
};

static size_t num_inputs;

static void replay_file(size_t target, const char *path)
{
	FILE *file = fopen(path, "re");
	long size = -1;
	uint8_t *data;

	if (file && fseek(file, 0, SEEK_END) == 0)
		size = ftell(file);
	data = size < 0 ? NULL : malloc((size_t)size + 1);
	if (!data || fseek(file, 0, SEEK_SET) || fread(data, 1, (size_t)size, file) != (size_t)size)
		fuzz_fail("%s: cannot be read", path);
	fclose(file);
	printf("%s\n", path);
	fflush(stdout);
	targets[target].run(data, (size_t)size);
	free(data);
	num_inputs++;
}

static void replay(size_t target, const char *path)
{
	struct stat st;
	struct dirent **names;
	int count;

	if (stat(path, &st) < 0)
		fuzz_fail("%s: not there", path);
	if (!S_ISDIR(st.st_mode)) {
		replay_file(target, path);
		return;
	}
	count = scandir(path, &names, NULL, alphasort);
	for (int i = 0; i < count; i++) {
		char below[PATH_MAX];

		snprintf(below, sizeof(below), "%s/%s", path, names[i]->d_name);
		if (names[i]->d_name[0] != '.')
			replay(target, below);
		free(names[i]);
	}
	free(names);
}

int main(int argc, char **argv)
{
	size_t target = 0;

	while (argc > 1 && target < sizeof(targets) / sizeof(targets[0]) &&
	       strcmp(targets[target].name, argv[1]) != 0)
		target++;
	if (argc < 3 || target == sizeof(targets) / sizeof(targets[0])) {
		fprintf(stderr, "usage: %s TARGET FILE|FOLDER...\n", argv[0]);
		return 1;
	}
	for (int i = 2; i < argc; i++)
		replay(target, argv[i]);
	printf("%zu inputs\n", num_inputs);
	return num_inputs ? 0 : 1;
}
