/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Run-time configuration of a module as a table: for each parameter id what its data must be, and who takes them.
 *
 *	static const struct config_param params[] = {
 *		CONFIG_PARAM_SWITCH(set_on),
 *		CONFIG_PARAM_VALUE(MY_PARAM_SETTINGS, struct my_settings, set_settings, get_settings),
 *	};
 *
 * The operations of the module are CONFIG_PARAMS_OPS, its declaration (module_declare.h) has CONFIG_PARAMS(params). What arrives is checked here: the id, the length, whether it may come in fragments, the number of a control and of its
 * values. A handler gets aligned data of the right size and checks the values; when it refuses them it has changed
 * nothing.
 */
#ifndef SOF_AUDIO_CONFIG_PARAMS_H
#define SOF_AUDIO_CONFIG_PARAMS_H

#include <stddef.h>
#include <stdint.h>
#include <sof/audio/module_adapter/module/generic.h>

/** An id that stands for every one that the table does not name before it. */
#define CONFIG_ANY_ID UINT32_MAX

/** Most bytes of a CONFIG_VALUE. */
#define CONFIG_MAX_VALUE_BYTES 256

enum config_kind {
	CONFIG_VALUE,   /* one structure, in one block of exactly its size */
	CONFIG_CONTROL, /* values of a switch or enum control, by position */
	CONFIG_DATA,    /* one block of any size, for a handler that checks by itself */
	CONFIG_BLOB,    /* any size, in any number of fragments, kept by a blob handler */
};

struct config_param {
	uint32_t id;
	enum config_kind kind;

	/** CONFIG_VALUE: bytes */
	size_t size;
	/** CONFIG_CONTROL: controls of this kind that the module has, numbered from 0; least and most values */
	uint16_t num_controls;
	uint16_t min_values, max_values;
	/** CONFIG_BLOB: where in the private data the pointer to the blob handler stands */
	size_t handler;

	/**
	 * Take the data. CONFIG_VALUE: @size is the table's. CONFIG_DATA: @value may stand at any address.
	 * @return 0; -errno: refused, nothing has changed
	 */
	int (*set)(struct processing_module *mod, const void *value, size_t size);
	/** Take the values of control @index. Their channel numbers mean nothing. @return as set() */
	int (*set_control)(struct processing_module *mod, uint32_t index,
			   const struct sof_ipc4_ctrl_value_chan *values, uint32_t count);
	/**
	 * Write the present data; NULL: they cannot be read. CONFIG_VALUE: there is room for them.
	 * @return bytes written, -errno
	 */
	int (*get)(struct processing_module *mod, void *data, size_t room);
};

/** An id that cannot be set or read, in front of a row for any id. */
#define CONFIG_PARAM_NONE(param_id)                     \
	{                                               \
		.id = (param_id), .kind = CONFIG_VALUE, \
	}

/** A structure of fixed size. The getter may be NULL. */
#define CONFIG_PARAM_VALUE(param_id, type, setter, getter)                                     \
	{                                                                                      \
		.id = (param_id), .kind = CONFIG_VALUE, .size = sizeof(type), .set = (setter), \
		.get = (getter),                                                               \
	}

/** Controls 0 .. controls - 1 of a kind, each with min to max values, at most IPC4_MAX_CHANNELS. */
#define CONFIG_PARAM_CONTROLS(param_id, controls, min, max, setter)                   \
	{                                                                             \
		.id = (param_id), .kind = CONFIG_CONTROL, .num_controls = (controls), \
		.min_values = (min), .max_values = (max), .set_control = (setter),    \
	}

/** The only switch, or enum, of a module, with one value. */
#define CONFIG_PARAM_SWITCH(setter) \
	CONFIG_PARAM_CONTROLS(IPC4_SWITCH_CONTROL_PARAM_ID, 1, 1, 1, setter)
#define CONFIG_PARAM_ENUM(setter) CONFIG_PARAM_CONTROLS(IPC4_ENUM_CONTROL_PARAM_ID, 1, 1, 1, setter)

/** One block that the handler checks by itself. The getter may be NULL. */
#define CONFIG_PARAM_DATA(param_id, setter, getter)                                      \
	{                                                                                \
		.id = (param_id), .kind = CONFIG_DATA, .set = (setter), .get = (getter), \
	}

/** A blob; `member` of `type` points to its handler. */
#define CONFIG_PARAM_BLOB(param_id, type, member)                                         \
	{                                                                                 \
		.id = (param_id), .kind = CONFIG_BLOB, .handler = offsetof(type, member), \
	}

/** The table, in the module's declaration. */
#define CONFIG_PARAMS(table) .params = (table), .num_params = ARRAY_SIZE(table)

/**
 * set_configuration() by the declared table; without one nothing can be set.
 * @return 0; -EINVAL: no such parameter, or not what it must be, with one line in the log; the handler's error
 */
int config_params_set(struct processing_module *mod, uint32_t config_id,
		      enum module_cfg_fragment_position pos, uint32_t data_offset_size,
		      const uint8_t *fragment, size_t fragment_size, uint8_t *response,
		      size_t response_size);

/** get_configuration() by the declared table. @return as config_params_set() */
int config_params_get(struct processing_module *mod, uint32_t config_id, uint32_t *data_offset_size,
		      uint8_t *fragment, size_t fragment_size);

/** Both, in the module's struct module_interface. */
#define CONFIG_PARAMS_OPS \
	.set_configuration = config_params_set, .get_configuration = config_params_get

#endif
