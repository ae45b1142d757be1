# SPDX-License-Identifier: BSD-3-Clause
"""`tools/bench topologies`: instructions of a tick for each topology of a build, against a baseline.

The baseline (tests/bench/ticks.tsv) holds a line for each, of the compiler that it names: another one makes other code,
so that counts of another compiler are not judged. A topology that takes more than the threshold above its line is a
failure (exit 6), as is one that is not counted any more; one that the baseline does not know is "new". --update writes
the file anew.
"""
import concurrent.futures
import glob
import itertools
import os
import sys
import tempfile

import bench_count

EXIT_EXPECTATION = 6
BASELINE = os.path.join(bench_count.SOURCE, "tests", "bench", "ticks.tsv")
HEAD = ("# Instructions of a tick, made by tools/bench topologies --update with the release build's compiler "
        "and AVX2 kernels.\n")
# what is tried in turn until the topology plays: rate and channels of the input, numbers of inputs and outputs
INPUTS = ((48000, 2), (44100, 2), (8000, 2), (11025, 2), (16000, 2), (48000, 1), (48000, 6), (48000, 8), (44100, 8),
          (96000, 2))
FILES = ((1, 1), (1, 2), (2, 1), (1, 4), (2, 2), (1, 3), (0, 1))


def topologies(build):
    return sorted(os.path.basename(path)[:-len(".tplg")] for path in glob.glob(os.path.join(build, "tplg", "*.tplg")))


def playable(runner, name):
    """The command of a run that works."""
    errors = []
    for (rate, channels), (inputs, outputs) in itertools.product(INPUTS, FILES):
        command = runner.command(name, runner.input(rate, channels=channels), ("--isolation", "none"), inputs=inputs,
                                 outputs=outputs)
        try:
            runner.run([*command, "-C", "10"])
            return command
        except bench_count.Failed as error:
            errors.append(str(error))
    raise bench_count.Failed(f"{name}: no input plays; the first: {errors[0]}")


def measure(build, name):
    with tempfile.TemporaryDirectory() as folder:
        runner = bench_count.Runner(build, folder)
        return round(runner.per_tick(playable(runner, name))[0])


def measure_all(build, names):
    """{name: instructions} of those that can be played; the others are named."""
    os.environ["ADSP_SIMD"] = "avx2"
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        jobs = {name: pool.submit(measure, build, name) for name in names}
        counts = {}
        for name, job in jobs.items():
            try:
                counts[name] = job.result()
            except bench_count.Failed as error:
                print(f"bench: not counted: {error}", file=sys.stderr)
        return counts


def read_baseline(path):
    """(compiler, {name: instructions})"""
    compiler, counts = None, {}
    try:
        with open(path, encoding="utf-8") as file:
            for number, line in enumerate(file, 1):
                words = line.split()
                if line.startswith("# compiler: "):
                    compiler = line[len("# compiler: "):].strip()
                elif len(words) == 2 and words[1].isdigit():
                    counts[words[0]] = int(words[1])
                elif words and not line.startswith("#"):
                    sys.exit(f"bench: {path}:{number}: '{line.strip()}', expected a topology and its instructions")
    except OSError as error:
        sys.exit(f"bench: {path}: {error.strerror}")
    return compiler, counts


def write_baseline(path, compiler, counts):
    with open(path + ".part", "w", encoding="utf-8") as file:
        file.write(HEAD + f"# compiler: {compiler}\n" + "".join(f"{n}\t{c}\n" for n, c in sorted(counts.items())))
    os.replace(path + ".part", path)


def judge(old, new, threshold):
    """Lines of what is wrong."""
    wrong = [f"{name}: in the baseline, and not counted" for name in sorted({*old} - {*new})]
    for name in sorted({*old} & {*new}):
        growth = 100 * (new[name] - old[name]) / old[name]
        if growth > threshold:
            wrong.append(f"{name}: {new[name]} instructions a tick, {old[name]} before: {growth:+.1f} %, "
                         f"expected at most {threshold:g} % more")
    return wrong


def main(options):
    names = options.topologies or topologies(options.build)
    if not names:
        sys.exit(f"bench: no topologies in {options.build}/tplg: build them first, tools/build.sh release")
    compiler = bench_count.compiler(options.build)
    if options.update:
        counts = {} if not options.topologies else read_baseline(options.baseline)[1]
        write_baseline(options.baseline, compiler, {**counts, **measure_all(options.build, names)})
        return 0
    made_by, old = read_baseline(options.baseline)
    if made_by != compiler:
        print(f"bench: the baseline is of {made_by}, the build of {compiler}: not compared", file=sys.stderr)
        return 0
    new = measure_all(options.build, names)
    if options.topologies:
        old = {name: old[name] for name in names if name in old}
    for name, count in sorted(new.items()):
        change = f"{100 * (count - old[name]) / old[name]:+7.2f} %" if name in old else "    new"
        print(f"{name:28} {count:9} {change}")
    wrong = judge(old, new, options.threshold)
    for text in wrong:
        print(f"bench: {text}", file=sys.stderr)
    return EXIT_EXPECTATION if wrong else 0
