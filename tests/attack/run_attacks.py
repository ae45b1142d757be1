#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Run every attack of attacks_*.c and its legal twins, and print who was caught.

    run_attacks.py adspbench-attack attack.tplg [ATTACK ...] [--isolation NAME[,NAME ...]]
                   [--check PAGE.md | --into PAGE.md]

An attack that is caught must end with exit status 4 and one fault: the right culprit, kind and victim, on the
attack's own line of the source. Not a byte of the kernel's memory may have changed between the culprit's last visit
to user mode and its end. The stream next to it must come out as it went in, and so must both streams when the same
run is made again in the same machine. An attack on what the kernel has only shown to the module has no effect:
both streams come out as they went in, with exit status 0; most are reported. A twin does legally what the attack
does illegally: it must run to its end with exit status 0 and unchanged samples, with isolation and without. No run may
take longer than --limit, or leave a process or a file of its own behind. All of this is done with each isolation.

An attack or twin comes in the third call of process(), or in the operation before its name: "reset:NAME".

--check compares the table with the one in a page, --into writes it there.
Exit status: 0 all as they should be, 1 not.
"""
import argparse
import concurrent.futures
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import time
import typing

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import noise

HERE = pathlib.Path(__file__).resolve().parent
BEGIN, END = "<!-- attacks: begin -->", "<!-- attacks: end -->"
CULPRIT = "template.0.0"
# what the folder of a run holds when it has ended
FILES = {"in0.wav", "in1.wav", "out0.wav", "out1.wav", "out0.wav.partial", "out1.wav.partial", "r.json", "script", "tmp"}

HEAP, OBJECTS, BUFFERS = "kernel heap", "kernel objects", "buffer heap of core 0"
BELOW = "guard page of the stack of template.0.0: stack overrun, or underrun of a region"
GLOBALS, STACK = "firmware globals", "stack of template.2.1"
REGION, HOST_BOX = "region of template.2.1", "mailbox: host box"
NOT_OWN = "mod_free: ADDRESS is no allocation of the caller"
NO_OBJECT = "kernel object ADDRESS: unknown or of another type"
MEMORY, HEAP_USE, COPIES = "own_region_both_aliases", "allocate_and_free", "copies_of_constants"
PAST_END = "block ADDRESS was written past its end"
SHOWN, FRAGMENTS = "rewrite_own_structures", "open_and_drop_fragments"
NO_EFFECT = "no effect"
LATER = "later"
EDGES, STACK_USE, FLAGS = "first_and_last_byte_of_region", "use_much_stack", "all_flags_and_alignments"
GUARD = "guard page of the stack of template.0.0: stack overflow"


class Expected(typing.NamedTuple):
    """How an attack ends. What is accessed or checked stands in `victim`, hexadecimal addresses as ADDRESS.
    Without effect: what was written, and ": reported" when the firmware says so."""
    kind: str
    victim: str
    twin: str
    # function that is caught: None: none of the program, "": the attack's own, LATER: whatever goes to the kernel next
    site: str | None = ""
    verdict: str = ""       # the ledger's, on what the attacker did to its own region
    only: str = ""          # the one way of isolation that holds against it; "": all
    time_passes: bool = False  # before it is caught the kernel works on, and its memory changes


ATTACKS = {
    "read_kernel_heap": Expected("read", HEAP, MEMORY),
    "write_kernel_heap": Expected("write", HEAP, MEMORY),
    "write_kernel_heap_uncached": Expected("write", HEAP, MEMORY),
    "read_kernel_objects": Expected("read", OBJECTS, MEMORY),
    "write_kernel_objects": Expected("write", OBJECTS, MEMORY),
    "write_buffer_heap": Expected("write", BUFFERS, MEMORY),
    "read_other_region": Expected("read", REGION, MEMORY),
    "write_other_region": Expected("write", REGION, MEMORY),
    "write_other_region_uncached": Expected("write", REGION, MEMORY),
    "read_past_region": Expected("read", REGION, MEMORY),
    "read_before_region": Expected("read", BELOW, EDGES),
    "write_before_region": Expected("write", BELOW, EDGES),
    "read_behind_region": Expected("read", REGION, EDGES),
    "write_behind_region": Expected("write", REGION, EDGES),
    "write_host_box": Expected("write", HOST_BOX, "read_host_box"),
    "write_host_box_cached": Expected("write", HOST_BOX, "read_host_box"),
    "read_dsp_box": Expected("read", "mailbox: registers and DSP box", "read_host_box"),
    "read_dram": Expected("read", "unused memory of bank dram", "read_constants"),
    "write_dram": Expected("write", "unused memory of bank dram", MEMORY),
    "read_globals": Expected("read", GLOBALS, "read_constants"),
    "write_globals": Expected("write", GLOBALS, MEMORY),
    "read_other_stack": Expected("read", STACK, STACK_USE),
    "write_other_stack": Expected("write", STACK, STACK_USE),
    "write_null": Expected("write", "no memory of the DSP", MEMORY),
    "overrun_array": Expected("stack", "an array on the stack was written past its end", STACK_USE),
    "overrun_frames": Expected("stack", "an array on the stack was written past its end", STACK_USE),
    "clear_upwards": Expected("write", BELOW, STACK_USE),
    "overflow_stack": Expected("write", "guard page of the stack of template.0.0: stack overflow", STACK_USE,
                               "recurse"),
    "call_without_stack": Expected("syscall", "no stack left for a system call", STACK_USE, "call_deeper"),
    "smash_and_fault": Expected("write", HEAP, STACK_USE),
    "smash_and_call": Expected("syscall", "mod_free: module (nil) is not the caller", STACK_USE),
    "jump_to_data": Expected("execute", "region of its own", "call_by_pointer", None),
    "call_backwards": Expected("syscall", NOT_OWN, HEAP_USE),
    "fault_backwards": Expected("write", HEAP, MEMORY),
    "fault_aligned": Expected("write", HEAP, MEMORY),
    "step": Expected("signal", "Trace/breakpoint trap", "work_long", "set_flags"),
    "round_and_call": Expected("syscall", NOT_OWN, HEAP_USE),
    "lose_storage_and_fault": Expected("write", HEAP, MEMORY),
    "lose_storage_and_hang": Expected("hung", "it does not yield", "work_long"),
    "wait_in_linux": Expected("linux", "pause() is no call of the DSP", "work_long"),
    "linux_call": Expected("linux", "getppid() is no call of the DSP", "work_long"),
    "print": Expected("linux", "write() is no call of the DSP", "work_long"),
    "exit_program": Expected("syscall", "exit() is no system call", "work_long"),
    "abort_program": Expected("syscall", "abort() is no system call", "work_long"),
    "assert_fails": Expected("oops", "an assertion failed", "work_long"),
    "trap": Expected("signal", "Illegal instruction", "work_long"),
    "hang": Expected("hung", "it does not yield", "work_long"),
    "hang_in_calls": Expected("hung", "it does not yield", "call_often"),
    "oops": Expected("oops", "k_oops", "nothing"),
    "divide_by_zero": Expected("signal", "Floating point exception", "divide_by_one"),
    "touch_after_put": Expected("read", HEAP, COPIES),
    "write_shared_copy": Expected("write", HEAP, COPIES),
    "free_kernel_pointer": Expected("syscall", NOT_OWN, HEAP_USE),
    "free_twice": Expected("syscall", NOT_OWN, HEAP_USE),
    "free_inside": Expected("syscall", NOT_OWN, HEAP_USE),
    "free_overflowed": Expected("syscall", "mod_free: block ADDRESS was written past its end", HEAP_USE,
                                verdict="interim-left"),
    "free_of_other": Expected("syscall", "mod_free: module ADDRESS is not the caller", HEAP_USE),
    "free_all_of_other": Expected("syscall", "mod_free_all: module ADDRESS is not the caller", HEAP_USE),
    "alloc_for_other": Expected("syscall", "mod_alloc_ext: module ADDRESS is not the caller", HEAP_USE),
    "alloc_bad_flags": Expected("syscall", "mod_alloc_ext: flags 0x2", FLAGS),
    "alloc_bad_align": Expected("syscall", "mod_alloc_ext: alignment 48", FLAGS),
    "alloc_huge_align": Expected("syscall", "mod_alloc_ext: alignment 1048576", FLAGS),
    "alloc_wrapping_size": Expected("syscall", "mod_alloc_ext: size 18446744073709551605", "too_large_is_refused"),
    "blob_for_other": Expected("syscall", "mod_data_blob_handler_new: module ADDRESS is not the caller", "blobs"),
    "copy_for_other": Expected("syscall", "mod_fast_get: module ADDRESS is not the caller", COPIES),
    "copy_kernel_memory": Expected("syscall", "mod_fast_get: ADDRESS, 5000 bytes: not readable", COPIES),
    "copy_wrapping_length": Expected("syscall",
                                     "mod_fast_get: ADDRESS, 18446744073709547519 bytes: not readable", COPIES),
    "copy_past_own": Expected("syscall", "mod_fast_get: ADDRESS, 1048576 bytes: not readable", COPIES),
    "copy_nothing": Expected("syscall", "mod_fast_get: size 0", COPIES),
    "notify_for_other": Expected("syscall", "module_notify: module ADDRESS is not the caller", "notifications"),
    "notify_kernel_memory": Expected("syscall", "module_notify: ADDRESS, 8 bytes: not readable", "notifications"),
    "notify_too_much": Expected("syscall", "module_notify: 85 bytes", "notifications"),
    "take_unknown_object": Expected("syscall", "k_sem_take: " + NO_OBJECT, "sleep_a_little"),
    "take_own_memory_as_object": Expected("syscall", "k_sem_give: " + NO_OBJECT, "sleep_a_little"),
    "init_own_semaphore": Expected("syscall", "k_sem_init: " + NO_OBJECT, "sleep_a_little"),
    "init_own_event": Expected("syscall", "k_event_init: " + NO_OBJECT, "sleep_a_little"),
    "lock_null": Expected("syscall", "k_mutex_lock: kernel object (nil): unknown or of another type",
                          "sleep_a_little"),
    "post_to_own_thread": Expected("syscall", "k_event_set_masked: " + NO_OBJECT, "sleep_a_little"),
    "call_kernel_only": Expected("syscall", "k_object_free() is no system call", "sleep_a_little"),
    "call_kernel_heap": Expected("syscall", "k_heap_alloc() is no system call", HEAP_USE),
    "grant_itself_memory": Expected("syscall", "k_mem_domain_add_partition() is no system call", MEMORY),
    "call_unknown": Expected("syscall", "there is no such system call", "call_often"),
    "call_with_bad_arguments": Expected("read", HEAP, "call_often"),
    "log_kernel_text": Expected("read", HEAP, "log_own_text"),
    "log_kernel_tag": Expected("syscall", "log_emit: no readable tag", "log_own_text"),
    "log_bad_level": Expected("syscall", "log_emit: level 77", "log_own_text"),
    "break_buffer_link": Expected("write", HEAP, SHOWN),
    "break_component_list": Expected(NO_EFFECT, "comp_dev: reported", SHOWN),
    "break_registry_link": Expected(NO_EFFECT, "comp_dev: reported", SHOWN),
    "break_buffer_source": Expected("write", HEAP, SHOWN),
    "break_buffer_stream": Expected("write", HEAP, SHOWN),
    "break_buffer_heap": Expected("write", HEAP, SHOWN),
    "break_buffer_context": Expected("write", HEAP, SHOWN),
    "break_ring_pointer": Expected("write", HEAP, SHOWN),
    "break_ring_data": Expected("read", HEAP, SHOWN, LATER),
    "break_ring_capacity": Expected("view", "ring_buffer.write_offset of its output 0, by process", SHOWN, LATER),
    "break_own_offset": Expected("view", "ring_buffer.read_offset of its input 0, by process", FRAGMENTS, LATER),
    "break_own_offset_by_a_frame": Expected("view", "ring_buffer.write_offset of its output 0, by process",
                                            FRAGMENTS, LATER),
    "break_other_offset": Expected("view", "ring_buffer.read_offset of its output 0, by process",
                                   FRAGMENTS, LATER),
    "break_other_fragment": Expected(NO_EFFECT, "ring_buffer", FRAGMENTS),
    "break_source_ops": Expected("execute", "no memory of the DSP", FRAGMENTS, LATER),
    "break_sources": Expected("read", HEAP, SHOWN, LATER),
    "break_num_of_sources": Expected("write", "no memory of the DSP", SHOWN),
    "break_module_ops": Expected("read", "no memory of the DSP", SHOWN),
    "break_module_dev": Expected("read", HEAP, SHOWN, LATER),
    "break_resources": Expected("write", HEAP, SHOWN),
    "break_pipeline": Expected(NO_EFFECT, "comp_dev: reported", SHOWN),
    "break_state": Expected(NO_EFFECT, "comp_dev: reported", SHOWN),
    "break_name": Expected(NO_EFFECT, "comp_dev: reported", SHOWN),
    "break_and_sleep": Expected("read", "no memory of the DSP", SHOWN, LATER),
    "break_and_fault": Expected("write", HEAP, SHOWN),
    "break_all_and_hang": Expected("hung", "it does not yield", SHOWN),
    "overflow_and_alloc": Expected("syscall", "mod_alloc_ext: " + PAST_END, HEAP_USE, verdict="interim-left"),
    "overflow_and_free_other": Expected("syscall", "mod_free: " + PAST_END, HEAP_USE, verdict="interim-left"),
    "overflow_and_free_all": Expected("syscall", "mod_free_all: " + PAST_END, HEAP_USE, verdict="interim-left"),
    "overflow_and_end": Expected("syscall", "user_thread_next: " + PAST_END, HEAP_USE, LATER, "interim-left"),
    "overflow_ring": Expected("overflow", "the bytes behind ring_buffer.data of its output 0, by process", SHOWN,
                              LATER, "interim-left"),
    "overflow_buffer": Expected("overflow", "the bytes behind ring_buffer of its input 0, by process", SHOWN,
                                LATER, "interim-left"),
    "init:break_resources": Expected("write", HEAP, "init:set_limits"),
    "init:too_many_pins": Expected("view", "processing_module.max_sources of its own, by init", "init:set_limits",
                                   LATER),
    "init:bad_endpoint": Expected("view", "comp_dev.endpoint of its own, by init", "init:set_limits", LATER),
    "init:overflow_and_end": Expected("syscall", "user_thread_next: " + PAST_END, "init:blobs", LATER,
                                      "interim-left"),
}


NO_MEMORY = "no memory of the DSP"


def linux(call):
    return Expected("linux", f"{call}() is no call of the DSP", "work_long")


def forbidden(function):
    return Expected("syscall", f"{function}() is no system call", "sleep_a_little")


def refused(text, twin="sleep_a_little"):
    return Expected("syscall", text, twin)


# ---- Linux, the processor, functions of the kernel, more system calls ----

ATTACKS |= {
    "linux_mprotect": linux("mprotect"), "linux_munmap": linux("munmap"), "linux_mmap": linux("mmap"),
    "linux_clone": linux("clone"), "linux_kill": linux("kill"), "linux_ptrace": linux("ptrace"),
    "linux_write_memory": linux("process_vm_writev"), "linux_open_memory": linux("openat"),
    "linux_close": linux("close"), "linux_prctl": linux("prctl"), "linux_own_handler": linux("rt_sigaction"),
    "linux_block_signals": linux("rt_sigprocmask"), "linux_read": linux("read"), "linux_futex": linux("futex"),
    "linux_exit_group": linux("exit_group"), "linux_exit": linux("exit"), "linux_execve": linux("execve"),
    "linux_brk": linux("brk"), "linux_chdir": linux("Linux call 80"), "linux_seccomp": linux("Linux call 317"),
    "linux_signal_stack": linux("Linux call 131"), "linux_limit": linux("Linux call 302"),
    "linux_affinity": linux("Linux call 203"), "linux_socket": linux("Linux call 41"),
    "linux_pidfd": linux("Linux call 434"), "linux_return_from_signal": linux("Linux call 15"),
    "linux_unknown": linux("Linux call 1073696848"), "linux_none": linux("Linux call -1"),
    "linux_clone3": linux("clone3"), "linux_memory_file": linux("memfd_create"), "linux_ring": linux("io_uring_setup"),
    "linux_own_page_faults": linux("userfaultfd"), "linux_restartable": linux("rseq"),
    "linux_robust_list": linux("set_robust_list"), "linux_move_pages": linux("mremap"),
    "linux_timer": linux("timer_create"), "linux_vfork": linux("vfork"), "linux_alarm": linux("alarm"),
    "linux_set_segment": linux("arch_prctl"), "linux_set_descriptor": linux("modify_ldt"),
    "linux_x32": linux("Linux call 1073741825"), "sleep_in_linux": linux("clock_nanosleep"),
    "leave_by_thread_exit": forbidden("pthread_exit"), "leave_at_once": forbidden("_exit"),
    "lock_stdio_and_fault": forbidden("flockfile"),
    "call_null": Expected("execute", NO_MEMORY, "call_by_pointer", None),
    "run_kernel_heap": Expected("execute", HEAP, "call_by_pointer", None),
    "write_code": Expected("write", NO_MEMORY, "read_constants"),
    "write_constant": Expected("write", NO_MEMORY, "read_constants"),
    "impossible_address": Expected("read", NO_MEMORY, "read_constants"),
    "divide_smallest": Expected("signal", "Floating point exception", "divide_by_one"),
    "read_guard_below": Expected("read", GUARD, STACK_USE),
    "write_guard_below": Expected("write", GUARD, STACK_USE),
    "write_own_stack_uncached": Expected("write", "stack of template.0.0", STACK_USE),
    "write_window_registers": Expected("write", "mailbox: registers and DSP box", "read_host_box"),
    "write_trace_window": Expected("write", "mailbox: trace window", "read_host_box"),
    "breakpoint": Expected("signal", "Trace/breakpoint trap", "work_long"),
    "halt_processor": Expected("read", NO_MEMORY, "work_long"),
    "close_interrupts": Expected("read", NO_MEMORY, "work_long"),
    "read_port": Expected("read", NO_MEMORY, "work_long"),
    "unmask_float_exceptions": Expected("signal", "Floating point exception", "divide_by_one"),
    "unknown_interrupt": Expected("read", NO_MEMORY, "work_long"),
    "debug_exception": Expected("signal", "Trace/breakpoint trap", "work_long"),
    "too_long_instruction": Expected("read", NO_MEMORY, "work_long"),
    "run_as_32_bits": Expected("execute", NO_MEMORY, "call_by_pointer", None),
    "impossible_stack_segment": Expected("read", NO_MEMORY, "work_long"),
    "run_shared_copy": Expected("execute", HEAP, COPIES, None),
    "run_host_box": Expected("execute", HOST_BOX, "read_host_box", None),
    "run_host_box_cached": Expected("execute", HOST_BOX, "read_host_box", None),
    "run_constants": Expected("execute", NO_MEMORY, "call_by_pointer", None),
    "run_own_stack": Expected("execute", "stack of template.0.0", "call_by_pointer", None),
    "huge_array": Expected("write", NO_MEMORY, STACK_USE),
    "linux_by_interrupt": linux("Linux call 20"),
    "kernel_thread_abort": forbidden("k_thread_abort"), "kernel_thread_start": forbidden("k_thread_start"),
    "kernel_wakeup": forbidden("k_wakeup"), "kernel_thread_join": forbidden("k_thread_join"),
    "kernel_thread_pin": forbidden("k_thread_cpu_pin"), "kernel_thread_priority": forbidden("k_thread_priority_set"),
    "kernel_thread_deadline": forbidden("k_thread_absolute_deadline_set"),
    "kernel_thread_name": forbidden("k_thread_name_set"), "kernel_domain_init": forbidden("k_mem_domain_init"),
    "kernel_domain_deinit": forbidden("k_mem_domain_deinit"),
    "kernel_domain_thread": forbidden("k_mem_domain_add_thread"),
    "kernel_stack_alloc": forbidden("k_thread_stack_alloc"), "kernel_stack_free": forbidden("k_thread_stack_free"),
    "kernel_object_alloc": forbidden("k_object_alloc"),
    "sem_of_kernel_heap": refused("k_sem_give: " + NO_OBJECT), "sem_reset_own": refused("k_sem_reset: " + NO_OBJECT),
    "sem_count_own": refused("k_sem_count_get: " + NO_OBJECT),
    "sem_take_null": refused("k_sem_take: kernel object (nil): unknown or of another type"),
    "mutex_init_own": refused("k_mutex_init: " + NO_OBJECT),
    "mutex_unlock_own": refused("k_mutex_unlock: " + NO_OBJECT),
    "event_wait_own": refused("k_event_wait: " + NO_OBJECT), "event_test_own": refused("k_event_test: " + NO_OBJECT),
    "event_of_thread": refused("k_event_wait: " + NO_OBJECT),
    "free_of_nobody": refused("mod_free: module (nil) is not the caller", HEAP_USE),
    "alloc_of_nobody": refused("mod_alloc_ext: module (nil) is not the caller", HEAP_USE),
    "alloc_of_kernel": refused("mod_alloc_ext: module ADDRESS is not the caller", HEAP_USE),
    "free_own_region": refused(NOT_OWN, HEAP_USE), "free_own_view": refused(NOT_OWN, HEAP_USE),
    "free_constant": refused(NOT_OWN, HEAP_USE),
    "notify_null": refused("module_notify: (nil), 8 bytes: not readable", "notifications"),
    "copy_null": refused("mod_fast_get: (nil), 100 bytes: not readable", COPIES),
    "copy_globals": refused("mod_fast_get: ADDRESS, 64 bytes: not readable", COPIES),
}

# ---- without an end ----

OVERDUE = Expected("hung", "it has not come back for N ms of virtual time", "sleep_a_little", time_passes=True)


ATTACKS |= {
    "log_without_end": Expected("hung", "it does not yield", "log_own_text", LATER),
    "allocate_without_end": Expected("hung", "it does not yield", HEAP_USE),
    "copy_without_end": Expected("hung", "it does not yield", COPIES),
    "notify_without_end": Expected("hung", "it does not yield", "notifications", time_passes=True),
    "sleep_again_and_again": OVERDUE, "sleep_for_ever": OVERDUE, "sleep_for_ages": OVERDUE, "sleep_backwards": OVERDUE,
    "reset:sleep_for_ever": OVERDUE._replace(twin="reset:sleep_a_little"),
    "free:sleep_for_ever": OVERDUE._replace(twin="free:sleep_a_little"),
}

# ---- the C library ----

ATTACKS |= {
    "take_memory": forbidden("malloc"), "take_much_memory": forbidden("malloc"),
    "take_cleared_memory": forbidden("calloc"), "take_more_memory": forbidden("realloc"),
    "give_memory": forbidden("free"), "copy_text": forbidden("strdup"), "open_file": forbidden("fopen"),
    "flush_files": forbidden("fflush"), "run_at_exit": forbidden("atexit"),
    "leave_by_quick_exit": forbidden("quick_exit"), "ask_environment": forbidden("getenv"),
    "ask_time": forbidden("time"), "ask_clock": forbidden("clock_gettime"), "ask_random_number": forbidden("rand"),
    "run_shell": linux("rt_sigaction"), "ignore_faults": linux("rt_sigaction"), "wait_for_semaphore": linux("futex"),
    "lock_twice": linux("futex"), "start_thread": linux("mmap"),
}

# ---- tricks that only a process of its own holds against ----

def trick(kind, victim, site=LATER):
    return Expected(kind, victim, "call_often", site, only="process")


KILLED = trick("signal", "Killed")
ATTACKS |= {
    "forget_user_mode": trick("write", HEAP, ""),
    "forget_user_mode_and_call": trick("read", HEAP),
    "open_memory": trick("write", NO_MEMORY),
    "lose_current_thread": trick("syscall", NOT_OWN, ""),
    "hand_over_garbage": KILLED, "hand_over_readiness": KILLED,
    "hand_over_end": trick("oops", "its thread has ended by itself"),
    "hand_over_unknown_call": trick("syscall", "there is no such system call"),
    "hand_over_garbage_as_fault": trick("signal", "Unknown signal -1"),
    "hand_over_forged_fault": trick("read", HEAP),
    "hand_over_forged_hang": trick("hung", "it does not yield"),
    "jump_behind_hand_over": KILLED, "map_by_hand_over": KILLED,
    "write_by_hand_over": trick("linux", "write() is no call of the DSP"),
    "step_through_hand_over": trick("signal", "Trace/breakpoint trap"),
    "hand_over_without_stack": trick("write", NO_MEMORY),
    "hand_over_on_channel": trick("execute", NO_MEMORY),
}

# ---- a stack that is none, registers, functions that are shown ----

ATTACKS |= {
    "pivot_to_heap": Expected("write", HEAP, STACK_USE), "pivot_to_null": Expected("write", NO_MEMORY, STACK_USE),
    "pivot_to_other_stack": Expected("write", STACK, STACK_USE),
    "pivot_to_impossible": Expected("read", NO_MEMORY, STACK_USE),
    "pivot_to_host_box": Expected("write", HOST_BOX, STACK_USE),
    "pivot_to_constants": Expected("write", NO_MEMORY, STACK_USE),
    "fault_at_odd_stack": Expected("write", HEAP, STACK_USE),
    "fault_in_loop_of_frames": Expected("write", HEAP, STACK_USE),
    "pivot_to_region_and_call": Expected("syscall", "no stack left for a system call", STACK_USE, "free_it"),
    "call_unaligned": Expected("syscall", "k_sem_give: kernel object (nil): unknown or of another type", STACK_USE),
    "call_at_odd_address": Expected("syscall", "k_sem_give: kernel object (nil): unknown or of another type", STACK_USE),
    "jump_over_guard": Expected("write", STACK, STACK_USE, "call_at"),
    "lose_frame_and_copy": Expected("read", HEAP, MEMORY),
    "lose_segments_and_fault": Expected("write", HEAP, MEMORY),
    "nest_and_call": Expected("syscall", NOT_OWN, HEAP_USE),
    "hang_with_flags": Expected("hung", "it does not yield", "work_long"),
    "keep_float_exception_and_call": Expected("syscall", NOT_OWN, HEAP_USE),
    "fill_float_stack_and_call": Expected("syscall", NOT_OWN, HEAP_USE),
    "impossible_float_control": Expected("read", NO_MEMORY, "work_long"),
    "write_model_register": Expected("read", NO_MEMORY, "work_long"),
    "change_page_tables": Expected("read", NO_MEMORY, "work_long"),
    "call_buffer_free": Expected("read", HEAP, "sleep_a_little", LATER),
    "call_rmalloc": Expected("syscall", "k_heap_alloc() is no system call", HEAP_USE, LATER),
}

# ---- more of each kind ----

LIBRARY = "use_library"
NOT_GRANTED = "kernel object ADDRESS: not granted"


def from_library(function):
    return Expected("syscall", f"{function}() is no system call", LIBRARY)


ATTACKS |= {
    "sleep_a_moment_without_end": Expected("hung", "it has slept N times without an end", "sleep_often", time_passes=True),
    "yield_without_end": Expected("hung", "it does not yield", "sleep_often", time_passes=True),
    "busy_without_end": OVERDUE._replace(twin="sleep_often"), "busy_for_ages": OVERDUE._replace(twin="sleep_often"),
    "post_own_event": refused("k_event_set_masked: " + NOT_GRANTED),
    "wait_for_own_event": refused("k_event_wait: " + NOT_GRANTED),
    "init_own_thread_event": refused("k_event_init: " + NOT_GRANTED),
    "test_own_event": refused("k_event_test: " + NOT_GRANTED),
    "read_table_after_free_all": Expected("read", HEAP, COPIES), "read_past_table": Expected("read", HEAP, COPIES),
    "write_table_uncached": Expected("write", HEAP, COPIES),
    "free_uncached": refused(NOT_OWN, HEAP_USE), "free_wild": refused(NOT_OWN, HEAP_USE),
    "alloc_largest_align": refused("mod_alloc_ext: alignment 18446744073709551615", FLAGS),
    "kernel_panic": Expected("oops", "k_panic", "nothing"),
    "kernel_platform_panic": Expected("oops", "platform_panic", "nothing"),
    "kernel_object_find": forbidden("k_object_find"), "kernel_object_grant": forbidden("k_object_access_all_grant"),
    "kernel_dma_request": forbidden("dma_request_channel"), "kernel_dma_stop": forbidden("dma_stop"),
    "take_output": from_library("setvbuf"),
    "close_output": from_library("fclose"), "run_at_thread_end": from_library("pthread_key_create"),
    "detach_thread": from_library("pthread_detach"), "join_itself": from_library("pthread_join"),
    "cancel_itself": from_library("pthread_cancel"), "open_library": from_library("dlopen"),
    "find_symbol": from_library("dlsym"), "set_environment": from_library("setenv"),
    "set_locale": from_library("setlocale"), "take_aligned_memory": from_library("aligned_alloc"),
    "take_page": from_library("posix_memalign"),
    "sort_and_write": Expected("write", HEAP, LIBRARY, "compare_and_write"),
    "sort_past_region": linux("sysinfo")._replace(twin=LIBRARY),
    "measure_past_region": Expected("read", REGION, LIBRARY), "scan_into_heap": Expected("write", HEAP, LIBRARY),
    "log_many_digits": linux("mmap")._replace(twin="log_own_text"),
    "print_many_digits": linux("mmap")._replace(twin=LIBRARY),
    "clear_huge": Expected("write", REGION, LIBRARY, verdict="interim-left"),
    "append_to_heap": Expected("read", HEAP, LIBRARY),
    "move_vector_misaligned": Expected("read", NO_MEMORY, "work_long"),
    "exchange_misaligned": Expected("read", NO_MEMORY, "work_long"),
    "restore_garbage_state": Expected("read", NO_MEMORY, "work_long"),
    "call_far": Expected("read", NO_MEMORY, "call_by_pointer"),
    "lock_nothing": Expected("signal", "Illegal instruction", "work_long"),
    "load_descriptors": Expected("read", NO_MEMORY, "work_long"),
    "use_lost_segment": Expected("read", NO_MEMORY, "work_long"),
    "read_up_to_guard": Expected("read", BELOW, STACK_USE), "enter_without_end": Expected("write", GUARD, STACK_USE),
    "return_without_stack": Expected("write", NO_MEMORY, STACK_USE),
    "hang_without_stack": Expected("hung", "it does not yield", "work_long"),
    "step_and_hang": Expected("signal", "Trace/breakpoint trap", "work_long"),
    "divide_too_much": Expected("signal", "Floating point exception", "divide_by_one"),
    "hand_over_forged_request": trick("oops", "forged"),
    "spoil_storage_and_hang": trick("signal", "Segmentation fault"),
    "spoil_storage_and_call": trick("signal", "Segmentation fault"),
    "restart_in_hand_over": trick("write", HEAP, "")._replace(twin=COPIES),
    "prepare:needs_nothing": Expected("view", "sof_source.min_available of its input 0, by prepare",
                                      "prepare:need_a_frame", LATER),
    "prepare:needs_too_much": Expected("view", "sof_source.min_available of its input 0, by prepare",
                                       "prepare:need_a_frame", LATER),
    "prepare:unknown_format": Expected("view", "valid_sample_fmt of its output 0, by prepare", "prepare:need_a_frame",
                                       LATER),
    "prepare:flag_of_two": Expected("view", "processing_module.no_pause of its own, by prepare", "prepare:set_limits",
                                    LATER),
    "trigger:unknown_state": Expected("view", "comp_dev.state of its own, by trigger", "trigger:nothing", LATER),
    "init:sleep_a_moment_without_end": Expected("hung", "it has slept N times without an end", "init:sleep_often",
                                                time_passes=True),
}

# ---- in each operation ----

for operation in "bind", "prepare", "trigger", "unbind":
    for attack in "write_kernel_heap", "hang", "exit_program", "free_twice":
        expected = ATTACKS[attack]
        ATTACKS[f"{operation}:{attack}"] = expected._replace(twin=f"{operation}:{expected.twin}")

OPERATIONS = "init", "set_configuration", "reset", "free"
IN_EACH = ("write_kernel_heap", "read_globals", "write_null", "overflow_stack", "overrun_array", "jump_to_data", "hang",
           "oops", "divide_by_zero", "free_twice", "call_unknown", "copy_kernel_memory", "exit_program",
           "kernel_thread_abort", "linux_exit_group", "breakpoint", "take_much_memory", "run_host_box", "linux_clone3",
           "fault_at_odd_stack", "hand_over_end")

for operation in OPERATIONS:
    for attack in IN_EACH:
        expected = ATTACKS[attack]
        ATTACKS.setdefault(f"{operation}:{attack}", expected._replace(twin=f"{operation}:{expected.twin}"))


# ---- what should be ----

def line_of(function):
    """Where an attack happens, as FILE:LINE: the line that says "here" in a function; in one without, its first
    statement; the line of one that a macro makes."""
    for path in sorted(HERE.glob("attacks_*.c")):
        lines = path.read_text(encoding="utf-8").splitlines()
        for i, line in enumerate(lines):
            if re.match(rf"[A-Z]+_CALL\({function},", line):
                return f"tests/attack/{path.name}:{i + 1}"
            if re.match(rf"static .*\b{function}\(", line):
                return f"tests/attack/{path.name}:{line_in(lines, i)}"
    raise ValueError(f"there is no attack {function}")


def line_in(lines, first):
    opening = lines.index("{", first)
    last = lines.index("}", opening)
    marked = [i for i in range(opening, last) if "/* here */" in lines[i]]
    return (marked or [opening + 1])[0] + 1


def expected_site(name, expected):
    """"function (file:line)"; a function that calls itself is caught on any of its lines."""
    if expected.site is None:
        return "an address outside the program"
    function = expected.site or name.split(":")[-1]
    place = line_of(function)
    return f"{function} ({place.split(':')[0]}:" if function == "recurse" else f"{function} ({place})"


# ---- runs ----

def samples(path):
    """What stands behind the header of a WAV of 16 bits that may have been left as it was."""
    data = path.read_bytes()
    return data[data.index(b"data") + 8:] if b"data" in data else b""


class Run:
    def __init__(self, args, name, isolation):
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            self.inputs = [noise.write_wav(folder / f"in{i}.wav", 48000, 2, 16, args.frames, i + 1) for i in (0, 1)]
            words = args.launcher.split() + [
                args.program, "run", "-q", "-t", args.topology, "--isolation", isolation,
                "--pcm", "0:playback=in0.wav", "--pcm", "1:playback=in1.wav", "--dai", "HDA0=out0.wav",
                "--dai", "HDA1=out1.wav", "--report", "r.json", "--watchdog", str(args.watchdog)]
            if name.startswith("set_configuration:"):
                (folder / "script").write_text("sleep 0.04\namixer cset name='Attack Switch' on\n", encoding="utf-8")
                words += ["-s", "script"]
            (folder / "tmp").mkdir()
            self.status, self.errors, self.left = self.execute(words, name, folder, args.limit)
            report = folder / "r.json"
            self.report = json.loads(report.read_text(encoding="utf-8")) if report.exists() else {}
            self.faults = self.report.get("data_processing", {}).get("faults", [])
            self.outputs = [b"", b""]
            for i in (0, 1):
                for out in (folder / f"out{i}.wav", folder / f"out{i}.wav.partial"):
                    if out.exists():
                        self.outputs[i] = samples(out)


    @staticmethod
    def execute(words, name, folder, limit_s):
        """@return exit status, standard error, what is left behind"""
        with subprocess.Popen(words, env=dict(os.environ, ATTACK=name, TMPDIR=str(folder / "tmp")), cwd=folder,
                              stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
                              errors="replace", start_new_session=True) as run:
            errors = wait(run, limit_s)
            left = [str(path.relative_to(folder)) for path in folder.rglob("*") if path.name not in FILES]
            try:
                os.killpg(run.pid, signal.SIGKILL)
                left += ["a process"] if errors is not None else []
            except ProcessLookupError:
                pass
        if errors is None:
            return f"none: it hangs, for more than {limit_s} s", "", ""
        return run.returncode, errors.strip(), ", ".join(left)


def wait(run, limit_s):
    """A busy machine gives it more time. @return standard error; None: it has not ended"""
    began, processors = time.monotonic(), len(os.sched_getaffinity(0))
    while time.monotonic() - began < limit_s * max(1, os.getloadavg()[0] / processors):
        try:
            return run.communicate(timeout=1)[1]
        except subprocess.TimeoutExpired:
            pass
    return None


def without_addresses(text):
    text = re.sub(r"0x[0-9a-f]{5,}", "ADDRESS", re.sub(r": (was|is) 0x.*", "", text))
    return re.sub(r"slept \d+ times", "slept N times", re.sub(r"for \d+ ms of", "for N ms of", text))


def victim_of(fault):
    return without_addresses(fault["victim"] or fault["access"])


def check_fault(run, name, expected):
    if run.status != 4:
        return f"exit status {run.status}: {run.errors}"
    if len(run.faults) != 1:
        return f"{len(run.faults)} faults"
    fault = run.faults[0]
    if fault["module"] != CULPRIT:
        return "culprit " + fault["module"]
    if fault["kind"] != expected.kind or victim_of(fault) != expected.victim:
        return f"{fault['kind']} of {fault['access']}: {fault['victim']}"
    if expected.site != LATER and not fault["site"].startswith(expected_site(name, expected)):
        return f"site {fault['site']}, not {expected_site(name, expected)}"
    if fault["text"] not in run.report["message"] + run.errors:
        return "the text of the fault is missing"
    return None


def check_ledger(run, expected):
    verdicts = run.report["ledger"]["verdicts"]
    again = re.findall("the same run again: (.*)", run.report["message"])
    if {verdict["verdict"] for verdict in verdicts} != ({expected.verdict} if expected.verdict else set()):
        return "the ledger complains: " + "; ".join(verdict["text"] for verdict in verdicts)
    if again and not (expected.verdict and re.match(rf"\d+ ledger verdicts?; {expected.verdict}", again[0])):
        return "the same run again: " + again[0]
    return None


BEFORE = "init:", "bind:"  # any stream begins
BEFORE_OWN = *BEFORE, "prepare:", "trigger:"


def heard_all(run, began=True):
    return run.outputs[1] == run.inputs[1] * (1 + began)


def heard_a_part(run):
    """A command of a script that the firmware refuses ends the run: what came until then, if it was kept, and all of
    the same run again."""
    part = run.outputs[1][:-len(run.inputs[1])]
    return run.inputs[1].startswith(part) and run.outputs[1].endswith(run.inputs[1])


def check_rest(run, name):
    """The kernel's memory, the stream next to it, and the run after it."""
    if not ATTACKS[name].time_passes and not re.search(r"^guard: [1-9]\d* pages are as before$", run.errors, re.MULTILINE):
        return "the kernel's memory is not as before: " + run.errors.splitlines()[-1]
    began = not name.startswith(BEFORE)
    is_cut = name.startswith("set_configuration:") and heard_a_part(run)
    if not heard_all(run, began) and not is_cut:
        return "the stream next to it is not what it should be"
    if not run.outputs[0].endswith(run.inputs[0]):
        return "the stream after it is not what it should be"
    before = run.outputs[0][:-len(run.inputs[0])].rstrip(b"\0")
    if not name.startswith(BEFORE_OWN) and not is_cut and (not before or not run.inputs[0].startswith(before)):
        return "what came out before is lost"
    return None


def check_no_effect(run, expected):
    structure, _, reported = expected.victim.partition(": ")
    if run.status or run.faults:
        return f"exit status {run.status}: {run.errors}"
    if run.outputs != run.inputs:
        return "the output is not the input"
    report = rf"<wrn> {CULPRIT}: has written to byte \d+ of its {structure}: no effect"
    if bool(re.search(report, run.errors)) != bool(reported):
        return f"reported is '{run.errors}'"
    return check_ledger(run, expected)


def check_twin(run):
    if run.left:
        return "left behind: " + run.left
    if run.status:
        return f"exit status {run.status}: {run.errors}"
    return None if run.outputs == run.inputs else "the output is not the input"


def judge(run, name):
    """@return what is wrong; None: nothing"""
    expected = ATTACKS[name]
    if run.left:
        return "left behind: " + run.left
    if expected.kind == NO_EFFECT:
        return check_no_effect(run, expected)
    return check_fault(run, name, expected) or check_ledger(run, expected) or check_rest(run, name)


# ---- the table ----

def how_caught(name, run):
    """(kind, culprit, victim)"""
    if run.faults:
        return run.faults[0]["kind"], run.faults[0]["module"], victim_of(run.faults[0])
    return NO_EFFECT, CULPRIT, ATTACKS[name].victim


def what_was_heard(name, runs):
    if name.startswith(BEFORE):
        return "nothing was played yet"
    if ATTACKS[name].kind == NO_EFFECT or all(heard_all(run) for run in runs.values()):
        return "all of it"
    return "not kept: the refused command ended the run"


OPEN = "a trick: not promised"


def row(name, runs, isolations, twin_is_good):
    """One line of the table: what all isolations have caught alike."""
    twin = {True: "passes", False: "**fails**", None: "not run"}[twin_is_good]
    how = how_caught(name, next(iter(runs.values())))
    caught = [OPEN if isolation not in runs else "no effect" if how[0] == NO_EFFECT else "caught"
              for isolation in isolations]
    cells = [f"`{name}`", *how, *caught, what_was_heard(name, runs), f"`{ATTACKS[name].twin}` {twin}"]
    return "| " + " | ".join(cells) + " |"


def table(rows, names, isolations, caught):
    head = ["attack", "caught as", "culprit", "victim, or the check that failed", *(f"`{name}`" for name in isolations),
            "what the neighbour heard", "legal twin"]
    return "\n".join(["| " + " | ".join(head) + " |", "|" + "---|" * len(head), *rows, "",
                      f"{caught} of {len(names)} attacks caught or without effect with "
                      f"{' and with '.join(isolations)}, {len({ATTACKS[name].twin for name in names})} twins."])


def handle_page(options, text):
    """@return is the page as it should be?"""
    page = options.into or options.check
    old = page.read_text(encoding="utf-8")
    if BEGIN not in old or END not in old:
        sys.exit(f"run_attacks: {page} has no {BEGIN} and {END}")
    new = f"{old.split(BEGIN)[0]}{BEGIN}\n{text}\n{END}{old.split(END)[1]}"
    if options.into:
        page.write_text(new, encoding="utf-8")
    elif new != old:
        print(f"FAILED: {page} is not up to date: run\n    {sys.argv[0]} {options.program} {options.topology} "
              f"--into {page}")
        return False
    return True


def isolations_of(name, isolations):
    """Those that hold against an attack."""
    only = ATTACKS[name].only
    return [isolation for isolation in isolations if only in ("", isolation)]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", type=os.path.abspath)
    parser.add_argument("topology", type=os.path.abspath)
    parser.add_argument("attacks", nargs="*")
    parser.add_argument("--launcher", default="", help="words before the program")
    parser.add_argument("--isolation", default="mprotect", help="mprotect, process, pkey, or several by comma")
    parser.add_argument("--frames", type=int, default=12000, help="of each stream, at least 5000")
    parser.add_argument("--no-twins", action="store_true", help="attacks only")
    parser.add_argument("--watchdog", type=int, default=300, help="milliseconds")
    parser.add_argument("--limit", type=int, default=15, help="seconds of a run, on a machine that does nothing else")
    parser.add_argument("--linux-passes", action="store_true",
                        help="Linux calls in user mode are not caught here: sanitizers")
    parser.add_argument("--without", default="", help="attacks that are left out, by comma: the sanitizer's own code "
                        "runs before a handler of ours")
    parser.add_argument("--check", type=pathlib.Path)
    parser.add_argument("--into", type=pathlib.Path)
    options = parser.parse_intermixed_args()
    names = options.attacks or [name for name in ATTACKS
                                if not (options.linux_passes and ATTACKS[name].kind == "linux")
                                and name.rpartition(":")[2] not in options.without.split(",")]
    isolations = options.isolation.split(",")
    names = [name for name in names if isolations_of(name, isolations)]
    twins, rows, failed = {}, [], 0
    with concurrent.futures.ThreadPoolExecutor(max_workers=len(os.sched_getaffinity(0))) as pool:
        wanted = dict.fromkeys(ATTACKS[name].twin for name in names if not options.no_twins)
        runs = {(name, isolation): pool.submit(Run, options, name, isolation)
                for name in wanted for isolation in (*isolations, "none")}
        runs |= {(name, isolation): pool.submit(Run, options, name, isolation)
                 for name in names for isolation in isolations_of(name, isolations)}
        for name in wanted:
            for isolation in (*isolations, "none"):
                error = check_twin(runs[name, isolation].result())
                twins[name] = twins.get(name, True) and not error
                if error:
                    print(f"FAILED: twin {name}, isolation {isolation}: {error}")
                    failed += 1
        for name in names:
            done = {isolation: runs[name, isolation].result() for isolation in isolations_of(name, isolations)}
            errors = {isolation: judge(run, name) for isolation, run in done.items() if judge(run, name)}
            for isolation, error in errors.items():
                print(f"FAILED: {name}, isolation {isolation}: {error}")
            failed += len(errors)
            if not errors:
                rows.append(row(name, done, isolations, twins.get(ATTACKS[name].twin)))
    text = table(rows, names, isolations, len(rows))
    print(text)
    if (options.check or options.into) and not failed:
        failed += not handle_page(options, text)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
