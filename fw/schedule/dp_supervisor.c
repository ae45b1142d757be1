/* SPDX-License-Identifier: BSD-3-Clause */
/* DP jobs run in supervisor mode, one after the other, at the end of the LL run. */
#include <sof/audio/module_adapter/module_call.h>

#include "dp_private.h"

#ifndef CONFIG_SOF_USERSPACE_APPLICATION

int dp_variant_new(struct dp_task *dp)
{
	return 0;
}

void dp_variant_free(struct dp_task *dp)
{
}

int dp_variant_is_ready(struct dp_task *dp)
{
	struct processing_module *mod = dp->mod;
	const struct module_interface *ops = module_ops(mod);

	if (!ops->is_ready_to_process)
		return dp_has_data(mod);
	return ops->is_ready_to_process(mod, mod->sources, (int)mod->num_of_sources, mod->sinks,
					(int)mod->num_of_sinks);
}

void dp_variant_run(struct dp_task *dp, uint32_t deadline)
{
	dp_task_done(dp, dp->job.process(dp->mod));
}

bool dp_module_is_dead(const struct processing_module *mod)
{
	return false;
}

#endif
