/* SPDX-License-Identifier: BSD-3-Clause */
/* The words of a fault's report. They take memory and look up names: not in a signal handler. */
#ifndef POSIX_FAULT_WORDS_H
#define POSIX_FAULT_WORDS_H

#include <stdint.h>

#include <adsp/inspect.h>

#include "fault/record.h"

/** Fill in kind, access, victim and nearest block from a signal. In kernel mode. */
void fault_words_signal(struct adsp_fault_info *fault, const struct fault_record *record);

/** The site: the first of these return addresses that says something. */
void fault_words_site(struct adsp_fault_info *fault, const uintptr_t *frames, unsigned int count);

/** Text of the whole. @param what	"isolation fault", "fault" */
void fault_words_join(struct adsp_fault_info *fault, const char *what);

#endif
