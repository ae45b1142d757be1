/* SPDX-License-Identifier: BSD-3-Clause */
/* The MMU: what a thread may touch, what is closed in user mode, and that it comes back. */
#include <errno.h>
#include <sof/lib/vpage.h>
#include <rtos/cache.h>

#include <sys/syscall.h>
#include <unistd.h>

#include "base/context.h"
#include "kernel/stack.h"
#include "memory/memory_map.h"
#include "memory/mmu.h"
#include "user_rig.h"

static const struct stack *stack_of(const struct k_thread *thread)
{
	return stack_find((k_thread_stack_t *)thread->stack_info.start);
}

#define PAGE         ((uintptr_t)MEMORY_PAGE)
#define REGION_PAGES 4

extern char __firmware_data_start[];

static const char constant[] = "a constant of the program";

static struct user users[2];
static char *regions[2]; /* cached */

static void never_runs(void *p1, void *p2, void *p3)
{
}

static void grant(struct user *user, const void *start, size_t size, k_mem_partition_attr_t attr)
{
	struct k_mem_partition part = { (uintptr_t)start, size, attr };

	assert_int_equal(k_mem_domain_add_partition(&user->domain, &part), 0);
}

/* Two users as the firmware makes them: a region through both aliases, and a window to read. */
static int setup(void **state)
{
	unsigned int i;

	rig_start(state);
	for (i = 0; i < 2; i++) {
		regions[i] = vpage_alloc(REGION_PAGES);
		assert_non_null(regions[i]);
		user_new(&users[i], i ? "mod.1.1" : "mod.1.0", never_runs, NULL, 5);
		grant(&users[i], sys_cache_uncached_ptr_get(regions[i]), REGION_PAGES * PAGE,
		      K_MEM_PARTITION_P_RW_U_RW);
		grant(&users[i], regions[i], REGION_PAGES * PAGE, K_MEM_PARTITION_P_RW_U_RW);
		grant(&users[i], memory_area(MEMORY_WINDOW + 1, NULL), PAGE,
		      K_MEM_PARTITION_P_RW_U_RO);
	}
	return 0;
}

static int teardown(void **state)
{
	unsigned int i;

	for (i = 0; i < 2; i++)
		user_free(&users[i]);
	return rig_stop(state);
}

static bool may_read(unsigned int user, const void *start, size_t size)
{
	return mmu_may_access(users[user].thread, (uintptr_t)start, size, false);
}

static bool may_write(unsigned int user, const void *start, size_t size)
{
	return mmu_may_access(users[user].thread, (uintptr_t)start, size, true);
}

/* ---- what a thread may ask the kernel to touch for it ---- */

static void test_grants_end_where_they_say(void **state)
{
	const size_t size = REGION_PAGES * PAGE;
	char *aliases[] = { regions[1], sys_cache_uncached_ptr_get(regions[1]) };
	unsigned int i;

	for (i = 0; i < 2; i++) {
		assert_true(may_write(1, aliases[i], size));
		assert_true(may_read(1, aliases[i] + 5, size - 5));
		assert_true(may_read(1, aliases[i] + size - 1, 1));
		assert_false(may_read(1, aliases[i] - 1, 2));
		assert_false(may_write(1, aliases[i] + size - 1, 2));
		assert_false(may_read(0, aliases[i], 1));
		assert_false(may_write(0, aliases[i] + size - 1, 1));
	}
}

static void test_what_is_granted_to_read_is_not_written(void **state)
{
	const char *box = memory_area(MEMORY_WINDOW + 1, NULL);

	assert_true(may_read(0, box, PAGE));
	assert_false(may_write(0, box, 1));
	assert_false(may_read(0, box - 1, 1));
	assert_false(may_read(0, sys_cache_uncached_ptr_get((void *)box), 1));
}

static void test_own_stack_only(void **state)
{
	const struct stack *stack = stack_of(users[0].thread);

	assert_true(may_write(0, stack->base, stack->bytes));
	assert_false(may_write(0, stack->base - 1, 1)); /* the guard pages */
	assert_false(may_write(0, stack->base + stack->bytes, 1));
	assert_false(may_write(1, stack->base, 1));
	assert_false(may_write(0, sys_cache_uncached_ptr_get(stack->base), 1));
}

static void test_constants_are_read_only(void **state)
{
	static int variable;

	assert_true(may_read(0, constant, sizeof(constant)));
	assert_false(may_write(0, constant, 1));
	assert_true(may_read(0, (const void *)(uintptr_t)never_runs, 1));
	assert_false(may_read(0, &variable, 1));
	assert_false(may_read(0, NULL, 1));
}

static void test_kernel_memory_is_nobodys(void **state)
{
	static const unsigned int areas[] = {
		MEMORY_OBJECTS, MEMORY_HEAP, MEMORY_BUFFER_HEAP, MEMORY_WINDOW, MEMORY_WINDOW + 3,
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(areas); i++) {
		assert_false(may_read(0, memory_area(areas[i], NULL), 1));
		assert_false(
			may_read(0, sys_cache_uncached_ptr_get(memory_area(areas[i], NULL)), 1));
	}
}

static void test_ranges_that_wrap_or_are_empty(void **state)
{
	assert_false(may_read(0, regions[0], SIZE_MAX));
	assert_false(may_read(0, regions[0], UINTPTR_MAX - (uintptr_t)regions[0]));
	assert_false(mmu_may_access(users[0].thread, UINTPTR_MAX, 2, false));
	assert_false(mmu_may_access(users[0].thread, UINTPTR_MAX, 1, false));
	/* no byte, nothing forbidden */
	assert_true(may_write(0, regions[1], 0));
	assert_true(may_read(0, NULL, 0));
}

/* A grant behind a grant: the range may cross, as long as each part allows it. */
static void test_a_range_over_two_grants(void **state)
{
	const struct stack *stack = stack_of(users[0].thread);
	char *pages = vpage_alloc(3);

	grant(&users[0], pages + PAGE, PAGE, K_MEM_PARTITION_P_RW_U_RW);
	grant(&users[0], pages, PAGE, K_MEM_PARTITION_P_RW_U_RW);
	assert_true(may_write(0, pages, 2 * PAGE));
	assert_true(may_write(0, pages + PAGE - 1, 2));
	assert_false(may_write(0, pages, 2 * PAGE + 1));
	grant(&users[0], pages + 2 * PAGE, PAGE, K_MEM_PARTITION_P_RW_U_RO);
	assert_true(may_read(0, pages, 3 * PAGE));
	assert_false(may_write(0, pages, 2 * PAGE + 1));
	/* the first stack and the first region are neighbours but for a guard page */
	assert_ptr_equal(stack->base + stack->bytes + PAGE, regions[0]);
	assert_false(may_write(0, regions[0] - 1, 2));
}

/* ---- what is closed ---- */

#define MAX_PAGES 16384

static struct {
	const char *start;
	bool granted, is_away;
} pages[MAX_PAGES];
static unsigned int num_pages;

static int pipe_fds[2];

/* Is the page there? Asked of Linux, which is not stopped by it; past the checkers, who know of unallocated memory. */
static bool is_open(const void *page)
{
	char byte;

	if (syscall(SYS_write, pipe_fds[1], page, 1) == 1) {
		assert_int_equal(read(pipe_fds[0], &byte, 1), 1);
		return true;
	}
	assert_int_equal(errno, EFAULT);
	return false;
}

/* Each page of the first 8 MiB of each bank, and some behind. */
static void note_pages(unsigned int user)
{
	uintptr_t start, end, at;
	unsigned int i;

	num_pages = 0;
	for (i = 0; memory_bank_range(i, &start, &end); i++) {
		for (at = start; at < end; at += at < start + 0x800000 ? PAGE : 256 * PAGE) {
			const char *page = (const char *)at;

			assert_true(num_pages < MAX_PAGES);
			pages[num_pages].start = page;
			pages[num_pages].is_away = memory_is_away(at);
			pages[num_pages++].granted = may_write(user, page, PAGE);
		}
	}
}

/* Nothing of the kernel's is touched here: this runs in user mode too. @return pages that are not as expected */
static unsigned int count_wrong(bool in_user_mode)
{
	unsigned int i, wrong = 0;

	for (i = 0; i < num_pages; i++)
		wrong += is_open(pages[i].start) !=
			 (!pages[i].is_away && (!in_user_mode || pages[i].granted));
	return wrong;
}

static void test_user_mode_leaves_the_grants_only(void **state)
{
	unsigned int user, wrong_inside;
	bool inside, guarded;
	const char *guard, *region;

	if (adsp_machine_isolation() != ADSP_ISOLATION_MPROTECT)
		skip();
	assert_int_equal(pipe(pipe_fds), 0);
	for (user = 0; user < 2; user++) {
		const struct k_thread *thread = users[user].thread;

		note_pages(user);
		guard = stack_of(thread)->base - PAGE;
		region = regions[user];
		assert_int_equal(count_wrong(false), 0);
		mmu_enter_user(thread);
		inside = context.user_mode;
		wrong_inside = count_wrong(true);
		guarded = !is_open(guard) && !is_open(region - PAGE) &&
			  !is_open(__firmware_data_start);
		mmu_leave_user();
		assert_true(inside);
		assert_false(context.user_mode);
		assert_int_equal(wrong_inside, 0);
		assert_true(guarded);
		assert_false(is_open(guard));
		assert_true(is_open(__firmware_data_start));
		assert_int_equal(count_wrong(false), 0);
	}
	close(pipe_fds[0]);
	close(pipe_fds[1]);
}

static void assert_only_grants_are_open(unsigned int user)
{
	unsigned int wrong;

	note_pages(user);
	mmu_enter_user(users[user].thread);
	wrong = count_wrong(true);
	mmu_leave_user();
	assert_int_equal(wrong, 0);
	assert_int_equal(count_wrong(false), 0);
}

/* What is closed to a thread is kept from one time to the next, but not when anything has changed. */
static void test_user_mode_follows_changes_of_its_domain(void **state)
{
	struct k_mem_partition region = { (uintptr_t)regions[0], REGION_PAGES * PAGE,
					  K_MEM_PARTITION_P_RW_U_RW };
	char *more = vpage_alloc(3);

	if (adsp_machine_isolation() != ADSP_ISOLATION_MPROTECT)
		skip();
	assert_int_equal(pipe(pipe_fds), 0);
	assert_only_grants_are_open(0);
	assert_int_equal(k_mem_domain_remove_partition(&users[0].domain, &region), 0);
	assert_false(may_write(0, regions[0], 1));
	assert_only_grants_are_open(0);
	grant(&users[0], more + PAGE, PAGE, K_MEM_PARTITION_P_RW_U_RW);
	assert_only_grants_are_open(0);
	assert_int_equal(k_mem_domain_add_thread(&users[1].domain, users[0].thread), 0);
	assert_true(may_write(0, regions[1], 1));
	assert_false(may_write(0, more + PAGE, 1));
	assert_only_grants_are_open(0);
	assert_only_grants_are_open(1);
	assert_int_equal(k_mem_domain_add_thread(&users[0].domain, users[0].thread), 0);
	assert_only_grants_are_open(0);
	close(pipe_fds[0]);
	close(pipe_fds[1]);
}

/* What may be read comes in page by page, for reading only, and goes when user mode ends. */
static void test_readable_pages_come_when_touched(void **state)
{
	const uintptr_t box = (uintptr_t)memory_area(MEMORY_WINDOW + 1, NULL);
	const uintptr_t region = (uintptr_t)regions[1];
	bool before, write, other, outside, filled, open, next;

	if (adsp_machine_isolation() != ADSP_ISOLATION_MPROTECT)
		skip();
	assert_int_equal(pipe(pipe_fds), 0);
	mmu_enter_user(users[0].thread);
	before = is_open((void *)box);
	write = mmu_fill(box, true);
	other = mmu_fill(region, false);
	outside = mmu_fill(box + PAGE, false);
	filled = mmu_fill(box + 5, false);
	open = is_open((void *)box);
	next = is_open((void *)(box + PAGE));
	mmu_leave_user();
	assert_false(before);
	assert_false(write);
	assert_false(other);
	assert_false(outside);
	assert_true(filled);
	assert_true(open);
	assert_false(next);
	memset((void *)box, 0, PAGE); /* the kernel writes there again */
	mmu_enter_user(users[1].thread);
	open = is_open((void *)box);
	mmu_leave_user();
	assert_false(open);
	close(pipe_fds[0]);
	close(pipe_fds[1]);
}

/* Pages of the pool are there in both aliases from their allocation to when nobody holds them. */
static void test_pages_that_nobody_uses_are_away(void **state)
{
	char *page = vpage_alloc(2), *last = page + PAGE, *behind = page + 2 * PAGE;

	if (adsp_machine_isolation() != ADSP_ISOLATION_MPROTECT)
		skip();
	assert_int_equal(pipe(pipe_fds), 0);
	assert_true(is_open(last));
	assert_true(is_open(sys_cache_uncached_ptr_get(last)));
	assert_false(is_open(behind));
	assert_false(is_open(sys_cache_uncached_ptr_get(behind)));
	vpage_free(page);
	assert_false(is_open(last));
	assert_false(is_open(sys_cache_uncached_ptr_get(last)));
	close(pipe_fds[0]);
	close(pipe_fds[1]);
}

static void test_entering_and_leaving_twice_is_once(void **state)
{
	mmu_leave_user();
	assert_false(context.user_mode);
	mmu_enter_user(users[0].thread);
	mmu_enter_user(users[0].thread);
	mmu_leave_user();
	assert_false(context.user_mode);
	memset(regions[1], 1, PAGE);
	mmu_leave_user();
	assert_false(context.user_mode);
}

int main(void)
{
#define MMU_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		MMU_TEST(test_grants_end_where_they_say),
		MMU_TEST(test_what_is_granted_to_read_is_not_written),
		MMU_TEST(test_own_stack_only),
		MMU_TEST(test_constants_are_read_only),
		MMU_TEST(test_kernel_memory_is_nobodys),
		MMU_TEST(test_ranges_that_wrap_or_are_empty),
		MMU_TEST(test_a_range_over_two_grants),
		MMU_TEST(test_user_mode_leaves_the_grants_only),
		MMU_TEST(test_user_mode_follows_changes_of_its_domain),
		MMU_TEST(test_readable_pages_come_when_touched),
		MMU_TEST(test_pages_that_nobody_uses_are_away),
		MMU_TEST(test_entering_and_leaving_twice_is_once),
	};

	return cmocka_run_group_tests_name("machine/mmu", tests, NULL, NULL);
}
