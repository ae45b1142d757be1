#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""A signal ends the program wherever it waits: for a pipe, for the topology compiler, for the runs of a sweep.

usage: ADSPBENCH=adspbench test_stop.py COMPILED_TOPOLOGIES SOURCES
"""
import fcntl
import json
import os
import pathlib
import pty
import re
import shlex
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time
import unittest
import unittest.mock

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
import noise

PROGRAM = shlex.split(os.environ["ADSPBENCH"])
if os.path.sep in PROGRAM[-1]:
    PROGRAM[-1] = os.path.abspath(PROGRAM[-1])
COMPILED, SOURCES = (pathlib.Path(folder).resolve() for folder in sys.argv[1:3])
TOPOLOGY = COMPILED / "playback-gain-noramp-16.tplg"


class Stop(unittest.TestCase):
    def setUp(self):
        self.root = tempfile.TemporaryDirectory()
        self.addCleanup(self.root.cleanup)
        self.folder = pathlib.Path(self.root.name)
        noise.write_wav(self.folder / "in.wav", 48000, 2, 16, 480000)

    def path(self, name):
        return str(self.folder / name)

    def fifo(self, name):
        os.mkfifo(self.path(name))
        return self.path(name)

    def start(self, *words, errors=subprocess.PIPE):
        process = subprocess.Popen(PROGRAM + list(map(str, words)), cwd=self.folder, stdin=subprocess.DEVNULL,
                                   stdout=subprocess.PIPE, stderr=errors, text=True)
        self.addCleanup(process.kill)
        return process

    def stops(self, process, number):
        """Send it, and expect a clean end. @return standard output"""
        process.send_signal(number)
        out, errors = process.communicate(timeout=120)
        self.assertEqual(process.returncode, 128 + number, errors)
        self.assertEqual(errors.splitlines()[-1], f"adspbench run: stopped by signal {int(number)}")
        return out

    def left(self):
        """What there is, but for what the test has made."""
        return sorted(set(os.listdir(self.folder)) - {"in.wav", "in.fifo", "o.fifo", "x.conf", "lib"})

    def test_waiting_for_input(self):
        process = self.start("run", "-t", TOPOLOGY, "-i", self.fifo("in.fifo"), "-o", "o.wav")
        with open(self.path("in.fifo"), "wb") as writer:  # opens when there is a reader
            writer.write(b"RIFF")
            writer.flush()
            self.stops(process, signal.SIGINT)
        self.assertEqual(self.left(), [])

    def test_waiting_for_the_reader_of_an_output(self):
        self.fifo("o.fifo")
        process = self.start("run", "-t", TOPOLOGY, "-i", self.fifo("in.fifo"), "-o", "o.fifo")
        with open(self.path("in.fifo"), "wb") as writer:
            writer.write((self.folder / "in.wav").read_bytes())
        self.stops(process, signal.SIGTERM)

    def fill(self, name):
        """The reading end of an output that is full, and stays so."""
        reader = self.enterContext(open(self.path(name), "rb", buffering=0))
        size = fcntl.fcntl(reader, fcntl.F_GETPIPE_SZ)
        while struct.unpack("i", fcntl.ioctl(reader, termios.FIONREAD, bytes(4)))[0] <= size - 4096:
            time.sleep(0.01)
        return reader

    def test_waiting_for_output(self):
        self.fifo("o.fifo")
        process = self.start("run", "-t", TOPOLOGY, "-i", "in.wav", "-o", "o.fifo")
        self.fill("o.fifo")
        self.stops(process, signal.SIGTERM)

    def test_a_time_limit_while_waiting_for_output(self):
        self.fifo("o.fifo")
        process = self.start("run", "-t", TOPOLOGY, "-i", "in.wav", "-o", "o.fifo", "--max-host-time", "1")
        with open(self.path("o.fifo"), "rb"):
            _, errors = process.communicate(timeout=120)
        self.assertEqual(process.returncode, 6, errors)
        self.assertIn("adspbench run: --max-host-time: the run has not ended within 1 s", errors)

    def test_another_output_is_kept(self):
        self.fifo("o.fifo")
        process = self.start("run", "-t", COMPILED / "sdw-dmic.tplg", "--pcm", "0:playback=in.wav", "--dai",
                             "ALH2=o.fifo", "--dai", "ALH3=o.raw", "-b", "S16_LE")
        self.fill("o.fifo")
        out = self.stops(process, signal.SIGHUP)
        self.assertIn("result: exit 129: stopped by signal 1\n", out)
        frames = re.search(r"o\.raw: (\d+) frames", out)
        self.assertEqual(self.left(), ["o.raw.partial"])
        self.assertEqual((self.folder / "o.raw.partial").stat().st_size, int(frames[1]) * 8)

    def test_waiting_for_the_compiler(self):
        shutil.copytree(SOURCES / "lib", self.folder / "lib")
        process = self.start("run", "-t", self.fifo("x.conf"), "-i", "in.wav", "-o", "o.wav")
        with open(self.path("x.conf"), "wb"):  # opens when the compiler has begun to read
            out = self.stops(process, signal.SIGTERM)
        self.assertIn("result: exit 143: stopped by signal 15\n", out)
        self.assertEqual(self.left(), [])

    def test_waiting_for_any_other_file(self):
        for words in (["-t", "t.fifo"], ["-t", TOPOLOGY, "-s", "t.fifo"], ["-t", TOPOLOGY, "--platform", "./t.fifo"]):
            with self.subTest(words=words):
                self.fifo("t.fifo")
                process = self.start("run", *words, "-i", "in.wav", "-o", "o.wav")
                with open(self.path("t.fifo"), "wb"):
                    self.stops(process, signal.SIGTERM)
                os.unlink(self.path("t.fifo"))

    def test_a_time_limit_while_waiting_for_any_other_file(self):
        self.fifo("t.fifo")
        for option in "-t", "-s", "--report", "--log", "--memory-report", "--trace":
            words = [option, "t.fifo"] + (["-t", TOPOLOGY] if option != "-t" else [])
            with self.subTest(option=option):
                process = self.start("run", *words, "-i", "in.wav", "-o", "o.wav", "--max-host-time", "1")
                _, errors = process.communicate(timeout=120)
                self.assertEqual(process.returncode, 6, errors)
                self.assertEqual(errors, "adspbench run: --max-host-time: the run has not ended within 1 s\n")

    def stops_at_a_terminal(self, *words):
        """A signal when the progress, which is for a terminal only, tells of the first run. So many are left then that
        the program cannot be through. @return standard output"""
        terminal, errors = pty.openpty()
        process = self.start(*words, errors=errors)
        os.close(errors)
        told = ""
        while not re.search(r"\b1 of ", told):
            told += os.read(terminal, 4096).decode()
        process.send_signal(signal.SIGTERM)
        out, _ = process.communicate(timeout=120)
        os.close(terminal)
        self.assertEqual(process.returncode, 143, out)
        return out

    def test_a_sweep(self):
        out = self.stops_at_a_terminal("sweep", "-j", "1", "-d", "0", "-t", TOPOLOGY, "-i", "in.wav", "-C", "20",
                                       "-P", "20", "-o", "o.wav", "--report", "r.json")
        self.assertIn("result: interrupted\n", out)
        self.assertNotIn("result: good", out)
        report = json.loads((self.folder / "r.json").read_text(encoding="utf-8"))
        self.assertEqual(report["result"], "interrupted")
        self.assertGreaterEqual(report["injected"], 1)
        self.assertLess(report["injected"], report["allocations"])
        self.assertEqual(self.left(), ["r.json"])

    def test_a_try(self):
        topologies = [TOPOLOGY] * 200
        out = self.stops_at_a_terminal("try", "-j", "1", *topologies)
        done, left = out.count(" plays "), out.count(" not tried\n")
        self.assertEqual(done + left, 200, out)
        self.assertGreaterEqual(done, 1)
        self.assertIn(f"\n{done} direction", out)
        out = self.stops_at_a_terminal("try", "-j", "1", "--json", *topologies)
        result = json.loads(out)
        tried = sum(len(topology["streams"]) for topology in result["topologies"])
        self.assertEqual(tried, result["counts"]["plays"])
        self.assertLess(tried, 200)

    def test_a_validation(self):
        with unittest.mock.patch.dict(os.environ, TMPDIR=str(self.folder)):
            process = self.start("validate", "dcblock", "--strictness", "10")
        first = process.stdout.readline()  # a check is through, and others are left
        self.assertIn(" good ", first)
        process.send_signal(signal.SIGTERM)
        out, errors = process.communicate(timeout=120)
        self.assertEqual((process.returncode, out.splitlines()[-1:]), (143, ["result: interrupted"]), errors)
        self.assertRegex(errors, r"^adspbench validate: stopped by signal 15 after [0-9]+ checks?\n$")
        self.assertNotIn("FAILED", out)
        self.assertEqual(self.left(), [])

    def test_a_lint(self):
        temporary = self.folder / "tmp"
        temporary.mkdir()
        with unittest.mock.patch.dict(os.environ, TMPDIR=str(temporary)):
            shutil.copy(SOURCES / "playback-gain.conf", self.path("x.conf"))  # the library is elsewhere
            process = self.start("lint", *["x.conf"] * 1000)
        while not any(temporary.iterdir()):  # the folder that the compiler is given
            self.assertIsNone(process.poll())
        process.send_signal(signal.SIGINT)
        out, errors = process.communicate(timeout=120)
        self.assertEqual((process.returncode, out, errors), (130, "", "adspbench lint: stopped by signal 2\n"))
        self.assertEqual(list(temporary.iterdir()), [])

    def test_what_a_run_is_compared_with(self):
        process = self.start("run", "-q", "-t", TOPOLOGY, "-i", "in.wav", "-o", "o.wav", "--expect", self.fifo("e.wav"))
        writer = os.open(self.path("e.wav"), os.O_WRONLY)  # returns when it is read
        self.addCleanup(os.close, writer)
        self.stops(process, signal.SIGTERM)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
