# SPDX-License-Identifier: BSD-3-Clause
"""Instructions and time of runs of one build: what the tables of tools/bench are made of."""
import json
import os
import re
import resource
import subprocess
import sys
import time

import noise

SOURCE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
CHANNELS = 2
# Of two runs that are compared, so that start-up cancels out. 512 ticks between them are whole blocks of the files at
# 48 kHz: each difference holds as many of their reads and writes.
TICKS = (128, 640)


class Failed(Exception):
    """A run that did not end well; the text says which."""


def first_line(text):
    return text.strip().splitlines()[-1] if text.strip() else "no message"


class Runner:
    """Runs of one build's program, with inputs and outputs in a folder."""

    def __init__(self, build, folder):
        self.build = build
        self.program = os.path.join(build, "adspbench")
        self.folder = folder
        self.output = os.path.join(folder, "out.wav")
        self.report = os.path.join(folder, "report.json")
        if not os.path.exists(self.program):
            sys.exit(f"bench: {self.program} is missing: build it first, tools/build.sh release")

    def input(self, rate, bits=32, channels=CHANNELS, seconds=1):
        path = os.path.join(self.folder, f"in{seconds}-{rate}-{bits}-{channels}.wav")
        if not os.path.exists(path):
            noise.write(path, rate, channels, seconds, bits)
        return path

    def topology(self, name):
        """A source of tplg/ by its name with .conf, else a compiled one of the build."""
        if name.endswith(".conf"):
            return os.path.join(SOURCE, "tplg", name)
        return os.path.join(self.build, "tplg", f"{name}.tplg")

    def command(self, topology, sound, options=(), defines=(), inputs=1, outputs=1, streams=()):
        """Words of a run; each of several inputs is the same file. Streams, with SOUND and OUTPUT, are named instead."""
        names = [self.output, *(f"{self.output}.{i}.wav" for i in range(1, outputs))]
        ends = [word.replace("SOUND", sound).replace("OUTPUT", self.output) for word in streams] or [
            *(["-i", ",".join([sound] * inputs)] if inputs else []), "-o", ",".join(names)]
        words = [self.program, "run", "-q", "-d", "0", "-t", self.topology(topology), *ends, "--convert",
                 "--report", self.report, *options]
        for define in defines:
            words += ["-D", define]
        return words

    def ticks(self):
        with open(self.report, encoding="utf-8") as file:
            return json.load(file)["ticks"]

    @staticmethod
    def run(command):
        """@return (wall seconds, processor seconds)"""
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        start = time.perf_counter()
        done = subprocess.run(command, capture_output=True, text=True)
        wall = time.perf_counter() - start
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        if done.returncode:
            raise Failed(f"{' '.join(command)}: exit code {done.returncode}: {first_line(done.stderr)}")
        return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    def count(self, command, ticks, function=None):
        """@return (ticks, instructions of the process, those of the function with all that it calls or 0)"""
        out = os.path.join(self.folder, "callgrind.out")
        self.run(["valgrind", "--quiet", "--tool=callgrind", f"--callgrind-out-file={out}", *command, "-C", str(ticks)])
        with open(out, encoding="utf-8") as file:
            total = int(re.search(r"^(?:totals|summary): (\d+)", file.read(), re.MULTILINE).group(1))
        return self.ticks(), total, inclusive(out, function) if function else 0

    def per_tick(self, command, function=None):
        """@return (instructions of the process, of the function), per tick"""
        few, many = (self.count(command, ticks, function) for ticks in TICKS)
        ticks = many[0] - few[0]
        if ticks <= 0:
            raise Failed(f"{' '.join(command)}: {few[0]} ticks and {many[0]}, expected {TICKS[0]} and {TICKS[1]}")
        return (many[1] - few[1]) / ticks, (many[2] - few[2]) / ticks


def inclusive(path, function):
    """Instructions of a function with all that it calls, from callgrind's file."""
    text = subprocess.run(["callgrind_annotate", "--inclusive=yes", "--threshold=100", path], capture_output=True,
                          text=True, check=True).stdout
    row = re.search(rf"^ *([\d,]+) \(.*?\S*:{re.escape(function)}(?:'\d+)?(?: \[.*)?$", text, re.MULTILINE)
    if not row:
        raise Failed(f"no instructions in {function}: it was not called, or is not its own function in this build")
    return int(row.group(1).replace(",", ""))


def compiler(build):
    """The compiler of a build, as 'GNU 12.2.0'."""
    folder = os.path.join(build, "CMakeFiles")
    for version in sorted(os.listdir(folder) if os.path.isdir(folder) else ()):
        path = os.path.join(folder, version, "CMakeCCompiler.cmake")
        if os.path.exists(path):
            with open(path, encoding="utf-8") as file:
                text = file.read()
            return " ".join(re.search(rf'set\(CMAKE_C_COMPILER_{key} "([^"]*)"\)', text).group(1)
                            for key in ("ID", "VERSION"))
    return "unknown"
