# SPDX-License-Identifier: BSD-3-Clause
"""Topologies of many pipelines: chains of four, each with a PCM, two gains and a link of its own. A firmware has 32."""
PIPELINES_OF_A_CHAIN = 4

CHAIN = """
Object.Pipeline.pipe.{first} {{
	index {first}
	direction "playback"
	Object.Widget.pipeline.1 {{}}
	Object.Widget.host.1 {{
		pcm {chain}
		type "aif_in"
		node_type 0
		stream_name "Playback{chain}"
		out_pins 1
		in_fmts 1
		out_fmts 1
		Object.Base.pcm_in.1 {{ i_valid 32 }}
		Object.Base.dsp_out.1 {{}}
	}}
}}
Object.Pipeline.pipe.{second} {{
	index {second}
	direction "playback"
	Object.Widget.pipeline.1 {{}}
	Object.Widget.gain.1 {{
		Object.Control.mixer.1 {{ name "{chain} First Volume" }}
	}}
}}
Object.Pipeline.pipe.{third} {{
	index {third}
	direction "playback"
	Object.Widget.pipeline.1 {{}}
	Object.Widget.gain.1 {{
		Object.Control.mixer.1 {{ name "{chain} Second Volume" }}
	}}
}}
Object.Pipeline.pipe.{fourth} {{
	index {fourth}
	direction "playback"
	Object.Widget.pipeline.1 {{}}
	Object.Widget.dai.1 {{
		type "dai_in"
		node_type 8
		dai_type "HDA"
		dai_index {chain}
		stream_name "HDA{chain}"
		in_pins 1
	}}
}}
Object.Base.route.{first} {{
	source "host.{chain}.playback"
	sink "gain.{second}.1"
}}
Object.Base.route.{second} {{
	source "gain.{second}.1"
	sink "gain.{third}.1"
}}
Object.Base.route.{third} {{
	source "gain.{third}.1"
	sink "dai.HDA{chain}.playback"
}}
Object.Dai.link.{first} {{
	name "HDA{chain}"
	dai_type "HDA"
	dai_index {chain}
	Object.Base.hw_config.1 {{ name "HDA{chain}" }}
}}
Object.PCM.pcm.{first} {{
	name "Playback{chain}"
	id {chain}
	Object.Base.fe_dai.1 {{
		name "Playback{chain}"
		id {chain}
	}}
	Object.PCM.pcm_caps.1 {{
		direction "playback"
		name "Playback{chain}"
	}}
}}
"""


def write(path, pipelines):
    """A topology source of so many pipelines, a multiple of four."""
    with open(path, "w", encoding="utf-8") as file:
        file.write("<lib/all.conf>\n")
        for chain in range(pipelines // PIPELINES_OF_A_CHAIN):
            first = PIPELINES_OF_A_CHAIN * chain + 1
            file.write(CHAIN.format(chain=chain, first=first, second=first + 1, third=first + 2, fourth=first + 3))


def words(pipelines, sound, folder):
    """Arguments of `adspbench run`: every chain plays the same file."""
    chains = range(pipelines // PIPELINES_OF_A_CHAIN)
    return [word for chain in chains for word in ("--pcm", f"{chain}:playback={sound}",
                                                  "--dai", f"HDA{chain}={folder}/chain{chain}.wav")]
