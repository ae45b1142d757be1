/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * D-cache and its two address aliases. Emulated memory stands at 0x40000000 (uncached) and again at
 * 0x60000000 (cached); bit 29 tells them apart. An address outside both has one alias, itself.
 */
#ifndef RTOS_CACHE_H
#define RTOS_CACHE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <zephyr/toolchain.h>

/* A cache line must never be shared by a cached and an uncached user. */
#define PLATFORM_DCACHE_ALIGN CONFIG_DCACHE_LINE_SIZE

/* Two windows of 128 MiB: an address in one of them has all of these bits as Z_ALIAS_SPACE has them. */
#define Z_ALIAS_SPACE_MASK (~(uintptr_t)0x27ffffff)
#define Z_ALIAS_SPACE      ((uintptr_t)0x40000000)
#define Z_ALIAS_CACHED_BIT ((uintptr_t)0x20000000)

/* Marks pointers to the cached alias; for the reader only. */
#ifndef __sparse_cache
#define __sparse_cache
#endif
#ifndef __sparse_force
#define __sparse_force
#endif

static inline bool z_cache_has_alias(uintptr_t addr)
{
	return (addr & Z_ALIAS_SPACE_MASK) == Z_ALIAS_SPACE;
}

static inline bool sys_cache_is_ptr_uncached(const void *ptr)
{
	uintptr_t addr = (uintptr_t)ptr;

	return z_cache_has_alias(addr) && !(addr & Z_ALIAS_CACHED_BIT);
}

static inline bool sys_cache_is_ptr_cached(const void *ptr)
{
	uintptr_t addr = (uintptr_t)ptr;

	return z_cache_has_alias(addr) && (addr & Z_ALIAS_CACHED_BIT);
}

static inline void *sys_cache_uncached_ptr_get(void __sparse_cache *ptr)
{
	uintptr_t addr = (uintptr_t)ptr;

	return (void *)(z_cache_has_alias(addr) ? addr & ~Z_ALIAS_CACHED_BIT : addr);
}

static inline void __sparse_cache *sys_cache_cached_ptr_get(void *ptr)
{
	uintptr_t addr = (uintptr_t)ptr;

	return (void *)(z_cache_has_alias(addr) ? addr | Z_ALIAS_CACHED_BIT : addr);
}

/* Both aliases are the same memory, so maintenance has nothing to move. @return 0 */
static inline int sys_cache_data_flush_range(void *addr, size_t size)
{
	return 0;
}

static inline int sys_cache_data_invd_range(void *addr, size_t size)
{
	return 0;
}

static inline int sys_cache_data_flush_and_invd_range(void *addr, size_t size)
{
	return 0;
}

static inline void dcache_writeback_region(void __sparse_cache *addr, size_t size)
{
	sys_cache_data_flush_range(addr, size);
}

static inline void dcache_invalidate_region(void __sparse_cache *addr, size_t size)
{
	sys_cache_data_invd_range(addr, size);
}

static inline void dcache_writeback_invalidate_region(void __sparse_cache *addr, size_t size)
{
	sys_cache_data_flush_and_invd_range(addr, size);
}

#endif
