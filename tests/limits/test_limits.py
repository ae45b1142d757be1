#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""What the host has no more of ends a run with one clear line and an exit status of the table, or does not matter at
all: the output is then what it always is. Nothing crashes, hangs, or is cut short without a word.

usage: test_limits.py adspbench fail-call.so FOLDER-OF-TOPOLOGIES FOLDER-OF-INPUTS adspbench-attack ATTACK-TOPOLOGY
"""
import concurrent.futures
import filecmp
import os
import pathlib
import resource
import subprocess
import sys
import tempfile
import unittest
import wave

PROGRAM = FAIL_CALL = TOPOLOGIES = INPUTS = ATTACK = ATTACKED = ""
MIB = 1 << 20
# 127: the program could not be loaded
ENDS = 0, 1, 2, 3, 7, 127


class Limits(unittest.TestCase):
    def setUp(self):
        root = tempfile.TemporaryDirectory()
        self.addCleanup(root.cleanup)
        self.folder = pathlib.Path(root.name)
        self.preload = self.folder / "fail-call.so"  # a list of preloads cannot have a path with a space
        self.preload.symlink_to(FAIL_CALL)
        self.isolations = ["auto", *(name for name in ("mprotect", "process") if not self.ends(self.words(name))[0])]
        self.assertIn("mprotect", self.isolations)
        (self.folder / "out.wav").rename(self.folder / "good.wav")

    def words(self, isolation, out="out.wav", verb=("run", "-q")):
        return [*verb, "-t", f"{TOPOLOGIES}/src-44100-dp.tplg", "-i", f"{INPUTS}/tone-44100.wav", "-o", out,
                "--isolation", isolation]

    def ends(self, words, limit=None, fail=None, program=None, **more):
        """@return exit status, standard output, lines of standard error"""
        env = dict(os.environ, **more)
        if fail:
            env.update(LD_PRELOAD=str(self.preload), FAIL_CALL=fail)
        before = (lambda: resource.setrlimit(limit[0], (limit[1], limit[1]))) if limit else None
        done = subprocess.run([program or PROGRAM, *words], cwd=self.folder, env=env, preexec_fn=before,
                              capture_output=True, timeout=120, check=False)
        return done.returncode, done.stdout, done.stderr.decode(errors="replace").splitlines()

    def check(self, what, words, limit=None, fail=None):
        """@return exit status"""
        status, _, errors = self.ends(words, limit, fail)
        out = self.folder / "out.wav"
        self.assertIn(status, ENDS, f"{what}: {errors}")
        self.assertFalse([line for line in errors if "not YAML" in line], f"{what}: the files are good")
        if status:
            self.assertTrue(errors and errors[-1], f"{what}: exit status {status} without a word")
            self.assertFalse(out.exists(), f"{what}: the output looks complete")
        elif words[0] == "run":
            self.assertTrue(filecmp.cmp(out, self.folder / "good.wav", shallow=False), f"{what}: another output")
            out.unlink()
        else:
            out.unlink(missing_ok=True)
        return status

    def others(self):
        """Commands that are no run: name and words"""
        short = "-C", "40"
        yield "inspect", ["inspect", "--json", f"{TOPOLOGIES}/src-44100-dp.tplg"]
        for isolation in self.isolations:
            yield f"sweep, {isolation}", [*self.words(isolation, verb=("sweep", "-q", "-j", "1", "--every", "97")), *short]
            yield f"card, {isolation}", ["card", "-t", f"{TOPOLOGIES}/src-44100-dp.tplg", "--isolation", isolation, "--",
                                         "true"]

    def test_address_space(self):
        for isolation in self.isolations:
            ends = {self.check(f"{isolation}, {size} MiB", self.words(isolation), (resource.RLIMIT_AS, size * MIB))
                    for size in range(8, 104, 4)}
            self.assertLessEqual({0, 3}, ends)

    def test_file_descriptors(self):
        for isolation in self.isolations:
            ends = {self.check(f"{isolation}, {number} files", self.words(isolation), (resource.RLIMIT_NOFILE, number))
                    for number in range(4, 16)}
            self.assertIn(0, ends)
            self.assertLess({0}, ends)

    def test_calls_that_fail(self):
        for isolation in self.isolations:
            for call, most in (("memfd_create", 2), ("timer_create", 2), ("pthread_create", 2), ("mmap", 24),
                               ("clone", 3), ("mprotect", 40)):
                ends = {self.check(f"{isolation}, {call} {number}", self.words(isolation), fail=f"{call}:{number}")
                        for number in range(1, most + 1, 1 + most // 12)}
                self.assertTrue(ends - {0} or (call == "clone" and isolation == "mprotect"),
                                f"{isolation}: {call} never failed")

    def test_protection_that_cannot_be_changed_while_a_module_runs(self):
        status, _, errors = self.ends(self.words("mprotect"), fail="mprotect:500")
        self.assertEqual(status, 3, errors)
        self.assertIn("mprotect of 0x", errors[-1])

    def test_other_verbs(self):
        for name, words in self.others():
            limits = [(resource.RLIMIT_AS, size * MIB) for size in (8, 48)]
            limits += [(resource.RLIMIT_NOFILE, number) for number in (5, 8)]
            ends = {self.check(f"{name}, {limit}", words, limit) for limit in limits}
            for fail in "memfd_create:1", "mmap:9", "malloc:30":
                ends.add(self.check(f"{name}, {fail}", words, fail=fail))
            self.assertTrue(ends - {0}, name)

    def test_without_proc(self):
        for isolation in self.isolations:
            self.assertEqual(self.check(isolation, self.words(isolation), fail="proc:0"), 0)
        for name, words in self.others():
            self.assertEqual(self.check(name, words, fail="proc:0"), 0, name)

    def test_faults_without_proc(self):
        with wave.open(str(self.folder / "in.wav"), "wb") as out:
            out.setparams((2, 2, 48000, 0, "NONE", ""))
            out.writeframes(b"\1\0" * 2 * 9600)
        words = ["run", "-q", "-t", ATTACKED, "--pcm", "0:playback=in.wav", "--pcm", "1:playback=in.wav", "--dai",
                 "HDA0=out0.wav", "--dai", "HDA1=out1.wav", "--watchdog", "100"]
        for attack, isolations, text in (("write_kernel_heap", self.isolations, "; write_kernel_heap (tests/attack/"),
                                         ("hang", self.isolations, "hung: it does not yield; hang (tests/attack/"),
                                         ("wait_in_linux", ["none"], "hung: it is blocked in a Linux call; wait_in_")):
            for isolation in isolations:
                status, _, errors = self.ends([*words, "--isolation", isolation], fail="proc:0", program=ATTACK,
                                              ATTACK=attack)
                self.assertEqual(status, 4, errors)
                self.assertTrue(any(text in line for line in errors), errors)

    def test_memory_of_a_run(self):
        for number in range(1, 1200, 23):
            self.check(f"malloc {number}", self.words("mprotect"), fail=f"malloc:{number}")

    def test_a_list_is_whole_or_an_error(self):
        topology = f"{TOPOLOGIES}/playback-gain-24.tplg"
        tone = f"{INPUTS}/tone-44100.wav"
        for words in (["inspect", "--json", topology], ["modules", "--json"], ["measure", "--json", tone],
                      ["lint", "--format", "json", topology],
                      ["diff", "--format", "json", topology, f"{TOPOLOGIES}/playback-gain-16.tplg"],
                      ["try", "-q", "-j", "1", "--json", topology]):
            good, whole, lines = self.ends(words, fail="malloc:-1")
            self.assertEqual(good, 0, lines)
            points = int(lines[-1])
            step = max(1, points // 60)
            numbers = range(1, points + 1, step)
            with concurrent.futures.ThreadPoolExecutor(2) as pool:
                results = list(pool.map(lambda number: self.ends(words, fail=f"malloc:{number}"), numbers))
            for number, (status, out, errors) in zip(numbers, results):
                what = f"{words[0]}, malloc {number}"
                self.assertIn(status, ENDS, f"{what}: {errors}")
                if status:
                    self.assertTrue(errors or words[0] == "try", f"{what}: {status}, without a word")
                else:
                    self.assertEqual(out, whole, f"{what}: another list, and exit status 0")
            self.assertTrue(any(status for status, _, _ in results), words[0])

    def test_side_by_side(self):
        runs = [subprocess.Popen([PROGRAM, *self.words(self.isolations[i % len(self.isolations)], f"out{i}.wav")],
                                 cwd=self.folder, stderr=subprocess.PIPE) for i in range(20)]
        for i, run in enumerate(runs):
            errors = run.communicate(timeout=120)[1]
            self.assertEqual(run.returncode, 0, errors)
            self.assertTrue(filecmp.cmp(self.folder / f"out{i}.wav", self.folder / "good.wav", shallow=False))

    def test_a_closed_pipe(self):
        for isolation in self.isolations:
            for out in "/dev/stdout", "-":
                with subprocess.Popen([PROGRAM, *self.words(isolation, out)], cwd=self.folder, stdout=subprocess.PIPE,
                                      stderr=subprocess.PIPE) as run:
                    run.stdout.close()
                    errors = run.stderr.read()
                    self.assertEqual(run.wait(timeout=60), 7, errors)
                    self.assertEqual(errors.count(b"\n"), 1, errors)


if __name__ == "__main__":
    PROGRAM, FAIL_CALL, TOPOLOGIES, INPUTS, ATTACK, ATTACKED = map(os.path.abspath, sys.argv[1:7])
    unittest.main(argv=sys.argv[:1])
