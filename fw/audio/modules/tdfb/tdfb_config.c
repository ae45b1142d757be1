/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The blob behind its head, all in half-words:
 *
 *	filters				num_filters for each angle, and as many for the beam that is off, if defined
 *	input_channel_select		for each filter
 *	output_channel_mix		for each filter: bit k adds it to output channel k
 *	output_stream_mix		for each filter; not used
 *	output_channel_mix_beam_off	for each filter, if the beam that is off is defined
 *	angles, microphones
 */
#include <errno.h>
#include <sof/common.h>
#include <sof/math/numbers.h>
#include "tdfb.h"

/* Half-words that are left of a blob, and the next one. */
struct cursor {
	const int16_t *at;
	size_t left;
};

/* @return NULL: it is cut off */
static const int16_t *take(struct cursor *c, size_t halves)
{
	const int16_t *at = c->at;

	if (halves > c->left)
		return NULL;
	c->at += halves;
	c->left -= halves;
	return at;
}

static uint32_t num_records(const struct tdfb_config *config)
{
	return config->num_filters * (config->num_angles + config->beam_off_defined);
}

static size_t record_halves(const struct fir_response *response)
{
	return sizeof(*response) / sizeof(int16_t) + (size_t)response->length;
}

static bool take_filters(struct cursor *c, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		const struct fir_response *response = (const void *)c->at;

		if (c->left < sizeof(*response) / sizeof(int16_t) || fir_response_check(response) ||
		    !take(c, record_halves(response)))
			return false;
	}
	return true;
}

/* The parts in order. @return false: the blob is shorter or longer than they are */
static bool walk(const struct tdfb_config *config, size_t size, struct tdfb_layout *layout)
{
	const size_t filters = config->num_filters;
	struct cursor c = { config->data, (size - sizeof(*config)) / sizeof(int16_t) };

	layout->filters = c.at;
	if (!take_filters(&c, num_records(config)))
		return false;
	layout->input_channel_select = take(&c, filters);
	layout->output_channel_mix = take(&c, filters);
	if (!take(&c, filters))
		return false;
	layout->output_channel_mix_beam_off = config->beam_off_defined ? take(&c, filters) : NULL;
	layout->angles = (const void *)take(&c, config->num_angles * sizeof(struct tdfb_angle) /
							sizeof(int16_t));
	layout->mics = (const void *)take(&c, config->num_mic_locations * sizeof(struct tdfb_mic) /
						      sizeof(int16_t));
	return layout->input_channel_select && layout->output_channel_mix && layout->angles &&
	       layout->mics && (!config->beam_off_defined || layout->output_channel_mix_beam_off) &&
	       !c.left;
}

static bool head_is_good(const struct tdfb_config *config, size_t size)
{
	return size >= sizeof(*config) && size <= TDFB_MAX_BYTES && config->size == size &&
	       size % sizeof(int16_t) == 0 && IN_RANGE(config->num_filters, 1, TDFB_MAX_FILTERS) &&
	       IN_RANGE(config->num_output_channels, 1, IPC4_MAX_CHANNELS) &&
	       config->num_mic_locations <= TDFB_MAX_MICS &&
	       IN_RANGE(config->num_angles, 1, TDFB_MAX_ANGLES) && config->beam_off_defined <= 1 &&
	       config->angle_enum_mult;
}

static bool content_is_good(const struct tdfb_config *config, const struct tdfb_layout *layout)
{
	const int last_set = config->num_filters * (config->num_angles - 1);

	for (uint32_t i = 0; i < config->num_filters; i++)
		if (!IN_RANGE(layout->input_channel_select[i], 0, IPC4_MAX_CHANNELS - 1))
			return false;
	for (uint32_t i = 0; i < config->num_angles; i++)
		if (!IN_RANGE(layout->angles[i].filter_index, 0, last_set))
			return false;
	return true;
}

int tdfb_config_check(struct comp_dev *dev, const void *data, size_t size)
{
	const struct tdfb_config *config = data;
	struct tdfb_layout layout;

	if (!head_is_good(config, size)) {
		comp_err(dev, "blob of %zu bytes with a bad head", size);
		return -EINVAL;
	}
	if (!walk(config, size, &layout) || !content_is_good(config, &layout)) {
		comp_err(dev, "blob of %zu bytes does not hold %u filters for %u angles", size,
			 config->num_filters, config->num_angles);
		return -EINVAL;
	}
	return 0;
}

void tdfb_config_layout(const struct tdfb_config *config, struct tdfb_layout *layout)
{
	walk(config, config->size, layout);
}

int tdfb_config_fits(struct comp_dev *dev, const struct tdfb_config *config,
		     uint32_t source_channels, uint32_t sink_channels)
{
	struct tdfb_layout layout;

	tdfb_config_layout(config, &layout);
	if (config->num_output_channels != sink_channels) {
		comp_err(dev, "%u output channels, the sink has %u", config->num_output_channels,
			 sink_channels);
		return -EINVAL;
	}
	for (uint32_t i = 0; i < config->num_filters; i++) {
		if ((uint32_t)layout.input_channel_select[i] >= source_channels) {
			comp_err(dev, "filter %u takes channel %d of %u", i,
				 layout.input_channel_select[i], source_channels);
			return -EINVAL;
		}
	}
	return 0;
}

const struct fir_response *tdfb_config_filter(const struct tdfb_layout *layout, uint32_t index)
{
	const int16_t *at = layout->filters;

	for (; index; index--)
		at += record_halves((const void *)at);
	return (const void *)at;
}

/* To -180..180 degrees. */
static int32_t wrap_degrees(int32_t a)
{
	if (a > 180)
		return (a + 180) % 360 - 180;
	if (a < -180)
		return 180 - (180 - a) % 360;
	return a;
}

uint32_t tdfb_config_nearest_angle(const struct tdfb_config *config,
				   const struct tdfb_layout *layout, int32_t enum_value)
{
	const int32_t target =
		wrap_degrees(enum_value * config->angle_enum_mult + config->angle_enum_offs);
	int32_t least = 360;
	uint32_t nearest = 0;

	for (uint32_t i = 0; i < config->num_angles; i++) {
		const int32_t distance = target - wrap_degrees(layout->angles[i].azimuth);

		if (ABS(distance) < least) {
			least = ABS(distance);
			nearest = i;
		}
	}
	return nearest;
}
