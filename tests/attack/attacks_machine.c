/* SPDX-License-Identifier: BSD-3-Clause */
/* Attacks by calls of Linux and the C library, by the processor, and by functions of the kernel that are no system calls. */
#include <pthread.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <rtos/cache.h>
#include <rtos/dma.h>
#include <sof/audio/block.h>
#include <zephyr/kernel.h>

#include "attacks.h"

/* ---- Linux ---- */

static volatile long zero_word; /* what the compiler must not know */

#define LINUX_CALL(function, ...)                                        \
	static void function(struct processing_module *mod)              \
	{                                                                \
		attack_word = (uint32_t)syscall(__VA_ARGS__); /* here */ \
	}

LINUX_CALL(linux_mprotect, SYS_mprotect, heap_base(), 4096L, 3L)
LINUX_CALL(linux_munmap, SYS_munmap, heap_base(), 4096L)
LINUX_CALL(linux_mmap, SYS_mmap, heap_base(), 4096L, 3L, 0x32L, -1L, 0L)
LINUX_CALL(linux_clone, SYS_clone, 0L, 0L, 0L, 0L, 0L)
LINUX_CALL(linux_kill, SYS_kill, 0L, 9L)
LINUX_CALL(linux_ptrace, SYS_ptrace, 0L, 0L, 0L, 0L)
LINUX_CALL(linux_write_memory, SYS_process_vm_writev, 1L, 0L, 0L, 0L, 0L, 0L)
LINUX_CALL(linux_open_memory, SYS_openat, -100L, "/proc/self/mem", 2L)
LINUX_CALL(linux_close, SYS_close, 2L)
LINUX_CALL(linux_prctl, SYS_prctl, 59L, 0L, 0L, 0L, 0L)
LINUX_CALL(linux_own_handler, SYS_rt_sigaction, 11L, 0L, 0L, 8L)
LINUX_CALL(linux_block_signals, SYS_rt_sigprocmask, 0L, attack_large_table, 0L, 8L)
LINUX_CALL(linux_read, SYS_read, 0L, 0L, 0L)
LINUX_CALL(linux_futex, SYS_futex, attack_large_table, 0L, 0L, 0L)
LINUX_CALL(linux_exit_group, SYS_exit_group, 0L)
LINUX_CALL(linux_exit, SYS_exit, 0L)
LINUX_CALL(linux_execve, SYS_execve, "/bin/true", 0L, 0L)
LINUX_CALL(linux_brk, SYS_brk, 0L)
LINUX_CALL(linux_chdir, SYS_chdir, "/")
LINUX_CALL(linux_seccomp, SYS_seccomp, 0L, 0L, 0L)
LINUX_CALL(linux_signal_stack, SYS_sigaltstack, 0L, 0L)
LINUX_CALL(linux_limit, SYS_prlimit64, 0L, 7L, 0L, 0L)
LINUX_CALL(linux_affinity, SYS_sched_setaffinity, 0L, 8L, attack_large_table)
LINUX_CALL(linux_socket, SYS_socket, 1L, 1L, 0L)
LINUX_CALL(linux_pidfd, SYS_pidfd_open, 1L, 0L)
LINUX_CALL(linux_return_from_signal, SYS_rt_sigreturn)
LINUX_CALL(linux_unknown, 1073696848L)
LINUX_CALL(linux_none, -1L)
LINUX_CALL(linux_clone3, SYS_clone3, attack_large_table, 88L)
LINUX_CALL(linux_memory_file, SYS_memfd_create, "x", 0L)
LINUX_CALL(linux_ring, SYS_io_uring_setup, 8L, attack_large_table)
LINUX_CALL(linux_own_page_faults, SYS_userfaultfd, 0L)
LINUX_CALL(linux_restartable, SYS_rseq, attack_large_table, 32L, 0L, 0L)
LINUX_CALL(linux_robust_list, SYS_set_robust_list, attack_large_table, 24L)
LINUX_CALL(linux_move_pages, SYS_mremap, heap_base(), 4096L, 4096L, 3L, attack_large_table)
LINUX_CALL(linux_timer, SYS_timer_create, 0L, 0L, 0L)
#if defined(__x86_64__)
LINUX_CALL(linux_vfork, SYS_vfork)
LINUX_CALL(linux_alarm, SYS_alarm, 1L)
LINUX_CALL(linux_set_segment, SYS_arch_prctl, 0x1001L, 0L)
LINUX_CALL(linux_set_descriptor, SYS_modify_ldt, 1L, attack_large_table, 16L)
LINUX_CALL(linux_x32, 0x40000001L, 2L, "forged\n", 7L)
#endif

static void leave_by_thread_exit(struct processing_module *mod)
{
	pthread_exit(NULL); /* here */
}
static void leave_at_once(struct processing_module *mod)
{
	_exit(0); /* here */
}
static void sleep_in_linux(struct processing_module *mod)
{
	usleep(1000000); /* here */
}
static void lock_stdio_and_fault(struct processing_module *mod)
{
	flockfile(stderr); /* here */
	write_word(heap_base());
}

/* ---- the processor ---- */

static void call_null(struct processing_module *mod)
{
	void (*volatile entry)(void) = (void (*)(void))zero_word;

	entry();
}
static void run_kernel_heap(struct processing_module *mod)
{
	void (*volatile entry)(void) = (void (*)(void))(uintptr_t)heap_base();

	entry();
}
static void write_code(struct processing_module *mod)
{
	write_byte((uintptr_t)call_null);
}
static void write_constant(struct processing_module *mod)
{
	write_byte((uintptr_t)attack_large_table);
}
static void impossible_address(struct processing_module *mod)
{
	read_byte(0x8000000000000000u + (uintptr_t)zero_word); /* here */
}
static void divide_smallest(struct processing_module *mod)
{
	volatile int smallest = INT32_MIN, minus_one = -1;

	attack_word = (uint32_t)(smallest / minus_one); /* here */
}
static void read_guard_below(struct processing_module *mod)
{
	read_byte(KNOWN(mod).own_stack - 1);
}
static void write_guard_below(struct processing_module *mod)
{
	write_byte(KNOWN(mod).own_stack - 1);
}
static void write_own_stack_uncached(struct processing_module *mod)
{
	write_byte((char *)sys_cache_uncached_ptr_get(KNOWN(mod).own_stack));
}
static void write_window_registers(struct processing_module *mod)
{
	write_word(window(0));
}
static void write_trace_window(struct processing_module *mod)
{
	write_word(window(3));
}

#if defined(__x86_64__)
static void breakpoint(struct processing_module *mod)
{
	__asm__ volatile("int3\n\tnop"); /* here */
	attack_word++;
}
static void halt_processor(struct processing_module *mod)
{
	__asm__ volatile("hlt"); /* here */
}
static void close_interrupts(struct processing_module *mod)
{
	__asm__ volatile("cli"); /* here */
}
static void read_port(struct processing_module *mod)
{
	__asm__ volatile("inb $0x60, %%al" : : : "al"); /* here */
}
static void unmask_float_exceptions(struct processing_module *mod)
{
	static const uint32_t none_masked = 0;
	volatile float none = (float)zero_word;

	__asm__ volatile("ldmxcsr %0" : : "m"(none_masked));
	attack_word = (uint32_t)(1.0f / none); /* here */
}
static void unknown_interrupt(struct processing_module *mod)
{
	__asm__ volatile("int $0x81"); /* here */
}
static void debug_exception(struct processing_module *mod)
{
	__asm__ volatile(".byte 0xf1\n\tnop"); /* here */
}
static void too_long_instruction(struct processing_module *mod)
{
	__asm__ volatile(".fill 15, 1, 0x66\n\tnop"); /* here */
}
static void run_as_32_bits(struct processing_module *mod)
{
	__asm__ volatile("pushq $0x23\n\tpushq $0x1000\n\tlretq");
}
static void impossible_stack_segment(struct processing_module *mod)
{
	__asm__ volatile("movl %0, %%ss" : : "r"(0)); /* here */
}
static void linux_by_interrupt(struct processing_module *mod)
{
	long number = 20;

	__asm__ volatile("int $0x80\n\tnop" : "+a"(number) : : "memory"); /* here */
}
#endif

/* ---- kernel functions that are no system calls ---- */

KERNEL_CALL(kernel_thread_abort, k_thread_abort(k_current_get()))
KERNEL_CALL(kernel_thread_start, k_thread_start(k_current_get()))
KERNEL_CALL(kernel_wakeup, k_wakeup(k_current_get()))
KERNEL_CALL(kernel_thread_join, k_thread_join(k_current_get(), K_NO_WAIT))
KERNEL_CALL(kernel_thread_pin, k_thread_cpu_pin(k_current_get(), 0))
KERNEL_CALL(kernel_thread_priority, k_thread_priority_set(k_current_get(), -1))
KERNEL_CALL(kernel_thread_deadline, k_thread_absolute_deadline_set(k_current_get(), 0))
KERNEL_CALL(kernel_thread_name, k_thread_name_set(k_current_get(), "kernel"))
KERNEL_CALL(kernel_domain_init, k_mem_domain_init(&k_mem_domain_default, 0, NULL))
KERNEL_CALL(kernel_domain_deinit, k_mem_domain_deinit(&k_mem_domain_default))
KERNEL_CALL(kernel_domain_thread, k_mem_domain_add_thread(&k_mem_domain_default, k_current_get()))
KERNEL_CALL(kernel_stack_alloc, attack_word = !k_thread_stack_alloc(4096, K_USER))
KERNEL_CALL(kernel_stack_free, k_thread_stack_free((k_thread_stack_t *)KNOWN(mod).own_stack))
KERNEL_CALL(kernel_object_alloc, attack_word = !k_object_alloc(K_OBJ_THREAD))
KERNEL_CALL(kernel_panic, k_panic())
KERNEL_CALL(kernel_platform_panic, platform_panic("forged.c", 1, "forged"))
KERNEL_CALL(kernel_object_find, attack_word = !k_object_find(heap_base()))
KERNEL_CALL(kernel_object_grant, k_object_access_all_grant(heap_base()))
KERNEL_CALL(kernel_dma_request, attack_word = !dma_request_channel(0))
KERNEL_CALL(kernel_dma_stop, dma_stop((struct dma_chan *)module_get_private_data(mod)))

const struct attack machine_attacks[] = {
	ATTACK(linux_mprotect),
	ATTACK(linux_munmap),
	ATTACK(linux_mmap),
	ATTACK(linux_clone),
	ATTACK(linux_kill),
	ATTACK(linux_ptrace),
	ATTACK(linux_write_memory),
	ATTACK(linux_open_memory),
	ATTACK(linux_close),
	ATTACK(linux_prctl),
	ATTACK(linux_own_handler),
	ATTACK(linux_block_signals),
	ATTACK(linux_read),
	ATTACK(linux_futex),
	ATTACK(linux_exit_group),
	ATTACK(linux_exit),
	ATTACK(linux_execve),
	ATTACK(linux_brk),
	ATTACK(linux_chdir),
	ATTACK(linux_seccomp),
	ATTACK(linux_signal_stack),
	ATTACK(linux_limit),
	ATTACK(linux_affinity),
	ATTACK(linux_socket),
	ATTACK(linux_pidfd),
	ATTACK(linux_return_from_signal),
	ATTACK(linux_unknown),
	ATTACK(linux_none),
	ATTACK(linux_clone3),
	ATTACK(linux_memory_file),
	ATTACK(linux_ring),
	ATTACK(linux_own_page_faults),
	ATTACK(linux_restartable),
	ATTACK(linux_robust_list),
	ATTACK(linux_move_pages),
	ATTACK(linux_timer),
	ATTACK(leave_by_thread_exit),
	ATTACK(leave_at_once),
	ATTACK(sleep_in_linux),
	ATTACK(lock_stdio_and_fault),
	ATTACK(call_null),
	ATTACK(run_kernel_heap),
	ATTACK(write_code),
	ATTACK(write_constant),
	ATTACK(impossible_address),
	ATTACK(divide_smallest),
	ATTACK(read_guard_below),
	ATTACK(write_guard_below),
	ATTACK(write_own_stack_uncached),
	ATTACK(write_window_registers),
	ATTACK(write_trace_window),
	ATTACK(kernel_thread_abort),
	ATTACK(kernel_thread_start),
	ATTACK(kernel_wakeup),
	ATTACK(kernel_thread_join),
	ATTACK(kernel_thread_pin),
	ATTACK(kernel_thread_priority),
	ATTACK(kernel_thread_deadline),
	ATTACK(kernel_thread_name),
	ATTACK(kernel_domain_init),
	ATTACK(kernel_domain_deinit),
	ATTACK(kernel_domain_thread),
	ATTACK(kernel_stack_alloc),
	ATTACK(kernel_stack_free),
	ATTACK(kernel_object_alloc),
	ATTACK(kernel_panic),
	ATTACK(kernel_platform_panic),
	ATTACK(kernel_object_find),
	ATTACK(kernel_object_grant),
	ATTACK(kernel_dma_request),
	ATTACK(kernel_dma_stop),
#if defined(__x86_64__)
	ATTACK(breakpoint),
	ATTACK(halt_processor),
	ATTACK(close_interrupts),
	ATTACK(read_port),
	ATTACK(unmask_float_exceptions),
	ATTACK(unknown_interrupt),
	ATTACK(debug_exception),
	ATTACK(too_long_instruction),
	ATTACK(run_as_32_bits),
	ATTACK(impossible_stack_segment),
	ATTACK(linux_by_interrupt),
	ATTACK(linux_vfork),
	ATTACK(linux_alarm),
	ATTACK(linux_set_segment),
	ATTACK(linux_set_descriptor),
	ATTACK(linux_x32),
#endif
	{ NULL, NULL },
};
