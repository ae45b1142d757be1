/* SPDX-License-Identifier: BSD-3-Clause */
/* The forms that programs read. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <ipc4/module.h>

#include "blob/blob.h"
#include "blob/bytes.h"
#include "util/text.h"

#define TLV_BYTES      8 /* tag, bytes behind them */
#define TLV_TAG_BINARY 3
#define HEADER_BYTES   sizeof(struct sof_abi_hdr)

const char *const blob_form_names[] = { "bin", "raw", "txt", "tlv", "conf", "yaml", NULL };

void blob_free(struct blob *blob)
{
	free(blob->data);
	*blob = (struct blob){ .data = NULL };
}

/* ---- reading ---- */

/* The bytes of a file: `text` is for those who look for words in it, and ends with a NUL. */
struct input {
	const char *path;
	const uint8_t *bytes;
	size_t size;
	char *text;
	char *err;
	size_t err_size;
};

#define REFUSE(in, fmt, ...) \
	(snprintf((in)->err, (in)->err_size, "%s: " fmt, (in)->path, __VA_ARGS__), -EINVAL)

static uint32_t word_at(const uint8_t *bytes, size_t size, size_t offset)
{
	uint32_t word = 0;

	if (offset <= size && size - offset >= sizeof(word))
		memcpy(&word, bytes + offset, sizeof(word));
	return word;
}

static bool is_text(const uint8_t *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (!bytes[i] || (bytes[i] < ' ' && !strchr("\t\r\n", bytes[i])))
			return false;
	return size > 0;
}

enum blob_form blob_form_of(const void *data, size_t size)
{
	const uint8_t *bytes = data;
	size_t first = 0;

	if (word_at(bytes, size, 0) == SOF_IPC4_ABI_MAGIC && size >= HEADER_BYTES)
		return BLOB_BIN;
	if (word_at(bytes, size, TLV_BYTES) == SOF_IPC4_ABI_MAGIC &&
	    size >= TLV_BYTES + HEADER_BYTES)
		return BLOB_TLV;
	if (!is_text(bytes, size))
		return BLOB_FORMS;
	while (first < size && strchr(" \t\r\n", bytes[first]))
		first++;
	if (first < size && (bytes[first] == '-' || (bytes[first] >= '0' && bytes[first] <= '9')))
		return bytes[first] == '-' && first + 1 < size && bytes[first + 1] == '-' ?
			       BLOB_YAML :
			       BLOB_TXT;
	return memmem(bytes, size, "bytes \"", 7) ? BLOB_CONF : BLOB_YAML;
}

/* "file:line:column" of a place in the text. */
static int refuse_at(const struct input *in, const char *at, const char *expected)
{
	const int length = (int)strcspn(at, ", \t\r\n\"");
	const char *line = in->text;
	unsigned int number = 1;

	for (const char *p = in->text; p < at; p++)
		if (*p == '\n') {
			line = p + 1;
			number++;
		}
	snprintf(in->err, in->err_size, "%s:%u:%u: '%.*s': expected %s", in->path, number,
		 (unsigned int)(at - line) + 1, length < 20 ? length : 20, at, expected);
	return -EINVAL;
}

/* Numbers separated by commas and blanks, up to the NUL or a quote. */
static int take_numbers(const struct input *in, const char *at, int base, size_t number_bytes,
			struct blob_bytes *out)
{
	const bool words = number_bytes == 4;

	for (;;) {
		long long number;
		char *end;

		at += strspn(at, ", \t\r\n");
		if (!*at || *at == '"')
			return 0;
		errno = 0;
		number = strtoll(at, &end, base);
		if (end == at || errno || (*end && !strchr(", \t\r\n\"", *end)) ||
		    number < (words ? INT32_MIN : 0) || number > (words ? UINT32_MAX : UINT8_MAX))
			return refuse_at(in, at,
					 words ? "decimal words of 32 bits" : "bytes, as 0x5a");
		if (words)
			put_u32(out, (uint32_t)number);
		else
			put_u8(out, (uint8_t)number);
		if (out->full)
			return REFUSE(in, "more than %d bytes", BLOB_MAX_BYTES);
		at = end;
	}
}

static int take_conf(const struct input *in, struct blob_bytes *out)
{
	const char *at = strstr(in->text, "bytes \"");

	if (!at)
		return REFUSE(in, "%s", "no data object: expected bytes \"0x53,...\"");
	at += strlen("bytes \"");
	if (!strchr(at, '"'))
		return REFUSE(in, "%s", "the bytes have no closing quote");
	if (strstr(at, "bytes \""))
		return REFUSE(in, "%s", "more than one data object");
	return take_numbers(in, at, 0, 1, out);
}

/* Headers and payload. What stands behind the payload is part of no blob, but for what fills the last word up. */
static int take_headers(const struct input *in, const uint8_t *bytes, size_t size, bool has_tlv,
			struct blob *out)
{
	const size_t start = has_tlv ? TLV_BYTES : 0;
	struct sof_abi_hdr header;
	size_t rest;

	if (size < start + HEADER_BYTES)
		return REFUSE(in, "%zu bytes, expected headers of %zu", size, start + HEADER_BYTES);
	memcpy(&header, bytes + start, sizeof(header));
	rest = size - start - HEADER_BYTES;
	if (has_tlv && (word_at(bytes, size, 0) != TLV_TAG_BINARY ||
			word_at(bytes, size, 4) != size - TLV_BYTES))
		return REFUSE(in,
			      "the TLV header says tag %u, %u bytes, expected tag %d, %zu bytes",
			      word_at(bytes, size, 0), word_at(bytes, size, 4), TLV_TAG_BINARY,
			      size - TLV_BYTES);
	if (header.magic != SOF_IPC4_ABI_MAGIC)
		return REFUSE(in, "the ABI header has magic %#x, expected %#x", header.magic,
			      SOF_IPC4_ABI_MAGIC);
	if (header.size > rest || rest - header.size > 3)
		return REFUSE(in, "the ABI header says %u bytes of payload, the file has %zu",
			      header.size, rest);
	if (!header.size || header.size > BLOB_MAX_BYTES)
		return REFUSE(in, "%u bytes of payload, expected 1 to %d", header.size,
			      BLOB_MAX_BYTES);
	out->param_id = header.type;
	out->abi = header.abi;
	memcpy(out->reserved, header.reserved, sizeof(out->reserved));
	out->size = header.size;
	out->data = malloc(out->size);
	if (!out->data)
		return -ENOMEM;
	memcpy(out->data, bytes + start + HEADER_BYTES, out->size);
	return 0;
}

static int take_raw(const struct input *in, struct blob *out)
{
	if (!in->size || in->size > BLOB_MAX_BYTES)
		return REFUSE(in, "%zu bytes, expected 1 to %d", in->size, BLOB_MAX_BYTES);
	out->abi = BLOB_DEFAULT_ABI;
	out->size = in->size;
	out->data = malloc(in->size);
	if (!out->data)
		return -ENOMEM;
	memcpy(out->data, in->bytes, in->size);
	return 0;
}

/* Text becomes bytes first. The TLV header is told from the ABI header by its magic. */
static int take_text(const struct input *in, bool conf, struct blob *out)
{
	struct blob_bytes bytes = { .data = malloc(BLOB_MAX_BYTES) };
	int ret = bytes.data ? 0 : -ENOMEM;

	if (!ret)
		ret = conf ? take_conf(in, &bytes) : take_numbers(in, in->text, 10, 4, &bytes);
	if (!ret)
		ret = take_headers(
			in, bytes.data, bytes.size,
			!conf && word_at(bytes.data, bytes.size, 0) != SOF_IPC4_ABI_MAGIC, out);
	free(bytes.data);
	return ret;
}

int blob_parse(const void *bytes, size_t size, enum blob_form form, const char *path,
	       struct blob *out, char *err, size_t err_size)
{
	struct input in = {
		.path = path, .bytes = bytes, .size = size, .err = err, .err_size = err_size
	};
	int ret;

	*out = (struct blob){ .data = NULL };
	if (form == BLOB_FORMS)
		form = blob_form_of(bytes, size);
	if (form == BLOB_FORMS)
		return REFUSE(
			&in, "%s",
			"no form of a blob shows: it is neither text nor has it an ABI header");
	if (form == BLOB_RAW)
		ret = take_raw(&in, out);
	else if (form == BLOB_BIN || form == BLOB_TLV)
		ret = take_headers(&in, bytes, size, form == BLOB_TLV, out);
	else if (!is_text(bytes, size))
		return REFUSE(&in, "%s", "not text");
	else {
		in.text = strndup(bytes, size);
		ret = in.text ? take_text(&in, form == BLOB_CONF, out) : -ENOMEM;
		free(in.text);
	}
	if (ret == -ENOMEM)
		snprintf(err, err_size, "%s: out of memory", path);
	if (ret) {
		text_make_printable(err);
		blob_free(out);
	}
	return ret;
}

/* ---- writing ---- */

/* Headers and payload; bytes that fill the last word up are 0. */
static uint8_t byte_of(const struct blob *blob, bool tlv, size_t offset, size_t whole)
{
	const struct sof_abi_hdr header = {
		.magic = SOF_IPC4_ABI_MAGIC,
		.type = blob->param_id,
		.size = (uint32_t)blob->size,
		.abi = blob->abi,
		.reserved = { blob->reserved[0], blob->reserved[1], blob->reserved[2],
			      blob->reserved[3] },
	};
	const uint32_t tlv_words[2] = { TLV_TAG_BINARY, (uint32_t)(whole - TLV_BYTES) };
	const size_t start = tlv ? TLV_BYTES : 0;

	if (offset < start)
		return ((const uint8_t *)tlv_words)[offset];
	offset -= start;
	if (offset < sizeof(header))
		return ((const uint8_t *)&header)[offset];
	offset -= sizeof(header);
	return offset < blob->size ? blob->data[offset] : 0;
}

static uint32_t word_of(const struct blob *blob, size_t offset, size_t whole)
{
	uint32_t word = 0;

	for (size_t i = 4; i--;)
		word = word << 8 | byte_of(blob, true, offset + i, whole);
	return word;
}

static void write_conf(const struct blob *blob, const char *name, size_t whole, FILE *out)
{
	fprintf(out, "Object.Base.data.1 {\n\tname \"%s\"\n\tbytes \"", name);
	for (size_t i = 0; i < whole; i++)
		fprintf(out, "%s0x%02x",
			!i     ? "" :
			i % 16 ? "," :
				 ",\n\t\t",
			byte_of(blob, false, i, whole));
	fputs("\"\n}\n", out);
}

void blob_write(const struct blob *blob, enum blob_form form, const char *name, FILE *out)
{
	const bool tlv = form == BLOB_TLV || form == BLOB_TXT;
	size_t whole = HEADER_BYTES + blob->size + (tlv ? TLV_BYTES : 0);

	if (form == BLOB_RAW)
		fwrite(blob->data, 1, blob->size, out);
	else if (form == BLOB_CONF)
		write_conf(blob, name, whole, out);
	else if (form == BLOB_TXT) {
		whole = (whole + 3) & ~(size_t)3;
		for (size_t i = 0; i < whole; i += 4)
			fprintf(out, "%u%c", word_of(blob, i, whole), i + 4 < whole ? ',' : '\n');
	} else {
		for (size_t i = 0; i < whole; i++)
			fputc(byte_of(blob, tlv, i, whole), out);
	}
}
