/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Calls of a module's operations. An operation runs where its module lives: LL modules in the caller's context, user
 * modules in a thread of their own. A request is flat, so that it can be copied there and back.
 */
#ifndef SOF_AUDIO_MODULE_CALL_H
#define SOF_AUDIO_MODULE_CALL_H

#include <sof/audio/module_adapter/module/generic.h>

enum module_op {
	MODULE_OP_INIT,
	MODULE_OP_PREPARE,
	MODULE_OP_RESET,
	MODULE_OP_FREE,
	MODULE_OP_BIND,
	MODULE_OP_UNBIND,
	MODULE_OP_TRIGGER,
	MODULE_OP_SET_CONFIGURATION,
	MODULE_OP_GET_CONFIGURATION,
	MODULE_OP_SET_CONFIG_PARAM,
	MODULE_OP_GET_CONFIG_PARAM,
	MODULE_OPS,
};

struct module_request {
	enum module_op op;
	union {
		struct bind_info bind;
		int trigger; /* enum comp_trigger */
		struct {
			uint32_t id;
			enum module_cfg_fragment_position pos;
			uint32_t data_offset_size; /* get: also a result */
			uint8_t *data;
			size_t bytes; /* at data */
		} config;
		uint32_t param; /* get: also a result */
	};
};

struct module_instance;

bool module_has_op(const struct module_instance *inst, enum module_op op);

/** What a call of an operation that a module does not have returns. */
int module_result_without(enum module_op op);

/** "prepare", ... */
const char *module_op_name(enum module_op op);

/**
 * Call an operation and wait for it. Results are in the request as well.
 * @return the operation's result. Without the operation: -EIO (get configuration), -ENOEXEC (parameters), else 0.
 *	   User modules: also -ETIMEDOUT, -EBUSY it is in an earlier one, -EFAULT it is dead (reset, free and unbind
 *	   of a dead module succeed)
 */
int module_call(struct module_instance *inst, struct module_request *request);

/** The same without arguments. */
int module_call_simple(struct module_instance *inst, enum module_op op);

/** Run the operation here and now. @param mod	the module's view */
int module_request_run(struct processing_module *mod, struct module_request *request);

#endif
