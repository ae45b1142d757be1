/* SPDX-License-Identifier: BSD-3-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <ipc4/module.h>

#include "fixture.h"

#define UUID(c)                                                \
	{                                                      \
		c, c, c, c, c, c, c, c, c, c, c, c, c, c, c, c \
	}

static const struct fake_module modules[] = {
	{ 0, UUID(100), IPC4_MODULE_TYPE_LL },
	{ FIXTURE_COPIER, UUID(FIXTURE_COPIER), IPC4_MODULE_TYPE_LL },
	{ FIXTURE_GAIN, UUID(FIXTURE_GAIN), IPC4_MODULE_TYPE_LL },
	{ FIXTURE_MIXIN, UUID(FIXTURE_MIXIN), IPC4_MODULE_TYPE_LL },
	{ FIXTURE_MIXOUT, UUID(FIXTURE_MIXOUT), IPC4_MODULE_TYPE_LL },
	{ FIXTURE_SRC, UUID(FIXTURE_SRC), IPC4_MODULE_TYPE_LL },
	{ FIXTURE_EFFECT, UUID(FIXTURE_EFFECT), IPC4_MODULE_TYPE_LL | IPC4_MODULE_TYPE_WITH_EXT },
};

void fixture_init(struct fixture *f)
{
	memset(f, 0, sizeof(*f));
	f->t.path = (char *)"test.tplg";
	f->t.widgets = f->widgets;
	f->t.pipelines = f->pipelines;
	f->t.controls = f->controls;
	f->t.routes = f->routes;
	f->t.pcms = f->pcms;
}

void fixture_pipeline(struct fixture *f, uint32_t id, uint32_t priority,
		      enum tplg_direction direction)
{
	struct tplg_widget *w = &f->widgets[f->t.num_widgets];
	struct tplg_pipeline *p = &f->pipelines[f->t.num_pipelines];

	snprintf(w->name, sizeof(w->name), "pipeline.%u", id);
	w->id = TPLG_WIDGET_SCHEDULER;
	w->role = TPLG_ROLE_PIPELINE;
	w->pipeline_id = id;
	w->pipeline = (int)f->t.num_pipelines++;
	*p = (struct tplg_pipeline){ .id = id,
				     .widget = (int)f->t.num_widgets++,
				     .priority = priority,
				     .direction_set = true,
				     .direction = direction };
}

int fixture_widget(struct fixture *f, const char *name, enum tplg_widget_id id,
		   enum fixture_module module, uint32_t pipeline, uint32_t in_pins,
		   uint32_t out_pins)
{
	int number = (int)f->t.num_widgets++;
	struct tplg_widget *w = &f->widgets[number];

	assert_true(number < FIXTURE_WIDGETS);
	snprintf(w->name, sizeof(w->name), "%s", name);
	w->id = id;
	w->role = TPLG_ROLE_MODULE;
	w->pipeline_id = pipeline;
	w->pipeline = tplg_find_pipeline(&f->t, pipeline);
	w->uuid_set = true;
	memset(w->uuid, module, sizeof(w->uuid));
	w->in.num_pins = (struct tplg_opt){ in_pins, in_pins > 0 };
	w->out.num_pins = (struct tplg_opt){ out_pins, out_pins > 0 };
	w->in.formats = f->in[number];
	w->out.formats = f->out[number];
	w->first_control = (int)f->t.num_controls;
	return number;
}

static void add_format(struct tplg_side *side, uint32_t rate, uint32_t channels, uint32_t depth,
		       uint32_t valid)
{
	struct tplg_pin_format *format = &side->formats[side->num_formats];

	assert_true(side->num_formats < FIXTURE_FORMATS);
	*format = (struct tplg_pin_format){ .buffer_bytes =
						    (rate + 999) / 1000 * channels * depth / 8,
					    .fmt = { .sampling_frequency = rate,
						     .depth = depth,
						     .ch_map = 0xFFFFFF10,
						     .ch_cfg = 1,
						     .channels_count = channels,
						     .valid_bit_depth = valid,
						     .s_type = 1 } };
	side->num_formats++;
	side->num_declared++;
}

void fixture_in(struct fixture *f, int widget, uint32_t rate, uint32_t channels, uint32_t depth,
		uint32_t valid)
{
	add_format(&f->widgets[widget].in, rate, channels, depth, valid);
}

void fixture_out(struct fixture *f, int widget, uint32_t rate, uint32_t channels, uint32_t depth,
		 uint32_t valid)
{
	add_format(&f->widgets[widget].out, rate, channels, depth, valid);
}

void fixture_route(struct fixture *f, int source, int sink)
{
	f->routes[f->t.num_routes++] = (struct tplg_route){ .source = source, .sink = sink };
}

void fixture_backend(struct fixture *f, int from)
{
	fixture_route(f, from,
		      fixture_widget(f, "dai.1", TPLG_WIDGET_DAI_IN, FIXTURE_COPIER,
				     f->widgets[from].pipeline_id, 1, 0));
}

void fixture_pcm(struct fixture *f, uint32_t id, enum tplg_direction direction, int host)
{
	int number = tplg_find_pcm(&f->t, id);
	struct tplg_pcm *pcm;

	if (number == TPLG_NONE) {
		number = (int)f->t.num_pcms++;
		f->pcms[number].id = id;
		snprintf(f->pcms[number].name, sizeof(f->pcms[number].name), "Port%u", id);
		f->pcms[number].caps[0].host = TPLG_NONE;
		f->pcms[number].caps[1].host = TPLG_NONE;
	}
	pcm = &f->pcms[number];
	pcm->caps[direction] = (struct tplg_caps){ .present = true,
						   .formats = 1 << 2 | 1 << 6 | 1 << 10,
						   .rates = 0x1ffe,
						   .rate_min = 8000,
						   .rate_max = 192000,
						   .channels_min = 2,
						   .channels_max = 2,
						   .host = host };
}

int fixture_control(struct fixture *f, const char *name, enum tplg_control_kind kind, uint32_t max)
{
	int number = (int)f->t.num_controls++;
	struct tplg_control *control = &f->controls[number];
	struct tplg_widget *w = &f->widgets[f->t.num_widgets - 1];

	snprintf(control->name, sizeof(control->name), "%s", name);
	control->kind = kind;
	control->widget = (int)f->t.num_widgets - 1;
	for (uint32_t i = 0; i < w->num_controls; i++)
		control->id += f->controls[w->first_control + (int)i].kind == kind;
	control->num_channels = kind == TPLG_CONTROL_BYTES ? 0 : 2;
	control->max = max;
	control->max_bytes = kind == TPLG_CONTROL_BYTES ? max : 0;
	if (kind == TPLG_CONTROL_VOLUME) {
		control->scale_set = true;
		control->scale_min = -9000;
		control->scale_step = 200;
		control->scale_mute = true;
	}
	w->num_controls++;
	return number;
}

/* ---- ready-made graphs ---- */

static int host_copier(struct fixture *f, const char *name, uint32_t pipeline,
		       enum tplg_widget_id id)
{
	bool playback = id == TPLG_WIDGET_AIF_IN;
	int w = fixture_widget(f, name, id, FIXTURE_COPIER, pipeline, playback ? 0 : 1,
			       playback ? 4 : 0);
	void (*many)(struct fixture * f, int, uint32_t, uint32_t, uint32_t, uint32_t) =
		playback ? fixture_in : fixture_out;
	void (*one)(struct fixture * f, int, uint32_t, uint32_t, uint32_t, uint32_t) =
		playback ? fixture_out : fixture_in;

	many(f, w, 48000, 2, 16, 16);
	many(f, w, 48000, 2, 32, 24);
	many(f, w, 48000, 2, 32, 32);
	one(f, w, 48000, 2, 32, 32);
	f->widgets[w].node_type = (struct tplg_opt){ playback ? 0 : 1, true };
	f->widgets[w].out.num_pins.value = playback ? 1 : 0;
	f->widgets[w].is_pages = (struct tplg_opt){ 1, true };
	return w;
}

static int dai_copier(struct fixture *f, const char *name, uint32_t pipeline,
		      enum tplg_widget_id id, const char *type, uint32_t node_type, uint32_t index)
{
	bool playback = id == TPLG_WIDGET_DAI_IN;
	int w = fixture_widget(f, name, id, FIXTURE_COPIER, pipeline, playback ? 1 : 0,
			       playback ? 0 : 1);

	fixture_in(f, w, 48000, 2, 32, 32);
	fixture_out(f, w, 48000, 2, 32, 32);
	f->widgets[w].node_type = (struct tplg_opt){ node_type, true };
	snprintf(f->widgets[w].dai_type, sizeof(f->widgets[w].dai_type), "%s", type);
	snprintf(f->widgets[w].sname, sizeof(f->widgets[w].sname), "%s-link", type);
	f->widgets[w].dai_index = (struct tplg_opt){ index, true };
	f->widgets[w].is_pages = (struct tplg_opt){ 1, true };
	return w;
}

static int simple(struct fixture *f, const char *name, enum tplg_widget_id id,
		  enum fixture_module module, uint32_t pipeline, uint32_t in_pins,
		  uint32_t out_pins)
{
	int w = fixture_widget(f, name, id, module, pipeline, in_pins, out_pins);

	fixture_in(f, w, 48000, 2, 32, 32);
	fixture_out(f, w, 48000, 2, 32, 32);
	return w;
}

void fixture_gain_playback(struct fixture *f)
{
	int host, gain, dai;

	fixture_init(f);
	fixture_pipeline(f, 1, 0, TPLG_PLAYBACK);
	fixture_pipeline(f, 2, 0, TPLG_PLAYBACK);
	host = host_copier(f, "host-copier.0.playback", 1, TPLG_WIDGET_AIF_IN);
	gain = simple(f, "gain.1.1", TPLG_WIDGET_PGA, FIXTURE_GAIN, 1, 1, 1);
	f->widgets[gain].curve_type = (struct tplg_opt){ 2, true };
	f->widgets[gain].curve_duration = (struct tplg_opt){ 200000, true };
	f->widgets[gain].gain_init = (struct tplg_opt){ 0x7fffffff, true };
	fixture_control(f, "Main Volume", TPLG_CONTROL_VOLUME, 45);
	fixture_control(f, "Main Switch", TPLG_CONTROL_SWITCH, 1);
	dai = dai_copier(f, "dai-copier.SSP.2.playback", 2, TPLG_WIDGET_DAI_IN, "SSP", 12, 2);
	fixture_route(f, host, gain);
	fixture_route(f, gain, dai);
	fixture_pcm(f, 0, TPLG_PLAYBACK, host);
}

void fixture_mixer(struct fixture *f)
{
	int hosts[2], mixins[2], mixout, dai;

	fixture_init(f);
	fixture_pipeline(f, 1, 1, TPLG_PLAYBACK);
	fixture_pipeline(f, 2, 0, TPLG_PLAYBACK);
	fixture_pipeline(f, 3, 0, TPLG_PLAYBACK);
	for (uint32_t i = 0; i < 2; i++) {
		char name[32];

		snprintf(name, sizeof(name), "host-copier.%u.playback", i);
		hosts[i] = host_copier(f, name, 1 + i, TPLG_WIDGET_AIF_IN);
		snprintf(name, sizeof(name), "mixin.%u.1", 1 + i);
		mixins[i] = simple(f, name, TPLG_WIDGET_MIXER, FIXTURE_MIXIN, 1 + i, 1, 3);
		fixture_pcm(f, i, TPLG_PLAYBACK, hosts[i]);
	}
	mixout = simple(f, "mixout.3.1", TPLG_WIDGET_MIXER, FIXTURE_MIXOUT, 3, 8, 1);
	dai = dai_copier(f, "dai-copier.HDA.playback", 3, TPLG_WIDGET_DAI_IN, "HDA", 8, 0);
	fixture_route(f, hosts[0], mixins[0]);
	fixture_route(f, hosts[1], mixins[1]);
	fixture_route(f, mixins[0], mixout);
	fixture_route(f, mixins[1], mixout);
	fixture_route(f, mixout, dai);
}

void fixture_capture(struct fixture *f)
{
	int dai, gain, host;

	fixture_init(f);
	fixture_pipeline(f, 4, 0, TPLG_CAPTURE);
	fixture_pipeline(f, 5, 0, TPLG_CAPTURE);
	host = host_copier(f, "host-copier.0.capture", 4, TPLG_WIDGET_AIF_OUT);
	gain = simple(f, "gain.4.1", TPLG_WIDGET_PGA, FIXTURE_GAIN, 4, 1, 1);
	dai = dai_copier(f, "dai-copier.DMIC.1.capture", 5, TPLG_WIDGET_DAI_OUT, "DMIC", 11, 1);
	fixture_route(f, gain, host);
	fixture_route(f, dai, gain);
	fixture_pcm(f, 0, TPLG_CAPTURE, host);
}

/* ---- driver ---- */

void fixture_start(struct fixture *f)
{
	fixture_start_as(f, NULL);
}

void fixture_start_as(struct fixture *f, const struct drv_config *config)
{
	fake_reset();
	fake.modules = modules;
	fake.num_modules = sizeof(modules) / sizeof(modules[0]);
	assert_int_equal(drv_create(&f->t, config, &f->drv), 0);
	assert_int_equal(drv_probe(f->drv), 0);
	fake_clear();
}

void fixture_stop(struct fixture *f)
{
	drv_destroy(f->drv);
	f->drv = NULL;
}

struct drv_stream *fixture_stream(struct fixture *f, uint32_t pcm, enum tplg_direction direction,
				  enum drv_format format)
{
	struct drv_pcm_params params = { 48000, 2, format };
	struct drv_stream *stream;

	if (drv_pcm_open(f->drv, pcm, direction, &stream))
		return NULL;
	if (!drv_pcm_hw_params(stream, &params) && !drv_pcm_prepare(stream))
		return stream;
	drv_pcm_close(stream);
	return NULL;
}

void expect_message(size_t number, uint32_t primary, uint32_t extension, const uint32_t *words,
		    size_t count)
{
	const struct fake_message *msg = &fake.messages[number];

	if (number >= fake.num_messages)
		fail_msg("message %zu: only %zu were sent", number, fake.num_messages);
	if (msg->primary != primary || msg->extension != extension)
		fail_msg("message %zu: 0x%08x|0x%08x, expected 0x%08x|0x%08x", number, msg->primary,
			 msg->extension, primary, extension);
	if (msg->bytes != count * 4)
		fail_msg("message %zu: %zu bytes of payload, expected %zu", number, msg->bytes,
			 count * 4);
	for (size_t i = 0; i < count; i++) {
		uint32_t word;

		memcpy(&word, msg->payload + i * 4, 4);
		if (word != words[i])
			fail_msg("message %zu: payload word %zu is 0x%08x, expected 0x%08x", number,
				 i, word, words[i]);
	}
}
