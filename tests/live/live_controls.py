# SPDX-License-Identifier: BSD-3-Clause
"""Controls."""
import array
import re
import struct

from bench import case, check, samples


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


def enum_record(header, items):
    """A control of a topology as a list of items. @param header: of another control, with name and access."""
    one_channel = struct.pack("<4I", 16, 1, 0, 0) + 7 * struct.pack("<4I", 16, 0, 0, 0)
    texts = b"".join(item.encode().ljust(44, b"\0") for item in items).ljust(16 * 44, b"\0")
    kind = struct.pack("<I", 3)  # SND_SOC_TPLG_TYPE_ENUM
    no_scale = bytes(136)
    head = header[:4] + kind + header[8:52] + struct.pack("<I", 3) + struct.pack("<3I", 257, 257, 4) + no_scale
    values = bytes(16 * 44)
    body = struct.pack("<II", ENUM_BYTES, 1) + one_channel + struct.pack("<3I", len(items), 0, 0) + texts + values
    return head + body + struct.pack("<I", 0)


HEADER_BYTES, MIXER_BYTES, ENUM_BYTES = 204, 360, 1764


def with_items(source, target, control, items):
    """A compiled topology whose switch becomes a list of items, which no compiler of Debian 12 writes."""
    with open(source, "rb") as file:
        data = file.read()
    at = data.index(control.encode() + b"\0") - 8
    block = data.rindex(b"CoSA", 0, at)
    size, = struct.unpack_from("<I", data, block + 24)  # payload
    old_bytes = MIXER_BYTES + struct.unpack_from("<I", data, at + MIXER_BYTES - 4)[0]  # with its private data
    grown = data[:block + 24] + struct.pack("<I", size + ENUM_BYTES - old_bytes) + data[block + 28:at]
    grown += enum_record(data[at:at + HEADER_BYTES], items) + data[at + old_bytes:]
    with open(target, "wb") as file:
        file.write(grown)


@case
def kinds_of_controls(bench):
    """Enumerated, boolean and bytes controls."""
    # equalizers of 620 bytes, more than a control's value can hold, and other blobs
    for topology in ("eq-fir-16", "tdfb-16", "multiband-16", "tremolo-ll", "sound-dose-16"):
        bench.card(topology, bench.client("blob", "hw:0"))
    out = bench.card("drc-16", "amixer contents; amixer sset DRC off; amixer sset DRC on").stdout
    check("type=BOOLEAN,access=rw------,values=1" in out and "[off]" in out and "[on]" in out, out)
    listed = bench.path("items.tplg")
    with_items(bench.topology("phase-vocoder-16"), listed, "Vocoder Switch", ["half", "as it is", "twice"])
    out = bench.card(listed, "amixer cget numid=1; amixer cset numid=1 twice; amixer cset numid=1 1; amixer scontents;"
                     "amixer sset Vocoder half; amixer cset numid=1 17; amixer cget numid=1").stdout
    check("type=ENUMERATED,access=rw------,values=1,items=3" in out, out)
    check("Item #1 'as it is'" in out and ": values=2" in out and ": values=1" in out, out)
    check("Items: 'half' 'as it is' 'twice'" in out and "Item0: 'as it is'" in out and "Item0: 'half'" in out, out)


@case
def firmware_events(bench):
    """A change that the firmware makes and tells is heard by who listens, and read."""
    noise, out = bench.noise("in.wav", frames=96000), bench.path("events")
    bench.card("sound-dose-16", f"stdbuf -oL amixer events > {out} & l=$!; "
               f"seen() {{ until grep -q \"$1\" {out}; do sleep 0.02; done; }}; "
               f"seen Ready; aplay -q -D hw:0,0 {noise}; seen 'Dose Data Bytes'; kill $l;"
               + bench.client("blob", "hw:0"))


@case
def card_numbers(bench):
    """Programs that look for cards by number find this one: aplay -l, amixer -c, alsactl."""
    for words, text in (("aplay -l", "card 0: adsp [adspbench adsp], device 2: Port2 [Port2]"),
                        ("arecord -l", "card 0: adsp [adspbench adsp], device 2: Port2 [Port2]"),
                        ("amixer -c 0", "Simple mixer control 'Master'"),
                        ("amixer -c adsp cget numid=1", ": values=45,45"),
                        ("amixer -c 0 cset numid=1 30", ": values=30,30"),
                        ("aplay -q -D sysdefault:CARD=adsp " + bench.noise("in.wav") + "; echo played", "played"),
                        ("alsactl info 2>&1", "controls_count: 3")):
        out = bench.card("nocodec", words).stdout
        check(text in out, f"{words}: {out}")
    out = bench.card("playback-gain-16", "aplay -l; arecord -l; amixer -c 1", status=1).stdout
    check("device 0" in out and out.count("device 0") == 1, out)
    # another name is another card
    out = bench.card("nocodec", "aplay -l && amixer -c a_b cget numid=1", "--name", "a.b").stdout
    check("card 0: a_b [adspbench a_b]" in out and "values=45,45" in out, out)
    # without the library the kernel is asked
    done = bench.card("nocodec", "env -u LD_PRELOAD aplay -l 2>&1; env -u LD_PRELOAD amixer -D hw:0 | head -1")
    check("card 0: adsp" not in done.stdout and "Simple mixer control" in done.stdout, done.stdout)
    # the user's own stays
    done = bench.card("nocodec", "echo $LD_PRELOAD:$ASAN_OPTIONS")
    check(re.match(r"\S*libadsp_cards.so:.*verify_asan_link_order=0$", done.stdout.strip()), done.stdout)


@case
def state_of_the_card(bench):
    """alsactl stores the controls of one card and restores them in another; it tells changes."""
    state, out = bench.path("state"), bench.path("events")
    bench.card("mix-16", f"amixer -q -c 0 cset numid=1 7,9 && alsactl -f {state} store")
    out = bench.card("mix-16", f"alsactl -f {state} restore 2>/dev/null; amixer cget numid=1").stdout
    check(": values=7,9" in out, out)
    out = bench.path("changes")
    for words in ("alsactl monitor", "alsactl monitor hw:0"):
        # what is changed before it listens is not told: again, until it is
        bench.card("mix-16", f"stdbuf -oL {words} </dev/null > {out} & l=$!; "
                   f"i=0; until grep -q '#1 (2,0,0,.*) VALUE' {out}; do i=$(((i + 1) % 40)); "
                   "amixer -q -c 0 cset numid=1 $i; kill -0 $l || exit 1; done; kill $l")


@case
def events(bench):
    """Who listens hears what other programs and the card's script change."""
    script = bench.path("change")
    with open(script, "w") as file:
        file.write("sleep 0.2\namixer cset numid=2 3\n")
    noise = bench.noise("in.wav", frames=48000)
    out = bench.path("events")
    # each change is waited for in the output of both listeners
    listen = ("for i in 1 2; do "
              f"stdbuf -oL amixer events > {out}$i & l=\"$l $!\"; done; "
              f"seen() {{ until grep -q \"$1\" {out}1 && grep -q \"$1\" {out}2; do sleep 0.02; done; }}; "
              "seen Ready; amixer -q cset numid=1 7; seen 'event value: numid=1'; "
              f"aplay -q -D hw:0,0 {noise}; seen 'event value: numid=2'; kill $l")
    bench.card("mix-16", listen, "-s", script)


@case
def mixer_on_screen(bench):
    """alsamixer in a terminal: what it shows, and what its keys do."""
    tmux, words = bench.screen()
    bench.card("playback-gain-16", words + f"{tmux} new-session -d -x 80 -y 24 alsamixer -c 0; "
               "screen '[dB gain: 0.00, 0.00]'; screen 'Card: adspbench'; "
               f"{tmux} send-keys Down Down; screen '[dB gain: -4.00, -4.00]'; "
               "amixer cget numid=1 | grep -q values=43 || exit 1; "
               "amixer -q cset numid=1 20; screen '[dB gain: -50.00, -50.00]'; "
               f"{tmux} send-keys Escape")
