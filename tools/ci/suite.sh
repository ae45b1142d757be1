#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# A step of action.yml: run the suites ADSP_SUITES and leave all reports in ADSP_REPORTS.
set -euo pipefail

mkdir -p "$ADSP_REPORTS"
# patterns, and several options, are meant
# shellcheck disable=SC2206
words=($ADSP_SUITES ${ADSP_OPTIONS-})
[ -z "${ADSP_UNDER-}" ] || words+=(--under "$ADSP_UNDER")
[ -z "${ADSP_SHARD-}" ] || words+=(--shard "$ADSP_SHARD")
# the first run of a workflow has none of an earlier one
if [ -n "${ADSP_DURATIONS-}" ] && [ ! -e "$ADSP_DURATIONS" ]; then
	echo "::notice::durations: there is no $ADSP_DURATIONS yet: all scenarios count alike"
elif [ -n "${ADSP_DURATIONS-}" ]; then
	words+=(--durations "$ADSP_DURATIONS")
fi
exec "$ADSPBENCH" suite "${words[@]}" --out "$ADSP_REPORTS/failed" --json "$ADSP_REPORTS/result.json" \
	--junit "$ADSP_REPORTS/junit.xml" --sarif "$ADSP_REPORTS/adspbench.sarif" --html "$ADSP_REPORTS/report.html"
