/* SPDX-License-Identifier: BSD-3-Clause */
/* Kinds of digital audio interfaces. */
#ifndef IPC_DAI_H
#define IPC_DAI_H

enum sof_ipc_dai_type {
	SOF_DAI_NONE = 0,
	SOF_DAI_INTEL_SSP = 1,
	SOF_DAI_INTEL_DMIC = 2,
	SOF_DAI_INTEL_HDA = 3,
	SOF_DAI_INTEL_ALH = 4,
};

#endif
