#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Tones, one in each channel: make a WAV of them, or check that one holds nothing else.

    tones.py make FILE.wav RATE BITS SECONDS HZ [HZ ...]
    tones.py check FILE.wav RATE HZ [HZ ...]

A made tone is at -6 dBFS. A checked one must be as loud within 0.02 dB, and whatever else is in its channel after
the first 50 ms at least 85 dB below (16 bits) or 95 dB. Exit status 1 and a line when it is not.
"""
import math
import struct
import sys
import wave

LEVEL = 0.5
SETTLED_S = 0.05
MAX_GAIN_DB = 0.02
LETTERS = {2: "h", 4: "i"}


def make(name, rate, bits, seconds, tones):
    scale = LEVEL * (1 << (bits - 1))
    frames = round(rate * seconds)
    samples = (round(scale * math.sin(2 * math.pi * (f * n % rate) / rate)) for n in range(frames) for f in tones)
    with wave.open(name, "wb") as file:
        file.setnchannels(len(tones))
        file.setsampwidth(bits // 8)
        file.setframerate(rate)
        file.writeframes(b"".join(x.to_bytes(bits // 8, "little", signed=True) for x in samples))


def read(name):
    with wave.open(name, "rb") as file:
        params = file.getparams()
        data = file.readframes(params.nframes)
    width = params.sampwidth
    if width in LETTERS:
        samples = struct.unpack(f"<{len(data) // width}{LETTERS[width]}", data)
    else:
        samples = [int.from_bytes(data[i:i + width], "little", signed=True) for i in range(0, len(data), width)]
    return params, samples


def look(samples, rate, f):
    """@return amplitude of the tone, power of the rest"""
    cos = [math.cos(2 * math.pi * (f * n % rate) / rate) for n in range(rate)]
    sin = [math.sin(2 * math.pi * (f * n % rate) / rate) for n in range(rate)]
    cc = ss = cs = xc = xs = 0.0
    for n, x in enumerate(samples):
        c, s = cos[n % rate], sin[n % rate]
        cc, ss, cs, xc, xs = cc + c * c, ss + s * s, cs + c * s, xc + x * c, xs + x * s
    det = cc * ss - cs * cs
    a, b = (xc * ss - xs * cs) / det, (xs * cc - xc * cs) / det
    rest = sum((x - a * cos[n % rate] - b * sin[n % rate]) ** 2 for n, x in enumerate(samples)) / len(samples)
    return math.hypot(a, b), rest


def check(name, rate, tones):
    params, samples = read(name)
    if (params.framerate, params.nchannels) != (rate, len(tones)):
        return f"{name}: {params.nchannels} channels at {params.framerate} Hz, expected {len(tones)} at {rate}"
    full = 1 << (8 * params.sampwidth - 1)
    limit = -85 if params.sampwidth == 2 else -95
    first = round(SETTLED_S * rate)
    for channel, f in enumerate(tones):
        amplitude, rest = look(samples[first * len(tones) + channel::len(tones)], rate, f)
        gain = 20 * math.log10(amplitude / full / LEVEL) if amplitude else -math.inf
        rest_db = 10 * math.log10(rest / (amplitude * amplitude / 2)) if amplitude and rest else -math.inf
        if abs(gain) > MAX_GAIN_DB or rest_db > limit:
            return (f"{name}: channel {channel}: {f} Hz with {gain:+.3f} dB, and {rest_db:.1f} dB of something else, "
                    f"expected 0 within {MAX_GAIN_DB} and at most {limit}")
    return None


def main():
    if len(sys.argv) > 6 and sys.argv[1] == "make":
        make(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), float(sys.argv[5]), [int(f) for f in sys.argv[6:]])
        return 0
    if len(sys.argv) > 4 and sys.argv[1] == "check":
        problem = check(sys.argv[2], int(sys.argv[3]), [int(f) for f in sys.argv[4:]])
        if problem:
            print(problem, file=sys.stderr)
        return 1 if problem else 0
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
