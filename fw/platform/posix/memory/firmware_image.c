/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>

#include <zephyr/sys/util.h>
#include <zephyr/toolchain.h>

#include "memory/firmware_image.h"
#include "memory/memory_map.h"
#include "memory/shadow.h"

/* Set by the linker script; absent in programs and builds that do not use it: there variables are not reloaded. */
extern char __firmware_data_start[] __weak;
extern char __firmware_data_end[] __weak;

static char *image; /* as linked, in whole pages; kept for the life of the program */

/* With what AddressSanitizer has put between the variables. A page that is all zero stays untouched, and costs nothing. */
SHADOW_BLIND static void copy(void *to, const void *from, size_t bytes)
{
	volatile uint64_t *out = to;
	const uint64_t *in = from;

	for (size_t i = 0; i < bytes / sizeof(*in); i++) {
		if (in[i])
			out[i] = in[i];
	}
}

int firmware_image_load(void)
{
	size_t bytes = ROUND_UP((size_t)(__firmware_data_end - __firmware_data_start), MEMORY_PAGE);
	int ret;

	if (!bytes)
		return 0;
	if (!image) {
		image = calloc(1, bytes);
		if (!image)
			return -ENOMEM;
		copy(image, __firmware_data_start, bytes);
	}
	ret = memory_map_variables();
	if (!ret)
		copy(__firmware_data_start, image, bytes);
	return ret;
}
