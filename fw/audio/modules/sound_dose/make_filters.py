#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Design the A-weighting of sound_dose.c: prints the sections for each rate, and their error in dB.

The poles at low frequencies are bilinear transforms of the standard's. What falls above 10 kHz, where that would bend,
is a section whose two poles and two zeros on the real axis are searched for the least error up to 20 kHz (downhill
simplex).
"""
import cmath
import math
import random

POLES_HZ = (20.598997, 107.65265, 737.86223, 12194.217)
HEADROOM_DB = 3
MOST_HZ = 20000


def ideal(f):
    low, second, third, high = (2 * math.pi * p for p in POLES_HZ)
    s = 2j * math.pi * f
    return abs(s**4 / ((s + low)**2 * (s + second) * (s + third) * (s + high)**2))


def decibels(x):
    return 20 * math.log10(x)


def high_pass(rate, *poles):
    a, b = ((1 - math.pi * p / rate) / (1 + math.pi * p / rate) for p in poles)
    return (1, -2, 1), (1, -(a + b), a * b)


def gain(section, f, rate):
    z = cmath.exp(-2j * math.pi * f / rate)
    above, below = (c[0] + c[1] * z + c[2] * z * z for c in section)
    return abs(above / below)


def by_roots(places):
    a, b, c, d = (math.tanh(p) for p in places)
    return (1, -(a + b), a * b), (1, -(c + d), c * d)


def simplex(cost, start, steps=600):
    n = len(start)
    points = [start] + [[x + (0.5 if i == j else 0) for j, x in enumerate(start)] for i in range(n)]
    points = [(cost(p), p) for p in points]
    for _ in range(steps):
        points.sort(key=lambda p: p[0])
        centre = [sum(p[1][j] for p in points[:n]) / n for j in range(n)]
        worst = points[-1][1]

        def towards(k, centre=centre, worst=worst):
            p = [c + k * (c - w) for c, w in zip(centre, worst)]
            return cost(p), p

        moved = towards(1)
        if moved[0] < points[0][0]:
            points[-1] = min(moved, towards(2))
        elif moved[0] < points[-2][0]:
            points[-1] = moved
        else:
            moved = towards(-0.5)
            best = points[0][1]
            if moved[0] < points[-1][0]:
                points[-1] = moved
            else:
                points = [(cost(q), q) for q in ([(x + y) / 2 for x, y in zip(best, p[1])] for p in points)]
    return min(points)


def design(rate):
    low = [high_pass(rate, POLES_HZ[0], POLES_HZ[0]), high_pass(rate, POLES_HZ[1], POLES_HZ[2])]
    frequencies = [1000 * (MOST_HZ / 1000)**(i / 59) for i in range(60)]
    wanted = [decibels(ideal(f) / ideal(1000) / gain(low[0], f, rate) / gain(low[1], f, rate)) for f in frequencies]

    def cost(places):
        section = by_roots(places)
        try:
            errors = [decibels(gain(section, f, rate)) - w for f, w in zip(frequencies, wanted)]
        except ValueError:
            return 1e9
        errors = [e - errors[0] for e in errors]
        return max(map(abs, errors)) + 0.3 * math.sqrt(sum(e * e for e in errors) / len(errors))

    random.seed(1)
    places = min(simplex(cost, [random.uniform(-1.5, 1.5) for _ in range(4)]) for _ in range(40))[1]
    above, below = by_roots(places)
    scale = 10**(-HEADROOM_DB / 20) / math.prod(gain(s, 1000, rate) for s in [(above, below), *low])
    return [([scale * x for x in above], below), *low]


def q30(x):
    return math.floor(x * 2**30 + 0.5)


for rate in (48000, 44100):
    sections = design(rate)
    for b, a in sections:
        print(f"{rate}: a2 {-q30(a[2])} a1 {-q30(a[1])} b2 {q30(b[2])} b1 {q30(b[1])} b0 {q30(b[0])}")
    for f in (10, 20, 50, 100, 500, 1000, 4000, 8000, 12500, 16000, 20000):
        level = math.prod(gain(s, f, rate) for s in sections)
        print(f"  {f} Hz: {decibels(level) + HEADROOM_DB - decibels(ideal(f) / ideal(1000)):+.3f} dB")
