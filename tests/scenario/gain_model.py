#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""What a gain must make of a WAV, computed apart from the firmware, in integers of any size.

    gain_model.py IN.wav OUT.wav GAIN RAMP_MS

GAIN is Q1.31 (0x7fffffff is unity, a plain copy once it is reached), RAMP_MS the linear ramp from
silence at the start, 0 for none. Every period of 1 ms is
cut into chunks of 125 us (the step of ramps below 32 ms); the gain of a chunk is that of its start.
"""
import sys
import wave

UNITY = 0x7FFFFFFF


def round_shift(value, bits):
    return ((value >> (bits - 1)) + 1) >> 1


def gains(target, ramp_ms, rate, frames):
    """The gain of each frame."""
    slope = round_shift((2 * target // ramp_ms + 1) >> 1, 3) if ramp_ms else 0
    inverse = 1000 * UNITY // rate
    step = rate // 8000
    frame = 0
    while frame < frames:
        eighths = round_shift(frame * inverse, 28)
        now = min(target, eighths * max(slope, 1)) if ramp_ms else target
        for _ in range(step):
            yield now
        frame += step


def main():
    source, result, target, ramp_ms = sys.argv[1], sys.argv[2], int(sys.argv[3], 0), int(sys.argv[4])
    with wave.open(source, "rb") as file:
        params = file.getparams()
        data = file.readframes(params.nframes)
    size = params.sampwidth
    limit = 1 << (8 * size - 1)
    out = bytearray()
    gain = gains(target, ramp_ms, params.framerate, params.nframes)
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
