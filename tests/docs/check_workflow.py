#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""The CI workflow parses, and the presets that it names are those of CMakePresets.json.

    check_workflow.py SOURCE_DIR

Each preset that a step or a matrix names exists, each test preset is run by a job, in all of its shards, each program
of tools/ that a step starts exists, and the job lint runs every linter that the tree has a configuration for. Exit
status 1 with one line for each that is not so.
"""
import json
import pathlib
import re
import sys

import yaml

LINTERS = {"tools/format.sh --check": ".clang-format", "ruff check": "pyproject.toml",
           "run-clang-tidy": ".clang-tidy", "shellcheck": "tools/setup.sh"}
PRESET = re.compile(r"--preset[ =]([\w-]+)|tools/test[.]sh ([\w-]+)|tools/build[.]sh ([\w-]+)")
TOOL = re.compile(r"(?:^|\s)(?:[.]/)?(tools/[\w.-]+)")


def commands(job):
    return "\n".join(step.get("run", "") for step in job["steps"])


def presets_of(matrix):
    return [*matrix.get("preset", []), *(item["preset"] for item in matrix.get("include", []) if "preset" in item)]


def shards_of(job):
    """@return {preset: [shards]}: all of them, or a part of the tests is never run"""
    shards = {}
    for item in job.get("strategy", {}).get("matrix", {}).get("include", []):
        if "shard" in item:
            shards.setdefault(item.get("preset"), []).append(item["shard"])
    return shards


def main():
    source = pathlib.Path(sys.argv[1])
    file = source / ".github/workflows/ci.yaml"
    jobs = yaml.safe_load(file.read_text(encoding="utf-8"))["jobs"]
    presets = json.loads((source / "CMakePresets.json").read_text(encoding="utf-8"))
    known = {kind: {preset["name"] for preset in presets[kind] if not preset.get("hidden")}
             for kind in ("configurePresets", "buildPresets", "testPresets")}
    problems, run = [], {"debug"} if "tools/test.sh" in commands(jobs["readme"]) else set()

    for name, job in jobs.items():
        text = commands(job)
        matrix = presets_of(job.get("strategy", {}).get("matrix", {}))
        problems += [f"job {name}: shards of {preset}: {shards}" for preset, shards in shards_of(job).items()
                     if sorted(shards) != [f"{i}/{len(shards)}" for i in range(1, len(shards) + 1)]]
        run |= set(matrix)
        named = set(matrix) | {next(filter(None, match)) for match in PRESET.findall(text)}
        problems += [f"job {name}: there is no preset {preset}"
                     for preset in sorted(named - set().union(*known.values()))]
        problems += [f"job {name}: there is no {tool}"
                     for tool in sorted(set(TOOL.findall(text))) if not (source / tool).exists()]
    problems += [f"no job runs the tests of preset {preset}" for preset in sorted(known["testPresets"] - run)]
    problems += [f"the job lint does not run {linter}" for linter, configuration in LINTERS.items()
                 if (source / configuration).exists() and linter not in commands(jobs["lint"])]
    for problem in problems:
        print(f"{file}: {problem}")
    print(f"{len(jobs)} jobs, {len(run)} presets, {len(problems)} problems")
    return 1 if problems or not run else 0


if __name__ == "__main__":
    sys.exit(main())
