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

#endif
