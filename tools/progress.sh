#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# usage: tools/progress.sh NAME LOG COMMAND [ARGUMENT ...]
#
# Runs COMMAND. On a terminal it is just that. Else its output goes to LOG, and a line "NAME: ..." every 20 s
# (ADSP_PROGRESS_S) says that it goes on, with the last step of the form [3/14] that it printed. When it fails, what it
# printed follows, from the first failure on.
set -euo pipefail

case "${1-}" in
--help | -h) sed -n '3,7s/^# \{0,1\}//p' "$0"; exit 0 ;;
esac
[ $# -ge 3 ] || { echo "progress: expected NAME LOG COMMAND" >&2; exit 1; }
name=$1 log=$2
shift 2
if [ -t 1 ]; then
	exec "$@"
fi

"$@" >"$log" 2>&1 &
command=$!
trap 'kill "$command" 2>/dev/null' INT TERM
every=${ADSP_PROGRESS_S:-20} seconds=0
while kill -0 "$command" 2>/dev/null; do
	sleep 1
	seconds=$((seconds + 1))
	if [ $((seconds % every)) -eq 0 ] && kill -0 "$command" 2>/dev/null; then
		step=$(tail -c 4096 "$log" | grep -ao '^\[[0-9]*/[0-9]*\]' | tail -n 1 || true)
		echo "$name: ${step:+step $step, }${seconds} s"
	fi
done
status=0
wait "$command" || status=$?
if [ $status -ne 0 ]; then
	if grep -q '^FAILED' "$log"; then
		sed -n '/^FAILED/,$p' "$log"
	else
		tail -n 40 "$log"
	fi
fi
exit $status
