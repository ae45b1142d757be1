/* SPDX-License-Identifier: BSD-3-Clause */
/* Calls of a module's operations, and how they are run in supervisor mode. */
#include <errno.h>
#include <sof/audio/module_adapter/module_instance.h>
#include <sof/common.h>
#include <sof/schedule/dp_schedule.h>

#include "module_adapter_private.h"

static bool ops_have(const struct module_interface *ops, enum module_op op)
{
	switch (op) {
	case MODULE_OP_INIT:
		return ops->init;
	case MODULE_OP_PREPARE:
		return ops->prepare;
	case MODULE_OP_RESET:
		return ops->reset;
	case MODULE_OP_FREE:
		return ops->free;
	case MODULE_OP_BIND:
		return ops->bind;
	case MODULE_OP_UNBIND:
		return ops->unbind;
	case MODULE_OP_TRIGGER:
		return ops->trigger;
	case MODULE_OP_SET_CONFIGURATION:
		return ops->set_configuration;
	case MODULE_OP_GET_CONFIGURATION:
		return ops->get_configuration;
	case MODULE_OP_SET_CONFIG_PARAM:
		return ops->set_config_param;
	case MODULE_OP_GET_CONFIG_PARAM:
		return ops->get_config_param;
	case MODULE_OPS:
		break;
	}
	return false;
}

bool module_has_op(const struct module_instance *inst, enum module_op op)
{
	return ops_have(inst->mod.priv.ops, op);
}

int module_result_without(enum module_op op)
{
	switch (op) {
	case MODULE_OP_GET_CONFIGURATION:
		return -EIO;
	case MODULE_OP_SET_CONFIG_PARAM:
	case MODULE_OP_GET_CONFIG_PARAM:
		return -ENOEXEC;
	default:
		return 0;
	}
}

const char *module_op_name(enum module_op op)
{
	static const char *const names[] = {
		[MODULE_OP_INIT] = "init",
		[MODULE_OP_PREPARE] = "prepare",
		[MODULE_OP_RESET] = "reset",
		[MODULE_OP_FREE] = "free",
		[MODULE_OP_BIND] = "bind",
		[MODULE_OP_UNBIND] = "unbind",
		[MODULE_OP_TRIGGER] = "trigger",
		[MODULE_OP_SET_CONFIGURATION] = "set_configuration",
		[MODULE_OP_GET_CONFIGURATION] = "get_configuration",
		[MODULE_OP_SET_CONFIG_PARAM] = "set_config_param",
		[MODULE_OP_GET_CONFIG_PARAM] = "get_config_param",
	};

	return names[op];
}

/* comp_data_blob_get_cmd() cannot state the size of the answer. */
static int get_configuration(struct processing_module *mod, struct module_request *r)
{
	int ret;

	mod->priv.read_back = 0;
	ret = mod->priv.ops->get_configuration(mod, r->config.id, &r->config.data_offset_size,
					       r->config.data, r->config.bytes);
	if (!ret && mod->priv.read_back)
		r->config.data_offset_size = mod->priv.read_back;
	return ret;
}

int module_request_run(struct processing_module *mod, struct module_request *r)
{
	const struct module_interface *ops = mod->priv.ops;

	switch (r->op) {
	case MODULE_OP_INIT:
		return ops->init(mod);
	case MODULE_OP_PREPARE:
		return ops->prepare(mod, mod->sources, (int)mod->num_of_sources, mod->sinks,
				    (int)mod->num_of_sinks);
	case MODULE_OP_RESET:
		return ops->reset(mod);
	case MODULE_OP_FREE:
		return ops->free(mod);
	case MODULE_OP_BIND:
		return ops->bind(mod, &r->bind);
	case MODULE_OP_UNBIND:
		return ops->unbind(mod, &r->bind);
	case MODULE_OP_TRIGGER:
		return ops->trigger(mod, r->trigger);
	case MODULE_OP_SET_CONFIGURATION:
		return ops->set_configuration(mod, r->config.id, r->config.pos,
					      r->config.data_offset_size, r->config.data,
					      r->config.bytes, NULL, 0);
	case MODULE_OP_GET_CONFIGURATION:
		return get_configuration(mod, r);
	case MODULE_OP_SET_CONFIG_PARAM:
		return ops->set_config_param(mod, r->param);
	case MODULE_OP_GET_CONFIG_PARAM:
		return ops->get_config_param(mod, &r->param);
	case MODULE_OPS:
		break;
	}
	return -ENOSYS;
}

int module_call(struct module_instance *inst, struct module_request *request)
{
	return inst->exec->call(inst, request);
}

int module_call_simple(struct module_instance *inst, enum module_op op)
{
	struct module_request request = { .op = op };

	return module_call(inst, &request);
}

/* ---- in supervisor mode ---- */

static int supervisor_start(struct module_instance *inst, uint32_t stack_bytes)
{
	return 0;
}

static void supervisor_stop(struct module_instance *inst)
{
}

static int supervisor_call(struct module_instance *inst, struct module_request *request)
{
	return module_has_op(inst, request->op) ? module_request_run(inst->view, request) :
						  module_result_without(request->op);
}

static int supervisor_is_ready(struct module_instance *inst)
{
	struct processing_module *mod = &inst->mod;
	const struct module_interface *ops = mod->priv.ops;

	if (!ops->is_ready_to_process)
		return module_has_data(inst);
	return ops->is_ready_to_process(mod, mod->sources, (int)mod->num_of_sources, mod->sinks,
					(int)mod->num_of_sinks);
}

static void supervisor_process(struct module_instance *inst, uint32_t deadline)
{
	dp_task_done(inst->dp, module_adapter_process(inst));
}

const struct module_exec module_exec_supervisor = {
	.start = supervisor_start,
	.stop = supervisor_stop,
	.call = supervisor_call,
	.is_ready = supervisor_is_ready,
	.process = supervisor_process,
};
