/* SPDX-License-Identifier: BSD-3-Clause */
/* Module messages: life, edges, small configuration. */
#include <ipc/topology.h>
#include <ipc4/base_fw.h>
#include <ipc4/module.h>
#include <platform/machine.h>
#include <sof/audio/component.h>
#include <sof/audio/module_adapter/module_adapter.h>
#include <sof/audio/pipeline.h>
#include <zephyr/logging/log.h>

#include "handlers.h"
#include "request.h"

LOG_MODULE_REGISTER(ipc_module);

struct init_args {
	const struct comp_driver *drv;
	const struct comp_ipc_config *config;
	size_t bytes;
};

static int init_on_core(void *arg)
{
	struct init_args *args = arg;
	struct comp_dev *dev;

	return module_adapter_new(args->drv, args->config, ipc_hostbox(), args->bytes, &dev);
}

static int init_instance(const struct ipc4_message *request, struct ipc4_message *reply)
{
	const struct ipc4_module_init_instance msg = {
		.primary.dat = request->primary,
		.extension.dat = request->extension,
	};
	const unsigned int module_id = msg.primary.r.module_id;
	const unsigned int instance_id = msg.primary.r.instance_id;
	const struct comp_ipc_config config = {
		.id = COMP_ID(module_id, instance_id),
		.pipeline_id = msg.extension.r.ppl_instance_id,
		.pipeline = pipeline_find(msg.extension.r.ppl_instance_id),
		.core = msg.extension.r.core_id,
		.proc_domain = msg.extension.r.proc_domain,
		.extended_init = msg.extension.r.extended_init,
	};
	struct init_args args = {
		.drv = module_table_get(module_id),
		.config = &config,
		.bytes = msg.extension.r.param_block_size * sizeof(uint32_t),
	};
	int ret;

	(void)reply;
	if (!args.drv || module_id == IPC4_BASE_FW_MODULE_ID) {
		LOG_ERR("module %u is not in the module table", module_id);
		return IPC4_MOD_NOT_INITIALIZED;
	}
	if (comp_find(config.id)) {
		LOG_ERR("module %u: instance %u exists", module_id, instance_id);
		return IPC4_MOD_NOT_INITIALIZED;
	}
	if (config.core >= platform_core_count()) {
		LOG_ERR("module %u.%u: core %u of %u", module_id, instance_id, config.core,
			platform_core_count());
		return IPC4_MOD_NOT_INITIALIZED;
	}
	if (args.bytes > IPC4_MAILBOX_BYTES) {
		LOG_ERR("module %u.%u: payload of %zu bytes, the box has %d", module_id,
			instance_id, args.bytes, IPC4_MAILBOX_BYTES);
		return IPC4_MOD_NOT_INITIALIZED;
	}
	if (config.pipeline_id != IPC4_INIT_PPL_NONE && !config.pipeline) {
		LOG_ERR("module %u.%u: pipeline %u does not exist", module_id, instance_id,
			config.pipeline_id);
		return IPC4_MOD_NOT_INITIALIZED;
	}

	ret = ipc_run_on_core(config.core, init_on_core, &args);
	if (ret) {
		LOG_ERR("module %u.%u: init failed with %d", module_id, instance_id, ret);
		return IPC4_MOD_NOT_INITIALIZED;
	}
	return IPC4_SUCCESS;
}

static int delete_on_core(void *arg)
{
	return ipc_comp_free(arg);
}

static int delete_instance(const struct ipc4_message *request, struct ipc4_message *reply)
{
	const struct ipc4_module_delete_instance msg = { .primary.dat = request->primary };
	struct comp_dev *dev =
		comp_find(COMP_ID(msg.primary.r.module_id, msg.primary.r.instance_id));

	(void)reply;
	if (!dev) {
		LOG_ERR("module %u.%u does not exist", msg.primary.r.module_id,
			msg.primary.r.instance_id);
		return IPC4_INVALID_RESOURCE_ID;
	}
	return ipc_run_on_core(dev->ipc_config.core, delete_on_core, dev) ?
		       IPC4_INVALID_RESOURCE_ID :
		       IPC4_SUCCESS;
}

struct edge_args {
	struct comp_dev *source;
	struct comp_dev *sink;
	uint32_t src_queue;
	uint32_t dst_queue;
};

static int edge_args_get(const struct ipc4_message *request, struct edge_args *args)
{
	const struct ipc4_module_bind_unbind msg = {
		.primary.dat = request->primary,
		.extension.dat = request->extension,
	};

	args->source = comp_find(COMP_ID(msg.primary.r.module_id, msg.primary.r.instance_id));
	args->sink =
		comp_find(COMP_ID(msg.extension.r.dst_module_id, msg.extension.r.dst_instance_id));
	args->src_queue = msg.extension.r.src_queue;
	args->dst_queue = msg.extension.r.dst_queue;
	if (args->source && args->sink)
		return IPC4_SUCCESS;

	LOG_ERR("bind or unbind of %u.%u and %u.%u: the %s does not exist", msg.primary.r.module_id,
		msg.primary.r.instance_id, msg.extension.r.dst_module_id,
		msg.extension.r.dst_instance_id, args->source ? "sink" : "source");
	return IPC4_INVALID_RESOURCE_ID;
}

static int connect_on_core(void *arg)
{
	struct edge_args *args = arg;

	return ipc_comp_connect(args->source, args->src_queue, args->sink, args->dst_queue);
}

static int disconnect_on_core(void *arg)
{
	struct edge_args *args = arg;

	return ipc_comp_disconnect(args->source, args->src_queue, args->sink, args->dst_queue);
}

/* The edge is made where its source lives; its buffer is shared when the sink lives elsewhere. */
static int bind(const struct ipc4_message *request, struct ipc4_message *reply)
{
	struct edge_args args;
	int status = edge_args_get(request, &args);

	(void)reply;
	return status ? status :
			ipc_run_on_core(args.source->ipc_config.core, connect_on_core, &args);
}

static int unbind(const struct ipc4_message *request, struct ipc4_message *reply)
{
	struct edge_args args;
	int status = edge_args_get(request, &args);

	(void)reply;
	return status ? status :
			ipc_run_on_core(args.source->ipc_config.core, disconnect_on_core, &args);
}

struct config_args {
	struct comp_dev *dev;
	uint32_t param; /* 16 bits of data, 14 bits of id */
};

static int config_get_on_core(void *arg)
{
	struct config_args *args = arg;

	return module_adapter_get_config_param(args->dev, &args->param);
}

static int config_set_on_core(void *arg)
{
	struct config_args *args = arg;

	return module_adapter_set_config_param(args->dev, args->param);
}

static int config(const struct ipc4_message *request, struct config_args *args,
		  int (*run)(void *arg))
{
	const struct ipc4_module_config msg = {
		.primary.dat = request->primary,
		.extension.dat = request->extension,
	};
	int ret;

	if (msg.primary.r.module_id == IPC4_BASE_FW_MODULE_ID && !msg.primary.r.instance_id) {
		LOG_ERR("the base firmware has no small configuration");
		return IPC4_INVALID_REQUEST;
	}

	args->dev = comp_find(COMP_ID(msg.primary.r.module_id, msg.primary.r.instance_id));
	if (!args->dev) {
		LOG_ERR("module %u.%u does not exist", msg.primary.r.module_id,
			msg.primary.r.instance_id);
		return IPC4_MOD_INVALID_ID;
	}

	args->param = (uint32_t)msg.extension.r.param_id << 16 | msg.extension.r.param_data;
	ret = ipc_run_on_core(args->dev->ipc_config.core, run, args);
	if (ret) {
		comp_err(args->dev, "config parameter 0x%x refused with %d",
			 msg.extension.r.param_id, ret);
		return IPC4_INVALID_CONFIG_PARAM_ID;
	}
	return IPC4_SUCCESS;
}

static int config_get(const struct ipc4_message *request, struct ipc4_message *reply)
{
	struct config_args args;
	int status = config(request, &args, config_get_on_core);

	if (!status)
		reply->extension = args.param;
	return status;
}

static int config_set(const struct ipc4_message *request, struct ipc4_message *reply)
{
	struct config_args args;

	(void)reply;
	return config(request, &args, config_set_on_core);
}

const struct ipc_handler ipc_module_handlers[IPC_NUM_MSG_TYPES] = {
	[IPC4_MOD_INIT_INSTANCE] = { "init instance", init_instance },
	[IPC4_MOD_CONFIG_GET] = { "config get", config_get },
	[IPC4_MOD_CONFIG_SET] = { "config set", config_set },
	[IPC4_MOD_LARGE_CONFIG_GET] = { "large config get", ipc_large_config_get },
	[IPC4_MOD_LARGE_CONFIG_SET] = { "large config set", ipc_large_config_set },
	[IPC4_MOD_BIND] = { "bind", bind },
	[IPC4_MOD_UNBIND] = { "unbind", unbind },
	[IPC4_MOD_SET_DX] = { "set dx", ipc_set_dx },
	[IPC4_MOD_SET_D0IX] = { "set d0ix", ipc_set_d0ix },
	[IPC4_MOD_DELETE_INSTANCE] = { "delete instance", delete_instance },
};
