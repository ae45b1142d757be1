/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the machine offers the firmware beyond the kernel API: memory areas, mailbox windows, doorbell,
 * LL timer, cores. The firmware's way in is fw_boot().
 */
#ifndef PLATFORM_MACHINE_H
#define PLATFORM_MACHINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <ipc4/header.h>

/* ---- called by the machine, defined by the firmware (fw/init/boot.c) ---- */

/** Bring the firmware up on core 0: heaps, schedulers, modules, IPC; sends FW_READY. @return 0 or -errno */
int fw_boot(void);

/* ---- user mode ---- */

/** End the running user thread, which has called a function that is no system call. */
void platform_forbidden(const char *function) __attribute__((noreturn));

/** How long a job of a user thread may last in virtual time, sleeps included. */
uint32_t platform_patience_ms(void);

struct k_thread;

/** A user thread has not come back for so long: it ends by a fault of its own, as `hung`, when it runs next. */
void platform_end_overdue(struct k_thread *thread, uint32_t ms);

/** A user thread begins with a job or an operation: how often and how long it may rest counts from here. */
void platform_job_began(struct k_thread *thread);

/** At the head of what looks like an interface of the firmware's to modules, and uses kernel memory. */
#define PLATFORM_KERNEL_ONLY()                        \
	do {                                          \
		if (k_is_user_context())              \
			platform_forbidden(__func__); \
	} while (0)

/* ---- memory ---- */

enum platform_area {
	PLATFORM_AREA_HEAP,        /* kernel heap */
	PLATFORM_AREA_BUFFER_HEAP, /* one per core */
};

/** Cached address and size of an area. @return NULL when the profile has none for that core */
void *platform_area(enum platform_area area, unsigned int core, size_t *size);

/** Cores of the profile that the firmware is built for. */
unsigned int platform_core_count(void);

/** Component on whose behalf the firmware works, for instrumentation and reports; NULL: none in particular. */
extern const char *platform_owner;

/** @param name	lives until the next call @return the name before */
static inline const char *platform_owner_set(const char *name)
{
	const char *old = platform_owner;

	platform_owner = name;
	return old;
}

static inline void z_owner_restore(const char **old)
{
	platform_owner_set(*old);
}

/** The same until the end of the block. */
#define PLATFORM_OWNER(name) \
	const char *z_owner  \
		__attribute__((cleanup(z_owner_restore), unused)) = platform_owner_set(name)

/**
 * An allocator of the firmware tells instrumentation which of its memory is not allocated, and which is again.
 * Whoever touches idle memory makes a mistake.
 */
void platform_memory_idle(void *ptr, size_t bytes);
void platform_memory_used(void *ptr, size_t bytes);

/* ---- mailbox ---- */

/** Uncached address of a window (0 registers and DSP box, 1 host box, 2 debug, 3 trace); NULL if absent. */
void *platform_window(unsigned int index, size_t *size);

/* ---- doorbell ---- */

/** Handler for host requests; runs in supervisor context on core 0. */
void platform_ipc_connect(void (*handler)(const struct ipc4_message *request));

/** Answer the request in hand. The payload must be in the DSP box already. */
void platform_ipc_reply(const struct ipc4_message *reply);

/** Send a notification; the payload must be in the DSP box already. The host has read it on return. */
void platform_ipc_notify(const struct ipc4_message *msg);

/* ---- LL timer ---- */

/**
 * Timer interrupt of the LL domain: `handler(core)` is called once per tick for each core that has one.
 * handler NULL stops the timer of that core.
 */
void platform_timer_connect(unsigned int core, void (*handler)(unsigned int core));

/** After the LL run of all cores the machine calls this once per tick; NULL: none. */
void platform_tick_end_connect(void (*handler)(void));

/* ---- cost of data-processing jobs ---- */

/** What one job of a component costs, in microseconds of virtual time. */
uint32_t platform_job_cost_us(const char *name);

/** A job has ended, both in virtual time. */
void platform_job_done(const char *name, int64_t end_us, int64_t deadline_us);

/* ---- debugger ---- */

/** A module is about to be initialized: where its processing begins. Nothing happens unless a debugger waits for it. */
void platform_debug_module(const char *name, const void *process);

/* ---- cores ---- */

/** Core the caller runs on. */
unsigned int cpu_get_id(void);

/** Run fn on another core to completion, as an IDC call would. @return fn's result, -EINVAL bad core */
int platform_run_on_core(unsigned int core, int (*fn)(void *arg), void *arg);

/** Unrecoverable firmware error: report and abort the process with the fault exit code. */
void platform_panic(const char *file, int line, const char *what) __attribute__((noreturn));

#endif
