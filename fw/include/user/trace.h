/* SPDX-License-Identifier: BSD-3-Clause */
/* Levels of trace contexts. The firmware log's own level decides about lines, see zephyr/logging/log.h. */
#ifndef USER_TRACE_H
#define USER_TRACE_H

#define LOG_LEVEL_CRITICAL 1
#define LOG_LEVEL_WARNING  2
#define LOG_LEVEL_INFO     3
#define LOG_LEVEL_DEBUG    4
#define LOG_LEVEL_VERBOSE  LOG_LEVEL_DEBUG

#endif
