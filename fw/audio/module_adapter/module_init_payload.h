/* SPDX-License-Identifier: BSD-3-Clause */
/* Decoding of an INIT_INSTANCE payload: everything in it comes from the host and is checked here. */
#ifndef MODULE_INIT_PAYLOAD_H
#define MODULE_INIT_PAYLOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <ipc4/base-config.h>
#include <ipc4/module.h>

struct module_init_payload {
	const uint8_t *config; /* base config and what follows */
	size_t config_size;    /* at least a base config */
	const void *init_data; /* module data object if there is one, else config */
	size_t init_data_size;
	bool has_module_data;
	struct ipc4_mem_data mem; /* zeros where the host said nothing */
};

/** @return 0, -EINVAL: an object or the base config does not fit, or the base config makes no sense */
int module_init_payload_decode(struct module_init_payload *out, const void *payload, size_t bytes,
			       bool extended_init);

/**
 * Pin formats of a base config extension.
 * @return its header when the size is exactly right and no side has more than IPC4_MAX_PINS; NULL: no pins
 */
const struct ipc4_base_module_cfg_ext *
module_init_payload_pins(const struct module_init_payload *init);

#endif
