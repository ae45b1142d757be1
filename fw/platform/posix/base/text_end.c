/* SPDX-License-Identifier: BSD-3-Clause */
/* Last of the machine's objects in a program: CMakeLists.txt sees to that. */
#include "base/text.h"

void machine_text_end(void)
{
}
