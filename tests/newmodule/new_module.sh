#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# usage: new_module.sh SOURCE_DIR BUILD_DIR PYTHON
#
# A module is added by its folder alone: in a copy of the tree the folder invert/ is put where modules stand, and its test
# where tests stand; no other file changes. The copy builds, its tests about modules pass, host and firmware know the module
# by its name, and a topology plays through it what arithmetic says.
set -euo pipefail
source=$1 work=$2 python=$3
here=$source/tests/newmodule/invert

rm -rf "$work"
mkdir -p "$work/tree"
for part in cmake CMakeLists.txt CMakePresets.json CHANGELOG.md LICENSE README.md SECURITY.md docs fw inputs lib testbench tests \
	tools tplg; do
	[ ! -e "$source/$part" ] || cp -r "$source/$part" "$work/tree/"
done
mkdir "$work/tree/fw/audio/modules/invert"
cp "$here/Kconfig" "$here/invert.c" "$work/tree/fw/audio/modules/invert/"
cp "$here/test_invert.c" "$work/tree/tests/unit/modules/"

cmake -G Ninja -S "$work/tree" -B "$work/build" -DCMAKE_BUILD_TYPE=Debug > "$work/configure.log"
cmake --build "$work/build" --target adspbench unit.modules.modules unit.modules.invert | tail -n 1
(cd "$work/build" && ctest --output-on-failure -R '^(unit[.]modules[.](modules|invert)|tplg[.]module-names)$')

cd "$work"
"$python" - <<'PYTHON'
import struct, wave
words = [-2**31, 2**31 - 1, 0, 1, -1] * 960
with wave.open("in.wav", "wb") as file:
    file.setnchannels(2)
    file.setsampwidth(4)
    file.setframerate(48000)
    file.writeframes(struct.pack(f"<{len(words)}i", *words))
PYTHON
cmake --build build --target module-names | tail -n 1
grep -q UUID_INVERT tree/tplg/lib/modules.conf
uuid=$(sed -n 's/.*UUID_INVERT[[:space:]]*"\(.*\)"/\1/p' tree/tplg/lib/modules.conf)
for on in 0 1; do
	build/adspbench run -q -t tree/tplg/effect.conf -D "UUID=$uuid" -i in.wav -o "out$on.wav" \
		--control "Effect Switch=$on" --report "report$on.json"
done
"$python" - <<'PYTHON'
import json, struct, wave

def words(path):
    with wave.open(path, "rb") as file:
        data = file.readframes(file.getnframes())
    return struct.unpack(f"<{len(data) // 4}i", data)

heard = words("in.wav")
assert words("out0.wav") == heard, "switched off it is not the input"
assert words("out1.wav") == tuple(min(-x, 2**31 - 1) for x in heard), "switched on it is not the opposite"
assert "invert.0.0" in json.dumps(json.load(open("report1.json"))), "the report does not name it"
PYTHON
echo "a module by its folder alone"
