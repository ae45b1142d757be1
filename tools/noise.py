# SPDX-License-Identifier: BSD-3-Clause
"""The noise that measurements play: at half of full scale, the same each time and repeated each second."""
import struct
import wave


def write(path, rate, channels, seconds=1, bits=32):
    """A WAV of so many seconds; fewer bits are the upper ones of 32."""
    width = bits // 8
    state, second = 1, bytearray()
    for _ in range(rate * channels):
        state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
        second += struct.pack("<i", (state - (1 << 31)) // 2)[4 - width:]
    with wave.open(path, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(width)
        file.setframerate(rate)
        for _ in range(seconds):
            file.writeframesraw(bytes(second))
