/* SPDX-License-Identifier: BSD-3-Clause */
/* What the settings of the equalizers begin with: which response each channel has. The responses stand behind. */
#ifndef BLOB_EQUALIZER_H
#define BLOB_EQUALIZER_H

#include "blob/kind.h"
#include "blob/response.h"

#define EQUALIZER_MAX_CHANNELS  8
#define EQUALIZER_MAX_RESPONSES 8
#define EQUALIZER_RESERVED      4

struct equalizer {
	size_t num_channels, num_responses;
	double channels[EQUALIZER_MAX_CHANNELS]; /* a response, or below 0: none */
	double reserved[EQUALIZER_RESERVED];
};

/** The words without a meaning, in a blob. */
extern const struct blob_field equalizer_reserved;

/** An array of responses of a kind. */
struct equalizer_responses {
	void *first;
	size_t bytes; /* of each */
	int (*read)(const struct blob_reader *reader, yaml_value node, void *response);
};

/**
 * Read channels, responses and reserved words.
 * @param least	lowest number of a channel's response
 * @return 0 with *channels for further complaints; -EINVAL
 */
int equalizer_read(const struct blob_reader *reader, yaml_value node, struct equalizer *eq,
		   const struct equalizer_responses *responses, double least, yaml_value *channels);

/** All but the responses, with the key in front of them. */
void equalizer_print(const struct equalizer *eq, FILE *out);

/** A curve for each of the responses, `bytes` apart. */
void equalizer_draw(const struct equalizer *eq, double rate, struct plot *plot,
		    response_fn response, const void *first, size_t bytes);

/** As blob_kind.stream. */
void equalizer_stream(const void *settings, struct rig_stream *stream);

#endif
