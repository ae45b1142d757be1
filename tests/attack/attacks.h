/* SPDX-License-Identifier: BSD-3-Clause */
/* What the files with attacks share. */
#ifndef TESTS_ATTACK_ATTACKS_H
#define TESTS_ATTACK_ATTACKS_H

#include <stddef.h>
#include <stdint.h>

#include <platform/machine.h>
#include <sof/audio/buffer.h>
#include <sof/audio/module_adapter/module_adapter.h>

#include "guard.h"

struct attacker {
	struct guard_known known; /* first: the guard writes it */
	unsigned int jobs;
	uint32_t words[64];
};

#define KNOWN(mod) (((struct attacker *)module_get_private_data(mod))->known)

struct attack {
	const char *name;
	void (*run)(struct processing_module *mod);
};

#define ATTACK(name)        \
	{                   \
#name, name \
	}

/** Of each file attacks_*.c; the last one of each has no name. */
extern const struct attack memory_attacks[], calls_attacks[], view_attacks[], machine_attacks[],
	tricks_attacks[], library_attacks[], inside_attacks[], twins_attacks[];

/* An attack of one call. */
#define KERNEL_CALL(function, call)                         \
	static void function(struct processing_module *mod) \
	{                                                   \
		call; /* here */                            \
	}

/* The test's memory, not the firmware's: closed to nobody; where user code has a process of its own it has its own copy. */
extern uintptr_t attack_region, attack_region_end;
extern volatile uint32_t attack_word;

extern const uint8_t attack_large_table[6000];
extern char __firmware_data_start[];

/* No functions: an attack happens on its own line. */
#define read_word(ptr)  ((void)(attack_word = *(const volatile uint32_t *)(ptr)))
#define write_word(ptr) ((void)(*(volatile uint32_t *)(ptr) = 0x12345678))
#define read_byte(ptr)  ((void)(attack_word = *(const volatile uint8_t *)(ptr)))
#define write_byte(ptr) ((void)(*(volatile uint8_t *)(ptr) = 0x12))

static inline void *heap_base(void)
{
	return platform_area(PLATFORM_AREA_HEAP, 0, NULL);
}

static inline char *window(unsigned int index)
{
	return platform_window(index, NULL);
}

static inline struct ring_buffer *input_ring(struct processing_module *mod)
{
	return CONTAINER_OF(mod->sources[0], struct ring_buffer, source_api);
}

static inline struct ring_buffer *output_ring(struct processing_module *mod)
{
	return CONTAINER_OF(mod->sinks[0], struct ring_buffer, sink_api);
}

#endif
