/* SPDX-License-Identifier: BSD-3-Clause */
#include <math.h>
#include <string.h>

#include "audio/convert.h"
#include "audio/g711.h"
#include "audio/pack_24.h"

#define FULL_SCALE 2147483648.0 /* 2^31 */

/* Round to nearest while dropping `shift` bits; the top value saturates instead of wrapping. */
static int32_t narrow(int32_t sample, unsigned int shift)
{
	int64_t rounded = ((int64_t)sample + (INT64_C(1) << (shift - 1))) >> shift;
	int64_t max = INT32_MAX >> shift;

	return (int32_t)(rounded > max ? max : rounded);
}

static int32_t from_double(double x)
{
	double scaled = x * FULL_SCALE;

	if (isnan(scaled))
		return 0;
	if (scaled >= INT32_MAX)
		return INT32_MAX;
	if (scaled <= INT32_MIN)
		return INT32_MIN;
	return (int32_t)lrint(scaled);
}

void convert_from_s32(void *dst, const int32_t *src, size_t samples, enum sample_format format)
{
	int16_t *dst16 = dst;
	int32_t *dst32 = dst;
	uint8_t *dst8 = dst;
	float *dst_float = dst;

	switch (format) {
	case SAMPLE_U8:
		for (size_t i = 0; i < samples; i++)
			dst8[i] = (uint8_t)(narrow(src[i], 24) + 128);
		break;
	case SAMPLE_MU_LAW:
		for (size_t i = 0; i < samples; i++)
			dst8[i] = g711_mu_law_encode((int16_t)narrow(src[i], 16));
		break;
	case SAMPLE_A_LAW:
		for (size_t i = 0; i < samples; i++)
			dst8[i] = g711_a_law_encode((int16_t)narrow(src[i], 16));
		break;
	case SAMPLE_S16_LE:
		for (size_t i = 0; i < samples; i++)
			dst16[i] = (int16_t)narrow(src[i], 16);
		break;
	case SAMPLE_S24_LE:
		for (size_t i = 0; i < samples; i++)
			dst32[i] = narrow(src[i], 8);
		break;
	case SAMPLE_S24_3LE:
		for (size_t i = 0; i < samples; i++)
			pack_24_write(dst8 + 3 * i, narrow(src[i], 8));
		break;
	case SAMPLE_FLOAT_LE:
		for (size_t i = 0; i < samples; i++)
			dst_float[i] = (float)(src[i] / FULL_SCALE);
		break;
	default:
		memcpy(dst, src, samples * sizeof(*src));
		break;
	}
}

void convert_to_s32(int32_t *dst, const void *src, size_t samples, enum sample_format format)
{
	const int16_t *src16 = src;
	const int32_t *src32 = src;
	const uint8_t *src8 = src;
	const float *src_float = src;

	switch (format) {
	case SAMPLE_U8:
		for (size_t i = 0; i < samples; i++)
			dst[i] = (int32_t)((uint32_t)(src8[i] ^ 0x80) << 24);
		break;
	case SAMPLE_MU_LAW:
		for (size_t i = 0; i < samples; i++)
			dst[i] = g711_mu_law_decode(src8[i]) * 65536;
		break;
	case SAMPLE_A_LAW:
		for (size_t i = 0; i < samples; i++)
			dst[i] = g711_a_law_decode(src8[i]) * 65536;
		break;
	case SAMPLE_S16_LE:
		for (size_t i = 0; i < samples; i++)
			dst[i] = src16[i] * 65536;
		break;
	case SAMPLE_S24_LE:
		for (size_t i = 0; i < samples; i++)
			dst[i] = (int32_t)((uint32_t)src32[i] << 8);
		break;
	case SAMPLE_S24_3LE:
		for (size_t i = 0; i < samples; i++)
			dst[i] = pack_24_read(src8 + 3 * i);
		break;
	case SAMPLE_FLOAT_LE:
		for (size_t i = 0; i < samples; i++)
			dst[i] = from_double(src_float[i]);
		break;
	default:
		memcpy(dst, src, samples * sizeof(*dst));
		break;
	}
}

void convert_from_double(int32_t *dst, const double *src, size_t samples)
{
	for (size_t i = 0; i < samples; i++)
		dst[i] = from_double(src[i]);
}

static int32_t average(const int32_t *src, uint32_t channels)
{
	int64_t sum = 0;

	for (uint32_t c = 0; c < channels; c++)
		sum += src[c];

	/* floor((sum + n/2) / n): half up for both signs */
	sum = 2 * sum + channels;
	return (int32_t)(sum >= 0 ? sum / (2 * channels) :
				    -((-sum + 2 * channels - 1) / (2 * channels)));
}

void convert_channels(int32_t *dst, uint32_t dst_channels, const int32_t *src,
		      uint32_t src_channels, size_t frames)
{
	for (size_t f = 0; f < frames; f++, dst += dst_channels, src += src_channels) {
		for (uint32_t c = 0; c < dst_channels; c++) {
			if (src_channels == 1)
				dst[c] = src[0];
			else if (dst_channels == 1)
				dst[c] = average(src, src_channels);
			else
				dst[c] = c < src_channels ? src[c] : 0;
		}
	}
}
