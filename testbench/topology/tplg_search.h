/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The folders in which a source's includes are looked for: its own, those asked for, those of the environment,
 * the library. Inside the compiler's part of the loader; not for other folders.
 */
#ifndef TOPOLOGY_TPLG_SEARCH_H
#define TOPOLOGY_TPLG_SEARCH_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

#define TPLG_SEARCH_ENV "ADSPBENCH_TPLG" /* folders, separated by colons */

struct tplg_search {
	const char *dir;   /* the one folder to give to the compiler */
	const char *wrong; /* after an error: what cannot be used */
	char wrong_of_env[PATH_MAX + sizeof(TPLG_SEARCH_ENV) + 4];
	char **dirs; /* absolute, in the order of the search */
	size_t num;
	char made[PATH_MAX]; /* the temporary folder; "" when none was needed */
};

/**
 * List the folders, and make one of them if there are several.
 * @return 0 with search->dir, or -errno with search->wrong; in both cases for tplg_search_free()
 */
int tplg_search_make(struct tplg_search *search, const char *source_dir, const char *const *dirs,
		     size_t num_dirs);

/** Remove what was made. */
void tplg_search_free(struct tplg_search *search);

#endif
