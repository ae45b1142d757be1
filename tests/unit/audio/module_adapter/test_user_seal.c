/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Seals: what a user module may write of the structures that the kernel follows, when, and what becomes of the rest.
 * Needs: CONFIG_SOF_USERSPACE_APPLICATION
 */
#include "../graph.h"

#include <adsp/inspect.h>
#include <rtos/alloc.h>
#include <sof/audio/module_adapter/user_module.h>
#include <sof/audio/module_adapter/user_seal.h>

#include "../../blind.h"
#include "base/signals.h"

/* producer -> dp -> consumer, two edges */
static struct comp_dev *producer, *dp, *consumer;
static struct comp_buffer *in, *out;
static struct user_seals *seals;
static struct user_seal_break broken;
static struct core_memory idle;
static const uint8_t table[3000] = { 1, 2, 3 };

static int seal_start(void **state)
{
	graph_start(state);
	idle = core_memory_now();
	producer = graph_ll(&probe_driver, 0, 0);
	dp = graph_dp(&probe_driver, 1, 0);
	consumer = graph_ll(&probe_driver, 2, 0);
	in = graph_connect(producer, 0, dp, 0);
	out = graph_connect(dp, 3, consumer, 0);
	seals = &user_module_find(dp->mod)->seals;
	memset(&broken, 0, sizeof(broken));
	return 0;
}

static int seal_stop(void **state)
{
	signals_take(); /* cmocka takes them for each fixture and test */
	graph_free(dp);
	graph_free(producer);
	graph_free(consumer);
	/* whatever was done to a region, it has gone as a whole */
	core_memory_expect(&idle);
	return core_stop(state);
}

/* What is written between the two is the module's doing. */
static bool come_back(uint32_t doing)
{
	if (!user_seals_check(seals, doing, &broken))
		return false;
	user_seals_lift(seals);
	return true;
}

/* ---- no byte is forgotten ---- */

struct span {
	size_t offset, size;
};

#define SPAN(type, member)                                                        \
	{                                                                         \
		offsetof(struct type, member), sizeof(((struct type *)0)->member) \
	}

/* Open whatever the module is doing. */
static const struct span open_of_module[] = {
	SPAN(processing_module, priv.private),
	SPAN(processing_module, priv.cfg.size),
	SPAN(processing_module, priv.cfg.data),
	SPAN(processing_module, priv.cfg.avail),
	SPAN(processing_module, priv.fragment.data),
	SPAN(processing_module, priv.fragment.size),
	SPAN(processing_module, priv.fragment.config_id),
	{ 0, 0 },
};
static const struct span open_of_component[] = { { 0, 0 } };
static const struct span open_of_buffer[] = { { 0, 0 } };
static const struct span open_of_input[] = {
	SPAN(ring_buffer, source_api.requested),
	SPAN(ring_buffer, source_api.processed),
	SPAN(ring_buffer, read_offset),
	{ 0, 0 },
};
static const struct span open_of_output[] = {
	SPAN(ring_buffer, sink_api.requested),
	SPAN(ring_buffer, sink_api.processed),
	SPAN(ring_buffer, write_offset),
	{ 0, 0 },
};

static bool is_in(const struct span *spans, size_t at)
{
	for (; spans->size; spans++) {
		if (at - spans->offset < spans->size)
			return true;
	}
	return false;
}

#if defined(__has_builtin)
#if __has_builtin(__builtin_clear_padding)
#define KNOWS_PADDING
#endif
#endif

#ifdef KNOWS_PADDING
#define PADDING_OF(type, out)                     \
	do {                                      \
		struct type *all = (void *)(out); \
                                                  \
		memset(all, 0xFF, sizeof(*all));  \
		__builtin_clear_padding(all);     \
	} while (0)
#else
#define PADDING_OF(type, out) memset(out, 0, sizeof(struct type)) /* any byte may be padding */
#endif

static union {
	struct processing_module module;
	struct comp_dev component;
	struct comp_buffer buffer;
	struct ring_buffer ring;
	uint8_t bytes[2048];
} fields;

static void expect_sealed(void *structure, size_t size, const struct span *open, const char *name)
{
	uint8_t *bytes = structure;
	unsigned int caught = 0;

	for (size_t i = 0; i < size; i++) {
		const uint8_t before = bytes[i];
		bool good;

		if (is_in(open, i))
			continue;
		user_seals_take(seals);
		bytes[i] ^= 0xFF;
		good = come_back(0);
		if (good && fields.bytes[i])
			fail_msg("%s: byte %zu is not sealed", name, i);
		if (!good) {
			assert_string_equal(broken.structure, name);
			assert_true(i - broken.offset < sizeof(uint64_t));
			assert_int_not_equal(broken.was, broken.is);
			user_seals_restore(seals, 0);
			assert_int_equal(bytes[i], before);
			caught++;
		}
		bytes[i] = before;
	}
	assert_true(caught > size / 2);
}

static void every_byte_is_sealed_but_the_open_ones(void **state)
{
	PADDING_OF(processing_module, &fields.module);
	expect_sealed(dp->mod, sizeof(*dp->mod), open_of_module, "processing_module");
	PADDING_OF(comp_dev, &fields.component);
	expect_sealed(dp, sizeof(*dp), open_of_component, "comp_dev");
	PADDING_OF(comp_buffer, &fields.buffer);
	expect_sealed(in, sizeof(*in), open_of_buffer, "comp_buffer");
	expect_sealed(out, sizeof(*out), open_of_buffer, "comp_buffer");
	PADDING_OF(ring_buffer, &fields.ring);
	expect_sealed(in->ring, sizeof(*in->ring), open_of_input, "ring_buffer");
	expect_sealed(out->ring, sizeof(*out->ring), open_of_output, "ring_buffer");
}

/* ---- what is said ---- */

static void a_break_is_named(void **state)
{
	user_seals_take(seals);
	out->ring->data = (uint8_t *)0x1234;
	assert_false(come_back(USER_SEAL_JOB));
	assert_string_equal(broken.structure, "ring_buffer");
	assert_string_equal(broken.field, "data");
	assert_int_equal(broken.edge, 'o');
	assert_int_equal(broken.pin, 3);
	assert_int_equal(broken.offset, offsetof(struct ring_buffer, data));
	assert_int_equal(broken.is, 0x1234);
	assert_false(broken.written_past);
	user_seals_restore(seals, USER_SEAL_JOB);
	assert_int_equal((uintptr_t)out->ring->data, broken.was);

	user_seals_take(seals);
	dp->mod->sources[5] = (struct sof_source *)1;
	assert_false(come_back(USER_SEAL_JOB));
	assert_string_equal(broken.field, "sources");
	assert_int_equal(broken.edge, 0);
	assert_int_equal(broken.offset, offsetof(struct processing_module, sources[5]));
	user_seals_restore(seals, USER_SEAL_JOB);
	assert_null(dp->mod->sources[5]);
}

/* ---- open fields ---- */

#define SET_UP (USER_SEAL_OP(MODULE_OP_INIT) | USER_SEAL_OP(MODULE_OP_PREPARE))

static void open_fields_have_their_time_and_their_limits(void **state)
{
	const struct {
		void *field;
		size_t size;
		uint64_t good, bad; /* bad equal to good: all values are good */
		uint32_t open;
	} cases[] = {
		{ &dp->mod->max_sources, 4, 8, 9, SET_UP },
		{ &dp->mod->max_sinks, 4, 0, UINT32_MAX, SET_UP },
		{ &dp->mod->no_pause, 1, 1, 2, SET_UP },
		{ &dp->mod->priv.in_buff_size, 8, SIZE_MAX, SIZE_MAX, SET_UP },
		{ &dp->mod->priv.out_buff_size, 8, 77, 77, SET_UP },
		{ &dp->mod->calls, 8, 12, 12, USER_SEAL_JOB },
		{ &dp->mod->total_data_consumed, 8, 12, 12, USER_SEAL_JOB },
		{ &dp->mod->total_data_produced, 8, 12, 12, USER_SEAL_JOB },
		{ &in->ring->source_api.min_available, 8, 64, 0, USER_SEAL_OP(MODULE_OP_PREPARE) },
		{ &in->ring->source_api.min_available, 8, in->ring->capacity,
		  in->ring->capacity + 1, USER_SEAL_OP(MODULE_OP_PREPARE) },
		{ &out->ring->source_api.min_available, 8, 64, 64, 0 },
		{ &dp->period, 4, 7000, 7000, SET_UP },
		{ &dp->endpoint, 4, COMP_ENDPOINT_DAI, 3, USER_SEAL_OP(MODULE_OP_INIT) },
		{ &dp->direction, 4, SOF_IPC_STREAM_CAPTURE, 2, USER_SEAL_OP(MODULE_OP_INIT) },
		{ &dp->direction_set, 1, 1, 255, USER_SEAL_OP(MODULE_OP_INIT) },
		{ &dp->state, 4, COMP_STATE_PREPARE, COMP_STATE_ACTIVE,
		  USER_SEAL_OP(MODULE_OP_TRIGGER) },
		{ &dp->state, 4, COMP_STATE_PREPARE, 77, USER_SEAL_OP(MODULE_OP_TRIGGER) },
	};

	assert_int_equal(dp->state, COMP_STATE_READY);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		for (uint32_t doing = 1; doing <= USER_SEAL_JOB; doing <<= 1) {
			const bool open = cases[i].open & doing;
			uint64_t before = 0;

			memcpy(&before, cases[i].field, cases[i].size);
			user_seals_take(seals);
			memcpy(cases[i].field, &cases[i].good, cases[i].size);
			assert_int_equal(come_back(doing), open);
			user_seals_restore(seals, doing);
			if (open && cases[i].bad != cases[i].good) {
				user_seals_take(seals);
				memcpy(cases[i].field, &cases[i].bad, cases[i].size);
				assert_false(come_back(doing));
				user_seals_restore(seals, doing);
				assert_memory_equal(cases[i].field, &cases[i].good, cases[i].size);
			}
			if (!open)
				assert_memory_equal(cases[i].field, &before, cases[i].size);
			memcpy(cases[i].field, &before, cases[i].size);
		}
	}
}

/* A topology may say what no module may: a block of 0 bytes. */
static void what_the_kernel_has_put_there_is_good(void **state)
{
	in->ring->source_api.min_available = 0;
	user_seals_take(seals);
	assert_true(come_back(USER_SEAL_OP(MODULE_OP_PREPARE)));
}

/* ---- rings ---- */

/* Every position of the ring, every fill, every new offset in steps of 64 bytes. */
static void each_end_moves_by_no_more_than_there_is(void **state)
{
	struct ring_buffer *ring = in->ring;
	const size_t all = 2 * ring->capacity;

	for (size_t read = 0; read < all; read += 64) {
		for (size_t filled = 0; filled <= ring->capacity; filled += 64) {
			for (size_t to = 0; to < all + 128; to += 64) {
				const size_t moved = (to + all - read) % all;

				ring->read_offset = read;
				ring->write_offset = (read + filled) % all;
				user_seals_take(seals);
				ring->read_offset = to;
				assert_int_equal(come_back(USER_SEAL_JOB),
						 to < all && moved <= filled);
				user_seals_restore(seals, USER_SEAL_JOB);
				assert_int_equal(ring->read_offset,
						 to < all && moved <= filled ? to : read);
			}
		}
	}
	ring_buffer_reset(ring);

	ring = out->ring;
	for (size_t filled = 0; filled <= ring->capacity; filled += 64) {
		for (size_t moved = 0; moved <= all; moved += 64) {
			ring->read_offset = 64;
			ring->write_offset = (64 + filled) % all;
			user_seals_take(seals);
			ring->write_offset = (64 + filled + moved) % all;
			assert_int_equal(come_back(USER_SEAL_JOB),
					 moved % all <= ring->capacity - filled);
			user_seals_restore(seals, USER_SEAL_JOB);
		}
	}
	ring_buffer_reset(ring);
}

static void handles_work_as_sealed(void **state)
{
	const void *ptr, *start;
	void *room;
	size_t size;

	out->ring->write_offset = 2 * out->ring->capacity - 10;
	out->ring->read_offset = 2 * out->ring->capacity - 10;
	in->ring->write_offset = 100;
	user_seals_take(seals);
	assert_int_equal(source_get_data(&in->ring->source_api, 50, &ptr, &start, &size), 0);
	assert_true(come_back(USER_SEAL_JOB));
	user_seals_take(seals);
	source_release_data(&in->ring->source_api, 33);
	assert_int_equal(sink_get_buffer(&out->ring->sink_api, out->ring->capacity, &room,
					 (void **)&start, &size),
			 0);
	sink_commit_buffer(&out->ring->sink_api, out->ring->capacity);
	assert_true(come_back(USER_SEAL_READY));
	/* not the other ends */
	user_seals_take(seals);
	source_get_data(&out->ring->source_api, 1, &ptr, &start, &size);
	assert_false(come_back(USER_SEAL_JOB));
	user_seals_restore(seals, USER_SEAL_JOB);
	buffer_reset(in);
	buffer_reset(out);
}

/* ---- past the end ---- */

static void writing_past_a_block_breaks_its_seal(void **state)
{
	struct {
		void *end;
		const char *structure, *field;
		char edge;
	} cases[] = {
		{ in->ring->data + in->ring->size, "ring_buffer", "data", 'i' },
		{ out->ring + 1, "ring_buffer", NULL, 'o' },
		{ in + 1, "comp_buffer", NULL, 'i' },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		unsigned char before = blind_read(cases[i].end);

		user_seals_take(seals);
		blind_fill(cases[i].end, before ^ 1, 1);
		assert_false(come_back(USER_SEAL_JOB));
		assert_true(broken.written_past);
		assert_string_equal(broken.structure, cases[i].structure);
		assert_true(cases[i].field ? broken.field && !strcmp(broken.field, cases[i].field) :
					     !broken.field);
		assert_int_equal(broken.edge, cases[i].edge);
		user_seals_restore(seals, USER_SEAL_JOB);
		blind_fill(cases[i].end, before, 1);
	}
	/* left damaged: the block stays in its region, which goes as a whole */
	blind_fill(cases[0].end, 1, 1);
}

/* Damage that was there before the module ran is the kernel's. */
static void nobody_is_blamed_for_old_damage(void **state)
{
	user_seal_remove(seals, in->ring);
	blind_fill(in->ring->data + in->ring->size, 1, 1);
	assert_int_equal(user_seal_add(seals, USER_SEAL_INPUT_RING, in->ring, 'i', 0), 0);
	user_seals_take(seals);
	assert_true(come_back(USER_SEAL_JOB));
	user_seals_take(seals);
	blind_fill(in->ring + 1, 1, 1);
	assert_false(come_back(USER_SEAL_OP(MODULE_OP_RESET)));
	assert_null(broken.field);
	user_seals_restore(seals, USER_SEAL_OP(MODULE_OP_RESET));
}

static void a_block_written_past_is_found_and_stays(void **state)
{
	uint8_t *first, *second;

	first = mod_alloc(dp->mod, 100);
	second = mod_alloc_ext(dp->mod, SOF_MEM_FLAG_COHERENT, 100, 0);
	assert_non_null(mod_fast_get(dp->mod, table, sizeof(table)));
	assert_null(mod_damaged_block(dp->mod));
	blind_fill(first + 100, 1, 1);
	assert_ptr_equal(mod_damaged_block(dp->mod), first);
	assert_int_equal(mod_free(dp->mod, first), 0);
	assert_non_null(strstr(core_log.line, "was written past its end; it is not given back"));
	assert_null(mod_damaged_block(dp->mod));
	assert_int_equal(mod_free(dp->mod, second), 0);
}

/* ---- which structures ---- */

static size_t num_seals(void)
{
	struct list_item *pos;
	size_t n = 0;

	list_for_item(pos, &seals->list)
		n++;
	return n;
}

static void edges_come_and_go(void **state)
{
	struct comp_buffer *third;

	assert_int_equal(num_seals(), 2 + 2 * 2);
	third = graph_connect(dp, 1, consumer, 1);
	assert_int_equal(num_seals(), 2 + 3 * 2);
	user_seals_take(seals);
	third->ring = NULL;
	assert_false(come_back(0));
	user_seals_restore(seals, 0);
	assert_int_equal(ipc_comp_disconnect(dp, 1, consumer, 1), IPC4_SUCCESS);
	assert_int_equal(num_seals(), 2 + 2 * 2);
	probes[1].bind = -EINVAL;
	assert_int_not_equal(ipc_comp_connect(producer, 1, dp, 1), IPC4_SUCCESS);
	assert_int_equal(num_seals(), 2 + 2 * 2);
	probes[1].bind = 0;
}

static void nothing_is_compared_that_was_not_taken(void **state)
{
	assert_false(seals->taken);
	dp->mod->period_bytes++;
	assert_true(come_back(0));
	user_seals_restore(seals, 0);
	user_seals_take(seals);
	assert_true(come_back(0));
	/* the kernel writes as it likes */
	dp->mod->period_bytes++;
	assert_true(come_back(0));
}

/* ---- in a thread ---- */

static int scribble(struct processing_module *mod, struct probe *self)
{
	struct comp_buffer *buffer = comp_first_source(mod->dev);

	memset(buffer->ring, 0xA5, sizeof(*buffer->ring));
	memset(buffer, 0xA5, sizeof(*buffer));
	memset(mod->dev, 0xA5, sizeof(*mod->dev));
	memset(&mod->priv.ops, 0xA5, sizeof(*mod) - offsetof(struct processing_module, priv.ops));
	return mod_free(mod, NULL);
}

static void a_module_that_writes_there_dies_alone(void **state)
{
	struct adsp_fault_info fault;
	struct comp_buffer before = *in;

	signals_take();
	graph_run(dp);
	graph_put(in, 0, PERIOD_BYTES);
	assert_int_equal(module_adapter_copy(dp), 0);
	probes[1].work = scribble;
	adsp_tick();
	assert_int_equal(adsp_inspect_faults(&fault, 1), 1);
	assert_string_equal(fault.kind, "seal");
	assert_string_equal(fault.thread, dp->name);
	assert_non_null(
		strstr(fault.access,
		       "processing_module.priv.ops of its own, by process: offset 8 was 0x"));
	assert_ptr_equal(in->ring, before.ring);
	assert_ptr_equal(in->sink_list.next, before.sink_list.next);
	assert_ptr_equal(dp->mod->dev, dp);
	assert_int_equal(dp->state, COMP_STATE_ACTIVE);
	assert_int_equal(module_adapter_copy(dp), -EFAULT);
}

#define seal_test(fn) cmocka_unit_test_setup_teardown(fn, seal_start, seal_stop)

int main(void)
{
	const struct CMUnitTest tests[] = {
		seal_test(every_byte_is_sealed_but_the_open_ones),
		seal_test(a_break_is_named),
		seal_test(open_fields_have_their_time_and_their_limits),
		seal_test(what_the_kernel_has_put_there_is_good),
		seal_test(each_end_moves_by_no_more_than_there_is),
		seal_test(handles_work_as_sealed),
		seal_test(writing_past_a_block_breaks_its_seal),
		seal_test(nobody_is_blamed_for_old_damage),
		seal_test(a_block_written_past_is_found_and_stays),
		seal_test(edges_come_and_go),
		seal_test(nothing_is_compared_that_was_not_taken),
		seal_test(a_module_that_writes_there_dies_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
