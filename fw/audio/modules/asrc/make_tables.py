#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Write the filters of the asynchronous rate converter: make_tables.py > asrc_tables.c

A filter is a Kaiser window on a sine cardinal. Its tap j at time t, from 0 to 1 between two samples, is a polynomial of
t, fitted to the continuous impulse response at Chebyshev nodes. All taps together sum up to 1 at any t.
"""
import math

Q = 30
#        name       powers taps Kaiser's beta  half-power frequency, of the lower rate  rates, for the ratio
FILTERS = (
    ("same", 7, 48, 7.15, 0.458, 1, 1),
    ("up", 7, 64, 7.8, 0.459, 1, 1),
    ("48_to_44", 7, 64, 8.15, 0.456, 48000, 44100),
    ("48_to_32", 6, 80, 8.0, 0.452, 48000, 32000),
    ("48_to_24", 5, 80, 7.5, 0.440, 48000, 24000),
    ("48_to_22", 5, 80, 6.9, 0.440, 48000, 22050),
    ("48_to_16", 5, 96, 5.7, 0.443, 48000, 16000),
    ("48_to_12", 4, 96, 5.7, 0.424, 48000, 12000),
    ("48_to_11", 4, 96, 5.7, 0.417, 48000, 11025),
    ("48_to_8", 4, 128, 5.6, 0.4155, 48000, 8000),
    ("24_to_16", 6, 80, 6.8, 0.460, 24000, 16000),
    ("24_to_8", 4, 128, 6.2, 0.454, 24000, 8000),
)


def bessel(x):
    """Modified, of the first kind, order 0."""
    term, total, k = 1.0, 1.0, 1
    while term > total * 1e-17:
        term *= (x / 2 / k)**2
        total += term
        k += 1
    return total


def response(time, taps, beta, cutoff):
    edge = 2 * time / taps
    if abs(edge) >= 1:
        return 0.0
    x = 2 * math.pi * cutoff * time
    ideal = 2 * cutoff * (math.sin(x) / x if x else 1)
    return ideal * bessel(beta * math.sqrt(1 - edge * edge)) / bessel(beta)


def fit(function, powers, nodes=24):
    """Coefficients of t^0, t^1 .. by Chebyshev polynomials on 0..1."""
    angles = [math.pi * (i + 0.5) / nodes for i in range(nodes)]
    values = [function((math.cos(a) + 1) / 2) for a in angles]
    chebyshev = [sum(v * math.cos(k * a) for v, a in zip(values, angles)) * (2 if k else 1) / nodes
                 for k in range(powers)]
    result, before, now = [0.0] * powers, [0.0] * powers, [0.0] * powers
    now[0] = 1.0
    for k, c in enumerate(chebyshev):
        result = [r + c * p for r, p in zip(result, now)]
        shifted = [0.0] + now[:-1]
        scale = 1 if k == 0 else 2
        now, before = [scale * (2 * s - p) - (b if k else 0) for s, p, b in zip(shifted, now, before)], now
    return result


def rows(powers, taps, beta, cutoff):
    """By power; in a row the tap of the oldest sample first."""
    polynomials = [fit(lambda t, j=j: response(j + t - (taps - 1) / 2, taps, beta, cutoff), powers)
                   for j in range(taps)]
    total = sum(p[0] for p in polynomials)
    table = [[round(p[k] / total * 2**Q) for p in reversed(polynomials)] for k in range(powers)]
    for k, row in enumerate(table):
        row[taps // 2] += (2**Q if k == 0 else 0) - sum(row)
    return table


print("""/* SPDX-License-Identifier: BSD-3-Clause */
/* Made by make_tables.py. */
#include "asrc.h\"

/* clang-format off */""")
for name, powers, taps, beta, gamma, above, below in FILTERS:
    print(f"\nstatic const int32_t taps_{name}[{powers} * {taps}] = {{")
    for row in rows(powers, taps, beta, gamma * below / above):
        for i in range(0, taps, 8):
            print("\t" + " ".join(f"{c}," for c in row[i:i + 8]))
    print("};")
for name, powers, taps, *_ in FILTERS:
    print(f"\nconst struct asrc_filter asrc_filter_{name} = {{ {powers}, {taps}, taps_{name} }};")
