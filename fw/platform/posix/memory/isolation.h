/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Backends of the MMU: how memory is closed to user mode. mmu.c knows what a thread may touch, a backend makes it so, one
 * file each (isolation_<name>.c). mmu.c calls them with the baton held and in kernel mode, but for leave() and fill(),
 * which may come from a signal handler in user mode. A hook that is NULL has nothing to do.
 */
#ifndef POSIX_ISOLATION_H
#define POSIX_ISOLATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <zephyr/app_memory/mem_domain.h>
#include <zephyr/kernel.h>

#include <adsp/machine.h>

struct mmu_range {
	uintptr_t start, end;
};

#define MMU_MAX_GRANTS (CONFIG_MAX_DOMAIN_PARTITIONS + 1)
#define MMU_MAX_CODE   15 /* libraries */

/** What a thread may touch of the DSP's memory, beside code and constants. In order of address where writable. */
struct mmu_view {
	struct mmu_range writable[MMU_MAX_GRANTS]; /* its stack is one */
	unsigned int num_writable;
	struct mmu_range readable[CONFIG_MAX_DOMAIN_PARTITIONS];
	unsigned int num_readable;
};

struct isolation {
	enum adsp_isolation id;
	const char *name;
	bool is_elsewhere; /* user code runs in another process: process.h */

	/** Can this host and this build do it? @return false with one line in why; NULL: always */
	bool (*works)(char *why, size_t why_size);

	/** Banks are mapped and no thread exists. */
	void (*start)(void);
	/** No thread is left. */
	void (*stop)(void);

	/**
	 * User mode begins with this view, which stays the caller's.
	 * @param changed it is the thread's first one, or since the last time memory or a domain has changed
	 */
	void (*enter)(const struct k_thread *thread, const struct mmu_view *view, bool changed);
	/** It ends: everything is open. */
	void (*leave)(void);
	/** A page that the view lets the thread read was touched. @return it is there now */
	bool (*fill)(uintptr_t page);

	/** First thing in a signal handler, which may begin with less than kernel mode has. */
	void (*handler)(void);

	/** A domain has got a partition, or lost it. */
	void (*grant)(const struct k_mem_domain *domain, const struct k_mem_partition *part);
	void (*revoke)(const struct k_mem_domain *domain, const struct k_mem_partition *part);

	/** Whole pages, by their cached address, hold something from now on, or nothing: nobody has any business there. */
	void (*use)(struct mmu_range cached, bool used);

	/** A thread has ended. */
	void (*end)(const struct k_thread *thread);

	/** Whole pages of emulated memory have been mapped anew, open to all. */
	void (*mapped)(struct mmu_range range);

	/** Whole pages are code for everybody from now on, or no more. */
	void (*open_code)(struct mmu_range code);
	void (*close_code)(struct mmu_range code);
};

extern const struct isolation isolation_none, isolation_mprotect, isolation_process, isolation_pkey;

/** mmu.c has chosen a backend: what process_is_used() answers. */
void isolation_chosen(const struct isolation *backend);

/* ---- what the backends share ---- */

/** Firmware's own .data and .bss in whole pages; start == end: there are none. */
struct mmu_range mmu_firmware_data(void);
bool mmu_is_firmware_data(uintptr_t addr);

/** Put a range into its place in a list that is sorted by address and has room for it. */
void mmu_add_sorted(struct mmu_range *list, unsigned int *count, struct mmu_range range);

#endif
