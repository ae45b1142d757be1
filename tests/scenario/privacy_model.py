#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Microphones behind the privacy switch, by the numbers of the description alone.

usage: privacy_model.py OUT IN WIDTH MS=on|off...

IN and OUT are WAV files of WIDTH bits at 48 kHz. In a tick of 48 frames all samples have one gain; a fade takes 20 ticks, and goes
by the square of what is left of its way. A change waits for the end of a fade. The DSP gets the frames of a tick in the
next one.
"""
import struct
import sys
import wave

FADE_TICKS = 20
FRAMES = 48
STEP = (2**63 - 1) // (FADE_TICKS * FRAMES)


def gains(ticks, changes):
    muted, state, call = False, "on", 0
    for tick in range(ticks):
        muted = changes.get(tick + 1, muted)
        if state in ("on", "off") and muted != (state == "off"):
            state, call = ("falls" if muted else "rises"), 0
        if state in ("on", "off"):
            yield 1024 if state == "on" else 0
            continue
        way = FADE_TICKS - call if state == "falls" else call
        linear = STEP * FRAMES * way >> 48
        square = (linear * linear + (1 << 14)) >> 15
        yield (1024 * square + (1 << 14)) >> 15
        call += 1
        if call == FADE_TICKS:
            state = "off" if state == "falls" else "on"


def main():
    out, source, width = sys.argv[1], sys.argv[2], int(sys.argv[3])
    changes = {int(ms): word == "on" for ms, word in (a.split("=") for a in sys.argv[4:])}
    with wave.open(source) as r:
        params, data = r.getparams(), r.readframes(r.getnframes())
    code = {16: "h", 32: "i"}[width]
    words = struct.unpack(f"<{len(data) * 8 // width}{code}", data)
    per_tick = FRAMES * params.nchannels
    made = []
    for tick, gain in enumerate(gains(-(-len(words) // per_tick), changes)):
        made += [(x * gain + 512) >> 10 for x in words[tick * per_tick:(tick + 1) * per_tick]]
    with wave.open(out, "wb") as w:
        w.setparams(params)
        w.writeframes(struct.pack(f"<{len(made)}{code}", *made))


main()
