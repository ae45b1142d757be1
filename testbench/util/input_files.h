/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Every regular file that the program reads, noted as it is opened. Whoever writes a file asks here: an output never
 * takes the place of an input, whatever verb it is and whoever has named the input, be it a topology's source.
 */
#ifndef UTIL_INPUT_FILES_H
#define UTIL_INPUT_FILES_H

#include <sys/stat.h>

/** Note a file that is read. What is not there, or no regular file, is left out. @param path	copied */
void input_files_note(const char *path);

/** Find one by what it is. @return its name as it was noted, valid until the next note; NULL: nothing that was read */
const char *input_files_find(const struct stat *st);

/** Forget all: a process that plays several commands begins the next one. */
void input_files_forget(void);

#endif
