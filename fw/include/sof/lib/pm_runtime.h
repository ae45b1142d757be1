/* SPDX-License-Identifier: BSD-3-Clause */
/* Power of parts of the DSP while it runs. Nothing of this machine sleeps: everything is always active. */
#ifndef SOF_LIB_PM_RUNTIME_H
#define SOF_LIB_PM_RUNTIME_H

#include <stdbool.h>
#include <stdint.h>

enum pm_runtime_context {
	PM_RUNTIME_DSP = 8, /* a core; index is its number */
};

/** Keep a part from sleeping; it does not. */
static inline void pm_runtime_disable(enum pm_runtime_context context, uint32_t index)
{
}

/** Let a part sleep again; it does not. */
static inline void pm_runtime_enable(enum pm_runtime_context context, uint32_t index)
{
}

/** @return true */
static inline bool pm_runtime_is_active(enum pm_runtime_context context, uint32_t index)
{
	return true;
}

#endif
