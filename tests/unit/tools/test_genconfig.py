#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""genconfig.py: what it writes, and that it names each assignment it cannot make."""
import os
import subprocess
import sys
import tempfile
import unittest

SOURCE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "..")
KCONFIG = """
config CORES
	int "cores"
	range 1 5
	default 5

config REGIONS
	bool "regions"
	default y

config REGION_BYTES
	int "bytes"
	depends on REGIONS
	default 8192

config NAME
	string "name"
	default "mtl"
"""


class GenConfig(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = folder.name
        self.kconfig = self.write("Kconfig", KCONFIG)

    def path(self, name):
        return os.path.join(self.root, name)

    def write(self, name, text):
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write(text)
        return self.path(name)

    def generate(self, *fragments, kconfig=None):
        done = subprocess.run(
            [sys.executable, os.path.join(SOURCE, "tools", "genconfig.py"), kconfig or self.kconfig,
             self.path("autoconf.h"), self.path("config"), *fragments],
            capture_output=True, text=True)
        return done.returncode, done.stderr

    def header(self, *fragments):
        self.assertEqual(self.generate(*fragments), (0, ""))
        with open(self.path("autoconf.h"), encoding="utf-8") as file:
            return file.read()

    def refused(self, text, *says):
        code, message = self.generate(self.write("fragment", text))
        self.assertEqual(code, 1)
        self.assertFalse(os.path.exists(self.path("autoconf.h")), "a refused configuration was written")
        self.assertEqual(len(message.strip().splitlines()), 1, message)
        for words in says:
            self.assertIn(words, message)

    def test_defaults(self):
        header = self.header()
        self.assertIn("#define CONFIG_CORES 5\n", header)
        self.assertIn("#define CONFIG_REGIONS 1\n", header)
        self.assertIn('#define CONFIG_NAME "mtl"\n', header)

    def test_assignments(self):
        header = self.header(self.write("f", '# a comment\n\nCONFIG_CORES=3\nCONFIG_NAME="a=b"\n'))
        self.assertIn("#define CONFIG_CORES 3\n", header)
        self.assertIn('#define CONFIG_NAME "a=b"\n', header)

    def test_unset(self):
        for text in ("CONFIG_REGIONS=n\n", "# CONFIG_REGIONS is not set\n"):
            header = self.header(self.write("f", text))
            self.assertNotIn("REGION", header)

    def test_later_fragment_wins(self):
        header = self.header(self.write("a", "CONFIG_CORES=2\n"), self.write("b", "CONFIG_CORES=3\n"))
        self.assertIn("#define CONFIG_CORES 3\n", header)

    def test_own_output_is_a_fragment(self):
        self.header(self.write("f", "CONFIG_CORES=2\nCONFIG_REGIONS=n\n"))
        self.assertIn("#define CONFIG_CORES 2\n", self.header(self.path("config")))

    def test_unchanged_output_keeps_its_time(self):
        self.header()
        os.utime(self.path("autoconf.h"), (1, 1))
        self.header()
        self.assertEqual(os.stat(self.path("autoconf.h")).st_mtime, 1)

    def test_unknown_symbol(self):
        self.refused("\nCONFIG_CORS=2\n", "fragment:2", "CONFIG_CORS", "no such symbol")

    def test_out_of_range(self):
        self.refused("CONFIG_CORES=6\n", "fragment:1", "CONFIG_CORES=6 refused, it is 5", "1 to 5")

    def test_wrong_type(self):
        self.refused("CONFIG_CORES=many\n", "CONFIG_CORES=many refused", "type is int")
        self.refused("CONFIG_CORES=03\n", "CONFIG_CORES=03 refused", "octal")
        self.refused("CONFIG_REGIONS=1\n", "CONFIG_REGIONS=1 refused", "type is bool")

    def test_missing_dependency(self):
        self.refused("CONFIG_REGIONS=n\nCONFIG_REGION_BYTES=4096\n", "fragment:2", "depends on REGIONS")

    def test_not_an_assignment(self):
        self.refused("CORES=2\n", "fragment:1", "'CORES=2'", "expected CONFIG_NAME=value")

    def test_missing_files(self):
        code, message = self.generate(self.path("nowhere"))
        self.assertEqual(code, 1)
        self.assertIn("nowhere", message)
        self.assertNotIn("Traceback", message)
        code, message = self.generate(kconfig=self.path("NoKconfig"))
        self.assertEqual(code, 1)
        self.assertIn("NoKconfig", message)
        self.assertNotIn("Traceback", message)

    def test_bad_kconfig(self):
        code, message = self.generate(kconfig=self.write("Bad", "config A\n\tbool\n\tfrobnicate\n"))
        self.assertEqual(code, 1)
        self.assertIn("Bad:3", message)
        self.assertNotIn("Traceback", message)

    def test_the_firmware(self):
        """The project's own Kconfig, with the combinations that differ in code."""
        kconfig = os.path.join(SOURCE, "fw", "Kconfig")
        for text in ("", "CONFIG_SOF_VREGIONS=n", "CONFIG_USERSPACE=n", "CONFIG_CORE_COUNT=1",
                     "CONFIG_SOF_USERSPACE_APPLICATION=n\nCONFIG_SOF_USERSPACE_USE_DRIVER_HEAP=y"):
            self.assertEqual(self.generate(self.write("f", text), kconfig=kconfig), (0, ""), text)
        for text in ("CONFIG_SOF_VREGIONS=n\nCONFIG_SOF_USERSPACE_APPLICATION=y", "CONFIG_CORE_COUNT=0"):
            self.assertEqual(self.generate(self.write("f", text), kconfig=kconfig)[0], 1, text)


if __name__ == "__main__":
    unittest.main(verbosity=2)
