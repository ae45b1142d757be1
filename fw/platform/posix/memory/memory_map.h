/* SPDX-License-Identifier: BSD-3-Clause */
/* Emulated memory: the profile's banks at their fixed addresses, and the areas cut out of them. */
#ifndef POSIX_MEMORY_MAP_H
#define POSIX_MEMORY_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include <adsp/machine.h>
#include <adsp/profile.h>

#define MEMORY_PAGE CONFIG_MM_DRV_PAGE_SIZE

/*
 * Stacks are larger than the profile says: TSan keeps about 1 MiB of thread storage on each stack, and its frames are
 * larger. The C library wants 128 KiB on 64-bit ARM.
 */
#if defined(__SANITIZE_THREAD__)
#define STACK_SCALE 24
#elif defined(__aarch64__)
#define STACK_SCALE 2
#else
#define STACK_SCALE 1
#endif

/*
 * hpsram, from its start: kernel objects, kernel heap, one buffer heap per core, stack pool, page pool.
 * mailbox, from its start: windows 0 to 3. dram belongs to nobody yet.
 *
 * Stacks are taken from the high end of their pool, and pages from the low end of theirs: the first module's stack and
 * its region are neighbours but for a guard page, so that between the two there is nothing to protect.
 */
enum memory_area {
	MEMORY_OBJECTS,
	MEMORY_HEAP,
	MEMORY_BUFFER_HEAP, /* + core */
	MEMORY_STACKS = MEMORY_BUFFER_HEAP + ADSP_MAX_CORES,
	MEMORY_PAGES,
	MEMORY_WINDOW, /* + window index */
	MEMORY_AREAS = MEMORY_WINDOW + 4,
};

/**
 * Is the profile one that memory_map() can lay out?
 * @return 0, -EINVAL with a one-line reason in err
 */
int memory_check(const struct adsp_profile *profile, char *err, size_t err_size);

/**
 * Map every bank twice, zeroed.
 * @return 0, -EINVAL as memory_check(), -EADDRINUSE naming range and occupant, -ENOMEM
 */
int memory_map(const struct adsp_profile *profile, char *err, size_t err_size);

/** Unmap; no-op when nothing is mapped. */
void memory_unmap(void);

/**
 * The firmware's own variables, which stand right below the cached alias, are zeroed memory of the same file from now on.
 * @return 0, -ENOMEM
 */
int memory_map_variables(void);

/** The file that emulated memory is: the firmware's variables, and behind them the banks, as in the cached alias. */
int memory_file(void);

/** Where an address in either alias, or of such a variable, stands in it. */
off_t memory_file_offset(uintptr_t address);

/** Zero everything, whatever its protection: nobody uses the memory any more, nor finds a pointer in it. */
void memory_scrub(void);

/** Cached address of an area; NULL when the profile has none (a core too many). */
void *memory_area(unsigned int area, size_t *size);

/** Cached address of the bank named dram. @return NULL the profile has none */
void *memory_dram(size_t *size);

/** True when [addr, addr + bytes) lies within one bank and one alias. */
bool memory_contains(const void *addr, size_t bytes);

/**
 * Bank of an address, for messages.
 * @return its name and sets offset; NULL outside
 */
const char *memory_bank_of(const void *addr, uint32_t *offset);

/** Where the bank ends, in the alias, that an address is in. @return 0: it is in none */
uintptr_t memory_bank_end(uintptr_t addr);

/** Range i of all banks in both aliases, in no order. @return false behind the last one */
bool memory_bank_range(unsigned int i, uintptr_t *start, uintptr_t *end);

/**
 * Whole pages that change their protection apart from their neighbours, or no more: Linux keeps them apart, so that
 * each change need not cut them out again.
 */
void memory_set_apart(uintptr_t start, size_t bytes, bool apart);

/** Drop the page table of one alias: its pages cost nothing until they are touched again. Their content stays. */
void memory_forget_pages(uintptr_t start, size_t bytes);

/** Is the page of one alias away? For addresses anywhere. */
bool memory_is_away(uintptr_t page);

/** Take whole pages of one alias away, or bring them back with their content. @param prot as below */
void memory_protect_alias(uintptr_t start, size_t bytes, int prot);

/** Who is called when pages have been brought back, and so were mapped anew. */
void memory_on_mapped(void (*mapped)(uintptr_t start, size_t bytes));

/**
 * Take whole pages away through both aliases, or bring them back with their content.
 * @param prot	PROT_NONE, or PROT_*
 */
void memory_protect(void *cached, size_t bytes, int prot);

#endif
