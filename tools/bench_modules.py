# SPDX-License-Identifier: BSD-3-Clause
"""`tools/bench modules`: one table, module by format and rate.

  W, M       instructions of a tick (1 ms of audio) in the whole process and in the module's processing function
  field      the same of the reference, and what part of it this takes (tools/bench.toml has figures and source)
  target     what it is to be at most; ! where it is more
  ns         processor time of a sample of one channel, whole process, start-up left out
  x real     how many times faster than the audio
  x copy     processor time, start-up included, in plain copies (cp) of the same file in the same run
  against    with --against: time of that command in times of ours, runs in pairs

Instructions repeat to the digit on the same build, times do not: only the former are compared.
"""
import datetime
import json
import os
import platform
import re
import shlex
import statistics
import sys
import tempfile
import tomllib

import bench_count

FIGURES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "bench.toml")


def rows_of(pattern):
    with open(FIGURES, "rb") as file:
        rows = tomllib.load(file)["row"]
    chosen = [row for row in rows if re.search(pattern, key_of(row))]
    if not chosen:
        sys.exit(f"bench: no row is like '{pattern}', expected one of: {', '.join(map(key_of, rows))}")
    return chosen


def key_of(row):
    return f"{row['module']} s{row['bits']} {row['rate']}"


def command_of(runner, row, sound):
    return runner.command(row["topology"], sound,
                          **{key: row[key] for key in ("options", "defines", "outputs", "streams") if key in row})


def time_row(runner, row, options):
    """Processor times, by repetition: ours short and long, a copy, and the other program's."""
    short, long = options.seconds // 4, options.seconds
    times = {"short": [], "long": [], "copy": [], "other": []}
    sounds = {seconds: runner.input(row["rate"], row["bits"], seconds=seconds) for seconds in (short, long)}
    for _ in range(options.repeat):
        for name, seconds in (("short", short), ("long", long)):
            times[name].append(runner.run(command_of(runner, row, sounds[seconds]))[1])
        times["copy"].append(runner.run(["cp", sounds[long], runner.output + ".copy"])[1])
        if options.against:
            words = [word.format(input=sounds[long], output=runner.output + ".other", bits=row["bits"],
                                 rate=row["rate"], module=row["module"])
                     for word in shlex.split(options.against)]
            times["other"].append(runner.run(words)[1])
    samples = (long - short) * row["rate"] * bench_count.CHANNELS
    gained = statistics.median(b - a for a, b in zip(times["short"], times["long"]))
    result = {"ns_per_sample": gained / samples * 1e9, "x_real_time": (long - short) / gained if gained > 0 else None,
              "x_copy": statistics.median(a / b for a, b in zip(times["long"], times["copy"]) if b > 0)}
    if options.against:
        result["against"] = statistics.median(b / a for a, b in zip(times["long"], times["other"]))
    return result


def measure_row(runner, row, options):
    whole, function = runner.per_tick(command_of(runner, row, runner.input(row["rate"], row["bits"])), row["function"])
    result = {key: row[key] for key in ("module", "bits", "rate", "field_w", "field_m", "target_w", "target_m")
              if key in row}
    result.update(w=round(whole, 1), m=round(function, 1))
    if not options.counts_only:
        result.update(time_row(runner, row, options))
    return result


def share(row, name):
    """Of the field's."""
    field = row.get(f"field_{name}")
    return f"{row[name] / field:.2f}" if field else "-"


def target(row, name):
    limit = row.get(f"target_{name}")
    return f"{limit}{'!' if row[name] > limit else ''}" if limit else "-"


HEADINGS = ("module", "format", "Hz", "W", "target", "field", "M", "target", "field", "ns", "x real", "x copy",
            "against")
REPEATING = 9       # of these, counted


def cells(row):
    counts = [cell for name in "wm" for cell in (f"{row[name]:.0f}", target(row, name), share(row, name))]
    times = [f"{row[key]:{form}}" if row.get(key) is not None else "-"
             for key, form in (("ns_per_sample", ".2f"), ("x_real_time", ".0f"), ("x_copy", ".1f"), ("against", ".2f"))]
    return (row["module"], f"s{row['bits']}", str(row["rate"]), *counts, *times)


def print_table(result, file=sys.stdout):
    lines = [HEADINGS, *map(cells, result["rows"])]
    widths = [max(len(line[i]) for line in lines) for i in range(len(HEADINGS))]
    for line in lines:
        print("  ".join(cell.ljust(width) if i < 2 else cell.rjust(width)
                        for i, (cell, width) in enumerate(zip(line, widths))).rstrip(), file=file)


def markdown(result):
    """The columns that repeat, for docs/performance.md."""
    lines = [HEADINGS[:REPEATING], ["---"] * REPEATING, *(cells(row)[:REPEATING] for row in result["rows"])]
    return "".join("| " + " | ".join(line) + " |\n" for line in lines)


def append_history(path, result):
    """One line of JSON for each measurement."""
    with open(path, "a", encoding="utf-8") as file:
        file.write(json.dumps({"time": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
                               **result}) + "\n")


def main(options):
    rows = rows_of(options.rows)
    with tempfile.TemporaryDirectory(dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None) as folder:
        runner = bench_count.Runner(options.build, folder)
        result = {"build": options.build, "compiler": bench_count.compiler(options.build),
                  "machine": platform.machine(), "rows": []}
        for row in rows:
            try:
                result["rows"].append(measure_row(runner, row, options))
            except bench_count.Failed as error:
                sys.exit(f"bench: {key_of(row)}: {error}")
            if options.progress:
                print(key_of(row), file=sys.stderr)
    if options.json == "-":
        print(json.dumps(result, indent=1))
    elif options.markdown:
        print(markdown(result), end="")
    else:
        print_table(result)
    if options.json and options.json != "-":
        with open(options.json, "w", encoding="utf-8") as file:
            json.dump(result, file, indent=1)
    if options.history:
        append_history(options.history, result)
    return 0
