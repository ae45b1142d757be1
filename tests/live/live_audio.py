# SPDX-License-Identifier: BSD-3-Clause
"""Playback and capture."""
import random
import re
import signal
import subprocess
import time
import wave

from bench import LIMIT, case, check, must_begin_with, must_contain, samples


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


RATES = (5512, 8000, 11025, 16000, 22050, 32000, 44100, 48000, 64000, 88200, 96000, 176400, 192000)


@case
def rates_and_channels(bench):
    """At each rate, and with each number of channels, what is played or recorded is what `run` makes of the same file."""
    reference, out = bench.path("run.wav"), bench.path("card.wav")
    for topology, device, dai, rates, channels in (
            ("playback-gain-wide", "hw:0,0", "HDA0", RATES, (2,)), ("hdmi", "hw:0,3", "HDMI1", (32000, 192000), range(2, 9)),
            ("playback-gain-mono", "hw:0,0", "HDA0", (48000,), (1,)), ("playback-gain-8ch", "hw:0,0", "HDA0", (48000,), (8,))):
        for rate, count in ((rate, count) for rate in rates for count in channels):
            noise = bench.noise("in.wav", rate=rate, channels=count, frames=rate // 10)
            done = bench.run("run", "-q", "-t", bench.topology(topology), "-i", noise, "-o", reference)
            check(done.returncode == 0, done.stderr)
            bench.card(topology, f"aplay -q -D {device} {noise}", "--dai", f"{dai}={out}")
            must_begin_with(out, reference)
    for topology, rate, width, options in (("src-capture-44100", 44100, 4, ""), ("src-capture-8000", 8000, 4, "-M"),
                                           ("src-capture-11025", 11025, 4, "-N"), ("capture-gain-16", 48000, 2, "-M -N")):
        noise = bench.noise("in.wav", width=width, frames=24000)
        done = bench.run("run", "-q", "-t", bench.topology(topology), "-i", noise, "-o", reference)
        check(done.returncode == 0, done.stderr)
        frames = len(samples(reference)) // (2 * width)
        bench.card(topology, f"arecord -q {options} -D hw:0,0 -f S{8 * width}_LE -c 2 -r {rate} -s {frames} {out}",
                   "--dai", f"HDA0={noise}")
        must_begin_with(out, reference)


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
def joined(bench):
    """Streams that join and leave while another one plays do not change a sample of that one."""
    noise, silence, out = bench.noise("in.wav", frames=1440000), bench.path("silence.wav"), bench.path("out.wav")
    with wave.open(silence, "wb") as file:
        file.setparams((2, 2, 48000, 0, "NONE", ""))
        file.writeframes(bytes(4 * 4800))
    done = bench.card("mix-16", f"aplay -q -D hw:0,0 {noise} & a=$!; "
                      f"while kill -0 $a 2>/dev/null; do aplay -q -D hw:0,1 {silence} || exit 1; done; wait $a",
                      "--dai", f"HDA0={out}")
    check(int(re.search(r"PCM 1 playback +<- (\d+) streams", done.stderr).group(1)) > 1, done.stderr)
    must_contain(out, noise)


@case
def states(bench):
    """A C client walks through states, ways of access and errors."""
    for name in ("states", "nonblock", "rewind", "mmap", "capture", "capture-mmap", "refused", "times"):
        bench.card("nocodec-ssp-16", bench.client(name, "hw:0,0"))
    bench.card("nocodec-ssp-16", bench.client("planar", "plughw:0,0"))
    for name in ("xrun", "wait", "capture-xrun"):
        done = bench.card("nocodec-ssp-16", bench.client(name, "hw:0,0"), "--pace", "real")
        check(re.search(r"good, but [1-9][0-9]* xruns?$", done.stderr, re.M), done.stderr)


@case
def drifting_link(bench):
    """A link whose clock is fast: what plays to it is what `run` plays, and a converter that would not follow it is refused."""
    noise, made, played = bench.noise("in.wav", width=4), bench.path("made.wav"), bench.path("played.wav")
    fast = ("--clock-drift", "HDA0=1000")
    done = bench.run("run", "-q", "-t", bench.topology("asrc-48000"), "-i", noise, "-o", made, *fast, "--fail-on", "xrun")
    check(done.returncode == 0, done.stderr)
    bench.card("asrc-48000", f"aplay -q -D hw:0,0 {noise}", "--dai", f"HDA0={played}", *fast)
    must_begin_with(played, made)
    for words, text in (("HDA7=5", "--clock-drift: no DAI 'HDA7' in "), ("HDA0=fast", "--clock-drift 'HDA0=fast': expected")):
        done = bench.card("asrc-48000", "true", "--clock-drift", words, status=1)
        check(text in done.stderr, done.stderr)
    done = bench.card("nocodec-ssp-16", "true", "--loopback", "SSP0=SSP0", "--clock-drift", "SSP0:capture=5", status=1)
    check("--clock-drift: 'SSP0' is fed by a loopback and has its clock" in done.stderr, done.stderr)
    noise = bench.noise("in44100.wav", rate=44100, width=4)
    done = bench.card("asrc-44100-dp", f"aplay -q -D hw:0,0 {noise}", *fast, status=1)
    check("dai.HDA0.playback: asrc.1.1 runs in a thread, where it does not follow this link's clock" in done.stderr, done.stderr)


@case
def duplex(bench):
    """A client plays and records at once with periods of 5 ms; each frame comes back, once and in order."""
    for topology, rate in (("nocodec-ssp-16", "48000"), ("nocodec-ssp-32", "48000")):
        done = bench.card(topology, bench.client("duplex", "hw:0,0", rate, "20"), "--loopback", "SSP0=SSP0")
        check("result: good\n" in done.stderr, done.stderr)


@case
def silence_by_the_clock(bench):
    """Who records a wire that nobody feeds waits for a player, and gets all that it plays."""
    noise, recorded = bench.noise("in.wav"), bench.path("out.wav")
    bench.card("nocodec-ssp-16", f"arecord -q -D hw:0,0 -f S16_LE -c 2 -r 48000 {recorded} & r=$!; "
               f"longer() {{ until [ $(cat {recorded} | wc -c) -gt $1 ]; do sleep 0.02; done; }}; "
               f"longer 0; aplay -q -D hw:0,0 {noise}; longer $(($(cat {recorded} | wc -c) + 96000)); "
               "kill -INT $r; wait $r; true",
               "--loopback", "SSP0=SSP0")
    must_contain(recorded, noise)
    frames = len(samples(recorded)) // 4
    check(frames < LIMIT * 48000, f"{frames} frames: more than the test can have taken")
    # as long as it says, not longer
    begun = time.monotonic()
    bench.card("nocodec-ssp-16", f"arecord -q -D hw:0,0 -f S16_LE -c 2 -r 48000 -d 1 {recorded}", "--loopback",
               "SSP0=SSP0")
    check(time.monotonic() - begun > 0.9, "a second of silence took less than one")
    check(not any(samples(recorded)), "silence")


@case
def script_suspends(bench):
    """A script suspends the stream of a client, which resumes it."""
    script = bench.path("suspend")
    with open(script, "w") as file:
        file.write("sleep 0.3\npcm 0:playback suspend\n")
    bench.card("nocodec-ssp-16", bench.client("suspended", "hw:0,0"), "-s", script)


def stop_for(seconds, *processes):
    for process in processes:
        process.send_signal(signal.SIGSTOP)
    time.sleep(seconds)
    for process in processes:
        process.send_signal(signal.SIGCONT)


def start_numbers(bench, case_name, seconds):
    """A card in real time, and a client that plays numbered frames to it and gets them back."""
    card, config = bench.start("nocodec-ssp-16", "--pace", "real", "--loopback", "SSP0=SSP0")
    client = subprocess.Popen([bench.options.client, case_name, "hw:0,0", "48000", str(seconds)], text=True,
                              env=dict(bench.env, ALSA_CONFIG_PATH=config), stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    bench.started.append(client)
    check(client.stdout.readline() == "playing\n", "the client does not play")
    return card, client


@case
def held_up(bench):
    """A card that the host does not run for a while catches up, and harms no client; a client that is late has an xrun."""
    card, client = start_numbers(bench, "duplex-long", 6)
    for processes in ((card,), (card, client)):
        for seconds in (0.015, 0.06, 0.2, 0.6):
            stop_for(seconds, *processes)
            time.sleep(0.2)
    out, err = client.communicate(timeout=LIMIT)
    check(client.returncode == 0 and "no xrun" in out, f"{client.returncode}: {out}{err}")
    status, out, err = bench.end(card)
    check(status == 0 and "result: good\n" in out, out + err)
    card, client = start_numbers(bench, "duplex", 60)
    stop_for(1, client)
    out, err = client.communicate(timeout=LIMIT)
    check(client.returncode == 1 and "is -32" in err, f"{client.returncode}: {out}{err}")
    status, out, err = bench.end(card)
    check(status == 0 and re.search(r"good, but [1-9]\d* xruns?", out), out + err)


@case
def real_time(bench):
    """With pace real, for --seconds: play and record with periods of 5 ms, four in a buffer, without an xrun."""
    done = bench.card("nocodec-ssp-16", bench.client("duplex", "hw:0,0", "48000", str(bench.options.seconds)),
                      "--loopback", "SSP0=SSP0", "--pace", "real", limit=bench.options.seconds + LIMIT)
    print(done.stdout, end="")
    check("result: good\n" in done.stderr, done.stderr)
