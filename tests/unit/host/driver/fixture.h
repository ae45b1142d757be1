/* SPDX-License-Identifier: BSD-3-Clause */
/* Topologies built by hand, and a driver on the fake machine. */
#ifndef FIXTURE_H
#define FIXTURE_H

#include <driver/driver.h>
#include <topology/tplg.h>

#include "fake_machine.h"

#define FIXTURE_WIDGETS 24
#define FIXTURE_FORMATS 8

/* Module types: the letter is what the UUID is filled with, the number the id in the fake firmware. */
enum fixture_module {
	FIXTURE_COPIER = 4,
	FIXTURE_GAIN = 6,
	FIXTURE_MIXIN = 2,
	FIXTURE_MIXOUT = 3,
	FIXTURE_SRC = 7,
	FIXTURE_EFFECT = 9,   /* wants the base config extension */
	FIXTURE_UNKNOWN = 99, /* not in the firmware */
};

struct fixture {
	struct tplg t;
	struct tplg_widget widgets[FIXTURE_WIDGETS];
	struct tplg_pipeline pipelines[8];
	struct tplg_control controls[16];
	struct tplg_route routes[FIXTURE_WIDGETS];
	struct tplg_pcm pcms[3];
	struct tplg_pin_format in[FIXTURE_WIDGETS][FIXTURE_FORMATS];
	struct tplg_pin_format out[FIXTURE_WIDGETS][FIXTURE_FORMATS];
	struct drv *drv;
};

void fixture_init(struct fixture *f);
void fixture_pipeline(struct fixture *f, uint32_t id, uint32_t priority,
		      enum tplg_direction direction);
/** Add a widget to a pipeline; its scheduler must have been added. @return its number */
int fixture_widget(struct fixture *f, const char *name, enum tplg_widget_id id,
		   enum fixture_module module, uint32_t pipeline, uint32_t in_pins,
		   uint32_t out_pins);
/** Declare a format: rate, channels, container and valid bits; 1 ms per buffer. */
void fixture_in(struct fixture *f, int widget, uint32_t rate, uint32_t channels, uint32_t depth,
		uint32_t valid);
void fixture_out(struct fixture *f, int widget, uint32_t rate, uint32_t channels, uint32_t depth,
		 uint32_t valid);
void fixture_route(struct fixture *f, int source, int sink);
/** Lead from a widget to a DAI that is not built, being aggregated: a back end that adds no message. */
void fixture_backend(struct fixture *f, int from);
/** Give a PCM a direction: its host copier, every rate and format. */
void fixture_pcm(struct fixture *f, uint32_t id, enum tplg_direction direction, int host);
/** Add a control to the widget added last. @return its number */
int fixture_control(struct fixture *f, const char *name, enum tplg_control_kind kind, uint32_t max);

/** host-copier.0 -> gain.1.1 (pipeline 1) -> dai-copier SSP 2 (pipeline 2), S16 in, S32 out. */
void fixture_gain_playback(struct fixture *f);
/** PCM 0 and 1 into mixins (pipelines 1, 2) into mixout -> dai (pipeline 3). */
void fixture_mixer(struct fixture *f);
/** dai-copier DMIC 1 (pipeline 5) -> gain -> host-copier (pipeline 4). */
void fixture_capture(struct fixture *f);

/** Fresh fake machine, driver made and probed, messages forgotten. */
void fixture_start(struct fixture *f);
void fixture_start_as(struct fixture *f, const struct drv_config *config);
void fixture_stop(struct fixture *f);

/** Open, hw_params, prepare. @return the stream or NULL */
struct drv_stream *fixture_stream(struct fixture *f, uint32_t pcm, enum tplg_direction direction,
				  enum drv_format format);

/** Compare a recorded message, every word. */
void expect_message(size_t number, uint32_t primary, uint32_t extension, const uint32_t *words,
		    size_t count);

/* ---- words of messages ---- */

enum {
	RESET = 2,
	PAUSED = 3,
	RUNNING = 4
};

#define TYPE_AND_INSTANCE(type, instance) ((uint32_t)(type) << 24 | (uint32_t)(instance) << 16)

#define CREATE(pipeline, priority, pages) \
	(TYPE_AND_INSTANCE(0x11, pipeline) | (priority) << 11 | (pages))
#define DELETE(pipeline)             TYPE_AND_INSTANCE(0x12, pipeline)
#define SET_STATE(pipeline, state)   (TYPE_AND_INSTANCE(0x13, pipeline) | (state))
#define INIT(module, instance)       (TYPE_AND_INSTANCE(0x40, instance) | (module))
#define CONFIG_SET(module, instance) (TYPE_AND_INSTANCE(0x44, instance) | (module))
#define BIND(module, instance)       (TYPE_AND_INSTANCE(0x45, instance) | (module))
#define UNBIND(module, instance)     (TYPE_AND_INSTANCE(0x46, instance) | (module))
/* The extension of INIT: pipeline, and words of payload. */
#define PAYLOAD(pipeline, words)     ((uint32_t)(pipeline) << 16 | (words))
/* The extension of BIND and UNBIND: the sink and its input. */
#define TO(module, instance, input)  (TYPE_AND_INSTANCE(input, instance) | (module))

#define EXPECT(number, primary, extension, ...)                                       \
	expect_message(number, primary, extension, (const uint32_t[]){ __VA_ARGS__ }, \
		       sizeof((const uint32_t[]){ __VA_ARGS__ }) / 4)
/* CREATE_PIPELINE whose modules want no memory in particular. */
#define EXPECT_CREATE(number, primary) \
	EXPECT(number, primary, 0x20000000, 7 | 1u << 24, 0, 0, 1 | 1 << 1 | 3 << 16, 0, 0, 0)
#define EXPECT_EMPTY(number, primary, extension) expect_message(number, primary, extension, NULL, 0)

#endif
