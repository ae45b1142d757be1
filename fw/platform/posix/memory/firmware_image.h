/* SPDX-License-Identifier: BSD-3-Clause */
/* The firmware's .data and .bss, as the boot loader finds them. */
#ifndef POSIX_FIRMWARE_IMAGE_H
#define POSIX_FIRMWARE_IMAGE_H

/**
 * Load the firmware's variables afresh, so that every boot finds them as the first one did, whatever the firmware
 * before left in them. After memory_map(), before anything of the firmware runs.
 * @return 0, -ENOMEM
 */
int firmware_image_load(void);

#endif
