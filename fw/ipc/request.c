/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The request in hand and its reply.
 *
 * Most requests are answered before the doorbell handler returns. A request that has scheduled pipeline
 * triggers is answered when the LL has run the last of them, or after REPLY_TIMEOUT_TICKS.
 */
#include <errno.h>
#include <string.h>

#include <ipc4/fw_reg.h>
#include <ipc4/pipeline.h>
#include <platform/machine.h>
#include <rtos/task.h>
#include <sof/audio/pipeline.h>
#include <sof/common.h>
#include <sof/lib/notification.h>
#include <sof/schedule/ll_schedule.h>
#include <zephyr/logging/log.h>

#include "request.h"

LOG_MODULE_DECLARE(ipc);

#define REPLY_TIMEOUT_TICKS 8

static struct {
	struct ipc4_message reply; /* complete but for rsp and the status */
	int status;
	bool trigger_failed;
	uint32_t pending[IPC4_PIPELINE_IDS / 32]; /* pipelines whose trigger is scheduled */
	uint32_t num_pending;
	uint32_t ticks; /* LL runs since the triggers were scheduled */
	struct task timeout_task;
	const void *hostbox;
	void *dspbox;
} ipc;

const void *ipc_hostbox(void)
{
	return ipc.hostbox;
}

void *ipc_dspbox(void)
{
	return ipc.dspbox;
}

int ipc_run_on_core(unsigned int core, int (*fn)(void *arg), void *arg)
{
	return core == cpu_get_id() ? fn(arg) : platform_run_on_core(core, fn, arg);
}

static void clear_pending(void)
{
	memset(ipc.pending, 0, sizeof(ipc.pending));
	ipc.num_pending = 0;
}

static void send_reply(void)
{
	struct ipc4_message_reply reply;

	clear_pending();

	reply.primary.dat = ipc.reply.primary;
	reply.extension.dat = ipc.reply.extension;
	reply.primary.r.status = ipc.trigger_failed ? IPC4_PIPELINE_STATE_NOT_SET : ipc.status;
	reply.primary.r.rsp = IPC4_MSG_REPLY;
	reply.primary.r.rsvd1 = 0;

	LOG_DBG("reply 0x%08x 0x%08x", reply.primary.dat, reply.extension.dat);
	platform_ipc_reply(&(struct ipc4_message){ reply.primary.dat, reply.extension.dat });
	notification_release();
}

void ipc_trigger_pending(const struct pipeline *p)
{
	ipc.pending[p->pipeline_id / 32] |= BIT(p->pipeline_id % 32);
	ipc.num_pending++;
}

void ipc_trigger_done(struct pipeline *p, int error)
{
	uint32_t *word = &ipc.pending[p->pipeline_id / 32];
	uint32_t bit = BIT(p->pipeline_id % 32);

	if (error) {
		/* components may have stopped half-way; READY is the one state every request can go on from */
		LOG_ERR("pipeline %u: trigger failed with %d, reset", p->pipeline_id, error);
		pipeline_reset(p, pipeline_get_host(p));
	}
	if (!(*word & bit)) {
		LOG_DBG("pipeline %u: no reply waits for its trigger", p->pipeline_id);
		return;
	}

	*word &= ~bit;
	if (error)
		ipc.trigger_failed = true;
	if (!--ipc.num_pending)
		send_reply();
}

static enum task_state timeout_run(void *data)
{
	(void)data;
	if (!ipc.num_pending)
		return SOF_TASK_STATE_COMPLETED;
	if (++ipc.ticks < REPLY_TIMEOUT_TICKS)
		return SOF_TASK_STATE_RESCHEDULE;

	LOG_ERR("0x%08x: %u triggers did not complete within %d ticks", ipc.reply.primary,
		ipc.num_pending, REPLY_TIMEOUT_TICKS);
	ipc.status = IPC4_FAILURE;
	send_reply();
	return SOF_TASK_STATE_COMPLETED;
}

struct ipc4_message *ipc_request_begin(const struct ipc4_message *request)
{
	notification_hold();
	ipc.reply = *request;
	ipc.trigger_failed = false;
	ipc.ticks = 0;
	return &ipc.reply;
}

void ipc_request_end(int status)
{
	ipc.status = status;
	if (ipc.num_pending && schedule_task(&ipc.timeout_task))
		LOG_WRN("the reply to 0x%08x has no time-out", ipc.reply.primary);
	if (!ipc.num_pending)
		send_reply();
}

void ipc_request_end_silent(void)
{
	clear_pending();
	notification_release();
}

int ipc_request_init(void)
{
	size_t size;
	uint8_t *window;

	memset(&ipc, 0, sizeof(ipc));

	window = platform_window(0, &size);
	if (!window || size < IPC4_FW_REGS_BYTES + IPC4_MAILBOX_BYTES)
		return -ENODEV;
	ipc.dspbox = window + IPC4_FW_REGS_BYTES;

	ipc.hostbox = platform_window(1, &size);
	if (!ipc.hostbox || size < IPC4_MAILBOX_BYTES)
		return -ENODEV;

	return schedule_task_init_ll(&ipc.timeout_task, "ipc_reply", SOF_TASK_PRI_LOW, timeout_run,
				     NULL, 0);
}
