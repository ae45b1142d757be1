#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Put channels together: channels.py OUT.wav IN.wav:CHANNEL ..., channels from 0, inputs of one format."""
import sys
import wave


def main():
    columns = []
    for word in sys.argv[2:]:
        name, _, channel = word.rpartition(":")
        with wave.open(name, "rb") as file:
            params = file.getparams()
            data = file.readframes(params.nframes)
        size, step = params.sampwidth, params.sampwidth * params.nchannels
        columns.append([data[at:at + size] for at in range(int(channel) * size, len(data), step)])
    with wave.open(sys.argv[1], "wb") as file:
        file.setparams(params._replace(nchannels=len(columns)))
        file.writeframes(b"".join(sample for frame in zip(*columns, strict=True) for sample in frame))


if __name__ == "__main__":
    main()
