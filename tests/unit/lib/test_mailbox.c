/* SPDX-License-Identifier: BSD-3-Clause */
/* Registers that the host reads: what fits is written, and nothing beside it. */
#include "../ipc/ipc_host.h"

#include <ipc4/fw_reg.h>
#include <platform/lib/mailbox.h>
#include <platform/machine.h>

static void test_write(void **state)
{
	const uint8_t *regs = platform_window(0, NULL);
	const uint8_t box = regs[IPC4_FW_REGS_BYTES];
	const uint32_t word = 0x12345678, other = 0x9abcdef0;
	uint32_t seen;

	(void)state;
	mailbox_sw_regs_write(IPC4_FW_REGS_BYTES - 4, &word, sizeof(word));
	memcpy(&seen, regs + IPC4_FW_REGS_BYTES - 4, sizeof(seen));
	assert_int_equal(seen, word);
	/* one byte too many, behind the end, and so far that the sum wraps around */
	mailbox_sw_regs_write(IPC4_FW_REGS_BYTES - 3, &other, sizeof(other));
	mailbox_sw_regs_write(IPC4_FW_REGS_BYTES + 1, &other, 0);
	mailbox_sw_regs_write(SIZE_MAX, &other, sizeof(other));
	memcpy(&seen, regs + IPC4_FW_REGS_BYTES - 4, sizeof(seen));
	assert_int_equal(seen, word);
	assert_int_equal(regs[IPC4_FW_REGS_BYTES], box);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_write, machine_up, machine_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
