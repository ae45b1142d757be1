/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Blobs of the equalizers: which response each channel has, and the responses.
 *
 *	uint32_t size;			of the blob, in bytes
 *	count channels, num_responses;	uint16_t or uint32_t
 *	uint32_t reserved[4];
 *	count assign[channels];		signed: the response of each channel; below 0: none
 *	responses, one behind the other
 */
#ifndef SOF_AUDIO_EQUALIZER_BLOB_H
#define SOF_AUDIO_EQUALIZER_BLOB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct comp_dev;

/** What is different from equalizer to equalizer. */
struct equalizer_blob {
	size_t max_bytes;
	size_t count_bytes; /* of a count and of an assignment: 2 or 4 */
	bool pairs;         /* the number of channels is even */

	/** @return bytes of the response at `at`, which may have `left`; 0: there is none that can be computed */
	size_t (*response_bytes)(const void *at, size_t left);
};

/**
 * Check a complete blob.
 * @return 0, -EINVAL with one line in the log
 */
int equalizer_blob_check(const struct equalizer_blob *kind, struct comp_dev *dev, const void *blob,
			 size_t size);

/**
 * The response of a channel, from a checked blob of `size` bytes. A channel that the blob does not know is as the last
 * one that it knows.
 * @return inside of the blob; NULL: the channel has no response
 */
const void *equalizer_blob_response(const struct equalizer_blob *kind, const void *blob,
				    size_t size, uint32_t channel);

#endif
