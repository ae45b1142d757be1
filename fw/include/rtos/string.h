/* SPDX-License-Identifier: BSD-3-Clause */
/* Memory and strings, and copies that know the room they have. */
#ifndef RTOS_STRING_H
#define RTOS_STRING_H

#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/** Copy count bytes between ranges that do not overlap. @return 0; -EINVAL and nothing copied: they do, or too many */
static inline int memcpy_s(void *dest, size_t dest_size, const void *src, size_t count)
{
	uintptr_t to = (uintptr_t)dest, from = (uintptr_t)src;

	if (!dest || !src || count > dest_size || (to <= from ? from - to : to - from) < count)
		return -EINVAL;
	memcpy(dest, src, count);
	return 0;
}

/** Fill count bytes. @return 0, -EINVAL there are fewer */
static inline int memset_s(void *dest, size_t dest_size, int c, size_t count)
{
	if (!dest || count > dest_size)
		return -EINVAL;
	memset(dest, c, count);
	return 0;
}

#endif
