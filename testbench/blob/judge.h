/* SPDX-License-Identifier: BSD-3-Clause */
/* What arithmetic of limited words will do with filters, said in lines. */
#ifndef BLOB_JUDGE_H
#define BLOB_JUDGE_H

#include "blob/biquad.h"
#include "blob/response.h"

/**
 * Each section of a series: the highest level that a sine of full scale has in its state and behind its gain, and
 * whether its poles are stable.
 * @param first	number of the first one
 */
void judge_sections(const struct biquad *sections, size_t count, size_t first, FILE *out);

/** The highest level of a response, and where. */
void judge_response(response_fn response, const void *ctx, double rate, FILE *out);

#endif
