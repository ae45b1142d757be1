/* SPDX-License-Identifier: BSD-3-Clause */
/* Bytes of a module that nobody has described. */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "blob/text.h"

#define PER_LINE 32

struct bytes {
	size_t size;
	uint8_t data[BLOB_MAX_BYTES];
};

/* Two digits for each byte; blanks between them do not count. */
static int take_hex(const char *text, struct bytes *bytes)
{
	while (*text) {
		const char digits[3] = { text[0], text[1], '\0' };

		if (isspace((unsigned char)*text)) {
			text++;
			continue;
		}
		if (!isxdigit((unsigned char)digits[0]) || !isxdigit((unsigned char)digits[1]) ||
		    bytes->size == sizeof(bytes->data))
			return -EINVAL;
		bytes->data[bytes->size++] = (uint8_t)strtoul(digits, NULL, 16);
		text += 2;
	}
	return bytes->size ? 0 : -EINVAL;
}

static int bytes_read(const struct blob_reader *reader, yaml_value node, void *settings)
{
	yaml_value hex;
	const struct yaml_field keys[] = { YAML_NODE("hex", &hex) };

	if (yaml_read_mapping(reader->file, node, "settings", keys, 1, NULL))
		return -EINVAL;
	if (!yaml_text(hex) || take_hex(yaml_text(hex), settings))
		return yaml_complain(reader->file, hex,
				     "hex: expected 1 to %d bytes of two hexadecimal digits",
				     BLOB_MAX_BYTES);
	return 0;
}

static void bytes_print(const void *settings, double rate, FILE *out)
{
	const struct bytes *bytes = settings;

	fputs("  hex: >-", out);
	for (size_t i = 0; i < bytes->size; i++)
		fprintf(out, "%s%02x", i % PER_LINE ? i % 4 ? "" : " " : "\n    ", bytes->data[i]);
	fputc('\n', out);
}

static void bytes_pack(const void *settings, struct blob_bytes *out)
{
	const struct bytes *bytes = settings;

	for (size_t i = 0; i < bytes->size; i++)
		put_u8(out, bytes->data[i]);
}

static void bytes_unpack(struct blob_cursor *in, void *settings)
{
	struct bytes *bytes = settings;

	while (in->left && bytes->size < sizeof(bytes->data))
		bytes->data[bytes->size++] = take_u8(in, "bytes");
}

const struct blob_kind blob_bytes = {
	.name = "bytes",
	.about = "a module that is not described: hex",
	.takes_any = true,
	.settings_bytes = sizeof(struct bytes),
	.read = bytes_read,
	.pack = bytes_pack,
	.unpack = bytes_unpack,
	.print = bytes_print,
};
