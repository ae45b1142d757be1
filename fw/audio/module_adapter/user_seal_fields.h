/* SPDX-License-Identifier: BSD-3-Clause */
/* What sealed structures consist of. */
#ifndef USER_SEAL_FIELDS_H
#define USER_SEAL_FIELDS_H

#include <sof/audio/module_adapter/user_seal.h>

#define SEAL_MAX_FIELDS 64 /* of a structure */

struct seal_field {
	const char *name;
	uint16_t offset;
	uint16_t size;
	uint32_t open; /* while the module does any of these, it may write here */
	/** Open: may it become this? NULL: anything, the kernel does not rely on it. Both are the whole structure */
	bool (*is_good)(const void *was, const void *is);
};

struct seal_kind {
	const char *name;
	const struct seal_field *fields; /* in order of their offsets, all of them */
	uint16_t num_fields;
	uint16_t size; /* bytes of the structure */
};

extern const struct seal_kind seal_kinds[USER_SEAL_TYPES];

#endif
