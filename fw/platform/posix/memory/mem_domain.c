/* SPDX-License-Identifier: BSD-3-Clause */
#include <zephyr/kernel.h>

#include "base/trap.h"
#include "memory/mem_domain.h"
#include "memory/memory_map.h"
#include "memory/mmu.h"
#include "memory/observer.h"

struct k_mem_domain k_mem_domain_default;

static struct k_mem_domain *domains; /* those that were initialised */

void mem_domain_start(void)
{
	k_mem_domain_default = (struct k_mem_domain){ .num_partitions = 0 };
	domains = NULL;
}

void mem_domain_join(struct k_thread *thread, struct k_mem_domain *domain)
{
	mmu_changed();
	thread->mem_domain_info.mem_domain = domain;
	sys_slist_append(&domain->threads, &thread->mem_domain_info.node);
}

void mem_domain_leave(struct k_thread *thread)
{
	sys_slist_find_and_remove(&thread->mem_domain_info.mem_domain->threads,
				  &thread->mem_domain_info.node);
	thread->mem_domain_info.mem_domain = NULL;
}

/* ---- partitions ---- */

static bool overlaps(const struct k_mem_partition *a, const struct k_mem_partition *b)
{
	return a->start < b->start + b->size && b->start < a->start + a->size;
}

static bool partition_is_good(const struct k_mem_domain *domain, const struct k_mem_partition *part)
{
	unsigned int i;

	if (!part || !part->size || part->start + part->size <= part->start)
		return false;
	if (part->start % MEMORY_PAGE || part->size % MEMORY_PAGE)
		return false;
	if ((part->attr & (Z_MEM_U_W | Z_MEM_U_X)) == (Z_MEM_U_W | Z_MEM_U_X) ||
	    (part->attr & (Z_MEM_P_W | Z_MEM_P_X)) == (Z_MEM_P_W | Z_MEM_P_X))
		return false;
	for (i = 0; i < CONFIG_MAX_DOMAIN_PARTITIONS; i++) {
		if (domain->partitions[i].size && overlaps(part, &domain->partitions[i]))
			return false;
	}
	return true;
}

static int add_partition(struct k_mem_domain *domain, const struct k_mem_partition *part)
{
	unsigned int i;

	if (!domain || !partition_is_good(domain, part))
		return -EINVAL;
	for (i = 0; i < CONFIG_MAX_DOMAIN_PARTITIONS; i++) {
		if (!domain->partitions[i].size) {
			domain->partitions[i] = *part;
			domain->num_partitions++;
			mmu_grant(domain, part);
			return 0;
		}
	}
	return -ENOSPC;
}

int k_mem_domain_add_partition(struct k_mem_domain *domain, struct k_mem_partition *part)
{
	int ret;

	KERNEL_ONLY();
	ret = add_partition(domain, part);
	if (!ret)
		observe_partition_add(domain, part, __builtin_return_address(0));
	return ret;
}

int k_mem_domain_remove_partition(struct k_mem_domain *domain, struct k_mem_partition *part)
{
	unsigned int i;

	KERNEL_ONLY();
	if (!domain || !part)
		return -EINVAL;
	for (i = 0; i < CONFIG_MAX_DOMAIN_PARTITIONS; i++) {
		struct k_mem_partition *at = &domain->partitions[i];

		if (at->size && at->start == part->start && at->size == part->size) {
			mmu_revoke(domain, at);
			at->size = 0;
			domain->num_partitions--;
			observe_partition_remove(domain, part, __builtin_return_address(0));
			return 0;
		}
	}
	return -ENOENT;
}

/* ---- domains ---- */

static void forget(struct k_mem_domain *domain)
{
	struct k_mem_domain **link = &domains;

	while (*link && *link != domain)
		link = &(*link)->next;
	if (*link)
		*link = domain->next;
}

void mem_domain_figures(uint32_t *count, uint32_t *partitions)
{
	const struct k_mem_domain *domain;

	*count = 0;
	*partitions = 0;
	for (domain = domains; domain; domain = domain->next) {
		(*count)++;
		*partitions += domain->num_partitions;
	}
}

int k_mem_domain_init(struct k_mem_domain *domain, uint8_t num_parts,
		      struct k_mem_partition *parts[])
{
	struct k_mem_domain fresh = { .num_partitions = 0 };
	unsigned int i;

	KERNEL_ONLY();
	if (!domain || (num_parts && !parts) || num_parts > CONFIG_MAX_DOMAIN_PARTITIONS)
		return -EINVAL;
	for (i = 0; i < num_parts; i++) {
		if (add_partition(&fresh, parts[i]))
			return -EINVAL;
	}
	mmu_changed();
	forget(domain);
	*domain = fresh;
	domain->next = domains;
	domains = domain;
	observe_domain_begin(domain, __builtin_return_address(0));
	for (i = 0; i < num_parts; i++)
		observe_partition_add(domain, parts[i], __builtin_return_address(0));
	return 0;
}

int k_mem_domain_deinit(struct k_mem_domain *domain)
{
	KERNEL_ONLY();
	if (!domain || domain == &k_mem_domain_default)
		return -EINVAL;
	if (!sys_slist_is_empty(&domain->threads))
		return -EBUSY;
	observe_domain_end(domain, __builtin_return_address(0));
	forget(domain);
	*domain = (struct k_mem_domain){ .num_partitions = 0 };
	return 0;
}

int k_mem_domain_add_thread(struct k_mem_domain *domain, struct k_thread *thread)
{
	KERNEL_ONLY();
	if (!domain || !thread)
		return -EINVAL;
	mem_domain_leave(thread);
	mem_domain_join(thread, domain);
	return 0;
}
