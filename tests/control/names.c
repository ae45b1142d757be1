/* SPDX-License-Identifier: BSD-3-Clause */
/* Prints the controls of the cases: name, first value, channels. */
#include <stdio.h>

#include "../unit/host/control/controls.h"

int main(void)
{
	for (size_t i = 0; i < CASES_CONTROLS; i++)
		printf("%s %u %u\n", cases_controls[i].name, CASES_FIRST_VALUE(&cases_controls[i]),
		       cases_controls[i].num_channels);
	return 0;
}
