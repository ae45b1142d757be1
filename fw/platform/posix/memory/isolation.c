/* SPDX-License-Identifier: BSD-3-Clause */
/* What the backends of the MMU share. */
#include "memory/isolation.h"
#include "memory/memory_map.h"
#include "memory/process.h"

/* Set by the linker script around the firmware's .data and .bss; absent when there are none. */
extern char __firmware_data_start[] __attribute__((weak));
extern char __firmware_data_end[] __attribute__((weak));

static bool is_elsewhere;

void isolation_chosen(const struct isolation *backend)
{
	is_elsewhere = backend->is_elsewhere;
}

bool process_is_used(void)
{
	return is_elsewhere;
}

struct mmu_range mmu_firmware_data(void)
{
	uintptr_t start = (uintptr_t)__firmware_data_start;
	uintptr_t end = (uintptr_t)__firmware_data_end;

	return (struct mmu_range){ start & ~(uintptr_t)(MEMORY_PAGE - 1),
				   ROUND_UP(end, (uintptr_t)MEMORY_PAGE) };
}

bool mmu_is_firmware_data(uintptr_t addr)
{
	return addr >= (uintptr_t)__firmware_data_start && addr < (uintptr_t)__firmware_data_end;
}

void mmu_add_sorted(struct mmu_range *list, unsigned int *count, struct mmu_range range)
{
	unsigned int i = (*count)++;

	for (; i && list[i - 1].start > range.start; i--)
		list[i] = list[i - 1];
	list[i] = range;
}
