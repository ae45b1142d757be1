#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""A signal, or a limit of the host's time, ends a run whose module does not come back, however long the watchdog
waits: with that as the result, and with what was heard until then in the output.

usage: test_signals.py adspbench-attack TOPOLOGY
"""
import os
import signal
import sys
import unittest

from attacked import FRAMES, AttackedRun


# ThreadSanitizer keeps a signal back until the watchdog looks, an eighth of this
WATCHDOG_MS = "16000" if "thread" in os.environ.get("ADSP_SANITIZE", "") else "600000"


class Signals(AttackedRun):
    def ends_by(self, number, attack):
        """The signal comes when the module has said in the log that it begins. @return summary"""
        process = self.start(attack, "--watchdog", WATCHDOG_MS, "-d", "3")
        lines = []
        for line in process.stderr:
            lines.append(line)
            if line.endswith("> template.0.0: attacks\n"):
                process.send_signal(number)
        out, _ = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 128 + number, "".join(lines))
        self.assertIn(f"adspbench run: stopped by signal {int(number)}\n", lines)
        self.assertIn(f"result: exit {128 + number}: stopped by signal {int(number)}\n", out)
        return out

    def test_while_audio_plays(self):
        for number in signal.SIGTERM, signal.SIGINT, signal.SIGHUP:
            self.ends_by(number, "hang")
            self.assertGreater(self.heard("out0.wav.partial"), 0)
            self.assertLess(self.heard("out0.wav.partial"), FRAMES)
            (self.folder / "out0.wav.partial").unlink()

    def test_before_audio_plays(self):
        out = self.ends_by(signal.SIGTERM, "init:hang")
        self.assertIn("in0.wav: 0 of 24000 frames", out)
        self.assertEqual(sorted(os.listdir(self.folder)), ["in0.wav", "in1.wav"])

    def test_when_audio_has_played(self):
        self.ends_by(signal.SIGTERM, "free:hang")
        self.assertEqual(self.heard("out0.wav.partial"), FRAMES)

    def test_a_time_limit(self):
        for attack in "hang", "init:hang":
            process = self.start(attack, "--watchdog", WATCHDOG_MS, "--max-host-time", "1")
            _, errors = process.communicate(timeout=60)
            self.assertEqual(process.returncode, 6, errors)
            self.assertIn("adspbench run: --max-host-time: the run has not ended within 1 s\n", errors)


if __name__ == "__main__":
    AttackedRun.program, AttackedRun.topology = map(os.path.abspath, sys.argv[1:3])
    unittest.main(argv=sys.argv[:1])
