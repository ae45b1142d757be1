/* SPDX-License-Identifier: BSD-3-Clause */
/* Mailbox windows and the doorbell, both sides. */
#include <errno.h>
#include <string.h>

#include <ipc4/fw_reg.h>
#include <platform/machine.h>
#include <rtos/cache.h>

#include <adsp/machine.h>

#include "base/panic.h"
#include "base/trap.h"
#include "io/mailbox.h"
#include "memory/memory_map.h"
#include "sched/watchdog.h"
#include "sched/supervisor.h"

#define WINDOWS         4u
#define MARKED_AS_REPLY (1u << 29)

static void (*request_handler)(const struct ipc4_message *request);
static adsp_ipc_notify_fn notify_handler;
static void *notify_ctx;

static bool request_in_hand; /* rung, not answered */
static bool reply_ready;     /* answered, not taken */
static struct adsp_ipc_message reply_message;
static char reply_box[IPC4_MAILBOX_BYTES]; /* DSP box when the answer was given */

void mailbox_start(void)
{
	request_handler = NULL;
	request_in_hand = false;
	reply_ready = false;
	memset(reply_box, 0, sizeof(reply_box));
}

static char *dsp_box(void)
{
	return (char *)platform_window(0, NULL) + IPC4_FW_REGS_BYTES;
}

/* ---- firmware's side ---- */

void *platform_window(unsigned int index, size_t *size)
{
	void *cached = index < WINDOWS ? memory_area(MEMORY_WINDOW + index, size) : NULL;

	return cached ? sys_cache_uncached_ptr_get(cached) : NULL;
}

void platform_ipc_connect(void (*handler)(const struct ipc4_message *request))
{
	KERNEL_ONLY();
	request_handler = handler;
}

void platform_ipc_reply(const struct ipc4_message *reply)
{
	KERNEL_ONLY();
	if (!request_in_hand)
		panic_at(__FILE__, __LINE__, "platform_ipc_reply: no request is in hand");
	request_in_hand = false;
	reply_ready = true;
	reply_message = (struct adsp_ipc_message){ reply->primary, reply->extension };
	memcpy(reply_box, dsp_box(), sizeof(reply_box));
}

void platform_ipc_notify(const struct ipc4_message *msg)
{
	struct adsp_ipc_message message = { msg->primary, msg->extension };

	KERNEL_ONLY();
	if (!notify_handler)
		return;
	context.in_host++;
	notify_handler(notify_ctx, &message, dsp_box(), IPC4_MAILBOX_BYTES);
	context.in_host--;
	watchdog_meet();
}

/* ---- host's side ---- */

static void handle_request(void *message)
{
	request_handler(message);
}

int adsp_ipc_send(const struct adsp_ipc_message *request, const void *payload, size_t bytes)
{
	struct ipc4_message message = { request->primary, request->extension };

	if (!context.running || !request_handler || context.halted)
		return -ENODEV;
	if (bytes > IPC4_MAILBOX_BYTES || (bytes && !payload))
		return -EINVAL;
	if (request_in_hand)
		return -EBUSY;
	if (bytes)
		memcpy(platform_window(1, NULL), payload, bytes);
	reply_ready = false;
	/* a request that is marked as a reply is never answered */
	request_in_hand = !(request->primary & MARKED_AS_REPLY);
	return supervisor_call(handle_request, &message);
}

bool adsp_ipc_take_reply(struct adsp_ipc_message *reply)
{
	if (!reply_ready)
		return false;
	reply_ready = false;
	*reply = reply_message;
	return true;
}

const void *adsp_ipc_dspbox(size_t *bytes)
{
	if (bytes)
		*bytes = sizeof(reply_box);
	return reply_box;
}

void adsp_ipc_on_notification(adsp_ipc_notify_fn fn, void *ctx)
{
	notify_handler = fn;
	notify_ctx = ctx;
}

const void *adsp_window(unsigned int index, size_t *bytes)
{
	return platform_window(index, bytes);
}
