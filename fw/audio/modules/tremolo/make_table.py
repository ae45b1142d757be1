#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Write the tremolo's table: make_table.py > tremolo_table.c"""
import math

POINTS = 1024


def dip(i):
    """(1 - cos) / 2 at i / POINTS of a turn, Q1.31"""
    return min(round((1 - math.cos(2 * math.pi * i / POINTS)) * 2**30), 2**31 - 1)


print("""/* SPDX-License-Identifier: BSD-3-Clause */
/* Made by make_table.py. */
#include "tremolo.h"

const int32_t tremolo_dip[TREMOLO_DIP_POINTS] = {""")
for line in range(0, POINTS, 8):
    print("\t" + " ".join(f"{dip(i)}," for i in range(line, line + 8)))
print("};")
