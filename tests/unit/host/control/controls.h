/* SPDX-License-Identifier: BSD-3-Clause */
/* The controls of the cases: one of each kind and some with difficult names. */
#ifndef TESTS_HOST_CONTROL_CONTROLS_H
#define TESTS_HOST_CONTROL_CONTROLS_H

#include <topology/tplg.h>

#define CASES_CONTROLS 15

#define VOLUME_OF(text, highest, num, lowest_db)                                                  \
	{                                                                                         \
		.name = text, .kind = TPLG_CONTROL_VOLUME, .num_channels = num, .max = highest,   \
		.scale_set = true, .scale_min = lowest_db, .scale_step = 200, .scale_mute = true, \
		.access = TPLG_ACCESS_READ | TPLG_ACCESS_WRITE | TPLG_ACCESS_TLV_READ,            \
	}
#define SWITCH_OF(text, num)                                                              \
	{                                                                                 \
		.name = text, .kind = TPLG_CONTROL_SWITCH, .num_channels = num, .max = 1, \
		.access = TPLG_ACCESS_READ | TPLG_ACCESS_WRITE,                           \
	}
#define BYTES_OF(text, bytes, param)                                                             \
	{                                                                                        \
		.name = text, .kind = TPLG_CONTROL_BYTES, .max_bytes = bytes, .param_id = param, \
	}

static char cases_items[4][TPLG_NAME_LEN] = { "Off", "Low Power", "A, B", "2" };

/*
 * The driver starts volumes at 0 dB, which is the highest step of each of these, and a gain's switch, that is
 * the first one, at on.
 */
#define CASES_FIRST_VALUE(control)                                 \
	((control)->kind == TPLG_CONTROL_VOLUME ? (control)->max : \
	 (control) == &cases_controls[1]        ? 1 :              \
						  0)
static const struct tplg_control cases_controls[CASES_CONTROLS] = {
	VOLUME_OF("Main Volume", 45, 2, -9000),
	SWITCH_OF("Main Switch", 2),
	VOLUME_OF("Mono Playback Volume", 25, 1, -5000),
	SWITCH_OF("Mono Playback Switch", 1),
	{ .name = "Mode",
	  .kind = TPLG_CONTROL_ENUM,
	  .num_channels = 2,
	  .items = cases_items,
	  .num_items = 4 },
	BYTES_OF("EQ -s a, b", 64, 0),
	BYTES_OF("EQ", 4096, 9),
	VOLUME_OF("A=1 Volume", 45, 2, -9000),
	VOLUME_OF("Line Playback Volume", 45, 2, -9000),
	SWITCH_OF("Line Playback Switch", 2),
	VOLUME_OF("Line Capture Volume", 45, 2, -9000),
	SWITCH_OF("Line Capture Switch", 2),
	VOLUME_OF("Surround Playback Volume", 45, 8, -9000),
	VOLUME_OF("Main Volume", 45, 2, -9000),
	{ .name = "Fixed Volume",
	  .kind = TPLG_CONTROL_VOLUME,
	  .num_channels = 2,
	  .max = 45,
	  .access = TPLG_ACCESS_READ },
};

#endif
