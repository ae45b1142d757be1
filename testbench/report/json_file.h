/* SPDX-License-Identifier: BSD-3-Clause */
/* JSON that goes to a file, whole or not at all, or to standard output. */
#ifndef TESTBENCH_REPORT_JSON_FILE_H
#define TESTBENCH_REPORT_JSON_FILE_H

#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

/** A text from outside; bytes that JSON cannot hold become '?'. NULL: null. */
json_t *json_text(const char *value);

json_t *json_number(uint64_t value);

/** "0x60040000" */
json_t *json_address(uintptr_t value);

/** Refuse early what json_file_write() could not write. @return as that one */
int json_file_check(const char *path, char *err, size_t err_size);

/**
 * Write the whole file or none (util/output_file.h).
 * @param json	given away; NULL: out of memory
 * @return 0; -errno and a line in err that names the file
 */
int json_file_write(json_t *json, const char *path, char *err, size_t err_size);

/**
 * Print to standard output. What cannot be written there is told when the program ends.
 * @param json	given away; NULL: out of memory
 * @param flags	of json_dumps(), besides the indentation
 * @return 0, -ENOMEM
 */
int json_print(json_t *json, size_t flags);

#endif
