/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Kernel API of the machine, with Zephyr's names, arguments and errno values.
 *
 * Exactly one context runs at a time. The supervisor (IPC, LL, interrupts) is the best of all and runs
 * to completion; a thread gets the processor when the supervisor blocks or a tick ends, and loses it only
 * in a kernel call. Order: priority (lower number first), then earlier deadline, then FIFO.
 * Time is virtual; one kernel tick is one microsecond.
 *
 * Members of the structures are private to the kernel unless a comment says otherwise. Blocking calls
 * with K_FOREVER that nothing can ever end are reported as a deadlock, and the run ends.
 */
#ifndef ZEPHYR_KERNEL_H
#define ZEPHYR_KERNEL_H

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <zephyr/app_memory/mem_domain.h>
#include <zephyr/sys/__assert.h>
#include <zephyr/sys/slist.h>
#include <zephyr/sys/util.h>
#include <zephyr/toolchain.h>

/* ---- time ---- */

typedef int64_t k_ticks_t;

typedef struct {
	k_ticks_t ticks; /* microseconds; -1: for ever */
} k_timeout_t;

#define Z_TIMEOUT_TICKS(t) ((k_timeout_t){ .ticks = (t) })
#define K_NO_WAIT          Z_TIMEOUT_TICKS(0)
#define K_FOREVER          Z_TIMEOUT_TICKS((k_ticks_t)-1)
#define K_TICKS(t)         Z_TIMEOUT_TICKS(MAX((k_ticks_t)(t), (k_ticks_t)0))
#define K_USEC(us)         K_TICKS(us)
#define K_MSEC(ms)         K_TICKS((k_ticks_t)(ms)*1000)
#define K_SECONDS(s)       K_MSEC((k_ticks_t)(s)*1000)
#define K_TIMEOUT_EQ(a, b) ((a).ticks == (b).ticks)

/** Milliseconds since boot. */
int64_t k_uptime_get(void);
/** Kernel ticks (microseconds) since boot. */
k_ticks_t k_uptime_ticks(void);
static inline uint32_t k_uptime_get_32(void)
{
	return (uint32_t)k_uptime_get();
}

/** Cycles of the platform clock since boot. Stands still within a tick. */
uint64_t k_cycle_get_64(void);
static inline uint32_t k_cycle_get_32(void)
{
	return (uint32_t)k_cycle_get_64();
}

/** Cycles of k_cycle_get_32() per second. */
uint32_t sys_clock_hw_cycles_per_sec(void);
uint64_t k_us_to_cyc_ceil64(uint64_t us);
uint64_t k_ms_to_cyc_ceil64(uint64_t ms);
uint64_t k_cyc_to_us_floor64(uint64_t cycles);
uint64_t k_cyc_to_ms_floor64(uint64_t cycles);

/** Sleep. @return 0, or the milliseconds left when woken by k_wakeup() */
int32_t k_sleep(k_timeout_t timeout);
int32_t k_msleep(int32_t ms);
/** Time passes, nobody else runs. */
void k_busy_wait(uint32_t us);
/** Let threads of the same or a better priority run. */
void k_yield(void);

/* ---- spin lock ---- */

struct k_spinlock {
	struct k_thread *holder;
};

typedef struct {
	int key;
} k_spinlock_key_t;

/** Taking a lock twice, or blocking while one is held, is a firmware bug and panics. */
k_spinlock_key_t k_spin_lock(struct k_spinlock *lock);
void k_spin_unlock(struct k_spinlock *lock, k_spinlock_key_t key);
/** @return 0, -EBUSY */
int k_spin_trylock(struct k_spinlock *lock, k_spinlock_key_t *key);

/* ---- wait queue ---- */

typedef struct z_wait_q {
	struct k_thread *head; /* in order of arrival */
} _wait_q_t;

/* ---- mutex: recursive, with owner and priority inheritance ---- */

struct k_mutex {
	_wait_q_t wait_q;
	struct k_thread *owner;
	uint32_t lock_count;
	int owner_orig_prio;
};

#define Z_MUTEX_INITIALIZER(obj)     \
	{                            \
		{ NULL }, NULL, 0, 0 \
	}
#define K_MUTEX_DEFINE(name)                             \
	struct k_mutex name = Z_MUTEX_INITIALIZER(name); \
	Z_STATIC_OBJECT(name, K_OBJ_MUTEX)

/** @return 0 */
int k_mutex_init(struct k_mutex *mutex);
/** @return 0, -EBUSY K_NO_WAIT and taken, -EAGAIN timed out */
int k_mutex_lock(struct k_mutex *mutex, k_timeout_t timeout);
/** @return 0, -EINVAL not locked, -EPERM locked by another */
int k_mutex_unlock(struct k_mutex *mutex);

/* ---- semaphore ---- */

struct k_sem {
	_wait_q_t wait_q;
	unsigned int count;
	unsigned int limit;
};

#define K_SEM_MAX_LIMIT UINT32_MAX
#define Z_SEM_INITIALIZER(obj, initial, max) \
	{                                    \
		{ NULL }, initial, max       \
	}
#define K_SEM_DEFINE(name, initial, max)                                    \
	BUILD_ASSERT((max) != 0 && (initial) <= (max), "semaphore " #name); \
	struct k_sem name = Z_SEM_INITIALIZER(name, initial, max);          \
	Z_STATIC_OBJECT(name, K_OBJ_SEM)

/** @return 0, -EINVAL limit 0 or initial above it */
int k_sem_init(struct k_sem *sem, unsigned int initial_count, unsigned int limit);
/** @return 0, -EBUSY K_NO_WAIT and none, -EAGAIN timed out or reset */
int k_sem_take(struct k_sem *sem, k_timeout_t timeout);
/** Never fails: at the limit it has no effect. */
void k_sem_give(struct k_sem *sem);
/** Count 0; every waiter gets -EAGAIN. */
void k_sem_reset(struct k_sem *sem);
unsigned int k_sem_count_get(struct k_sem *sem);

/* ---- event: 32 bits ---- */

struct k_event {
	_wait_q_t wait_q;
	uint32_t events;
};

#define Z_EVENT_INITIALIZER(obj) \
	{                        \
		{ NULL }, 0      \
	}
#define K_EVENT_DEFINE(name)                             \
	struct k_event name = Z_EVENT_INITIALIZER(name); \
	Z_STATIC_OBJECT(name, K_OBJ_EVENT)

void k_event_init(struct k_event *event);
/** Each returns the previous value of the bits it addresses (set: of all). */
uint32_t k_event_post(struct k_event *event, uint32_t events);
uint32_t k_event_set(struct k_event *event, uint32_t events);
uint32_t k_event_set_masked(struct k_event *event, uint32_t events, uint32_t mask);
uint32_t k_event_clear(struct k_event *event, uint32_t events);
/**
 * Wait for any (wait) or all (wait_all) of the bits. `reset` clears the whole object first. The safe forms
 * consume the bits they return; the others leave them set.
 * @return the bits that matched; 0 on time-out
 */
uint32_t k_event_wait(struct k_event *event, uint32_t events, bool reset, k_timeout_t timeout);
uint32_t k_event_wait_all(struct k_event *event, uint32_t events, bool reset, k_timeout_t timeout);
uint32_t k_event_wait_safe(struct k_event *event, uint32_t events, bool reset, k_timeout_t timeout);
uint32_t k_event_wait_all_safe(struct k_event *event, uint32_t events, bool reset,
			       k_timeout_t timeout);
uint32_t k_event_test(struct k_event *event, uint32_t events);

/* ---- heap ---- */

struct z_heap;

struct sys_heap {
	struct z_heap *heap; /* the allocator's records; outside the heap's memory */
	void *init_mem;      /* public: start of the heap */
	size_t init_bytes;   /* public: bytes of the heap */
};

struct k_heap {
	struct sys_heap heap;
	_wait_q_t wait_q;
};

struct sys_memory_stats {
	size_t free_bytes;
	size_t allocated_bytes;
	size_t max_allocated_bytes;
};

/**
 * Make [mem, mem + bytes) a heap. All book-keeping stands outside that memory, so it may be given to a
 * user thread. The heap ends with its memory: there is no call to close it.
 */
void k_heap_init(struct k_heap *heap, void *mem, size_t bytes);
/** Aligned to a pointer. @return NULL on 0 bytes, or when there is no room within the time-out */
void *k_heap_alloc(struct k_heap *heap, size_t bytes, k_timeout_t timeout) __must_check;
/** @param align	power of two, at most a page; 0: as k_heap_alloc() */
void *k_heap_aligned_alloc(struct k_heap *heap, size_t align, size_t bytes,
			   k_timeout_t timeout) __must_check;
/** Zeroed array. */
void *k_heap_calloc(struct k_heap *heap, size_t num, size_t size, k_timeout_t timeout) __must_check;
/** @return NULL and ptr untouched when there is no room; bytes 0 frees */
void *k_heap_realloc(struct k_heap *heap, void *ptr, size_t bytes,
		     k_timeout_t timeout) __must_check;
/** NULL is a no-op. A double free, a foreign pointer or an overflowed block panics, saying which. */
void k_heap_free(struct k_heap *heap, void *ptr);
/** @return 0, -EINVAL NULL */
int sys_heap_runtime_stats_get(struct sys_heap *heap, struct sys_memory_stats *stats);
/** Check the whole heap. @return false when its records or a block's end are damaged */
bool sys_heap_validate(struct sys_heap *heap);
/** Bytes that the caller may use at ptr. */
size_t sys_heap_usable_size(struct sys_heap *heap, void *ptr);

/* ---- threads ---- */

typedef struct k_thread *k_tid_t;
typedef void (*k_thread_entry_t)(void *p1, void *p2, void *p3);

struct z_thread_stack_element {
	char data;
};

typedef struct z_thread_stack_element k_thread_stack_t;

#define K_ESSENTIAL      BIT(0)
#define K_FP_REGS        BIT(1)
#define K_USER           BIT(2)
#define K_INHERIT_PERMS  BIT(3)
#define K_CALLBACK_STATE BIT(4)

#define K_PRIO_COOP(x)        (-16 + (x))
#define K_PRIO_PREEMPT(x)     (x)
#define K_HIGHEST_THREAD_PRIO (-16)
#define K_LOWEST_THREAD_PRIO  15

#define Z_THREAD_NAME_BYTES 24

struct k_thread {
	/* scheduling */
	int prio;
	int deadline;      /* absolute, cycles */
	uint64_t order;    /* FIFO among equals: when it became ready or began to wait */
	k_ticks_t wake_at; /* time-out of what it waits for; -1 none */
	uint8_t state;     /* 0: dead, also when never created */
	uint8_t options;
	uint8_t cpu;
	/* what it waits for */
	_wait_q_t *pended_on;
	struct k_thread *wait_next;
	const char *wait_kind; /* "k_sem", ... for the deadlock report */
	const void *wait_object;
	uint32_t wait_events;
	uint32_t wait_options;
	int wait_result;
	_wait_q_t join_q;
	/* identity */
	k_thread_entry_t entry;
	void *args[3];
	char name[Z_THREAD_NAME_BYTES];
	int index; /* its bit in the permissions of objects */
	struct {
		sys_snode_t node;
		struct k_mem_domain *mem_domain; /* public */
	} mem_domain_info;
	struct {
		uintptr_t start; /* cached */
		size_t size;
	} stack_info;
	void *custom_data;               /* of who has created it */
	const struct z_syscall *syscall; /* that it is in; NULL */
	uint32_t overdue_ms; /* it ends when it runs next, for it has taken so long; 0: it does not */
	/* of a user thread, since it began with what it does */
	uint32_t sleeps;
	uint64_t busy_us;
	struct z_thread_host *host;
};

/** A stack for a thread, from the platform's stack pool. @return NULL when the pool is empty */
k_thread_stack_t *k_thread_stack_alloc(size_t size, int flags) __must_check;
/** @return 0, -EINVAL not such a stack, -EBUSY a thread uses it */
int k_thread_stack_free(k_thread_stack_t *stack);

/**
 * @param stack	from k_thread_stack_alloc()
 * @param delay	K_FOREVER: only k_thread_start() starts it; K_NO_WAIT: ready at once
 * @return the thread; NULL when the machine cannot start another one
 */
k_tid_t k_thread_create(struct k_thread *thread, k_thread_stack_t *stack, size_t stack_size,
			k_thread_entry_t entry, void *p1, void *p2, void *p3, int prio,
			uint32_t options, k_timeout_t delay);
void k_thread_start(k_tid_t thread);
/** End a sleep (or a start delay) early; a thread that waits for an object goes on waiting. */
void k_wakeup(k_tid_t thread);
/** On return the thread does not run any more; aborting oneself does not return. Dead: no-op. */
void k_thread_abort(k_tid_t thread);
/** @return 0 it is dead, -EBUSY K_NO_WAIT and alive, -EDEADLK self or mutual, -EAGAIN timed out */
int k_thread_join(struct k_thread *thread, k_timeout_t timeout);
/** @return 0, -EINVAL no such core */
int k_thread_cpu_pin(k_tid_t thread, int cpu);
/** Absolute deadline in cycles of k_cycle_get_32(). */
void k_thread_absolute_deadline_set(k_tid_t thread, int deadline);
/** Deadline relative to now. */
void k_thread_deadline_set(k_tid_t thread, int deadline);
void k_thread_priority_set(k_tid_t thread, int prio);
int k_thread_priority_get(k_tid_t thread);
/** @return 0 */
int k_thread_name_set(k_tid_t thread, const char *name);
const char *k_thread_name_get(k_tid_t thread);

/** The running context; the supervisor has one too. */
k_tid_t k_current_get(void);
/** False: IPC, LL and timer handlers all run in the supervisor, which may wait. */
bool k_is_in_isr(void);
/** True when the code that asks runs in user mode; false in the system calls of a user thread. */
bool k_is_user_context(void);

/* ---- kernel objects and permissions ---- */

enum k_objects {
	K_OBJ_ANY,
	K_OBJ_MUTEX,
	K_OBJ_SEM,
	K_OBJ_EVENT,
	K_OBJ_THREAD,
	K_OBJ_THREAD_STACK_ELEMENT,
	K_OBJ_LAST,
};

#define K_OBJ_FLAG_INITIALIZED BIT(0)
#define K_OBJ_FLAG_PUBLIC      BIT(1)
#define K_OBJ_FLAG_ALLOC       BIT(2)
#define K_OBJ_FLAG_DRIVER      BIT(3)

#define CONFIG_MAX_THREAD_BYTES 2
#define Z_MAX_THREADS           (CONFIG_MAX_THREAD_BYTES * 8)

struct k_object {
	void *name; /* address of the object */
	uint8_t perms[CONFIG_MAX_THREAD_BYTES];
	uint8_t type;
	uint8_t flags;
};

enum _obj_init_check {
	_OBJ_INIT_TRUE = 0,
	_OBJ_INIT_FALSE = -1,
	_OBJ_INIT_ANY = 1,
};

/** An object in kernel memory that can be granted. @return NULL when there is no memory or index */
void *k_object_alloc(enum k_objects otype) __must_check;
/** End an allocated object at once; unknown pointers and NULL are ignored. */
void k_object_free(void *obj);
void k_object_access_grant(const void *object, struct k_thread *thread);
void k_object_access_revoke(const void *object, struct k_thread *thread);
/** Every thread may use it. */
void k_object_access_all_grant(const void *object);
/** Give up the caller's own permission. */
void k_object_release(const void *object);
/** @return NULL for an unknown address */
struct k_object *k_object_find(const void *obj);
/** @return 0, -EBADF unknown or wrong type, -EPERM not granted, -EINVAL not and -EADDRINUSE already initialised */
int k_object_validate(struct k_object *ko, enum k_objects otype, enum _obj_init_check init);
/** Mark a known object as initialised; the init functions call it. */
void k_object_init(const void *obj);

#define k_thread_access_grant(thread, ...)                                                \
	do {                                                                              \
		const void *const grant_objs_[] = { __VA_ARGS__ };                        \
		for (size_t grant_i_ = 0; grant_i_ < ARRAY_SIZE(grant_objs_); grant_i_++) \
			k_object_access_grant(grant_objs_[grant_i_], thread);             \
	} while (0)

/* Statically defined objects are known to the kernel by this list. */
struct z_static_object {
	void *object;
	enum k_objects type;
};

#define Z_STATIC_OBJECT(obj_name, obj_type)                                                     \
	static const struct z_static_object z_static_object_##obj_name = { .object = &obj_name, \
									   .type = obj_type };  \
	static const struct z_static_object *const z_static_ref_##obj_name                      \
		__attribute__((used, section("z_static_objects"))) = &z_static_object_##obj_name

/* ---- fatal ---- */

/** Kill the calling thread, with a log line that says where; in the supervisor: panic. */
void z_oops(const char *file, int line) __noreturn;
/** End the run with the fault exit code. */
void z_panic(const char *file, int line) __noreturn;

#define k_oops()  z_oops(__FILE__, __LINE__)
#define k_panic() z_panic(__FILE__, __LINE__)

#endif
