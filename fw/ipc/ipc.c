/* SPDX-License-Identifier: BSD-3-Clause */
/* The host's requests: dispatch by target and type. */
#include <ipc4/error_status.h>
#include <platform/machine.h>
#include <zephyr/logging/log.h>

#include "base_fw.h"
#include "handlers.h"
#include "request.h"

LOG_MODULE_REGISTER(ipc);

static int dispatch(const struct ipc4_message *request, struct ipc4_message *reply)
{
	const struct ipc4_message_request header = {
		.primary.dat = request->primary,
		.extension.dat = request->extension,
	};
	const struct ipc_handler *handler = header.primary.r.msg_tgt == IPC4_MODULE_MSG ?
						    &ipc_module_handlers[header.primary.r.type] :
						    &ipc_global_handlers[header.primary.r.type];
	int status;

	if (!handler->handle) {
		LOG_ERR("0x%08x 0x%08x: %s message type %u is not available", request->primary,
			request->extension,
			header.primary.r.msg_tgt == IPC4_MODULE_MSG ? "module" : "global",
			header.primary.r.type);
		return IPC4_UNAVAILABLE;
	}

	status = handler->handle(request, reply);
	LOG_DBG("%s 0x%08x 0x%08x: status %d", handler->name, request->primary, request->extension,
		status);
	return status;
}

static void handle_request(const struct ipc4_message *request)
{
	const struct ipc4_message_request header = { .primary.dat = request->primary };
	const int status = dispatch(request, ipc_request_begin(request));

	if (header.primary.r.rsp == IPC4_MSG_REPLY)
		ipc_request_end_silent(); /* marked as a reply itself */
	else
		ipc_request_end(status);
}

int ipc_init(void)
{
	int ret = ipc_request_init();

	if (ret)
		return ret;
	ipc_power_init();
	base_fw_init();
	platform_ipc_connect(handle_request);
	return 0;
}
