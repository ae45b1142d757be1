#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""What a gain must make of a WAV, computed apart from the firmware, in integers of any size.

    gain_model.py IN.wav OUT.wav GAIN RAMP_MS [FRAME EVENT ...]

GAIN is Q1.31 (0x7fffffff is unity, a plain copy once a ramp or the start has reached it), RAMP_MS the linear
ramp that every change takes, also the start, which comes from silence; 0 for none. An EVENT is a new GAIN, or
'off' or 'on' of the switch, before the frame with that number, the first of a period. Every period of 1 ms is cut
into steps of 125 us (those of ramps below 32 ms), rounded up to what vector code works in; the gain of a step
is that of its start. Rates are whole multiples of 1 kHz.
"""
import math
import sys
import wave

UNITY = 0x7FFFFFFF


def round_shift(value, bits):
    return ((value >> (bits - 1)) + 1) >> 1


class Gain:
    """The gain of all channels: on its way from start to target, or there."""

    def __init__(self, params, target, ramp_ms):
        self.ramp_ms = ramp_ms
        self.inverse = 1000 * UNITY // params.framerate
        self.now = 0
        self.remembered = target
        self.muted = False
        self.head_for(target)

    def head_for(self, target):
        self.start, self.target, self.elapsed = self.now, target, 0
        self.finished = self.passing = False
        distance = abs(target - self.now)
        if self.ramp_ms:
            slope = max(round_shift((2 * distance // self.ramp_ms + 1) >> 1, 3), 1)
            self.slope = slope if target > self.now else -slope
        else:
            self.now = target

    def event(self, text):
        if text == "off" and not self.muted:
            self.remembered, self.muted = self.target, True
            self.head_for(0)
        elif text == "on" and self.muted:
            self.muted = False
            self.head_for(self.remembered)
        elif text not in ("on", "off"):
            if self.muted:
                self.remembered = int(text, 0)
                return
            self.head_for(int(text, 0))
            self.finished = not self.ramp_ms  # a volume without a ramp is set for good, even unity is no copy

    def update(self, frames):
        """The gain of the step that begins."""
        if self.finished:
            return
        if self.now != self.target:
            now = round_shift(self.elapsed * self.inverse, 28) * self.slope + self.start
            up = self.slope > 0
            self.now = min(now, self.target) if up else max(now, self.target)
        self.finished = self.now == self.target
        self.passing = self.finished and self.now == UNITY
        self.elapsed += frames


def steps(params):
    """Lengths of the pieces of a period that have one gain each: whole alignments."""
    words = 4 if params.sampwidth == 2 else 2
    container = 2 if params.sampwidth == 2 else 4
    bytes_aligned = 16 if params.nchannels == 6 else 4
    align = math.lcm(words // math.gcd(words, params.nchannels),
                     bytes_aligned // math.gcd(bytes_aligned, container * params.nchannels))
    period = params.framerate // 1000
    step = period // 8
    left = period
    while left > 0:
        chunk = left if step > left else min(-(-step // align) * align, left)
        yield chunk
        left -= chunk


def main():
    source, result, target, ramp_ms = sys.argv[1], sys.argv[2], int(sys.argv[3], 0), int(sys.argv[4])
    events = list(zip(map(int, sys.argv[5::2]), sys.argv[6::2]))
    with wave.open(source, "rb") as file:
        params = file.getparams()
        data = file.readframes(params.nframes)
    size = params.sampwidth
    limit = 1 << (8 * size - 1)
    out = bytearray()
    gain = Gain(params, target, ramp_ms)
    frame = 0
    while frame < params.nframes:
        while events and events[0][0] == frame:
            gain.event(events.pop(0)[1])
        for chunk in steps(params):
            gain.update(chunk)
            piece = data[frame * size * params.nchannels:(frame + chunk) * size * params.nchannels]
            frame += chunk
            if gain.passing:
                out += piece
                continue
            for at in range(0, len(piece), size):
                sample = int.from_bytes(piece[at:at + size], "little", signed=True)
                sample = max(-limit, min(limit - 1, round_shift(sample * gain.now, 31)))
                out += sample.to_bytes(size, "little", signed=True)
    if events:
        sys.exit(f"gain_model.py: no period of {source} begins at frame {events[0][0]}")
    with wave.open(result, "wb") as file:
        file.setparams(params)
        file.writeframes(bytes(out))


if __name__ == "__main__":
    main()
