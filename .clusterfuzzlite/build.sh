#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# Build the fuzz targets into $OUT, as ClusterFuzzLite asks: $CC and $CFLAGS have its sanitizer, $LIB_FUZZING_ENGINE is the
# fuzzer, and what runs them has nothing but $OUT.
set -euo pipefail
cd "$SRC/adspbench"

build=$PWD/build/clusterfuzz
fuzz=$PWD/tests/fuzz
cmake -G Ninja -S . -B "$build" -DCMAKE_C_COMPILER="$CC" -DCMAKE_C_FLAGS="$CFLAGS" -DCMAKE_BUILD_TYPE=Debug \
	-DADSP_TESTS=ON -DADSP_WERROR=OFF -DADSP_SANITIZE=fuzzer-no-link \
	-DFUZZ_ENGINE="$LIB_FUZZING_ENGINE" -DCMAKE_EXE_LINKER_FLAGS="-Wl,-rpath,'\$ORIGIN/lib'" \
	-DCMAKE_BUILD_WITH_INSTALL_RPATH=ON
cmake --build "$build" --target fuzz

mkdir -p "$OUT/lib" "$OUT/profiles"
cp fw/platform/profiles/*.yaml "$OUT/profiles"
cp "$build/tplg/nocodec-ssp-16.tplg" "$OUT/card.tplg"
cp "$build/tplg/eq-iir-16.tplg" "$OUT/script.tplg"
for program in "$build"/tests/fuzz/fuzz.*; do
	name=${program##*/fuzz.}
	if [ ! -f "$program" ] || [ "$name" = record ]; then continue; fi
	cp "$program" "$OUT/fuzz_$name"
	# what is not the C library's
	ldd "$program" | awk '$3 ~ "^/" && $1 !~ /^(libc|libm|libpthread|librt|libdl|ld-linux.*)[.]so/ { print $3 }' |
		xargs -r cp -t "$OUT/lib"
	[ ! -f "$fuzz/$name.dict" ] || cp "$fuzz/$name.dict" "$OUT/fuzz_$name.dict"
	printf '[libfuzzer]\nmax_len = 65536\ntimeout = 20\nhandle_segv = 0\n' >"$OUT/fuzz_$name.options"
done

# inputs to begin with, as tests/fuzz/CMakeLists.txt has them
seeds() {
	local name=$1 folder
	shift
	for folder in "$fuzz/corpus/$name" "$fuzz/regressions/$name" "$@"; do
		[ ! -d "$folder" ] || find "$folder" -maxdepth 1 -type f -size -64k
	done | zip -q -j "$OUT/fuzz_${name}_seed_corpus.zip" -@
}
seeds blob
seeds card
seeds ipc
seeds profile fw/platform/profiles
seeds script
seeds suite tests/scenario/suites
seeds topology "$build/tplg"
seeds wav inputs
