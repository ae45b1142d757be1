/* SPDX-License-Identifier: BSD-3-Clause */
/* The code loader: libraries of modules that the host hands to the DSP, one on each of its DMA channels. */
#ifndef ADSP_LIBRARY_H
#define ADSP_LIBRARY_H

#include <stddef.h>

#define ADSP_LIBRARY_CHANNELS 16

/**
 * Put an image on a channel; LOAD_LIBRARY takes it from there. It stays until the machine stops, or another one comes.
 * @param path	of the file that it is from: reports take names and lines from there
 * @param image	copied
 * @return 0, -EINVAL no such channel, -ENOMEM
 */
int adsp_library_stage(unsigned int channel, const char *path, const void *image, size_t bytes);

#endif
