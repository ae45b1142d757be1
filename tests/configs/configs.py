#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Build the firmware configurations that the presets name, and compare their audio.

    configs.py SOURCE_DIR BUILD_DIR [-j N] [PRESET ...]

Each PRESET (default: all that set ADSP_CONFIG, but for other arithmetic) makes the same files from each compiled
topology as the default configuration, byte for byte. Their tests are run by the presets themselves
(tools/test.sh PRESET).

exit status: 0 all files are the same, 1 else
"""
import argparse
import hashlib
import json
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "sweep"))
import sweep_all

OTHER_ARITHMETIC = ("compat",)


def configurations(source):
    """{preset: symbols}, the default one first"""
    presets = json.loads((source / "CMakePresets.json").read_text())["configurePresets"]
    found = {preset["name"]: preset.get("cacheVariables", {}).get("ADSP_CONFIG") for preset in presets}
    same = {name: symbols for name, symbols in found.items() if symbols and name not in OTHER_ARITHMETIC}
    return {"default": "", **same}


def run(command, **options):
    done = subprocess.run(command, capture_output=True, text=True, check=False, **options)
    if done.returncode:
        sys.exit(f"configs: {' '.join(map(str, command))}: exit status {done.returncode}\n{done.stdout[-4000:]}"
                 f"\n{done.stderr[-4000:]}")
    return done.stdout


def build(source, folder, symbols, jobs):
    run(["cmake", "-G", "Ninja", "-S", source, "-B", folder, "-DCMAKE_BUILD_TYPE=Debug", f"-DADSP_CONFIG={symbols}"])
    run(["cmake", "--build", folder, "-j", str(jobs), "--target", "adspbench", "topologies"])


def audio(folder):
    """{topology and output: digest} of a run of every topology with all its streams"""
    scratch = folder / "audio"
    scratch.mkdir(exist_ok=True)
    program = [str(folder / "adspbench")]
    digests = {}
    for topology in sorted((folder / "tplg").glob("*.tplg")):
        out = scratch / topology.stem
        out.mkdir(exist_ok=True)
        words = sweep_all.scenario(program, str(topology), 4800, out)
        words = [f"{word[:-len('/dev/null')]}{out / (word.split('=')[0].replace(':', '.') + '.raw')}"
                 if word.endswith("=/dev/null") else word for word in words]
        dais = sweep_all.playback_dais(program, str(topology))
        for dai in dais:
            words += ["--dai", f"{dai}={out / (dai + '.raw')}"]
        run([*program, "run", "-q", "-d", "0", *words])
        for file in sorted(out.glob("*.raw")):
            digests[f"{topology.stem}/{file.name}"] = hashlib.sha256(file.read_bytes()).hexdigest()
    return digests


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=pathlib.Path)
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("-j", "--jobs", type=int, default=2)
    parser.add_argument("preset", nargs="*")
    options = parser.parse_args()
    known = configurations(options.source)
    for preset in options.preset:
        if preset not in known:
            parser.error(f"'{preset}' is none of {', '.join(known)}")

    wanted, different = None, 0
    for preset in dict.fromkeys(["default", *(options.preset or known)]):
        folder = options.build / preset
        build(options.source, folder, known[preset], options.jobs)
        got = audio(folder)
        if wanted is None:
            wanted = got
            continue
        for name in sorted({*wanted, *got}):
            if got.get(name) != wanted.get(name):
                different += 1
                print(f"{preset}: {name} differs from the default configuration's")
        print(f"{preset}: {len(got)} files compared", flush=True)
    return 1 if different or not wanted else 0


if __name__ == "__main__":
    sys.exit(main())
