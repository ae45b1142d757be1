/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Cycles of each module, from what was measured of it; 0 when nobody has measured it. The model is linear, so a module's
 * peak is its average rounded up. Counting never stops: it costs nothing.
 */
#include <ipc4/base_fw.h>
#include <ipc4/error_status.h>
#include <sof/audio/component.h>
#include <sof/audio/module_adapter/module_adapter.h>
#include <sof/audio/module_cost.h>
#include <sof/common.h>

#include "base_fw_info.h"
#include "byte_writer.h"

struct perf {
	uint64_t total; /* cycles */
	uint64_t calls;
	uint32_t average; /* cycles per call */
	uint32_t peak;
};

static struct perf perf_of(const struct comp_dev *dev)
{
	struct perf perf = {
		.total = module_adapter_cycles(dev),
		.calls = module_adapter_calls(dev),
	};

	if (perf.calls) {
		perf.average = (uint32_t)(perf.total / perf.calls);
		perf.peak = (uint32_t)DIV_ROUND_UP(perf.total, perf.calls);
	}
	return perf;
}

static uint32_t num_modules(void)
{
	struct list_item *item;
	uint32_t n = 0;

	list_for_item(item, comp_list())
		n++;
	return n;
}

/* One call per millisecond: cycles per call are kilocycles per second. */
int base_fw_perf_global(struct byte_writer *w, uint32_t instance)
{
	struct list_item *item;

	(void)instance;
	put_u32(w, num_modules());
	list_for_item(item, comp_list()) {
		const struct comp_dev *dev = list_item(item, struct comp_dev, list);
		const struct perf perf = perf_of(dev);

		put_bytes(w,
			  &(struct ipc4_perf_data_item){
				  .resource_id = dev->ipc_config.id,
				  .peak_kcps = perf.peak,
				  .avg_kcps = perf.average,
			  },
			  sizeof(struct ipc4_perf_data_item));
	}
	return IPC4_SUCCESS;
}

int base_fw_perf_extended(struct byte_writer *w, uint32_t instance)
{
	struct list_item *item;

	(void)instance;
	put_u32(w, num_modules());
	list_for_item(item, comp_list()) {
		const struct comp_dev *dev = list_item(item, struct comp_dev, list);
		const struct perf perf = perf_of(dev);

		/* the restricted set of counters belongs to low-power modes: 0 */
		put_bytes(w,
			  &(struct ipc4_extended_perf_data_item){
				  .resource_id = dev->ipc_config.id,
				  .peak_cycles = perf.peak,
				  .total_cycles = perf.total,
				  .iterations = perf.calls,
			  },
			  sizeof(struct ipc4_extended_perf_data_item));
	}
	return IPC4_SUCCESS;
}
