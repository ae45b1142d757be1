/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * usage: alloc_cost lifetime|interim|heap COUNT
 *
 * Allocates COUNT blocks of the sizes that modules ask for, from a region's lifetime part, from its interim part, or
 * from the kernel heap, and frees none. Two runs that differ in COUNT differ in nothing but the allocations, so an
 * instruction counter tells what one costs. No ledger watches.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <rtos/alloc.h>
#include <sof/lib/vregion.h>

#include <adsp/machine.h>
#include <adsp/profile.h>

#define PART_BYTES (768u * 1024)
#define MOST       1500u

static const size_t sizes[] = { 40, 72, 160, 192, 240, 320, 512, 1304 };

static void start_machine(void)
{
	static struct adsp_profile profile;
	struct adsp_machine_config config = { .profile = &profile, .log_level = ADSP_LOG_NONE };
	char err[256] = "";

	if (adsp_profile_load("mtl", &profile, err, sizeof(err)) < 0 ||
	    adsp_machine_start(&config, err, sizeof(err)) < 0) {
		fprintf(stderr, "alloc_cost: %s\n", err);
		exit(1);
	}
}

int main(int argc, char **argv)
{
	unsigned int count = argc == 3 ? (unsigned int)strtoul(argv[2], NULL, 10) : 0;
	enum vregion_mem_type type = VREGION_MEM_TYPE_LIFETIME;
	struct vregion *vr;

	if (!count || count > MOST ||
	    (strcmp(argv[1], "lifetime") && strcmp(argv[1], "interim") &&
	     strcmp(argv[1], "heap"))) {
		fprintf(stderr, "usage: alloc_cost lifetime|interim|heap COUNT, at most %u\n",
			MOST);
		return 1;
	}
	if (!strcmp(argv[1], "interim"))
		type = VREGION_MEM_TYPE_INTERIM;
	start_machine();
	vr = vregion_create(PART_BYTES, PART_BYTES);
	for (unsigned int i = 0; vr && i < count; i++) {
		const size_t size = sizes[i % (sizeof(sizes) / sizeof(sizes[0]))];
		const void *ptr = argv[1][0] == 'h' ?
					  sof_heap_alloc(NULL, SOF_MEM_FLAG_USER, size, 0) :
					  vregion_alloc(vr, type, size);

		if (!ptr) {
			fprintf(stderr, "alloc_cost: no room for block %u\n", i);
			return 1;
		}
	}
	adsp_machine_stop();
	return vr ? 0 : 1;
}
