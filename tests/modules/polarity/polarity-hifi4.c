/* SPDX-License-Identifier: BSD-3-Clause */
#error "for another architecture"
