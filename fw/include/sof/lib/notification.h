/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Notifications to the host. At most 8 wait for the box; when all are taken a notification is dropped and the
 * caller may try again later. They leave at once unless a request is in hand, else right after its reply.
 */
#ifndef SOF_LIB_NOTIFICATION_H
#define SOF_LIB_NOTIFICATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <ipc4/notification.h>

#define NOTIFICATION_POOL_SIZE     8
#define NOTIFICATION_PAYLOAD_BYTES 256

/** Called once at boot. */
void notification_init(void);

/** @return 0, -EBUSY pool exhausted, -EINVAL payload too large */
int notification_send(uint32_t primary, uint32_t extension, const void *payload, size_t bytes);

/**
 * Resource event; those with a bit in the mask depend on it.
 * @param data up to six words, the rest is zero
 */
int notify_resource_event(enum ipc4_resource_type resource_type, uint32_t resource_id,
			  enum ipc4_resource_event_type event_type, const uint32_t *data,
			  size_t words);

/** NOTIFICATION_MASK parameter: mask' = (mask' & (enable | ~mask)) | (enable & mask). */
void notification_set_mask(uint32_t mask, uint32_t enable);

/** The DSP box is in use by a reply until release; waiting notifications leave at release. */
void notification_hold(void);
void notification_release(void);

#endif
