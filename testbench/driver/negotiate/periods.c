/* SPDX-License-Identifier: BSD-3-Clause */
/* Limits of periods and buffers: capabilities state bytes, the DSP's bursts milliseconds, ALSA counts frames. */
#include "driver/internal.h"

/* How much the DMA of a host copier moves at once, at most. */
#define PLAYBACK_BURST_MS 4
#define CHAINED_BURST_MS  5 /* playback */
#define CAPTURE_BURST_MS  1
#define MAX_HEADROOM_MS   10

static uint64_t divide_up(uint64_t a, uint64_t b)
{
	return (a + b - 1) / b;
}

/* Narrow a range to min..max, max 0: no limit. @return false when nothing is left */
static bool narrow(struct drv_range *range, uint64_t min, uint64_t max)
{
	if (min > range->min)
		range->min = min > UINT32_MAX ? UINT32_MAX : (uint32_t)min;
	if (max && (!range->max || max < range->max))
		range->max = max > UINT32_MAX ? UINT32_MAX : (uint32_t)max;
	return !range->max || range->min <= range->max;
}

/* Smallest and largest frame that the space leaves. */
static void frame_bytes(const struct drv_pcm_space *space, uint32_t *min, uint32_t *max)
{
	uint32_t low = UINT32_MAX, high = 0;

	for (int format = 0; format < 64; format++) {
		uint32_t bytes = (uint32_t)drv_format_bytes((enum drv_format)format);

		if (!(space->formats & UINT64_C(1) << format) || !bytes)
			continue;
		low = bytes < low ? bytes : low;
		high = bytes > high ? bytes : high;
	}
	*min = low * (uint32_t)__builtin_ctz(space->channels);
	*max = high * (31 - (uint32_t)__builtin_clz(space->channels));
}

static uint32_t burst_ms(const struct drv_stream *stream)
{
	const struct tplg_widget *host =
		&stream->drv->tplg->widgets[stream->pcm->caps[stream->direction].host];
	uint32_t burst = stream->direction == TPLG_PLAYBACK ? PLAYBACK_BURST_MS : CAPTURE_BURST_MS;

	if (stream->direction == TPLG_PLAYBACK && stream->chain.used)
		burst = CHAINED_BURST_MS;
	return host->deep_buffer_ms.value > burst ? host->deep_buffer_ms.value : burst;
}

/* A period is as long as a burst, and a second one of at most 10 ms, so that the next one is there in time. */
static uint32_t min_period_ms(const struct drv_stream *stream, const struct drv_pcm_space *space)
{
	uint32_t burst = burst_ms(stream);

	return space->short_periods ? 1 :
				      burst + (burst < MAX_HEADROOM_MS ? burst : MAX_HEADROOM_MS);
}

static uint32_t min_buffer_ms(const struct drv_stream *stream, const struct drv_pcm_space *space)
{
	return space->short_periods ? 2 * burst_ms(stream) : 0;
}

static uint64_t frames_of_ms(const struct drv_pcm_space *space, uint32_t ms)
{
	return divide_up((uint64_t)space->rates[0] * ms, 1000);
}

/* buffer = period x periods, in both directions until nothing changes. */
static bool propagate(struct drv_pcm_space *s)
{
	for (int i = 0; i < 3; i++) {
		uint64_t period_max = s->period_frames.max, periods_max = s->periods.max;
		uint64_t buffer_max = s->buffer_frames.max;

		if (!narrow(&s->buffer_frames, (uint64_t)s->period_frames.min * s->periods.min,
			    period_max * periods_max) ||
		    !narrow(&s->period_frames,
			    periods_max ? divide_up(s->buffer_frames.min, periods_max) : 0,
			    s->periods.min ? buffer_max / s->periods.min : 0) ||
		    !narrow(&s->periods,
			    period_max ? divide_up(s->buffer_frames.min, period_max) : 0,
			    s->period_frames.min ? buffer_max / s->period_frames.min : 0))
			return false;
	}
	return true;
}

int drv_refine_periods(struct drv_stream *stream, struct drv_pcm_space *space)
{
	const struct tplg_caps *caps = &stream->pcm->caps[stream->direction];
	uint32_t small, large;

	frame_bytes(space, &small, &large);
	if (narrow(&space->period_frames, divide_up(caps->period_size_min, large),
		   caps->period_size_max / small) &&
	    narrow(&space->period_frames, frames_of_ms(space, min_period_ms(stream, space)), 0) &&
	    narrow(&space->buffer_frames, frames_of_ms(space, min_buffer_ms(stream, space)), 0) &&
	    narrow(&space->buffer_frames, divide_up(caps->buffer_size_min, large),
		   caps->buffer_size_max / small) &&
	    narrow(&space->periods, caps->periods_min ? caps->periods_min : 1, caps->periods_max) &&
	    propagate(space))
		return 0;
	return drv_fail(
		stream->drv, DRV_ERROR_USAGE, -EINVAL, 0,
		"PCM %u %s: no period and buffer of the wanted sizes fit its limits: periods "
		"%u..%u of %u..%u bytes, %u ms at least, buffers of %u..%u bytes",
		stream->pcm->id, tplg_direction_name(stream->direction), caps->periods_min,
		caps->periods_max, caps->period_size_min, caps->period_size_max,
		min_period_ms(stream, space), caps->buffer_size_min, caps->buffer_size_max);
}
