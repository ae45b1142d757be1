/* SPDX-License-Identifier: BSD-3-Clause */
/* The DP side of a module's life, and the LL half of its copy. */
#include <errno.h>
#include <sof/audio/buffer.h>
#include <sof/schedule/dp_schedule.h>

#include "module_adapter_private.h"

int module_adapter_dp_init(struct processing_module *mod)
{
	static const struct dp_job job = { module_adapter_process, module_adapter_report_error };

	return comp_is_dp(mod->dev) ? dp_task_new(mod, &job) : 0;
}

void module_adapter_dp_free(struct processing_module *mod)
{
	if (comp_is_dp(mod->dev))
		dp_task_free(mod);
}

int module_adapter_dp_prepare(struct processing_module *mod)
{
	int64_t period;

	if (!comp_is_dp(mod->dev) || mod->dev->period)
		return 0;
	period = dp_module_period_us(mod);
	if (period < 0) {
		comp_err(mod->dev, "output blocks shorter than one tick");
		return (int)period;
	}
	mod->dev->period = (uint32_t)period;
	return 0;
}

int module_adapter_dp_trigger(struct processing_module *mod, enum comp_trigger cmd)
{
	/* PAUSE, RELEASE and STOP leave the task queued: it runs only while the module is ACTIVE */
	return comp_is_dp(mod->dev) && cmd == COMP_TRIGGER_START ? dp_task_schedule(mod) : 0;
}

void module_adapter_dp_reset(struct processing_module *mod)
{
	if (comp_is_dp(mod->dev))
		dp_task_cancel(mod);
}

int module_adapter_dp_copy(struct processing_module *mod)
{
	struct comp_dev *dev = mod->dev;
	struct list_item *pos;
	int ret;

	if (dp_module_is_dead(mod))
		return -EFAULT;
	list_for_item(pos, &dev->bsource_list) {
		ret = buffer_fill_ring(list_item(pos, struct comp_buffer, sink_list));
		if (ret < 0)
			return ret;
	}
	if (mod->dp_startup_delay)
		return 0;
	list_for_item(pos, &dev->bsink_list) {
		struct comp_buffer *buffer = list_item(pos, struct comp_buffer, source_list);

		/* an LL consumer drains its input: no more than one of its blocks at once */
		ret = buffer_drain_ring(buffer, buffer->source_api.min_available);
		if (ret < 0)
			return ret;
	}
	return 0;
}
