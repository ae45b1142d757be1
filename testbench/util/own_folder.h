/* SPDX-License-Identifier: BSD-3-Clause */
/* Folders for files of ours, told from those of others by a file in them: nothing of others is overwritten or removed. */
#ifndef UTIL_OWN_FOLDER_H
#define UTIL_OWN_FOLDER_H

#include <stdbool.h>

/** @return whether an earlier call has taken it */
bool own_folder_is(const char *folder);

/**
 * Take a folder: a new one, an empty one, or one that an earlier call has taken, as it is.
 * @return 0; -EEXIST it holds files of others; -errno
 */
int own_folder_take(const char *folder);

/**
 * Keep other processes that ask out of a folder, until the descriptor is closed or the process and its children end.
 * @return a descriptor; -EBUSY another one has it; -errno
 */
int own_folder_lock(const char *folder);

#endif
