#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# A step of action.yml: review the topologies ADSP_LINT, as annotations and as SARIF in ADSP_REPORTS.
set -euo pipefail

[ -n "${ADSP_LINT-}" ] || exit 0
mkdir -p "$ADSP_REPORTS"
# patterns are meant
# shellcheck disable=SC2206
topologies=($ADSP_LINT)
# no report is better than half of one
"$ADSPBENCH" lint --fail-on never --format sarif "${topologies[@]}" >"$ADSP_REPORTS/lint.sarif" || {
	status=$?
	rm -f "$ADSP_REPORTS/lint.sarif"
	exit $status
}
exec "$ADSPBENCH" lint --format github "${topologies[@]}"
