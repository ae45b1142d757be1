#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Modules of the low-latency domain that do not come back or overrun their stack: the run ends in order, with the
module and the function named and with what was heard until then in the output.

usage: test_low_latency.py adspbench-attack attack-ll.tplg
"""
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time
import unittest
import wave

PROGRAM, TOPOLOGY = map(os.path.abspath, sys.argv[1:3])
SANITIZED = bool(os.environ.get("ADSP_SANITIZE"))
FRAMES = 24000
HERE = "(tests/attack/attacks.c:"


class LowLatency(unittest.TestCase):
    def setUp(self):
        self.root = tempfile.TemporaryDirectory()
        self.addCleanup(self.root.cleanup)
        self.folder = pathlib.Path(self.root.name)
        for name in "in0.wav", "in1.wav":
            with wave.open(str(self.folder / name), "wb") as out:
                out.setnchannels(2)
                out.setsampwidth(2)
                out.setframerate(48000)
                out.writeframes(b"\1\0" * 2 * FRAMES)

    def start(self, attack, *options):
        return subprocess.Popen(
            [PROGRAM, "run", "-t", TOPOLOGY, "--pcm", "0:playback=in0.wav", "--pcm", "1:playback=in1.wav", "--dai",
             "HDA0=out0.wav", "--dai", "HDA1=out1.wav", *options], env=dict(os.environ, ATTACK=attack),
            cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def ends(self, attack, status, *texts, options=()):
        process = self.start(attack, *options)
        out, errors = process.communicate(timeout=120)
        self.assertEqual(process.returncode, status, errors)
        for text in texts:
            self.assertIn(text, errors)
        return out

    def heard(self, name):
        with wave.open(str(self.folder / name)) as audio:
            return audio.getnframes()

    def stopped(self, attack, *texts):
        """The run is given up with status 3, a summary and valid partial files."""
        out = self.ends(attack, 3, "no return in supervisor for template.0.0 at ", *texts,
                        options=("--watchdog", "400"))
        self.assertIn("ticks ", out)
        self.assertIn("result: exit 3: no return in supervisor for template.0.0 at ", out)
        self.assertFalse((self.folder / "out0.wav").exists())
        # and the same run was good when it was made again in the same program, without the loop
        self.assertGreater(self.heard("out0.wav.partial"), FRAMES)

    def test_good_modules_play(self):
        for attack in "nothing", "use_much_stack":
            self.ends(attack, 0)
            self.assertEqual(self.heard("out0.wav"), FRAMES)

    def test_an_endless_loop(self):
        self.stopped("hang", " us: hung: it does not yield; hang " + HERE)

    def test_an_endless_loop_of_calls(self):
        self.stopped("hang_in_calls", " us: hung: it does not yield; hang_in_calls " + HERE)

    def test_an_endless_loop_in_init(self):
        self.ends("init:hang", 3, "no return in supervisor for template.0.0 at ",
                  " us: hung: it does not yield; hang " + HERE, options=("--watchdog", "400"))

    def test_waiting_in_linux(self):
        self.stopped("wait_in_linux", " us: hung: it is blocked in a Linux call; wait_in_linux " + HERE)

    def test_signals_end_it(self):
        for number in signal.SIGTERM, signal.SIGINT, signal.SIGHUP:
            process = self.start("hang", "--watchdog", "600000")
            time.sleep(1)
            process.send_signal(number)
            _, errors = process.communicate(timeout=60)
            self.assertEqual(process.returncode, 128 + number, errors)
            self.assertIn(f"stopped by signal {int(number)}", errors)
            self.assertEqual(self.heard("out0.wav.partial"), 48)

    def test_an_array_written_past_its_end(self):
        self.ends("overrun_array", 4, "fault in supervisor for template.0.0 at ",
                  " us: stack: an array on the stack was written past its end; overrun_array " + HERE)

    @unittest.skipIf(SANITIZED, "the sanitizer reports it")
    def test_a_stack_overflow(self):
        self.ends("overflow_stack", 4, "fault in supervisor for template.0.0 at ",
                  ": guard below the stack of LL code and message handlers: overrun; recurse " + HERE)

    @unittest.skipIf(SANITIZED, "the sanitizer reports it")
    def test_a_loop_up_the_stack(self):
        self.ends("clear_upwards", 4, "fault in supervisor",
                  ": guard above the stack of LL code and message handlers: overrun; clear_upwards " + HERE)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
