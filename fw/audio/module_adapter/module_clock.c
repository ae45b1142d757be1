/* SPDX-License-Identifier: BSD-3-Clause */
/* The clock at the end of a module's stream. */
#include <sof/audio/buffer.h>
#include <sof/audio/module_adapter/module_instance.h>

#define MOST_STEPS 32 /* from a module to its link; a graph with cycles has no end */

/* The first link on the way, along the edges that were bound last. */
static struct comp_dev *find_link(struct comp_dev *dev, bool downstream)
{
	for (int step = 0; dev && step < MOST_STEPS; step++) {
		const struct comp_buffer *edge;

		if (dev->endpoint == COMP_ENDPOINT_DAI)
			return dev;
		edge = downstream ? comp_first_sink(dev) : comp_first_source(dev);
		dev = !edge ? NULL : downstream ? edge->sink : edge->source;
	}
	return NULL;
}

int64_t module_link_deviation(const struct processing_module *mod, bool downstream)
{
	struct comp_dev *link = find_link(mod->dev, downstream);
	const struct module_endpoint_ops *ops = link ? link->mod->priv.ops->endpoint_ops : NULL;

	return ops && ops->get_clock_deviation ? ops->get_clock_deviation(link) : 0;
}
