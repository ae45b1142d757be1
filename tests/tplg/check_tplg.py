#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Check the compiled topologies: check_tplg.py TABLE DIRECTORY

Reads every .tplg of DIRECTORY byte by byte, without adspbench, and checks what the compiler can get
wrong in silence (lost or repeated private data, missing format sets, sizes that contradict the
format) and what topologies.tsv says about the file. One line for each fault; exit status 1 if any.
"""
import csv
import os
import struct
import sys

MAGIC, ABI = 0x41536F43, 5
GRAPH, WIDGET, PCM, BACKEND_LINK = 4, 5, 7, 10
SCHEDULER, HOST_PLAYBACK, HOST_CAPTURE, DAI_PLAYBACK, DAI_CAPTURE, SRC, ASRC = 17, 11, 12, 13, 14, 20, 21
CONTROL_SIZE = {1: 360, 2: 240, 3: 1764}
ELEMENT_SIZE = {0: 20, 1: 48, 2: 8, 3: 8, 4: 8, 5: 8}
UUID, PINS_IN, PINS_OUT, SETS_IN, SETS_OUT, DOMAIN = 405, 411, 412, 415, 416, 418
DAI_TYPE, NODE_TYPE = 154, 1980
PIN_IN, PIN_OUT = 1909, 1939
# rate, container, valid, channels, format word, sample type, bytes in 1 ms
SET_TOKENS = {"in": (1900, 1901, 1902, 1903, 1907, 1908, 1970),
              "out": (1930, 1931, 1932, 1933, 1937, 1938, 1971)}
MFCC = "73a710dba41aea4ca21f2d57a5c982eb"     # what it gives is no audio: its bytes do not follow from its rate
# "<widget>.<set>.<type>" is compared over 43 characters; the longest ending is ".mod.string"
LONGEST_WIDGET_NAME = 43 - len(".mod.string")


class Fault(Exception):
    pass


def text(data, offset):
    raw = data[offset:offset + 44]
    if b"\0" not in raw:
        raise Fault(f"offset {offset}: name without end")
    return raw.split(b"\0")[0].decode()


def tuples(data, offset, end):
    """Private data as a list of arrays, each a list of (token, value)."""
    arrays = []
    while offset < end:
        size, kind, count = struct.unpack_from("<3I", data, offset)
        step = ELEMENT_SIZE[kind]
        if size != 12 + count * step or offset + size > end:
            raise Fault(f"offset {offset}: array of {size} bytes with {count} elements of {step}")
        array = []
        for at in range(offset + 12, offset + size, step):
            token = struct.unpack_from("<I", data, at)[0]
            if kind == 0:
                value = data[at + 4:at + 20].hex()
            elif kind == 1:
                value = text(data, at + 4)
            else:
                value = struct.unpack_from("<I", data, at + 4)[0]
            array.append((token, value))
        arrays.append(array)
        offset += size
    return arrays


class Widget:
    def __init__(self, data, offset, index):
        if struct.unpack_from("<I", data, offset)[0] != 132:
            raise Fault(f"offset {offset}: widget size is not 132")
        self.kind = struct.unpack_from("<I", data, offset + 4)[0]
        self.name, self.sname, self.index = text(data, offset + 8), text(data, offset + 52), index
        controls, private = struct.unpack_from("<2I", data, offset + 124)
        self.end = offset + 132 + private
        arrays = tuples(data, offset + 132, self.end)
        self.sets = {way: [dict(a) for a in arrays if tokens[0] in dict(a)]
                     for way, tokens in SET_TOKENS.items()}
        sets = self.sets["in"] + self.sets["out"]
        self.tokens = [pair for array in arrays if dict(array) not in sets for pair in array]
        self.controls = []
        for _ in range(controls):
            kind = struct.unpack_from("<I", data, self.end + 4)[0]
            self.controls.append(text(data, self.end + 8))
            self.end += CONTROL_SIZE[kind]
            self.end += struct.unpack_from("<I", data, self.end - 4)[0]

    def token(self, number):
        found = [value for token, value in self.tokens if token == number]
        if len(found) > 1:
            raise Fault(f"{self.name}: token {number} {len(found)} times")
        return found[0] if found else None


class Topology:
    def __init__(self, path):
        with open(path, "rb") as file:
            data = file.read()
        self.widgets, self.routes, self.pcms, self.links = [], [], {}, []
        offset = 0
        while offset < len(data):
            magic, abi, _, kind, _, _, size, index, count = struct.unpack_from("<9I", data, offset)
            if (magic, abi) != (MAGIC, ABI):
                raise Fault(f"offset {offset}: no block header of ABI {ABI}")
            at = offset + 36
            offset = at + size
            for _ in range(count):
                if kind == WIDGET:
                    self.widgets.append(Widget(data, at, index))
                    at = self.widgets[-1].end
                elif kind == GRAPH:
                    self.routes.append((text(data, at + 88), text(data, at)))
                    at += 132
                elif kind == PCM:
                    number = struct.unpack_from("<I", data, at + 92)[0]
                    for base, way in ((692, "playback"), (796, "capture")):
                        if struct.unpack_from("<I", data, at + base)[0]:
                            self.pcms[f"{number}:{way}"] = text(data, at + base + 4)
                    at += 912 + struct.unpack_from("<I", data, at + 908)[0]
                elif kind == BACKEND_LINK:
                    self.links.append(text(data, at + 8))
                    at += 1656 + struct.unpack_from("<I", data, at + 1652)[0]
                else:
                    at = offset
            if at != offset:
                raise Fault(f"offset {at}: block of {count} objects should end at {offset}")


def check_set(name, way, values, blocks, faults):
    """blocks: the module may take several periods at once"""
    rate, container, valid, channels, word, kind, size = (values.get(t) for t in SET_TOKENS[way])
    if None in (rate, container, valid, channels, word, kind, size):
        faults.append(f"{name}: an {way}put set lacks a value")
        return
    if word != channels | valid << 8 | kind << 16:
        faults.append(f"{name}: {way}put format word {word:#x} contradicts its parts")
    if container != {8: 8, 16: 16}.get(valid, 32):
        faults.append(f"{name}: {way}put of {valid} bits in a container of {container}")
    period = channels * -(-rate // 1000) * container // 8
    if size != period and (not blocks or size == 0 or size % period):
        faults.append(f"{name}: {way}put at {rate} Hz: {size} bytes are not "
                      f"{'a number of periods' if blocks else 'one period'}")


def check_module(widget, row, pcms, links, faults):
    name = widget.name
    if widget.token(UUID) is None:
        faults.append(f"{name}: no UUID")
    counts = [int(value) for value in row["channels"].split("|")]
    widths = [[int(valid) for valid in end.split(",")] for end in row["width"].split("|")]
    at_pcm = [int(valid) for valid in (row.get("pcm") or "16,24,32").split(",")]
    # "A|B": the front end at A, the back end at B, converters between them
    ends = [[int(rate) for rate in end.split(",")] for end in row["rates"].split("|")]
    at_end = {}
    host = widget.kind in (HOST_PLAYBACK, HOST_CAPTURE)
    for way, number in (("in", SETS_IN), ("out", SETS_OUT)):
        declared = widget.token(number) or 0
        used = widget.sets[way][:declared]
        if declared == 0 or len(used) != declared:
            faults.append(f"{name}: declares {declared} {way}put sets, has {len(used)}")
        for values in used:
            if way == "in" or widget.token(UUID) != MFCC:
                check_set(name, way, values, widget.token(DOMAIN) == "DP", faults)
        tokens = SET_TOKENS[way]
        outside = (host and way == ("in" if widget.kind == HOST_PLAYBACK else "out"))
        # a module with several pins says the same of each
        pins = 1 if host else len({v.get(PIN_IN if way == "in" else PIN_OUT) for v in used})
        wanted = [sorted([(rate, valid, channels) for rate in rates
                          for valid in (at_pcm if outside else width)] * pins)
                  for rates in ends for channels in counts for width in widths]
        have = sorted((v.get(tokens[0]), v.get(tokens[2]), v.get(tokens[3])) for v in used)
        if have not in wanted:
            faults.append(f"{name}: {way}puts (rate, bits, channels) are {have}, "
                          f"not {' or '.join(map(str, wanted))}")
        else:
            at_end[way] = wanted.index(have) // (len(counts) * len(widths))
    if len(ends) > 1 and len(at_end) == 2 and (at_end["in"] != at_end["out"]) != (widget.kind in (SRC, ASRC)):
        faults.append(f"{name}: converts rates and is no converter, or the other way round")
    is_end = host or widget.kind in (DAI_PLAYBACK, DAI_CAPTURE)
    is_one_way = len({pcm.split(":")[1] for pcm in row["pcms"].split(",")}) == 1
    may_be_at_link_rate = host and "," in row["pcms"]  # another PCM is the one that is converted
    if (len(ends) > 1 and is_end and is_one_way and not may_be_at_link_rate
            and set(at_end.values()) != {0 if host else 1}):
        faults.append(f"{name}: runs at the rate of the other end")
    if host:
        if widget.sname not in pcms.values():
            faults.append(f"{name}: stream '{widget.sname}' is no PCM's")
        if widget.token(NODE_TYPE) != (0 if widget.kind == HOST_PLAYBACK else 1):
            faults.append(f"{name}: node type {widget.token(NODE_TYPE)} is no host's")
    elif widget.kind in (DAI_PLAYBACK, DAI_CAPTURE):
        if widget.sname not in links:
            faults.append(f"{name}: stream '{widget.sname}' is no link's")
        node = {"HDA": 8, "DMIC": 10, "SSP": 12, "ALH": 16}.get(widget.token(DAI_TYPE), -2)
        node += widget.kind == DAI_CAPTURE
        if widget.token(NODE_TYPE) != node:
            faults.append(f"{name}: node type {widget.token(NODE_TYPE)}, not {node}")


def check(path, row):
    topology, faults = Topology(path), []
    widgets = {widget.name: widget for widget in topology.widgets}
    if len(widgets) != len(topology.widgets):
        faults.append("two widgets of one name")
    pipelines = sorted(w.index for w in topology.widgets if w.kind == SCHEDULER)
    for widget in topology.widgets:
        if len(widget.name) > LONGEST_WIDGET_NAME:
            faults.append(f"{widget.name}: longer than {LONGEST_WIDGET_NAME} characters")
        if widget.kind == SCHEDULER:
            continue
        if widget.index not in pipelines:
            faults.append(f"{widget.name}: no pipeline {widget.index}")
        check_module(widget, row, topology.pcms, topology.links, faults)
    for source, sink in topology.routes:
        # a further DAI of an aggregated link is not built: a generator that it leads to has no pin
        if source in widgets and widgets[source].kind == DAI_CAPTURE and source[-1] in "123456789":
            continue
        for end, pins in ((source, PINS_OUT), (sink, PINS_IN)):
            if end not in widgets:
                faults.append(f"route {source} -> {sink}: no widget {end}")
            elif not widgets[end].token(pins):
                faults.append(f"route {source} -> {sink}: {end} has no pin on that side")
    controls = [name for widget in topology.widgets for name in widget.controls]
    for what, have in (("widgets", len(widgets)), ("pipelines", ",".join(map(str, pipelines))),
                       ("routes", len(topology.routes)), ("controls", ",".join(sorted(controls))),
                       ("pcms", ",".join(sorted(topology.pcms))),
                       ("links", ",".join(sorted(topology.links)))):
        if str(have) != row[what]:
            faults.append(f"{what}: {have}, expected {row[what]}")
    return faults


def main(table, directory):
    with open(table, encoding="utf-8") as file:
        lines = [line for line in file if not line.startswith("#")]
    rows = {row["name"]: row for row in csv.DictReader(lines, delimiter="\t")}
    files = {name[:-5] for name in os.listdir(directory) if name.endswith(".tplg")}
    faults = [f"{name}: not in {table}" for name in sorted(files - rows.keys())]
    for name, row in rows.items():
        path = os.path.join(directory, name + ".tplg")
        try:
            faults += [f"{name}: {fault}" for fault in check(path, row)]
        except (Fault, KeyError, OSError, struct.error, UnicodeDecodeError) as error:
            faults.append(f"{name}: {error}")
    for fault in faults:
        print(fault)
    print(f"{len(rows)} topologies, {len(faults)} faults")
    return 1 if faults or not rows else 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], sys.argv[2]))
