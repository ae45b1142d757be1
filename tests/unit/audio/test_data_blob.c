/* SPDX-License-Identifier: BSD-3-Clause */
/* Blob handler: fragments, who is busy, when a new blob becomes the current one. */
#include "graph.h"

#include <sof/audio/data_blob.h>

#define FIRST  MODULE_CFG_FRAGMENT_FIRST
#define MIDDLE MODULE_CFG_FRAGMENT_MIDDLE
#define LAST   MODULE_CFG_FRAGMENT_LAST
#define SINGLE MODULE_CFG_FRAGMENT_SINGLE

static struct comp_dev *dev;
static struct comp_data_blob_handler *handler;
static uint8_t data[20000];
static struct core_memory empty; /* a handler without blobs */

static int blob_start(void **state)
{
	graph_start(state);
	for (size_t i = 0; i < sizeof(data); i++)
		data[i] = (uint8_t)(i * 11 + (i >> 8));
	dev = graph_ll(&probe_driver, 0, 0);
	handler = mod_data_blob_handler_new(dev->mod);
	empty = core_memory_now();
	return handler ? 0 : -1;
}

/* All of it goes with the module. */
static int blob_stop(void **state)
{
	dev->state = COMP_STATE_READY;
	graph_free(dev);
	return core_stop(state);
}

static void expect_current(const uint8_t *expected, size_t size)
{
	size_t got = 12345;
	const void *blob = comp_get_data_blob(handler, &got, NULL);

	assert_int_equal(got, size);
	if (!size)
		assert_null(blob);
	else
		assert_memory_equal(blob, expected, size);
}

static void no_handler_no_blob(void **state)
{
	assert_int_equal(comp_data_blob_set(NULL, SINGLE, 4, data, 4), -EINVAL);
	assert_int_equal(comp_init_data_blob(NULL, 4, data), -EINVAL);
	expect_current(NULL, 0);
	assert_null(comp_get_data_blob(handler, NULL, NULL));
	assert_false(comp_is_new_data_blob_available(handler));
}

static void a_single_blob_is_current_at_once(void **state)
{
	for (size_t size = 1; size < 3000; size += 371) {
		assert_int_equal(comp_data_blob_set(handler, SINGLE, (uint32_t)size, data, size),
				 0);
		assert_false(comp_is_new_data_blob_available(handler));
		expect_current(data, size);
	}
}

static void fragments_of_any_size_make_the_same_blob(void **state)
{
	static const size_t pieces[] = { 1, 3, 100, 999, 4096, 9999 };

	for (size_t p = 0; p < ARRAY_SIZE(pieces); p++) {
		const size_t total = 10000;
		size_t at = 0;

		while (at < total) {
			size_t n = MIN(pieces[p], total - at);
			int pos = (at ? 0 : FIRST) | (at + n == total ? LAST : 0);

			assert_int_equal(comp_data_blob_set(handler, pos,
							    (uint32_t)(at ? at : total), data + at,
							    n),
					 0);
			at += n;
		}
		expect_current(data, total);
	}
}

/* A module's large blob is bounded by memory, not by the size that the common assembler takes. */
static void large_blobs_are_taken(void **state)
{
	assert_true(sizeof(data) > CONFIG_MODULE_MAX_BLOB_SIZE);
	assert_int_equal(comp_data_blob_set(handler, SINGLE, sizeof(data), data, sizeof(data)), 0);
	expect_current(data, sizeof(data));
	assert_int_equal(comp_data_blob_set(handler, FIRST, 0xFFFFFFFF, data, 100), -ENOMEM);
	assert_int_equal(comp_data_blob_set(handler, FIRST, 100, data, 50), 0);
}

static void a_blob_without_bytes(void **state)
{
	assert_int_equal(comp_data_blob_set(handler, FIRST, 100, data, 0), 0);
	assert_int_equal(comp_data_blob_set(handler, SINGLE, 0, data, 0), 0);
	assert_int_equal(comp_data_blob_set(handler, SINGLE, 0, data, 4), -EINVAL);
	assert_int_equal(comp_data_blob_set(handler, LAST, 0, data, 0), -ENOMEM);
	core_memory_expect(&empty);
	/* busy comes first */
	assert_int_equal(comp_data_blob_set(handler, FIRST, 100, data, 50), 0);
	assert_int_equal(comp_data_blob_set(handler, FIRST, 100, data, 0), -EBUSY);
}

static void a_fragment_without_a_first_one_is_refused(void **state)
{
	assert_int_equal(comp_data_blob_set(handler, MIDDLE, 10, data, 10), -ENOMEM);
	assert_int_equal(comp_data_blob_set(handler, LAST, 10, data, 10), -ENOMEM);
	core_memory_expect(&empty);
}

static void a_short_last_fragment_is_refused(void **state)
{
	assert_int_equal(comp_data_blob_set(handler, FIRST, 100, data, 50), 0);
	assert_int_equal(comp_data_blob_set(handler, LAST, 50, data, 49), -EINVAL);
	core_memory_expect(&empty);
	assert_int_equal(comp_data_blob_set(handler, SINGLE, 100, data, 99), -EINVAL);
	core_memory_expect(&empty);
	expect_current(NULL, 0);
}

static void a_fragment_out_of_place_drops_the_transfer(void **state)
{
	static const uint32_t offsets[] = { 0, 49, 51, 100, 900000, UINT32_MAX };

	assert_int_equal(comp_data_blob_set(handler, SINGLE, 20, data + 3, 20), 0);
	empty = core_memory_now();
	for (size_t i = 0; i < ARRAY_SIZE(offsets); i++) {
		for (int pos = MIDDLE; pos <= LAST; pos += LAST) {
			assert_int_equal(comp_data_blob_set(handler, FIRST, 100, data, 50), 0);
			assert_int_equal(comp_data_blob_set(handler, pos, offsets[i], data, 50),
					 -EINVAL);
			core_memory_expect(&empty);
			expect_current(data + 3, 20);
		}
	}
	/* sent twice */
	assert_int_equal(comp_data_blob_set(handler, FIRST, 100, data, 40), 0);
	assert_int_equal(comp_data_blob_set(handler, MIDDLE, 40, data + 40, 20), 0);
	assert_int_equal(comp_data_blob_set(handler, MIDDLE, 40, data + 40, 20), -EINVAL);
	assert_int_equal(comp_data_blob_set(handler, LAST, 80, data + 80, 20), -ENOMEM);
	expect_current(data + 3, 20);
}

static void an_overflow_drops_the_transfer(void **state)
{
	static const size_t sizes[] = { 51, 100, SIZE_MAX, SIZE_MAX - 49 };

	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		assert_int_equal(comp_data_blob_set(handler, FIRST, 100, data, 50), 0);
		assert_int_equal(comp_data_blob_set(handler, MIDDLE, 50, data, sizes[i]), -EINVAL);
		core_memory_expect(&empty);
		assert_int_equal(comp_data_blob_set(handler, LAST, 50, data, 50), -ENOMEM);
	}
	assert_int_equal(comp_data_blob_set(handler, FIRST, 100, data, 101), -EINVAL);
	core_memory_expect(&empty);
	/* nothing stays busy */
	assert_int_equal(comp_data_blob_set(handler, SINGLE, 100, data, 100), 0);
	expect_current(data, 100);
}

static void a_transfer_under_way_is_busy(void **state)
{
	assert_int_equal(comp_data_blob_set(handler, FIRST, 100, data, 50), 0);
	assert_int_equal(comp_data_blob_set(handler, FIRST, 4000, data, 50), -EBUSY);
	assert_int_equal(comp_data_blob_set(handler, SINGLE, 4, data, 4), -EBUSY);
	/* and goes on undisturbed */
	assert_int_equal(comp_data_blob_set(handler, LAST, 50, data + 50, 50), 0);
	expect_current(data, 100);
}

static void a_running_module_fetches_its_blob(void **state)
{
	dev->state = COMP_STATE_ACTIVE;
	/* it has none yet: current at once, and news until it is fetched */
	assert_int_equal(comp_data_blob_set(handler, SINGLE, 100, data, 100), 0);
	assert_true(comp_is_new_data_blob_available(handler));
	expect_current(data, 100);
	assert_false(comp_is_new_data_blob_available(handler));
	assert_int_equal(comp_data_blob_set(handler, SINGLE, 50, data + 200, 50), 0);
	assert_true(comp_is_new_data_blob_available(handler));
	/* until it is fetched, everything is busy */
	assert_int_equal(comp_data_blob_set(handler, SINGLE, 50, data, 50), -EBUSY);
	assert_int_equal(comp_data_blob_set(handler, FIRST, 50, data, 25), -EBUSY);
	assert_int_equal(comp_data_blob_set(handler, MIDDLE, 25, data, 25), -EBUSY);
	assert_int_equal(comp_data_blob_set(handler, LAST, 25, data, 25), -EBUSY);
	expect_current(data + 200, 50);
	assert_false(comp_is_new_data_blob_available(handler));
	assert_int_equal(comp_data_blob_set(handler, SINGLE, 30, data, 30), 0);
}

static void a_new_blob_waits_in_every_state_but_ready(void **state)
{
	static const enum comp_state states[] = { COMP_STATE_PREPARE, COMP_STATE_PAUSED,
						  COMP_STATE_ACTIVE, COMP_STATE_PRE_ACTIVE };

	assert_int_equal(comp_data_blob_set(handler, SINGLE, 10, data, 10), 0);
	for (size_t i = 0; i < ARRAY_SIZE(states); i++) {
		dev->state = states[i];
		assert_int_equal(comp_data_blob_set(handler, SINGLE, 10, data + i, 10), 0);
		assert_true(comp_is_new_data_blob_available(handler));
		expect_current(data + i, 10);
	}
}

static int judgement;
static size_t judged_size;
static const void *judged;

static int judge(struct comp_dev *d, void *blob, uint32_t size)
{
	assert_ptr_equal(d, dev);
	judged = blob;
	judged_size = size;
	return judgement;
}

static void the_validator_sees_complete_blobs_only(void **state)
{
	comp_data_blob_set_validator(handler, judge);
	judged_size = 0;
	assert_int_equal(comp_data_blob_set(handler, FIRST, 100, data, 60), 0);
	assert_int_equal(judged_size, 0);
	assert_int_equal(comp_data_blob_set(handler, LAST, 60, data + 60, 40), 0);
	assert_int_equal(judged_size, 100);
	assert_ptr_equal(judged, comp_get_data_blob(handler, NULL, NULL));
}

static void a_refused_blob_leaves_the_current_one(void **state)
{
	struct core_memory before;

	comp_data_blob_set_validator(handler, judge);
	judgement = 0;
	assert_int_equal(comp_data_blob_set(handler, SINGLE, 100, data, 100), 0);
	before = core_memory_now();
	judgement = -EDOM;
	assert_int_equal(comp_data_blob_set(handler, SINGLE, 50, data, 50), -EDOM);
	core_memory_expect(&before);
	assert_false(comp_is_new_data_blob_available(handler));
	expect_current(data, 100);
	judgement = 0;
	assert_int_equal(comp_data_blob_set(handler, SINGLE, 50, data, 50), 0);
	expect_current(data, 50);
}

static void init_drops_everything_and_starts_anew(void **state)
{
	static const uint8_t zeros[300];

	dev->state = COMP_STATE_ACTIVE;
	assert_int_equal(comp_data_blob_set(handler, SINGLE, 100, data, 100), 0);
	assert_int_equal(comp_data_blob_set(handler, SINGLE, 100, data, 100), 0);
	assert_int_equal(comp_init_data_blob(handler, 0, NULL), 0);
	core_memory_expect(&empty);
	expect_current(NULL, 0);
	assert_int_equal(comp_data_blob_set(handler, FIRST, 100, data, 10), 0);
	assert_int_equal(comp_init_data_blob(handler, 300, NULL), 0);
	expect_current(zeros, 300);
	assert_int_equal(comp_init_data_blob(handler, 200, data), 0);
	expect_current(data, 200);
	assert_int_equal(comp_init_data_blob(handler, 64u << 20, data), -ENOMEM);
	core_memory_expect(&empty);
}

static void the_blob_reads_back_in_pieces(void **state)
{
	uint8_t out[64];
	uint32_t offset = 0;

	assert_int_equal(comp_data_blob_get(handler, &offset, out, sizeof(out)), 0);
	assert_int_equal(offset, 0);
	offset = 1;
	assert_int_equal(comp_data_blob_get(handler, &offset, out, sizeof(out)), -EINVAL);

	assert_int_equal(comp_data_blob_set(handler, SINGLE, 100, data, 100), 0);
	for (uint32_t at = 0; at <= 100; at++) {
		offset = at;
		memset(out, 0, sizeof(out));
		assert_int_equal(comp_data_blob_get(handler, &offset, out, 40), 0);
		assert_int_equal(offset, MIN(40, 100 - at));
		assert_memory_equal(out, data + at, offset);
		assert_int_equal(out[offset], 0); /* not a byte more */
	}
	offset = 101;
	assert_int_equal(comp_data_blob_get(handler, &offset, out, 40), -EINVAL);
	offset = UINT32_MAX;
	assert_int_equal(comp_data_blob_get(handler, &offset, out, 40), -EINVAL);
}

static void no_memory_leaves_the_current_one(void **state)
{
	assert_int_equal(comp_data_blob_set(handler, SINGLE, 100, data, 100), 0);
	adsp_inspect_fail_alloc(1);
	assert_int_equal(comp_data_blob_set(handler, SINGLE, 50, data, 50), -ENOMEM);
	expect_current(data, 100);
	assert_int_equal(comp_data_blob_set(handler, SINGLE, 50, data, 50), 0);
}

static void a_free_takes_both_blobs(void **state)
{
	struct core_memory before;

	/* the handler itself is an allocation of the module */
	mod_free(dev->mod, handler);
	before = core_memory_now();
	handler = mod_data_blob_handler_new(dev->mod);
	dev->state = COMP_STATE_ACTIVE;
	assert_int_equal(comp_data_blob_set(handler, SINGLE, 100, data, 100), 0);
	assert_int_equal(comp_data_blob_set(handler, SINGLE, 100, data, 100), 0);
	assert_int_equal(mod_free(dev->mod, handler), 0);
	core_memory_expect(&before);
	handler = mod_data_blob_handler_new(dev->mod);
	assert_int_equal(comp_data_blob_set(handler, FIRST, 100, data, 10), 0);
	assert_int_equal(mod_free(dev->mod, handler), 0);
	core_memory_expect(&before);
}

#define blob_test(fn) cmocka_unit_test_setup_teardown(fn, blob_start, blob_stop)

int main(void)
{
	const struct CMUnitTest tests[] = {
		blob_test(no_handler_no_blob),
		blob_test(a_single_blob_is_current_at_once),
		blob_test(fragments_of_any_size_make_the_same_blob),
		blob_test(large_blobs_are_taken),
		blob_test(a_blob_without_bytes),
		blob_test(a_fragment_without_a_first_one_is_refused),
		blob_test(a_short_last_fragment_is_refused),
		blob_test(a_fragment_out_of_place_drops_the_transfer),
		blob_test(an_overflow_drops_the_transfer),
		blob_test(a_transfer_under_way_is_busy),
		blob_test(a_running_module_fetches_its_blob),
		blob_test(a_new_blob_waits_in_every_state_but_ready),
		blob_test(the_validator_sees_complete_blobs_only),
		blob_test(a_refused_blob_leaves_the_current_one),
		blob_test(init_drops_everything_and_starts_anew),
		blob_test(the_blob_reads_back_in_pieces),
		blob_test(no_memory_leaves_the_current_one),
		blob_test(a_free_takes_both_blobs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
