#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Write the filters of the asynchronous rate converter: make_tables.py > asrc_tables.c

A filter is a Kaiser window on a sine cardinal. Its tap j at time t, from 0 to 1 between two samples, is a polynomial of t
through the continuous impulse response at as many times as it has coefficients, evenly spaced, 0 and 1 among them. At each of
these times all taps together sum up to 1. Beyond the window's edge the response is 0, at the edge it is the window's value
there. Coefficients are rounded to the nearest Q2.30; the arithmetic is precise enough for every one of them.
"""
from decimal import Decimal, getcontext
from fractions import Fraction

getcontext().prec = 50
PI = Decimal("3.14159265358979323846264338327950288419716939937511")
Q = 30
#        name       powers taps Kaiser's beta  half-power frequency, of the lower rate  rates, for the ratio
FILTERS = (
    ("same", 7, 48, "7.15", "0.458", 1, 1),
    ("up", 7, 64, "7.8", "0.459", 1, 1),
    ("48_to_44", 7, 64, "8.15", "0.456", 48000, 44100),
    ("48_to_32", 6, 80, "8.0", "0.452", 48000, 32000),
    ("48_to_24", 5, 80, "7.5", "0.440", 48000, 24000),
    ("48_to_22", 5, 80, "6.9", "0.440", 48000, 22050),
    ("48_to_16", 5, 96, "5.7", "0.443", 48000, 16000),
    ("48_to_12", 4, 96, "5.7", "0.424", 48000, 12000),
    ("48_to_11", 4, 96, "5.7", "0.417", 48000, 11025),
    ("48_to_8", 4, 128, "5.6", "0.4155", 48000, 8000),
    ("24_to_16", 6, 80, "6.8", "0.460", 24000, 16000),
    ("24_to_8", 4, 128, "6.2", "0.454", 24000, 8000),
)


def decimal(fraction):
    return Decimal(fraction.numerator) / fraction.denominator


def series(first, factor):
    """first, times factor(1), times factor(2) .., summed up."""
    term, total, k = first, first, 1
    while abs(term) > Decimal("1e-45"):
        term *= factor(k)
        total += term
        k += 1
    return total


def response(time, taps, beta, cutoff):
    """At a time in samples from the middle, but for a factor that is the same at all times."""
    inside = 1 - (2 * time / taps)**2
    if inside < 0:
        return Decimal(0)
    quarter = decimal(beta * beta * inside / 4)
    window = series(Decimal(1), lambda k: quarter / (k * k))  # Bessel's I0
    if not time:
        return 2 * PI * decimal(cutoff) * window
    angle = PI * decimal((2 * cutoff * time + 1) % 2 - 1)
    return series(angle, lambda k: -angle * angle / (2 * k * (2 * k + 1))) / decimal(time) * window


def lagrange(times, i):
    """Coefficients of t^0, t^1 .. of the polynomial that is 1 at times[i] and 0 at all others."""
    result = [Fraction(1)]
    for other in times[:i] + times[i + 1:]:
        scale = 1 / (times[i] - other)
        result = [scale * (above - other * c) for above, c in zip([0] + result, result + [0])]
    return [decimal(c) for c in result]


def rows(powers, taps, beta, cutoff):
    """By power; in a row the tap of the oldest sample first."""
    times = [Fraction(i, powers - 1) for i in range(powers)]
    columns = []
    for time in times:
        values = [response(j + time - Fraction(taps - 1, 2), taps, beta, cutoff) for j in reversed(range(taps))]
        columns.append([v / sum(values) for v in values])
    basis = [lagrange(times, i) for i in range(powers)]
    return [[round(2**Q * sum(basis[i][k] * columns[i][j] for i in range(powers))) for j in range(taps)]
            for k in range(powers)]


print("""/* SPDX-License-Identifier: BSD-3-Clause */
/* Made by make_tables.py. */
#include "asrc.h\"

/* clang-format off */""")
for name, powers, taps, beta, gamma, above, below in FILTERS:
    print(f"\nstatic const int32_t taps_{name}[{powers} * {taps}] = {{")
    for row in rows(powers, taps, Fraction(beta), Fraction(gamma) * below / above):
        for i in range(0, taps, 8):
            print("\t" + " ".join(f"{c}," for c in row[i:i + 8]))
    print("};")
for name, powers, taps, *_ in FILTERS:
    print(f"\nconst struct asrc_filter asrc_filter_{name} = {{ {powers}, {taps}, taps_{name} }};")
