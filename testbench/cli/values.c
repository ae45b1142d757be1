/* SPDX-License-Identifier: BSD-3-Clause */
/* Values of options. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/verb.h"

static void *field_of(void *target, const struct cli_option *option)
{
	return (char *)target + option->field;
}

bool cli_parse_u64(uint64_t *out, const char *text, uint64_t min, uint64_t max)
{
	char *end;

	if (*text < '0' || *text > '9')
		return false;
	errno = 0;
	*out = strtoull(text, &end, 10);
	return errno == 0 && *end == '\0' && *out >= min && *out <= max;
}

bool cli_take_flag(void *target, const struct cli_option *option, char *value)
{
	*(bool *)field_of(target, option) = true;
	return true;
}

bool cli_take_text(void *target, const struct cli_option *option, char *value)
{
	*(const char **)field_of(target, option) = value;
	return *value != '\0';
}

bool cli_take_u64(void *target, const struct cli_option *option, char *value)
{
	return cli_parse_u64(field_of(target, option), value, option->min, option->max);
}

bool cli_take_u32(void *target, const struct cli_option *option, char *value)
{
	uint64_t number;

	if (!cli_parse_u64(&number, value, option->min, option->max) || number > UINT32_MAX)
		return false;
	*(uint32_t *)field_of(target, option) = (uint32_t)number;
	return true;
}

bool cli_take_i64(void *target, const struct cli_option *option, char *value)
{
	const bool negative = *value == '-';
	uint64_t number;

	if (!cli_parse_u64(&number, value + negative, 0, option->max) || number > INT64_MAX)
		return false;
	*(int64_t *)field_of(target, option) = negative ? -(int64_t)number : (int64_t)number;
	return true;
}

bool cli_take_real(void *target, const struct cli_option *option, char *value)
{
	double *out = field_of(target, option);
	char *end;

	if (*value < '0' || *value > '9')
		return false;
	errno = 0;
	*out = strtod(value, &end);
	return errno == 0 && *end == '\0' && *out <= (double)option->max;
}

bool cli_take_choice(void *target, const struct cli_option *option, char *value)
{
	const size_t length = strlen(value);
	const char *word = option->expected;

	for (int place = 0; word; place++) {
		const char *end = strchrnul(word, '|');

		if ((size_t)(end - word) == length && strncmp(word, value, length) == 0) {
			*(int *)field_of(target, option) = place;
			return true;
		}
		word = *end ? end + 1 : NULL;
	}
	return false;
}
