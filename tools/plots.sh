#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# usage: tools/plots.sh [DIR]
#
# Draws the examples of blobs for the pages: examples/blobs/NAME.yaml becomes DIR/NAME.svg (docs/plots). The tone generator,
# which has no blob, is recorded: DIR/tone.svg.
# The environment variable ADSPBENCH names the program (build/release/adspbench).
set -euo pipefail

case "${1-}" in
--help | -h) sed -n '3,7s/^# \{0,1\}//p' "$0"; exit 0 ;;
-*) echo "plots: unknown option '$1'" >&2; exit 1 ;;
esac
top=$(cd "$(dirname "$0")/.." && pwd)
dir=${1-$top/docs/plots}
program=${ADSPBENCH-$top/build/release/adspbench}

mkdir -p "$dir"
for example in "$top"/examples/blobs/*.yaml; do
	name=$(basename "$example" .yaml)
	# the variable may hold words of a shell, a launcher and its options
	eval "$program blob plot -o '$dir/$name.svg' '$example'"
done

# its name stands in the picture
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
dir=$(cd "$dir" && pwd)
cd "$scratch"
eval "$program run -q -t '$top/tplg/tone.conf' --pcm 0:capture=tone.wav -C 250" 2>/dev/null
eval "$program measure --svg '$dir/tone.svg' tone.wav" >/dev/null
