/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/json_file.h"
#include "util/output_file.h"

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

int json_file_check(const char *path, char *err, size_t err_size)
{
	return output_file_check(path, err, err_size);
}

int json_file_write(json_t *json, const char *path, char *err, size_t err_size)
{
	struct output_file *file;
	int ret;

	if (!json) {
		snprintf(err, err_size, "%s: cannot be written: out of memory", path);
		return -ENOMEM;
	}
	ret = output_file_open(path, &file, err, err_size);
	if (ret == 0) {
		/* what fails here fails at the commit, which knows why */
		json_dumpf(json, output_file_stream(file), JSON_INDENT(2));
		fputc('\n', output_file_stream(file));
		ret = output_file_commit(file, err, err_size);
	}
	json_decref(json);
	return ret;
}

int json_print(json_t *json, size_t flags)
{
	char *text = json_dumps(json, JSON_INDENT(2) | flags);

	json_decref(json);
	if (!text)
		return -ENOMEM;
	puts(text);
	free(text);
	return 0;
}
