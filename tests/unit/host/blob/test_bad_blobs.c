/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Description: mutations of a blob of each module are sent to it while it plays. Each is taken and played, or refused with
 * INVALID_RESOURCE_ID; a refused one changes nothing: the module gives the blob before it back, and not a sample differs.
 * HARNESS_SEED repeats a run.
 */
#include <ipc4/error_status.h>

#include <blob/kind.h>
#include <blob/rig_private.h>
#include <driver/internal.h>

#include "blob_test.h"
#include "../any.h"

#define ROUNDS       250
#define KEPT         24 /* refused ones that are sent again */
#define CHUNK        96
#define FRAMES       (KEPT * CHUNK)
#define MOST_SAMPLES (FRAMES * RIG_MAX_CHANNELS)
#define MOST_BYTES   8192

static int32_t in[MOST_SAMPLES], plain[RIG_MAX_OUTPUTS][MOST_SAMPLES],
	seen[RIG_MAX_OUTPUTS][MOST_SAMPLES];

struct bytes {
	size_t size;
	uint8_t data[MOST_BYTES];
};

static struct bytes kept[KEPT];
static unsigned int num_kept, num_taken, num_refused;
static bool gives_back; /* the module can be asked for its blob */

/* ---- mutations ---- */

/* Changed words and bytes, cut or longer; its size put right most of the time. */
static void mutate(const struct blob *from, struct bytes *to)
{
	static const uint32_t odd[] = { 0,  1,   2,          4,          5,          8,         9,
					16, 255, 0x7fffffff, 0x80000000, 0xffffffff, 0xfffffffe };

	*to = (struct bytes){ .size = from->size };
	memcpy(to->data, from->data, from->size);
	if (!any(3))
		to->size = any(2) ? any((uint32_t)from->size + 1) : from->size + 4 * any(8);
	for (uint32_t n = any(4); n && to->size >= 4; n--) {
		const uint32_t at = any((uint32_t)to->size / 4) * 4;
		const uint32_t word = any(2) ? odd[any(sizeof(odd) / sizeof(odd[0]))] :
					       any(UINT32_MAX);

		/* the head of a blob is where most of it is decided */
		memcpy(to->data + (any(2)                 ? at :
				   at % 32 < to->size - 3 ? at % 32 :
							    at),
		       &word, 1 + any(4));
	}
	if (any(4) && to->size > 4 && !memcmp(from->data, &(uint32_t){ (uint32_t)from->size }, 4))
		memcpy(to->data, &(uint32_t){ (uint32_t)to->size }, 4);
}

/* ---- the module ---- */

static struct rig_stream stream_of(const struct blob *blob)
{
	struct rig_stream stream = blob->kind->usual ? *blob->kind->usual : rig_usual_stream;
	struct blob_settings settings;

	assert_int_equal(blob_unpack(blob, 0, &settings, err, sizeof(err)), 0);
	if (blob->kind->stream)
		blob->kind->stream(settings.of_kind, &stream);
	blob_settings_free(&settings);
	return stream;
}

static struct rig *open_rig(const struct blob *blob)
{
	const struct rig_stream stream = stream_of(blob);
	struct rig *rig;

	if (rig_open(blob, "mtl", &stream, &rig, err, sizeof(err)))
		fail_msg("%s: %s", blob->kind->name, err);
	rig->control.access |= TPLG_ACCESS_VOLATILE; /* asked of the module */
	return rig;
}

static void play(struct rig *rig, size_t first, int32_t (*out)[MOST_SAMPLES])
{
	int32_t *outs[RIG_MAX_OUTPUTS];

	for (uint32_t i = 0; i < RIG_MAX_OUTPUTS; i++)
		outs[i] = out[i] + first * rig->stream.out_channels;
	assert_int_equal(rig_run(rig, in + first * rig->stream.in_channels, outs, CHUNK), CHUNK);
}

/* Past the control, which sends the last good one again when one is refused, as Linux does. @return is it taken? */
static bool put(struct rig *rig, const struct blob *of, const uint8_t *data, size_t size)
{
	struct drv *drv = card_driver(rig->card);
	const struct drv_widget *widget = &drv->widgets[MODULE];
	const int ret = drv_large_config_set(drv, of->kind->name, widget->module->id,
					     widget->instance, of->param_id, data, size);

	if (ret) {
		const struct drv_error *error = drv_last_error(drv);

		if (error->status != IPC4_INVALID_RESOURCE_ID)
			fail_msg("%s: %s", of->kind->name, error->text);
	}
	return !ret;
}

static void expect_blob(struct rig *rig, const struct blob *blob)
{
	static uint8_t data[MOST_BYTES];
	size_t size = sizeof(data);
	uint32_t param_id;

	if (!gives_back)
		return;
	assert_int_equal(drv_control_get_bytes(card_driver(rig->card), 0, &param_id, data, &size),
			 0);
	assert_true(size >= blob->size);
	assert_memory_equal(data, blob->data, blob->size);
}

/* ---- the test ---- */

static void try_mutations(struct rig *rig, const struct blob *blob)
{
	static struct bytes mutation;

	num_kept = num_taken = num_refused = 0;
	for (int round = 0; round < ROUNDS; round++) {
		mutate(blob, &mutation);
		if (!mutation.size)
			continue;
		if (put(rig, blob, mutation.data, mutation.size)) {
			num_taken++;
			play(rig, 0, seen);
			assert_true(put(rig, blob, blob->data, blob->size));
			play(rig, 0, seen); /* while one is waiting the next is refused */
		} else {
			num_refused++;
			if (num_kept < KEPT)
				kept[num_kept++] = mutation;
		}
		if (!(round % 16))
			play(rig, 0, seen);
	}
}

static void expect_same(const struct rig *rig, const struct blob *blob)
{
	const uint32_t channels = rig->stream.out_channels;

	for (uint32_t i = 0; i < rig->stream.num_outputs; i++)
		for (size_t k = 0; k < FRAMES * channels; k++)
			if (seen[i][k] != plain[i][k])
				fail_msg("%s: output %u, frame %zu, channel %zu: %d, expected %d",
					 blob->kind->name, i, k / channels, k % channels,
					 seen[i][k], plain[i][k]);
}

static void check(const struct blob *blob)
{
	struct drv *drv;
	static uint8_t data[MOST_BYTES];
	size_t size = sizeof(data);
	uint32_t param_id;
	struct rig *rig = open_rig(blob);

	drv = card_driver(rig->card);
	gives_back = drv_control_get_bytes(drv, 0, &param_id, data, &size) == 0;
	try_mutations(rig, blob);
	rig_close(rig);
	print_message("%s: %u taken, %u refused%s\n", blob->kind->name, num_taken, num_refused,
		      gives_back ? "" : ", cannot be read");
	assert_true(num_kept > 0);

	rig = open_rig(blob);
	for (size_t i = 0; i < KEPT; i++)
		play(rig, i * CHUNK, plain);
	rig_close(rig);
	rig = open_rig(blob);
	for (size_t i = 0; i < KEPT; i++) {
		const struct bytes *bad = &kept[i % num_kept];

		play(rig, i * CHUNK, seen);
		assert_false(put(rig, blob, bad->data, bad->size));
		expect_blob(rig, blob);
	}
	expect_same(rig, blob);
	rig_close(rig);
}

static void each_module(void **state)
{
	const char *text = getenv("HARNESS_SEED");

	seed = text ? strtoull(text, NULL, 0) : 0x9e3779b97f4a7c15;
	print_message("HARNESS_SEED=%llu\n", (unsigned long long)seed);
	for (size_t i = 0; i < MOST_SAMPLES; i++)
		in[i] = (int32_t)any(UINT32_MAX) >> 9; /* of 24 bits and of 32; cut to 16 */
	for (size_t i = 0; i < NUM_EXAMPLES; i++) {
		size_t size;
		char *yaml = read_source(examples[i], &size);
		struct blob blob = make_blob(yaml);

		assert_true(blob.size + 32 <= MOST_BYTES);
		check(&blob);
		blob_free(&blob);
		free(yaml);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_module),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
