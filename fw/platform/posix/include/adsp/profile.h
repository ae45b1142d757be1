/* SPDX-License-Identifier: BSD-3-Clause */
/* Platform profile: what kind of DSP the machine emulates. Read from YAML (fw/platform/profiles). */
#ifndef ADSP_PROFILE_H
#define ADSP_PROFILE_H

#include <stddef.h>
#include <stdint.h>

#define ADSP_MAX_BANKS 4
#define ADSP_MAX_CORES 5

/* Offset of a bank in both alias windows; see machine.h. */
struct adsp_bank_profile {
	char name[16];   /* "hpsram", "dram", "mailbox" */
	uint32_t offset; /* page aligned, from the alias base */
	uint32_t size;   /* bytes, page aligned */
};

struct adsp_profile {
	char name[16];
	char description[64];
	uint32_t cores;            /* 1..ADSP_MAX_CORES */
	uint32_t page_size;        /* 4096 */
	uint32_t dcache_line;      /* 64 */
	uint32_t clock_hz;         /* cycles of k_cycle_get_32() per second */
	uint32_t heap_size;        /* kernel heap, bytes, in hpsram */
	uint32_t buffer_heap_size; /* buffer heap of each core, bytes, in hpsram */
	uint32_t vpage_size;       /* virtual page pool, bytes, in hpsram */
	uint32_t stack_pool_size;  /* user stacks, bytes, in hpsram */
	unsigned int num_banks;
	struct adsp_bank_profile banks[ADSP_MAX_BANKS];
};

/**
 * Load a profile.
 *
 * @param name	profile name ("mtl") looked up in $ADSPBENCH_PROFILES, then where the program is installed and in
 *		the tree that it was built in; or a path (contains '/' or ends in .yaml)
 * @param out	filled on success
 * @param err	one-line message on failure: file, line, what was expected
 * @return 0, -ENOENT no profile of this name, -ENOTDIR no profiles at all, -EIO no such file, -EINVAL bad content
 */
int adsp_profile_load(const char *name, struct adsp_profile *out, char *err, size_t err_size);

#endif
