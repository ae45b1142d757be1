#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""tools/build.sh, test.sh and demo.sh refuse words that mean nothing to them, before they install or build."""
import os
import subprocess
import unittest

TOOLS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "..", "tools")

NO_PRESET = "build: no preset '{}' in CMakePresets.json, which has debug, release and others"


class Words(unittest.TestCase):
    def refused(self, tool, word, line):
        done = subprocess.run([os.path.join(TOOLS, tool), word], capture_output=True, text=True,
                              stdin=subprocess.DEVNULL, check=False, timeout=60)
        self.assertEqual((done.returncode, done.stdout, done.stderr), (1, "", line + "\n"))

    def test_presets(self):
        for tool in ("build.sh", "test.sh"):
            self.refused(tool, "debgu", NO_PRESET.format("debgu"))
        self.refused("build.sh", "--bogus", NO_PRESET.format("--bogus"))

    def test_options(self):
        self.refused("test.sh", "--bogus", "test: unknown option '--bogus', expected --shard I/N or --help")

    def test_demo(self):
        self.refused("demo.sh", "release", "demo: unexpected word 'release', it takes none (--help)")


if __name__ == "__main__":
    unittest.main(verbosity=2)
