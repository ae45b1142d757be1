/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Memory domains: what user threads may touch besides their own stack, code and constants. Supervisor
 * threads see everything. Every thread belongs to exactly one domain.
 */
#ifndef ZEPHYR_APP_MEMORY_MEM_DOMAIN_H
#define ZEPHYR_APP_MEMORY_MEM_DOMAIN_H

#include <stddef.h>
#include <stdint.h>

#include <zephyr/sys/slist.h>

struct k_thread;

/* Access rights: supervisor (P) and user (U). */
typedef uint32_t k_mem_partition_attr_t;

#define Z_MEM_P_R BIT(0)
#define Z_MEM_P_W BIT(1)
#define Z_MEM_P_X BIT(2)
#define Z_MEM_U_R BIT(4)
#define Z_MEM_U_W BIT(5)
#define Z_MEM_U_X BIT(6)

#define K_MEM_PARTITION_P_NA_U_NA ((k_mem_partition_attr_t)0)
#define K_MEM_PARTITION_P_RO_U_NA ((k_mem_partition_attr_t)(Z_MEM_P_R))
#define K_MEM_PARTITION_P_RW_U_NA ((k_mem_partition_attr_t)(Z_MEM_P_R | Z_MEM_P_W))
#define K_MEM_PARTITION_P_RO_U_RO ((k_mem_partition_attr_t)(Z_MEM_P_R | Z_MEM_U_R))
#define K_MEM_PARTITION_P_RW_U_RO ((k_mem_partition_attr_t)(Z_MEM_P_R | Z_MEM_P_W | Z_MEM_U_R))
#define K_MEM_PARTITION_P_RW_U_RW \
	((k_mem_partition_attr_t)(Z_MEM_P_R | Z_MEM_P_W | Z_MEM_U_R | Z_MEM_U_W))
#define K_MEM_PARTITION_P_RX_U_RX \
	((k_mem_partition_attr_t)(Z_MEM_P_R | Z_MEM_P_X | Z_MEM_U_R | Z_MEM_U_X))

/* Cache attribute of a partition given by its cached alias; the machine tells the alias by the address. */
#define XTENSA_MMU_CACHED_WB BIT(8)

struct k_mem_partition {
	uintptr_t start; /* page aligned */
	size_t size;     /* bytes, a multiple of the page; 0: free slot */
	k_mem_partition_attr_t attr;
};

struct k_mem_domain {
	struct k_mem_partition partitions[CONFIG_MAX_DOMAIN_PARTITIONS];
	sys_slist_t threads; /* struct k_thread, member mem_domain_info.node */
	uint8_t num_partitions;
	struct k_mem_domain *next; /* of all that live */
};

/** Domain of every thread that was put in no other one. */
extern struct k_mem_domain k_mem_domain_default;

/**
 * @param parts	num_parts pointers; the partitions are copied
 * @return 0, -EINVAL NULL, too many, or a bad or overlapping partition
 */
int k_mem_domain_init(struct k_mem_domain *domain, uint8_t num_parts,
		      struct k_mem_partition *parts[]);

/**
 * Forget the domain.
 * @return 0, -EINVAL NULL or the default domain, -EBUSY threads are still in it
 */
int k_mem_domain_deinit(struct k_mem_domain *domain);

/**
 * Takes effect at once. The partition is copied.
 * @return 0, -EINVAL NULL, size 0, unaligned, wrapping, writable and executable, or overlapping a
 *	   partition of this domain; -ENOSPC no free slot
 */
int k_mem_domain_add_partition(struct k_mem_domain *domain, struct k_mem_partition *part);

/** Matches by start and size. @return 0, -EINVAL NULL, -ENOENT */
int k_mem_domain_remove_partition(struct k_mem_domain *domain, struct k_mem_partition *part);

/** Move a thread into the domain. @return 0, -EINVAL NULL */
int k_mem_domain_add_thread(struct k_mem_domain *domain, struct k_thread *thread);

#endif
