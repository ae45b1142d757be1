# SPDX-License-Identifier: BSD-3-Clause
"""Topologies of many pipelines: chains of four, each with a PCM, two gains and a link of its own. A firmware has 32."""
PIPELINES_OF_A_CHAIN = 4

PIPELINE = """
Object.Pipeline.pipe.{index} {{
	index {index}
	direction "playback"
	Object.Widget.pipeline.1 {{}}
	{widget}
}}
"""

HOST = """Object.Widget.host.1 {{
		pcm {chain}
		type "aif_in"
		node_type 0
		stream_name "Playback{chain}"
		out_pins 1
		in_fmts 1
		out_fmts 1
		Object.Base.pcm_in.1 {{ i_valid 32 }}
		Object.Base.dsp_out.1 {{}}
	}}"""

GAIN = """Object.Widget.gain.1 {{
		Object.Control.mixer.1 {{ name "{chain} {index} Volume" }}
	}}"""

DAI = """Object.Widget.dai.1 {{
		type "dai_in"
		node_type 8
		dai_type "HDA"
		dai_index {chain}
		stream_name "HDA{chain}"
		in_pins 1
	}}"""

ROUTE = """
Object.Base.route.{index} {{
	source "{source}"
	sink "{sink}"
}}
"""

ENDS = """
Object.Dai.link.{index} {{
	name "HDA{chain}"
	dai_type "HDA"
	dai_index {chain}
	Object.Base.hw_config.1 {{ name "HDA{chain}" }}
}}
Object.PCM.pcm.{index} {{
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


def chain_source(chain):
    """Its pipelines in the order of the stream, the routes between their widgets, its PCM and its link."""
    first = PIPELINES_OF_A_CHAIN * chain + 1
    widgets = ((HOST, f"host.{chain}.playback"), (GAIN, f"gain.{first + 1}.1"), (GAIN, f"gain.{first + 2}.1"),
               (DAI, f"dai.HDA{chain}.playback"))
    text = "".join(PIPELINE.format(index=index, widget=widget.format(chain=chain, index=index))
                   for index, (widget, _) in enumerate(widgets, first))
    text += "".join(ROUTE.format(index=first + i, source=source, sink=sink)
                    for i, ((_, source), (_, sink)) in enumerate(zip(widgets, widgets[1:])))
    return text + ENDS.format(index=first, chain=chain)


def write(path, pipelines):
    """A topology source of so many pipelines, a multiple of four."""
    with open(path, "w", encoding="utf-8") as file:
        file.write("<lib/all.conf>\n")
        file.writelines(chain_source(chain) for chain in range(pipelines // PIPELINES_OF_A_CHAIN))


def words(pipelines, sound, folder):
    """Arguments of `adspbench run`: every chain plays the same file."""
    chains = range(pipelines // PIPELINES_OF_A_CHAIN)
    return [word for chain in chains for word in ("--pcm", f"{chain}:playback={sound}",
                                                  "--dai", f"HDA{chain}={folder}/chain{chain}.wav")]
