/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>

#include <ipc4/base_fw.h>
#include <sof/lib/mic_privacy.h>

static struct {
	uint32_t policy;
	bool muted;
} privacy;

void mic_privacy_init(void)
{
	privacy.policy = IPC4_MIC_PRIVACY_DISABLED;
	privacy.muted = false;
}

int mic_privacy_set_policy(uint32_t policy)
{
	if (policy != IPC4_MIC_PRIVACY_DISABLED && policy != IPC4_MIC_PRIVACY_FW_MANAGED)
		return -EINVAL;
	privacy.policy = policy;
	return 0;
}

uint32_t mic_privacy_policy(void)
{
	return privacy.policy;
}

void mic_privacy_switch(bool muted)
{
	privacy.muted = muted;
}

bool mic_privacy_is_muted(void)
{
	return privacy.muted;
}
