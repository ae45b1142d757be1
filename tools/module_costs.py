# SPDX-License-Identifier: BSD-3-Clause
"""What modules cost: measured as each module's costs.toml says, written to costs.tsv beside it. See tools/bench --help.

costs.toml, for the file and overridden by each [[cost]]:

  function   the processing operation, whose instructions are counted with all that it calls
  topology   a source in tplg/
  defines    what it is compiled with: ["WIDTH=16"]
  options    of `adspbench run` beside: ["--control", "Playback Volume=44"]
  streams    instead of a stream through the first PCM: ["--pcm", "0:playback=SOUND", "--dai", "HDA1=/dev/null"]
  name       of the module
  also       names of modules that are the same one: ["PEAKVOL"]
  bits       valid bits of the samples
  in_rate    Hz, and out_rate; absent: any rate, measured at 48 and 96 kHz to tell calls and samples apart
"""
import json
import os
import re
import subprocess
import sys
import tempfile
import tomllib

import noise

SOURCE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
MODULES = os.path.join(SOURCE, "fw", "audio", "modules")
CHANNELS = 2
TICKS = (100, 400)          # of two runs, so that start-up cancels out
RATES = (48000, 96000)
HEAD = (
    "# Measured by tools/bench --costs as costs.toml says: instructions of the release build (x86-64, AVX2) "
    "by callgrind.\n"
    "# name\tbits\tin_rate\tout_rate\tper_call\tper_sample\n"
)


def calls_of(report, name):
    """Calls of all components of a module."""
    calls = {}

    def walk(node):
        if isinstance(node, dict):
            if str(node.get("component", "")).startswith(name.lower() + ".") and "calls" in node:
                calls[node["component"]] = node["calls"]
            node = list(node.values())
        if isinstance(node, list):
            for child in node:
                walk(child)

    walk(report)
    return sum(calls.values())


class Meter:
    def __init__(self, build, folder):
        self.program = os.path.join(build, "adspbench")
        self.folder = folder
        if not os.path.exists(self.program):
            sys.exit(f"bench: {self.program} is missing: build it first, tools/build.sh release")

    def run(self, cost, ticks, rate, defines):
        """(instructions of the function, calls of the module) in a run of so many ticks."""
        counts, report = (os.path.join(self.folder, name) for name in ("counts", "report.json"))
        sound = os.path.join(self.folder, f"{rate}.wav")
        if not os.path.exists(sound):
            noise.write(sound, rate, CHANNELS)
        command = ["valgrind", "--quiet", "--tool=callgrind", f"--callgrind-out-file={counts}",
                   f"--toggle-collect={cost['function']}", self.program, "run", "-q", "-t",
                   os.path.join(SOURCE, "tplg", cost["topology"]), "--convert", "-C", str(ticks), "--report", report,
                   *(word.replace("SOUND", sound) for word in cost.get("streams", ["-i", "SOUND", "-o", "/dev/null"])),
                   *cost.get("options", [])]
        for define in (*cost.get("defines", []), *defines):
            command += ["-D", define]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            sys.exit(f"bench: {' '.join(command)}: exit code {done.returncode}\n{done.stderr}")
        with open(counts, encoding="utf-8") as file:
            instructions = int(re.search(r"^(?:totals|summary): (\d+)", file.read(), re.MULTILINE).group(1))
        with open(report, encoding="utf-8") as file:
            calls = calls_of(json.load(file), cost["name"])
        if not instructions or not calls:
            sys.exit(f"bench: {cost['name']}: {instructions} instructions in {cost['function']}, {calls} calls; "
                     "expected both")
        return instructions, calls

    def per_call(self, cost, rate, defines=()):
        (few, few_calls), (many, many_calls) = (self.run(cost, ticks, rate, defines) for ticks in TICKS)
        return (many - few) / (many_calls - few_calls)

    def row(self, cost):
        """(per call, per sample)"""
        if "in_rate" in cost:
            # the block of a conversion is its own: all is counted by the sample
            samples = max(cost["in_rate"], cost["out_rate"]) / 1000 * CHANNELS
            return 0, self.per_call(cost, cost["in_rate"]) / samples
        slow, fast = (self.per_call(cost, rate, [f"RATE={rate}", f'RATES="{rate}"']) for rate in RATES)
        sample = (fast - slow) / ((RATES[1] - RATES[0]) / 1000 * CHANNELS)
        return slow - sample * RATES[0] / 1000 * CHANNELS, sample


def measure(build, only=()):
    """Measure all modules that say how, or only those of these folders. Prints what it wrote."""
    with tempfile.TemporaryDirectory() as folder:
        meter = Meter(build, folder)
        for module in sorted(os.listdir(MODULES)):
            setup = os.path.join(MODULES, module, "costs.toml")
            if not os.path.exists(setup) or (only and module not in only):
                continue
            with open(setup, "rb") as file:
                common = tomllib.load(file)
            rows = []
            for one in common.pop("cost"):
                cost = {**common, **one}
                call, sample = meter.row(cost)
                for name in (cost["name"], *cost.get("also", [])):
                    rows.append("\t".join([name, *(str(cost.get(key, "*")) for key in ("bits", "in_rate", "out_rate")),
                                           f"{call:.0f}", f"{sample:.2f}"]))
                    print(rows[-1], flush=True)
            output = os.path.join(MODULES, module, "costs.tsv")
            with open(output + ".part", "w", encoding="utf-8") as file:
                file.write(HEAD + "\n".join(rows) + "\n")
            os.replace(output + ".part", output)
