#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""What a gain must make of a WAV, computed apart from the firmware, in integers of any size.

    gain_model.py IN.wav OUT.wav GAIN RAMP_MS

GAIN is Q1.31 (0x7fffffff is unity, a plain copy once it is reached), RAMP_MS the linear ramp from
silence at the start, 0 for none. Every period of 1 ms is
cut into steps of 125 us (those of ramps below 32 ms), rounded up to what vector code works in; the gain
of a step is that of its start. Rates are whole multiples of 1 kHz.
"""
import math
import sys
import wave

UNITY = 0x7FFFFFFF


def round_shift(value, bits):
    return ((value >> (bits - 1)) + 1) >> 1


def chunks(rate, channels, size, frames):
    """Lengths of the pieces that have one gain each: steps of a period, in whole alignments."""
    words = 4 if size == 2 else 2
    container = 2 if size == 2 else 4
    align = math.lcm(words // math.gcd(words, channels),
                     (byte_align := 16 if channels == 6 else 4) // math.gcd(byte_align, container * channels))
    period, step = rate // 1000, rate // 1000 // 8
    while frames > 0:
        left = period
        while left > 0:
            chunk = left if step > left else min(-(-step // align) * align, left)
            yield chunk
            left -= chunk
        frames -= period


def gains(target, ramp_ms, params):
    """The gain of each frame."""
    slope = round_shift((2 * target // ramp_ms + 1) >> 1, 3) if ramp_ms else 0
    inverse = 1000 * UNITY // params.framerate
    frame = 0
    for chunk in chunks(params.framerate, params.nchannels, params.sampwidth, params.nframes):
        eighths = round_shift(frame * inverse, 28)
        now = min(target, eighths * max(slope, 1)) if ramp_ms else target
        yield from [now] * chunk
        frame += chunk


def main():
    source, result, target, ramp_ms = sys.argv[1], sys.argv[2], int(sys.argv[3], 0), int(sys.argv[4])
    with wave.open(source, "rb") as file:
        params = file.getparams()
        data = file.readframes(params.nframes)
    size = params.sampwidth
    limit = 1 << (8 * size - 1)
    out = bytearray()
    gain = gains(target, ramp_ms, params)
    passing = False
    for at in range(0, len(data), size):
        if at % (size * params.nchannels) == 0:
            now = next(gain)
            passing = now == UNITY
        sample = int.from_bytes(data[at:at + size], "little", signed=True)
        if not passing:
            sample = max(-limit, min(limit - 1, round_shift(sample * now, 31)))
        out += sample.to_bytes(size, "little", signed=True)
    with wave.open(result, "wb") as file:
        file.setparams(params)
        file.writeframes(bytes(out))


if __name__ == "__main__":
    main()
