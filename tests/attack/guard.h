/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef TESTS_ATTACK_GUARD_H
#define TESTS_ATTACK_GUARD_H

#include <stdbool.h>
#include <stdint.h>

/** Whose visits to user mode are watched. */
#define GUARD_ATTACKER "template.0.0"

/** The attack may come now. */
extern bool guard_armed;

/** Where bank dram begins, cached: behind stacks that are larger for some checkers. */
uintptr_t guard_dram(void);

/** What the attacker has learnt of the kernel's addresses: its instance, and the buffers on its sides. NULL: not there yet */
struct comp_buffer;
struct module_instance;
extern struct module_instance *guard_instance;
extern struct comp_buffer *guard_input, *guard_output;

#endif
