/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Firmware log. A line goes out when its level is at or below the run-time level; the test comes before
 * the arguments are evaluated, so a silent line costs one load and one compare.
 *
 * A file says LOG_MODULE_REGISTER(name) or LOG_MODULE_DECLARE(name) once; an optional second argument
 * caps the level of the file at compile time.
 */
#ifndef ZEPHYR_LOGGING_LOG_H
#define ZEPHYR_LOGGING_LOG_H

#include <zephyr/toolchain.h>

#define LOG_LEVEL_NONE 0
#define LOG_LEVEL_ERR  1
#define LOG_LEVEL_WRN  2
#define LOG_LEVEL_INF  3
#define LOG_LEVEL_DBG  4

/* Run-time level; written by the machine only. */
extern int z_log_level;

/** True when lines of this level go out now. */
#define Z_LOG_ON(level) unlikely((level) <= z_log_level)

/** Emit one line, without newline, whatever the level in force: test Z_LOG_ON() first. Cut at 1000 bytes. */
void z_log_tagged(int level, const char *tag, const char *fmt, ...) __printf_like(3, 4);

#define Z_LOG_CAP(name, cap, ...) cap
#define Z_LOG_NAME(name, ...)     #name
#define Z_LOG_FILE(...)                                                           \
	static const char z_log_file_tag[] __unused = Z_LOG_NAME(__VA_ARGS__, 0); \
	enum {                                                                    \
		z_log_file_cap = Z_LOG_CAP(__VA_ARGS__, CONFIG_SOF_LOG_LEVEL, 0)  \
	}

#define LOG_MODULE_REGISTER(...) Z_LOG_FILE(__VA_ARGS__)
#define LOG_MODULE_DECLARE(...)  Z_LOG_FILE(__VA_ARGS__)

#define Z_LOG(level, fmt, ...)                                                   \
	do {                                                                     \
		if ((level) <= z_log_file_cap && Z_LOG_ON(level))                \
			z_log_tagged(level, z_log_file_tag, fmt, ##__VA_ARGS__); \
	} while (0)

#define LOG_ERR(fmt, ...) Z_LOG(LOG_LEVEL_ERR, fmt, ##__VA_ARGS__)
#define LOG_WRN(fmt, ...) Z_LOG(LOG_LEVEL_WRN, fmt, ##__VA_ARGS__)
#define LOG_INF(fmt, ...) Z_LOG(LOG_LEVEL_INF, fmt, ##__VA_ARGS__)
#define LOG_DBG(fmt, ...) Z_LOG(LOG_LEVEL_DBG, fmt, ##__VA_ARGS__)

#endif
