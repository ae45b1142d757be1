/* SPDX-License-Identifier: BSD-3-Clause */
/* What each event carries: virtual time, on whose behalf, and the firmware's call stack; and its way to the history. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#include <platform/machine.h>
#include <zephyr/kernel.h>

#include "base/context.h"
#include "kernel/syscall.h"
#include "memory/process.h"
#include "sched/baton.h"
#include "sched/supervisor.h"
#include "ledger.h"

#define HOST_STACK_BYTES 0x800000u /* what Linux gives the first thread, if nobody asks for more */
#define SKIP_FRAMES      12        /* of the machine, at most, above the call that is recorded */

extern const char __start_ledger_wraps[], __stop_ledger_wraps[];
extern const char __executable_start[], etext[];

struct owner {
	struct owner *next;
	char name[ADSP_LEDGER_NAME];
};

#define OWNER_BUCKETS 256

static struct owner *owners[OWNER_BUCKETS];
static const char *last_owner; /* what was looked up last, most often wanted again */

static uintptr_t host_stack_top;

static char log_name[ADSP_LEDGER_NAME];
static adsp_ledger_log_fn log_fn;
static void *log_ctx;

/* ---- owners ---- */

static const char *intern(const char *name)
{
	struct owner **bucket, *owner;
	unsigned int hash = 5381;
	const char *c;

	if (last_owner && !strcmp(last_owner, name))
		return last_owner;
	for (c = name; *c; c++)
		hash = hash * 33 + (unsigned char)*c;
	bucket = &owners[hash % OWNER_BUCKETS];
	for (owner = *bucket; owner; owner = owner->next) {
		if (!strncmp(owner->name, name, sizeof(owner->name) - 1))
			return last_owner = owner->name;
	}
	owner = ledger_memory(sizeof(*owner));
	snprintf(owner->name, sizeof(owner->name), "%s", name);
	owner->next = *bucket;
	*bucket = owner;
	return last_owner = owner->name;
}

static void forget_owners(void)
{
	unsigned int i;

	last_owner = NULL;
	for (i = 0; i < OWNER_BUCKETS; i++) {
		while (owners[i]) {
			struct owner *next = owners[i]->next;

			free(owners[i]);
			owners[i] = next;
		}
	}
}

/* Without a label: the thread that runs, or the firmware at large. */
static const char *current_owner(void)
{
	if (platform_owner)
		return intern(platform_owner);
	return context_in_supervisor() ? "firmware" : intern(context_name());
}

/* ---- call stacks ---- */

/* Memory that frames may be in. */
struct stack_range {
	uintptr_t start, end;
};

void ledger_events_start(void)
{
	forget_owners();
	platform_owner = NULL;
	host_stack_top = 0;
}

/* Of the host's thread. The first one's ends below what Linux leaves there for the program, of others the C library knows. */
static uintptr_t host_stack_end(void)
{
	pthread_attr_t attr;
	void *base;
	size_t bytes;

	if (host_stack_top)
		return host_stack_top;
	if (syscall(SYS_gettid) == getpid())
		return host_stack_top = getauxval(AT_RANDOM);
	if (pthread_getattr_np(pthread_self(), &attr))
		return 0;
	if (!pthread_attr_getstack(&attr, &base, &bytes))
		host_stack_top = (uintptr_t)base + bytes;
	pthread_attr_destroy(&attr);
	return host_stack_top;
}

static struct stack_range host_stack(void)
{
	const uintptr_t end = host_stack_end();

	return (struct stack_range){ end - MIN(end, HOST_STACK_BYTES), end };
}

static struct stack_range thread_stack(void)
{
	const struct k_thread *thread = k_current_get();

	return (struct stack_range){ thread->stack_info.start,
				     thread->stack_info.start + thread->stack_info.size };
}

/* Of the frame's. A thread whose user code is in another process is on a stack of the host. */
static struct stack_range stack_of(const void *frame)
{
	const uintptr_t at = (uintptr_t)frame, end = supervisor_stack_end(frame);
	struct stack_range range = thread_stack();
	struct baton_block block;

	if (context_in_supervisor())
		return end ? (struct stack_range){ at, end } : host_stack();
	if (at < range.start || at >= range.end) {
		baton_block_of(k_current_get(), &block);
		range = block.start ? (struct stack_range){ (uintptr_t)block.start,
							    (uintptr_t)block.end } :
				      (struct stack_range){ 0, 0 };
	}
	return range;
}

static bool is_ours(uintptr_t address)
{
	return address >= (uintptr_t)__executable_start && address < (uintptr_t)etext;
}

/* What is recorded of a stack, or of two that follow each other. */
struct chain {
	ledger_event *event;
	unsigned int n;   /* frames that are known already */
	const void *site; /* skip frames until this return address; NULL: none */
};

/*
 * Frame pointers only: each frame begins with the caller's frame pointer and the return address. Code that keeps none
 * may have left anything in the register, so every step is checked to stay within the stack and to go up.
 */
__attribute__((no_sanitize("address"))) static void
follow(struct chain *chain, const uintptr_t *frame, struct stack_range stack)
{
	unsigned int skipped = 0;

	while (chain->n < ADSP_LEDGER_FRAMES && (uintptr_t)frame % sizeof(*frame) == 0 &&
	       (uintptr_t)frame >= stack.start && (uintptr_t)frame < stack.end &&
	       stack.end - (uintptr_t)frame >= 2 * sizeof(*frame)) {
		uintptr_t back = frame[1];
		const uintptr_t *next = (const uintptr_t *)frame[0];

		if (!is_ours(back))
			break;
		if (chain->site && back != (uintptr_t)chain->site) {
			if (++skipped > SKIP_FRAMES)
				break;
		} else {
			chain->site = NULL;
			if (back < (uintptr_t)__start_ledger_wraps ||
			    back >= (uintptr_t)__stop_ledger_wraps)
				chain->event->frame[chain->n++] = back;
		}
		if (next <= frame)
			break;
		frame = next;
	}
}

/* A system call of user code in another process: what the kernel does for it, then the frames of its own. */
static bool follow_into_process(struct chain *chain, const uintptr_t *frame,
				struct stack_range stack)
{
#if defined(__x86_64__)
	const void *end = syscall_handler_frame();
	const ucontext_t *user = end ? process_registers() : NULL;

	if (!user)
		return false;
	stack.end = (uintptr_t)end;
	follow(chain, frame, stack);
	follow(chain, (const uintptr_t *)user->uc_mcontext.gregs[REG_RBP], thread_stack());
	return true;
#else
	return false;
#endif
}

static void finish(struct chain *chain)
{
	if (!chain->n && chain->site)
		chain->event->frame[chain->n++] = (uintptr_t)chain->site;
	while (chain->n < ADSP_LEDGER_FRAMES)
		chain->event->frame[chain->n++] = 0;
}

void ledger_event_now(ledger_event *event, const void *site)
{
	const uintptr_t *frame = __builtin_frame_address(0);
	struct chain chain = { event, 0, site };

	event->time_us = (uint64_t)context_now();
	event->owner = current_owner();
	if (!follow_into_process(&chain, frame, stack_of(frame)))
		follow(&chain, frame, stack_of(frame));
	finish(&chain);
}

#if defined(__x86_64__)
/* 0: it is on none. */
static uintptr_t word_on_stack(uintptr_t at)
{
	const struct stack_range stack = stack_of((const void *)at);

	if (at < stack.start || at >= stack.end || stack.end - at < sizeof(uintptr_t))
		return 0;
	return *(const uintptr_t *)at;
}
#endif

void ledger_event_of_signal(ledger_event *event, const void *registers)
{
	const ucontext_t *user = registers;
#if defined(__x86_64__)
	uintptr_t pc = (uintptr_t)user->uc_mcontext.gregs[REG_RIP];
	uintptr_t frame = (uintptr_t)user->uc_mcontext.gregs[REG_RBP];
	uintptr_t back = word_on_stack((uintptr_t)user->uc_mcontext.gregs[REG_RSP]);
#elif defined(__aarch64__)
	uintptr_t pc = user->uc_mcontext.pc;
	uintptr_t frame = user->uc_mcontext.regs[29];
	uintptr_t back = user->uc_mcontext.regs[30];
#else
#error "say where this machine keeps program counter, frame pointer and return address"
#endif
	struct chain chain = { event, 0, NULL };

	event->time_us = (uint64_t)context_now();
	event->owner = current_owner();
	/* names are looked up one byte before an address; in memcpy() and its like, take who called it */
	if (is_ours(pc))
		event->frame[chain.n++] = pc + 1;
	else if (is_ours(back))
		event->frame[chain.n++] = back;
	follow(&chain, (const uintptr_t *)frame, stack_of((const void *)frame));
	finish(&chain);
}

/* ---- history ---- */

void adsp_ledger_log(const char *name, adsp_ledger_log_fn fn, void *ctx)
{
	snprintf(log_name, sizeof(log_name), "%s", name ? name : "");
	log_fn = fn;
	log_ctx = ctx;
}

void ledger_log_event(const char *action, const struct ledger_row *row, const char *type,
		      uintptr_t address, uint32_t size, uint32_t references,
		      const ledger_event *event)
{
	struct adsp_ledger_entry entry = {
		.action = action,
		.memory = row ? row->memory : "",
		.type = type,
		.address = address,
		.size = size,
		.references = references,
		.event = event,
	};

	if (!log_fn)
		return;
	if (log_name[0] && strcmp(log_name, event->owner) && strcmp(log_name, entry.memory) &&
	    (!row || strcmp(log_name, row->figures.name)))
		return;
	log_fn(log_ctx, &entry);
}
