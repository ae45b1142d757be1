/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The emulated machine seen from outside: power, the 1 ms tick, mailbox windows and the doorbell.
 *
 * There is one machine per process, because its memory stands at fixed addresses:
 *   uncached alias  0x40000000 + bank offset
 *   cached alias    0x60000000 + bank offset
 * Time is virtual; nothing here reads a host clock. All functions are called from one thread.
 */
#ifndef ADSP_MACHINE_H
#define ADSP_MACHINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <adsp/profile.h>

#define ADSP_UNCACHED_BASE 0x40000000u
#define ADSP_CACHED_BASE   0x60000000u
#define ADSP_ALIAS_BYTES   0x08000000u /* room of each alias window */
#define ADSP_ALIAS_BIT     0x20000000u

#define ADSP_TICK_US 1000

enum adsp_log_level {
	ADSP_LOG_NONE = 0,
	ADSP_LOG_ERR = 1,
	ADSP_LOG_WRN = 2,
	ADSP_LOG_INF = 3,
	ADSP_LOG_DBG = 4,
};

/**
 * Receives each firmware log line, complete and without newline.
 * @param time_us virtual time of the line
 * @param tag	log module name ("ll_schedule") or component ("gain.1.0")
 */
typedef void (*adsp_log_fn)(void *ctx, enum adsp_log_level level, uint64_t time_us, const char *tag,
			    const char *text);

/**
 * Called once when the machine cannot go on, before the process ends with that status. Must not call the machine except
 * for adsp_time_us() and adsp_inspect_*().
 * @param status	ADSP_EXIT_*
 * @param text		one or more lines, no newline at the end
 */
typedef void (*adsp_fatal_fn)(void *ctx, int status, const char *text);

#define ADSP_EXIT_HOST  3 /* Linux has refused what the machine needs: memory, a process */
#define ADSP_EXIT_FAULT 4 /* the firmware has panicked or faulted */

/** How user threads are kept away from what is not theirs. */
enum adsp_isolation {
	ADSP_ISOLATION_AUTO,     /* adsp_isolation_choose() */
	ADSP_ISOLATION_MPROTECT, /* by page protection: every violation is caught */
	ADSP_ISOLATION_PROCESS,  /* a process of its own: holds against tricks as well */
	ADSP_ISOLATION_PKEY,     /* by memory protection keys: a switch is a write of a register */
	ADSP_ISOLATION_NONE,     /* nothing is protected; system calls are checked all the same */
	ADSP_NUM_ISOLATIONS,
};

#define ADSP_ISOLATION_WHY_BYTES 160

/** "auto", "mprotect", "process", "pkey", "none". */
const char *adsp_isolation_name(enum adsp_isolation id);

/** @return false: there is none of that name */
bool adsp_isolation_find(const char *name, enum adsp_isolation *id);

/**
 * Does it work on this host, in this build?
 * @param why	"", or one line that says why not
 */
bool adsp_isolation_works(enum adsp_isolation id, char *why, size_t why_size);

/** What auto is: the first of those that work here; none under Valgrind, which watches by itself. */
enum adsp_isolation adsp_isolation_choose(void);

/** What one job of a data-processing module costs on the DSP. */
struct adsp_dp_cost {
	char module[24]; /* "gain", or one component as "gain.1.0" */
	uint32_t us;     /* virtual time */
};

struct adsp_machine_config {
	const struct adsp_profile *profile;
	enum adsp_log_level log_level;
	adsp_log_fn log; /* NULL: lines go nowhere */
	void *log_ctx;
	adsp_fatal_fn fatal; /* NULL: the text goes to stderr */
	void *fatal_ctx;
	enum adsp_isolation isolation;
	const struct adsp_dp_cost *dp_costs; /* copied; modules that are not listed cost nothing */
	size_t num_dp_costs;
	/* processor time that a user thread may run without giving way, virtual time that its job may last, and processor time of work of
	 * the firmware without return; 0: 2000 */
	uint32_t watchdog_ms;
};

#define ADSP_MAX_DP_COSTS 32

/** What is in force; NONE when off. */
enum adsp_isolation adsp_machine_isolation(void);

/**
 * Map the banks, start the kernel and boot the firmware. FW_READY is delivered before it returns, so
 * set the notification handler first.
 *
 * @param err	one-line message on failure (the address range that is taken, and by what)
 * @return 0, -EALREADY running, -EADDRINUSE a fixed range is taken, -ENOMEM, -ENOTSUP the isolation does not work here,
 *	   or the firmware's error
 */
int adsp_machine_start(const struct adsp_machine_config *config, char *err, size_t err_size);

/** Power off: threads end, gateways lose their clients, banks are unmapped. No-op when not running. */
void adsp_machine_stop(void);

bool adsp_machine_running(void);

/**
 * Work of the firmware that does not come back is given up after config.watchdog_ms, and the machine with it: from then
 * on adsp_tick() only lets time pass, and adsp_ipc_send() returns -ENODEV. adsp_machine_stop() is due.
 * @return what happened, one line that names component, function and source line; NULL: nothing has. Readable until the
 *	   next start
 */
const char *adsp_machine_halted(void);

/**
 * The host wants an end: from now on work that does not come back is given up after a quarter of a second. Callable
 * from a signal handler; no-op when off.
 */
void adsp_machine_interrupt(void);

/** Change the firmware's run-time log level. */
void adsp_machine_set_log_level(enum adsp_log_level level);

#define ADSP_LOG_ERROR_BYTES 256

/**
 * The first error that the firmware has logged since the last call, "tag: text", cut if need be; kept whatever the level.
 * @return text, "" when there was none
 */
const char *adsp_log_take_error(char text[ADSP_LOG_ERROR_BYTES]);

/**
 * Advance virtual time to the next whole tick: inbound DMA, LL run of every core, outbound DMA, then DP threads.
 * (Time stands between two ticks only after the supervisor had to wait for a time-out.)
 */
void adsp_tick(void);

/** Virtual time since start, microseconds. */
uint64_t adsp_time_us(void);

/* ---- IPC ---- */

struct adsp_ipc_message {
	uint32_t primary;
	uint32_t extension;
};

/**
 * Write the payload into the host box (window 1) and ring the doorbell. The firmware's handler runs
 * before this returns; the answer may need ticks.
 *
 * @param payload	bytes copied to the box; NULL with 0 bytes
 * @return 0, -EINVAL payload larger than the box, -EBUSY the last request is unanswered, -ENODEV off or halted,
 *	   -ETIME the firmware has not come back: halted now
 */
int adsp_ipc_send(const struct adsp_ipc_message *request, const void *payload, size_t bytes);

/**
 * Take the answer, if there is one. Its payload stands in the DSP box (adsp_ipc_dspbox()) until the next send.
 * @return true and fills reply once the firmware has answered
 */
bool adsp_ipc_take_reply(struct adsp_ipc_message *reply);

/** DSP to host payload box (window 0 + 4096) as it stood when the firmware answered the last request. */
const void *adsp_ipc_dspbox(size_t *bytes);

/** Notification handler; runs inside adsp_tick() or adsp_ipc_send(). The payload is valid during the call. */
typedef void (*adsp_ipc_notify_fn)(void *ctx, const struct adsp_ipc_message *msg,
				   const void *payload, size_t box_bytes);
void adsp_ipc_on_notification(adsp_ipc_notify_fn fn, void *ctx);

/**
 * Mailbox window as the host maps it: 0 firmware registers and DSP box, 1 host box, 2 debug slots, 3 trace.
 * @return read-only address, NULL for a window that is not there
 */
const void *adsp_window(unsigned int index, size_t *bytes);

#endif
