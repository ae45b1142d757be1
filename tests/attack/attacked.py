# SPDX-License-Identifier: BSD-3-Clause
"""A run of two streams with the attacker of attacker.c in the first one."""
import os
import pathlib
import subprocess
import tempfile
import unittest
import wave

FRAMES = 24000


class AttackedRun(unittest.TestCase):
    program = topology = None

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
            [self.program, "run", "-t", self.topology, "--pcm", "0:playback=in0.wav", "--pcm", "1:playback=in1.wav",
             "--dai", "HDA0=out0.wav", "--dai", "HDA1=out1.wav", *options], env=dict(os.environ, ATTACK=attack),
            cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def heard(self, name):
        with wave.open(str(self.folder / name)) as audio:
            return audio.getnframes()
