/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <zephyr/toolchain.h>

#include "firmware_image.h"

/* Set by the linker script; absent in programs and builds that do not use it: there variables are not reloaded. */
extern char __firmware_data_start[] __weak;
extern char __firmware_data_end[] __weak;

static char *image;	/* as linked; kept for the life of the program */

int firmware_image_load(void)
{
	size_t bytes = (size_t)(__firmware_data_end - __firmware_data_start);

	if (!bytes)
		return 0;
	if (image) {
		memcpy(__firmware_data_start, image, bytes);
		return 0;
	}
	image = malloc(bytes);
	if (!image)
		return -ENOMEM;
	memcpy(image, __firmware_data_start, bytes);
	return 0;
}
