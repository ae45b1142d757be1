/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * UUIDs of modules. A registry file has lines "uuid name"; SOF_DEFINE_REG_UUID(name) defines the one of that name. The build
 * reads the registry (tools/module_folder.py) and defines SOF_UUID_OF_<name> for each name that a module's folder uses.
 */
#ifndef SOF_LIB_UUID_H
#define SOF_LIB_UUID_H

#include <stdint.h>

/** In memory order; the text form of a, b and c is their value. */
struct sof_uuid {
	uint32_t a;
	uint16_t b;
	uint16_t c;
	uint8_t d[8];
} __attribute__((packed, aligned(4)));

struct sof_uuid_entry {
	struct sof_uuid id;
	const char *name;
};

#define Z_SOF_DEFINE_UUID(entity, symbol, ...)                                \
	static const struct sof_uuid_entry symbol __attribute__((unused)) = { \
		.id = { __VA_ARGS__ },                                        \
		.name = entity,                                               \
	}

/** Define a UUID by its value, 11 numbers. */
#define SOF_DEFINE_UUID(entity, symbol, va, vb, vc, vd0, vd1, vd2, vd3, vd4, vd5, vd6, vd7) \
	Z_SOF_DEFINE_UUID(entity, symbol, va, vb, vc, { vd0, vd1, vd2, vd3, vd4, vd5, vd6, vd7 })

/** Define <name>_uuid by the registry. */
#define SOF_DEFINE_REG_UUID(name) Z_SOF_DEFINE_UUID(#name, name##_uuid, SOF_UUID_OF_##name)

/** The value of a registered UUID, as an initializer. */
#define SOF_REG_UUID(name)         \
	{                          \
		SOF_UUID_OF_##name \
	}

/** A defined UUID, for trace contexts and drivers. */
#define SOF_UUID(symbol)    (&(symbol))
#define SOF_RT_UUID(symbol) (&(symbol).id)

#endif
