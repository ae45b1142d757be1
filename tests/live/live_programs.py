# SPDX-License-Identifier: BSD-3-Clause
"""Programs of others, and libasound's own plugins."""
import glob
import os
import subprocess

from bench import LIMIT, case, check, must_begin_with, must_contain, peak, samples


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
def keys(bench):
    """aplay -i pauses and goes on by a key."""
    noise = bench.noise("in.wav", frames=288000)  # long enough for a key to be pressed
    tmux, words = bench.screen()
    # before audio flows, there is nothing to pause
    bench.card("playback-gain-16", words + f"{tmux} new-session -d -x 80 -y 24 'aplay -i -D hw:0,0 {noise}; "
               f"echo ended $?; sleep 300'; until [ $(cat {bench.folder}/.adspbench.* 2>/dev/null | wc -c) -gt 1000 ]; do "
               f"sleep 0.02; done; {tmux} send-keys Space; screen PAUSE; {tmux} send-keys Space; screen 'ended 0'",
               "--pace", "real", "--dai", f"HDA0={bench.path('out.wav')}")


@case
def plugins_above(bench):
    """libasound's own plugins on top of the card, by a configuration of the user's; those that want a kernel device."""
    noise, config = bench.noise("in.wav"), bench.path("user.conf")
    loud, soft = bench.path("loud.wav"), bench.path("soft.wav")
    with open(config, "w") as file:
        file.write('</usr/share/alsa/alsa.conf>\n'
                   'pcm.soft { type softvol slave.pcm "hw:0,0" control { name "Soft" card 0 } }\n'
                   'pcm.hard { type softvol slave.pcm "hw:0,0" control { name "Playback Volume" card 0 } }\n'
                   'pcm.both { type asym playback.pcm "hw:0,0" capture.pcm "hw:0,0" }\n'
                   'pcm.softer { type route slave.pcm "hw:0,0" ttable { 0.0 0.25 1.1 0.25 } }\n'
                   'pcm.rated { type rate slave { pcm "hw:0,0" rate 48000 } }\n'
                   'pcm.mixing { type dmix ipc_key 5678 slave { pcm "hw:0,0" rate 48000 channels 2 } }\n'
                   'pcm.sharing { type dsnoop ipc_key 5679 slave { pcm "hw:0,0" rate 48000 channels 2 } }\n')
    bench.env["ALSA_CONFIG_PATH"] = config
    for name in ("both", "plug:softer", "plug:rated"):
        bench.card("playback-gain-noramp-16", f"aplay -q -D {name} {noise}", "--dai", f"HDA0={soft}")
    bench.card("playback-gain-noramp-16", f"aplay -q -D both {noise}", "--dai", f"HDA0={loud}")
    bench.card("playback-gain-noramp-16", f"aplay -q -D plug:softer {noise}", "--dai", f"HDA0={soft}")
    check(peak(soft) < peak(loud) // 3, f"a quarter of {peak(loud)} is {peak(soft)}")
    # with the card's own volume in its place softvol leaves the audio as it is; an element of its own it cannot add
    bench.card("playback-gain-noramp-16", f"aplay -q -D hard {noise}", "--dai", f"HDA0={soft}")
    must_begin_with(soft, loud)
    no_kernel = "Invalid type 'adsp' for slave PCM"
    for words, text in ((f"aplay -q -D soft {noise}", "Cannot add a control"),
                        (f"aplay -q -D mixing {noise}", no_kernel),
                        ("arecord -q -d 1 -D sharing -f S16_LE -r 48000 -c 2 /dev/null", no_kernel)):
        done = bench.card("nocodec-ssp-16", words, status=1)
        check(text in done.stderr and "result: good" in done.stderr, done.stderr)
    bench.env["ALSA_CONFIG_PATH"] = f"/usr/share/alsa/alsa.conf:{bench.path('more.conf')}"
    with open(bench.path("more.conf"), "w") as file:
        file.write('pcm.more { type plug slave.pcm "hw:0,0" }\n')
    bench.card("playback-gain-16", f"aplay -q -D more {noise}")
    bench.env.pop("ALSA_CONFIG_PATH")


@case
def alsaloop(bench):
    """alsaloop carries what comes in at one port to another; pace free lets it do so as fast as it can."""
    noise, out = bench.noise("in.wav", frames=96000), bench.path("out.wav")
    # it never ends by itself: until what it has carried is longer than what came in
    script = ("timeout 100 alsaloop -C hw:0,0 -P hw:0,0 -f S16_LE -c 2 -r 48000 -t 100000 -S none & l=$!; "
              f"until [ $(cat {bench.folder}/.adspbench.* 2>/dev/null | wc -c) -gt 1000000 ]; do "
              "kill -0 $l || exit 1; sleep 0.02; done; kill $l; wait $l; true")
    bench.card("nocodec-ssp-16", script, "--dai", f"SSP0:capture={noise}", "--dai", f"SSP0:playback={out}")
    must_contain(out, noise)


@case
def alsabat(bench):
    """What the field's tests run: a tone, and its recording through the wire, at rates, widths and channel counts."""
    tone = bench.path("tone.wav")
    recordings = set(glob.glob("/tmp/bat.wav.*"))  # it leaves them behind
    widths = {"S16_LE": 16, "S24_3LE": 24, "S32_LE": 32}
    for topology, device, rate, channels, format in (
            ("nocodec-ssp-16", "hw:0,0", 48000, 2, "S16_LE"), ("nocodec-ssp-32", "hw:0,0", 48000, 2, "S32_LE"),
            ("nocodec-ssp-32", "plughw:0,0", 44100, 2, "S24_3LE"), ("nocodec-ssp-16", "plughw:0,0", 48000, 1, "S16_LE"),
            ("nocodec-ssp-16", "plughw:0,0", 16000, 1, "S32_LE"), ("nocodec", "plughw:0,2", 16000, 2, "S16_LE")):
        port = "SSP2" if topology == "nocodec" else "SSP0"
        make = f"sox -q -n -r {rate} -c {channels} -b {widths[format]} -t wavpcm {tone} synth 7 sine 997 gain -6"
        subprocess.run(make.split(), check=True, timeout=LIMIT)
        # it plays and records at times of its own clock
        words = f"alsabat -P {device} -C {device} -f {format} -c {channels} -r {rate} --file {tone} -F 997"
        done = bench.card(topology, words, "--loopback", f"{port}={port}", "--pace", "real")
        check(done.stdout.count("PASS: Peak detected at target frequency") == channels,
              f"{rate} Hz, {channels} channels, {format}: {done.stdout}{done.stderr}")
    for path in set(glob.glob("/tmp/bat.wav.*")) - recordings:
        os.remove(path)


@case
def alsa_at_links(bench):
    """A PCM of the machine at a link: what it is given is what a file would get; what it brings is recorded."""
    noise, raw, out = bench.noise("in.wav"), bench.path("out.raw"), bench.path("out.wav")
    play = f"aplay -q -D hw:0,0 {noise}"
    bench.card("playback-gain-16", play, "--dai", f"HDA0={out}")
    done = bench.card("playback-gain-16", play, "--dai", f"HDA0=alsa:file:FILE={raw},FORMAT=raw")
    check(f"HDA0               -> alsa:file:FILE={raw},FORMAT=raw: {len(samples(out)) // 4} frames" in done.stderr,
          done.stderr)
    with open(raw, "rb") as file:
        check(file.read() == samples(out), "the device has got other audio than the file")
    bench.card("nocodec-ssp-16", f"arecord -q -D hw:0,0 -f S16_LE -c 2 -r 48000 -d 1 {out}", "--dai",
               "SSP0:capture=alsa:null")
    done = bench.run("card", "-q", "-t", bench.topology("playback-gain-16"), "--dai", "HDA0=alsa:nothing", "--", "true")
    check(done.returncode == 7 and "ALSA device 'nothing'" in done.stderr, done.stderr)
