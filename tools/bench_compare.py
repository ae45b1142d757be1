# SPDX-License-Identifier: BSD-3-Clause
"""`tools/bench compare OLD NEW`: two measurements of `tools/bench modules --json`, instructions only.

Exit code 6 when W or M of a row that both have has grown by more than the threshold, or a row is missing in NEW.
"""
import json
import sys

EXIT_EXPECTATION = 6


def read(path):
    try:
        with open(path, encoding="utf-8") as file:
            rows = json.load(file)["rows"]
            return {(row["module"], row["bits"], row["rate"]): (row["w"], row["m"]) for row in rows}
    except OSError as error:
        sys.exit(f"bench: {path}: {error.strerror}")
    except (ValueError, KeyError, TypeError):
        print(f"bench: {path}: not a measurement, expected what tools/bench modules --json writes", file=sys.stderr)
        sys.exit(2)


def main(options):
    old, new = read(options.old), read(options.new)
    wrong = []
    for key in old:
        name = f"{key[0]} s{key[1]} {key[2]}"
        if key not in new:
            wrong.append(f"{name}: not in {options.new}")
            continue
        changes = [100 * (after - before) / before if before else 0.0 for before, after in zip(old[key], new[key])]
        print(f"{name:36} W {new[key][0]:9.0f} {changes[0]:+7.2f} %   M {new[key][1]:9.0f} {changes[1]:+7.2f} %")
        wrong += [f"{name}: {what} has grown by {change:.1f} %, expected at most {options.threshold:g} %"
                  for what, change in zip("WM", changes) if change > options.threshold]
    for text in wrong:
        print(f"bench: {text}", file=sys.stderr)
    return EXIT_EXPECTATION if wrong else 0
