/* SPDX-License-Identifier: BSD-3-Clause */
/* The key phrase buffer's messages. */
#ifndef IPC4_KPB_H
#define IPC4_KPB_H

#include <ipc4/base-config.h>

/** What it is made with. */
struct ipc4_kpb_module_cfg {
	struct ipc4_base_module_cfg base_cfg;
};

/** Ids of its large configuration. */
enum ipc4_kpb_config {
	KP_BUF_CFG_FM_MODULE =
		1, /* modules that run while it drains; the instance is an output pin */
	KP_BUF_CLIENT_MIC_SELECT = 11, /* a mask of microphones */
};

#endif
