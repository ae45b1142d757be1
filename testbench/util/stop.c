/* SPDX-License-Identifier: BSD-3-Clause */
#include <stddef.h>

#include "util/stop.h"

static bool (*is_asked)(void);

void stop_when(bool (*asked)(void))
{
	is_asked = asked;
}

bool stop_asked(void)
{
	return is_asked && is_asked();
}
