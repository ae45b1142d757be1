#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# A step of action.yml: run the suites ADSP_SUITES and leave all reports in ADSP_REPORTS.
set -euo pipefail

mkdir -p "$ADSP_REPORTS"
echo "reports=$ADSP_REPORTS" >>"${GITHUB_OUTPUT:-/dev/stdout}"
# patterns, and several options, are meant
# shellcheck disable=SC2206
words=($ADSP_SUITES ${ADSP_OPTIONS-})
[ -z "${ADSP_UNDER-}" ] || words+=(--under "$ADSP_UNDER")
[ -z "${ADSP_SHARD-}" ] || words+=(--shard "$ADSP_SHARD")
[ -z "${ADSP_DURATIONS-}" ] || words+=(--durations "$ADSP_DURATIONS")
exec "$ADSPBENCH" suite "${words[@]}" --out "$ADSP_REPORTS/failed" --json "$ADSP_REPORTS/result.json" \
	--junit "$ADSP_REPORTS/junit.xml" --sarif "$ADSP_REPORTS/adspbench.sarif" --html "$ADSP_REPORTS/report.html"
