/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"

/*
 * Random graphs, random parameters, random refusals: whatever the topology says, the driver neither crashes
 * nor leaves anything in the firmware. Rerun one with FUZZ_SEED=n.
 */
#define ROUNDS 3000

static struct fixture f;
static uint32_t random_state;

static uint32_t pick(uint32_t limit)
{
	random_state = random_state * 1664525 + 1013904223;
	return (random_state >> 8) % limit;
}

static const enum tplg_widget_id kinds[] = {
	TPLG_WIDGET_AIF_IN, TPLG_WIDGET_AIF_OUT, TPLG_WIDGET_DAI_IN,  TPLG_WIDGET_DAI_OUT,
	TPLG_WIDGET_BUFFER, TPLG_WIDGET_PGA,     TPLG_WIDGET_MIXER,   TPLG_WIDGET_SRC,
	TPLG_WIDGET_ASRC,   TPLG_WIDGET_EFFECT,  TPLG_WIDGET_ENCODER, TPLG_WIDGET_DECODER,
	TPLG_WIDGET_OUTPUT,
};

static const enum fixture_module modules[] = {
	FIXTURE_COPIER, FIXTURE_GAIN,   FIXTURE_MIXIN,  FIXTURE_MIXOUT,
	FIXTURE_EFFECT, FIXTURE_COPIER, FIXTURE_EFFECT, FIXTURE_UNKNOWN,
};

static struct tplg_opt odd_token(uint32_t usual)
{
	return (struct tplg_opt){ pick(20) ? pick(usual) : random_state, pick(10) > 0 };
}

static void add_formats(int widget,
			void (*add)(struct fixture *f, int, uint32_t, uint32_t, uint32_t, uint32_t))
{
	for (uint32_t i = pick(10) ? 1 + pick(3) : 0; i > 0; i--)
		add(&f, widget, pick(4) ? 48000 : 16000, 2, 32, pick(3) ? 32 : 16);
}

static void add_random_widget(uint32_t pipelines)
{
	char name[16];
	enum tplg_widget_id kind = kinds[pick(sizeof(kinds) / sizeof(kinds[0]))];
	int number;
	struct tplg_widget *w;

	/* a DAI's last digit makes it an aggregated one */
	snprintf(name, sizeof(name), pick(8) ? "w%u." : "w%u", f.t.num_widgets);
	number = fixture_widget(&f, name, kind,
				modules[pick(sizeof(modules) / sizeof(modules[0]) - (pick(8) > 0))],
				1 + pick(pipelines + !pick(30)), 1 + pick(3), 1 + pick(3));
	w = &f.widgets[number];
	if (kind == TPLG_WIDGET_OUTPUT)
		w->role = TPLG_ROLE_VIRTUAL;
	add_formats(number, fixture_in);
	add_formats(number, fixture_out);
	for (uint32_t i = 0; i < w->in.num_formats; i++)
		f.in[number][i].pin_index = pick(4) ? 0 : pick(8);
	w->node_type = odd_token(18);
	w->dai_index = odd_token(20);
	w->deep_buffer_ms = odd_token(100);
	w->core = odd_token(3);
	w->is_pages = odd_token(8);
	w->domain = pick(6) ? TPLG_DOMAIN_UNSET : TPLG_DOMAIN_DP;
	if (!pick(15))
		w->in.num_pins.value = pick(12);
	if (!pick(15))
		w->out.num_pins.value = pick(300);
	snprintf(w->dai_type, sizeof(w->dai_type), "%s",
		 (const char *[]){ "SSP", "HDA", "ALH", "" }[pick(4)]);
	snprintf(w->sname, sizeof(w->sname), "%s", pick(3) ? name : "shared");
	if (!pick(3) && f.t.num_controls < 8)
		f.controls[fixture_control(&f, name, TPLG_CONTROL_VOLUME, 1 + pick(45))].scale_step =
			random_state;
}

/* Most hosts have a DAI, or few streams would come to anything. */
static void add_backend(int host, enum tplg_widget_id dai)
{
	for (uint32_t i = 0; i < f.t.num_widgets; i++)
		if (f.widgets[i].id == dai && f.t.num_routes < FIXTURE_WIDGETS && pick(2)) {
			fixture_route(&f, dai == TPLG_WIDGET_DAI_IN ? host : (int)i,
				      dai == TPLG_WIDGET_DAI_IN ? (int)i : host);
			return;
		}
}

static void make_topology(void)
{
	uint32_t pipelines = 1 + pick(4), widgets = 2 + pick(FIXTURE_WIDGETS - 8);

	fixture_init(&f);
	for (uint32_t i = 1; i <= pipelines; i++) {
		fixture_pipeline(&f, i, pick(8), (enum tplg_direction)pick(2));
		f.pipelines[i - 1].direction_set = !pick(4);
		f.pipelines[i - 1].chain_dma = !pick(40);
	}
	for (uint32_t i = 0; i < widgets; i++)
		add_random_widget(pipelines);
	for (uint32_t i = 0; i < FIXTURE_WIDGETS - 6; i++)
		fixture_route(&f, (int)pick(f.t.num_widgets), (int)pick(f.t.num_widgets));
	for (uint32_t i = 0; i < f.t.num_widgets; i++) {
		if (f.widgets[i].id == TPLG_WIDGET_AIF_IN && pick(3)) {
			fixture_pcm(&f, pick(3), TPLG_PLAYBACK, (int)i);
			add_backend((int)i, TPLG_WIDGET_DAI_IN);
		}
		if (f.widgets[i].id == TPLG_WIDGET_AIF_OUT && pick(3)) {
			fixture_pcm(&f, pick(3), TPLG_CAPTURE, (int)i);
			add_backend((int)i, TPLG_WIDGET_DAI_OUT);
		}
	}
}

/* Live through some streams. @return streams that were set up */
static unsigned int live(void)
{
	struct drv_stream *streams[6] = { NULL };
	unsigned int set_up = 0;

	for (uint32_t step = 0; step < 30; step++) {
		uint32_t n = pick(6);
		struct drv_pcm_space space = { 0 };
		struct drv_pcm_params params = { pick(4) ? 48000 : 16000, 2,
						 pick(2) ? DRV_FORMAT_S32_LE : DRV_FORMAT_S16_LE };

		if (!streams[n])
			drv_pcm_open(f.drv, n / 2, (enum tplg_direction)(n & 1), &streams[n]);
		if (!streams[n])
			continue;
		switch (pick(5)) {
		case 0:
			drv_pcm_close(streams[n]);
			streams[n] = NULL;
			break;
		case 1:
			drv_pcm_hw_free(streams[n]);
			break;
		case 2:
			drv_pcm_trigger(streams[n], (enum drv_trigger)pick(4));
			break;
		default:
			fake.fail_at = pick(3) ? 0 : fake.num_messages + 1 + pick(12);
			fake.fail_status = 3;
			if (!pick(4) && !drv_pcm_refine(streams[n], &space))
				params.rate = space.rates[pick((uint32_t)space.num_rates)];
			drv_pcm_hw_params(streams[n], &params);
			set_up += !drv_pcm_prepare(streams[n]);
			drv_pcm_trigger(streams[n], DRV_TRIGGER_START);
			fake.fail_at = 0;
			break;
		}
		fake_clear();
	}
	for (uint32_t n = 0; n < 6; n++)
		drv_pcm_close(streams[n]);
	return set_up;
}

static void nothing_is_left_whatever_the_topology_says(void **state)
{
	const char *text = getenv("FUZZ_SEED");
	uint32_t first = text ? (uint32_t)strtoul(text, NULL, 10) : 1, count = text ? 1 : ROUNDS;
	unsigned int set_up = 0;

	for (uint32_t seed = first; seed < first + count; seed++) {
		random_state = seed * 2654435761u;
		make_topology();
		fixture_start(&f);
		set_up += live();
		if (!fake.refused_deletes && fake.pipelines + fake.instances + fake.bindings)
			fail_msg("FUZZ_SEED=%u: %u pipelines, %u modules, %u bindings are left",
				 seed, fake.pipelines, fake.instances, fake.bindings);
		for (uint32_t i = 0; i < 256; i++)
			if (drv_component_name(f.drv, i))
				fail_msg("FUZZ_SEED=%u: %s is still up", seed,
					 drv_component_name(f.drv, i));
		fixture_stop(&f);
	}
	if (!text)
		assert_true(set_up > ROUNDS / 20); /* else the topologies are all nonsense */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_left_whatever_the_topology_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
