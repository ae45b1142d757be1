/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A data-processing module that copies its input, and in its third job, or in another operation (init:NAME, reset:NAME),
 * does what the environment variable ATTACK names. It takes the template module's place. The instance of pipeline 1
 * attacks; the other one only copies, and may be the victim.
 *
 * Each attack has one line in the table. Legal twins do the same with what is the module's own: they must pass. An attack
 * is caught on the line that says "here", or on its only line: run_attacks.py looks for it. This file is compiled without
 * sanitizers, as foreign code would be.
 */
#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <platform/machine.h>
#include <rtos/alloc.h>
#include <rtos/cache.h>
#include <sof/audio/block.h>
#include <sof/audio/buffer.h>
#include <sof/audio/data_blob.h>
#include <sof/audio/module_adapter/module_adapter.h>
#include <sof/audio/module_adapter/module_instance.h>
#include <sof/audio/module_adapter/user_view.h>
#include <sof/audio/module_declare.h>
#include <sof/common.h>
#include <zephyr/internal/syscall_handler.h>
#include <zephyr/kernel.h>

#include "attacks.h"

#define ATTACK_JOB          3
#define ATTACK_REGION_BYTES 49152 /* HEAP_BYTES of attack.conf */

uintptr_t attack_region, attack_region_end;
volatile uint32_t attack_word;

const uint8_t attack_large_table[6000] = { 1, 2, 3 };
static const uint8_t small_table[100] = { 1, 2, 3 };

/* ---- memory ---- */

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
static void __attribute__((noinline)) set_flags(unsigned long flags)
{
	__asm__ volatile("pushfq\n\torq %0, (%%rsp)\n\tpopfq" : : "r"(flags) : "cc", "memory");
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
	attack_word++; /* here */
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

/* ---- system calls ---- */

static void free_kernel_pointer(struct processing_module *mod)
{
	mod_free(mod, (char *)heap_base() + 0x100);
}
static void free_twice(struct processing_module *mod)
{
	void *ptr = mod_alloc(mod, 100);

	mod_free(mod, ptr);
	mod_free(mod, ptr); /* here */
}
static void free_inside(struct processing_module *mod)
{
	mod_free(mod, (char *)mod_alloc(mod, 100) + 8);
}
static void free_overflowed(struct processing_module *mod)
{
	char *ptr = mod_alloc(mod, 100);

	memset(ptr, 1, 108);
	mod_free(mod, ptr); /* here */
}
static void alloc_for_other(struct processing_module *mod)
{
	mod_alloc(KNOWN(mod).victim, 100);
}
static void free_all_of_other(struct processing_module *mod)
{
	mod_free_all(KNOWN(mod).victim);
}
static void alloc_bad_flags(struct processing_module *mod)
{
	mod_alloc_ext(mod, SOF_MEM_FLAG_KERNEL, 100, 0);
}
static void alloc_bad_align(struct processing_module *mod)
{
	mod_alloc_align(mod, 100, 48);
}
static void alloc_huge_align(struct processing_module *mod)
{
	mod_alloc_align(mod, 100, 1 << 20);
}
static void alloc_wrapping_size(struct processing_module *mod)
{
	mod_alloc(mod, SIZE_MAX - 10);
}
static void copy_kernel_memory(struct processing_module *mod)
{
	mod_fast_get(mod, heap_base(), 5000);
}
static void copy_wrapping_length(struct processing_module *mod)
{
	mod_fast_get(mod, attack_large_table, SIZE_MAX - 4096); /* here */
}
static void copy_past_own(struct processing_module *mod)
{
	mod_fast_get(mod, module_get_private_data(mod), 1 << 20); /* here */
}
static void take_unknown_object(struct processing_module *mod)
{
	k_sem_take((struct k_sem *)((char *)heap_base() + 0x100), K_NO_WAIT); /* here */
}
static void take_own_memory_as_object(struct processing_module *mod)
{
	struct attacker *attacker = module_get_private_data(mod);

	k_sem_give((struct k_sem *)attacker->words); /* here */
}
static void post_to_own_thread(struct processing_module *mod)
{
	k_event_set_masked((struct k_event *)k_current_get(), 1, 1); /* here */
}
static void call_kernel_only(struct processing_module *mod)
{
	k_object_free(mod);
}
static void call_kernel_heap(struct processing_module *mod)
{
	rfree(rmalloc(SOF_MEM_FLAG_KERNEL, 64));
}
static void grant_itself_memory(struct processing_module *mod)
{
	struct k_mem_partition part = { (uintptr_t)heap_base(), 4096, K_MEM_PARTITION_P_RW_U_RW };

	k_mem_domain_add_partition(&k_mem_domain_default, &part); /* here */
}
static void log_kernel_text(struct processing_module *mod)
{
	comp_err(mod->dev, "%s", (const char *)heap_base() + 0x100); /* here */
}

static void log_kernel_tag(struct processing_module *mod)
{
	z_log_tagged(LOG_LEVEL_ERR, (const char *)heap_base() + 0x100, "text"); /* here */
}
static void log_bad_level(struct processing_module *mod)
{
	z_log_tagged(77, "tag", "text");
}
static void copy_nothing(struct processing_module *mod)
{
	mod_fast_get(mod, attack_large_table, 0);
}
static void blob_for_other(struct processing_module *mod)
{
	mod_data_blob_handler_new(KNOWN(mod).victim);
}
static void free_of_other(struct processing_module *mod)
{
	mod_free(KNOWN(mod).victim, NULL);
}
static void copy_for_other(struct processing_module *mod)
{
	mod_fast_get(KNOWN(mod).victim, attack_large_table, sizeof(attack_large_table));
}
static void notify_for_other(struct processing_module *mod)
{
	module_notify(KNOWN(mod).victim, 1, NULL, 0);
}
static void notify_kernel_memory(struct processing_module *mod)
{
	module_notify(mod, 1, heap_base(), 8); /* here */
}
static void notify_too_much(struct processing_module *mod)
{
	module_notify(mod, 1, attack_large_table, MODULE_NOTIFY_MAX_BYTES + 1); /* here */
}
static void init_own_semaphore(struct processing_module *mod)
{
	struct attacker *attacker = module_get_private_data(mod);

	k_sem_init((struct k_sem *)attacker->words, 0, 1); /* here */
}
static void init_own_event(struct processing_module *mod)
{
	struct attacker *attacker = module_get_private_data(mod);

	k_event_init((struct k_event *)attacker->words); /* here */
}
static void lock_null(struct processing_module *mod)
{
	k_mutex_lock(NULL, K_NO_WAIT);
}
static void call_unknown(struct processing_module *mod)
{
	static const struct z_syscall mine = { "mine", NULL };

	z_syscall_enter(&mine, (const uintptr_t[Z_SYSCALL_ARGS]){ 0 }); /* here */
}
static void call_with_bad_arguments(struct processing_module *mod)
{
	z_syscall_enter(NULL, (const uintptr_t *)heap_base()); /* here */
}

/* ---- what the kernel follows, and what it has shown of it ---- */

static struct ring_buffer *input_ring(struct processing_module *mod)
{
	return CONTAINER_OF(mod->sources[0], struct ring_buffer, source_api);
}

static struct ring_buffer *output_ring(struct processing_module *mod)
{
	return CONTAINER_OF(mod->sinks[0], struct ring_buffer, sink_api);
}

/* Into the kernel at once, before the module stumbles over its own doing. */
static void come_back(struct processing_module *mod)
{
	mod_free(mod, NULL);
}

static void break_buffer_link(struct processing_module *mod)
{
	KNOWN(mod).input->sink_list.next = NULL;
}
static void break_component_list(struct processing_module *mod)
{
	mod->dev->bsink_list.prev = (struct list_item *)(uintptr_t)16;
}
static void break_registry_link(struct processing_module *mod)
{
	mod->dev->list.next = heap_base();
}
static void break_buffer_source(struct processing_module *mod)
{
	KNOWN(mod).output->source = NULL;
}
static void break_buffer_stream(struct processing_module *mod)
{
	KNOWN(mod).output->stream.w_ptr = NULL;
}
static void break_buffer_heap(struct processing_module *mod)
{
	KNOWN(mod).input->data_heap = NULL;
}
static void break_buffer_context(struct processing_module *mod)
{
	KNOWN(mod).input->ctx = NULL;
}
static void break_ring_pointer(struct processing_module *mod)
{
	KNOWN(mod).input->ring = NULL;
}
static void break_ring_data(struct processing_module *mod)
{
	input_ring(mod)->data = heap_base();
	come_back(mod);
}
static void break_ring_capacity(struct processing_module *mod)
{
	output_ring(mod)->capacity -= output_ring(mod)->capacity / 3;
	come_back(mod);
}
static void break_own_offset(struct processing_module *mod)
{
	input_ring(mod)->read_offset = 1u << 30;
	come_back(mod);
}
static void break_own_offset_by_a_frame(struct processing_module *mod)
{
	struct ring_buffer *ring = output_ring(mod);

	ring->write_offset += ring->capacity + 4;
	come_back(mod);
}
static void break_other_offset(struct processing_module *mod)
{
	output_ring(mod)->read_offset += 4;
	come_back(mod);
}
static void break_other_fragment(struct processing_module *mod)
{
	input_ring(mod)->sink_api.requested = 1;
	come_back(mod);
}
static void break_source_ops(struct processing_module *mod)
{
	mod->sources[0]->ops =
		(const struct source_ops *)((struct attacker *)module_get_private_data(mod))->words;
	come_back(mod);
	mod->sources[0]->ops->get_data_available(mod->sources[0]);
}
static void break_sources(struct processing_module *mod)
{
	mod->sources[0] = heap_base();
	come_back(mod);
}
static void break_num_of_sources(struct processing_module *mod)
{
	mod->num_of_sources = 1000;
	come_back(mod);
	write_word(mod->sources[mod->num_of_sources / 500]); /* here */
}
static void break_module_ops(struct processing_module *mod)
{
	mod->priv.ops = NULL;
	come_back(mod);
	read_word(mod->priv.ops); /* here */
}
static void break_module_dev(struct processing_module *mod)
{
	mod->dev = heap_base();
	come_back(mod);
}
static void break_resources(struct processing_module *mod)
{
	KNOWN(mod).instance->resources.alloc = NULL;
}
static void break_pipeline(struct processing_module *mod)
{
	mod->dev->pipeline = (void *)((char *)heap_base() + 8);
}
static void break_state(struct processing_module *mod)
{
	mod->dev->state = (enum comp_state)77;
}
static void break_name(struct processing_module *mod)
{
	memset(mod->dev->name, 'x', sizeof(mod->dev->name));
}
static void break_and_sleep(struct processing_module *mod)
{
	input_ring(mod)->data = NULL;
	k_sleep(K_MSEC(2));
}
static void break_and_fault(struct processing_module *mod)
{
	memset(input_ring(mod), 0x5A, sizeof(struct ring_view));
	write_word(heap_base()); /* here */
}
static void break_all_and_hang(struct processing_module *mod)
{
	memset(input_ring(mod), 0xFF, sizeof(struct ring_view));
	memset(output_ring(mod), 0xFF, sizeof(struct ring_view));
	memset(mod->dev, 0xFF, sizeof(*mod->dev));
	memset(mod, 0xFF, sizeof(*mod));
	for (;; attack_word++) { /* here */
	}
}
static void too_many_pins(struct processing_module *mod)
{
	mod->max_sources = 1000;
}
static void bad_endpoint(struct processing_module *mod)
{
	mod->dev->endpoint = (enum comp_endpoint)3;
}

/* ---- past the end of blocks of its own region ---- */

static void *overflowed_block(struct processing_module *mod)
{
	char *ptr = mod_alloc(mod, 100);

	memset(ptr, 1, 108);
	return ptr;
}
static void overflow_and_alloc(struct processing_module *mod)
{
	overflowed_block(mod);
	mod_alloc(mod, 10); /* here */
}
static void overflow_and_free_other(struct processing_module *mod)
{
	void *other = mod_alloc(mod, 10);

	overflowed_block(mod);
	mod_free(mod, other); /* here */
}
static void overflow_and_free_all(struct processing_module *mod)
{
	overflowed_block(mod);
	mod_free_all(mod); /* here */
}
static void overflow_and_end(struct processing_module *mod)
{
	overflowed_block(mod);
}
static void overflow_ring(struct processing_module *mod)
{
	struct ring_buffer *ring = output_ring(mod);

	ring->data[ring->size] ^= 1;
}
static void overflow_buffer(struct processing_module *mod)
{
	((char *)input_ring(mod))[ALIGN_UP(sizeof(struct ring_view), 64u)] ^= 1;
}

/* ---- legal twins ---- */

static void rewrite_own_structures(struct processing_module *mod)
{
	struct ring_view *copy_of = mod_alloc(mod, sizeof(*copy_of));
	struct ring_buffer *input = input_ring(mod), *ring = output_ring(mod);
	struct processing_module saved = *mod;

	memset(mod, 0, sizeof(*mod));
	memcpy(mod, &saved, sizeof(*mod));
	memcpy(copy_of, input, sizeof(*copy_of));
	memset(input, 0, sizeof(*copy_of));
	memcpy(input, copy_of, sizeof(*copy_of));
	for (size_t i = 0; i < ring->size; i++)
		((volatile uint8_t *)ring->data)[i] = ring->data[i];
	mod_free(mod, copy_of);
}
static void open_and_drop_fragments(struct processing_module *mod)
{
	const void *data;
	const void *start;
	size_t size;

	for (int i = 0; i < 3; i++) {
		if (source_get_data(mod->sources[0], 4, &data, &start, &size))
			k_oops();
		k_sleep(K_USEC(10));
		source_release_data(mod->sources[0], 0);
	}
}
static void set_limits(struct processing_module *mod)
{
	mod->max_sources = mod->max_sinks = CONFIG_MODULE_MAX_CONNECTIONS;
	mod->no_pause = true;
	mod->dev->endpoint = COMP_ENDPOINT_NONE;
	mod->priv.in_buff_size = 4000;
}

static void own_region_both_aliases(struct processing_module *mod)
{
	struct attacker *self = module_get_private_data(mod);

	write_word(sys_cache_uncached_ptr_get(&self->words[3]));
	if (*(volatile uint32_t *)sys_cache_cached_ptr_get(&self->words[3]) != 0x12345678)
		k_oops();
}
static void read_host_box(struct processing_module *mod)
{
	read_word(window(1));
	read_word(sys_cache_cached_ptr_get(window(1) + 4092));
}
static void use_much_stack(struct processing_module *mod)
{
	volatile char big[20000];

	memset((char *)big, 1, sizeof(big));
	attack_word = (uint32_t)big[100];
}
static void allocate_and_free(struct processing_module *mod)
{
	for (int i = 1; i < 20; i++) {
		char *ptr = mod_alloc_align(mod, (size_t)i * 20, 64);

		memset(ptr, i, (size_t)i * 20);
		mod_free(mod, ptr);
	}
}
static void notifications(struct processing_module *mod)
{
	const uint32_t data[] = { 1, 2 };

	if (module_notify(mod, 1, data, sizeof(data)) || module_notify(mod, 2, NULL, 0))
		k_oops();
}
static void copies_of_constants(struct processing_module *mod)
{
	const uint8_t *large = mod_fast_get(mod, attack_large_table, sizeof(attack_large_table));
	const uint8_t *again = mod_fast_get(mod, attack_large_table, sizeof(attack_large_table));
	const uint8_t *small = mod_fast_get(mod, small_table, sizeof(small_table));

	if (large != again || memcmp(large, attack_large_table, sizeof(attack_large_table)) ||
	    memcmp(small, small_table, sizeof(small_table)))
		k_oops();
	mod_free(mod, again);
	read_word(large + 4096);
	mod_free(mod, small);
	mod_free(mod, large);
}
static void too_large_is_refused(struct processing_module *mod)
{
	if (mod_alloc(mod, 1 << 20) || mod_alloc(mod, 0))
		k_oops();
}
static void blobs(struct processing_module *mod)
{
	struct comp_data_blob_handler *handler = mod_data_blob_handler_new(mod);
	size_t size;

	if (comp_init_data_blob(handler, 100, small_table) ||
	    !comp_get_data_blob(handler, &size, NULL) || size != 100 ||
	    comp_data_blob_set(handler, MODULE_CFG_FRAGMENT_SINGLE, 60, small_table, 60))
		k_oops();
	mod_free(mod, handler);
}
static void log_own_text(struct processing_module *mod)
{
	comp_dbg(mod->dev, "%s", "all is well");
}
static void sleep_a_little(struct processing_module *mod)
{
	k_sleep(K_USEC(100));
}
static void nothing(struct processing_module *mod)
{
}

static void first_and_last_byte_of_region(struct processing_module *mod)
{
	read_byte(attack_region);
	read_byte(attack_region_end - 1);
	write_byte(attack_region_end - 1);
}
static void read_constants(struct processing_module *mod)
{
	read_word(attack_large_table + sizeof(attack_large_table) - 4);
}
static void call_by_pointer(struct processing_module *mod)
{
	void (*volatile entry)(struct processing_module *) = read_constants;

	entry(mod);
}
static void work_long(struct processing_module *mod)
{
	for (int i = 0; i < 10000000; i++)
		attack_word++;
}
static void call_often(struct processing_module *mod)
{
	for (int i = 0; i < 200; i++)
		attack_word += cpu_get_id();
}
static void divide_by_one(struct processing_module *mod)
{
	volatile int one = 1;

	attack_word = (uint32_t)(100 / one);
}
static void all_flags_and_alignments(struct processing_module *mod)
{
	for (size_t align = 1; align <= 1024; align *= 2) {
		void *ptr =
			mod_alloc_ext(mod, SOF_MEM_FLAG_USER | SOF_MEM_FLAG_COHERENT, 10, align);

		if (!ptr || (uintptr_t)ptr % align)
			k_oops();
		mod_free(mod, ptr);
	}
	mod_free(mod, NULL);
}

static const struct attack attacks[] = {
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
	ATTACK(free_kernel_pointer),
	ATTACK(free_twice),
	ATTACK(free_inside),
	ATTACK(free_overflowed),
	ATTACK(alloc_for_other),
	ATTACK(free_all_of_other),
	ATTACK(alloc_bad_flags),
	ATTACK(alloc_bad_align),
	ATTACK(alloc_huge_align),
	ATTACK(alloc_wrapping_size),
	ATTACK(copy_kernel_memory),
	ATTACK(copy_wrapping_length),
	ATTACK(copy_past_own),
	ATTACK(take_unknown_object),
	ATTACK(take_own_memory_as_object),
	ATTACK(post_to_own_thread),
	ATTACK(call_kernel_only),
	ATTACK(call_kernel_heap),
	ATTACK(grant_itself_memory),
	ATTACK(log_kernel_text),
	ATTACK(log_kernel_tag),
	ATTACK(log_bad_level),
	ATTACK(copy_nothing),
	ATTACK(blob_for_other),
	ATTACK(free_of_other),
	ATTACK(copy_for_other),
	ATTACK(notify_for_other),
	ATTACK(notify_kernel_memory),
	ATTACK(notify_too_much),
	ATTACK(init_own_semaphore),
	ATTACK(init_own_event),
	ATTACK(lock_null),
	ATTACK(call_unknown),
	ATTACK(call_with_bad_arguments),
	ATTACK(break_buffer_link),
	ATTACK(break_component_list),
	ATTACK(break_registry_link),
	ATTACK(break_buffer_source),
	ATTACK(break_buffer_stream),
	ATTACK(break_buffer_heap),
	ATTACK(break_buffer_context),
	ATTACK(break_ring_pointer),
	ATTACK(break_ring_data),
	ATTACK(break_ring_capacity),
	ATTACK(break_own_offset),
	ATTACK(break_own_offset_by_a_frame),
	ATTACK(break_other_offset),
	ATTACK(break_other_fragment),
	ATTACK(break_source_ops),
	ATTACK(break_sources),
	ATTACK(break_num_of_sources),
	ATTACK(break_module_ops),
	ATTACK(break_module_dev),
	ATTACK(break_resources),
	ATTACK(break_pipeline),
	ATTACK(break_state),
	ATTACK(break_name),
	ATTACK(break_and_sleep),
	ATTACK(break_and_fault),
	ATTACK(break_all_and_hang),
	ATTACK(too_many_pins),
	ATTACK(bad_endpoint),
	ATTACK(overflow_and_alloc),
	ATTACK(overflow_and_free_other),
	ATTACK(overflow_and_free_all),
	ATTACK(overflow_and_end),
	ATTACK(overflow_ring),
	ATTACK(overflow_buffer),
	ATTACK(rewrite_own_structures),
	ATTACK(open_and_drop_fragments),
	ATTACK(set_limits),
	ATTACK(own_region_both_aliases),
	ATTACK(read_host_box),
	ATTACK(use_much_stack),
	ATTACK(allocate_and_free),
	ATTACK(copies_of_constants),
	ATTACK(notifications),
	ATTACK(too_large_is_refused),
	ATTACK(blobs),
	ATTACK(log_own_text),
	ATTACK(sleep_a_little),
	ATTACK(nothing),
	ATTACK(first_and_last_byte_of_region),
	ATTACK(read_constants),
	ATTACK(call_by_pointer),
	ATTACK(work_long),
	ATTACK(call_often),
	ATTACK(divide_by_one),
	ATTACK(all_flags_and_alignments),
};

/* The operation that it comes in. */
static const char *const operations[] = { "process", "init", "set_configuration", "reset", "free" };
enum {
	PROCESS,
	INIT,
	SET_CONFIGURATION,
	RESET,
	FREE
};

static void (*attack)(struct processing_module *mod) = nothing;
static size_t operation = PROCESS;

static bool find_attack(const struct attack *list, size_t count, const char *name)
{
	for (size_t i = 0; i < count && list[i].name; i++) {
		if (!strcmp(name, list[i].name)) {
			attack = list[i].run;
			return true;
		}
	}
	return false;
}

__attribute__((constructor)) static void choose_attack(void)
{
	const char *name = getenv("ATTACK");
	const char *colon = name ? strchr(name, ':') : NULL;

	for (size_t i = 0; colon && i < ARRAY_SIZE(operations); i++) {
		if (!strncmp(name, operations[i], (size_t)(colon - name)))
			operation = i;
	}
	guard_armed = operation == INIT;
	if (colon)
		name = colon + 1;
	if (!name || find_attack(attacks, ARRAY_SIZE(attacks), name) ||
	    find_attack(more_attacks, SIZE_MAX, name))
		return;
	fprintf(stderr, "ATTACK: there is no %s\n", name);
	exit(1);
}

/* ---- the module ---- */

static bool is_attacker(const struct processing_module *mod)
{
	return COMP_INSTANCE_ID(mod->dev->ipc_config.id) == 0;
}

static void attack_in(size_t now, struct processing_module *mod)
{
	static bool done;

	if (operation != now || !is_attacker(mod))
		return;

	cpu_get_id(); /* the guard says what is known on the way back */
	if (done || KNOWN(mod).over)
		return;
	done = true;
	comp_info(mod->dev, "attacks");
	attack(mod);
}

static int attacker_init(struct processing_module *mod)
{
	struct attacker *self = mod_zalloc(mod, sizeof(*self));

	if (!self)
		return -ENOMEM;
	module_set_private_data(mod, self);
	if (!is_attacker(mod))
		return 0;
	/* the region's first block */
	attack_region = ALIGN_DOWN((uintptr_t)self, (uintptr_t)CONFIG_MM_DRV_PAGE_SIZE);
	attack_region_end = attack_region + ATTACK_REGION_BYTES;
	attack_in(INIT, mod);
	return 0;
}

/* Not memcpy(): a checker in it would be ended in the middle of its report, with its locks held. */
static void copy_frames(void *to, const void *from, size_t bytes)
{
	volatile uint8_t *dst = to;
	const volatile uint8_t *src = from;

	for (size_t i = 0; i < bytes; i++)
		dst[i] = src[i];
}

static int attacker_process(struct processing_module *mod, struct sof_source **sources,
			    int num_of_sources, struct sof_sink **sinks, int num_of_sinks)
{
	struct attacker *self = module_get_private_data(mod);
	uint32_t frames = (uint32_t)MIN(source_get_data_frames_available(sources[0]),
					sink_get_free_frames(sinks[0]));
	struct block_cursor src, dst;
	uint32_t left;

	if (++self->jobs == ATTACK_JOB)
		attack_in(PROCESS, mod);
	if (block_open_source(&src, sources[0], frames))
		return -ENODATA;
	if (block_open_sink(&dst, sinks[0], frames)) {
		source_release_data(sources[0], 0);
		return -ENOSPC;
	}
	for (left = frames; left;) {
		uint32_t n = block_linear(&dst, block_linear(&src, left));

		copy_frames(dst.ptr, src.ptr, (size_t)n * src.frame_bytes);
		block_advance(&src, n);
		block_advance(&dst, n);
		left -= n;
	}
	source_release_data(sources[0], (size_t)frames * src.frame_bytes);
	sink_commit_buffer(sinks[0], (size_t)frames * dst.frame_bytes);
	if (is_attacker(mod) && self->jobs == ATTACK_JOB - 1 && operation != INIT)
		self->known.is_next = true;
	return 0;
}

/* The switch of attack.conf: its first value comes before the stream begins. */
static int attacker_set_configuration(struct processing_module *mod, uint32_t config_id,
				      enum module_cfg_fragment_position pos,
				      uint32_t data_offset_size, const uint8_t *fragment,
				      size_t fragment_size, uint8_t *response, size_t response_size)
{
	const struct attacker *self = module_get_private_data(mod);

	if (self->jobs)
		attack_in(SET_CONFIGURATION, mod);
	return 0;
}

static int attacker_reset(struct processing_module *mod)
{
	attack_in(RESET, mod);
	return 0;
}

static int attacker_free(struct processing_module *mod)
{
	struct attacker *self = module_get_private_data(mod);

	attack_in(FREE, mod);
	module_set_private_data(mod, NULL); /* the guard writes there */
	return mod_free(mod, self);
}

static const struct module_interface attacker_ops = {
	.init = attacker_init,
	.process = attacker_process,
	.set_configuration = attacker_set_configuration,
	.reset = attacker_reset,
	.free = attacker_free,
};

MODULE_REGISTER("TEMPLATE", (a62de1af, 5964, 4e2e, b167, 7fdc97279a29), .ops = &attacker_ops,
		.manifest_type = IPC4_MODULE_TYPE_LL, .instance_max_count = 40, .max_inputs = 1,
		.max_outputs = 1)
