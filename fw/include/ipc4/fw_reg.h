/* SPDX-License-Identifier: BSD-3-Clause */
/* Firmware registers: the first page of mailbox window 0, read by the host. */
#ifndef IPC4_FW_REG_H
#define IPC4_FW_REG_H

#include <stddef.h>
#include <stdint.h>
#include <ipc4/base-config.h>
#include <ipc4/gateway.h>

#define IPC4_FW_REGS_BYTES               0x1000 /* the DSP box follows in window 0 */
#define IPC4_FW_REGS_ABI_VER             1
#define IPC4_MAX_PEAK_VOL_REG_SLOTS      16
#define IPC4_MAX_LLP_GPDMA_READING_SLOTS 24
#define IPC4_MAX_LLP_SNDW_READING_SLOTS  15

struct ipc4_pipeline_registers {
	uint64_t stream_start_offset; /* all ones: not known */
	uint64_t stream_end_offset;
} __attribute__((packed, aligned(4)));

struct ipc4_peak_volume_regs {
	uint32_t peak_meter[IPC4_MAX_CHANNELS];
	uint32_t current_volume[IPC4_MAX_CHANNELS];
	uint32_t target_volume[IPC4_MAX_CHANNELS];
} __attribute__((packed, aligned(4)));

struct ipc4_llp_reading_slot {
	uint32_t node_id;
	struct ipc4_llp_reading reading;
} __attribute__((packed, aligned(4)));

struct ipc4_fw_registers {
	uint32_t fsr;
	uint32_t lec;
	uint32_t fps;
	uint32_t lnec;
	uint32_t ltr;
	uint32_t rsvd0;
	uint32_t rom_info;
	uint32_t abi_ver;
	uint8_t slave_core_sts[8];
	uint32_t rsvd2[6];
	struct ipc4_pipeline_registers pipeline_regs[IPC4_HOST_PLAYBACK_SLOTS];
	struct ipc4_peak_volume_regs peak_vol_regs[IPC4_MAX_PEAK_VOL_REG_SLOTS];
	struct ipc4_llp_reading_slot llp_gpdma_reading_slots[IPC4_MAX_LLP_GPDMA_READING_SLOTS];
	struct ipc4_llp_reading_slot llp_sndw_reading_slots[IPC4_MAX_LLP_SNDW_READING_SLOTS];
	struct ipc4_llp_reading_slot llp_evad_reading_slot;
} __attribute__((packed, aligned(4)));

_Static_assert(offsetof(struct ipc4_fw_registers, pipeline_regs) == 0x40, "IPC4 ABI");
_Static_assert(offsetof(struct ipc4_fw_registers, peak_vol_regs) == 0x140, "IPC4 ABI");
_Static_assert(offsetof(struct ipc4_fw_registers, llp_gpdma_reading_slots) == 0x740, "IPC4 ABI");
_Static_assert(offsetof(struct ipc4_fw_registers, llp_sndw_reading_slots) == 0x920, "IPC4 ABI");
_Static_assert(sizeof(struct ipc4_fw_registers) == 2656, "IPC4 ABI");

#endif
