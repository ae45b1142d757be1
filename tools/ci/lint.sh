#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# A step of action.yml: review the topologies ADSP_LINT, as annotations and as SARIF in ADSP_REPORTS.
set -euo pipefail

[ -n "${ADSP_LINT-}" ] || exit 0
mkdir -p "$ADSP_REPORTS"
# patterns are meant
# shellcheck disable=SC2206
topologies=($ADSP_LINT)
"$ADSPBENCH" lint --fail-on never --format sarif "${topologies[@]}" >"$ADSP_REPORTS/lint.sarif"
exec "$ADSPBENCH" lint --format github "${topologies[@]}"
