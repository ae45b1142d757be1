#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Build the firmware configurations that differ in where DP modules' memory comes from, test them, compare their audio.

    configs.py SOURCE_DIR BUILD_DIR [-j N] [CONFIG ...]

Each CONFIG (default: all below) is built in BUILD_DIR/<name>, passes the tests of its kind there, and makes the same
files from each compiled topology as the default configuration, byte for byte.
"""
import argparse
import hashlib
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "sweep"))
import sweep_all

# name: (symbols, what is built, tests that are run)
CONFIGS = {
    "default": ("", ["adspbench", "topologies"], None),
    # without regions their unit tests have nothing to test
    "no-regions": ("CONFIG_SOF_VREGIONS=n", ["adspbench", "topologies", "cycles", "src_meter"], "scenario|golden|cycles|sweep"),
    "no-application": ("CONFIG_SOF_USERSPACE_APPLICATION=n", ["all"], "unit|scenario|golden|cycles|sweep"),
    "driver-heap": ("CONFIG_SOF_USERSPACE_APPLICATION=n;CONFIG_SOF_USERSPACE_USE_DRIVER_HEAP=y", ["all"],
                    "unit|scenario|golden|cycles|sweep"),
}


def run(command, **options):
    done = subprocess.run(command, capture_output=True, text=True, check=False, **options)
    if done.returncode:
        sys.exit(f"configs: {' '.join(map(str, command))}: exit status {done.returncode}\n{done.stdout[-4000:]}"
                 f"\n{done.stderr[-4000:]}")
    return done.stdout


def build(source, folder, config, jobs):
    symbols, targets, _ = CONFIGS[config]
    run(["cmake", "-G", "Ninja", "-S", source, "-B", folder, "-DCMAKE_BUILD_TYPE=Debug",
         f"-DADSP_CONFIG={symbols}"])
    run(["cmake", "--build", folder, "-j", str(jobs), "--target", *targets])


def test(folder, config, jobs):
    labels = CONFIGS[config][2]
    if labels:
        text = run(["ctest", "-j", str(jobs), "--output-on-failure", "--no-tests=error", "-L", labels, "-LE",
                    "long|fuzz|docs|bench"], cwd=folder)
        print(f"{config}: " + next(line for line in text.splitlines() if "tests passed" in line), flush=True)


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
    parser.add_argument("source")
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("-j", "--jobs", type=int, default=2)
    parser.add_argument("config", nargs="*", choices=[[], *CONFIGS])
    options = parser.parse_args()
    configs = options.config or list(CONFIGS)

    build(options.source, options.build / "default", "default", options.jobs)
    wanted = audio(options.build / "default")
    different = 0
    for config in configs:
        if config == "default":
            continue
        folder = options.build / config
        build(options.source, folder, config, options.jobs)
        test(folder, config, options.jobs)
        got = audio(folder)
        for name in sorted({*wanted, *got}):
            if got.get(name) != wanted.get(name):
                different += 1
                print(f"{config}: {name} differs from the default configuration's")
        print(f"{config}: {len(got)} files compared", flush=True)
    return 1 if different or not wanted else 0


if __name__ == "__main__":
    sys.exit(main())
