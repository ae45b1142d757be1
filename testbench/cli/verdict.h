/* SPDX-License-Identifier: BSD-3-Clause */
/* What this firmware makes of a topology: which PCM directions can play, and what the others lack. */
#ifndef TESTBENCH_CLI_VERDICT_H
#define TESTBENCH_CLI_VERDICT_H

#include <stddef.h>

#include "cli/module_files.h"
#include "topology/tplg_print.h"

/**
 * Ask the firmware, which is started for it and stopped again. Nothing plays.
 * @param platform	profile of the machine
 * @param modules	libraries to load; NULL: none
 * @param err		one line on failure
 * @return 0 and a verdict for verdict_free(), or -errno
 */
int verdict_make(const struct tplg *t, const char *platform, const struct module_files *modules,
		 struct tplg_verdict *verdict, char *err, size_t err_size);

/**
 * Add what modules say of the blobs that controls begin with, to a verdict of the same topology. The machine is started
 * for each. Blobs of modules that are not built in, or that no kind of blob describes, are not judged.
 * @return 0, -ENOMEM, -EIO with one line in err
 */
int verdict_add_blobs(const struct tplg *t, const char *platform, struct tplg_verdict *verdict,
		      char *err, size_t err_size);

/** Free what a verdict of @t holds. One that is all 0 is fine. */
void verdict_free(const struct tplg *t, struct tplg_verdict *verdict);

#endif
