// SPDX-License-Identifier: BSD-3-Clause
/*
 * Blob files: [TLV tag, TLV length,] ABI header of 8 words, payload; or, raw, the payload alone. As text:
 * decimal words separated by commas, over any number of lines; or the same words as little-endian binary.
 */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <ipc4/module.h>

#include "internal.h"

#define TLV_BYTES		8	/* tag, length */
#define TLV_TAG_BINARY		3
#define MAX_FILE_BYTES		(1u << 20)	/* text needs at most 12 characters per word of a control */

struct bytes {
	uint8_t *data;
	size_t size;
};

static FILE *open_beside(const char *script, const char *path)
{
	const char *slash = script ? strrchr(script, '/') : NULL;
	char joined[4096];
	FILE *file = fopen(path, "rbe");
	int length;

	if (file || errno != ENOENT || path[0] == '/' || !slash)
		return file;
	length = snprintf(joined, sizeof(joined), "%.*s/%s", (int)(slash - script), script, path);
	return length < (int)sizeof(joined) ? fopen(joined, "rbe") : NULL;
}

static int read_file(struct control_text *text, const char *at, const char *path, struct bytes *out)
{
	FILE *file = open_beside(text->file, path);
	int err;

	if (!file) {
		err = errno;
		control_fail(text, at, "%s: %s", path, strerror(err));
		return -err;
	}
	out->data = malloc(MAX_FILE_BYTES + 1);
	if (!out->data) {
		fclose(file);
		control_fail(text, at, "%s: out of memory", path);
		return -ENOMEM;
	}
	out->size = fread(out->data, 1, MAX_FILE_BYTES + 1, file);
	err = ferror(file) ? EIO : 0;
	fclose(file);
	if (err) {
		control_fail(text, at, "%s: read error", path);
		return -err;
	}
	if (out->size > MAX_FILE_BYTES)
		return control_fail(text, at, "%s: larger than %u bytes", path, MAX_FILE_BYTES);
	out->data[out->size] = 0;
	return 0;
}

static bool looks_like_text(const struct bytes *file)
{
	for (size_t i = 0; i < file->size; i++)
		if (!isdigit(file->data[i]) && !strchr(" \t\r\n,-", file->data[i]))
			return false;
	return file->size > 0;
}

/* Words in place: each takes at least two characters, its binary form four bytes, so it goes to a new block. */
static int words_from_text(struct control_text *text, const char *at, const char *path, struct bytes *file)
{
	uint32_t *words = malloc((file->size / 2 + 1) * sizeof(*words));
	const char *pos = (const char *)file->data;
	unsigned int line = 1;
	size_t count = 0;

	if (!words) {
		control_fail(text, at, "%s: out of memory", path);
		return -ENOMEM;
	}
	for (;;) {
		char *end;
		long long number;

		for (; *pos && strchr(" \t\r\n,", *pos); pos++)
			line += *pos == '\n';
		if (!*pos)
			break;
		errno = 0;
		number = strtoll(pos, &end, 10);
		if (end == pos || errno || number < INT32_MIN || number > UINT32_MAX ||
		    (*end && !strchr(" \t\r\n,", *end))) {
			free(words);
			return control_fail(text, at, "%s:%u: '%.12s': expected decimal words separated by commas",
					    path, line, pos);
		}
		words[count++] = (uint32_t)number;
		pos = end;
	}
	free(file->data);
	file->data = (uint8_t *)words;
	file->size = count * sizeof(*words);
	return 0;
}

static uint32_t word_at(const struct bytes *file, size_t offset)
{
	uint32_t word = 0;

	if (offset + sizeof(word) <= file->size)
		memcpy(&word, file->data + offset, sizeof(word));
	return word;
}

/* Check the headers and find the payload. */
static int find_payload(struct control_text *text, const char *at, const char *path, const struct bytes *file,
			size_t *offset, struct control_action *action)
{
	struct sof_abi_hdr header;
	size_t start = word_at(file, TLV_BYTES) == SOF_IPC4_ABI_MAGIC ? TLV_BYTES : 0;

	if (word_at(file, start) != SOF_IPC4_ABI_MAGIC || file->size < start + sizeof(header))
		return control_fail(text, at, "%s: no ABI header (magic %#x) at its begin or after a TLV header", path,
				    SOF_IPC4_ABI_MAGIC);
	memcpy(&header, file->data + start, sizeof(header));
	*offset = start + sizeof(header);
	if (start && (word_at(file, 0) != TLV_TAG_BINARY || word_at(file, 4) != file->size - TLV_BYTES))
		return control_fail(text, at, "%s: TLV header says tag %u, %u bytes, expected tag %d, %zu bytes", path,
				    word_at(file, 0), word_at(file, 4), TLV_TAG_BINARY, file->size - TLV_BYTES);
	if (header.size != file->size - *offset)
		return control_fail(text, at, "%s: ABI header says %u bytes of payload, the file has %zu", path,
				    header.size, file->size - *offset);
	action->param_id = header.type;
	return 0;
}

int control_load_blob(struct control_text *text, const char *at, const char *path,
		      const struct control_blob_options *options, const struct tplg *tplg,
		      struct control_action *action)
{
	const struct tplg_control *control = &tplg->controls[action->control];
	struct bytes file = { 0 };
	size_t offset = 0;
	int ret = read_file(text, at, path, &file);

	if (!ret && !options->binary && looks_like_text(&file))
		ret = words_from_text(text, at, path, &file);
	if (!ret && options->raw)
		action->param_id = options->param_id_set ? options->param_id : control->param_id;
	else if (!ret)
		ret = find_payload(text, at, path, &file, &offset, action);
	if (!ret && file.size == offset)
		ret = control_fail(text, at, "%s: no payload", path);
	if (!ret && file.size - offset + sizeof(struct sof_abi_hdr) > control->max_bytes)
		ret = control_fail(text, at, "%s: %zu bytes with header, '%s' takes at most %u", path,
				   file.size - offset + sizeof(struct sof_abi_hdr), control->name, control->max_bytes);
	if (ret) {
		free(file.data);
		return ret;
	}
	memmove(file.data, file.data + offset, file.size - offset);
	action->data = file.data;
	action->num_bytes = file.size - offset;
	return 0;
}
