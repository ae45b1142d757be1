/* SPDX-License-Identifier: BSD-3-Clause */
/* The host's side of a cycle: what it did so far, random numbers, messages. */
#ifndef CYCLES_HOST_H
#define CYCLES_HOST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Begin a cycle: random numbers and the list of operations start anew. A cycle is made of these two alone. */
void host_begin(uint64_t seed, uint64_t cycle);

/** Print each operation as it is noted. */
void host_set_verbose(bool verbose);

/** @return 0..limit - 1 */
uint32_t random_below(uint32_t limit);

/** Fill order with 0..count - 1 in random order. */
void shuffle(unsigned int *order, unsigned int count);

/** Say what went wrong in this cycle, all its operations and how to repeat it; end the program. */
void __attribute__((noreturn, format(printf, 1, 2))) fail(const char *format, ...);

/** Remember an operation of this cycle. */
void __attribute__((format(printf, 1, 2))) note(const char *format, ...);

/** Send a request and tick until it is answered. @return status of the answer */
uint32_t send(uint32_t primary, uint32_t extension, const void *payload, size_t bytes);

/** The same, and fail() on any other status than success. */
void send_good(uint32_t primary, uint32_t extension, const void *payload, size_t bytes);

uint32_t global_message(uint32_t type, uint32_t low);
uint32_t module_message(uint32_t type, uint32_t id);

/** Module id of a type by the name in the firmware's list; fails when there is none. */
uint32_t find_module_type(const char *name);

#endif
