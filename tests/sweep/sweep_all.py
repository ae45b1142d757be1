#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Sweep topologies: every firmware allocation of a run with all their streams fails in turn.

    ADSPBENCH=build/adspbench sweep_all.py [--frames N] [--every N] [--repeat N] [--isolation MODE] [--part K/N] [-j N]
                                           TPLG...

What to run is read from the topology itself: all PCMs at once, inputs of the first rate and the most channels
that each takes, every volume, switch and enum set before the start and moved by a script while it runs.

exit status: 0 every sweep was good, 1 else
"""
import argparse
import json
import os
import pathlib
import shlex
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
import noise

SCRIPT_STEP_S = 0.003


def rate_of(caps):
    if caps["rates"]:
        return 48000 if 48000 in caps["rates"] else caps["rates"][0]
    return min(max(48000, caps["rate_min"]), caps["rate_max"] or 48000)


def stream_words(pcms, frames, scratch):
    words, captures = ["--convert"], False
    for pcm in pcms:
        for direction in ("playback", "capture"):
            caps = pcm[direction]
            if not caps:
                continue
            file = "/dev/null"
            if direction == "playback":
                file = scratch / f"in{pcm['id']}.wav"
                noise.write_wav(file, rate_of(caps), caps["channels_max"], 32, frames)
            captures = captures or direction == "capture"
            words += ["--pcm", f"{pcm['id']}:{direction}={file}"]
    # a capture of silence has no end of its own
    return words + (["-C", str(frames // 48 + 20)] if captures else [])


def control_words(controls, scratch):
    words, script = [], []
    for control in controls:
        if control["kind"] not in ("volume", "switch", "enum"):
            continue
        most = len(control["items"]) - 1 if control["kind"] == "enum" else control["max"]
        words += ["--control", f"{control['name']}={most}"]
        script += [f"sleep {SCRIPT_STEP_S}", f"amixer cset name='{control['name']}' {most // 2}"]
    if script:
        file = scratch / "script"
        file.write_text("\n".join(script) + "\n", encoding="utf-8")
        words += ["-s", str(file)]
    return words


def inspect(program, topology):
    text = subprocess.run([*program, "inspect", "--json", topology], check=True, capture_output=True,
                          text=True).stdout
    return json.loads(text)


def playback_dais(program, topology):
    """Names of the DAIs that play."""
    return [widget["name"] for widget in inspect(program, topology)["widgets"] if widget["type"] == "dai_in"]


def has_user_modules(program, topology):
    return any(widget["domain"] == "DP" for widget in inspect(program, topology)["widgets"])


def scenario(program, topology, frames, scratch):
    """Words of the run: the topology with all that it can do."""
    about = inspect(program, topology)
    return ["-t", topology, *stream_words(about["pcms"], frames, scratch),
            *control_words(about["controls"], scratch)]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--frames", type=int, default=480, help="of each input (default: 480)")
    parser.add_argument("--every", type=int, default=1, help="each N-th allocation only")
    parser.add_argument("--repeat", type=int, default=1, help="runs in one machine (default: 1)")
    parser.add_argument("--isolation", help="with this one, of the topologies with modules in user mode")
    parser.add_argument("--part", metavar="K/N", default="1/1", help="each N-th topology from the K-th on")
    parser.add_argument("-j", "--jobs", type=int, default=os.cpu_count())
    parser.add_argument("topology", nargs="+", help="file, or directory: all files in it")
    options = parser.parse_args()
    program = shlex.split(os.environ.get("ADSPBENCH", ""))
    if not program:
        sys.exit("sweep_all: ADSPBENCH must name the program")

    topologies = []
    for name in options.topology:
        path = pathlib.Path(name)
        topologies += [str(file) for file in sorted(path.glob("*.tplg"))] if path.is_dir() else [name]

    isolation = []
    if options.isolation:
        isolation = ["--isolation", options.isolation]
        topologies = [name for name in topologies if has_user_modules(program, name)]

    part, parts = map(int, options.part.split("/"))
    if not 1 <= part <= parts:
        sys.exit(f"sweep_all: --part {options.part}: expected 1/{parts} to {parts}/{parts}")
    topologies = topologies[part - 1::parts]
    total, bad = {"allocations": 0, "injected": 0}, 0
    for topology in topologies:
        with tempfile.TemporaryDirectory() as folder:
            scratch = pathlib.Path(folder)
            report = scratch / "sweep.json"
            command = [*program, "sweep", "-q", "-d", "0", "-j", str(options.jobs),
                       "--every", str(options.every), "-P", str(options.repeat), "--report", str(report),
                       *isolation, *scenario(program, topology, options.frames, scratch)]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            name = pathlib.Path(topology).stem
            if not report.exists():
                bad += 1
                print(f"{name}: exit status {done.returncode}\n{done.stderr}\n{shlex.join(command)}", flush=True)
                continue
            result = json.loads(report.read_text(encoding="utf-8"))
            for key in total:
                total[key] += result[key]
            counts = ", ".join(f"{count} {outcome}" for outcome, count in result["outcomes"].items() if count)
            print(f"{name}: {result['allocations']} allocations, {result['injected']} failures injected: {counts}",
                  flush=True)
            if done.returncode or result["failures"] or not result["injected"]:
                bad += 1
                for failure in result["failures"][:3]:
                    print(f"  {failure['allocation']} {failure['outcome']} at {failure['site']}, status "
                          f"{failure['status']}, signal {failure['signal']}\n    {failure['text']}")
                print(f"  exit status {done.returncode}: {done.stderr.strip()}\n  {shlex.join(command)}")
    print(f"all: {len(topologies)} topologies, {total['allocations']} allocations, "
          f"{total['injected']} failures injected, {bad} topologies bad")
    return 1 if bad or not topologies else 0


if __name__ == "__main__":
    sys.exit(main())
