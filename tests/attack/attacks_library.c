/* SPDX-License-Identifier: BSD-3-Clause */
/* Attacks by functions of the C library: what a module written for a desktop would call. */
#include <dlfcn.h>
#include <locale.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "attacks.h"

static void *volatile taken; /* what the compiler must not know */
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static sem_t semaphore;

#define OWN_WORDS(mod) (((struct attacker *)module_get_private_data(mod))->words)

static void *nothing_to_do(void *arg)
{
	return arg;
}
static void say_nothing(void)
{
}

KERNEL_CALL(take_memory, taken = malloc(100))
KERNEL_CALL(take_much_memory, taken = malloc(10000000))
KERNEL_CALL(take_cleared_memory, taken = calloc(10, 100))
KERNEL_CALL(take_more_memory, taken = realloc(taken, 100))
KERNEL_CALL(give_memory, free(taken))
KERNEL_CALL(copy_text, taken = strdup("text"))
KERNEL_CALL(open_file, taken = fopen("/dev/null", "r"))
KERNEL_CALL(flush_files, fflush(NULL))
KERNEL_CALL(run_at_exit, attack_word = (uint32_t)atexit(say_nothing))
KERNEL_CALL(leave_by_quick_exit, quick_exit(0))
KERNEL_CALL(ask_environment, taken = getenv("HOME"))
KERNEL_CALL(ask_time, attack_word = (uint32_t)time(NULL))
KERNEL_CALL(ask_random_number, attack_word = (uint32_t)rand())
KERNEL_CALL(run_shell, attack_word = (uint32_t)system("true"))
KERNEL_CALL(ignore_faults, signal(SIGSEGV, SIG_IGN))
KERNEL_CALL(wait_for_semaphore, sem_wait(&semaphore))

static void ask_clock(struct processing_module *mod)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now); /* here */
	attack_word = (uint32_t)now.tv_nsec;
}
static void lock_twice(struct processing_module *mod)
{
	pthread_mutex_lock(&mutex);
	pthread_mutex_lock(&mutex); /* here */
}
static void start_thread(struct processing_module *mod)
{
	pthread_t thread;

	pthread_create(&thread, NULL, nothing_to_do, NULL); /* here */
}

/* ---- what stays with the OS thread, or with everybody ---- */

static pthread_key_t key;

static void never_ends(void *arg)
{
	for (;;)
		;
}

KERNEL_CALL(take_output, attack_word = (uint32_t)setvbuf(stderr, NULL, _IOFBF, 100))
KERNEL_CALL(close_output, fclose(stderr))
KERNEL_CALL(run_at_thread_end, attack_word = (uint32_t)pthread_key_create(&key, never_ends))
KERNEL_CALL(detach_thread, pthread_detach(pthread_self()))
KERNEL_CALL(join_itself, pthread_join(pthread_self(), NULL))
KERNEL_CALL(cancel_itself, pthread_cancel(pthread_self()))
KERNEL_CALL(open_library, taken = dlopen("libnone.so", RTLD_NOW))
KERNEL_CALL(find_symbol, taken = dlsym(RTLD_DEFAULT, "none"))
KERNEL_CALL(set_environment, setenv("HOME", "/", 1))
KERNEL_CALL(set_locale, taken = setlocale(LC_ALL, ""))
KERNEL_CALL(take_aligned_memory, taken = aligned_alloc(64, 128))
KERNEL_CALL(take_page, attack_word = (uint32_t)posix_memalign((void **)&taken, 4096, 4096))

/* ---- functions that it may call, on what it may not touch, or without an end ---- */

static volatile size_t minus_16 = (size_t)-16;

static int compare_and_write(const void *a, const void *b)
{
	write_word(heap_base()); /* here */
	return 0;
}
static int compare_at_random(const void *a, const void *b)
{
	return 1;
}
static void sort_and_write(struct processing_module *mod)
{
	qsort(OWN_WORDS(mod), 64, 4, compare_and_write);
}
static void sort_past_region(struct processing_module *mod)
{
	qsort(OWN_WORDS(mod), 60000000, 4, compare_at_random); /* here */
}
static void measure_past_region(struct processing_module *mod)
{
	memset((void *)(attack_region_end - 64), 'x', 64);
	attack_word = (uint32_t)strlen((const char *)attack_region_end - 64); /* here */
}

/* The C library takes memory for so many digits, and is stopped with the lock of that held. */
static volatile int digits = 100000;

KERNEL_CALL(log_many_digits, comp_err(mod->dev, "%.*f", digits, 1.5))
KERNEL_CALL(print_many_digits, snprintf((char *)OWN_WORDS(mod), 8, "%.*f", digits, 1.5))

static void scan_into_heap(struct processing_module *mod)
{
	char *heap = heap_base();

	attack_word = (uint32_t)sscanf("12", "%s", heap); /* here */
}
KERNEL_CALL(clear_huge, memset(OWN_WORDS(mod), 0, minus_16))
KERNEL_CALL(append_to_heap, strcat(heap_base(), "text"))

const struct attack library_attacks[] = {
	ATTACK(take_memory),         ATTACK(take_much_memory),
	ATTACK(take_cleared_memory), ATTACK(take_more_memory),
	ATTACK(give_memory),         ATTACK(copy_text),
	ATTACK(open_file),           ATTACK(flush_files),
	ATTACK(run_at_exit),         ATTACK(leave_by_quick_exit),
	ATTACK(ask_environment),     ATTACK(ask_time),
	ATTACK(ask_clock),           ATTACK(ask_random_number),
	ATTACK(run_shell),           ATTACK(ignore_faults),
	ATTACK(wait_for_semaphore),  ATTACK(lock_twice),
	ATTACK(start_thread),        ATTACK(take_output),
	ATTACK(close_output),        ATTACK(run_at_thread_end),
	ATTACK(detach_thread),       ATTACK(join_itself),
	ATTACK(cancel_itself),       ATTACK(open_library),
	ATTACK(find_symbol),         ATTACK(set_environment),
	ATTACK(set_locale),          ATTACK(take_aligned_memory),
	ATTACK(take_page),           ATTACK(sort_and_write),
	ATTACK(sort_past_region),    ATTACK(measure_past_region),
	ATTACK(scan_into_heap),      ATTACK(log_many_digits),
	ATTACK(print_many_digits),   ATTACK(clear_huge),
	ATTACK(append_to_heap),      { NULL, NULL },
};
