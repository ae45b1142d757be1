/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>

#include <zephyr/sys/util.h>
#include <zephyr/toolchain.h>

#include "memory/firmware_image.h"
#include "memory/shadow.h"

/* Set by the linker script; absent in programs and builds that do not use it: there variables are not reloaded. */
extern char __firmware_data_start[] __weak;
extern char __firmware_data_end[] __weak;

static char *image; /* as linked; kept for the life of the program */

/* Whole pages, with what AddressSanitizer has put between the variables. */
SHADOW_BLIND static void copy(void *to, const void *from, size_t bytes)
{
	volatile uint64_t *out = to;
	const uint64_t *in = from;

	for (size_t i = 0; i < bytes / sizeof(*in); i++)
		out[i] = in[i];
}

int firmware_image_load(void)
{
	/* in whole words: the section reaches to the end of its page */
	size_t bytes =
		ROUND_UP((size_t)(__firmware_data_end - __firmware_data_start), sizeof(uint64_t));

	if (!bytes)
		return 0;
	if (image) {
		copy(__firmware_data_start, image, bytes);
		return 0;
	}
	image = malloc(bytes);
	if (!image)
		return -ENOMEM;
	copy(image, __firmware_data_start, bytes);
	return 0;
}
