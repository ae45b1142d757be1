# SPDX-License-Identifier: BSD-3-Clause
"""Where a case of run_live.py works, and what it compares with."""
import array
import os
import random
import re
import shlex
import shutil
import signal
import subprocess
import wave

CASES = {}
LIMIT = 300  # seconds; only what hangs takes so long


def case(function):
    CASES[function.__name__.replace("_", "-")] = function
    return function


class Failure(Exception):
    pass


def check(condition, text):
    if not condition:
        raise Failure(text)


class Bench:
    """Where a case works: a folder of its own, the topologies, and the program."""

    def __init__(self, options, folder):
        self.options = options
        self.folder = folder
        self.words = shlex.split(os.environ["ADSPBENCH"])
        self.env = dict(os.environ, XDG_RUNTIME_DIR=folder, LC_ALL="C")
        self.env.pop("ALSA_CONFIG_PATH", None)
        self.started = []
        # of a command that is none; Valgrind forks where posix_spawn() would have told why
        self.no_exec = 127 if len(self.words) > 1 else 126

    def path(self, name):
        return os.path.join(self.folder, name)

    def topology(self, name):
        return os.path.join(self.options.tplg, name + ".tplg")

    def client(self, *words):
        return shlex.join([self.options.client, *words])

    def run(self, *words, limit=LIMIT):
        return subprocess.run([*self.words, *words], env=self.env, timeout=limit, text=True, errors="replace",
                              stdin=subprocess.DEVNULL, capture_output=True)

    def card(self, topology, script, *options, status=0, limit=LIMIT):
        """Run a shell script against a card; check how it ends. Returns what was printed."""
        if "/" not in topology:
            topology = self.topology(topology)
        done = self.run("card", "-t", topology, *options, "--", "bash", "-c", script,
                        limit=limit)
        check(done.returncode == status,
              f"exit {done.returncode}, expected {status}:\n{script}\n{done.stdout}\n{done.stderr}")
        return done

    def start(self, topology, *options):
        """A card in the foreground. Returns it when it listens, with the configuration that clients need."""
        card = subprocess.Popen([*self.words, "card", "-t", self.topology(topology), *options], env=self.env,
                                text=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.started.append(card)
        for line in card.stdout:
            found = re.search(r"ALSA_CONFIG_PATH=(\S+) alsamixer", line)
            if found:
                return card, found.group(1)
        raise Failure("the card does not start: " + card.stderr.read())

    def end(self, card, number=signal.SIGTERM):
        card.send_signal(number)
        out, err = card.communicate(timeout=LIMIT)
        return card.returncode, out, err

    def screen(self):
        """Words for a terminal of the case's own, and of a shell that then waits with `screen TEXT` until it shows that."""
        check(shutil.which("tmux"), "tmux is not installed")
        tmux, shot = f"tmux -L adsp-{os.getpid()} -f /dev/null", self.path("screen")
        return tmux, (f"trap '{tmux} kill-server' EXIT; screen() {{ until {tmux} capture-pane -p > {shot} && "
                      f"grep -qF \"$1\" {shot}; do sleep 0.05; done; }}; ")

    def stop(self):
        """Kill what a case that has failed has left running."""
        for process in self.started:
            if process.poll() is None:
                process.kill()
                process.wait()

    def noise(self, name, rate=48000, channels=2, frames=24000, width=2, seed=1):
        """A file of noise, its first and last frames loud."""
        path = self.path(name)
        data = bytearray(random.Random(seed).randbytes(frames * channels * width))
        with wave.open(path, "wb") as out:
            out.setnchannels(channels)
            out.setsampwidth(width)
            out.setframerate(rate)
            out.writeframes(bytes(data))
        return path


def samples(path):
    with wave.open(path, "rb") as file:
        return file.readframes(1 << 30)


def peak(path):
    """The loudest sample of a file with 16 bits."""
    return max(abs(sample) for sample in array.array("h", samples(path)))


def must_begin_with(path, reference):
    """The recording is what `run` made, and behind it the tail and the padding of the last period."""
    seen, expected = samples(path), samples(reference)
    check(len(seen) >= len(expected), f"{path}: {len(seen)} bytes, expected at least {len(expected)}")
    for at in range(0, len(expected), 4):
        check(seen[at:at + 4] == expected[at:at + 4],
              f"{path} differs from {reference} at byte {at}: {seen[at:at + 4].hex()}, expected "
              f"{expected[at:at + 4].hex()}")


def must_contain(recorded, played):
    """Frames of `played`, all of them and in order, in what was recorded."""
    seen, expected = samples(recorded), samples(played)
    expected = expected[len(expected) // 2:]  # the gain ramps at the start
    check(expected[:4096] in seen, f"{recorded}: nothing of {played}")
    at = seen.index(expected[:4096])
    check(seen[at:at + len(expected)] == expected, f"{recorded}: not all of {played}")
