#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# The last step of shards: one report in ADSP_REPORTS of the results given as arguments.
set -euo pipefail

mkdir -p "$ADSP_REPORTS"
exec "$ADSPBENCH" report merge "$@" --json "$ADSP_REPORTS/result.json" --junit "$ADSP_REPORTS/junit.xml" \
	--sarif "$ADSP_REPORTS/adspbench.sarif" --html "$ADSP_REPORTS/report.html"
