/* SPDX-License-Identifier: BSD-3-Clause */
#include "cli/run_log.h"

static const char *const level_names[] = {
	[ADSP_LOG_NONE] = "---", [ADSP_LOG_ERR] = "err", [ADSP_LOG_WRN] = "wrn",
	[ADSP_LOG_INF] = "inf",  [ADSP_LOG_DBG] = "dbg",
};

void run_log_line(void *ctx, enum adsp_log_level level, uint64_t time_us, const char *tag,
		  const char *text)
{
	struct run_log *log = ctx;

	if (log->muted)
		return;
	recorder_log(log->recorder, level, time_us, tag, text);
	log->warnings += level == ADSP_LOG_WRN;
	log->errors += level == ADSP_LOG_ERR;
	if (level > log->level)
		return;
	if (log->bar) {
		fputs("\r\033[K", stderr);
		log->bar = false;
	}
	fprintf(log->file, "[%llu.%06llu] <%s> %s: %s\n", (unsigned long long)(time_us / 1000000),
		(unsigned long long)(time_us % 1000000), level_names[level], tag, text);
}
