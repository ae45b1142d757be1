/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The recorder: what happened in a run, by virtual time. Log, ledger, driver and DP scheduler feed it while the machine
 * runs; traces and reports read it afterwards. Equal runs give equal records.
 *
 * One recorder at a time hears the machine, from recorder_create() to recorder_free().
 */
#ifndef TRACE_RECORDER_H
#define TRACE_RECORDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <adsp/ledger.h>
#include <adsp/machine.h>
#include <jansson.h>

enum record_kind {
	RECORD_LOG,     /* a line: name is its tag, text the line, size its level */
	RECORD_MESSAGE, /* an IPC request: name is the message, text to whom */
	RECORD_JOB,     /* of a DP module: name; from us for dur_us; other is its deadline */
	RECORD_MEMORY, /* name is the memory, text the action and type; address, size, other: references */
};

struct record {
	enum record_kind kind;
	uint64_t us;
	uint64_t dur_us;
	uint64_t other;
	uint32_t address, size;
	char name[48];
	char text[160];
};

struct recorder;

/** @return NULL: out of memory */
struct recorder *recorder_create(void);

/** NULL is fine. */
void recorder_free(struct recorder *recorder);

/** A line of the log; lines of the driver that tell a message become one. NULL is fine. */
void recorder_log(struct recorder *recorder, enum adsp_log_level level, uint64_t us,
		  const char *tag, const char *text);

/** An event of the ledger, for whoever has its hook. NULL is fine. */
void recorder_memory(struct recorder *recorder, const struct adsp_ledger_entry *entry);

/** In the order of recording. @return NULL past the last one */
const struct record *recorder_at(const struct recorder *recorder, size_t i);

/** Records that there was no room for. */
uint64_t recorder_dropped(const struct recorder *recorder);

/**
 * As JSON: {messages[], jobs[], memory[], log[]}, arrays of short arrays.
 * @param max_each	of each kind; what is beyond is counted in "dropped"
 * @return NULL: out of memory
 */
json_t *recorder_json(const struct recorder *recorder, size_t max_each);

/**
 * Events of a Chrome trace, one process of it.
 * @param records	as recorder_json() gives it
 * @param pid		number of the process
 * @param name		of the process
 * @param ticks		ms that the run took
 * @param events	array that is appended to
 */
void trace_add(const json_t *records, unsigned int pid, const char *name, uint64_t ticks,
	       json_t *events);

/** Write events as a trace that ui.perfetto.dev and Chrome load. @param events given away @return 0, -errno */
int trace_write(json_t *events, const char *path, char *err, size_t err_size);

#endif
