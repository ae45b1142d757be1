#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""What the tremolo must make of a WAV, bit for bit.

    tremolo_model.py IN OUT RATE_MHZ DEPTH_Q31 [FRAME SETTING]...

A SETTING takes effect with that frame of the input: RATE_MHZ/DEPTH_Q31, on, or off. Written from the formulas in
fw/audio/modules/tremolo/tremolo.h, with a table of its own.
"""
import math
import sys
import wave

DIP = [min(round((1 - math.cos(math.pi * i / 512)) * 2**30), 2**31 - 1) for i in range(1024)]


def shift_round(x, bits):
    return ((x >> bits - 1) + 1) >> 1


def gain(phase, depth):
    i, fraction = phase >> 22, phase & 0x3FFFFF
    dip = DIP[i] + shift_round((DIP[(i + 1) % 1024] - DIP[i]) * fraction, 22)
    return 2**30 - shift_round(depth * dip, 32)


def main():
    source, target, rate, depth, *changes = sys.argv[1:]
    changes = {int(at): what for at, what in zip(changes[::2], changes[1::2])}
    with wave.open(source, "rb") as file:
        params = file.getparams()
        data = file.readframes(params.nframes)
    size, step_of = params.sampwidth, lambda mhz: round(int(mhz) * 2**32 / (params.framerate * 1000))
    step, depth, phase, is_on = step_of(rate), int(depth, 0), 0, True
    out = bytearray()
    for frame in range(params.nframes):
        what = changes.get(frame, "")
        if what == "on" and not is_on:
            phase = 0
        if what in ("on", "off"):
            is_on = what == "on"
        elif what:
            step, depth = step_of(what.split("/")[0]), int(what.split("/")[1], 0)
        factor = gain(phase, depth)
        for at in range(frame * params.nchannels * size, (frame + 1) * params.nchannels * size, size):
            x = int.from_bytes(data[at:at + size], "little", signed=True)
            out += (shift_round(x * factor, 30) if is_on else x).to_bytes(size, "little", signed=True)
        if is_on:
            phase = (phase + step) % 2**32
    with wave.open(target, "wb") as file:
        file.setparams(params)
        file.writeframes(bytes(out))


if __name__ == "__main__":
    main()
