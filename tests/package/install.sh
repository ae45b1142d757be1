#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# usage: install.sh CMAKE BUILD SOURCE
#
# Installs the build into a folder and runs the program from there: with the profiles, topologies and inputs that were
# installed, in an empty directory.
set -euo pipefail
cmake=$1 build=$2 source=$3
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$cmake" --install "$build" --prefix "$folder/usr" >"$folder/log"
share=$folder/usr/share
mkdir "$folder/empty"
cd "$folder/empty"

fail() { echo "FAILED: $*" >&2; exit 1; }

for file in adspbench/profiles/mtl.yaml adspbench/tplg/playback-gain-24.tplg adspbench/tplg/playback-gain.conf \
	adspbench/tplg/lib/all.conf adspbench/inputs/chord-s24.wav man/man1/adspbench.1 \
	bash-completion/completions/adspbench zsh/vendor-completions/_adspbench \
	fish/vendor_completions.d/adspbench.fish doc/adspbench/README.md; do
	[ -s "$share/$file" ] || fail "$file is not installed"
done
"$folder/usr/bin/adspbench" run -q -t "$share/adspbench/tplg/playback-gain-24.tplg" \
	-i "$share/adspbench/inputs/chord-s24.wav" -o out.wav
"$build/adspbench" run -q -t "$build/tplg/playback-gain-24.tplg" -i "$source/inputs/chord-s24.wav" -o here.wav
cmp out.wav here.wav || fail "the installed program makes other audio"

# a module is compiled with what was installed, by the program and by CMake
"$folder/usr/bin/adspbench" module build "$source/tests/modules/polarity" -o polarity.adspmod >/dev/null
uuid=44:6b:0f:5d:0b:1f:60:4b:9a:3e:3c:1a:6f:0e:7a:01
"$folder/usr/bin/adspbench" run -q --module polarity.adspmod -t "$share/adspbench/tplg/effect.conf" -D WIDTH=24 -D UUID=$uuid \
	-i "$share/adspbench/inputs/chord-s24.wav" -o inverted.wav
cmp -s inverted.wav out.wav && fail "the loaded module does nothing"
mkdir project
cat >project/CMakeLists.txt <<CMAKE
cmake_minimum_required(VERSION 3.25)
project(mine NONE)
find_package(adspbench REQUIRED)
adspbench_add_module(mine FOLDERS "$source/tests/modules/polarity")
CMAKE
"$cmake" -S project -B project/build -DCMAKE_PREFIX_PATH="$folder/usr" >/dev/null
"$cmake" --build project/build >/dev/null
cmp polarity.adspmod project/build/mine.adspmod || fail "find_package(adspbench) makes another library"

# the program's profile is the installed one: without it there is no platform of that name
mv "$share/adspbench/profiles/lnl.yaml" "$share/adspbench/profiles/installed.yaml"
"$folder/usr/bin/adspbench" run -q --platform installed -t "$share/adspbench/tplg/playback-gain-24.tplg" \
	-i "$share/adspbench/inputs/chord-s24.wav" -o out.wav || fail "an installed profile is not found"

# the installed plugins are those that an installed card gives to its command
"$folder/usr/bin/adspbench" card -q -t "$share/adspbench/tplg/playback-gain-24.tplg" --dai HDA0=live.wav -- \
	sh -c "aplay -l | grep -q '^card 0: adsp ' && aplay -q -D plughw:0,0 $share/adspbench/inputs/chord-s24.wav && grep -q $folder \$ALSA_CONFIG_PATH" ||
	fail "the installed card does not play"
[ -s live.wav ] || fail "the installed card has played nothing"
[ -s "$folder/usr/etc/alsa/conf.d/60-adspbench.conf" ] || fail "the configuration of adsp: is not installed"

# each verb is in the manual page, and bash completes each option of its --help
# shellcheck disable=SC1091 # it was made by the build
source "$share/bash-completion/completions/adspbench"
for verb in $("$build/adspbench" --help | sed -n '/^verbs:/,/^$/s/^  \([a-z]*\) .*/\1/p'); do
	help=$("$build/adspbench" "$verb" --help)
	grep -iq '^example' <<<"$help" || fail "$verb --help has no example"
	grep -qx "\.SS adspbench $verb" "$share/man/man1/adspbench.1" || fail "$verb is not in the manual page"
	COMP_WORDS=(adspbench "$verb" --) COMP_CWORD=2 COMPREPLY=()
	_adspbench
	# shellcheck disable=SC2013 # options are words
	for option in $(sed -n 's/^  \(-., \|    \)\(--[a-z-]*\).*/\2/p' <<<"$help"); do
		[[ " ${COMPREPLY[*]} " == *" $option "* ]] || fail "bash does not complete $verb $option"
	done
done
