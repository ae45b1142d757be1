/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <string.h>
#include <ipc4/base-config.h>
#include <sof/audio/component.h>
#include <sof/audio/equalizer_blob.h>
#include <sof/common.h>

#define MAX_RESPONSES  8
#define RESERVED_BYTES 16

/* Where the parts of a blob begin, in bytes. */
struct parts {
	uint32_t channels, num_responses;
	size_t assign, responses;
};

/* Number `index` of the counts that begin at `at`. */
static int32_t count_at(const struct equalizer_blob *kind, const void *at, uint32_t index)
{
	return kind->count_bytes == sizeof(int16_t) ? ((const int16_t *)at)[index] :
						      ((const int32_t *)at)[index];
}

static size_t head_bytes(const struct equalizer_blob *kind)
{
	return sizeof(uint32_t) + 2 * kind->count_bytes + RESERVED_BYTES;
}

/* Of a blob that has a head. */
static struct parts parts_of(const struct equalizer_blob *kind, const uint8_t *blob)
{
	const uint8_t *counts = blob + sizeof(uint32_t);
	struct parts parts = {
		.channels = (uint32_t)count_at(kind, counts, 0),
		.num_responses = (uint32_t)count_at(kind, counts, 1),
		.assign = head_bytes(kind),
	};

	parts.responses = parts.assign + parts.channels * kind->count_bytes;
	return parts;
}

static int check_head(const struct equalizer_blob *kind, const void *blob, size_t size)
{
	struct parts parts;
	uint32_t stated;

	if (size < head_bytes(kind) || size > kind->max_bytes)
		return -EINVAL;
	memcpy(&stated, blob, sizeof(stated));
	parts = parts_of(kind, blob);
	if (stated != size || !IN_RANGE(parts.channels, 1u, IPC4_MAX_CHANNELS) ||
	    (kind->pairs && parts.channels % 2) || parts.num_responses > MAX_RESPONSES ||
	    size < parts.responses)
		return -EINVAL;
	return 0;
}

int equalizer_blob_check(const struct equalizer_blob *kind, struct comp_dev *dev, const void *blob,
			 size_t size)
{
	const uint8_t *at = blob;
	struct parts parts;
	size_t bytes;

	if (check_head(kind, blob, size)) {
		comp_err(dev, "blob of %zu bytes with a bad head", size);
		return -EINVAL;
	}
	parts = parts_of(kind, blob);
	for (uint32_t i = 0; i < parts.channels; i++) {
		const int32_t response = count_at(kind, at + parts.assign, i);

		if (response >= (int32_t)parts.num_responses) {
			comp_err(dev, "channel %u wants response %d of %u", i, response,
				 parts.num_responses);
			return -EINVAL;
		}
	}
	size -= parts.responses;
	at += parts.responses;
	for (uint32_t i = 0; i < parts.num_responses; i++) {
		bytes = kind->response_bytes(at, size);
		if (!bytes) {
			comp_err(dev, "response %u is none, %zu bytes are left for it", i, size);
			return -EINVAL;
		}
		size -= bytes;
		at += bytes;
	}
	return 0;
}

const void *equalizer_blob_response(const struct equalizer_blob *kind, const void *blob,
				    size_t size, uint32_t channel)
{
	const struct parts parts = parts_of(kind, blob);
	const uint8_t *start = blob, *at = start + parts.responses;
	const int32_t index =
		count_at(kind, start + parts.assign, MIN(channel, parts.channels - 1));

	if (index < 0)
		return NULL;
	for (int32_t i = 0; i < index; i++)
		at += kind->response_bytes(at, size - (size_t)(at - start));
	return at;
}
