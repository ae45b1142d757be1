/* SPDX-License-Identifier: BSD-3-Clause */
/* The forms that programs read. */
#include <errno.h>
#include <stdarg.h>
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

/* What is read, and where its errors go. */
struct input {
	const struct blob_source *source;
	const char *text; /* the bytes with a NUL behind them; NULL: they are no text */
	char *err;
	size_t err_size;
};

#define PATH "%.160s" /* in a message */

#define REFUSE(in, fmt, ...)                                                                  \
	(snprintf((in)->err, (in)->err_size, PATH ": " fmt, (in)->source->path, __VA_ARGS__), \
	 -EINVAL)

static void __attribute__((format(printf, 2, 3))) warn(const struct input *in, const char *fmt, ...)
{
	const struct blob_source *source = in->source;
	char line[512];
	va_list ap;
	int n = snprintf(line, sizeof(line), PATH ": ", source->path);

	va_start(ap, fmt);
	vsnprintf(line + n, sizeof(line) - (size_t)n, fmt, ap);
	va_end(ap);
	if (source->warn)
		source->warn(source->ctx, line);
}

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

bool blob_is_words(const void *data, size_t size)
{
	const uint8_t *bytes = data;

	for (size_t i = 0; i < size; i++)
		if (bytes[i] > '~')
			return false;
	return is_text(bytes, size);
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
	snprintf(in->err, in->err_size, PATH ":%u:%u: '%.*s': expected %s", in->source->path,
		 number, (unsigned int)(at - line) + 1, length < 20 ? length : 20, at, expected);
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
			return REFUSE(in, "more than %zu bytes", out->room);
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

static int take_payload(const struct input *in, const uint8_t *bytes, size_t size, struct blob *out)
{
	if (!size)
		return REFUSE(in, "%s", "no payload");
	if (size > BLOB_MAX_BYTES)
		return REFUSE(in, "%zu bytes of payload, expected at most %d", size,
			      BLOB_MAX_BYTES);
	out->data = malloc(size);
	if (!out->data)
		return -ENOMEM;
	memcpy(out->data, bytes, size);
	out->size = size;
	return 0;
}

/* One that is none is accepted when its size is that of the file. */
static int check_header(const struct input *in, const struct sof_abi_hdr *header, size_t rest)
{
	if (header->magic != SOF_IPC4_ABI_MAGIC) {
		if (header->size != rest)
			return REFUSE(
				in, "no ABI header (magic %#x) at its begin or after a TLV header",
				SOF_IPC4_ABI_MAGIC);
		warn(in, "the ABI header has magic %#x, expected %#x", header->magic,
		     SOF_IPC4_ABI_MAGIC);
	}
	if (header->size > rest)
		return REFUSE(in, "the ABI header says %u bytes of payload, the file has %zu",
			      header->size, rest);
	return 0;
}

/* Headers that contradict the file are accepted, as other programs do, when it is clear what is meant. */
static int take_headers(const struct input *in, const uint8_t *bytes, size_t size, struct blob *out)
{
	const size_t start = word_at(bytes, size, 0) == SOF_IPC4_ABI_MAGIC ? 0 : TLV_BYTES;
	struct sof_abi_hdr header;
	size_t rest;

	if (size < start + HEADER_BYTES)
		return REFUSE(in, "%zu bytes, expected an ABI header of %zu", size,
			      start + HEADER_BYTES);
	memcpy(&header, bytes + start, sizeof(header));
	rest = size - start - HEADER_BYTES;
	if (check_header(in, &header, rest))
		return -EINVAL;
	if (start && (word_at(bytes, size, 0) != TLV_TAG_BINARY ||
		      word_at(bytes, size, 4) != size - TLV_BYTES))
		warn(in, "the TLV header says tag %u, %u bytes, expected tag %d, %zu bytes",
		     word_at(bytes, size, 0), word_at(bytes, size, 4), TLV_TAG_BINARY,
		     size - TLV_BYTES);
	/* fewer than four fill the last word up */
	if (rest - header.size > 3)
		warn(in,
		     "the ABI header says %u bytes of payload, the file has %zu: the rest is ignored",
		     header.size, rest);
	out->param_id = header.type;
	out->abi = header.abi;
	memcpy(out->reserved, header.reserved, sizeof(out->reserved));
	return take_payload(in, bytes + start + HEADER_BYTES, header.size, out);
}

static int take_bytes(const struct input *in, const uint8_t *bytes, size_t size, struct blob *out)
{
	out->abi = BLOB_DEFAULT_ABI;
	return in->source->bare || in->source->form == BLOB_RAW ?
		       take_payload(in, bytes, size, out) :
		       take_headers(in, bytes, size, out);
}

/* Text becomes bytes first: four for a word of two characters at least. */
static int take_text(const struct input *in, enum blob_form form, struct blob *out)
{
	struct blob_bytes bytes = { .room = BLOB_MAX_BYTES + TLV_BYTES + HEADER_BYTES };
	int ret;

	bytes.data = malloc(bytes.room);
	if (!bytes.data)
		return -ENOMEM;
	ret = form == BLOB_CONF ? take_conf(in, &bytes) : take_numbers(in, in->text, 10, 4, &bytes);
	if (!ret)
		ret = take_bytes(in, bytes.data, bytes.size, out);
	free(bytes.data);
	return ret;
}

static int parse(struct input *in, struct blob *out)
{
	const struct blob_source *source = in->source;
	const enum blob_form form = source->form == BLOB_FORMS ?
					    blob_form_of(source->bytes, source->size) :
					    source->form;
	char *text;
	int ret;

	if (form == BLOB_FORMS && !source->bare)
		return REFUSE(
			in, "%s",
			"no form of a blob shows: it is neither text nor has it an ABI header");
	if (form != BLOB_TXT && form != BLOB_CONF)
		return take_bytes(in, source->bytes, source->size, out);
	if (!is_text(source->bytes, source->size))
		return REFUSE(in, "%s", "not text");
	text = strndup(source->bytes, source->size);
	if (!text)
		return -ENOMEM;
	in->text = text;
	ret = take_text(in, form, out);
	free(text);
	return ret;
}

int blob_parse(const struct blob_source *source, struct blob *out, char *err, size_t err_size)
{
	struct input in = { .source = source, .err = err, .err_size = err_size };
	int ret;

	*out = (struct blob){ .data = NULL };
	ret = parse(&in, out);
	if (ret == -ENOMEM)
		snprintf(err, err_size, PATH ": out of memory", source->path);
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
