/* SPDX-License-Identifier: BSD-3-Clause */
/* Attacks on memory: what is not the module's is read, written and jumped to, stacks overrun, flags and registers are set. */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <platform/machine.h>
#include <rtos/cache.h>
#include <sof/audio/buffer.h>
#include <sof/audio/module_adapter/module_adapter.h>
#include <zephyr/kernel.h>

#include "attacks.h"

static void read_kernel_heap(struct processing_module *mod)
{
	read_word((char *)heap_base() + 0x100);
}
static void write_kernel_heap(struct processing_module *mod)
{
	write_word((char *)heap_base() + 0x100);
}
static void write_kernel_heap_uncached(struct processing_module *mod)
{
	write_word(sys_cache_uncached_ptr_get((char *)heap_base() + 0x100)); /* here */
}
static void write_kernel_objects(struct processing_module *mod)
{
	write_word((char *)heap_base() - 0x10000 + 0x40);
}
static void read_kernel_objects(struct processing_module *mod)
{
	read_word((char *)heap_base() - 0x10000 + 0x40);
}
static void write_buffer_heap(struct processing_module *mod)
{
	write_word(platform_area(PLATFORM_AREA_BUFFER_HEAP, 0, NULL)); /* here */
}
static void read_other_region(struct processing_module *mod)
{
	read_word(sys_cache_cached_ptr_get(KNOWN(mod).victim));
}
static void write_other_region(struct processing_module *mod)
{
	write_word(sys_cache_cached_ptr_get(KNOWN(mod).victim));
}
static void write_other_region_uncached(struct processing_module *mod)
{
	void *volatile at = sys_cache_uncached_ptr_get(
		KNOWN(mod).victim); /* computed apart: Valgrind's place is a block's */

	write_word(at); /* here */
}
static void write_host_box(struct processing_module *mod)
{
	write_word(window(1));
}
static void write_host_box_cached(struct processing_module *mod)
{
	write_word(sys_cache_cached_ptr_get(window(1)));
}
static void read_dsp_box(struct processing_module *mod)
{
	read_word(window(0) + 4096);
}
static void read_dram(struct processing_module *mod)
{
	read_word((void *)guard_dram());
}
static void write_dram(struct processing_module *mod)
{
	write_word(sys_cache_uncached_ptr_get((void *)guard_dram()));
}
static void read_globals(struct processing_module *mod)
{
	read_word(__firmware_data_start);
}
static void write_globals(struct processing_module *mod)
{
	write_word(__firmware_data_start + 64);
}
static void read_other_stack(struct processing_module *mod)
{
	read_word(KNOWN(mod).victim_stack);
}
static void write_other_stack(struct processing_module *mod)
{
	write_word(KNOWN(mod).victim_stack);
}
static void read_before_region(struct processing_module *mod)
{
	read_byte(attack_region - 1);
}
static void write_before_region(struct processing_module *mod)
{
	write_byte(attack_region - 1);
}
static void read_behind_region(struct processing_module *mod)
{
	read_byte(attack_region_end);
}
static void write_behind_region(struct processing_module *mod)
{
	write_byte(attack_region_end);
}
static void write_null(struct processing_module *mod)
{
	write_word(NULL);
}

static void read_past_region(struct processing_module *mod)
{
	const char *at = sys_cache_cached_ptr_get(module_get_private_data(mod));

	for (;; at += 64)
		read_word(at); /* here */
}

static int __attribute__((noinline)) recurse(int depth)
{
	volatile char big[1024];

	big[0] = (char)depth;
	return depth ? recurse(depth + 1) + big[0] : 0;
}
static void overflow_stack(struct processing_module *mod)
{
	recurse(1);
}

static volatile size_t too_many = 40;

/* The compiler's check is at the return. */
static void __attribute__((noinline)) overrun_array(struct processing_module *mod)
{
	volatile char array[24];

	for (size_t i = 0; i < too_many; i++)
		array[i] = 1;
	read_byte(array);
} /* here */

/* Over the frames of whoever called it, some hundred bytes or all that there are. */
static volatile size_t above = 476;

static void __attribute__((noinline)) overrun_frames(struct processing_module *mod)
{
	volatile char array[24];

	for (size_t i = 0; i < above; i++)
		array[i] = (char)i;
	read_byte(array);
} /* here */

/* Nothing of the host is above a stack: its guard ends it. */
static void clear_upwards(struct processing_module *mod)
{
	volatile char *at = __builtin_frame_address(0);

	for (;;)
		*at++ = 0; /* here */
}

/* Leaves the kernel less than it needs, a little less each time. */
static int __attribute__((noinline)) call_deeper(int depth)
{
	volatile char some[240];
	volatile char *one = &some[(unsigned int)depth % sizeof(some)]; /* all of it is there */

	*one = (char)cpu_get_id(); /* here */
	return depth ? call_deeper(depth + 1) + *one : 0;
}
static void call_without_stack(struct processing_module *mod)
{
	call_deeper(1);
}

/* Whoever follows the frames from here follows words of the attacker's choice. By hand: checkers know memset(). */
#define SMASH_FRAMES()                                                  \
	do {                                                            \
		volatile uintptr_t *frame = __builtin_frame_address(0); \
		for (int i = 0; i < 32; i++)                            \
			frame[i] = 0xAAAAAAAAAAAAAAAA;                  \
	} while (0)

static void __attribute__((noinline)) smash_and_fault(struct processing_module *mod)
{
	SMASH_FRAMES();
	swab(attack_large_table, heap_base(), 64); /* here */
}

static void __attribute__((noinline)) smash_and_call(struct processing_module *mod)
{
	SMASH_FRAMES();
	mod_free(NULL, NULL); /* here */
}

/* What user code can set in the processor: calls must not feel it, nor a fault or the watchdog. */
#define DIRECTION       0x400ul
#define ALIGNMENT_CHECK 0x40000ul
#define SINGLE_STEP     0x100ul

#if defined(__x86_64__)
/* A step is one instruction after the one that asks for it. */
static void __attribute__((noinline)) set_flags(unsigned long flags)
{
	__asm__ volatile("pushfq\n\torq %0, (%%rsp)\n\tpopfq\n\tnop\n\tnop" /* here */
			 :
			 : "r"(flags)
			 : "cc", "memory");
}
static void __attribute__((noinline)) set_rounding(void)
{
	static const uint32_t towards_zero_with_exceptions = 0x6000;

	__asm__ volatile("ldmxcsr %0" : : "m"(towards_zero_with_exceptions));
}
static void set_storage(void *storage)
{
	__asm__ volatile("wrfsbase %0" : : "r"(storage) : "memory");
}
#elif defined(__aarch64__)
/* Of these it has single step only, in the form of an instruction. */
static void set_flags(unsigned long flags)
{
	if (flags & SINGLE_STEP)
		__asm__ volatile("brk #0");
}
static void set_rounding(void)
{
	__asm__ volatile("msr fpcr, %0" : : "r"(0x1c00000ul) : "memory");
}
static void set_storage(void *storage)
{
	__asm__ volatile("msr tpidr_el0, %0" : : "r"(storage) : "memory");
}
#endif

static void call_backwards(struct processing_module *mod)
{
	void *ptr = heap_base();

	set_flags(DIRECTION);
	mod_free(mod, ptr); /* here */
}
static void fault_backwards(struct processing_module *mod)
{
	void *ptr = heap_base();

	set_flags(DIRECTION);
	write_byte(ptr); /* here */
}
static void fault_aligned(struct processing_module *mod)
{
	void *ptr = heap_base();

	set_flags(ALIGNMENT_CHECK);
	write_byte(ptr); /* here */
}
static void step(struct processing_module *mod)
{
	set_flags(SINGLE_STEP);
	attack_word++;
}
static void round_and_call(struct processing_module *mod)
{
	void *ptr = heap_base();

	set_rounding();
	mod_free(mod, ptr); /* here */
}
static void lose_storage_and_fault(struct processing_module *mod)
{
	void *ptr = heap_base();

	set_storage(NULL);
	write_byte(ptr); /* here */
}
static void lose_storage_and_hang(struct processing_module *mod)
{
	set_storage(NULL);
	for (;;) /* here */
		;
}

static void jump_to_data(struct processing_module *mod)
{
	struct attacker *self = module_get_private_data(mod);
	void (*entry)(void) = (void (*)(void))self->words;

	entry();
}

/* What may be read is not to be run. */
#define RUN(function, address)                                                       \
	static void function(struct processing_module *mod)                          \
	{                                                                            \
		void (*volatile entry)(void) = (void (*)(void))(uintptr_t)(address); \
                                                                                     \
		entry();                                                             \
	}

RUN(run_shared_copy, mod_fast_get(mod, attack_large_table, sizeof(attack_large_table)))
RUN(run_host_box, window(1))
RUN(run_host_box_cached, sys_cache_cached_ptr_get(window(1)))
RUN(run_constants, attack_large_table)
RUN(run_own_stack, __builtin_frame_address(0))

/* More than there is, and the first access far below all stacks. */
static volatile size_t huge = 1 << 24;

static void huge_array(struct processing_module *mod)
{
	volatile char array[huge];

	array[0] = 1; /* here */
	read_byte(array);
}

static void hang(struct processing_module *mod)
{
	for (;;) /* here */
		;
}
static void linux_call(struct processing_module *mod)
{
	attack_word = (uint32_t)getppid(); /* here */
}
static void print(struct processing_module *mod)
{
	fprintf(stderr, "hello\n"); /* here */
}
static void exit_program(struct processing_module *mod)
{
	exit(0); /* here */
}
static void abort_program(struct processing_module *mod)
{
	abort(); /* here */
}
static void assert_fails(struct processing_module *mod)
{
	__assert_fail("this", "that.c", 1, "assert_fails"); /* here */
}
static void trap(struct processing_module *mod)
{
	__builtin_trap(); /* here */
}
static void wait_in_linux(struct processing_module *mod)
{
	for (;;)
		pause(); /* here */
}
static void hang_in_calls(struct processing_module *mod)
{
	for (;;)
		attack_word += cpu_get_id(); /* here */
}

static void oops(struct processing_module *mod)
{
	k_oops();
}

static void divide_by_zero(struct processing_module *mod)
{
	volatile int zero = 0;

	attack_word = (uint32_t)(100 / zero); /* here */
}

static void touch_after_put(struct processing_module *mod)
{
	const uint8_t *copy = mod_fast_get(mod, attack_large_table, sizeof(attack_large_table));

	read_word(copy);
	mod_free(mod, copy);
	read_word(copy); /* here */
}

static void write_shared_copy(struct processing_module *mod)
{
	const size_t size = sizeof(attack_large_table);

	write_word((void *)mod_fast_get(mod, attack_large_table, size)); /* here */
}

const struct attack memory_attacks[] = {
	ATTACK(read_kernel_heap),
	ATTACK(write_kernel_heap),
	ATTACK(write_kernel_heap_uncached),
	ATTACK(write_kernel_objects),
	ATTACK(read_kernel_objects),
	ATTACK(write_buffer_heap),
	ATTACK(read_other_region),
	ATTACK(write_other_region),
	ATTACK(write_other_region_uncached),
	ATTACK(write_host_box),
	ATTACK(write_host_box_cached),
	ATTACK(read_dsp_box),
	ATTACK(read_dram),
	ATTACK(write_dram),
	ATTACK(read_globals),
	ATTACK(write_globals),
	ATTACK(read_other_stack),
	ATTACK(write_other_stack),
	ATTACK(read_before_region),
	ATTACK(write_before_region),
	ATTACK(read_behind_region),
	ATTACK(write_behind_region),
	ATTACK(write_null),
	ATTACK(read_past_region),
	ATTACK(overflow_stack),
	ATTACK(overrun_array),
	ATTACK(overrun_frames),
	ATTACK(clear_upwards),
	ATTACK(call_without_stack),
	ATTACK(smash_and_fault),
	ATTACK(smash_and_call),
	ATTACK(jump_to_data),
	ATTACK(call_backwards),
	ATTACK(fault_backwards),
	ATTACK(fault_aligned),
	ATTACK(step),
	ATTACK(round_and_call),
	ATTACK(lose_storage_and_fault),
	ATTACK(lose_storage_and_hang),
	ATTACK(run_shared_copy),
	ATTACK(run_host_box),
	ATTACK(run_host_box_cached),
	ATTACK(run_constants),
	ATTACK(run_own_stack),
	ATTACK(huge_array),
	ATTACK(hang),
	ATTACK(wait_in_linux),
	ATTACK(linux_call),
	ATTACK(print),
	ATTACK(exit_program),
	ATTACK(abort_program),
	ATTACK(assert_fails),
	ATTACK(trap),
	ATTACK(hang_in_calls),
	ATTACK(oops),
	ATTACK(divide_by_zero),
	ATTACK(touch_after_put),
	ATTACK(write_shared_copy),
	{ NULL, NULL },
};
