/* SPDX-License-Identifier: BSD-3-Clause */
/* What jobs of data-processing modules cost, and how they went. */
#ifndef POSIX_DP_JOBS_H
#define POSIX_DP_JOBS_H

#include <adsp/machine.h>

/** Forget the figures; costs are copied. */
void dp_jobs_start(const struct adsp_dp_cost *costs, size_t count);

#endif
