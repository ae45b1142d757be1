/* SPDX-License-Identifier: BSD-3-Clause */
/* Firmware entry: bring up what the IPC handler needs, then tell the host. */
#include <errno.h>
#include <string.h>

#include <ipc/ipc.h>
#include <ipc4/fw_reg.h>
#include <ipc4/notification.h>
#include <platform/machine.h>
#include <rtos/alloc.h>
#include <sof/audio/chain_dma.h>
#include <sof/audio/component.h>
#include <sof/audio/module_adapter/user_module.h>
#include <sof/audio/pipeline.h>
#include <sof/lib/mic_privacy.h>
#include <sof/lib/notification.h>
#include <sof/schedule/dp_schedule.h>
#include <sof/schedule/ll_schedule.h>
#include <zephyr/logging/log.h>

LOG_MODULE_REGISTER(boot);

#define FSR_RUNNING (1u << 31)

/* The host reads the registers from FW_READY on; a stream position that nobody writes is all ones. */
static int fw_registers_init(void)
{
	struct ipc4_fw_registers *regs;
	size_t size;

	regs = platform_window(0, &size);
	if (!regs || size < sizeof(*regs))
		return -ENODEV;

	memset(regs, 0, sizeof(*regs));
	memset(regs->pipeline_regs, 0xFF, sizeof(regs->pipeline_regs));
	regs->abi_ver = IPC4_FW_REGS_ABI_VER;
	regs->fsr = FSR_RUNNING;
	return 0;
}

int fw_boot(void)
{
	int ret;

	ret = sof_heap_init();
	if (ret) {
		LOG_ERR("heaps: error %d", ret);
		return ret;
	}

	ll_schedule_init();
	dp_schedule_init();
	user_module_init();
	comp_registry_init();
	pipeline_registry_init(ipc_trigger_done);
	notification_init();
	chain_dma_init();
	mic_privacy_init();

	ret = fw_registers_init();
	if (!ret)
		ret = ipc_init();
	if (ret) {
		LOG_ERR("mailbox: error %d", ret);
		return ret;
	}

	return notification_send(IPC4_NOTIFICATION_PRIMARY(IPC4_NOTIFY_FW_READY), 0, NULL, 0);
}
