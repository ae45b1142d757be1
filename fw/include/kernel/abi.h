/* SPDX-License-Identifier: BSD-3-Clause */
/* Version of what host and firmware exchange: major, minor and patch in one word. */
#ifndef KERNEL_ABI_H
#define KERNEL_ABI_H

#define SOF_ABI_MAJOR 3
#define SOF_ABI_MINOR 29
#define SOF_ABI_PATCH 1

#define SOF_ABI_VER(major, minor, patch) ((major) << 24 | (minor) << 12 | (patch))
#define SOF_ABI_VERSION_MAJOR(version)   (((version) >> 24) & 0xFF)
#define SOF_ABI_VERSION_MINOR(version)   (((version) >> 12) & 0xFFF)
#define SOF_ABI_VERSION_PATCH(version)   ((version)&0xFFF)
#define SOF_ABI_VERSION                  SOF_ABI_VER(SOF_ABI_MAJOR, SOF_ABI_MINOR, SOF_ABI_PATCH)

/** Versions that cannot talk to each other. */
#define SOF_ABI_VERSION_INCOMPATIBLE(ours, client) \
	(SOF_ABI_VERSION_MAJOR(ours) != SOF_ABI_VERSION_MAJOR(client))

#endif
