/* SPDX-License-Identifier: BSD-3-Clause */
/* Numbered pieces of work, each in a process of its own, as many at once as there are processors. */
#ifndef UTIL_POOL_H
#define UTIL_POOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct pool {
	uint32_t jobs;    /* at once; 0: as many as there are processors */
	uint32_t limit_s; /* seconds until a process is ended */
	size_t bytes;     /* of a result */
	/**
	 * In the process: do piece `number` and fill in its result, which was zeroed. What it prints is dropped.
	 * @return its exit status; a tool that the program runs under may make another one of it
	 */
	int (*work)(void *ctx, size_t number, void *result);
	/**
	 * In the caller: piece `number` has ended. The result may be half filled in.
	 * @param wait_status	as waitpid() gives it
	 */
	void (*ended)(void *ctx, size_t number, const void *result, int wait_status);
	/** Asked before each piece: begin no more? May be NULL. */
	bool (*stop)(void *ctx);
	void *ctx;
};

/** Do pieces 0 .. count - 1. @return 0, -ENOMEM, or the errno of fork() */
int pool_run(const struct pool *pool, size_t count);

#endif
