/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Firmware code on several cores. The machine runs one context at a time, so it cannot tell whether a lock is
 * missing; here host threads run the firmware's own objects, really at once. What they call of the kernel ends in this
 * file first (linker option --wrap) and is made safe for them as it is on silicon: a spin lock or mutex keeps others
 * out, any other kernel function holds one lock while it works. Nothing else is locked on behalf of the code under
 * test. A plain build may miss a race by luck; ThreadSanitizer does not (preset tsan).
 *
 * The ledger belongs to the machine, whose records are guarded by the baton. With the ledger on, whoever calls the
 * firmware holds the baton meanwhile, as every context of the machine does.
 */
#ifndef TESTS_CORES_H
#define TESTS_CORES_H

#include "../lib/core_rig.h"

#include <pthread.h>
#include <sched.h>

#include <platform/machine.h>
#include <sof/lib/vpage.h>
#include <zephyr/app_memory/mem_domain.h>
#include <zephyr/kernel.h>
#include <zephyr/logging/log.h>

#if __has_include(<valgrind/valgrind.h>)
#include <valgrind/valgrind.h>
#else
#define RUNNING_ON_VALGRIND 0
#endif

#define CORES 4

/* Assertions of cmocka belong to the thread that runs the test. */
#define cores_expect(condition)                                                                 \
	do {                                                                                    \
		if (!(condition)) {                                                             \
			fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition); \
			abort();                                                                \
		}                                                                               \
	} while (0)

/* ---- the kernel: locks ---- */

k_spinlock_key_t __wrap_k_spin_lock(struct k_spinlock *lock);
void __wrap_k_spin_unlock(struct k_spinlock *lock, k_spinlock_key_t key);
int __wrap_k_mutex_lock(struct k_mutex *mutex, k_timeout_t timeout);
int __wrap_k_mutex_unlock(struct k_mutex *mutex);

/* One of its own for each host thread; only its address counts. */
static struct k_thread *cores_self(void)
{
	static __thread char self;

	return (struct k_thread *)&self;
}

static void cores_own(struct k_thread **owner)
{
	struct k_thread *other = NULL;

	while (!__atomic_compare_exchange_n(owner, &other, cores_self(), false, __ATOMIC_ACQUIRE,
					    __ATOMIC_RELAXED)) {
		other = NULL;
		sched_yield();
	}
}

static bool cores_owns(struct k_thread **owner)
{
	return __atomic_load_n(owner, __ATOMIC_RELAXED) == cores_self();
}

k_spinlock_key_t __wrap_k_spin_lock(struct k_spinlock *lock)
{
	cores_expect(!cores_owns(&lock->holder));
	cores_own(&lock->holder);
	return (k_spinlock_key_t){ 0 };
}

void __wrap_k_spin_unlock(struct k_spinlock *lock, k_spinlock_key_t key)
{
	cores_expect(cores_owns(&lock->holder));
	__atomic_store_n(&lock->holder, NULL, __ATOMIC_RELEASE);
}

int __wrap_k_mutex_lock(struct k_mutex *mutex, k_timeout_t timeout)
{
	if (!cores_owns(&mutex->owner))
		cores_own(&mutex->owner);
	mutex->lock_count++;
	return 0;
}

int __wrap_k_mutex_unlock(struct k_mutex *mutex)
{
	cores_expect(cores_owns(&mutex->owner));
	if (!--mutex->lock_count)
		__atomic_store_n(&mutex->owner, NULL, __ATOMIC_RELEASE);
	return 0;
}

/* ---- the kernel: all else ---- */

static pthread_mutex_t cores_kernel = PTHREAD_MUTEX_INITIALIZER;

#define CORES_WRAP(type, name, parameters, arguments) \
	type __real_##name parameters;                \
	type __wrap_##name parameters;                \
	type __wrap_##name parameters                 \
	{                                             \
		type result;                          \
                                                      \
		pthread_mutex_lock(&cores_kernel);    \
		result = __real_##name arguments;     \
		pthread_mutex_unlock(&cores_kernel);  \
		return result;                        \
	}

#define CORES_WRAP_VOID(name, parameters, arguments) \
	void __real_##name parameters;               \
	void __wrap_##name parameters;               \
	void __wrap_##name parameters                \
	{                                            \
		pthread_mutex_lock(&cores_kernel);   \
		__real_##name arguments;             \
		pthread_mutex_unlock(&cores_kernel); \
	}

CORES_WRAP_VOID(k_heap_init, (struct k_heap * heap, void *mem, size_t bytes), (heap, mem, bytes))
CORES_WRAP(void *, k_heap_aligned_alloc,
	   (struct k_heap * heap, size_t align, size_t bytes, k_timeout_t timeout),
	   (heap, align, bytes, timeout))
CORES_WRAP_VOID(k_heap_free, (struct k_heap * heap, void *ptr), (heap, ptr))
CORES_WRAP(int, sys_heap_runtime_stats_get,
	   (struct sys_heap * heap, struct sys_memory_stats *stats), (heap, stats))
CORES_WRAP(size_t, sys_heap_usable_size, (struct sys_heap * heap, void *ptr), (heap, ptr))
CORES_WRAP(void *, vpage_alloc, (uint32_t pages), (pages))
CORES_WRAP_VOID(vpage_free, (void *ptr), (ptr))
CORES_WRAP_VOID(platform_memory_idle, (void *ptr, size_t bytes), (ptr, bytes))
CORES_WRAP_VOID(platform_memory_used, (void *ptr, size_t bytes), (ptr, bytes))
CORES_WRAP(int, k_mem_domain_add_partition,
	   (struct k_mem_domain * domain, struct k_mem_partition *part), (domain, part))
CORES_WRAP(int, k_mem_domain_remove_partition,
	   (struct k_mem_domain * domain, struct k_mem_partition *part), (domain, part))

void __real_z_log_tagged(int level, const char *tag, const char *fmt, ...);
void __wrap_z_log_tagged(int level, const char *tag, const char *fmt, ...) __printf_like(3, 4);

void __wrap_z_log_tagged(int level, const char *tag, const char *fmt, ...)
{
	char line[256];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	pthread_mutex_lock(&cores_kernel);
	__real_z_log_tagged(level, tag, "%s", line);
	pthread_mutex_unlock(&cores_kernel);
}

/* ---- cores ---- */

#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
#define CORES_SLOW 1
#else
#define CORES_SLOW 0
#endif

/*
 * How often to do what takes nanoseconds: several time slices' worth, so that cores meet. A checker is slow, and one
 * for races needs no luck.
 */
static inline int cores_many(void)
{
	return CORES_SLOW || RUNNING_ON_VALGRIND ? 10000 : 400000;
}

struct core {
	unsigned int index;
	struct core_random
		random; /* no seed repeats what happens: who comes first is up to the host */
	void (*run)(struct core *core);
	void *shared;   /* what the test gave */
	uint32_t count; /* what the test counts */
};

static pthread_barrier_t cores_gate;

static void *cores_main(void *arg)
{
	struct core *core = arg;

	pthread_barrier_wait(&cores_gate);
	core->run(core);
	return NULL;
}

/* Run on all cores at once, until the last has returned. @return sum of their counts */
static uint32_t cores_run(void (*run)(struct core *core), void *shared)
{
	struct core cores[CORES];
	pthread_t threads[CORES];
	uint32_t count = 0;

	assert_int_equal(pthread_barrier_init(&cores_gate, NULL, CORES), 0);
	for (unsigned int i = 0; i < CORES; i++) {
		cores[i] = (struct core){
			.index = i, .random = { .state = i }, .run = run, .shared = shared
		};
		assert_int_equal(pthread_create(&threads[i], NULL, cores_main, &cores[i]), 0);
	}
	for (unsigned int i = 0; i < CORES; i++) {
		pthread_join(threads[i], NULL);
		count += cores[i].count;
	}
	pthread_barrier_destroy(&cores_gate);
	return count;
}

#endif
