/* SPDX-License-Identifier: BSD-3-Clause */
/* struct sof_abi_hdr under the path of the kernel's headers. */
#ifndef KERNEL_HEADER_H
#define KERNEL_HEADER_H

#include <ipc4/module.h>
#include <kernel/abi.h>

#endif
