/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Description: the beamformer's estimate finds where sound comes from, with microphones in a line and in a circle, at both
 * rates and in any split; silence and steady noise are no news, and a new direction is reported once.
 */
#include <math.h>
#include "../../../fw/audio/modules/tdfb/tdfb_direction.h"
#include "kit.h"

#define MOST_MICS 4
#define TONES     40
#define BLOCKS    260

/* A blob with one filter; the angles of its enum are 30 degrees apart, from -180 on. */
struct blob {
	struct tdfb_config head;
	int16_t filter[10 + 4];
	int16_t select, mix, stream_mix;
	int16_t angle[4];
	struct tdfb_mic mics[MOST_MICS];
};

static struct blob blob;

static void make_blob(const double (*at)[2], uint32_t count)
{
	memset(&blob, 0, sizeof(blob));
	blob.head = (struct tdfb_config){
		.size = (uint32_t)(offsetof(struct blob, mics) + count * sizeof(struct tdfb_mic)),
		.num_filters = 1,
		.num_output_channels = 1,
		.num_mic_locations = (uint16_t)count,
		.num_angles = 1,
		.angle_enum_mult = 30,
		.angle_enum_offs = -180,
	};
	blob.filter[0] = 4;
	for (uint32_t i = 0; i < count; i++)
		blob.mics[i] = (struct tdfb_mic){ .x = (int16_t)lrint(at[i][0] * 4096),
						  .y = (int16_t)lrint(at[i][1] * 4096) };
}

/* Tones from a place 3 m away. */
struct sound {
	double hz[TONES], phase[TONES], level;
};

static struct sound a_sound(struct signal *random, double level)
{
	struct sound s = { .level = level / TONES };

	for (int i = 0; i < TONES; i++) {
		s.hz[i] = 300 + pick(random, 0, 4000);
		s.phase[i] = pick(random, 0, 1000000) * 2e-6 * M_PI;
	}
	return s;
}

static int32_t sample_at(const struct sound *s, double t)
{
	double x = 0;

	for (int i = 0; i < TONES; i++)
		x += cos(2 * M_PI * s->hz[i] * t + s->phase[i]);
	return (int32_t)lrint(x * s->level * 2147483647.0);
}

static double delay_to(double degrees, const double *at)
{
	const double angle = degrees * M_PI / 180;

	return hypot(3 * cos(angle) - at[0], 3 * sin(angle) - at[1]) / 343;
}

static struct processing_module *owner;

static void start(struct tdfb_direction *td, uint32_t mics, uint32_t rate)
{
	memset(td, 0, sizeof(*td));
	assert_int_equal(tdfb_direction_start(owner, td, &blob.head, mics, rate), 0);
	assert_true(tdfb_direction_is_possible(td));
}

/* Blocks of sound from a direction, in calls of any length when there are random numbers. @return blocks that were news */
static uint32_t listen(struct tdfb_direction *td, const struct sound *sound, double degrees,
		       const double (*at)[2], uint32_t rate, uint32_t *reported,
		       struct signal *random)
{
	uint32_t news = 0, n;

	for (uint32_t done = 0; done < BLOCKS * rate / 1000; done += n) {
		int32_t samples[DIRECTION_MAX_BLOCK];

		n = tdfb_direction_room(td);
		n = random ? pick(random, 1, n) : n;
		for (uint32_t mic = 0; mic < td->num_mics; mic++) {
			for (uint32_t i = 0; i < n; i++)
				samples[i] = sample_at(sound, (done + i) / (double)rate -
								      delay_to(degrees, at[mic]));
			tdfb_direction_take(td, mic, samples, n);
		}
		if (tdfb_direction_advance(td, n)) {
			const uint32_t value = tdfb_direction_value(td, &blob.head);

			if (tdfb_direction_is_news(td, value, *reported)) {
				*reported = value;
				news++;
			}
		}
	}
	return news;
}

static double degrees_of(const struct tdfb_direction *td)
{
	return td->azimuth / 4096.0 * 180 / M_PI;
}

static const double line[][2] = { { 0, 0.05 }, { 0, -0.05 } };
static const double circle[][2] = { { 0.05, 0 }, { 0, 0.05 }, { -0.05, 0 }, { 0, -0.05 } };

static void expect_direction(const double (*at)[2], uint32_t mics, uint32_t rate, double degrees)
{
	struct signal random = { .state = 77 };
	const struct sound sound = a_sound(&random, 0.8);
	struct tdfb_direction td;
	uint32_t reported = 99;

	make_blob(at, mics);
	start(&td, mics, rate);
	assert_int_equal(td.is_line, mics == 2);
	listen(&td, &sound, degrees, at, rate, &reported, NULL);
	/* between two samples sound travels 7 mm, or 21 */
	if (fabs(degrees_of(&td) - degrees) > (rate == 48000 ? 10 : 20))
		fail_msg("%u microphones, %u Hz: sound from %.0f degrees, estimated %.1f", mics,
			 rate, degrees, degrees_of(&td));
	if (rate == 48000)
		assert_int_equal(reported, (uint32_t)lrint((degrees + 180) / 30) % 12);
	tdfb_direction_stop(owner, &td);
}

static void directions_are_found(void **state)
{
	for (int degrees = -60; degrees <= 60; degrees += 30)
		expect_direction(line, 2, 48000, degrees);
	for (int degrees = -120; degrees <= 120; degrees += 60) {
		expect_direction(circle, 4, 48000, degrees);
		expect_direction(circle, 4, 16000, degrees);
	}
}

/* Behind a line of microphones is in front of it. */
static void a_line_has_no_back(void **state)
{
	struct signal random = { .state = 77 };
	const struct sound sound = a_sound(&random, 0.8);
	struct tdfb_direction td;
	uint32_t reported = 99;

	make_blob(line, 2);
	start(&td, 2, 48000);
	listen(&td, &sound, 150, line, 48000, &reported, NULL);
	assert_true(fabs(degrees_of(&td) - 30) < 10);
	tdfb_direction_stop(owner, &td);
}

static void calls_do_not_matter(void **state)
{
	struct signal random = { .state = harness_seed() };
	const struct sound sound = a_sound(&random, 0.8);
	struct tdfb_direction whole, split;
	uint32_t reported = 99;

	make_blob(circle, 4);
	start(&whole, 4, 48000);
	start(&split, 4, 48000);
	listen(&whole, &sound, 100, circle, 48000, &reported, NULL);
	listen(&split, &sound, 100, circle, 48000, &reported, &random);
	assert_int_equal(whole.azimuth, split.azimuth);
	assert_true(whole.ambient == split.ambient);
	assert_int_equal(whole.triggers, split.triggers);
	tdfb_direction_stop(owner, &whole);
	tdfb_direction_stop(owner, &split);
}

/* Silence reports nothing; nor does sound that has become the ambient level; the same direction is reported once. */
static void what_is_news(void **state)
{
	struct signal random = { .state = 5 };
	const struct sound silence = a_sound(&random, 0), sound = a_sound(&random, 0.8);
	struct tdfb_direction td;
	uint32_t reported = 99;

	make_blob(circle, 4);
	start(&td, 4, 48000);
	assert_int_equal(listen(&td, &silence, 90, circle, 48000, &reported, NULL), 0);
	assert_int_equal(td.triggers, 0);
	assert_true(listen(&td, &sound, 90, circle, 48000, &reported, NULL) >= 1);
	assert_int_equal(reported, 9);
	/* it goes on for seconds: no more than what is around */
	for (int i = 0; i < 20; i++)
		listen(&td, &sound, 90, circle, 48000, &reported, NULL);
	assert_int_equal(td.triggers & 0xF, 0);
	assert_int_equal(listen(&td, &sound, 0, circle, 48000, &reported, NULL), 0);
	/* a pause, and it is heard again; a fifth of a second between two notifications */
	listen(&td, &silence, 0, circle, 48000, &reported, NULL);
	assert_in_range(listen(&td, &sound, 0, circle, 48000, &reported, NULL), 1, 2);
	assert_in_range(reported, 6, 8);
	tdfb_direction_stop(owner, &td);
}

static void values_of_the_enum(void **state)
{
	struct tdfb_direction td = { 0 };

	make_blob(circle, 4);
	for (int degrees = -180; degrees <= 180; degrees += 10) {
		const long value = lrint(floor((degrees + 180 + 15) / 30.0)) % 12;

		td.azimuth = (int16_t)lrint(degrees * M_PI / 180 * 4096 + 0.5);
		if (degrees % 30 != 15 && degrees % 30 != -15)
			assert_int_equal(tdfb_direction_value(&td, &blob.head), value);
	}
}

/* One microphone, or fewer channels than that, has no direction; there may be no memory. */
static void what_cannot_be(void **state)
{
	struct tdfb_direction td = { 0 };

	make_blob(circle, 1);
	assert_int_equal(tdfb_direction_start(owner, &td, &blob.head, 4, 48000), 0);
	assert_false(tdfb_direction_is_possible(&td));
	make_blob(circle, 4);
	assert_int_equal(tdfb_direction_start(owner, &td, &blob.head, 1, 48000), 0);
	assert_false(tdfb_direction_is_possible(&td));
	assert_int_equal(tdfb_direction_start(owner, &td, &blob.head, 3, 48000), 0);
	assert_int_equal(td.num_mics, 3);
	tdfb_direction_stop(owner, &td);
}

static int begin(void **state)
{
	const struct ipc4_audio_format fmt = make_format(48000, 4, 32, 32);
	struct {
		struct ipc4_base_module_cfg base;
		struct ipc4_base_module_cfg_ext ext;
		struct ipc4_input_pin_format input;
		struct ipc4_output_pin_format output;
	} init;

	harness_start(state);
	init.base = make_base(fmt);
	memset(&init.ext, 0, sizeof(init.ext));
	init.ext.nb_input_pins = init.ext.nb_output_pins = 1;
	init.input = (struct ipc4_input_pin_format){ .audio_fmt = fmt };
	init.output = (struct ipc4_output_pin_format){ .audio_fmt = fmt };
	owner = module_new("TDFB", 0, &init, sizeof(init));
	return 0;
}

static int end(void **state)
{
	module_delete(owner);
	return harness_stop(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(directions_are_found), cmocka_unit_test(a_line_has_no_back),
		cmocka_unit_test(calls_do_not_matter),  cmocka_unit_test(what_is_news),
		cmocka_unit_test(values_of_the_enum),   cmocka_unit_test(what_cannot_be),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
