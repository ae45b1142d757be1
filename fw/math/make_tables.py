#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Write the tables of transforms, logarithms and roots: make_tables.py > tables.c"""
import math


def table(kind, name, comment, values, per_line=8):
    values = list(values)
    print(f"\n/* {comment} */\nconst {kind} {name}[{len(values)}] = {{")
    for line in range(0, len(values), per_line):
        print("\t" + " ".join(f"{v}," for v in values[line:line + per_line]))
    print("};")


print("""/* SPDX-License-Identifier: BSD-3-Clause */
/* Made by make_tables.py. */
#include "tables.h"

/* clang-format off */""")
table("int32_t", "fft_cosines", "cos of a quarter turn, Q1.31",
      (min(round(math.cos(2 * math.pi * i / 3072) * 2**31), 2**31 - 1) for i in range(769)))
table("uint32_t", "log2_steps", "log2(1 + i / 128), Q16.16",
      (round(65536 * math.log2(1 + i / 128)) for i in range(129)), 10)
table("int32_t", "sqrt_steps", "square roots of (64 + i) / 128, Q16.16",
      (round(65536 * math.sqrt((64 + i) / 128)) for i in range(193)), 10)
table("int32_t", "sqrt_guesses", "square roots of (i + 1) / 32, Q2.30",
      (round(2**30 * math.sqrt((i + 1) / 32)) for i in range(64)))
table("int32_t", "cordic_angles", "arctan(2^-i), Q2.30",
      (round(math.atan(2.0**-i) * 2**30) for i in range(31)))
