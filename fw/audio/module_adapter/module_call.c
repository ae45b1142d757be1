/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <sof/audio/module_adapter/module_call.h>
#include <sof/audio/module_adapter/user_module.h>
#include <sof/common.h>

const struct module_interface *module_ops(const struct processing_module *mod)
{
	const struct user_module *um = user_module_find(mod);

	return um ? um->ops : mod->priv.ops;
}

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

bool module_has_op(const struct processing_module *mod, enum module_op op)
{
	return ops_have(module_ops(mod), op);
}

static int result_without(enum module_op op)
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

int module_request_run(struct processing_module *mod, struct module_request *r)
{
	const struct module_interface *ops = mod->priv.ops;

	if (!ops_have(ops, r->op))
		return result_without(r->op);
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
		return ops->get_configuration(mod, r->config.id, &r->config.data_offset_size,
					      r->config.data, r->config.bytes);
	case MODULE_OP_SET_CONFIG_PARAM:
		return ops->set_config_param(mod, r->param);
	case MODULE_OP_GET_CONFIG_PARAM:
		return ops->get_config_param(mod, &r->param);
	case MODULE_OPS:
		break;
	}
	return -ENOSYS;
}

int module_call(struct processing_module *mod, struct module_request *request)
{
	struct user_module *um = user_module_find(mod);

	if (!um)
		return module_request_run(mod, request);
	return ops_have(um->ops, request->op) ? user_module_call(um, request) :
						result_without(request->op);
}

int module_call_simple(struct processing_module *mod, enum module_op op)
{
	struct module_request request = { .op = op };

	return module_call(mod, &request);
}
