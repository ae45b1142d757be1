/* SPDX-License-Identifier: BSD-3-Clause */
/* What a command reads and writes must be files of their own: one written twice, or read and written, ends as neither. */
#ifndef TESTBENCH_CLI_FILE_USES_H
#define TESTBENCH_CLI_FILE_USES_H

#include <stddef.h>

#include "cli/run_options.h"

/*
 * Both forms of naming audio files, what outputs are compared with, topology and script, profile, modules, log, report, trace,
 * the two of the ledger, and a control's.
 */
#define FILE_USES_MAX (2 * RUN_MAX_WORDS + 4 * RUN_MAX_FILES + 9)

enum file_access {
	FILE_READ,
	FILE_WRITTEN,
	FILE_EITHER, /* not decided yet */
};

struct file_use {
	const char *path;
	enum file_access access;
};

/** Zeros: none. */
struct file_uses {
	struct file_use use[FILE_USES_MAX];
	size_t count;
};

/** @param path	stays the caller's; NULL: nothing is added */
void file_uses_add(struct file_uses *uses, const char *path, enum file_access access);

/**
 * Compare them, with each other and with what has been read (util/input_files.h), by what they are and not by how
 * they are called. Devices may be named twice. To be called before anything is opened for writing.
 * @param err	one line on failure
 * @return 0, -EINVAL
 */
int file_uses_compare(const struct file_uses *uses, char *err, size_t err_size);

/** Find an input that can be read once only: standard input, or a FIFO. @return its name; NULL: none */
const char *file_uses_find_stream(const struct file_uses *uses);

#endif
