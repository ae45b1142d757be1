#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Model of the basic modules in plain Python integers; writes vectors.h, what the C code is compared with.

usage: make_vectors.py > vectors.h

Input signals come from a generator that exists here and in harness.h; outputs are compared by their FNV-1a
hash over the samples. Nothing is shared with the firmware: formulas are written out from their definition.
"""
import math
import sys

INT32_MAX = 2**31 - 1


def rsh(x, n):
    return (x + (1 << (n - 1))) >> n


def sat(x, bits):
    return max(-(1 << bits - 1), min((1 << bits - 1) - 1, x))


def wrap(x, bits):
    x &= (1 << bits) - 1
    return x - (1 << bits) if x >> (bits - 1) else x


class Signal:
    """xorshift32; every 13th sample is an edge."""

    def __init__(self, seed):
        self.state = seed
        self.count = 0

    def word(self):
        x = self.state
        x ^= x << 13 & 0xFFFFFFFF
        x ^= x >> 17
        x ^= x << 5 & 0xFFFFFFFF
        self.state = x
        return x

    def sample(self, bits):
        x = wrap(self.word(), 32) >> (32 - bits)
        self.count += 1
        if self.count % 13 == 0:
            x = [-(1 << bits - 1), (1 << bits - 1) - 1, 0, -1][self.count // 13 % 4]
        return x

    def samples(self, bits, n):
        return [self.sample(bits) for _ in range(n)]


def fnv(values, size):
    h = 0xCBF29CE484222325
    for v in values:
        for byte in (v & (1 << 8 * size) - 1).to_bytes(size, "little"):
            h = (h ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    return h


# ---- gain ----

NONE, WINDOWS, LINEAR, LOG, LINEAR_ZC, LOG_ZC = range(6)
UNITY = INT32_MAX
POW175 = [min(32767, math.floor((i / 127)**1.75 * 32768 + 0.5)) for i in range(128)]


def pow175(v):
    if v <= 0:
        return 0
    i = v * 127 >> 30
    if i >= 127:
        return 1 << 30
    return (POW175[i] << 15) + rsh((v - i * 8454660) * (POW175[i + 1] - POW175[i]) * 127, 15)


class Gain:
    PERIOD_US = 1000

    def __init__(self, bits, channels, rate, targets, curve, duration):
        self.bits, self.channels, self.rate = bits, channels, rate
        self.vol = [0] * channels
        self.t = [0] * channels
        self.r = [0] * channels
        self.k = [0] * channels
        self.mvol = [0] * channels
        self.muted = [False] * channels
        self.elapsed = 0
        self.set_curve(curve, duration)
        for c in range(channels):
            self.apply(c, targets[c])
        # prepare
        self.inv = 1000 * INT32_MAX // rate
        self.finished = False
        for c in range(channels):
            self.vol[c] = 0
            self.apply(c, self.t[c])
        self.restart()
        frame_bytes = channels * (2 if bits == 16 else 4)
        n = 4 if bits == 16 else 2
        byte_align = 16 if channels == 6 else 4
        self.align = math.lcm(n // math.gcd(n, channels), byte_align // math.gcd(byte_align, frame_bytes))

    def set_curve(self, curve, duration):
        self.curve = curve
        self.ms = 0 if curve == NONE else rsh((duration & 0xFFFFFFFF) * 214748, 31)

    def apply(self, c, v):
        self.t[c] = 0 if v & 0x80000000 else v
        self.r[c] = self.vol[c]
        self.elapsed = 0
        d = self.t[c] - self.vol[c]
        if self.ms == 0 or self.curve == NONE:
            self.vol[c] = self.t[c]
        elif d == 0:
            self.k[c] = 0
        else:
            k = 2 * abs(d) // self.ms + 1 >> 1
            k = max((k >> 2) + 1 >> 1, 1)
            self.k[c] = k if d > 0 else -k

    def restart(self):
        self.passthrough = False
        self.same = len(set(self.t)) == 1 and len(set(self.vol)) == 1
        u = 125 if self.ms < 32 else 250 if self.ms < 64 else 500 if self.ms < 128 else 1000
        rate = {44100: 48000, 88200: 96000, 176400: 192000}.get(self.rate, self.rate)
        frames = -(-rate * self.PERIOD_US // 1000000)
        self.step = frames if u > self.PERIOD_US else frames // (self.PERIOD_US // u)

    def set_volume(self, channel, v, curve, duration):
        for c in range(self.channels):
            if channel not in (c, -1):
                continue
            if self.muted[c]:
                self.mvol[c] = v
                continue
            self.set_curve(curve, duration)
            self.finished = curve == NONE
            self.apply(c, v)
        self.restart()

    def set_switch(self, values):
        for c, on in enumerate(values):
            if on and self.muted[c]:
                self.muted[c] = False
                self.apply(c, self.mvol[c])
            elif not on and not self.muted[c]:
                self.mvol[c] = self.t[c]
                self.apply(c, 0)
                self.muted[c] = True
        self.finished = False
        self.restart()

    def update(self):
        self.finished = True
        time = rsh(self.elapsed * self.inv, 28)
        for c in range(1 if self.same else self.channels):
            if self.vol[c] == self.t[c]:
                continue
            t, r = self.t[c], self.r[c]
            d = t - r
            new = t
            if self.ms and self.curve == WINDOWS:
                ratio = (time << 30) // (8 * self.ms)
                if d < 0:
                    new = t - rsh(d * pow175((1 << 30) - ratio), 30)
                else:
                    new = r + rsh(d * pow175(ratio), 30)
            elif self.ms and self.curve in (LINEAR, LINEAR_ZC):
                new = sat(time * self.k[c] + r, 32)
            if self.vol[c] < t:
                if new < t:
                    self.finished = False
                else:
                    new = t
            elif new > t:
                self.finished = False
            else:
                new = t
            self.vol[c] = new
        if self.same:
            self.vol = [self.vol[0]] * self.channels
        self.passthrough = self.finished and all(v == UNITY for v in self.vol)

    def zero_cross(self, frames, prev):
        """frames: list of per-frame tuples, the step to look at"""
        for i in range(len(frames) - 1, -1, -1):
            total = sum(frames[i])
            if (total < 0) != (prev < 0):
                return i + 1, prev
            prev = total
        return len(frames), prev

    def process(self, samples):
        ch = self.channels
        frames = [samples[i:i + ch] for i in range(0, len(samples), ch)]
        out = []
        prev = 0
        while frames:
            n = len(frames)
            if self.finished or self.step > n:
                f = n
            elif self.curve == LINEAR_ZC:
                f, prev = self.zero_cross(frames[:self.step], prev)
                f = (f + self.align // 2) // self.align * self.align or self.align
            else:
                f = -(-self.step // self.align) * self.align
            f = min(f, n)
            if not self.finished:
                self.update()
                self.elapsed += f
            for frame in frames[:f]:
                for c, x in enumerate(frame):
                    out.append(x if self.passthrough else sat(rsh(x * self.vol[c], 31), self.bits))
            frames = frames[f:]
        return out


HALF = 0x40000000
MS = 10000  # 100 ns

# name, bits, channels, rate, targets, curve, duration, messages, calls
# message: (before call, kind 0 volume 1 switch, channel or -1, value or bit mask of channels on, curve, duration)
GAIN_CASES = []


def gain_case(name, bits, channels, targets, curve, ms, messages=(), calls=60, rate=48000):
    targets = list(targets) if isinstance(targets, (list, tuple)) else [targets] * channels
    GAIN_CASES.append((name, bits, channels, rate, targets, curve, ms * MS, list(messages), calls))


for _bits in (16, 24, 32):
    gain_case(f"default ramp, {_bits} bits", _bits, 2, UNITY, LINEAR, 20)
    gain_case(f"windows fade, {_bits} bits", _bits, 2, UNITY, WINDOWS, 100, [(40, 0, 0, HALF, WINDOWS, 40 * MS),
                                                                          (90, 0, -1, 0x123456, WINDOWS, 70 * MS)], 180)
    gain_case(f"linear, unequal channels, {_bits} bits", _bits, 2, [HALF, UNITY], LINEAR, 70,
              [(30, 0, 1, 0, LINEAR, 70 * MS), (100, 0, 0, UNITY, LINEAR, 10 * MS),
               (130, 0, -1, UNITY, LINEAR, 20 * MS)], 180)
    gain_case(f"zero crossing, {_bits} bits", _bits, 2, UNITY, LINEAR_ZC, 100,
              [(120, 0, -1, HALF, LINEAR_ZC, 20 * MS), (150, 0, 0, 1, LINEAR_ZC, 50 * MS)], 210)
    gain_case(f"no curve, {_bits} bits", _bits, 2, HALF, NONE, 0,
              [(3, 0, -1, UNITY, NONE, 0), (6, 0, 1, 77777777, NONE, 0)], 10)
    gain_case(f"logarithmic, {_bits} bits", _bits, 2, HALF, LOG, 20, [(10, 0, 0, UNITY, LOG_ZC, 20 * MS)], 20)
    gain_case(f"mute and unmute, {_bits} bits", _bits, 2, UNITY, LINEAR, 20,
              [(30, 1, 0, 1, 0, 0), (60, 0, 1, HALF, LINEAR, 20 * MS), (70, 1, 0, 3, 0, 0)], 110)
    gain_case(f"retarget within the ramp, {_bits} bits", _bits, 2, UNITY, WINDOWS, 400,
              [(100, 0, 0, HALF, WINDOWS, 400 * MS), (200, 0, 1, 0, LINEAR, 400 * MS)], 700)
    for _ch in (1, 3, 6, 8):
        gain_case(f"{_ch} channels, {_bits} bits", _bits, _ch, UNITY, LINEAR_ZC, 40,
                  [(50, 0, -1, HALF, LINEAR, 33 * MS)], 90)
gain_case("44.1 kHz", 32, 2, UNITY, LINEAR, 20, (), 40, 44100)
gain_case("8 kHz, 8 channels", 16, 8, UNITY, WINDOWS, 45, (), 60, 8000)
gain_case("negative target", 32, 2, 0x80000001, LINEAR, 20, [(30, 0, 0, HALF, LINEAR, 5 * MS)], 50)
gain_case("shortest ramp", 32, 2, UNITY, LINEAR, 1, [(10, 0, -1, HALF, WINDOWS, 1 * MS)], 20)


def gain_hash(case):
    _, bits, channels, rate, targets, curve, duration, messages, calls = case
    gain = Gain(bits, channels, rate, targets, curve, duration)
    signal = Signal(0x1234567)
    frames = 48 if rate >= 44100 else rate // 1000
    out = []
    for call in range(calls):
        for at, kind, channel, value, mcurve, mduration in messages:
            if at != call:
                continue
            if kind:
                gain.set_switch([value >> c & 1 for c in range(channels)])
            else:
                gain.set_volume(channel, value, mcurve, mduration)
        out += gain.process(signal.samples(bits, frames * channels))
    return fnv(out, 2 if bits == 16 else 4)


# ---- conversions ----

def i2f(x, q):
    if x == 0:
        return 0
    a = abs(x)
    z = 32 - a.bit_length()
    exponent = 158 - z - q & 0xFF
    mantissa = (a << z - 8 if z >= 8 else a >> 8 - z) & 0x7FFFFF
    return (0x80000000 if x < 0 else 0) | exponent << 23 | mantissa


def f2i(b, q):
    e = (b >> 23 & 0xFF) + q - 127
    m = 1 << 23 | b & 0x7FFFFF

    def sh(v, n):
        n = max(-32, min(32, n))
        return min(v << n if n >= 0 else v >> -n, INT32_MAX)

    sign = b >> 31
    d = sh(m, e - 23)
    if e < 31 or sign:
        d += sh(m, e - 22) & 1
    return wrap(-d if sign else d, 32)


def s24(x):
    return wrap(x, 24)


# format name: container, valid, bytes, reader
FORMATS = {
    "S16": ("S16_LE", "S16_LE", 2),
    "S24": ("S24_4LE", "S24_4LE", 4),
    "S32": ("S32_LE", "S32_LE", 4),
    "FLT": ("FLOAT", "FLOAT", 4),
    "S24_3": ("S24_3LE", "S24_3LE", 3),
    "U8": ("U8", "U8", 1),
    "A_LAW": ("A_LAW", "A_LAW", 1),
    "MU_LAW": ("MU_LAW", "MU_LAW", 1),
    "24IN32": ("S32_LE", "S24_4LE", 4),
    "MSB": ("S32_LE", "S24_4LE_MSB", 4),
    "16IN32": ("S32_LE", "S16_LE", 4),
}

# G.711 by its tables: the codes of one sign in the order of their magnitude, each with the least magnitude that it
# stands for and the one that it gives, in 16 bits.
A_LAW = [(m << 4, (m << 4) + 8) for m in range(16)] + [
    ((16 + m) << (e + 3), ((2 * (16 + m) + 1) << (e + 2))) for e in range(1, 8) for m in range(16)]
MU_LAW = [(4 * (((16 + m) << (e + 1)) - 33), 4 * (((16 + m) << (e + 1)) + (1 << e) - 33))
          for e in range(8) for m in range(16)]


def law_encode(table, positive, negative, x):
    """The last code whose least magnitude is reached, with the bits that a sign's codes are inverted by."""
    magnitude = x if x >= 0 else -x - 1
    code = max((n for n, (least, _) in enumerate(table) if least <= magnitude), default=0)
    return code ^ (positive if x >= 0 else negative)


def law_decode(table, positive, negative, code):
    code &= 0xFF
    if code ^ positive < 128:
        return table[code ^ positive][1]
    return -table[code ^ negative][1]


CONVERSIONS = {
    ("A_LAW", "S32"): lambda x: law_decode(A_LAW, 0xD5, 0x55, x) << 16,
    ("S32", "A_LAW"): lambda x: law_encode(A_LAW, 0xD5, 0x55, x >> 16),
    ("MU_LAW", "S32"): lambda x: law_decode(MU_LAW, 0xFF, 0x7F, x) << 16,
    ("S32", "MU_LAW"): lambda x: law_encode(MU_LAW, 0xFF, 0x7F, x >> 16),
    ("S16", "S24"): lambda x: x << 8,
    ("S16", "S32"): lambda x: x << 16,
    ("S24", "S16"): lambda x: sat(rsh(s24(x), 8), 16),
    ("S24", "S32"): lambda x: wrap(x << 8, 32),
    ("S32", "S16"): lambda x: sat(rsh(x, 16), 16),
    ("S32", "S24"): lambda x: sat(rsh(x, 8), 24),
    ("S16", "FLT"): lambda x: i2f(x, 15),
    ("S24", "FLT"): lambda x: i2f(s24(x), 23),
    ("S32", "FLT"): lambda x: i2f(x, 31),
    ("FLT", "S16"): lambda x: sat(f2i(x & 0xFFFFFFFF, 15), 16),
    ("FLT", "S24"): lambda x: sat(f2i(x & 0xFFFFFFFF, 23), 24),
    ("FLT", "S32"): lambda x: f2i(x & 0xFFFFFFFF, 31),
    ("U8", "S32"): lambda x: ((x & 0xFF) - 128) << 24,
    ("S32", "U8"): lambda x: sat(rsh(x, 24), 8) + 128,
    ("24IN32", "24IN32"): lambda x: x,
    ("24IN32", "S32"): lambda x: wrap(x << 8, 32),
    ("24IN32", "MSB"): lambda x: wrap(x << 8, 32),
    ("S32", "24IN32"): lambda x: sat(rsh(x, 8), 24),
    ("MSB", "24IN32"): lambda x: sat(rsh(x, 8), 24),
    ("S16", "24IN32"): lambda x: x << 8,
    ("24IN32", "S16"): lambda x: sat(rsh(s24(x), 8), 16),
    ("S32", "MSB"): lambda x: sat(rsh(x, 8), 24) << 8,
    ("MSB", "MSB"): lambda x: x,
    ("MSB", "S32"): lambda x: x,
    ("S16", "MSB"): lambda x: x << 16,
    ("MSB", "S16"): lambda x: sat(rsh(x, 16), 16),
    ("24IN32", "FLT"): lambda x: i2f(s24(x), 23),
    ("FLT", "24IN32"): lambda x: sat(f2i(x & 0xFFFFFFFF, 23), 24),
    ("S16", "16IN32"): lambda x: x,
    ("16IN32", "S16"): lambda x: wrap(x, 16),
    ("16IN32", "S32"): lambda x: wrap(x << 16, 32),
    ("16IN32", "24IN32"): lambda x: wrap(x << 8, 32),
    ("S32", "16IN32"): lambda x: sat(rsh(x, 16), 16),
    ("24IN32", "16IN32"): lambda x: sat(rsh(s24(x), 8), 16),
    ("16IN32", "16IN32"): lambda x: x,
    ("S24_3", "24IN32"): lambda x: s24(x),
    ("24IN32", "S24_3"): lambda x: x,
}
for _f in ("S16", "S24", "S32", "FLT", "S24_3", "U8", "A_LAW", "MU_LAW"):
    CONVERSIONS[(_f, _f)] = lambda x: x

CONVERSION_SAMPLES = 4000


def conversion_input(fmt):
    """Random words of the container; floats around 1, with zeros, subnormals, halves and infinities among them."""
    signal = Signal(0x2468ACE1)
    size = FORMATS[fmt][2]
    if fmt != "FLT":
        return signal.samples(8 * size, CONVERSION_SAMPLES)
    out = []
    for i in range(CONVERSION_SAMPLES):
        word = signal.word()
        if i % 16 == 0:
            word = [0, 0x80000000, 1, 0x7F800000, 0xFF800000, 0x3F800000, 0xBF800000, 0x38000000][i // 16 % 8]
        else:
            word = word & 0x807FFFFF | 87 + (word >> 8) % 43 << 23
        out.append(wrap(word, 32))
    return out


SHIFT = {  # remapping: rows from, columns to
    "S16": {"S16": 0, "S24": 8, "MSB": 16, "S32": 16, "16IN32": 0},
    "S24": {"S16": -8, "S24": 0, "MSB": 8, "S32": 8, "16IN32": -8},
    "MSB": {"S16": -16, "S24": -8, "MSB": 0, "S32": 0},
    "S32": {"S16": -16, "S24": -8, "MSB": 0, "S32": 0, "16IN32": -16},
    "16IN32": {"S16": 0, "S24": 8, "S32": 16, "16IN32": 0},
}
SHIFT["24IN32"] = {**SHIFT["S24"], "24IN32": 0}
for _row in ("S16", "S24", "MSB", "S32", "16IN32"):
    SHIFT[_row]["24IN32"] = SHIFT[_row]["S24"]

REMAPS = [(2, 2, 0x01), (2, 4, 0x1F01), (4, 2, 0x23), (1, 2, 0x00), (2, 1, 0x76543210), (2, 4, 0x76543210),
          (8, 3, 0x07F)]


def remap_hash(src, dst, src_channels, dst_channels, channel_map):
    size = FORMATS[dst][2]
    x = Signal(0x13579BDF).samples(8 * FORMATS[src][2], 64 * src_channels)
    out = []
    for i in range(64):
        for c in range(dst_channels):
            nibble = channel_map >> 4 * c & 0xF
            if nibble >= src_channels:
                out.append(0)
                continue
            shift = SHIFT[src][dst]
            v = x[i * src_channels + nibble]
            out.append(wrap(v << shift if shift >= 0 else v >> -shift, 8 * size))
    return fnv(out, size)


# ---- mixing ----

def mix_hash(bits, gain):
    """A block half mixed, half fresh."""
    signal = Signal(0xABCDEF01)
    src = signal.samples(32 if bits == 24 else bits, 2000)
    dst = signal.samples(32 if bits == 24 else bits, 2000)
    value = (lambda x: s24(x)) if bits == 24 else (lambda x: x)
    out = []
    for i, (s, d) in enumerate(zip(src, dst)):
        if i < 1000:
            out.append(sat(value(d) + (value(s) if gain == 1024 else value(s) * gain >> 10), bits))
        else:
            out.append(s if gain == 1024 else value(s) * gain >> 10)
    return fnv(out, 2 if bits == 16 else 4)


# ---- fade-in ----

def fade_case(rate, silence, periods, block):
    frames0 = rate // 1000
    s = frames0 * silence
    f = frames0 * (500 if rate > 16000 else 100) if periods == 0 else 0 if periods == 0xFFFF else frames0 * periods
    step = (2**63 - 1) // f if f else 0
    gains = []
    silent = faded = env = 0
    for _ in range(700):
        if silent < s:
            gains.append(0)
            silent += block
        elif faded < f:
            e = wrap(env >> 48, 16)
            q = wrap(rsh(e * e, 15), 16)
            gains.append(wrap(rsh(1024 * q, 15), 16))
            faded += block
            env += step * block
        else:
            gains.append(1024)
    return rate, silence, periods, block, fnv(gains, 4)


def main():
    out = sys.stdout.write
    out("/* SPDX-License-Identifier: BSD-3-Clause */\n/* Written by make_vectors.py. */\n")
    out("#ifndef TEST_MODULES_VECTORS_H\n#define TEST_MODULES_VECTORS_H\n\n#include <sof/audio/format.h>\n\n")

    out("struct gain_message {\n\tint call, is_switch, channel;\n\tuint32_t value, curve;\n"
        "\tuint64_t duration;\n};\n\n")
    out("static const struct gain_vector {\n\tconst char *name;\n\tuint32_t bits, channels, rate, curve;\n"
        "\tuint64_t duration;\n\tuint32_t targets[8];\n\tint calls;\n\tunsigned int num_messages;\n"
        "\tstruct gain_message messages[3];\n\tuint64_t hash;\n} gain_vectors[] = {\n")
    for case in GAIN_CASES:
        name, bits, channels, rate, targets, curve, duration, messages, calls = case
        text = ", ".join(f"{{ {at}, {kind}, {ch}, {value:#x}, {mcurve}, {mdur} }}"
                         for at, kind, ch, value, mcurve, mdur in messages)
        out(f"\t{{ \"{name}\", {bits}, {channels}, {rate}, {curve}, {duration},\n"
            f"\t  {{ {', '.join(hex(t) for t in targets)} }}, {calls}, {len(messages)},\n"
            f"\t  {{ {text or '{ 0 }'} }}, {gain_hash(case):#x}u }},\n")
    out("};\n\n")

    out("static const struct conversion_vector {\n\tconst char *name;\n"
        "\tenum sof_ipc_frame src, src_valid, dst, dst_valid;\n\tuint64_t hash;\n} conversion_vectors[] = {\n")
    frame = "SOF_IPC_FRAME_"
    for (src, dst), convert in CONVERSIONS.items():
        h = fnv([convert(x) for x in conversion_input(src)], FORMATS[dst][2])
        out(f"\t{{ \"{src} to {dst}\", {frame}{FORMATS[src][0]}, {frame}{FORMATS[src][1]},\n"
            f"\t  {frame}{FORMATS[dst][0]}, {frame}{FORMATS[dst][1]}, {h:#x}u }},\n")
    out("};\n\n")

    out("static const struct remap_vector {\n\tconst char *name;\n"
        "\tenum sof_ipc_frame src, src_valid, dst, dst_valid;\n\tuint32_t src_channels, dst_channels, map;\n"
        "\tuint64_t hash;\n} remap_vectors[] = {\n")
    for src in SHIFT:
        for dst in SHIFT[src]:
            for a, b, channel_map in REMAPS:
                out(f"\t{{ \"{src} to {dst}\", {frame}{FORMATS[src][0]}, {frame}{FORMATS[src][1]},\n"
                    f"\t  {frame}{FORMATS[dst][0]}, {frame}{FORMATS[dst][1]}, {a}, {b}, {channel_map:#x},\n"
                    f"\t  {remap_hash(src, dst, a, b, channel_map):#x}u }},\n")
    out("};\n\n")

    out("static const struct mix_vector {\n\tuint32_t bits;\n\tint32_t gain;\n\tuint64_t hash;\n} mix_vectors[] = {\n")
    for bits in (16, 24, 32):
        for gain in (1024, 1000, 513, 1, 0):
            out(f"\t{{ {bits}, {gain}, {mix_hash(bits, gain):#x}u }},\n")
    out("};\n\n")

    out("static const struct fade_vector {\n\tuint32_t rate, silence, periods, block;\n\tuint64_t hash;\n"
        "} fade_vectors[] = {\n")
    for args in ((48000, 0, 0, 48), (48000, 20, 5, 48), (16000, 10, 0, 16), (48000, 3, 0xFFFF, 48), (44100, 7, 20, 44)):
        rate, silence, periods, block, h = fade_case(*args)
        out(f"\t{{ {rate}, {silence}, {periods:#x}, {block}, {h:#x}u }},\n")
    out("};\n\n#endif\n")


if __name__ == "__main__":
    main()
