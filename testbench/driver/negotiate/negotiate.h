/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Negotiation, inside the driver. Nothing here changes the state of a stream or of a widget.
 *   caps.c       what the capabilities of a PCM direction allow
 *   format.c     which formats one widget gets
 *   negotiate.c  which formats each widget of a path gets
 *   refine.c     which parameters work, and the limits of periods and buffers that follow
 */
#ifndef DRIVER_NEGOTIATE_NEGOTIATE_H
#define DRIVER_NEGOTIATE_NEGOTIATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <topology/tplg.h>

#include "driver/driver.h"

struct drv;
struct drv_stream;

/* ---- format.c ---- */

/** What formats are compared by. */
struct drv_ref {
	uint32_t rate;
	uint32_t channels;
	uint32_t valid; /* bits */
	uint32_t type;  /* enum ipc4_sample_type; 1 for 16 and 24 valid bits */
};

/** Formats of one widget. */
struct drv_choice {
	const struct tplg_pin_format *in; /* NULL: no input formats */
	const struct tplg_pin_format *out;
};

/** A widget at its place in the path. */
struct drv_place {
	const struct tplg_widget *widget;
	enum tplg_direction direction;
	const struct drv_ref *fe; /* the stream's parameters */
	const char *from;         /* widget that the samples come from, for messages; NULL: none */
};

/** Parameters in which a widget's inputs and outputs differ. */
enum drv_changed {
	DRV_CHANGED_RATE = 1,
	DRV_CHANGED_CHANNELS = 2,
	DRV_CHANGED_BITS = 4,
};

/** Which parameters a widget may change, as its format lists show. @return enum drv_changed bits */
unsigned int drv_format_changed(const struct tplg_widget *widget);

/** @return false when the format has no IPC4 form */
bool drv_ref_from_params(const struct drv_pcm_params *params, struct drv_ref *ref);

/**
 * Choose in and out of a widget.
 * @param pp	parameters that arrive; not changed
 * @return 0, -EINVAL with an error that says what it takes and what arrives
 */
int drv_format_choose(struct drv *drv, const struct drv_place *place, const struct drv_ref *pp,
		      struct drv_choice *choice);

/**
 * What a widget with these formats hands on.
 * @param pp	parameters of the path, rewritten as far as the widget changes them
 * @return 0, -EINVAL no PCM could have its output format
 */
int drv_format_follow(struct drv *drv, const struct drv_place *place,
		      const struct drv_choice *choice, struct drv_ref *pp);

/**
 * Would the link run at parameters that the DAI's inputs can have?
 * @return 0, -EINVAL with an error
 */
int drv_format_check_link(struct drv *drv, const struct drv_place *place);

/** An output of 32 bits whose type says that they are the upper ones of something wider: no PCM format. */
bool drv_format_is_msb32(const struct ipc4_audio_format *fmt);

/** List the formats of a side, "48000/2/16, 48000/2/32", as far as they fit. */
#define DRV_OFFER_BYTES 200
const char *drv_format_print_side(const struct tplg_side *side, bool pin0_only,
				  char text[DRV_OFFER_BYTES]);

/* ---- caps.c ---- */

bool drv_caps_take(const struct tplg_caps *caps, const struct drv_pcm_params *params);

/** The rates that capabilities take, ascending; of a range, the usual ones and its ends. */
size_t drv_caps_rates(const struct tplg_caps *caps, uint32_t rates[DRV_MAX_RATES]);

/** "48000 Hz, 2..2 channels, S16_LE S32_LE" */
#define DRV_CAPS_BYTES 320
const char *drv_caps_print(const struct tplg_caps *caps, char text[DRV_CAPS_BYTES]);

/* ---- periods.c ---- */

/**
 * Narrow periods and buffers by the capabilities and the DSP's bursts.
 * @param space	rates, channels and formats are set and not empty
 * @return 0, -EINVAL with an error
 */
int drv_refine_periods(struct drv_stream *stream, struct drv_pcm_space *space);

/* ---- negotiate.c ---- */

/**
 * Choose the formats of each step of a stream.
 * @param choices	one for each step
 * @param reached	steps that have their formats, also after an error
 * @return 0, -EINVAL, -EBUSY, with an error that names the widget
 */
int drv_negotiate(struct drv_stream *stream, const struct drv_ref *fe, struct drv_choice *choices,
		  size_t *reached);

/** Look up the module of each step. @return 0, -ENOENT, -EINVAL, with an error that names the widget */
int drv_find_modules(struct drv_stream *stream);

#endif
