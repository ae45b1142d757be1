#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Run the programs with seeded bugs and write down who finds out.

    ADSPBENCH=build/adspbench run_bugs.py --programs DIR --tplg DIR --out DIR [--watcher NAME] [-j N] BUGS.toml [ID ...]

Always: the ledger's first verdict must be of the kind, with the memory, module and site, that the table states, and
the twin of the bug (the same program without the mistake) must have none. ADSPBENCH may name a launcher in front of
the program; it is used for all of them.

--watcher valgrind, asan or tsan looks at what that tool says as well, in a run with the ledger and in one without.
Columns are written to DIR/<watcher>.json, for table.py. A watcher's twins must be clean, and what it says of a block
that was left must have the firmware's call that allocated it.
"""
import argparse
import concurrent.futures
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile
import wave

import seed

TIMEOUT = 300
LEFT = ("block-left", "interim-left", "object-left")
SAYS = {
    "valgrind": re.compile(r"^==\d+== +(Invalid|Conditional|Use of uninit"
                           r"|\d[\d,]* .*bytes in .* (?:definitely|possibly) lost|Process terminating|Jump)",
                           re.MULTILINE),
    "asan": re.compile(r"ERROR: (?:AddressSanitizer: (?!SEGV)|LeakSanitizer)|runtime error:"),
    "tsan": re.compile(r"WARNING: ThreadSanitizer: "),
}


def make_wav(path, width):
    with wave.open(str(path), "wb") as out:
        out.setnchannels(2)
        out.setsampwidth(width)
        out.setframerate(48000)
        out.writeframes(bytes(range(250)) * 10 * 2 * width)


class Runner:
    """Where programs, topologies and inputs are."""

    def __init__(self, options, scratch):
        *self.launcher, self.adspbench = shlex.split(os.environ["ADSPBENCH"])
        self.programs = pathlib.Path(options.programs)
        self.watcher = options.watcher
        self.scratch = scratch
        self.places = {"@tplg": options.tplg, "@in16": str(scratch / "in16.wav"), "@in": str(scratch / "in.wav")}
        make_wav(scratch / "in16.wav", 2)
        make_wav(scratch / "in.wav", 4)

    def run(self, program, run, *extra):
        """(exit status, standard error) of one run of a program"""
        words = shlex.split(run)
        for name, place in self.places.items():
            words = [word.replace(name, place) for word in words]
        path = self.adspbench if program == "adspbench" else str(self.programs / program)
        environment = dict(os.environ, ASAN_OPTIONS=os.environ.get("ASAN_OPTIONS", "") + ":exitcode=77")
        done = subprocess.run([*self.launcher, path, "run", "-q", "-d", "0", *words, *extra],
                              capture_output=True, text=True, errors="replace", timeout=TIMEOUT, check=False,
                              env=environment)
        return done.returncode, done.stderr

    def ledger(self, program, run):
        """(exit status, verdicts, standard error) of a run with the ledger; None for verdicts: no report"""
        with tempfile.NamedTemporaryFile(dir=self.scratch, suffix=".json") as file:
            status, errors = self.run(program, run, "--memory-report", file.name)
            text = pathlib.Path(file.name).read_text(encoding="utf-8")
        return status, json.loads(text)["verdicts"] if text else None, errors

    def says(self, errors):
        return bool(self.watcher and SAYS[self.watcher].search(errors))


def check_verdict(bug, status, verdicts, watched):
    """@return what is wrong with the ledger's answer, None: nothing"""
    if not verdicts:
        return f"exit status {status}, no verdict"
    first = verdicts[0]
    for key, pattern, text in (("verdict", re.escape(bug["verdict"]), first["verdict"]),
                               ("culprit", bug["culprit"], first["memory"]),
                               ("module", bug["module"], first["module"]),
                               ("site", bug["site"], first["text"])):
        if not re.match(pattern, text) if key != "site" else not re.search(pattern, text):
            return f"{key} is '{text}', expected '{bug[key]}'; {first['text']}"
    # a tool that found something too has an exit status of its own
    if status != bug["status"] and not watched:
        return f"exit status {status}, expected {bug['status']}"
    return None


def check_stack(verdicts, errors):
    """@return what is wrong with a leak checker's report of the first verdict, None: nothing"""
    if not verdicts or verdicts[0]["verdict"] not in LEFT:
        return None
    for site in verdicts[0]["sites"]:
        function = site["site"].split()[0]
        # in a stack: the ledger's own line has the name too
        if site["role"] == "allocated" and not re.search(rf"(by 0x[0-9A-F]+: | in ){function}\b", errors):
            return f"the tool's report has no {function}, which allocated"
    return None


def unwatched_end(status):
    if status < 0:
        return f"signal {-status}"
    return {0: "nothing", 3: "the run fails", 4: "the machine stops", 5: "heaps differ"}.get(status, f"status {status}")


def run_bug(runner, bug):
    """One row, and what is wrong."""
    row = {"id": bug["id"], "what": bug["what"]}
    problems = []
    status, verdicts, reported = runner.ledger(f"leak.{bug['id']}", bug["run"])
    with_ledger = runner.says(reported)
    problem = check_verdict(bug, status, verdicts, runner.watcher)
    # a tool may end the run before the ledger has its say
    if problem and not (with_ledger and not verdicts):
        problems.append(problem)
    row["ledger"] = not problem
    row["verdict"] = verdicts[0]["verdict"] if verdicts else "none"
    row["text"] = verdicts[0]["text"] if verdicts else ""

    status, errors = runner.run(f"leak.{bug['id']}", bug["run"], "--no-ledger")
    row["unwatched"] = unwatched_end(status)
    if runner.watcher:
        row["watcher"] = "yes" if runner.says(errors) else "with the ledger" if with_ledger else "no"
        problem = check_stack(verdicts, reported) if row["watcher"] == "with the ledger" else None
        if problem:
            problems.append(problem)

    twin = f"leak.{bug['id']}.twin" if bug["twin"] else "adspbench"
    status, verdicts, errors = runner.ledger(twin, bug["run"])
    if verdicts != [] or status not in (0, 3):
        problems.append(f"the twin {twin} is not clean: exit status {status}, verdicts {verdicts}")
    if runner.says(errors):
        problems.append(f"the twin {twin} is not clean: {errors[:2000]}")
    return row, problems


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--programs", required=True)
    parser.add_argument("--tplg", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--watcher", choices=sorted(SAYS))
    parser.add_argument("-j", "--jobs", type=int, default=2)
    parser.add_argument("bugs")
    parser.add_argument("id", nargs="*")
    options = parser.parse_args()
    bugs = [bug for bug in seed.load(options.bugs) if not options.id or bug["id"] in options.id]

    failed, rows = 0, []
    with tempfile.TemporaryDirectory() as folder:
        runner = Runner(options, pathlib.Path(folder))
        with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
            for row, problems in pool.map(lambda bug: run_bug(runner, bug), bugs):
                rows.append(row)
                failed += bool(problems)
                print(f"{row['id']}: {row['verdict']}; without a ledger: {row['unwatched']}"
                      + (f"; {options.watcher}: {row['watcher']}" if options.watcher else ""))
                for problem in problems:
                    print(f"  WRONG: {problem}")
                sys.stdout.flush()
    if not options.id:
        out = pathlib.Path(options.out)
        out.mkdir(parents=True, exist_ok=True)
        (out / f"{options.watcher or 'ledger'}.json").write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    print(f"{len(rows)} bugs, {sum(row['ledger'] for row in rows)} caught by the ledger with the right culprit, "
          f"{failed} wrong")
    return 1 if failed or not rows else 0


if __name__ == "__main__":
    sys.exit(main())
