/* SPDX-License-Identifier: BSD-3-Clause */
/* How user code is kept apart in tests whose modules write to variables of the test. */
#ifndef TEST_ISOLATION_H
#define TEST_ISOLATION_H

#include <adsp/machine.h>

/** What is chosen by default, but not a process of its own: its variables are copies. */
static inline enum adsp_isolation isolation_with_test_variables(void)
{
	const enum adsp_isolation chosen = adsp_isolation_choose();

	return chosen == ADSP_ISOLATION_PROCESS ? ADSP_ISOLATION_MPROTECT : chosen;
}

#endif
