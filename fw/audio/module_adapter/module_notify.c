/* SPDX-License-Identifier: BSD-3-Clause */
/* What a module tells the host by itself. A user module asks by system call: the kernel puts its identity in. */
#include <errno.h>
#include <string.h>
#include <ipc4/header.h>
#include <sof/audio/module_adapter/module_instance.h>
#include <sof/common.h>
#include <sof/lib/notification.h>
#include <zephyr/internal/syscall_handler.h>

_Static_assert(sizeof(struct sof_ipc4_notify_module_data) + MODULE_NOTIFY_MAX_BYTES <=
		       NOTIFICATION_PAYLOAD_BYTES,
	       "it fits");

static int z_impl_module_notify(const struct module_instance *inst, uint32_t event_id,
				const void *data, size_t bytes)
{
	const uint32_t id = inst->mod.dev->ipc_config.id;
	const struct sof_ipc4_notify_module_data head = {
		.instance_id = (uint16_t)COMP_INSTANCE_ID(id),
		.module_id = (uint16_t)COMP_MODULE_ID(id),
		.event_id = event_id,
		.event_data_size = (uint32_t)bytes,
	};
	uint8_t payload[NOTIFICATION_PAYLOAD_BYTES];

	if (bytes > MODULE_NOTIFY_MAX_BYTES)
		return -EINVAL;
	if (event_id == IPC4_MODULE_EVENT_END_OF_STREAM)
		inst->mod.dev->output_is_over = true;
	memcpy(payload, &head, sizeof(head));
	if (bytes)
		memcpy(payload + sizeof(head), data, bytes);
	return notification_send(IPC4_NOTIFICATION_PRIMARY(IPC4_NOTIFY_MODULE_NOTIFICATION), 0,
				 payload, sizeof(head) + bytes);
}

static uintptr_t z_vrfy_module_notify(const uintptr_t *args)
{
	const struct module_instance *inst = module_verify_caller((const void *)args[0]);
	const size_t bytes = args[3];

	K_OOPS(K_SYSCALL_VERIFY_MSG(bytes <= MODULE_NOTIFY_MAX_BYTES, "%zu bytes", bytes));
	if (bytes)
		K_OOPS(K_SYSCALL_MEMORY_READ(args[2], bytes));
	return (uintptr_t)z_impl_module_notify(inst, (uint32_t)args[1], (const void *)args[2],
					       bytes);
}
Z_SYSCALL_DEFINE(module_notify);

int module_notify(struct processing_module *mod, uint32_t event_id, const void *data, size_t bytes)
{
	if (z_syscall_trap())
		return (int)z_syscall_invoke(module_notify, (uintptr_t)mod, event_id,
					     (uintptr_t)data, bytes);
	return z_impl_module_notify(module_instance_of(mod), event_id, data, bytes);
}
