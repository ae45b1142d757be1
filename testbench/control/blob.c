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

#include "blob/blob.h"
#include "internal.h"

struct blob_file {
	struct control_text *text;
	const char *at; /* where the path stands */
	const char *path;
	struct control_bytes file;
};

static int read_blob(struct blob_file *blob)
{
	const char *script = blob->text->file;
	const char *slash = script ? strrchr(script, '/') : NULL;
	char beside[4096];
	int ret = control_read_file(blob->path, &blob->file);

	if (ret == -ENOENT && blob->path[0] != '/' && slash &&
	    snprintf(beside, sizeof(beside), "%.*s/%s", (int)(slash - script), script, blob->path) <
		    (int)sizeof(beside))
		ret = control_read_file(beside, &blob->file);
	if (ret)
		control_fail(blob->text, blob->at, CONTROL_PATH ": %s", blob->path, strerror(-ret));
	return ret;
}

static void on_warning(void *ctx, const char *text)
{
	const struct blob_file *blob = ctx;

	control_warn(blob->text, blob->at, "%s", text);
}

/* Raw files hold the payload alone: as binary when their user says so, for nothing shows it. */
static int parse(struct blob_file *blob, const struct control_blob_options *options,
		 struct blob *out)
{
	const bool words = blob_is_words(blob->file.data, blob->file.size) &&
			   !(options->raw && options->binary);
	const struct blob_source source = {
		.bytes = blob->file.data,
		.size = blob->file.size,
		.form = words ? BLOB_TXT : BLOB_BIN,
		.bare = options->raw,
		.path = blob->path,
		.warn = on_warning,
		.ctx = blob,
	};
	char err[512];
	int ret = blob_parse(&source, out, err, sizeof(err));

	if (ret)
		control_fail(blob->text, blob->at, "%s", err);
	return ret;
}

static int check_payload(struct blob_file *blob, const struct tplg_control *control, size_t size,
			 uint32_t param_id)
{
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
	struct blob_file file = { .text = text, .at = at, .path = path };
	struct blob blob = { .data = NULL };
	int ret = read_blob(&file);

	if (!ret)
		ret = parse(&file, options, &blob);
	free(file.file.data);
	if (!ret && options->raw)
		blob.param_id = options->param_id_set ? options->param_id : control->param_id;
	if (!ret)
		ret = check_payload(&file, control, blob.size, blob.param_id);
	if (ret) {
		blob_free(&blob);
		return ret;
	}
	action->data = blob.data;
	action->num_bytes = blob.size;
	action->param_id = blob.param_id;
	return 0;
}
