/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdint.h>
#include <string.h>
#include <ipc4/fw_reg.h>
#include <platform/lib/mailbox.h>
#include <platform/machine.h>
#include <sof/common.h>
#include <zephyr/logging/log.h>

LOG_MODULE_REGISTER(mailbox);

void mailbox_sw_regs_write(size_t offset, const void *src, size_t bytes)
{
	size_t size = 0;
	uint8_t *window = platform_window(0, &size);

	size = window ? MIN(size, (size_t)IPC4_FW_REGS_BYTES) : 0;
	if (offset > size || bytes > size - offset) {
		LOG_ERR("%zu bytes at register %zu, of %zu", bytes, offset, size);
		return;
	}
	memcpy(window + offset, src, bytes);
}
