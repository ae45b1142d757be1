# SPDX-License-Identifier: BSD-3-Clause
"""Noise for tests: full scale, uses every bit, the same everywhere."""
import wave


def words(count, seed=1):
    """32-bit words of a linear congruential generator, unsigned."""
    state = seed
    for _ in range(count):
        state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
        yield state >> 32


def write_wav(path, rate, channels, bits, frames, seed=1):
    """A PCM WAV of it: the low bits of each word. @return the samples"""
    size = bits // 8
    data = b"".join(word.to_bytes(4, "little")[:size] for word in words(frames * channels, seed))
    with wave.open(str(path), "wb") as out:
        out.setnchannels(channels)
        out.setsampwidth(size)
        out.setframerate(rate)
        out.writeframes(data)
    return data
