#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""What a mixer must make of 16-bit WAVs: the saturated sum, each from its first frame on.

    mix_model.py OUT.wav FRAMES IN.wav FIRST_FRAME [IN.wav FIRST_FRAME ...]
"""
import struct
import sys
import wave


def main():
    result, frames, inputs = sys.argv[1], int(sys.argv[2]), sys.argv[3:]
    for name, first in zip(inputs[::2], inputs[1::2]):
        with wave.open(name, "rb") as file:
            params = file.getparams()
            data = file.readframes(params.nframes)
        samples = struct.unpack(f"<{len(data) // 2}h", data)
        if name == inputs[0]:
            total = [0] * (frames * params.nchannels)
        start = int(first) * params.nchannels
        for i, sample in enumerate(samples[:len(total) - start]):
            total[start + i] += sample
    total = [max(-32768, min(32767, sample)) for sample in total]
    with wave.open(result, "wb") as file:
        file.setparams(params)
        file.writeframes(struct.pack(f"<{len(total)}h", *total))


if __name__ == "__main__":
    main()
