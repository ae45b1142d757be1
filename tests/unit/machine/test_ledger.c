/* SPDX-License-Identifier: BSD-3-Clause */
/* The ledger: each kind of verdict with its culprit, and no verdict for the legal twin. */
#include <zephyr/kernel.h>

#include <platform/machine.h>
#include <rtos/alloc.h>
#include <rtos/cache.h>
#include <sof/ctx_alloc.h>
#include <sof/lib/fast-get.h>
#include <sof/lib/vpage.h>
#include <sof/lib/vregion.h>

#include <adsp/inspect.h>
#include <adsp/ledger.h>

#include "../blind.h"
#include "instrument/ledger/ledger.h"
#include "memory/mmu.h"
#include "rig.h"

#define PAGE CONFIG_MM_DRV_PAGE_SIZE

static struct adsp_ledger_verdict verdicts[16];

/* A block that nobody frees, from before the boot has ended. */
static int boot(void)
{
	int ret = sof_heap_init();

	return ret ? ret : rmalloc(SOF_MEM_FLAG_KERNEL, 40) ? 0 : -ENOMEM;
}

static int start(void **state)
{
	adsp_ledger_enable(true);
	rig_start_with(boot);
	return 0;
}

/* What was planted must not be reported by a memory checker once more. */
static int stop(void **state)
{
	struct ledger_space *space;
	struct ledger_block *block;

	for (space = ledger_first_space(); space; space = space->next) {
		if (space->kind == SPACE_REGION)
			((struct ledger_region *)space)->reported = false;
		for (block = space->first; block; block = block->next)
			block->reported = false;
	}
	ledger_copies_reset();
	adsp_machine_stop();
	adsp_ledger_enable(false);
	return 0;
}

/* The only verdict there is. */
static const struct adsp_ledger_verdict *only(enum adsp_ledger_kind kind)
{
	size_t n = adsp_ledger_verdicts(verdicts, ARRAY_SIZE(verdicts));

	if (n != 1 || verdicts[0].kind != kind)
		fail_msg("%zu verdicts, the first %s: %s; expected one %s", n,
			 adsp_ledger_kind_name(verdicts[0].kind), verdicts[0].text,
			 adsp_ledger_kind_name(kind));
	return &verdicts[0];
}

static void says(const struct adsp_ledger_verdict *verdict, const char *words)
{
	if (!strstr(verdict->text, words))
		fail_msg("'%s' does not say '%s'", verdict->text, words);
}

static void good(void)
{
	size_t n;

	adsp_ledger_judge();
	n = adsp_ledger_verdicts(verdicts, ARRAY_SIZE(verdicts));
	if (n)
		fail_msg("%zu verdicts: %s", n, verdicts[0].text);
}

/* ---- firmware, as it might be ---- */

__attribute__((noinline, unused)) static struct vregion *make_region(void)
{
	PLATFORM_OWNER("src.2.1");
	return vregion_create(2 * PAGE, 5 * PAGE);
}

__attribute__((noinline, unused)) static void buffer_takes(struct mod_alloc_ctx *ctx,
							   const void *buffer)
{
	PLATFORM_OWNER("gain.1.0 -> src.2.1");
	mod_alloc_ctx_get(ctx, buffer);
}

__attribute__((noinline)) static void *taker(size_t size)
{
	PLATFORM_OWNER("gain.1.1");
	return rmalloc(SOF_MEM_FLAG_USER, size);
}

/* ---- heaps ---- */

static void test_boot_blocks_are_no_leaks(void **state)
{
	void *ptr = taker(100);

	rfree(ptr);
	good();
	assert_true(adsp_ledger_enabled());
}

static void test_block_left(void **state)
{
	const struct adsp_ledger_verdict *verdict;

	taker(100);
	adsp_ledger_judge();
	verdict = only(ADSP_LEDGER_BLOCK_LEFT);
	assert_string_equal(verdict->memory, "heap kernel");
	assert_string_equal(verdict->module, "gain.1.1");
	assert_int_equal(verdict->size, 100);
	says(verdict, "heap kernel: block 0x6002_");
	says(verdict, "(100 B) never freed; allocated at taker (tests/unit/machine/test_ledger.c:");
	says(verdict, "for gain.1.1");
	adsp_ledger_judge();
	assert_int_equal(adsp_ledger_verdict_count(), 1); /* one leak, one verdict */
}

static void test_double_free(void **state)
{
	const struct adsp_ledger_verdict *verdict;
	void *ptr = taker(100);

	rfree(ptr);
	rfree(ptr);
	verdict = only(ADSP_LEDGER_DOUBLE_FREE);
	assert_int_equal(verdict->num_sites, 3);
	says(verdict, "freed twice");
	says(verdict, "; freed at test_double_free (");
	says(verdict, "; freed again at test_double_free (");
	k_heap_free(sof_sys_heap_get(), ptr);
	assert_int_equal(adsp_ledger_verdict_count(), 2);
}

static void test_wrong_heap(void **state)
{
	const struct adsp_ledger_verdict *verdict;
	void *ptr = taker(320);

	sof_heap_free(sof_buffer_heap_get(), ptr);
	verdict = only(ADSP_LEDGER_WRONG_CONTEXT);
	assert_string_equal(verdict->memory, "heap kernel");
	says(verdict, "(320 B) freed to heap buffer.0; allocated at taker (");
	rfree(ptr);
	adsp_ledger_judge();
	assert_int_equal(adsp_ledger_verdict_count(), 1);
}

static void test_interior_and_foreign_free(void **state)
{
	char *ptr = taker(320);
	static char foreign;

	rfree(ptr + 64);
	says(only(ADSP_LEDGER_INTERIOR_FREE), "64 bytes into the block of 320 B");
	rfree(ptr);
	sof_heap_free(NULL, ptr + 0x80000);
	adsp_ledger_verdicts(verdicts, 2);
	assert_int_equal(verdicts[1].kind, ADSP_LEDGER_FOREIGN_FREE);
	rfree(&foreign);
	adsp_ledger_verdicts(verdicts, 3);
	assert_int_equal(verdicts[2].kind, ADSP_LEDGER_FOREIGN_FREE);
}

static void test_overflow(void **state)
{
	char *ptr = taker(100);

	blind_fill(ptr, 1, 104);
	rfree(ptr);
	says(only(ADSP_LEDGER_OVERFLOW), "overwritten");
}

static void test_alias(void **state)
{
	char *coherent = rmalloc(SOF_MEM_FLAG_COHERENT, 100);
	const struct adsp_ledger_verdict *verdict;

	rfree(coherent);
	good();
	coherent = rmalloc(SOF_MEM_FLAG_COHERENT, 100);
	rfree(sys_cache_cached_ptr_get(coherent));
	verdict = only(ADSP_LEDGER_ALIAS);
	assert_true(verdict->coherent);
	says(verdict, "handed out through the uncached alias, freed through the cached one");
}

#ifdef CONFIG_SOF_VREGIONS
/* As an allocator would that forgets to round. */
static void test_shared_line(void **state)
{
	struct vregion *vr = make_region();
	ledger_event event;
	struct ledger_space *space = ledger_first_space();
	char *page = vpage_alloc(1);

	while (space->kind != SPACE_PAGES)
		space = space->next;
	ledger_event_now(&event, NULL);
	ledger_block_end(ledger_block_at(page), &event);
	ledger_check_lines(ledger_block_add(space, BLOCK_INTERIM, page, 40, &event));
	ledger_check_lines(ledger_block_add(space, BLOCK_INTERIM, page + 128, 40, &event));
	assert_int_equal(adsp_ledger_verdict_count(), 0);
	ledger_check_lines(ledger_block_add(space, BLOCK_INTERIM,
					    sys_cache_uncached_ptr_get(page + 48), 24, &event));
	says(only(ADSP_LEDGER_SHARED_LINE),
	     "uncached block shares a cache line with the cached block 0x");
	vregion_put(vr);
}

/* ---- regions ---- */

static void test_region_in_order(void **state)
{
	struct vregion *vr = make_region();
	struct mod_alloc_ctx *ctx = mod_alloc_ctx_new(NULL, vr);
	struct adsp_ledger_region region;
	struct adsp_ledger_reference references[4];
	struct adsp_ledger_block blocks[32];
	int buffer;
	void *interim = sof_ctx_alloc(ctx, 0, 1000, 0);
	size_t n;

	assert_non_null(vregion_alloc_coherent(vr, VREGION_MEM_TYPE_LIFETIME, 200));
	buffer_takes(ctx, &buffer);
	assert_int_equal(adsp_ledger_regions(&region, 1), 1);
	assert_string_equal(region.name, "src.2.1");
	assert_int_equal(region.size, 7 * PAGE);
	assert_int_equal(region.lifetime_size, 2 * PAGE);
	assert_int_equal(region.interim_size, 5 * PAGE);
	assert_int_equal(region.lifetime_used, 256);
	assert_int_equal(region.interim_now, 1024);
	assert_int_equal(region.refs_now, 2);
	assert_int_equal(region.live, 1);
	assert_int_equal(adsp_ledger_references(references, 4), 2);
	assert_string_equal(references[0].taken.owner, "gain.1.0 -> src.2.1");
	assert_true(references[1].creator);
	n = adsp_ledger_blocks(blocks, 32);
	assert_int_equal(n, 5); /* boot, descriptor, context, interim, lifetime */
	assert_true(blocks[0].boot);
	assert_string_equal(blocks[3].type, "interim");
	assert_int_equal(blocks[4].address,
			 (uintptr_t)sys_cache_uncached_ptr_get((void *)blocks[4].address));
	mod_alloc_ctx_put(ctx, NULL);
	sof_ctx_free(ctx, interim);
	mod_alloc_ctx_put(ctx, &buffer);
	good();
	adsp_ledger_regions(&region, 1);
	assert_int_equal(region.refs_now, 0);
	assert_int_equal(region.refs_peak, 2);
	assert_int_equal(region.interim_now, 0);
	assert_int_equal(region.interim_peak, 1024);
	assert_int_equal(region.live, 0);
	assert_int_equal(region.verdict, ADSP_LEDGER_GOOD);
	vregion_put(make_region());
	adsp_ledger_regions(&region, 1);
	assert_int_equal(region.generations, 2);
}

static void test_reference_leak_names_its_holder(void **state)
{
	struct mod_alloc_ctx *ctx = mod_alloc_ctx_new(NULL, make_region());
	const struct adsp_ledger_verdict *verdict;
	int first = 1, second = 2, third = 3;

	mod_alloc_ctx_get(ctx, &first);
	buffer_takes(ctx, &second);
	mod_alloc_ctx_get(ctx, &third);
	mod_alloc_ctx_put(ctx, &third);
	mod_alloc_ctx_put(ctx, &ctx); /* the module: the creator's passes on */
	mod_alloc_ctx_put(ctx, &first);
	adsp_ledger_judge();
	verdict = only(ADSP_LEDGER_REFERENCE_LEAK); /* not its descriptor and context as well */
	assert_string_equal(verdict->memory, "vregion src.2.1");
	assert_int_equal(verdict->references, 1);
	says(verdict,
	     "vregion src.2.1 (28 KiB): 1 reference left; taken at buffer_takes (tests/unit/machine/test_ledger.c:");
	says(verdict, "for gain.1.0 -> src.2.1; 1 of 4 gets unmatched");
}

static void test_direct_gets_are_matched_by_call_site(void **state)
{
	struct vregion *vr = make_region();
	const struct adsp_ledger_verdict *verdict;

	vregion_get(vr);
	vregion_put(vr);
	adsp_ledger_judge();
	verdict = only(ADSP_LEDGER_REFERENCE_LEAK);
	says(verdict, "created at make_region (");
	says(verdict, "matched by call site");
}

static void test_over_put(void **state)
{
	struct vregion *vr = make_region();
	const struct adsp_ledger_verdict *verdict;

	assert_null(vregion_put(vr));
	assert_null(vregion_put(vr));
	verdict = only(ADSP_LEDGER_OVER_PUT);
	says(verdict, "put again at test_over_put (");
	says(verdict, "destroyed at test_over_put (");
}

static void test_put_twice_by_one_holder(void **state)
{
	struct vregion *vr = make_region();
	struct mod_alloc_ctx *ctx = mod_alloc_ctx_new(NULL, vr);
	int module, buffer;

	buffer_takes(ctx, &buffer);
	mod_alloc_ctx_put(ctx, &module);
	mod_alloc_ctx_put(ctx, &module); /* would destroy it under the buffer */
	says(only(ADSP_LEDGER_OVER_PUT),
	     "put by a holder that holds none, 1 reference of others left");
	mod_alloc_ctx_put(ctx, &buffer);
	adsp_ledger_judge();
	assert_int_equal(adsp_ledger_verdict_count(), 1);
}

static void test_use_after_destroy(void **state)
{
	struct vregion *vr = make_region();
	const struct adsp_ledger_verdict *verdict;

	vregion_put(vr);
	assert_null(vregion_alloc(vr, VREGION_MEM_TYPE_INTERIM, 10));
	verdict = only(ADSP_LEDGER_USE_AFTER_DESTROY);
	says(verdict, "alloc at test_use_after_destroy (");
	says(verdict, "destroyed at test_use_after_destroy (");
	vregion_get(vr);
	vregion_free(vr, &vr);
	assert_int_equal(adsp_ledger_verdict_count(), 3);
}

static void test_region_block_freed_elsewhere(void **state)
{
	struct vregion *vr = make_region();
	struct vregion *other = make_region();
	void *ptr = vregion_alloc(vr, VREGION_MEM_TYPE_INTERIM, 320);

	rfree(ptr);
	says(only(ADSP_LEDGER_WRONG_CONTEXT), "freed to the system heap");
	sof_heap_free(NULL, ptr);
	vregion_free(other, ptr);
	assert_int_equal(adsp_ledger_verdict_count(), 3);
	adsp_ledger_verdicts(verdicts, 3);
	says(&verdicts[1], "freed to heap kernel");
	vregion_free(vr, ptr);
	vregion_free(vr, ptr);
	vregion_free(vr, taker(10));
	assert_int_equal(adsp_ledger_verdict_count(), 5);
	adsp_ledger_verdicts(verdicts, 5);
	assert_int_equal(verdicts[3].kind, ADSP_LEDGER_DOUBLE_FREE);
	assert_int_equal(verdicts[4].kind, ADSP_LEDGER_WRONG_CONTEXT);
	vregion_put(vr);
	vregion_put(other);
	assert_int_equal(adsp_ledger_verdict_count(), 5);
}

static void test_interim_left(void **state)
{
	struct vregion *vr = make_region();

	assert_non_null(vregion_alloc(vr, VREGION_MEM_TYPE_LIFETIME, 100));
	assert_non_null(vregion_alloc(vr, VREGION_MEM_TYPE_INTERIM, 100));
	vregion_put(vr);
	/* builds with large stacks have them higher up */
	says(only(ADSP_LEDGER_INTERIM_LEFT), "vregion src.2.1: block 0x6");
	says(&verdicts[0], "_4000 (100 B) never freed; allocated at test_interim_left (");
}

/* ---- copies ---- */

static void test_fast_get(void **state)
{
	static const char data[5000];
	static const char small[100];
	struct vregion *vr = make_region();
	struct mod_alloc_ctx *ctx = mod_alloc_ctx_new(NULL, vr);
	const void *copy = fast_get(NULL, data, sizeof(data));
	const void *mine = fast_get(ctx, small, sizeof(small));

	fast_get(NULL, data, sizeof(data));
	fast_put(NULL, NULL, copy);
	fast_put(NULL, NULL, copy);
	fast_put(ctx, NULL, mine);
	mod_alloc_ctx_put(ctx, NULL);
	good();
	fast_get(NULL, data, sizeof(data));
	adsp_ledger_judge();
	says(only(ADSP_LEDGER_FAST_GET),
	     "get without a put; taken at test_fast_get ("); /* not its blocks too */
	fast_put(NULL, NULL, copy);
	fast_put(NULL, NULL, copy);
	adsp_ledger_verdicts(verdicts, 2);
	says(&verdicts[1], "put without a get");
}

#endif

/* ---- kernel objects and domains ---- */

static void test_kernel_objects(void **state)
{
	struct adsp_ledger_block blocks[8];
	void *event = k_object_alloc(K_OBJ_EVENT);
	size_t n;

	k_object_free(event);
	good();
	event = k_object_alloc(K_OBJ_EVENT);
	n = adsp_ledger_blocks(blocks, ARRAY_SIZE(blocks));
	while (n-- && strcmp(blocks[n].type, "event"))
		;
	assert_int_not_equal(n, (size_t)-1);
	adsp_ledger_judge();
	says(only(ADSP_LEDGER_OBJECT_LEFT), "heap objects: event 0x");
	says(&verdicts[0], "never freed; allocated at test_kernel_objects (");
	k_object_free(event);
	k_object_free(event);
	adsp_ledger_verdicts(verdicts, 2);
	assert_int_equal(verdicts[1].kind, ADSP_LEDGER_DOUBLE_FREE);
	says(&verdicts[1], "freed again at test_kernel_objects (");
}

__attribute__((noinline)) static void make_domain(struct k_mem_domain *domain)
{
	PLATFORM_OWNER("gain.1.1");
	k_mem_domain_init(domain, 0, NULL);
}

static struct k_mem_partition partition_at(void *start)
{
	return (struct k_mem_partition){ (uintptr_t)start, PAGE, K_MEM_PARTITION_P_RW_U_RW };
}

static void test_domains_in_order(void **state)
{
	struct adsp_ledger_domain domains[4];
	struct adsp_ledger_partition partitions[4];
	struct k_mem_domain domain;
	void *pages = vpage_alloc(1);
	struct k_mem_partition part = partition_at(pages);
	struct k_mem_partition *parts[] = { &part };

	assert_int_equal(k_mem_domain_init(&domain, 1, parts), 0);
	assert_int_equal(adsp_ledger_domains(domains, ARRAY_SIZE(domains)), 1);
	assert_int_equal(domains[0].address, (uintptr_t)&domain);
	assert_int_equal(adsp_ledger_partitions(partitions, ARRAY_SIZE(partitions)), 1);
	assert_int_equal(partitions[0].address, (uintptr_t)pages);
	assert_int_equal(partitions[0].domain, (uintptr_t)&domain);
	assert_string_equal(partitions[0].memory, "pages");
	assert_true(partitions[0].writable);
	assert_int_equal(k_mem_domain_remove_partition(&domain, &part), 0);
	assert_int_equal(adsp_ledger_partitions(partitions, ARRAY_SIZE(partitions)), 0);
	assert_int_equal(k_mem_domain_add_partition(&k_mem_domain_default, &part), 0);
	assert_int_equal(k_mem_domain_remove_partition(&k_mem_domain_default, &part), 0);
	k_mem_domain_deinit(&domain);
	vpage_free(pages);
	good();
}

static void test_domain_left(void **state)
{
	struct k_mem_domain domain;

	make_domain(&domain);
	adsp_ledger_judge();
	adsp_ledger_judge();
	says(only(ADSP_LEDGER_DOMAIN_LEFT), "never ended; made at make_domain (");
	assert_string_equal(verdicts[0].module, "gain.1.1");
	assert_string_equal(verdicts[0].memory, "domain");
	k_mem_domain_deinit(&domain);
}

static void test_domain_made_again(void **state)
{
	struct k_mem_domain domain;

	make_domain(&domain);
	make_domain(&domain);
	says(only(ADSP_LEDGER_DOMAIN_LEFT),
	     "made again, it had not been ended; made at make_domain (");
	k_mem_domain_deinit(&domain);
}

static void test_partition_outlives_its_domain(void **state)
{
	struct k_mem_domain domain;
	void *pages = vpage_alloc(1);
	struct k_mem_partition part = partition_at(pages);

	make_domain(&domain);
	assert_int_equal(k_mem_domain_add_partition(&domain, &part), 0);
	k_mem_domain_deinit(&domain);
	says(only(ADSP_LEDGER_PARTITION_LEFT), "still in its domain when that ended; added at ");
	assert_string_equal(verdicts[0].memory, "pages");
	vpage_free(pages);
	adsp_ledger_judge();
	only(ADSP_LEDGER_PARTITION_LEFT);
}

static void test_partition_outlives_its_memory(void **state)
{
	struct k_mem_domain domain;
	void *pages = vpage_alloc(1);
	struct k_mem_partition part = partition_at(pages);

	make_domain(&domain);
	assert_int_equal(k_mem_domain_add_partition(&domain, &part), 0);
	vpage_free(pages);
	says(only(ADSP_LEDGER_PARTITION_LEFT), "granted to a domain when it was freed; added at ");
	k_mem_domain_deinit(&domain);
	only(ADSP_LEDGER_PARTITION_LEFT);
}

static void test_partition_left_in_the_default_domain(void **state)
{
	void *pages = vpage_alloc(1);
	struct k_mem_partition part = partition_at(pages);

	assert_int_equal(k_mem_domain_add_partition(&k_mem_domain_default, &part), 0);
	adsp_ledger_judge();
	adsp_ledger_verdicts(verdicts, 2);
	assert_int_equal(verdicts[0].kind, ADSP_LEDGER_PARTITION_LEFT);
	says(&verdicts[0], "never removed; added at ");
	k_mem_domain_remove_partition(&k_mem_domain_default, &part);
	vpage_free(pages);
}

/* ---- pages ---- */

static void test_pages_are_quarantined_until_they_are_needed(void **state)
{
	struct adsp_page_info info;
	void *first = vpage_alloc(10);
	void *second, *all;

	vpage_free(first);
	second = vpage_alloc(10);
	assert_ptr_not_equal(first, second);
	adsp_inspect_pages(&info);
	assert_int_equal(info.used, 10);
	assert_int_equal(info.peak, 10);
	vpage_free(first);
	says(only(ADSP_LEDGER_DOUBLE_FREE), "pages");
	vpage_free(second);
	all = vpage_alloc(info.total);
	assert_non_null(all);
	memset(all, 1, PAGE);
	vpage_free(all);
}

#ifdef CONFIG_SOF_VREGIONS
static void touches_after_destroy(void)
{
	struct vregion *vr;
	volatile char *ptr;

	adsp_machine_stop();
	start(NULL);
	vr = make_region();
	ptr = vregion_alloc_coherent(vr, VREGION_MEM_TYPE_INTERIM, 100);
	vregion_free(vr, (void *)ptr);
	vregion_put(vr);
	blind_fill((void *)(ptr + 8), 1, 1);
}

static void never_runs(void *p1, void *p2, void *p3)
{
}

/* Protections that user mode changed come back, but not for pages that nobody may touch. */
static void touches_after_user_mode(void)
{
	static struct k_thread thread;
	volatile char *ptr;
	struct vregion *vr;

	adsp_machine_stop();
	start(NULL);
	k_thread_create(&thread, k_thread_stack_alloc(4096, 0), 4096, never_runs, NULL, NULL, NULL,
			5, K_USER, K_FOREVER);
	vr = make_region();
	ptr = vregion_alloc(vr, VREGION_MEM_TYPE_LIFETIME, 100);
	vregion_put(vr);
	mmu_enter_user(&thread);
	mmu_leave_user();
	blind_fill((void *)ptr, 1, 1);
}

static void test_touch_after_destroy_ends_the_run(void **state)
{
#if defined(SHADOW_ASAN)
	skip(); /* faults are the sanitizer's */
#endif
	rig_expect_fatal(touches_after_destroy, "vregion src.2.1 (28 KiB): address 0x4");
	rig_expect_fatal(touches_after_destroy,
			 "_4008 touched after its end; touched at blind_fill");
	rig_expect_fatal(touches_after_destroy, "destroyed at touches_after_destroy (");
	rig_expect_fatal(touches_after_user_mode, "touched after its end; touched at blind_fill");
}

#endif

/* ---- off, and the history ---- */

static void test_off_means_off(void **state)
{
	void *ptr;

	rig_start_with(boot);
	ptr = taker(10);
	assert_non_null(ptr);
	adsp_ledger_judge();
	assert_int_equal(adsp_ledger_verdict_count(), 0);
	assert_int_equal(adsp_ledger_blocks(NULL, 0), 0);
	assert_false(adsp_ledger_enabled());
	adsp_machine_stop();
}

#ifdef CONFIG_SOF_VREGIONS
static void note(void *ctx, const struct adsp_ledger_entry *entry)
{
	char *text = ctx;

	snprintf(text + strlen(text), 200 - strlen(text), "%s ", entry->action);
}

static void test_history_of_one_region(void **state)
{
	char text[200] = "";
	struct mod_alloc_ctx *ctx;
	int buffer;

	adsp_ledger_log("src.2.1", note, text);
	taker(10);
	ctx = mod_alloc_ctx_new(NULL, make_region());
	buffer_takes(ctx, &buffer);
	sof_ctx_free(ctx, sof_ctx_alloc(ctx, 0, 10, 0));
	mod_alloc_ctx_put(ctx, &buffer);
	mod_alloc_ctx_put(ctx, NULL);
	adsp_ledger_log(NULL, NULL, NULL);
	assert_string_equal(text, "alloc create get alloc free put put destroy ");
}

#endif

static void test_stacks_lose_nothing_to_wrappers(void **state)
{
	char lines[24][ADSP_LEDGER_SYMBOL];
	struct adsp_ledger_block blocks[8];
	size_t n;

	taker(10);
	n = adsp_ledger_blocks(blocks, 8);
	assert_int_equal(n, 2);
	n = adsp_ledger_stack(&blocks[1].allocated, lines, 24);
	assert_in_range(n, 2, 24);
	assert_non_null(strstr(lines[0], " (fw/lib/alloc.c:"));
	while (n-- && strncmp(lines[n], "taker (tests/unit/machine/test_ledger.c:", 40))
		;
	assert_int_not_equal(n, (size_t)-1);
}

int main(void)
{
#define LEDGER_TEST(name) cmocka_unit_test_setup_teardown(name, start, stop)
	const struct CMUnitTest tests[] = {
		LEDGER_TEST(test_boot_blocks_are_no_leaks),
		LEDGER_TEST(test_block_left),
		LEDGER_TEST(test_double_free),
		LEDGER_TEST(test_wrong_heap),
		LEDGER_TEST(test_interior_and_foreign_free),
		LEDGER_TEST(test_overflow),
		LEDGER_TEST(test_alias),
		LEDGER_TEST(test_kernel_objects),
		LEDGER_TEST(test_domains_in_order),
		LEDGER_TEST(test_domain_left),
		LEDGER_TEST(test_domain_made_again),
		LEDGER_TEST(test_partition_outlives_its_domain),
		LEDGER_TEST(test_partition_outlives_its_memory),
		LEDGER_TEST(test_partition_left_in_the_default_domain),
		LEDGER_TEST(test_pages_are_quarantined_until_they_are_needed),
		LEDGER_TEST(test_stacks_lose_nothing_to_wrappers),
#ifdef CONFIG_SOF_VREGIONS
		LEDGER_TEST(test_shared_line),
		LEDGER_TEST(test_region_in_order),
		LEDGER_TEST(test_reference_leak_names_its_holder),
		LEDGER_TEST(test_direct_gets_are_matched_by_call_site),
		LEDGER_TEST(test_over_put),
		LEDGER_TEST(test_put_twice_by_one_holder),
		LEDGER_TEST(test_use_after_destroy),
		LEDGER_TEST(test_region_block_freed_elsewhere),
		LEDGER_TEST(test_interim_left),
		LEDGER_TEST(test_fast_get),
		LEDGER_TEST(test_history_of_one_region),
		cmocka_unit_test(test_touch_after_destroy_ends_the_run),
#endif
		cmocka_unit_test(test_off_means_off),
	};

	return cmocka_run_group_tests_name("machine/ledger", tests, NULL, NULL);
}
