#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Real ALSA programs on a card that `adspbench card` runs. Each case is a function; see --help.

The program is in the environment variable ADSPBENCH, as words of a shell. Nothing here waits for a time: cases wait
for what they are about. A program that is not installed fails the case that needs it; tools/setup.sh installs all.
"""
import argparse
import array
import json
import os
import random
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
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

    def path(self, name):
        return os.path.join(self.folder, name)

    def topology(self, name):
        return os.path.join(self.options.tplg, name + ".tplg")

    def client(self, *words):
        return shlex.join([self.options.client, *words])

    def run(self, *words):
        return subprocess.run([*self.words, *words], env=self.env, timeout=LIMIT, text=True, errors="replace",
                              stdin=subprocess.DEVNULL, capture_output=True)

    def card(self, topology, script, *options, status=0):
        """Run a shell script against a card; check how it ends. Returns what was printed."""
        done = self.run("card", "-t", self.topology(topology), *options, "--", "bash", "-c", script)
        check(done.returncode == status,
              f"exit {done.returncode}, expected {status}:\n{script}\n{done.stdout}\n{done.stderr}")
        return done

    def start(self, topology, *options):
        """A card in the foreground. Returns it when it listens, with the configuration that clients need."""
        card = subprocess.Popen([*self.words, "card", "-t", self.topology(topology), *options], env=self.env,
                                text=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for line in card.stdout:
            found = re.search(r"ALSA_CONFIG_PATH=(\S+) alsamixer", line)
            if found:
                return card, found.group(1)
        raise Failure("the card does not start: " + card.stderr.read())

    def end(self, card, number=signal.SIGTERM):
        card.send_signal(number)
        out, err = card.communicate(timeout=LIMIT)
        return card.returncode, out, err

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


# ---- playback and capture ----

@case
def literal(bench):
    """The command that began it, again and again on one card, and on new ones."""
    noise = bench.noise("x.wav", rate=8000, frames=3000)
    loop = ("--loopback", "SSP2=SSP2")
    done = bench.card("nocodec", f"for i in $(seq {bench.options.repeat}); do\n"
                      f"  aplay -q -r 8000 -D hw:0,2 {noise} || exit 1\ndone", *loop)
    check("result: good" in done.stderr, done.stderr)
    check(f"{bench.options.repeat} streams" in done.stderr, done.stderr)
    for _ in range(3):
        done = bench.run("card", "-q", "-t", bench.topology("nocodec"), *loop, "--",
                         "aplay", "-r", "8000", "-D", "hw:0,2", noise)
        check(done.returncode == 0, done.stderr)


@case
def in_parallel(bench):
    """Two cards at once, on each a playback beside a recording; each card is clean at the end."""
    noise = bench.noise("x.wav", rate=8000, frames=8000)
    cards = []
    for number in range(2):
        recorded = bench.path(f"out{number}.wav")
        script = (f"arecord -q -D hw:0,2 -f S16_LE -c 2 -r 48000 -d 5 {recorded} & r=$!; "
                  f"while kill -0 $r; do aplay -q -r 8000 -D hw:0,2 {noise} || exit 1; done 2>/dev/null; wait $r")
        words = [*bench.words, "card", "-t", bench.topology("nocodec"), "--loopback", "SSP2=SSP2", "--", "bash", "-c",
                 script]
        cards.append(subprocess.Popen(words, env=bench.env, text=True, stdin=subprocess.DEVNULL,
                                      stderr=subprocess.PIPE))
    for number, card in enumerate(cards):
        err = card.communicate(timeout=LIMIT)[1]
        check(card.returncode == 0 and "result: good" in err, err)
        check(len(samples(bench.path(f"out{number}.wav"))) == 5 * 48000 * 4, "length of the recording")


@case
def same_bytes(bench):
    """What is played through the card is what `run` plays, for any buffer and any way of writing."""
    for topology, rate, width in (("playback-gain-16", 48000, 2), ("src-44100-dp", 44100, 2),
                                  ("playback-gain-32", 48000, 4), ("src-8000-dp-10ms", 8000, 2)):
        noise = bench.noise("in.wav", rate=rate, frames=rate // 2 + 77, width=width)
        reference, out = bench.path("run.wav"), bench.path("card.wav")
        done = bench.run("run", "-q", "-t", bench.topology(topology), "-i", noise, "-o", reference)
        check(done.returncode == 0, done.stderr)
        for options in ("", "-M", "-N", "--buffer-size=2048 --period-size=512", "--buffer-size=8000 --start-delay=1"):
            bench.card(topology, f"aplay -q {options} -D hw:0,0 {noise}", "--dai", f"HDA0={out}")
            must_begin_with(out, reference)


@case
def captured(bench):
    """A recording is what was played into the wire, for each width."""
    for width, bits in ((2, 16), (4, 32)):
        noise, recorded = bench.noise("in.wav", frames=48000, width=width), bench.path("out.wav")
        # while both run, time is the same for both; alone, each runs as fast as it can
        bench.card(f"nocodec-ssp-{bits}", f"arecord -q -D hw:0,0 -f S{8 * width}_LE -c 2 -r 48000 -d 60 {recorded} & "
                   f"r=$!; while kill -0 $r; do aplay -q -D hw:0,0 {noise} || exit 1; done 2>/dev/null; wait $r",
                   "--loopback", "SSP0=SSP0")
        check(len(samples(recorded)) == 60 * 48000 * 2 * width, "length of the recording")
        must_contain(recorded, noise)


@case
def formats(bench):
    """Each format that the PCM offers, raw; one that it does not is refused, and plug converts."""
    raw = bench.path("in.raw")
    with open(raw, "wb") as file:
        file.write(random.Random(2).randbytes(48000 * 8))
    offered = bench.card("pcm-formats",
                         f"aplay -q -D hw:0,0 --dump-hw-params -t raw -f S16_LE -c 2 -r 48000 -d 1 {raw}").stderr
    offered = re.search(r"^FORMAT: (.*)$", offered, re.M).group(1).split()
    check(len(offered) >= 4, f"formats {offered}")
    script = " && ".join(f"aplay -q -t raw -f {f} -c 2 -r 48000 -d 1 -D hw:0,0 {raw}" for f in offered)
    bench.card("pcm-formats", script)
    noise = bench.noise("other.wav", rate=22050, channels=1)
    bench.card("playback-gain-16", f"aplay -q -D hw:0,0 {noise}", status=1)
    for device in ("plughw:0,0", "default", "plug:adsp"):
        bench.card("playback-gain-16", f"aplay -q -D {device} {noise}")


@case
def devices(bench):
    """Names that there are, and are not; a PCM that is taken."""
    noise = bench.noise("in.wav")
    names = bench.card("playback-gain-16", "aplay -L").stdout
    check("adsp" in names.split(), names)
    for name in ("adsp:0,0", "adsp:CARD=0,DEV=0", "hw:0,0", "hw:0", "hw:0,0,0", "adsp"):
        bench.card("playback-gain-16", f"aplay -q -D {name} {noise}")
    for name in ("hw:0,7", "hw:0,0,1", "hw:0,-1"):
        bench.card("playback-gain-16", f"aplay -q -D {name} {noise}", status=1)
    bench.card("playback-gain-16", f"arecord -q -d 1 -D hw:0,0 {bench.path('x.wav')}", status=1)


@case
def mixed(bench):
    """Two programs play into one mixer at once."""
    first, second = bench.noise("a.wav", seed=1), bench.noise("b.wav", seed=2)
    done = bench.card("mix-16", f"aplay -q -D hw:0,0 {first} & a=$!; aplay -q -D hw:0,1 {second} && wait $a",
                      "--dai", f"HDA0={bench.path('mix.wav')}")
    check("xrun" not in done.stderr, done.stderr)


@case
def states(bench):
    """A C client walks through states and errors."""
    for name in ("states", "nonblock", "rewind", "mmap"):
        bench.card("nocodec-ssp-16", bench.client(name, "hw:0,0"))
    for name in ("xrun", "wait"):
        done = bench.card("nocodec-ssp-16", bench.client(name, "hw:0,0"), "--pace", "real")
        check("1 xrun" in done.stderr, done.stderr)


@case
def programs(bench):
    """sox, ffmpeg, speaker-test."""
    noise = bench.noise("in.wav")
    for words in (f"sox -q {noise} -t alsa hw:0,0", f"ffmpeg -v error -i {noise} -f alsa hw:0,0",
                  f"ffmpeg -v error -y -f alsa -channels 2 -sample_rate 48000 -i hw:0,0 -t 1 {bench.path('f.wav')}",
                  f"sox -q -t alsa hw:0,0 {bench.path('s.wav')} trim 0 1",
                  "speaker-test -D hw:0,0 -r 48000 -c 2 -t sine -l 1"):
        bench.card("nocodec-ssp-16", words, "--loopback", "SSP0=SSP0")
    check(len(samples(bench.path("s.wav"))) == 48000 * 4, "sox records a second")


@case
def plugins_above(bench):
    """softvol and asym on top of the card, by a configuration of the user's."""
    noise, config = bench.noise("in.wav"), bench.path("user.conf")
    with open(config, "w") as file:
        file.write("</usr/share/alsa/alsa.conf>\n"
                   "pcm.soft { type softvol slave.pcm \"hw:0,0\" control { name \"Soft\" card 0 } }\n"
                   "pcm.both { type asym playback.pcm \"hw:0,0\" capture.pcm \"hw:0,0\" }\n")
    bench.env["ALSA_CONFIG_PATH"] = config
    bench.card("playback-gain-16", f"aplay -q -D both {noise}")
    bench.env["ALSA_CONFIG_PATH"] = f"/usr/share/alsa/alsa.conf:{bench.path('more.conf')}"
    with open(bench.path("more.conf"), "w") as file:
        file.write("pcm.more { type plug slave.pcm \"hw:0,0\" }\n")
    bench.card("playback-gain-16", f"aplay -q -D more {noise}")
    bench.env.pop("ALSA_CONFIG_PATH")


@case
def alsa_at_links(bench):
    """A PCM of the machine at a link: what it is given is what a file would get; what it brings is recorded."""
    noise, raw, out = bench.noise("in.wav"), bench.path("out.raw"), bench.path("out.wav")
    play = f"aplay -q -D hw:0,0 {noise}"
    bench.card("playback-gain-16", play, "--dai", f"HDA0={out}")
    bench.card("playback-gain-16", play, "--dai", f"HDA0=alsa:file:FILE={raw},FORMAT=raw")
    with open(raw, "rb") as file:
        check(file.read() == samples(out), "the device has got other audio than the file")
    bench.card("nocodec-ssp-16", f"arecord -q -D hw:0,0 -f S16_LE -c 2 -r 48000 -d 1 {out}", "--dai",
               "SSP0:capture=alsa:null")
    done = bench.run("card", "-q", "-t", bench.topology("playback-gain-16"), "--dai", "HDA0=alsa:nothing", "--", "true")
    check(done.returncode == 7 and "ALSA device 'nothing'" in done.stderr, done.stderr)


# ---- controls ----

@case
def controls(bench):
    """amixer reads and writes, by number, name and simple control; what is out of range is clamped by amixer."""
    out = bench.card("playback-gain-16", "amixer contents; amixer -D hw:0 cset name='Playback Volume' 20,30;"
                     "amixer cget numid=1; amixer sset Playback 50%; amixer sget Playback").stdout
    check("dBscale-min=-90.00dB,step=2.00dB,mute=1" in out, out)
    check("values=20,30" in out, out)
    check("[-46.00dB]" in out, out)
    bench.card("playback-gain-16", "amixer cget name='No Such'", status=1)
    out = bench.card("playback-gain-16", "amixer cget numid=1", "--control", "Playback Volume=12").stdout
    check("values=12,12" in out, out)
    # what was set is heard: a tone at half is not the tone
    noise, loud, soft = bench.noise("in.wav"), bench.path("loud.wav"), bench.path("soft.wav")
    for volume, out in ((45, loud), (40, soft)):
        bench.card("playback-gain-noramp-16",
                   f"amixer -q cset numid=1 {volume} && aplay -q -D hw:0,0 {noise}", "--dai", f"HDA0={out}")
    check(samples(loud)[:96000] == samples(noise)[:96000], "0 dB leaves the samples")
    check(max(array.array("h", samples(soft))) < max(array.array("h", samples(loud))) // 2, "-10 dB is softer")


@case
def kinds_of_controls(bench):
    """Enumerated, boolean and bytes controls of the topologies that have them."""
    bench.card("eq-fir-16", bench.client("blob", "hw:0"))
    out = bench.card("tremolo-ll", "amixer contents").stdout
    check("type=BOOLEAN" in out or "type=ENUMERATED" in out or "type=INTEGER" in out, out)


@case
def events(bench):
    """Who listens hears what other programs and the card's script change."""
    script = bench.path("change")
    with open(script, "w") as file:
        file.write("sleep 0.2\namixer cset numid=2 3\n")
    noise = bench.noise("in.wav", frames=48000)
    out = bench.path("events")
    # each change is waited for in the listener's output
    listen = (f"stdbuf -oL amixer events > {out} & l=$!; "
              f"seen() {{ until grep -q \"$1\" {out}; do sleep 0.02; done; }}; "
              "seen Ready; amixer -q cset numid=1 7; seen 'event value: numid=1'; "
              f"aplay -q -D hw:0,0 {noise}; seen 'event value: numid=2'; kill $l")
    bench.card("mix-16", listen, "-s", script)


@case
def mixer_on_screen(bench):
    """alsamixer in a terminal: what it shows, and what its keys do."""
    check(shutil.which("tmux"), "tmux is not installed")
    tmux = f"tmux -L adsp-{os.getpid()} -f /dev/null"
    shot = (f"screen() {{ until {tmux} capture-pane -p > {bench.path('screen')} && "
            f"grep -qF \"$1\" {bench.path('screen')}; do sleep 0.05; done; }}; ")
    bench.card("playback-gain-16", shot + f"{tmux} new-session -d -x 80 -y 24 alsamixer; "
               "screen '[dB gain: 0.00, 0.00]'; screen 'Card: adspbench'; "
               f"{tmux} send-keys Down Down; screen '[dB gain: -4.00, -4.00]'; "
               "amixer cget numid=1 | grep -q values=43 || exit 1; "
               "amixer -q cset numid=1 20; screen '[dB gain: -50.00, -50.00]'; "
               f"{tmux} send-keys Escape; {tmux} kill-server; true")


# ---- the card ----

@case
def statuses(bench):
    """The command's exit status is kept, unless the card has worse to tell."""
    gain = bench.topology("playback-gain-16")
    for command, status in ((["bash", "-c", "exit 7"], 7), (["bash", "-c", "kill -TERM $$"], 143),
                            (["true"], 0), (["/nonexistent/command"], 127), ([bench.folder], 126)):
        done = bench.run("card", "-q", "-t", gain, "--", *command)
        check(done.returncode == status, f"{command}: {done.returncode}, expected {status}: {done.stderr}")
    noise = bench.noise("in.wav", rate=44100)
    bench.card("src-44100-dp", f"aplay -q -D hw:0,0 {noise}", "--dp-cost", "src=3000", "--fail-on", "deadline",
               status=6)
    bench.card("src-44100-dp", f"aplay -q -D hw:0,0 {noise}; exit 9", "--dp-cost", "src=3000", "--fail-on", "deadline",
               status=6)


@case
def usage(bench):
    """Mistakes are one line that says what is wrong."""
    gain = bench.topology("playback-gain-16")
    for words, status, text in (
            (["-t", gain, "--name", "a/b", "--", "true"], 1, "expected a name"),
            (["-t", gain, "--pace", "slow", "--", "true"], 1, "expected free|real"),
            (["--", "true"], 1, "which topology?"),
            (["-t", gain, "-i", "x.wav", "--", "true"], 1, "unknown option '-i'"),
            (["-t", gain, "--dai", "NONE=x.wav", "--", "true"], 1, "no DAI 'NONE'"),
            (["-t", gain, "--loopback", "HDA0=HDA0", "--", "true"], 1, "no DAI 'HDA0'"),
            (["-t", gain, "--dai", "HDA0=a.wav", "--dai", "HDA0=b.wav", "--", "true"], 1, "named twice"),
            (["-t", gain, "--dai", "HDA0=/nonexistent/x.wav", "--", "true"], 7, "/nonexistent"),
            (["-t", "/nonexistent.tplg", "--", "true"], 2, "nonexistent"),
            (["-t", gain, "--control", "No=1", "--", "true"], 1, "No")):
        done = bench.run("card", "-q", *words)
        check(done.returncode == status and text in done.stderr and done.stderr.count("\n") <= 2,
              f"{words}: exit {done.returncode}, expected {status} and '{text}': {done.stderr}")
    odd = bench.path('a"b')
    os.mkdir(odd, 0o700)
    bench.env["XDG_RUNTIME_DIR"] = odd
    done = bench.run("card", "-q", "-t", gain, "--", "true")
    check(done.returncode == 1 and "quote" in done.stderr, done.stderr)
    bench.env["XDG_RUNTIME_DIR"] = "/" + "x" * 120
    done = bench.run("card", "-q", "-t", gain, "--", "true")
    check(done.returncode == 7, f"{done.returncode}: {done.stderr}")


@case
def foreground(bench):
    """Without a command: says what to type, one card of a name, ends by a signal with the whole report."""
    report = bench.path("report.json")
    card, config = bench.start("playback-gain-16", "--pace", "free", "--report", report)
    env = dict(bench.env, ALSA_CONFIG_PATH=config)
    noise = bench.noise("in.wav")
    check(subprocess.run(["aplay", "-q", "-D", "adsp:0,0", noise], env=env, timeout=LIMIT).returncode == 0, "aplay")
    second = bench.run("card", "-q", "-t", bench.topology("playback-gain-16"))
    check(second.returncode == 1 and "runs already" in second.stderr, second.stderr)
    status, out, err = bench.end(card, signal.SIGINT)
    check(status == 0 and "PCM 0 playback" in out and "result: good" in out, out + err)
    with open(report) as file:
        check(json.load(file)["streams"][0]["streams"] == 1, "the report counts the stream")
    check(not os.path.exists(config), "the configuration stays behind")
    card, config = bench.start("playback-gain-16")
    status, out, err = bench.end(card)
    check(status == 0, out + err)


@case
def real_time(bench):
    """With pace real: ten seconds at periods of 10 ms without an xrun, and what alsabat says of a tone."""
    tone = bench.path("tone.wav")
    subprocess.run(["sox", "-q", "-n", "-r", "48000", "-c", "2", "-b", "16", tone, "synth", "10", "sine", "997", "gain",
                    "-6"], check=True, timeout=LIMIT)
    done = bench.card("playback-gain-16", f"aplay -q --period-size=480 --buffer-size=1920 -D hw:0,0 {tone}",
                      "--pace", "real")
    check("xrun" not in done.stderr, done.stderr)
    done = bench.card("nocodec-ssp-16", f"alsabat -P hw:0,0 -C hw:0,0 -c 2 -r 48000 --file {tone} -F 997",
                      "--loopback", "SSP0=SSP0", "--pace", "real")
    check(done.stdout.count("PASS: Peak detected at target frequency") == 2, done.stdout)


@case
def script_suspends(bench):
    """A script suspends the stream of a client, which resumes it."""
    script = bench.path("suspend")
    with open(script, "w") as file:
        file.write("sleep 0.3\npcm 0:playback suspend\n")
    bench.card("nocodec-ssp-16", bench.client("suspended", "hw:0,0"), "-s", script)


# ---- what goes wrong ----

@case
def killed_clients(bench):
    """A client that is killed while it plays leaves nothing behind."""
    noise = bench.noise("in.wav", rate=8000, frames=2000)
    play = bench.client("forever", "hw:0,2", "8000")
    done = bench.card("nocodec", "for i in 1 2 3 4 5; do\n"
                      f"  exec 5< <({play} 2>&1)\n  p=$!\n  read -u5 line; kill -9 $p; "
                      "while kill -0 $p 2>/dev/null; do sleep 0.01; done\n"
                      f"  aplay -q -D hw:0,2 {noise} || exit 1\ndone", "--loopback", "SSP2=SSP2")
    check("result: good" in done.stderr, done.stderr)


@case
def isolation_fault(bench):
    """A module that touches what is not its own ends its stream, not the card: the next one plays; the exit is 4."""
    shutil.copy(bench.options.faulty, bench.path("faulty"))
    os.symlink(os.path.join(os.path.dirname(bench.options.tplg), "alsa-lib"), bench.path("alsa-lib"))
    bench.words = [bench.path("faulty")]
    noise, play = bench.noise("in.wav"), bench.client("forever", "plughw:0,0")
    done = bench.card("tremolo", f"exec 5< <({play} 2>&1); p=$!; read -u5 line; echo $line;"
                      "amixer -q cset name='Tremolo Playback Switch' toggle 2>/dev/null; echo $?;"
                      "read -u5 line; echo $line; while kill -0 $p 2>/dev/null; do sleep 0.01; done;"
                      f"aplay -q -D plughw:0,0 {noise}", status=4)
    check(done.stdout.startswith("playing\n1\n") and "is -19" in done.stdout, done.stdout)
    check("isolation fault in tremolo.0.0" in done.stderr and "2 streams" in done.stderr, done.stderr)


@case
def killed_in_each_state(bench):
    """Clients killed, or stopped for ever, in any other state: the PCM is free, or the next one waits for it."""
    noise = bench.noise("in.wav", frames=4800)
    for state in ("open", "prepared", "running", "paused"):
        hold = bench.client(f"hold-{state}", "hw:0,0")
        kill = "kill -9 $p; while kill -0 $p 2>/dev/null; do sleep 0.01; done"
        done = bench.card("nocodec-ssp-16", f"exec 5< <({hold} 2>&1); p=$!; read -u5 line; echo $line; {kill};"
                          f"aplay -q -D hw:0,0 {noise}")
        check(done.stdout == "holding\n" and "result: good" in done.stderr, done.stdout + done.stderr)
        # one that is stopped keeps its PCM, as on a card; with the command it goes
        done = bench.card("nocodec-ssp-16", f"exec 5< <({hold} 2>&1); p=$!; read -u5 line; kill -STOP $p;"
                          f"aplay -q -D hw:0,0 {noise} 2>&1; kill -9 $p; exit 0")
        check("busy" in done.stdout and "result: good" in done.stderr, done.stdout + done.stderr)


@case
def signals(bench):
    """A card that is told to end tells its command, and keeps its exit status."""
    script = "trap 'echo told; exit 5' TERM; echo ready; while :; do sleep 0.05; done"
    card = subprocess.Popen([*bench.words, "card", "-q", "-t", bench.topology("playback-gain-16"), "--", "bash", "-c",
                             script], env=bench.env, text=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
    check(card.stdout.readline() == "ready\n", "the command does not start")
    card.terminate()
    check(card.stdout.readline() == "told\n", "the command is not told")
    check(card.wait(LIMIT) == 5, f"exit {card.returncode}")


@case
def status_line(bench):
    """On a terminal a line says what plays."""
    head, tail = os.openpty()
    card = subprocess.Popen([*bench.words, "card", "-t", bench.topology("nocodec-ssp-16"), "--pace", "free"],
                            env=bench.env, text=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=tail)
    os.close(tail)
    for line in card.stdout:
        found = re.search(r"ALSA_CONFIG_PATH=(\S+) alsamixer", line)
        if found:
            break
    env = dict(bench.env, ALSA_CONFIG_PATH=found.group(1))
    client = subprocess.Popen([bench.options.client, "hold-paused", "hw:0,0"], env=env, stdout=subprocess.DEVNULL)
    seen = ""
    while "PCM 0 playback paused, 0 xruns" not in seen:
        seen += os.read(head, 4096).decode()
    client.kill()
    client.wait()
    card.terminate()
    while card.poll() is None:
        try:
            os.read(head, 4096)
        except OSError:
            break
    check(card.wait(LIMIT) == 0, f"exit {card.returncode}")
    os.close(head)


@case
def stopped_client(bench):
    """A client that stands still keeps others waiting for ten seconds, and is then given up."""
    noise = bench.noise("in.wav", rate=48000)
    play = bench.client("forever", "hw:0,0")
    done = bench.card("mix-16", f"exec 5< <({play} 2>&1); p=$!; read -u5 line; kill -STOP $p; "
                      f"aplay -q -D hw:0,1 {noise}; status=$?; kill -9 $p; exit $status")
    check("has kept others waiting" in done.stderr, done.stderr)


@case
def killed_card(bench):
    """The card is killed: its client is told that the device has gone."""
    card, config = bench.start("nocodec-ssp-16", "--name", "killed", "--pace", "free")
    env = dict(bench.env, ALSA_CONFIG_PATH=config)
    client = subprocess.Popen([bench.options.client, "unplugged", "hw:0,0"], env=env, text=True, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE)
    check(client.stdout.readline() == "playing\n", "the client does not play")
    card.kill()
    card.wait()
    out, err = client.communicate(timeout=LIMIT)
    check(client.returncode == 0 and out == "gone\n", f"{client.returncode}: {out} {err}")
    # what it left behind is not in the way of the next one
    card, _ = bench.start("nocodec-ssp-16", "--name", "killed")
    check(bench.end(card)[0] == 0, "the next card of that name")


@case
def many_opens(bench):
    """A hundred programs at once: one has the PCM, the others are told that it is busy, controls serve all."""
    noise = bench.noise("in.wav", frames=4800)
    done = bench.card("playback-gain-16", "for i in $(seq 50); do\n"
                      f"  (aplay -q -D hw:0,0 {noise} 2>/dev/null; echo $?) &\n  amixer -q cset numid=1 $((i % 45)) &\n"
                      "done; wait")
    results = done.stdout.split()
    check(len(results) == 50 and "0" in results and set(results) <= {"0", "1"}, str(results))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tplg", required=True, help="folder of compiled topologies")
    parser.add_argument("--client", required=True, help="the C client")
    parser.add_argument("--faulty", help="a program with the mistake of docs/userspace.md, for isolation-fault")
    parser.add_argument("--repeat", type=int, default=20, help="how often the literal command is repeated")
    parser.add_argument("cases", nargs="*",
                        help="default: all but real-time, which needs an idle machine, and isolation-fault")
    options = parser.parse_args()
    failed = []
    unknown = [name for name in options.cases if name not in CASES]
    if unknown:
        sys.exit(f"no case {', '.join(unknown)}; there are {', '.join(CASES)}")
    for name in options.cases or [name for name in CASES if name not in ("real-time", "isolation-fault")]:
        with tempfile.TemporaryDirectory(prefix="adspbench-live-") as folder:
            try:
                CASES[name](Bench(options, folder))
                print(f"{name}: good", flush=True)
            except (Failure, subprocess.TimeoutExpired) as error:
                print(f"{name}: FAILED: {error}", flush=True)
                failed.append(name)
    sys.exit(f"failed: {', '.join(failed)}" if failed else 0)


if __name__ == "__main__":
    main()
