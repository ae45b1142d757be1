/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef TESTS_ATTACK_GUARD_H
#define TESTS_ATTACK_GUARD_H

#include <stdbool.h>
#include <stdint.h>

/** Whose visits to user mode are watched, and the other one. */
#define GUARD_ATTACKER "template.0.0"
#define GUARD_VICTIM   "template.2.1"

/** The attack may come now. */
extern bool guard_armed;

/** Where bank dram begins, cached: behind stacks that are larger for some checkers. */
uintptr_t guard_dram(void);

struct comp_buffer;
struct k_event;
struct module_instance;
struct processing_module;

/**
 * At the head of the attacker's private data: what it has learnt of others' addresses, written by the guard each time the
 * attacker goes to user mode. NULL: not there yet.
 */
struct guard_known {
	struct processing_module *victim; /* its view */
	char *victim_stack, *own_stack;
	struct module_instance
		*instance; /* the kernel's, of the attacker, and the buffers on its sides */
	struct comp_buffer *input, *output;
	struct k_event *event; /* that the attacker's thread is told by what to do */
	bool is_next;          /* set by the attacker: its attack comes in the next job */
	bool over;             /* it has been caught */
};

#endif
