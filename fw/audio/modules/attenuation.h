/* SPDX-License-Identifier: BSD-3-Clause */
/* The attenuation parameter, which copier and gain take in the same form. */
#ifndef FW_AUDIO_MODULES_ATTENUATION_H
#define FW_AUDIO_MODULES_ATTENUATION_H

#include <stddef.h>
#include <stdint.h>

#include <sof/audio/module_adapter/module/generic.h>

/**
 * Read a shift of 0..31 bits, one word.
 * @param sample_bytes	of the stream; only those of 4 can be attenuated
 * @return 0 and the shift in *attenuation; -EINVAL and *attenuation as it was
 */
int module_parse_attenuation(struct processing_module *mod, const uint8_t *fragment, size_t size,
			     uint32_t sample_bytes, uint32_t *attenuation);

#endif
