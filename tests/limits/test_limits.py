#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""What the host has no more of ends a run with one clear line and an exit status of the table, or does not matter at
all: the output is then what it always is. Nothing crashes, hangs, or is cut short without a word.

usage: test_limits.py adspbench fail-call.so FOLDER-OF-TOPOLOGIES FOLDER-OF-INPUTS
"""
import filecmp
import os
import pathlib
import resource
import subprocess
import sys
import tempfile
import unittest

PROGRAM = FAIL_CALL = TOPOLOGIES = INPUTS = ""
MIB = 1 << 20
# 127: the program could not be loaded
ENDS = 0, 1, 2, 3, 7, 127


class Limits(unittest.TestCase):
    def setUp(self):
        root = tempfile.TemporaryDirectory()
        self.addCleanup(root.cleanup)
        self.folder = pathlib.Path(root.name)
        self.isolations = [name for name in ("mprotect", "process") if not self.ends(self.words(name))[0]]
        self.assertIn("mprotect", self.isolations)
        (self.folder / "out.wav").rename(self.folder / "good.wav")

    def words(self, isolation, out="out.wav"):
        return ["run", "-q", "-t", f"{TOPOLOGIES}/src-44100-dp.tplg", "-i", f"{INPUTS}/tone-44100.wav", "-o", out,
                "--isolation", isolation]

    def ends(self, words, limit=None, fail=None):
        """@return exit status, standard output, lines of standard error"""
        env = dict(os.environ, LD_PRELOAD=FAIL_CALL, FAIL_CALL=fail) if fail else None
        before = (lambda: resource.setrlimit(limit[0], (limit[1], limit[1]))) if limit else None
        done = subprocess.run([PROGRAM, *words], cwd=self.folder, env=env, preexec_fn=before, capture_output=True,
                              timeout=60, check=False)
        return done.returncode, done.stdout, done.stderr.decode(errors="replace").splitlines()

    def check(self, what, words, limit=None, fail=None):
        """@return exit status"""
        status, _, errors = self.ends(words, limit, fail)
        out = self.folder / "out.wav"
        self.assertIn(status, ENDS, f"{what}: {errors}")
        if status:
            self.assertTrue(errors and errors[-1], f"{what}: exit status {status} without a word")
            self.assertFalse(out.exists(), f"{what}: the output looks complete")
        else:
            self.assertTrue(filecmp.cmp(out, self.folder / "good.wav", shallow=False), f"{what}: another output")
            out.unlink()
        return status

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
                               ("clone", 3)):
                ends = {self.check(f"{isolation}, {call} {number}", self.words(isolation), fail=f"{call}:{number}")
                        for number in range(1, most + 1)}
                self.assertTrue(ends - {0} or (call == "clone" and isolation == "mprotect"),
                                f"{isolation}: {call} never failed")

    def test_memory_of_a_run(self):
        for number in range(1, 1200, 23):
            self.check(f"malloc {number}", self.words("mprotect"), fail=f"malloc:{number}")

    def test_a_list_is_whole_or_an_error(self):
        words = ["inspect", "--json", f"{TOPOLOGIES}/playback-gain-24.tplg"]
        whole = self.ends(words)[1]
        ends = set()
        for number in range(1, 1100, 5):
            status, out, errors = self.ends(words, fail=f"malloc:{number}")
            self.assertIn(status, ENDS, f"malloc {number}: {errors}")
            if status:
                self.assertTrue(errors, f"malloc {number}")
            else:
                self.assertEqual(out, whole, f"malloc {number}: another list, and exit status 0")
            ends.add(status)
        self.assertLess({0}, ends)

    def test_side_by_side(self):
        runs = [subprocess.Popen([PROGRAM, *self.words(self.isolations[i % len(self.isolations)], f"out{i}.wav")],
                                 cwd=self.folder, stderr=subprocess.PIPE) for i in range(20)]
        for i, run in enumerate(runs):
            errors = run.communicate(timeout=120)[1]
            self.assertEqual(run.returncode, 0, errors)
            self.assertTrue(filecmp.cmp(self.folder / f"out{i}.wav", self.folder / "good.wav", shallow=False))

    def test_a_closed_pipe(self):
        with subprocess.Popen([PROGRAM, *self.words("mprotect", "/dev/stdout")], cwd=self.folder,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE) as run:
            run.stdout.close()
            errors = run.stderr.read()
            self.assertEqual(run.wait(timeout=60), 7, errors)


if __name__ == "__main__":
    PROGRAM, FAIL_CALL, TOPOLOGIES, INPUTS = map(os.path.abspath, sys.argv[1:5])
    unittest.main(argv=sys.argv[:1])
