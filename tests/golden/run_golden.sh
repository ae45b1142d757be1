#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Run golden cases and compare what they write:
#
#   ADSPBENCH="build/adspbench" run_golden.sh TABLE TOPOLOGIES INPUTS [CASE ...]
#
# TABLE is golden.tsv, TOPOLOGIES the directory of the compiled topologies, INPUTS that of the inputs.
# Without CASE: every case of the table. Exit status 0 when all match, 1 when one does not, 2 on
# wrong use, 77 when there is no such program. ADSPBENCH may hold a launcher and its options before the
# program, as words of a shell.
set -u

if [ $# -lt 3 ] || [ -z "${ADSPBENCH:-}" ]; then
	echo "usage: ADSPBENCH=PROGRAM run_golden.sh TABLE TOPOLOGIES INPUTS [CASE ...]" >&2
	exit 2
fi
table=$1
folder=$(dirname "$1")
topologies=$2
inputs=$3
shift 3

if [ ! -r "$table" ]; then
	echo "run_golden: cannot read $table" >&2
	exit 2
fi
if [ $# -eq 0 ]; then
	# shellcheck disable=SC2046 # one word each: names of cases have no blanks
	set -- $(awk -F '\t' '!/^#/ && $1 != "case" { print $1 }' "$table")
fi
# the last of the words
program=$(eval "set -- $ADSPBENCH"; for word; do :; done; echo "$word")
if ! command -v "$program" > /dev/null; then
	echo "run_golden: $program has not been built: skipped"
	exit 77
fi
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT

# adspbench [ARGUMENT ...]: the program, behind its launcher
adspbench()
{
	eval "$ADSPBENCH"' "$@"'
}

# run_case NAME TOPOLOGY INPUT FORMAT FRAMES SHA256 LINK [CONTROL]: INPUT is a file, or file,rate=HZ; FRAMES a number, or two,
# first/all; @ in CONTROL is the folder of the table
run_case()
{
	out=$scratch/$1.raw
	file=${3%%,*}
	source=$inputs/$file
	rate=48000
	case $4 in
	S16_LE) frame_bytes=4 ;;
	S24_LE | S32_LE) frame_bytes=8 ;;
	*) echo "$1: format $4 is none of S16_LE, S24_LE, S32_LE"; return 1 ;;
	esac
	if [ "$file" != "$3" ]; then
		# a gain of 1 takes the samples out of the file: they are played at another rate than it says
		rate=${3#*,rate=}
		source=$scratch/$1.in
		width=${4#S}
		if ! adspbench run -q -t "$topologies/playback-gain-noramp-${width%_LE}.tplg" -i "$inputs/$file" -o "$source" \
			-b "$4" -r 48000 -c 2; then
			echo "$1: cannot read $inputs/$file"
			return 1
		fi
	fi
	adspbench run -t "$topologies/$2.tplg" --pcm "0:playback=$source" --dai "$7=$out" -b "$4" -r "$rate" -c 2 \
		${8:+--control "$(echo "$8" | sed "s|@|$folder|")"} > "$scratch/log" 2>&1
	status=$?
	if [ $status -ne 0 ]; then
		cat "$scratch/log"
		echo "$1: adspbench run exits with $status"
		return 1
	fi
	if [ ! -f "$out" ]; then
		echo "$1: adspbench run says good and wrote nothing"
		return 1
	fi
	bytes=$(wc -c < "$out")
	if [ "$bytes" -ne $((${5#*/} * frame_bytes)) ]; then
		echo "$1: wrote $bytes bytes, expected ${5#*/} frames of $frame_bytes bytes"
		return 1
	fi
	sum=$(head -c $((${5%/*} * frame_bytes)) "$out" | sha256sum | cut -d ' ' -f 1)
	if [ "$sum" != "$6" ]; then
		echo "$1: sha256 $sum"
		echo "$1: expected $6"
		return 1
	fi
	echo "$1: ok"
}

failed=0
tab=$(printf '\t')
for name in "$@"; do
	row=$(awk -F '\t' -v name="$name" '!/^#/ && $1 == name' "$table")
	if [ -z "$row" ]; then
		echo "run_golden: $table has no case $name" >&2
		failed=1
		continue
	fi
	IFS=$tab
	# shellcheck disable=SC2086 # the row's columns
	set -- $row
	unset IFS
	run_case "$@" || failed=1
done
exit $failed
