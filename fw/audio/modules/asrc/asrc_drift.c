/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Following a link's clock: what the link is ahead of the ticks, in frames, is what the converter has to be ahead as well. Of a
 * link that runs as the ticks the deviation is 0, and nothing changes.
 *
 *	skew = what the link has gained since the last look + a part of what the converter lacks
 *
 * A playback keeps some frames ahead of the link, so that it is never without one.
 */
#include <sof/audio/module_adapter/module/generic.h>
#include <sof/common.h>
#include "asrc.h"

#define LOOK_TICKS  10 /* from one look at the link's clock to the next */
#define LOOKS_HZ    100
#define CATCH_UP_HZ 4 /* what is lacking is made up at this pace */
#define LEAD_FRAMES 2
#define FRAME       ((int64_t)ASRC_DRIFT_ONE)
#define MOST_SKEW   (FRAME / 50)

bool asrc_drift_tick(struct asrc_drift *drift, const struct processing_module *mod)
{
	int64_t deviation, gained, lacking, skew;

	if (++drift->ticks < LOOK_TICKS)
		return false;
	drift->ticks = 0;
	/* Q16 to Q30 */
	deviation = module_link_deviation(mod, drift->link_is_sink) * (FRAME >> 16);
	if (!deviation && !drift->deviation)
		return false;
	gained = deviation - drift->deviation;
	lacking = deviation + (drift->link_is_sink ? LEAD_FRAMES * FRAME : 0) - drift->made_up;
	drift->deviation = deviation;
	skew = (gained * LOOKS_HZ + lacking * CATCH_UP_HZ) / (int64_t)drift->link_rate;
	skew = MAX(MIN(skew, MOST_SKEW), -MOST_SKEW);
	drift->skew = skew;
	drift->made_up += skew * drift->link_rate / LOOKS_HZ;
	return true;
}
