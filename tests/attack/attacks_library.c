/* SPDX-License-Identifier: BSD-3-Clause */
/* Attacks by functions of the C library: what a module written for a desktop would call. */
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
	ATTACK(start_thread),        { NULL, NULL },
};
