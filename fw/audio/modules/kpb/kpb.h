/* SPDX-License-Identifier: BSD-3-Clause */
/* What a detector of key phrases asks of the key phrase buffer in front of it. */
#ifndef MODULES_KPB_H
#define MODULES_KPB_H

#include <stdint.h>
#include <sof/audio/module_adapter/module/generic.h>

/**
 * Give the host what has been heard, beginning with the last `history_ms`.
 * @param source	of the detector; the buffer is in front of it, with any modules between
 * @return 0; -ENODEV no buffer is there; -EINVAL it cannot: it drains already, the host does not listen, or it does not
 *	   hold as much
 */
int kpb_begin_draining(struct sof_source *source, uint32_t history_ms);

#endif
