/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * One region, several cores: allocations, frees, gets and puts at once.
 *
 * Needs: CONFIG_SOF_VREGIONS
 */
#include "cores.h"

#include <rtos/cache.h>
#include <sof/lib/vregion.h>
#include <sof/platform.h>

#include <adsp/ledger.h>

#define PAGE  ((size_t)CONFIG_MM_DRV_PAGE_SIZE)
#define LINE  ((size_t)PLATFORM_DCACHE_ALIGN)
#define STEPS 5000

/* ---- references ---- */

static void take_and_give_back(struct core *core)
{
	for (int i = 0; i < cores_many(); i++) {
		cores_expect(vregion_get(core->shared) == core->shared);
		cores_expect(vregion_put(core->shared) == core->shared);
	}
}

static void take(struct core *core)
{
	for (int i = 0; i < STEPS; i++)
		cores_expect(vregion_get(core->shared) == core->shared);
}

static void no_get_and_no_put_is_lost(void **state)
{
	const struct core_memory before = core_memory_now();
	struct vregion *vr = vregion_create(PAGE, PAGE);

	cores_run(take_and_give_back, vr);
	cores_run(take, vr);
	for (int i = 0; i < CORES * STEPS; i++)
		assert_ptr_equal(vregion_put(vr), vr);
	assert_null(vregion_put(vr));
	core_memory_expect(&before);
}

static void put_one_each(struct core *core)
{
	struct vregion **regions = core->shared;

	for (int i = 0; regions[i]; i++)
		core->count += !vregion_put(regions[i]);
}

static void only_the_last_put_destroys(void **state)
{
	const struct core_memory before = core_memory_now();
	struct vregion *regions[101] = { NULL };

	for (int round = 0; round < 10; round++) {
		for (int i = 0; i < 100; i++) {
			regions[i] = vregion_create(PAGE, PAGE);
			assert_non_null(regions[i]);
			for (int user = 1; user < CORES; user++)
				vregion_get(regions[i]);
		}
		assert_int_equal(cores_run(put_one_each, regions), 100);
		core_memory_expect(&before);
	}
}

/* ---- blocks ---- */

static void fill_the_lifetime_part(struct core *core)
{
	uint8_t *blocks[64 * 16] = { NULL };
	uint8_t *block;

	while ((block = core->count % 2 ?
				vregion_alloc_coherent(core->shared, VREGION_MEM_TYPE_LIFETIME,
						       LINE) :
				vregion_alloc(core->shared, VREGION_MEM_TYPE_LIFETIME, LINE))) {
		memset(block, (int)core->index + 1, LINE);
		blocks[core->count++] = block;
	}
	for (uint32_t i = 0; i < core->count; i++) {
		for (size_t byte = 0; byte < LINE; byte++)
			cores_expect(blocks[i][byte] == core->index + 1);
		vregion_free(core->shared, blocks[i]);
	}
}

static void lifetime_blocks_fill_the_part_once(void **state)
{
	const struct core_memory before = core_memory_now();
	char freed[32];

	snprintf(freed, sizeof(freed), "%zu freed", 16 * PAGE / LINE);
	for (int round = 0; round < 20; round++) {
		struct vregion *vr = vregion_create(16 * PAGE, PAGE);

		assert_int_equal(cores_run(fill_the_lifetime_part, vr), 16 * PAGE / LINE);
		vregion_info(vr);
		assert_non_null(strstr(core_log.line, freed));
		assert_null(vregion_put(vr));
	}
	core_memory_expect(&before);
}

/* ---- everything ---- */

#define BLOCKS 8

struct block {
	uint8_t *ptr;
	size_t size;
};

static bool ledger_on; /* calls hold the baton */
static pthread_mutex_t baton = PTHREAD_MUTEX_INITIALIZER;

static void baton_take(void)
{
	if (ledger_on)
		pthread_mutex_lock(&baton);
}

static void baton_give(void)
{
	if (ledger_on)
		pthread_mutex_unlock(&baton);
}

static void take_block(struct core *core, struct block *block)
{
	size_t size = 1 + core_random(&core->random, 1500);
	size_t align = (size_t)1 << core_random(&core->random, 9);
	bool coherent = core_random(&core->random, 2);

	baton_take();
	block->ptr =
		coherent ? vregion_alloc_coherent_align(core->shared, VREGION_MEM_TYPE_INTERIM,
							size, align) :
			   vregion_alloc_align(core->shared, VREGION_MEM_TYPE_INTERIM, size, align);
	baton_give();
	if (!block->ptr)
		return; /* others hold the rest */
	core->count++;
	block->size = size;
	memset(block->ptr, (int)core->index + 1, size);
}

static void free_block(struct core *core, struct block *block)
{
	for (size_t byte = 0; byte < block->size; byte++)
		cores_expect(block->ptr[byte] == core->index + 1);
	baton_take();
	cores_expect(vregion_block_is_good(core->shared, block->ptr));
	vregion_free(core->shared, block->ptr);
	baton_give();
	*block = (struct block){ 0 };
}

/* A region of the core's own, as long as it takes to see that it is nobody else's. */
static void come_and_go(struct core *core)
{
	struct vregion *vr;
	uint8_t *ptr;

	baton_take();
	vr = vregion_create(PAGE, PAGE);
	cores_expect(vr);
	ptr = vregion_alloc(vr, VREGION_MEM_TYPE_LIFETIME, PAGE);
	baton_give();
	memset(ptr, (int)core->index + 1, PAGE);
	sched_yield();
	cores_expect(ptr[0] == core->index + 1 && ptr[PAGE - 1] == core->index + 1);
	baton_take();
	cores_expect(!vregion_put(vr));
	baton_give();
}

static void live(struct core *core)
{
	struct block blocks[BLOCKS] = { 0 };
	unsigned int users = 0;

	for (int step = 0; step < STEPS; step++) {
		struct block *block = &blocks[core_random(&core->random, BLOCKS)];
		uint32_t action = core_random(&core->random, 16);

		if (action == 0 && users < 5) {
			baton_take();
			cores_expect(vregion_get(core->shared) == core->shared);
			baton_give();
			users++;
		} else if (action == 1 && users) {
			baton_take();
			cores_expect(vregion_put(core->shared) == core->shared);
			baton_give();
			users--;
		} else if (action == 2) {
			come_and_go(core);
		} else if (action == 3) {
			baton_take();
			vregion_info(core->shared);
			baton_give();
		} else if (block->ptr) {
			free_block(core, block);
		} else {
			take_block(core, block);
		}
	}
	for (int i = 0; i < BLOCKS; i++) {
		if (blocks[i].ptr)
			free_block(core, &blocks[i]);
	}
	for (; users; users--) {
		baton_take();
		cores_expect(vregion_put(core->shared) == core->shared);
		baton_give();
	}
}

/* Not all that they want fits, so that some are refused. */
static void a_life_on_all_cores_leaves_nothing(void **state)
{
	const struct core_memory before = core_memory_now();
	struct vregion *vr = vregion_create(PAGE, 3 * PAGE);

	core_log.warnings = 0;
	assert_true(cores_run(live, vr) > STEPS);
	assert_true(core_log.warnings > 0);
	assert_int_equal(core_log.errors, 0);
	vregion_info(vr);
	assert_non_null(strstr(core_log.line, "interim 0 of"));
	assert_non_null(strstr(core_log.line, " 1 users"));
	assert_null(vregion_put(vr));
	core_memory_expect(&before);
}

/* ---- with the ledger ---- */

static int books_start(void **state)
{
	ledger_on = true;
	adsp_ledger_enable(true);
	return core_start(state);
}

static int books_stop(void **state)
{
	core_stop(state);
	adsp_ledger_enable(false);
	ledger_on = false;
	return 0;
}

static void the_books_follow_a_life_on_all_cores(void **state)
{
	struct adsp_ledger_verdict verdict;
	struct adsp_ledger_region region;
	struct vregion *vr;
	const char *outer = platform_owner_set("src.1.0");

	vr = vregion_create(PAGE, 3 * PAGE);
	platform_owner_set(outer);
	cores_run(live, vr);
	assert_true(adsp_ledger_regions(&region, 1) >= 1);
	assert_string_equal(region.name, "src.1.0");
	assert_int_equal(region.refs_now, 1);
	assert_in_range(region.refs_peak, 2, 1 + 5 * CORES);
	assert_int_equal(region.interim_now, 0);
	assert_in_range(region.interim_peak, 1, 3 * PAGE);
	assert_int_equal(adsp_ledger_judge(), 1);
	assert_null(vregion_put(vr));
	assert_int_equal(adsp_ledger_verdicts(&verdict, 1), 1);
	assert_int_equal(verdict.kind, ADSP_LEDGER_REFERENCE_LEAK);
}

static void put_too_much(struct core *core)
{
	baton_take();
	core->count = !vregion_put(core->shared);
	baton_give();
}

static void a_put_too_much_on_one_core_is_reported(void **state)
{
	struct adsp_ledger_verdict verdicts[CORES];
	struct vregion *vr = vregion_create(PAGE, PAGE);

	/* one reference, CORES puts: the first destroys, the others find nothing */
	assert_int_equal(cores_run(put_too_much, vr), CORES);
	assert_int_equal(adsp_ledger_verdicts(verdicts, CORES), CORES - 1);
	for (int i = 0; i < CORES - 1; i++) {
		assert_int_equal(verdicts[i].kind, ADSP_LEDGER_OVER_PUT);
		assert_non_null(strstr(verdicts[i].text, "put again at put_too_much ("));
	}
}

#define ledger_test(fn) cmocka_unit_test_setup_teardown(fn, books_start, books_stop)

int main(void)
{
	const struct CMUnitTest tests[] = {
		core_test(no_get_and_no_put_is_lost),
		core_test(only_the_last_put_destroys),
		core_test(lifetime_blocks_fill_the_part_once),
		core_test(a_life_on_all_cores_leaves_nothing),
		ledger_test(the_books_follow_a_life_on_all_cores),
		ledger_test(a_put_too_much_on_one_core_is_reported),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
