/* SPDX-License-Identifier: BSD-3-Clause */
/* What becomes what, and by which coefficients. */
#include <stddef.h>
#include <sof/common.h>
#include "up_down_mixer.h"

/* ---- arrangements ---- */

struct arrangement {
	uint8_t channels;
	uint32_t map;
};

/* The two channels of dual mono are the left one twice: the second is found as the right one. */
static const struct arrangement arrangements[] = {
	[IPC4_CHANNEL_CONFIG_MONO] = { 1, 0xFFFFFFF1 },
	[IPC4_CHANNEL_CONFIG_STEREO] = { 2, 0xFFFFFF20 },
	[IPC4_CHANNEL_CONFIG_2_POINT_1] = { 3, 0xFFFFF720 },
	[IPC4_CHANNEL_CONFIG_3_POINT_0] = { 3, 0xFFFFF210 },
	[IPC4_CHANNEL_CONFIG_3_POINT_1] = { 4, 0xFFFF7210 },
	[IPC4_CHANNEL_CONFIG_QUATRO] = { 4, 0xFFFF4320 },
	[IPC4_CHANNEL_CONFIG_4_POINT_0] = { 4, 0xFFFF3210 },
	[IPC4_CHANNEL_CONFIG_5_POINT_0] = { 5, 0xFFF43210 },
	[IPC4_CHANNEL_CONFIG_5_POINT_1] = { 6, 0xFF743210 },
	[IPC4_CHANNEL_CONFIG_DUAL_MONO] = { 2, 0xFFFFFF20 },
	[IPC4_CHANNEL_CONFIG_7_POINT_1] = { 8, 0x65743210 },
};

uint32_t mix_config_channels(uint32_t config)
{
	return config < ARRAY_SIZE(arrangements) ? arrangements[config].channels : 0;
}

uint32_t mix_config_map(uint32_t config)
{
	return config < ARRAY_SIZE(arrangements) ? arrangements[config].map : UINT32_MAX;
}

int mix_map_place(uint32_t map, uint32_t channels, enum mix_channel channel)
{
	for (uint32_t place = 0; place < channels; place++, map >>= 4)
		if ((map & 0xF) == (uint32_t)channel)
			return (int)place;
	return -1;
}

/* ---- coefficients ---- */

/* Thousandths, as a fraction below 1 that is cut. */
#define PARTS(thousandths) ((int32_t)((int64_t)INT32_MAX * (thousandths) / 1000))

#define COEFFICIENTS(front, centre, surround)                                                      \
	{                                                                                          \
		[MIX_L] = PARTS(front), [MIX_C] = PARTS(centre), [MIX_R] = PARTS(front),           \
		[MIX_LS] = PARTS(surround), [MIX_RS] = PARTS(surround), [MIX_SIDE_L] = PARTS(100), \
		[MIX_SIDE_R] = PARTS(100), [MIX_LFE] = 0,                                          \
	}

static const int32_t plain[MIX_CHANNELS] = COEFFICIENTS(1000, 707, 707);
static const int32_t half_scaled[MIX_CHANNELS] = COEFFICIENTS(586, 414, 414);
static const int32_t scaled[MIX_CHANNELS] = COEFFICIENTS(414, 293, 293);
static const int32_t quatro_mono[MIX_CHANNELS] = COEFFICIENTS(293, 207, 207);
/* a half, less a little */
static const int32_t stereo_mono[MIX_CHANNELS] = { [MIX_L] = 1073741568, [MIX_R] = 1073741568 };

/* ---- terms ---- */

static const struct mix_term stereo_to_mono[] = {
	{ MIX_C, MIX_L, MIX_L },
	{ MIX_C, MIX_R, MIX_R },
};
static const struct mix_term three_one_to_mono[] = {
	{ MIX_C, MIX_L, MIX_L },
	{ MIX_C, MIX_C, MIX_C },
	{ MIX_C, MIX_R, MIX_R },
	{ MIX_C, MIX_LFE, MIX_LFE },
};
static const struct mix_term quatro_to_mono[] = {
	{ MIX_C, MIX_L, MIX_L },
	{ MIX_C, MIX_R, MIX_R },
	{ MIX_C, MIX_LS, MIX_LS },
	{ MIX_C, MIX_RS, MIX_RS },
};
static const struct mix_term surround_to_mono[] = {
	{ MIX_C, MIX_L, MIX_L },
	{ MIX_C, MIX_C, MIX_C },
	{ MIX_C, MIX_R, MIX_R },
	{ MIX_C, MIX_LS, MIX_LS },
};
static const struct mix_term mono_to_stereo[] = {
	{ MIX_L, MIX_C, MIX_COPY },
	{ MIX_R, MIX_C, MIX_COPY },
};
static const struct mix_term any_to_stereo[] = {
	{ MIX_L, MIX_L, MIX_L },           { MIX_L, MIX_C, MIX_C },
	{ MIX_L, MIX_LS, MIX_LS },         { MIX_L, MIX_LFE, MIX_LFE },
	{ MIX_L, MIX_SIDE_L, MIX_SIDE_L }, { MIX_R, MIX_R, MIX_R },
	{ MIX_R, MIX_C, MIX_C },           { MIX_R, MIX_RS, MIX_RS },
	{ MIX_R, MIX_LFE, MIX_LFE },       { MIX_R, MIX_SIDE_R, MIX_SIDE_R },
};
static const struct mix_term four_to_stereo[] = {
	{ MIX_L, MIX_L, MIX_L }, { MIX_L, MIX_C, MIX_C }, { MIX_L, MIX_LS, MIX_LS },
	{ MIX_R, MIX_R, MIX_R }, { MIX_R, MIX_C, MIX_C }, { MIX_R, MIX_LS, MIX_LS },
};
static const struct mix_term mono_to_surround[] = {
	{ MIX_L, MIX_C, MIX_COPY },
	{ MIX_R, MIX_C, MIX_COPY },
	{ MIX_LS, MIX_C, MIX_COPY },
	{ MIX_RS, MIX_C, MIX_COPY },
};
static const struct mix_term stereo_to_surround[] = {
	{ MIX_L, MIX_L, MIX_COPY },
	{ MIX_R, MIX_R, MIX_COPY },
	{ MIX_LS, MIX_L, MIX_COPY },
	{ MIX_RS, MIX_R, MIX_COPY },
};
static const struct mix_term quatro_to_surround[] = {
	{ MIX_L, MIX_L, MIX_COPY },
	{ MIX_R, MIX_R, MIX_COPY },
	{ MIX_LS, MIX_LS, MIX_COPY },
	{ MIX_RS, MIX_RS, MIX_COPY },
};
static const struct mix_term four_to_surround[] = {
	{ MIX_L, MIX_L, MIX_COPY }, { MIX_C, MIX_C, MIX_COPY }, { MIX_R, MIX_R, MIX_COPY },
	{ MIX_LS, MIX_LS, MIX_LS }, { MIX_RS, MIX_LS, MIX_RS },
};
static const struct mix_term seven_to_surround[] = {
	{ MIX_L, MIX_L, MIX_COPY },    { MIX_C, MIX_C, MIX_COPY },
	{ MIX_R, MIX_R, MIX_COPY },    { MIX_LFE, MIX_LFE, MIX_COPY },
	{ MIX_LS, MIX_LS, MIX_L },     { MIX_LS, MIX_RS, MIX_SIDE_L },
	{ MIX_LS, MIX_SIDE_L, MIX_L }, { MIX_RS, MIX_LS, MIX_SIDE_R },
	{ MIX_RS, MIX_RS, MIX_R },     { MIX_RS, MIX_SIDE_R, MIX_R },
};

/* ---- rules ---- */

#define RULE(in, out, at_16, list, set)                                                       \
	{                                                                                     \
		IPC4_CHANNEL_CONFIG_##in, IPC4_CHANNEL_CONFIG_##out, at_16, ARRAY_SIZE(list), \
			list, set                                                             \
	}

static const struct mix_rule rules[] = {
	RULE(STEREO, MONO, true, stereo_to_mono, stereo_mono),
	RULE(DUAL_MONO, MONO, false, stereo_to_mono, stereo_mono),
	RULE(3_POINT_1, MONO, true, three_one_to_mono, half_scaled),
	RULE(QUATRO, MONO, true, quatro_to_mono, quatro_mono),
	RULE(4_POINT_0, MONO, true, surround_to_mono, scaled),
	RULE(5_POINT_0, MONO, false, surround_to_mono, scaled),
	RULE(5_POINT_1, MONO, false, surround_to_mono, scaled),
	RULE(7_POINT_1, MONO, false, surround_to_mono, scaled),

	RULE(MONO, STEREO, true, mono_to_stereo, plain),
	RULE(STEREO, STEREO, true, any_to_stereo, plain),
	RULE(2_POINT_1, STEREO, true, any_to_stereo, plain),
	RULE(3_POINT_0, STEREO, true, any_to_stereo, half_scaled),
	RULE(3_POINT_1, STEREO, true, any_to_stereo, half_scaled),
	RULE(QUATRO, STEREO, true, any_to_stereo, half_scaled),
	RULE(4_POINT_0, STEREO, true, four_to_stereo, scaled),
	RULE(5_POINT_0, STEREO, true, any_to_stereo, scaled),
	RULE(5_POINT_1, STEREO, true, any_to_stereo, scaled),
	RULE(7_POINT_1, STEREO, false, any_to_stereo, scaled),

	RULE(MONO, 5_POINT_1, true, mono_to_surround, plain),
	RULE(STEREO, 5_POINT_1, true, stereo_to_surround, plain),
	RULE(QUATRO, 5_POINT_1, false, quatro_to_surround, plain),
	RULE(4_POINT_0, 5_POINT_1, false, four_to_surround, plain),
	RULE(7_POINT_1, 5_POINT_1, false, seven_to_surround, scaled),

	RULE(STEREO, 7_POINT_1, false, stereo_to_surround, plain),
};

const struct mix_rule *mix_rule_get(uint32_t in_config, uint32_t out_config)
{
	for (size_t i = 0; i < ARRAY_SIZE(rules); i++)
		if (rules[i].in_config == in_config && rules[i].out_config == out_config)
			return &rules[i];
	return NULL;
}
