/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <string.h>

#include "attenuation.h"

#define MAX_ATTENUATION 31

int module_parse_attenuation(struct processing_module *mod, const uint8_t *fragment, size_t size,
			     uint32_t sample_bytes, uint32_t *attenuation)
{
	uint32_t value;

	if (size != sizeof(value)) {
		comp_err(mod->dev, "attenuation of %zu bytes, expected %zu", size, sizeof(value));
		return -EINVAL;
	}
	memcpy(&value, fragment, sizeof(value));
	if (value > MAX_ATTENUATION || sample_bytes != sizeof(int32_t)) {
		comp_err(mod->dev, "attenuation %u of %u-byte samples, expected 0..%d of 4", value,
			 sample_bytes, MAX_ATTENUATION);
		return -EINVAL;
	}
	*attenuation = value;
	return 0;
}
