/* SPDX-License-Identifier: BSD-3-Clause */
/* Global messages: pipelines. What the firmware does not offer has no handler and answers IPC4_UNAVAILABLE. */
#include <ipc/topology.h>
#include <ipc4/pipeline.h>
#include <platform/machine.h>
#include <sof/audio/pipeline.h>
#include <zephyr/logging/log.h>

#include "handlers.h"
#include "request.h"

LOG_MODULE_REGISTER(ipc_global);

struct pipeline_create_args {
	const struct ipc4_pipeline_create *msg;
	struct pipeline *result;
};

static int pipeline_create_on_core(void *arg)
{
	struct pipeline_create_args *args = arg;
	const struct ipc4_pipeline_create *msg = args->msg;

	args->result = pipeline_new(msg->primary.r.instance_id, msg->extension.r.core_id,
				    msg->primary.r.ppl_priority, msg->extension.r.lp,
				    msg->extension.r.attributes);
	return 0;
}

/*
 * The memory size and the optional payload are the host's estimate of what the modules will take. Pipelines
 * own no memory pool, so both are hints without effect and a malformed payload is no error.
 */
static int create_pipeline(const struct ipc4_message *request, struct ipc4_message *reply)
{
	const struct ipc4_pipeline_create msg = {
		.primary.dat = request->primary,
		.extension.dat = request->extension,
	};
	struct pipeline_create_args args = { .msg = &msg };

	(void)reply;
	if (pipeline_find(msg.primary.r.instance_id)) {
		LOG_ERR("pipeline %u exists", msg.primary.r.instance_id);
		return IPC4_INVALID_RESOURCE_ID;
	}
	if (msg.extension.r.core_id >= platform_core_count()) {
		LOG_ERR("pipeline %u: core %u of %u", msg.primary.r.instance_id,
			msg.extension.r.core_id, platform_core_count());
		return IPC4_INVALID_CORE_ID;
	}

	ipc_run_on_core(msg.extension.r.core_id, pipeline_create_on_core, &args);
	if (!args.result) {
		LOG_ERR("pipeline %u: no memory", msg.primary.r.instance_id);
		return IPC4_OUT_OF_MEMORY;
	}
	return IPC4_SUCCESS;
}

static int pipeline_free_on_core(void *arg)
{
	return ipc_pipeline_free(arg);
}

static int delete_pipeline(const struct ipc4_message *request, struct ipc4_message *reply)
{
	const struct ipc4_pipeline_delete msg = { .primary.dat = request->primary };
	struct pipeline *p = pipeline_find(msg.primary.r.instance_id);

	(void)reply;
	if (!p) {
		LOG_ERR("pipeline %u does not exist", msg.primary.r.instance_id);
		return IPC4_INVALID_RESOURCE_ID;
	}
	return ipc_run_on_core(p->core, pipeline_free_on_core, p);
}

const struct ipc_handler ipc_global_handlers[IPC_NUM_MSG_TYPES] = {
#ifdef CONFIG_COMP_CHAIN_DMA
	[IPC4_GLB_CHAIN_DMA] = { "chain DMA", ipc_chain_dma },
#endif
	[IPC4_GLB_LOAD_LIBRARY] = { "load library", ipc_load_library },
	[IPC4_GLB_UNLOAD_MULTIPLE_MODULES] = { "unload library", ipc_unload_library },
	[IPC4_GLB_CREATE_PIPELINE] = { "create pipeline", create_pipeline },
	[IPC4_GLB_DELETE_PIPELINE] = { "delete pipeline", delete_pipeline },
	[IPC4_GLB_SET_PIPELINE_STATE] = { "set pipeline state", ipc_set_pipeline_state },
};
