/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Trace contexts: who speaks, in lines that belong to no component.
 *
 * A line goes to the firmware log under the name of its context. The context is not read for that, so that a module in user
 * mode may use it.
 */
#ifndef SOF_TRACE_TRACE_H
#define SOF_TRACE_TRACE_H

#include <stdint.h>
#include <sof/lib/uuid.h>
#include <user/trace.h>
#include <zephyr/logging/log.h>

struct tr_ctx {
	const struct sof_uuid_entry *uuid_p;
	uint32_t level; /* LOG_LEVEL_* of user/trace.h */
};

/** Define a context. @param uuid	SOF_UUID() */
#define DECLARE_TR_CTX(ctx_name, uuid, default_log_level) \
	struct tr_ctx ctx_name = { .uuid_p = (uuid), .level = (default_log_level) }

#define tr_log(log_level, ctx, ...)                                 \
	do {                                                        \
		(void)sizeof(ctx);                                  \
		if (Z_LOG_ON(log_level))                            \
			z_log_tagged(log_level, #ctx, __VA_ARGS__); \
	} while (0)

#define tr_err(ctx, ...)  tr_log(LOG_LEVEL_ERR, ctx, __VA_ARGS__)
#define tr_warn(ctx, ...) tr_log(LOG_LEVEL_WRN, ctx, __VA_ARGS__)
#define tr_info(ctx, ...) tr_log(LOG_LEVEL_INF, ctx, __VA_ARGS__)
#define tr_dbg(ctx, ...)  tr_log(LOG_LEVEL_DBG, ctx, __VA_ARGS__)

#endif
