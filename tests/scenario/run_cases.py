#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Run cases: commands of adspbench with what each must answer.

    ADSPBENCH=build/adspbench run_cases.py --tplg DIR --inputs DIR FILE.case [CASE ...]

A case file is text. '#' begins a comment line, 'case NAME' a case, which runs in an empty directory.
Its lines are, in the order in which they happen:

    sh COMMAND              run by the shell before what follows; must exit 0. $ADSPBENCH is the program
    wav FILE RATE CHANNELS BITS FRAMES
                            make a PCM WAV with a noise that is always the same
    $ WORDS                 run adspbench with these words (quoted as for a shell)
    !BYTES SIGNAL $ WORDS   the same, and send a signal (as INT) when that much of an output has been made

    same FILE FILE          equal samples (WAVs) or bytes (others)
    frames FILE N           length of a WAV
    sha256 FILE SUM         of the file's bytes
    there FILE, gone FILE   exists, does not exist

and directly after a '$' line, about that command:

    exit N                  exit status (default 0)
    out LINE                standard output holds this line; several: in this order
    save FILE               keep standard output in a file
    err LINE                standard error is exactly these lines; none: it is empty

@tplg, @inputs, @sounds, @tests and @source stand for directories, in all of these. The line that tells the
speed of a run is no part of standard error: it differs each time.

Exit status: 0 all good, 1 a case failed, 2 wrong use or a case file that cannot be understood.
"""
import argparse
import hashlib
import os
import pathlib
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import wave

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import noise

SPEED = re.compile(r"^adspbench run: [\d.]+ s of audio in [\d.]+ s, \d+ x real time$")
TIMEOUT = 300
ARGUMENTS = {"wav": 5, "exit": 1, "same": 2, "frames": 2, "sha256": 2, "there": 1, "gone": 1, "save": 1}
FILE_CHECKS = ("same", "frames", "sha256", "there", "gone")
ANSWERS = ("exit", "out", "err", "save")


class Failure(Exception):
    """A case that does not do what it should."""


class BadCase(Exception):
    """A case file that cannot be understood."""


class Step:
    """A preparation, a command with what it must answer, or a look at a file."""

    def __init__(self, verb, text, signal_after=None):
        self.verb = verb
        self.text = text
        self.signal_after = signal_after
        self.answers = []


def parse(path):
    """@return [(case name, [Step])]"""
    cases = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        where = f"{path}:{number}"
        if not line.strip() or line.startswith("#"):
            continue
        verb, _, rest = line.partition(" ")
        if verb == "case":
            cases.append((rest.strip(), []))
            continue
        if not cases:
            raise BadCase(f"{where}: expected 'case NAME' first")
        steps = cases[-1][1]
        if verb in ARGUMENTS and len(rest.split()) != ARGUMENTS[verb]:
            raise BadCase(f"{where}: '{verb}' takes {ARGUMENTS[verb]} words")
        if verb in ("sh", "wav", "$") or verb in FILE_CHECKS:
            steps.append(Step(verb, rest))
        elif verb.startswith("!"):
            name, dollar, words = rest.partition(" $ ")
            if not dollar:
                raise BadCase(f"{where}: expected '!BYTES SIGNAL $ WORDS'")
            steps.append(Step("$", words, (int(verb[1:]), getattr(signal, "SIG" + name))))
        elif verb in ANSWERS:
            if not steps or steps[-1].verb != "$":
                raise BadCase(f"{where}: '{verb}' must follow a command")
            steps[-1].answers.append((verb, rest))
        else:
            raise BadCase(f"{where}: unknown word '{verb}'")
    for name, steps in cases:
        if not any(step.verb in ("$", "sh") for step in steps):
            raise BadCase(f"{path}: case {name} runs nothing")
    return cases


def make_wav(name, rate, channels, bits, frames):
    noise.write_wav(name, int(rate), int(channels), int(bits), int(frames))


def samples(path):
    """What two equal files have in common: for WAVs format and samples, else all bytes."""
    if path.endswith(".wav"):
        with wave.open(path, "rb") as file:
            params = file.getparams()
            return (params.nchannels, params.sampwidth, params.framerate), file.readframes(params.nframes)
    return None, pathlib.Path(path).read_bytes()


def same(first, second):
    (format_a, a), (format_b, b) = samples(first), samples(second)
    if format_a != format_b:
        raise Failure(f"{first} is {format_a}, {second} is {format_b} (channels, bytes, rate)")
    if a != b:
        at = next((i for i, (x, y) in enumerate(zip(a, b)) if x != y), min(len(a), len(b)))
        raise Failure(f"{first} ({len(a)} bytes) and {second} ({len(b)} bytes) differ at byte {at}")


def check_lines(name, got, want):
    if got != want:
        raise Failure(f"{name} is\n  " + "\n  ".join(got or ["(nothing)"]) + "\nexpected\n  " +
                      "\n  ".join(want or ["(nothing)"]))


def check_in_order(got, want):
    rest = iter(got)
    for line in want:
        if line not in rest:
            raise Failure("standard output lacks the line\n  " + line + "\nin\n  " + "\n  ".join(got))


def check_answer(step, status, out, err):
    """Compare what one command answered with what it must."""
    wanted = [int(text) for verb, text in step.answers if verb == "exit"] or [0]
    err = [line for line in err.splitlines() if not SPEED.match(line)]
    for name in [text for verb, text in step.answers if verb == "save"]:
        pathlib.Path(name).write_text(out, encoding="utf-8")
    if status != wanted[0]:
        raise Failure(f"exit status {status}, expected {wanted[0]}\n  " + "\n  ".join(err))
    check_lines("standard error", err, [text for verb, text in step.answers if verb == "err"])
    check_in_order(out.splitlines(), [text for verb, text in step.answers if verb == "out"])


def check_file(verb, words):
    """Look at files."""
    if verb == "same":
        same(*words)
    elif verb == "frames":
        with wave.open(words[0], "rb") as file:
            if file.getnframes() != int(words[1]):
                raise Failure(f"{words[0]} has {file.getnframes()} frames, expected {words[1]}")
    elif verb == "sha256":
        digest = hashlib.sha256(pathlib.Path(words[0]).read_bytes()).hexdigest()
        if digest != words[1]:
            raise Failure(f"sha256 of {words[0]} is {digest}, expected {words[1]}")
    elif verb == "there" and not os.path.exists(words[0]):
        raise Failure(f"{words[0]} does not exist")
    elif verb == "gone" and os.path.exists(words[0]):
        raise Failure(f"{words[0]} exists")


def wait_for_output(process, wanted):
    """Until an output that has no name yet has that many bytes."""
    while max((file.stat().st_size for file in pathlib.Path().glob(".adspbench.*")), default=-1) < wanted:
        if process.poll() is not None:
            raise Failure(f"ended before an output had {wanted} bytes")
        time.sleep(0.01)


def run_step(step, program, substitute):
    """Do one step."""
    if step.verb in FILE_CHECKS:
        check_file(step.verb, substitute(step.text).split())
        return
    if step.verb == "wav":
        make_wav(*step.text.split())
        return
    if step.verb == "sh":
        done = subprocess.run(["sh", "-e", "-c", substitute(step.text)], stdin=subprocess.DEVNULL,
                              timeout=TIMEOUT, check=False)
        if done.returncode:
            raise Failure(f"the preparation exits with {done.returncode}")
        return
    words = program + shlex.split(substitute(step.text))
    process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                               text=True, errors="replace")
    try:
        if step.signal_after:
            wait_for_output(process, step.signal_after[0])
            process.send_signal(step.signal_after[1])
        out, err = process.communicate(timeout=TIMEOUT)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        raise Failure(f"still runs after {TIMEOUT} s") from None
    expected = Step("$", step.text)
    expected.answers = [(verb, substitute(text)) for verb, text in step.answers]
    check_answer(expected, process.returncode, out, err)


def run_case(steps, program, substitute):
    """@return None, or what is wrong"""
    home = os.getcwd()
    scratch = tempfile.mkdtemp(prefix="adspbench-case.")
    done = []
    try:
        os.chdir(scratch)
        for step in steps:
            text = substitute(step.text)
            done.append({"$": shlex.join(program) + " " + text, "sh": text}.get(
                step.verb, f"# {step.verb} {text}"))
            run_step(step, program, substitute)
        return None
    except (Failure, OSError, wave.Error, EOFError) as failure:
        return f"{failure}\nto reproduce, in an empty directory:\n  " + "\n  ".join(done)
    finally:
        os.chdir(home)
        shutil.rmtree(scratch, ignore_errors=True)


def plain_path(place, link):
    """A path that means the same to a shell without quotes and within any: a link, if there is need."""
    if shlex.quote(place) == place:
        return place
    link.symlink_to(place)
    return str(link)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tplg", required=True, help="directory of the compiled topologies")
    parser.add_argument("--inputs", required=True, help="directory of the project's inputs")
    parser.add_argument("file", type=pathlib.Path)
    parser.add_argument("case", nargs="*")
    options = parser.parse_args()

    program = shlex.split(os.environ.get("ADSPBENCH", ""))
    if not program:
        print("run_cases: ADSPBENCH must name the program", file=sys.stderr)
        return 2
    if os.path.sep in program[-1]:
        program[-1] = os.path.abspath(program[-1])
    os.environ["ADSPBENCH"] = shlex.join(program)
    places = {
        "@tplg": os.path.abspath(options.tplg),
        "@inputs": os.path.abspath(options.inputs),
        "@sounds": "/usr/share/sounds/alsa",
        "@tests": os.path.abspath(options.file.parent),
        "@source": os.path.abspath(pathlib.Path(__file__).parent.parent.parent),
    }

    links = tempfile.TemporaryDirectory(prefix="adspbench-links.")
    for name, place in places.items():
        places[name] = plain_path(place, pathlib.Path(links.name) / name[1:])

    # cases use it as words of a shell, without quotes
    program = [plain_path(word, pathlib.Path(links.name) / f"word{i}") for i, word in enumerate(program)]
    os.environ["ADSPBENCH"] = " ".join(program)

    def substitute(text):
        for name, place in places.items():
            text = text.replace(name, place)
        return text

    try:
        cases = parse(options.file)
        unknown = set(options.case) - {name for name, _ in cases}
        if unknown:
            raise BadCase(f"{options.file}: no case {sorted(unknown)[0]}")
    except (OSError, BadCase, ValueError, AttributeError) as problem:
        print(f"run_cases: {problem}", file=sys.stderr)
        return 2

    failed = 0
    for name, steps in cases:
        if options.case and name not in options.case:
            continue
        problem = run_case(steps, program, substitute)
        failed += problem is not None
        print(f"{name}: " + (f"FAILED: {problem}" if problem else "ok"), flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
