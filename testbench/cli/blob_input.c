/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/blob_input.h"
#include "topology/tplg.h"
#include "util/input_files.h"
#include "util/text.h"

#define MAX_FILE_BYTES (1u << 20)
#define TPLG_MAGIC     "CoSA"

/* The bytes of a file; behind them there is a NUL. */
struct bytes {
	char *data;
	size_t size;
};

static int read_stream(FILE *in, struct bytes *out)
{
	out->data = malloc(MAX_FILE_BYTES + 1);
	if (!out->data)
		return -ENOMEM;
	out->size = fread(out->data, 1, MAX_FILE_BYTES, in);
	out->data[out->size] = '\0';
	if (ferror(in))
		return -errno;
	return out->size == MAX_FILE_BYTES ? -EFBIG : 0;
}

static int read_file(const char *path, struct bytes *out)
{
	FILE *in = strcmp(path, "-") ? fopen(path, "rbe") : stdin;
	int ret;

	input_files_note(in == stdin ? "/dev/stdin" : path);
	ret = in ? read_stream(in, out) : -errno;

	if (in && in != stdin)
		fclose(in);
	return ret;
}

static bool is_topology(const struct blob_request *request, const struct bytes *bytes)
{
	return request->control || (bytes->size >= 4 && !memcmp(bytes->data, TPLG_MAGIC, 4));
}

/* ---- topologies ---- */

static void list_controls(const struct tplg *t, char *text, size_t size)
{
	size_t used = 0;

	for (uint32_t i = 0; i < t->num_controls && used < size; i++)
		if (t->controls[i].kind == TPLG_CONTROL_BYTES && t->controls[i].data_bytes)
			used += (size_t)snprintf(text + used, size - used, "%s'%s'",
						 used ? ", " : "", t->controls[i].name);
	if (!used)
		snprintf(text, size, "none");
}

static int take_control(const struct blob_request *request, const struct tplg *t,
			struct blob_input *out, char *err, size_t err_size)
{
	const struct tplg_control *control = NULL;
	const struct tplg_widget *widget;
	char list[600];

	for (uint32_t i = 0; request->control && i < t->num_controls; i++)
		if (t->controls[i].kind == TPLG_CONTROL_BYTES && t->controls[i].data_bytes &&
		    !strcmp(t->controls[i].name, request->control))
			control = &t->controls[i];
	if (!control) {
		list_controls(t, list, sizeof(list));
		snprintf(err, err_size, "%s: %s%s%s; it has %s", request->path,
			 request->control ? "no bytes control '" :
					    "a topology: --control names the blob",
			 request->control ? request->control : "",
			 request->control ? "' with a blob" : "", list);
		return request->control ? CLI_BAD_INPUT : CLI_USAGE;
	}
	widget = &t->widgets[control->widget];
	out->blob.param_id = control->param_id;
	out->blob.abi = control->abi;
	out->blob.size = control->data_bytes;
	out->blob.data = malloc(control->data_bytes);
	if (!out->blob.data) {
		snprintf(err, err_size, "out of memory");
		return CLI_BAD_INPUT;
	}
	memcpy(out->blob.data, control->data, control->data_bytes);
	if (widget->module)
		out->blob.kind = blob_kind_find(widget->module->name);
	if (!out->blob.kind)
		out->blob.kind = blob_kind_find("bytes");
	return CLI_GOOD;
}

static int load_topology(const struct blob_request *request, struct blob_input *out, char *err,
			 size_t err_size)
{
	const struct tplg_request load = source_options_request(&request->sources, request->path);
	struct tplg_error error;
	struct tplg *t;
	int status;

	if (tplg_load_request(&load, &t, &error)) {
		snprintf(err, err_size, "%s", error.text);
		return CLI_BAD_INPUT;
	}
	status = take_control(request, t, out, err, err_size);
	tplg_free(t);
	return status;
}

/* ---- the others ---- */

/* Bytes may be anybody's; else two that say whose they are must agree. */
static int check_module(const struct blob_request *request, const struct blob_kind *known,
			char *err, size_t err_size)
{
	if (!request->kind || !known || known == request->kind || known == blob_kind_find("bytes"))
		return CLI_GOOD;
	snprintf(err, err_size, "%s: a blob of %s, --module says %s", request->path,
		 blob_kind_name(known), blob_kind_name(request->kind));
	return CLI_USAGE;
}

static int load_yaml(const struct blob_request *request, const struct bytes *bytes,
		     struct blob_input *out, char *err, size_t err_size)
{
	FILE *stream = bytes->size ? fmemopen(bytes->data, bytes->size, "r") : NULL;
	int ret;

	if (!stream) {
		snprintf(err, err_size, "%s: %s", request->path,
			 bytes->size ? strerror(errno) : "the file is empty");
		return CLI_BAD_INPUT;
	}
	ret = blob_read(stream, request->path, request->rate, &out->design, err, err_size);
	fclose(stream);
	if (!ret)
		ret = blob_pack(&out->design, &out->blob, err, err_size);
	if (ret)
		return CLI_BAD_INPUT;
	out->rate = out->design.rate;
	return check_module(request, out->blob.kind, err, err_size);
}

/* What kind it is: as the caller says, as the topology says, else by the bytes. */
static int find_kind(const struct blob_request *request, struct blob_input *out, char *err,
		     size_t err_size)
{
	char reason[256];

	if (check_module(request, out->blob.kind, err, err_size) != CLI_GOOD)
		return CLI_USAGE;
	if (request->kind)
		out->blob.kind = request->kind;
	if (out->blob.kind || !blob_recognise(&out->blob, reason, sizeof(reason)))
		return CLI_GOOD;
	snprintf(err, err_size, "%s: %s; --module says whose it is", request->path, reason);
	return CLI_BAD_INPUT;
}

static void print_warning(void *ctx, const char *text)
{
	fprintf(stderr, "adspbench blob: warning: %s\n", text);
}

static int load_form(const struct blob_request *request, const struct bytes *bytes,
		     enum blob_form form, struct blob_input *out, char *err, size_t err_size)
{
	const struct blob_source source = { .bytes = bytes->data,
					    .size = bytes->size,
					    .form = form,
					    .path = request->path,
					    .warn = print_warning };

	return blob_parse(&source, &out->blob, err, err_size) ? CLI_BAD_INPUT : CLI_GOOD;
}

static int load_bytes(const struct blob_request *request, const struct bytes *bytes,
		      struct blob_input *out, char *err, size_t err_size)
{
	enum blob_form form = (enum blob_form)request->form;
	int status;

	if (is_topology(request, bytes)) {
		status = load_topology(request, out, err, err_size);
	} else {
		if (form == BLOB_FORMS)
			form = blob_form_of(bytes->data, bytes->size);
		if (form == BLOB_YAML)
			return load_yaml(request, bytes, out, err, err_size);
		status = load_form(request, bytes, form, out, err, err_size);
	}
	return status == CLI_GOOD ? find_kind(request, out, err, err_size) : status;
}

int blob_input_load(const struct blob_request *request, struct blob_input *out, char *err,
		    size_t err_size)
{
	struct bytes bytes = { .data = NULL };
	int ret = read_file(request->path, &bytes), status = CLI_BAD_INPUT;

	*out = (struct blob_input){ .rate = request->rate ? request->rate : 48000 };
	snprintf(out->label, sizeof(out->label), "%.*s%s%s", TPLG_PATH_SHOWN, request->path,
		 request->control ? ", " : "", request->control ? request->control : "");
	text_make_printable(out->label);
	if (ret)
		snprintf(err, err_size, "%s: %s", request->path, strerror(-ret));
	else
		status = load_bytes(request, &bytes, out, err, err_size);
	free(bytes.data);
	if (status != CLI_GOOD)
		blob_input_free(out);
	return status;
}

void blob_input_free(struct blob_input *input)
{
	blob_free(&input->blob);
	blob_settings_free(&input->design);
}

const struct blob_settings *blob_input_design(const struct blob_input *input)
{
	return input->design.kind ? &input->design : NULL;
}
