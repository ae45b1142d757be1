/* SPDX-License-Identifier: BSD-3-Clause */
/* The targets, for replay.c; no include guard: each TARGET() makes another thing of them. */
TARGET(blob)
TARGET(card)
TARGET(ipc)
TARGET(profile)
TARGET(script)
TARGET(suite)
TARGET(topology)
TARGET(wav)
