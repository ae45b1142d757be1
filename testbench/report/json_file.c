/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "report/json_file.h"

json_t *json_text(const char *value)
{
	char clean[1024];
	json_t *json;

	if (!value)
		return json_null();
	json = json_string(value);
	if (json)
		return json;
	snprintf(clean, sizeof(clean), "%s", value);
	for (char *c = clean; *c; c++)
		if (*c & 0x80)
			*c = '?';
	return json_string(clean);
}

json_t *json_number(uint64_t value)
{
	return json_integer((json_int_t)value);
}

json_t *json_address(uintptr_t value)
{
	char text[24];

	snprintf(text, sizeof(text), "0x%08lx", (unsigned long)value);
	return json_string(text);
}

/* Written under another name until it is whole; a device is written in place. */
static FILE *open_partial(const char *path, char *partial, size_t size)
{
	snprintf(partial, size, strncmp(path, "/dev/", 5) ? "%s.partial" : "%s", path);
	return fopen(partial, "we");
}

static int fail(const char *path, int ret, char *err, size_t err_size)
{
	snprintf(err, err_size, "%s: cannot be written: %s", path, strerror(-ret));
	return ret;
}

int json_file_check(const char *path, char *err, size_t err_size)
{
	char partial[4096];
	FILE *file = open_partial(path, partial, sizeof(partial));

	if (!file)
		return fail(path, -errno, err, err_size);
	fclose(file);
	if (strcmp(partial, path) != 0)
		unlink(partial);
	return 0;
}

int json_file_write(json_t *json, const char *path, char *err, size_t err_size)
{
	char partial[4096];
	FILE *file;
	int ret = 0;

	if (!json)
		return fail(path, -ENOMEM, err, err_size);
	file = open_partial(path, partial, sizeof(partial));
	if (!file) {
		ret = -errno;
		goto out;
	}
	if (json_dumpf(json, file, JSON_INDENT(2)) < 0 || fputc('\n', file) == EOF)
		ret = -EIO;
	if (fclose(file) != 0 && ret == 0)
		ret = -errno;
	if (ret == 0 && strcmp(partial, path) != 0 && rename(partial, path) < 0)
		ret = -errno;
out:
	json_decref(json);
	return ret < 0 ? fail(path, ret, err, err_size) : 0;
}
