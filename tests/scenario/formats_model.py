#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""What a host copier makes of each sample format, computed apart from the firmware.

    formats_model.py make FORMAT FILE        raw stereo frames that hold every code, or the edges and a noise
    formats_model.py playback FORMAT IN OUT  OUT (S32_LE) is what the DSP must make of IN (FORMAT)
    formats_model.py capture FORMAT IN OUT   OUT (FORMAT) is what the DSP must make of IN (S32_LE)

Exit status: 0 equal, 1 the first sample that differs.
"""
import bisect
import math
import os
import struct
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
import noise

PACK = {"U8": "B", "A_LAW": "B", "MU_LAW": "B", "S16_LE": "h", "S24_LE": "i", "S32_LE": "i", "FLOAT_LE": "I"}
FRAMES = 4800


def saturate(x, bits):
    return max(-2**(bits - 1), min(2**(bits - 1) - 1, x))


def nearest(x, bits):
    """Drop bits; halves go up."""
    return math.floor((x + 2**(bits - 1)) / 2**bits)


# G.711: codes of one sign by magnitude, as (least sample that takes the code, sample that it stands for)
A_LAW = [(m * 16, m * 16 + 8) for m in range(16)] + [
    ((16 + m) * 2**(e + 3), (16 + m) * 2**(e + 3) + 2**(e + 2)) for e in range(1, 8) for m in range(16)]
MU_LAW = [((16 + m) * 2**(e + 3) - 132, (16 + m) * 2**(e + 3) + 2**(e + 2) - 132) for e in range(8) for m in range(16)]
LAWS = {"A_LAW": (A_LAW, 0xD5, 0x55), "MU_LAW": (MU_LAW, 0xFF, 0x7F)}


def expand(law, code):
    table, positive, negative = LAWS[law]
    return table[code ^ positive][1] if code & 0x80 else -table[code ^ negative][1]


def compress(law, sample):
    table, positive, negative = LAWS[law]
    magnitude = sample if sample >= 0 else -sample - 1
    index = max(bisect.bisect_right(table, (magnitude, math.inf)) - 1, 0)
    return index ^ (positive if sample >= 0 else negative)


def float_to_s32(bits):
    """To the nearest, halves away from zero; the digit by which it rounds is that of a saturated number, so that it is
    1 from half of full scale on."""
    value = struct.unpack("<f", struct.pack("<I", bits))[0]
    if math.isnan(value) or math.isinf(value):
        return -2**31 if bits >> 31 else 2**31 - 1
    magnitude = math.floor(abs(value) * 2**31 + 0.5) + (0.5 <= abs(value) < 1)
    return saturate(-magnitude if value < 0 else magnitude, 32)


def s32_to_float(x):
    """Digits beyond the mantissa are cut off."""
    drop = max(abs(x).bit_length() - 24, 0)
    magnitude = (abs(x) >> drop << drop) / 2**31
    return struct.unpack("<I", struct.pack("<f", -magnitude if x < 0 else magnitude))[0]


TO_S32 = {
    "U8": lambda x: (x - 128) * 2**24,
    "A_LAW": lambda x: expand("A_LAW", x) * 2**16,
    "MU_LAW": lambda x: expand("MU_LAW", x) * 2**16,
    "S16_LE": lambda x: x * 2**16,
    "S24_LE": lambda x: x * 2**8,
    "S32_LE": lambda x: x,
    "FLOAT_LE": float_to_s32,
}
FROM_S32 = {
    "U8": lambda x: saturate(nearest(x, 24), 8) + 128,
    "A_LAW": lambda x: compress("A_LAW", x >> 16),
    "MU_LAW": lambda x: compress("MU_LAW", x >> 16),
    "S16_LE": lambda x: saturate(nearest(x, 16), 16),
    "S24_LE": lambda x: saturate(nearest(x, 8), 24),
    "S32_LE": lambda x: x,
    "FLOAT_LE": s32_to_float,
}


def make(name):
    count = 2 * FRAMES
    if PACK[name] == "B":
        return [i * 167 % 256 for i in range(count)]
    if name == "FLOAT_LE":
        edges = [0, 0x80000000, 1, 0x7F800000, 0xFF800000, 0x7FC00001, 0x3F800000, 0xBF800000, 0x3F7FFFFF, 0x40490FDB,
                 0x2F800000, 0x2F7FFFFF, 0xAF800000, 0x30000000, 0xC2C80000, 0x3F000001]
        return (edges + [x & 0x807FFFFF | 87 + (x >> 8) % 43 << 23 for x in noise.words(count)])[:count]
    bits = {"S16_LE": 16, "S24_LE": 24, "S32_LE": 32}[name]
    top = 2**(bits - 1)
    edges = [0, 1, -1, top - 1, -top, top - 2, 1 - top, top // 2, -top // 2]
    edges += [x for shift in range(8, bits - 1, 8) for x in (2**(shift - 1), 2**(shift - 1) - 1, -2**(shift - 1))]
    return (edges + [(x >> 32 - bits) - top for x in noise.words(count)])[:count]


def read(path, name):
    with open(path, "rb") as file:
        data = file.read()
    return struct.unpack(f"<{len(data) // struct.calcsize(PACK[name])}{PACK[name]}", data)


def main():
    verb, name, *files = sys.argv[1:]
    if verb == "make":
        with open(files[0], "wb") as file:
            samples = make(name)
            file.write(struct.pack(f"<{len(samples)}{PACK[name]}", *samples))
        return 0
    source, target, convert = (name, "S32_LE", TO_S32[name]) if verb == "playback" else ("S32_LE", name, FROM_S32[name])
    given, got = read(files[0], source), read(files[1], target)
    if len(got) != len(given):
        print(f"{files[1]}: {len(got)} samples, expected {len(given)}")
        return 1
    for i, (x, y) in enumerate(zip(given, got)):
        if convert(x) != y:
            print(f"{name} {verb}: frame {i // 2}, channel {i % 2}: {x:#x} became {y:#x}, expected {convert(x):#x}")
            return 1
    return 0


sys.exit(main())
