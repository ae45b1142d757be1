#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# usage: override.sh SOURCE_DIR BUILD_DIR PYTHON
#
# The product with ADSP_OVERRIDE, as a firmware team builds it: with the second region allocator and object pool, and
# with the third ones and another fast_get, the suite must pass; with the leaky allocator the ledger must name the leak.
set -euo pipefail
source=$1 build=$2 python=$3

configure()
{
	cmake -G Ninja -S "$source" -B "$build" -DCMAKE_BUILD_TYPE=Debug -DADSP_OVERRIDE="$1" >/dev/null
}

# suite FILES [TEST...]: without the tests named
suite()
{
	configure "$1"
	cmake --build "$build" | tail -n 1
	(cd "$build" && ctest -j2 --output-on-failure -L 'unit|scenario|golden|cycles|sweep' -LE 'long|fuzz' \
		-E "^($(IFS='|' && echo "${*:2}"))\$")
}

# they quote the words in which our allocator refuses, and count on what it needs beside the blocks
words=(scenario.user-memory scenario.region isolation.scenario.mprotect isolation.scenario.process isolation.scenario.none)
# these regions do not tell whether a block was written past
views=unit.audio.module_adapter.user_view
suite "tests/dropin/second/vregion.c;tests/dropin/second/objpool.c" "${words[@]}" "$views"
# a region that keeps its own data is larger than it was asked to be, and not safe from its user
suite "tests/dropin/inside/vregion.c;tests/dropin/inside/objpool.c;tests/dropin/inside/fast-get.c" \
	"${words[@]}" "$views" unit.lib.vregion unit.lib.fast_get_user unit.threads.vregion unit.machine.ledger \
	unit.audio.module_adapter.module_init_payload

# the other shape of regions, by the wrapper
suite "tests/dropin/late/vregion.c" "${words[@]}" "$views" unit.lib.vregion unit.lib.ctx_alloc unit.lib.objpool \
	unit.threads.vregion unit.machine.ledger

configure "tests/dropin/leaky/vregion.c"
cmake --build "$build" --target adspbench topologies | tail -n 1
ADSPBENCH="'$build/adspbench'" "$python" "$source/tests/dropin/check_leaky.py" "$build/tplg/dp-gain.tplg"
