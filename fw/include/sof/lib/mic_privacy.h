/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Privacy of microphones: a switch of the machine that takes the sound away. Who carries it out is a policy of the machine's maker;
 * with "firmware managed" the copiers of microphones do, see modules/copier/copier_privacy.c.
 */
#ifndef SOF_LIB_MIC_PRIVACY_H
#define SOF_LIB_MIC_PRIVACY_H

#include <stdbool.h>
#include <stdint.h>

/** After boot: disabled, and not muted. */
void mic_privacy_init(void);

/** Copiers that are made from now on have this policy. @return 0, -EINVAL no link here zeroes anything */
int mic_privacy_set_policy(uint32_t policy);

/** enum ipc4_mic_privacy_policy */
uint32_t mic_privacy_policy(void);

/** The switch has changed. */
void mic_privacy_switch(bool muted);

/** What the switch says. */
bool mic_privacy_is_muted(void);

#endif
