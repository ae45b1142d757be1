/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Blob files: [TLV tag, TLV length,] ABI header of 8 words, payload; or, raw, the payload alone. As text:
 * decimal words separated by commas or blanks, over any number of lines; or the same words as little-endian
 * binary. Text and binary tell themselves apart: the headers of a binary file are no text.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <ipc4/module.h>

#include "internal.h"

#define TLV_BYTES      8 /* tag, length */
#define TLV_TAG_BINARY 3
#define SEPARATORS     CONTROL_BLANKS ","

struct blob {
	struct control_text *text;
	const char *at; /* where the path stands */
	const char *path;
	char *found; /* what it stands for */
	struct control_bytes file;
};

static int read_blob(struct blob *blob)
{
	const char *script = blob->text->file;
	const char *slash = script ? strrchr(script, '/') : NULL;
	char beside[4096];
	const char *found = blob->path;
	int ret = control_read_file(found, &blob->file);

	if (ret == -ENOENT && blob->path[0] != '/' && slash &&
	    snprintf(beside, sizeof(beside), "%.*s/%s", (int)(slash - script), script, blob->path) <
		    (int)sizeof(beside)) {
		found = beside;
		ret = control_read_file(found, &blob->file);
	}
	if (!ret && !(blob->found = strdup(found)))
		ret = -ENOMEM;
	if (ret)
		control_fail(blob->text, blob->at, CONTROL_PATH ": %s", blob->path, strerror(-ret));
	return ret;
}

static bool is_text(const struct control_bytes *file)
{
	for (size_t i = 0; i < file->size; i++)
		if ((file->data[i] < ' ' && !strchr("\t\r\n", file->data[i])) ||
		    file->data[i] > '~' || !file->data[i])
			return false;
	return true;
}

/* Make words of the text. A word takes two characters at least, its binary form four bytes. */
static int words_from_text(struct blob *blob)
{
	uint32_t *words = malloc((blob->file.size / 2 + 1) * sizeof(*words));
	const char *start = (const char *)blob->file.data, *pos = start;
	unsigned int line = 1;
	size_t count = 0;

	if (!words) {
		control_fail(blob->text, blob->at, CONTROL_PATH ": out of memory", blob->path);
		return -ENOMEM;
	}
	for (;;) {
		long long number;
		char *end;

		for (; *pos && strchr(SEPARATORS, *pos); pos++) {
			if (*pos == '\n') {
				line++;
				start = pos + 1;
			}
		}
		if (!*pos)
			break;
		errno = 0;
		number = strtoll(pos, &end, 10);
		if (end == pos || errno || number < INT32_MIN || number > UINT32_MAX ||
		    (*end && !strchr(SEPARATORS, *end))) {
			int length = (int)strcspn(pos, SEPARATORS);

			free(words);
			return control_fail(blob->text, blob->at,
					    CONTROL_PATH
					    ":%u:%u: '%.*s': expected decimal words of 32 bits",
					    blob->path, line, (unsigned int)(pos - start) + 1,
					    length < 20 ? length : 20, pos);
		}
		words[count++] = (uint32_t)number;
		pos = end;
	}
	free(blob->file.data);
	blob->file.data = (uint8_t *)words;
	blob->file.size = count * sizeof(*words);
	return 0;
}

static uint32_t word_at(const struct control_bytes *file, size_t offset)
{
	uint32_t word = 0;

	if (offset + sizeof(word) <= file->size)
		memcpy(&word, file->data + offset, sizeof(word));
	return word;
}

/*
 * Check the headers; offset and size are the payload's. Headers that contradict the file are accepted, as
 * other programs do, when it is clear what is meant.
 */
static int find_payload(struct blob *blob, size_t *offset, size_t *size, uint32_t *param_id)
{
	const struct control_bytes *file = &blob->file;
	size_t start = word_at(file, 0) == SOF_IPC4_ABI_MAGIC ? 0 : TLV_BYTES;
	struct sof_abi_hdr header;
	size_t rest;

	if (file->size < start + sizeof(header))
		return control_fail(blob->text, blob->at,
				    CONTROL_PATH ": %zu bytes, expected an ABI header of %zu",
				    blob->path, file->size, start + sizeof(header));
	memcpy(&header, file->data + start, sizeof(header));
	*offset = start + sizeof(header);
	rest = file->size - *offset;
	if (header.magic != SOF_IPC4_ABI_MAGIC) {
		if (header.size != rest)
			return control_fail(
				blob->text, blob->at,
				CONTROL_PATH
				": no ABI header (magic %#x) at its begin or after a TLV header",
				blob->path, SOF_IPC4_ABI_MAGIC);
		control_warn(blob->text, blob->at,
			     CONTROL_PATH ": the ABI header has magic %#x, expected %#x",
			     blob->path, header.magic, SOF_IPC4_ABI_MAGIC);
	}
	if (header.size > rest)
		return control_fail(blob->text, blob->at,
				    CONTROL_PATH
				    ": the ABI header says %u bytes of payload, the file has %zu",
				    blob->path, header.size, rest);
	if (start &&
	    (word_at(file, 0) != TLV_TAG_BINARY || word_at(file, 4) != file->size - TLV_BYTES))
		control_warn(blob->text, blob->at,
			     CONTROL_PATH
			     ": the TLV header says tag %u, %u bytes, expected tag %d, %zu bytes",
			     blob->path, word_at(file, 0), word_at(file, 4), TLV_TAG_BINARY,
			     file->size - TLV_BYTES);
	if (header.size < rest)
		control_warn(
			blob->text, blob->at,
			CONTROL_PATH
			": the ABI header says %u bytes of payload, the file has %zu: the rest is ignored",
			blob->path, header.size, rest);
	*size = header.size;
	*param_id = header.type;
	return 0;
}

static int check_payload(struct blob *blob, const struct tplg_control *control, size_t size,
			 uint32_t param_id)
{
	if (!size)
		return control_fail(blob->text, blob->at, CONTROL_PATH ": no payload", blob->path);
	if (size + sizeof(struct sof_abi_hdr) > control->max_bytes)
		return control_fail(blob->text, blob->at,
				    CONTROL_PATH ": %zu bytes with header, '%s' takes at most %u",
				    blob->path, size + sizeof(struct sof_abi_hdr), control->name,
				    control->max_bytes);
	if (param_id > CONTROL_MAX_PARAM_ID)
		return control_fail(blob->text, blob->at,
				    CONTROL_PATH ": the ABI header has param id %u, expected 0..%d",
				    blob->path, param_id, CONTROL_MAX_PARAM_ID);
	return 0;
}

int control_load_blob(struct control_text *text, const char *at, const char *path,
		      const struct control_blob_options *options, const struct tplg *tplg,
		      struct control_action *action)
{
	const struct tplg_control *control = &tplg->controls[action->control];
	struct blob blob = { .text = text, .at = at, .path = path };
	size_t offset = 0, size = 0;
	uint32_t param_id = options->param_id_set ? options->param_id : control->param_id;
	int ret = read_blob(&blob);

	if (!ret && is_text(&blob.file) && !(options->raw && options->binary))
		ret = words_from_text(&blob);
	if (!ret && options->raw)
		size = blob.file.size;
	else if (!ret)
		ret = find_payload(&blob, &offset, &size, &param_id);
	if (!ret)
		ret = check_payload(&blob, control, size, param_id);
	if (ret) {
		free(blob.file.data);
		free(blob.found);
		return ret;
	}
	action->path = blob.found;
	memmove(blob.file.data, blob.file.data + offset, size);
	action->data = blob.file.data;
	action->num_bytes = size;
	action->param_id = param_id;
	return 0;
}
