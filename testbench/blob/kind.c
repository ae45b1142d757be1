/* SPDX-License-Identifier: BSD-3-Clause */
/* The kinds, and what is the same for all of them. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "blob/kind.h"
#include "blob/text.h"
#include "util/text.h"

#define DEFAULT_RATE 48000
#define MAX_RATE     768000

static const struct blob_kind *const kinds[] = {
	&blob_aria,          &blob_bytes,         &blob_dcblock,      &blob_demux,
	&blob_drc,           &blob_eq_fir,        &blob_eq_iir,       &blob_level_multiplier,
	&blob_multiband_drc, &blob_mfcc,          &blob_micsel,       &blob_mux,
	&blob_phase_vocoder, &blob_sound_dose,    &blob_stft_process, &blob_tdfb,
	&blob_tremolo,       &blob_up_down_mixer, &blob_crossover,
};

const struct blob_kind *blob_kind_get(size_t number)
{
	return number < sizeof(kinds) / sizeof(kinds[0]) ? kinds[number] : NULL;
}

const struct blob_kind *blob_kind_find(const char *name)
{
	const struct blob_kind *kind;

	for (size_t i = 0; (kind = blob_kind_get(i)) != NULL; i++)
		if (!strcmp(kind->name, name) || (kind->alias && !strcmp(kind->alias, name)))
			return kind;
	return NULL;
}

const char *blob_kind_name(const struct blob_kind *kind)
{
	return kind->name;
}

const char *blob_kind_about(const struct blob_kind *kind)
{
	return kind->about;
}

void blob_settings_free(struct blob_settings *settings)
{
	free(settings->of_kind);
	*settings = (struct blob_settings){ .of_kind = NULL };
}

static int settings_make(const struct blob_kind *kind, double rate, struct blob_settings *out)
{
	*out = (struct blob_settings){ .kind = kind,
				       .param_id = kind->param_id,
				       .abi = BLOB_DEFAULT_ABI,
				       .rate = rate > 0 ? rate : DEFAULT_RATE };
	out->of_kind = calloc(1, kind->settings_bytes);
	return out->of_kind ? 0 : -ENOMEM;
}

/* ---- numbers in a row ---- */

static int read_kind(const struct blob_kind *kind, const struct blob_reader *reader,
		     yaml_value node, void *settings)
{
	if (kind->read)
		return kind->read(reader, node, settings);
	return fields_read(reader, node, "settings", kind->fields, kind->num_fields, settings);
}

static void print_kind(const struct blob_kind *kind, const void *settings, double rate, FILE *out)
{
	if (kind->print)
		kind->print(settings, rate, out);
	else
		fields_print(settings, kind->fields, kind->num_fields, 1, out);
}

static void unpack_kind(const struct blob_kind *kind, struct blob_cursor *in, void *settings)
{
	if (kind->unpack) {
		kind->unpack(in, settings);
		return;
	}
	if (kind->has_size)
		take_size(in, kind->name);
	fields_unpack(in, kind->fields, kind->num_fields, settings);
}

static void pack_kind(const struct blob_kind *kind, const void *settings, struct blob_bytes *out)
{
	const size_t size = kind->has_size ? put_size(out) : 0;

	if (kind->pack)
		kind->pack(settings, out);
	else
		fields_pack(settings, kind->fields, kind->num_fields, out);
	if (kind->has_size)
		put_size_at(out, size);
}

/* ---- YAML ---- */

/* Behind the name of the module. */
struct head {
	char module[32];
	char abi[16];
	uint32_t param_id;
	double rate;
	yaml_value reserved, settings;
};

static int read_head(struct yaml_file *file, struct head *head)
{
	const struct yaml_field fields[] = {
		YAML_TEXT(struct head, module),
		{ .key = "param_id",
		  .kind = YAML_KIND_NUMBER,
		  .offset = offsetof(struct head, param_id),
		  .size = sizeof(uint32_t),
		  .max = 255,
		  .optional = true },
		{ .key = "abi",
		  .kind = YAML_KIND_TEXT,
		  .offset = offsetof(struct head, abi),
		  .size = sizeof(head->abi),
		  .optional = true },
		{ .key = "rate",
		  .kind = YAML_KIND_REAL,
		  .offset = offsetof(struct head, rate),
		  .size = sizeof(double),
		  .low = 1000,
		  .high = MAX_RATE,
		  .optional = true },
		{ .key = "reserved",
		  .kind = YAML_KIND_NODE,
		  .node = &head->reserved,
		  .optional = true },
		YAML_NODE("settings", &head->settings),
	};

	return yaml_read_mapping(file, yaml_file_root(file), "blob", fields,
				 sizeof(fields) / sizeof(fields[0]), head);
}

static int read_abi(struct yaml_file *file, const char *text, uint32_t *abi)
{
	unsigned int part[3];
	char rest;

	if (sscanf(text, "%3u.%4u.%4u%c", &part[0], &part[1], &part[2], &rest) != 3 ||
	    part[0] > 0xff || part[1] > 0xfff || part[2] > 0xfff)
		return yaml_complain(file, yaml_file_root(file),
				     "abi: '%s': expected MAJOR.MINOR.PATCH", text);
	*abi = part[0] << 24 | part[1] << 12 | part[2];
	return 0;
}

static int list_kinds(struct yaml_file *file, const char *name)
{
	const struct blob_kind *kind;
	char names[256] = "";

	for (size_t i = 0; (kind = blob_kind_get(i)) != NULL; i++) {
		const size_t used = strlen(names);

		snprintf(names + used, sizeof(names) - used, "%s%s", i ? ", " : "", kind->name);
	}
	return yaml_complain(file, yaml_file_root(file), "module: '%s': expected one of %s", name,
			     names);
}

static int read_settings(struct yaml_file *file, double rate, struct blob_settings *out)
{
	struct head head = { .param_id = UINT32_MAX, .rate = rate };
	struct blob_reader reader = { .file = file };
	const struct blob_kind *kind;
	double reserved[BLOB_RESERVED] = { 0 };

	if (read_head(file, &head))
		return -EINVAL;
	kind = blob_kind_find(head.module);
	if (!kind)
		return list_kinds(file, head.module);
	if (settings_make(kind, head.rate, out))
		return -ENOMEM;
	if (head.param_id != UINT32_MAX)
		out->param_id = head.param_id;
	if (head.abi[0] && read_abi(file, head.abi, &out->abi))
		return -EINVAL;
	reader.rate = out->rate;
	if (head.reserved && read_integers(&reader, head.reserved, "reserved", 0, UINT32_MAX,
					   reserved, BLOB_RESERVED, BLOB_RESERVED) < 0)
		return -EINVAL;
	for (size_t i = 0; i < BLOB_RESERVED; i++)
		out->reserved[i] = (uint32_t)reserved[i];
	return read_kind(kind, &reader, head.settings, out->of_kind);
}

int blob_read(FILE *stream, const char *path, double rate, struct blob_settings *out, char *err,
	      size_t err_size)
{
	struct yaml_file *file;
	int ret = yaml_file_load(stream, path, err, err_size, &file);

	*out = (struct blob_settings){ .of_kind = NULL };
	if (!ret) {
		ret = read_settings(file, rate, out);
		if (ret == -ENOMEM)
			snprintf(err, err_size, "%s: out of memory", path);
		yaml_file_free(file);
	}
	if (ret) {
		text_make_printable(err);
		blob_settings_free(out);
	}
	return ret;
}

void blob_print(const struct blob_settings *settings, FILE *out)
{
	bool reserved = false;

	fprintf(out, "module: %s\n", settings->kind->name);
	if (settings->param_id != settings->kind->param_id)
		fprintf(out, "param_id: %u\n", settings->param_id);
	if (settings->abi != BLOB_DEFAULT_ABI)
		fprintf(out, "abi: %u.%u.%u\n", settings->abi >> 24, settings->abi >> 12 & 0xfff,
			settings->abi & 0xfff);
	for (size_t i = 0; i < BLOB_RESERVED; i++)
		reserved = reserved || settings->reserved[i];
	if (reserved)
		fprintf(out, "reserved: [%u, %u, %u, %u]\n", settings->reserved[0],
			settings->reserved[1], settings->reserved[2], settings->reserved[3]);
	fprintf(out, "rate: %.10g\nsettings:\n", settings->rate);
	print_kind(settings->kind, settings->of_kind, settings->rate, out);
}

/* ---- bytes ---- */

int blob_unpack(const struct blob *blob, double rate, struct blob_settings *out, char *err,
		size_t err_size)
{
	struct blob_cursor in = { .at = blob->data, .left = blob->size };

	if (settings_make(blob->kind, rate, out)) {
		snprintf(err, err_size, "out of memory");
		return -ENOMEM;
	}
	unpack_kind(blob->kind, &in, out->of_kind);
	if (in.left)
		cursor_fail(&in, "%zu bytes are left over", in.left);
	if (in.failed) {
		snprintf(err, err_size, "no blob of %s: %s", blob->kind->name, in.err);
		blob_settings_free(out);
		return -EINVAL;
	}
	out->param_id = blob->param_id;
	out->abi = blob->abi;
	memcpy(out->reserved, blob->reserved, sizeof(out->reserved));
	return 0;
}

int blob_pack(const struct blob_settings *settings, struct blob *out, char *err, size_t err_size)
{
	struct blob_bytes bytes = { .data = malloc(BLOB_MAX_BYTES), .room = BLOB_MAX_BYTES };

	*out = (struct blob){ .kind = settings->kind,
			      .param_id = settings->param_id,
			      .abi = settings->abi };
	if (!bytes.data) {
		snprintf(err, err_size, "out of memory");
		return -ENOMEM;
	}
	memcpy(out->reserved, settings->reserved, sizeof(out->reserved));
	pack_kind(settings->kind, settings->of_kind, &bytes);
	if (bytes.full) {
		snprintf(err, err_size, "the settings need more than %d bytes", BLOB_MAX_BYTES);
		free(bytes.data);
		return -EINVAL;
	}
	out->data = bytes.data;
	out->size = bytes.size;
	return 0;
}

static bool may_be(const struct blob *blob, const struct blob_kind *kind)
{
	struct blob candidate = *blob;
	struct blob_settings settings;
	char err[200];

	candidate.kind = kind;
	if (blob_unpack(&candidate, 0, &settings, err, sizeof(err)))
		return false;
	blob_settings_free(&settings);
	return true;
}

int blob_recognise(struct blob *blob, char *err, size_t err_size)
{
	const struct blob_kind *kind;
	size_t found = 0, used = 0;

	err[0] = '\0';
	for (size_t i = 0; (kind = blob_kind_get(i)) != NULL; i++) {
		if (kind->takes_any || !may_be(blob, kind))
			continue;
		blob->kind = kind;
		used += (size_t)snprintf(err + used, err_size - used, "%s%s",
					 found++ ? " or " : "its bytes can be of ", kind->name);
	}
	if (found == 1)
		return 0;
	blob->kind = NULL;
	if (!found)
		snprintf(err, err_size, "%zu bytes that are no blob of a module that is known",
			 blob->size);
	return -EINVAL;
}
