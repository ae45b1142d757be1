#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Make the synthetic inputs: make_inputs.py [--check] [DIRECTORY]

Writes chord-s24.wav and tone-44100.wav into DIRECTORY (default: beside this script). With --check it
writes nothing and says whether the files there have exactly the bytes it would write.
"""
import io
import math
import os
import struct
import sys
import wave


def chord(rate, frames):
    """Left a major triad, right its fifth and octave; 5 ms fades; peak near half of full scale."""
    edge = rate // 200
    for n in range(frames):
        fade = min(1.0, n / edge, (frames - 1 - n) / edge)
        t = 2 * math.pi * n / rate
        left = math.sin(220 * t) + math.sin(275 * t) + math.sin(330 * t)
        right = math.sin(330 * t) + math.sin(440 * t)
        yield fade * left / 6, fade * right / 4


def tone(rate, frames):
    """997 Hz left, 1499 Hz right, both at a quarter of full scale, from the first sample on."""
    for n in range(frames):
        t = 2 * math.pi * n / rate
        yield math.sin(997 * t) / 4, math.sin(1499 * t) / 4


def render(source, rate, frames, width):
    """A stereo WAV of width bytes per sample, as bytes."""
    full = 1 << (8 * width - 1)
    data = bytearray()
    for pair in source(rate, frames):
        for sample in pair:
            data += struct.pack("<i", math.floor(sample * full + 0.5))[:width]
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(2)
        out.setsampwidth(width)
        out.setframerate(rate)
        out.writeframes(bytes(data))
    return file.getvalue()


FILES = {
    "chord-s24.wav": (chord, 48000, 24000, 3),
    "tone-44100.wav": (tone, 44100, 11025, 2),
}


def main(arguments):
    checking = arguments[:1] == ["--check"]
    rest = arguments[1:] if checking else arguments
    if len(rest) > 1 or any(name.startswith("-") for name in rest):
        sys.exit(__doc__)
    directory = rest[0] if rest else os.path.dirname(os.path.abspath(__file__))
    wrong = 0
    for name, recipe in FILES.items():
        path, data = os.path.join(directory, name), render(*recipe)
        if not checking:
            with open(path, "wb") as file:
                file.write(data)
            continue
        with open(path, "rb") as file:
            same = file.read() == data
        print(f"{name}: {'as made' if same else 'differs from what the script makes'}")
        wrong += not same
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
