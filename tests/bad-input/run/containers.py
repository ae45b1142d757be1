#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Make the same audio in every container whose header tells its length: containers.py PCM.wav

For each of them, from a stereo WAV of 16 bits at 48 kHz: whole.EXT; cut.EXT, which ends 400 bytes early; and
open.EXT where the container can say that its length is not known.
"""
import struct
import sys
import wave

RATE = 48000
W64_GUID = bytes.fromhex("f3acd3118cd100c04f8edb8a")
W64_RIFF = bytes.fromhex("726966662e91cf11a5d628db04c10000")


def fmt(order):
    return struct.pack(order + "HHIIHH", 1, 2, RATE, RATE * 4, 4, 16)


def riff(magic, order, size, data):
    return (magic + struct.pack(order + "I", size if size == 2**32 - 1 else size + 36) + b"WAVEfmt " +
            struct.pack(order + "I", 16) + fmt(order) + b"data" + struct.pack(order + "I", size) + data)


def riff64(magic, size, data):
    return (magic + b"\xff\xff\xff\xffWAVEds64" +
            struct.pack("<IQQQI", 28, min(size + 72, 2**64 - 1), size, size // 4, 0) + b"fmt " +
            struct.pack("<I", 16) + fmt("<") + b"data\xff\xff\xff\xff" + data)


def w64(size, data):
    return (W64_RIFF + struct.pack("<Q", min(40 + 40 + 24 + size, 2**64 - 1)) + b"wave" + W64_GUID +
            b"fmt " + W64_GUID + struct.pack("<Q", 40) + fmt("<") +
            b"data" + W64_GUID + struct.pack("<Q", min(24 + size, 2**63 - 1)) + data)


def aiff(kind, size, data):
    compression = b"NONE\x00\x00" if kind == b"AIFC" else b""
    common = struct.pack(">HIH", 2, size // 4, 16) + bytes.fromhex("400ebb80000000000000") + compression
    body = b"COMM" + struct.pack(">I", len(common)) + common + b"SSND" + struct.pack(">III", size + 8, 0, 0)
    return b"FORM" + struct.pack(">I", 4 + len(body) + size) + kind + body + data


def caf(size, data):
    desc = struct.pack(">d4sIIIII", float(RATE), b"lpcm", 0, 4, 1, 2, 16)
    return (b"caff" + struct.pack(">HH", 1, 0) + b"desc" + struct.pack(">q", 32) + desc + b"data" +
            struct.pack(">q", size if size < 0 else size + 4) + struct.pack(">I", 0) + data)


def au(order, size, data):
    magic = b".snd" if order == ">" else b"dns."
    return magic + struct.pack(order + "IIIII", 24, size, 3, RATE, 2) + data


def voc(size, data):
    block = struct.pack("<IBBHI", RATE, 16, 2, 4, 0)
    return (b"Creative Voice File\x1a" + struct.pack("<HHH", 26, 0x114, 0x1234 - 0x114 - 1 & 0xffff) + b"\x09" +
            (size + len(block)).to_bytes(3, "little") + block + data + b"\x00")


def voc_in_pieces(data):
    """As ffmpeg writes it: a block with the format, and blocks that go on."""
    first, rest = data[:400], data[400:]
    return voc(len(first), first)[:-1] + b"\x02" + len(rest).to_bytes(3, "little") + rest + b"\x00"


def sphere(size, data):
    lines = ["NIST_1A", "   1024", f"sample_count -i {size // 4}", "sample_n_bytes -i 2", "channel_count -i 2",
             "sample_byte_format -s2 01", f"sample_rate -i {RATE}", "sample_coding -s3 pcm", "sample_sig_bits -i 16",
             "end_head", ""]
    return "\n".join(lines).encode().ljust(1024, b" ") + data


def swapped(data):
    return b"".join(data[i:i + 2][::-1] for i in range(0, len(data), 2))


def main():
    with wave.open(sys.argv[1], "rb") as file:
        little = file.readframes(file.getnframes())
    big = swapped(little)
    unknown = 2**32 - 1
    kinds = {
        "wav": (lambda size, data: riff(b"RIFF", "<", size, data), little, unknown),
        "rifx.wav": (lambda size, data: riff(b"RIFX", ">", size, data), big, unknown),
        "rf64": (lambda size, data: riff64(b"RF64", size, data), little, 2**64 - 1),
        "bw64.wav": (lambda size, data: riff64(b"BW64", size, data), little, 0),
        "w64": (w64, little, 2**63 - 1),
        "aiff": (lambda size, data: aiff(b"AIFF", size, data), big, None),
        "aifc": (lambda size, data: aiff(b"AIFC", size, data), big, None),
        "caf": (caf, big, -1),
        "au": (lambda size, data: au(">", size, data), big, unknown),
        "dns.au": (lambda size, data: au("<", size, data), little, unknown),
        "voc": (voc, little, None),
        "sph": (sphere, little, None),
    }
    for extension, (make, data, open_size) in kinds.items():
        files = {"whole": make(len(data), data), "cut": make(len(data), data[:-400])}
        if extension == "voc":
            files["cut"] = files["cut"][:-1]
        if open_size is not None:
            files["open"] = make(open_size, data)
        for name, content in files.items():
            with open(f"{name}.{extension}", "wb") as file:
                file.write(content)
    with open("pieces.voc", "wb") as file:
        file.write(voc_in_pieces(little))
    # as sox writes it: 8 bytes are not counted
    with open("short.voc", "wb") as file:
        file.write(voc(len(little) - 8, little[:-8] + bytes([160] * 8)))


main()
