#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Check that two 32-bit WAVs hold the same sound, begun later in the second: src_shift.py FIRST SECOND FRAMES

The second must be the first, later by a multiple of FRAMES other than zero. Exit status 1 when it is not.
"""
import sys
import wave


def sound(name):
    """@return frame in which the sound begins, bytes from there on"""
    with wave.open(name, "rb") as file:
        size = file.getnchannels() * file.getsampwidth()
        data = file.readframes(file.getnframes())
    start = next((i for i in range(0, len(data), size) if any(data[i:i + size])), len(data))
    return start // size, data[start:]


def main():
    (first, a), (second, b) = sound(sys.argv[1]), sound(sys.argv[2])
    length = min(len(a), len(b))
    if length < 1000 or a[:length] != b[:length]:
        print(f"{sys.argv[1]} and {sys.argv[2]} differ in sound", file=sys.stderr)
        return 1
    if second <= first or (second - first) % int(sys.argv[3]):
        print(f"begins at frame {first} and {second}, expected later by a multiple of {sys.argv[3]}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
