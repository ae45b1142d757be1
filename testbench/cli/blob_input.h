/* SPDX-License-Identifier: BSD-3-Clause */
/* The blob of a file: YAML, any other form, or a control of a topology. */
#ifndef TESTBENCH_CLI_BLOB_INPUT_H
#define TESTBENCH_CLI_BLOB_INPUT_H

#include "blob/blob.h"
#include "cli/source_options.h"

struct blob_request {
	const char *path;
	const char *control;          /* of a topology; NULL: none */
	const struct blob_kind *kind; /* NULL: as the file says */
	int form;                     /* enum blob_form; BLOB_FORMS: as the bytes show */
	uint32_t rate;                /* Hz; 0: as YAML says, else 48000 */
	const char *platform;
	struct source_options sources; /* of a topology */
};

struct blob_input {
	char label[256]; /* for messages */
	struct blob blob;
	double rate;                 /* Hz */
	struct blob_settings design; /* of YAML; kind NULL: none */
};

/** @param err	one line on failure @return CLI_GOOD, CLI_USAGE, CLI_BAD_INPUT */
int blob_input_load(const struct blob_request *request, struct blob_input *out, char *err,
		    size_t err_size);

void blob_input_free(struct blob_input *input);

/** What the YAML says; NULL: the input is no YAML. */
const struct blob_settings *blob_input_design(const struct blob_input *input);

#endif
