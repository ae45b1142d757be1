#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Go from one WAV to the next: splice.py OUT.wav A.wav FRAME B.wav [FRAME C.wav ...], inputs of one format."""
import sys
import wave


def main():
    names, frames = sys.argv[2::2], [0, *map(int, sys.argv[3::2])]
    out = b""
    for name, frame, end in zip(names, frames, [*frames[1:], None]):
        with wave.open(name, "rb") as file:
            params = file.getparams()
            file.setpos(frame)
            out += file.readframes((end or params.nframes) - frame)
    with wave.open(sys.argv[1], "wb") as file:
        file.setparams(params)
        file.writeframes(out)


if __name__ == "__main__":
    main()
