#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""What the proof modules make of WAV files, in Python.

usage: model.py MODULE[:ARGUMENT...] OUT.wav IN.wav [IN.wav]

MODULE: polarity[:MASK] (of channels whose sign changes), fader[:SHIFT], swapraw, taps:N,N,... (Q1.31), table, sum2,
hold, blocks:FRAMES:LATE (frames of each block in reverse, LATE frames later).
"""
import sys
import wave


def read(path):
    with wave.open(path, "rb") as file:
        channels, width, rate, frames = file.getparams()[:4]
        data = file.readframes(frames)
    words = [int.from_bytes(data[i:i + width], "little", signed=True) for i in range(0, len(data), width)]
    return channels, width, rate, words


def clip(value, width):
    top = 1 << (8 * width - 1)
    return max(-top, min(top - 1, value))


def polarity(words, channels, width, mask="255"):
    return [clip(-x, width) if int(mask) >> (i % channels) & 1 else x for i, x in enumerate(words)]


def fader(words, channels, width, shift="1"):
    return [x >> int(shift) for x in words]


def swapraw(words, channels, width):
    return [words[i ^ 1] if i % channels < 2 else x for i, x in enumerate(words)]


def taps(words, channels, width, coefficients):
    values = [int(word) for word in coefficients.split(",")]
    up = 32 - 8 * width
    out = []
    for i in range(len(words)):
        total = 0
        for tap, value in enumerate(values):
            at = i - tap * channels
            product = value * ((words[at] << up) if at >= 0 else 0)
            total += abs(product) // 2 * (1 if product > 0 else -1)  # as C divides
        out.append(clip(((total >> 29) + 1) >> 1, 4) >> up)
    return out


def table(words, channels, width):
    ramp = [i * 32767 // 64 for i in range(64)]
    return [((x * ramp[i % 64] >> 14) + 1) >> 1 for i, x in enumerate(words)]


def blocks(words, channels, width, frames, late):
    size = int(frames) * channels
    out = [0] * (int(late) * channels)
    for start in range(0, len(words), size):
        block = words[start:start + size] + [0] * (size - len(words[start:start + size]))
        for at in range(size - channels, -1, -channels):
            out += block[at:at + channels]
    return out[:len(words)]


def hold(words, channels, width):
    return [words[i - channels] if i // channels % 2 else x for i, x in enumerate(words)]


def main():
    name, *arguments = sys.argv[1].split(":")
    channels, width, rate, words = read(sys.argv[3])
    if name == "sum2":
        other = read(sys.argv[4])[3]
        out = [clip(a + b, width) for a, b in zip(words, other)]
    else:
        out = globals()[name](words, channels, width, *arguments)
    with wave.open(sys.argv[2], "wb") as file:
        file.setparams((channels, width, rate, 0, "NONE", ""))
        file.writeframes(b"".join(x.to_bytes(width, "little", signed=True) for x in out))


main()
