#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# usage: tools/format.sh [--check] [FILE ...]
#
# Formats the C files of the tree, or the files named, by .clang-format. --check changes nothing: it lists the
# lines that differ and exits 1 when there are any. Tables of numbers and generated files stay as they are.
set -euo pipefail
cd "$(dirname "$0")/.."

# Data: the layout of these files is their generator's.
tables='fw/audio/modules/src/src_tables.c
fw/audio/modules/tremolo/tremolo_table.c
tests/unit/modules/vectors.h'

arguments=(-i)
case "${1-}" in
--help | -h) sed -n '3,6s/^# \{0,1\}//p' "$0"; exit 0 ;;
--check) arguments=(--dry-run --Werror); shift ;;
-*) echo "format: unknown option '$1', expected --check or nothing" >&2; exit 1 ;;
esac
if [ $# -gt 0 ]; then
	files=("$@")
else
	mapfile -t files < <(git ls-files -- '*.c' '*.h' | grep -vxF "$tables")
fi
clang-format "${arguments[@]}" "${files[@]}"
