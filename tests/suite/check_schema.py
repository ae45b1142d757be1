#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Suites fit the published schema, and what does not fit is found by it.

    check_schema.py SCHEMA.json SUITE.yaml...
"""
import copy
import json
import pathlib
import sys

import jsonschema
import yaml


STREAM = "{pcm: 0, signal: tone}"
SCENARIO = "{scenarios: [{name: a, topology: x, streams: [%s]%s}]}"
GOOD = (SCENARIO % (STREAM, ", tags: smoke, options: --no-ledger, max_time: 5"),
        SCENARIO % (STREAM, ", tags: [a, b], matrix: {x: [1, 2]}, exclude: [{x: 1}]"),
        SCENARIO % ("{pcm: 0, signal: tone, ms: 0.5, pause: 10}", ""))
BAD = (SCENARIO % (STREAM, ", exclude: [{x: 1}]"),
       SCENARIO % (STREAM, ", max_time: 0.5"),
       SCENARIO % ("{pcm: 0, signal: tone, ms: 0}", ""),
       SCENARIO % ("{pcm: 0, signal: tone, pause: 10.5}", ""),
       SCENARIO % ("{pcm: 0, signal: tone, start: -1}", ""),
       "{defaults: {matrix: {x: [1]}}, scenarios: [{name: a, topology: x, streams: [%s]}]}" % STREAM)


def main():
    schema = json.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"))
    validator = jsonschema.Draft202012Validator(schema)
    validator.check_schema(schema)
    for text in GOOD + BAD:
        if validator.is_valid(yaml.safe_load(text)) != (text in GOOD):
            sys.exit(f"{text}: the program and the schema do not agree")
    for name in sys.argv[2:]:
        suite = yaml.safe_load(pathlib.Path(name).read_text(encoding="utf-8"))
        for error in validator.iter_errors(suite):
            sys.exit(f"{name}: {'/'.join(map(str, error.path))}: {error.message}")
        if not suite.get("scenarios"):
            continue
        inner = "streams" if "streams" in suite["scenarios"][0] else "steps"
        for where, what in (((), "loudness"), (("scenarios", 0), "topolgy"), (("scenarios", 0, inner, 0), "colour")):
            broken = copy.deepcopy(suite)
            at = broken
            for step in where:
                at = at[step]
            at[what] = 1
            if validator.is_valid(broken):
                sys.exit(f"{name}: a key '{what}' at {where} is not noticed")
    print(f"{len(sys.argv) - 2} suites fit")


if __name__ == "__main__":
    main()
