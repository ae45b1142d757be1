/* SPDX-License-Identifier: BSD-3-Clause */
/* Faults: what the report says of each kind, one death for each, and the kernel's own, which end the run. */
#include <valgrind/valgrind.h>

#include <adsp/ledger.h>
#include <ipc4/error_status.h>
#include <platform/machine.h>
#include <rtos/alloc.h>
#include <rtos/cache.h>
#include <rtos/kernel.h>

#include "base/valgrind.h"
#include "memory/memory_map.h"
#include "kernel/stack.h"
#include "user_rig.h"

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1 /* faults of the kernel are the sanitizer's, as they are Valgrind's */
#else
#define SANITIZED 0
#endif

#define HERE " (tests/unit/machine/test_fault.c:"

extern char __firmware_data_start[];

static volatile uint32_t word;
static void *volatile target; /* where it is, no compiler knows */
static volatile bool came_back;

/* A booted firmware: its heaps are what users must not touch. */
static int setup(void **state)
{
	struct adsp_profile profile;
	struct adsp_machine_config config = { .profile = &profile,
					      .isolation = ADSP_ISOLATION_MPROTECT };
	char err[256] = "";

	came_back = false;
	adsp_ledger_enable(true);
	if (adsp_profile_load("mtl", &profile, err, sizeof(err)) ||
	    adsp_machine_start(&config, err, sizeof(err)))
		fail_msg("%s", err);
	return 0;
}

static int teardown(void **state)
{
	adsp_machine_stop();
	adsp_ledger_enable(false);
	return 0;
}

/* ---- what users do ---- */

/* Memcheck need not report what is meant: an access where nothing is. It is asked for each thread. */
static void expect_fault(void)
{
#if defined(VALGRIND_DISABLE_ERROR_REPORTING)
	if ((uintptr_t)target < MEMORY_PAGE)
		VALGRIND_DISABLE_ERROR_REPORTING;
#endif
}

__attribute__((no_sanitize("all"))) static void reads(void *p1, void *p2, void *p3)
{
	expect_fault();
	word = *(volatile uint32_t *)target;
	came_back = true;
}

__attribute__((no_sanitize("all"))) static void writes(void *p1, void *p2, void *p3)
{
	expect_fault();
	*(volatile uint32_t *)target = 1;
	came_back = true;
}

__attribute__((no_sanitize("all"))) static void jumps(void *p1, void *p2, void *p3)
{
	((void (*)(void))target)();
	came_back = true;
}

__attribute__((no_sanitize("all"))) static void divides(void *p1, void *p2, void *p3)
{
	volatile int zero = 0;

	word = (uint32_t)(100 / zero);
	came_back = true;
}

static void copies(void *p1, void *p2, void *p3)
{
	char here[64];
	volatile size_t size = sizeof(here); /* unknown, so the library is called */

	memcpy(here, target, size);
	word = (uint32_t)here[1];
	came_back = true;
}

static struct adsp_fault_info die(k_thread_entry_t how, void *at)
{
	size_t before = adsp_inspect_faults(NULL, 0);

	target = at;
	user_run("mod.1.0", how, NULL);
	assert_false(came_back);
	assert_int_equal(adsp_inspect_faults(NULL, 0), before + 1);
	assert_string_equal(user_last_fault().thread, "mod.1.0");
	return user_last_fault();
}

static void expect(const struct adsp_fault_info *fault, const char *kind, const char *access,
		   const char *victim)
{
	char text[1024];

	assert_string_equal(fault->kind, kind);
	assert_string_equal(fault->access, access);
	assert_string_equal(fault->victim, victim);
	/* the line of text is made of the same words */
	snprintf(text, sizeof(text), "isolation fault in mod.1.0 at %llu us: %s of %s: %s; %s%s%s",
		 (unsigned long long)adsp_time_us(), kind, access, victim, fault->site,
		 fault->nearest[0] ? "; " : "", fault->nearest);
	assert_string_equal(fault->text, text);
}

static void expect_site(const struct adsp_fault_info *fault, const char *function)
{
	char begin[96];

	snprintf(begin, sizeof(begin), "%s" HERE, function);
	if (strncmp(fault->site, begin, strlen(begin)))
		fail_msg("%s is not in %s", fault->site, function);
}

/* ---- tests ---- */

static void test_kind_address_bank_and_alias(void **state)
{
	uint32_t *block = rmalloc(SOF_MEM_FLAG_KERNEL, 64);
	unsigned long at = (unsigned long)(uintptr_t)sys_cache_cached_ptr_get(block);
	uint32_t offset;
	struct adsp_fault_info fault;
	char access[64];

	*block = 77;
	assert_string_equal(memory_bank_of(block, &offset), "hpsram");
	snprintf(access, sizeof(access), "0x%lx (hpsram + 0x%x, cached)", at, offset);
	fault = die(reads, sys_cache_cached_ptr_get(block));
	expect(&fault, "read", access, "kernel heap");
	expect_site(&fault, "reads");
	fault = die(writes, sys_cache_cached_ptr_get(block));
	expect(&fault, "write", access, "kernel heap");
	expect_site(&fault, "writes");
	snprintf(access, sizeof(access), "0x%lx (hpsram + 0x%x, uncached)", at - 0x20000000,
		 offset);
	fault = die(writes, sys_cache_uncached_ptr_get(block));
	expect(&fault, "write", access, "kernel heap");
	fault = die(jumps, sys_cache_uncached_ptr_get(block));
	expect(&fault, "execute", access, "kernel heap");
	assert_string_equal(fault.site, "an address outside the program");
	assert_int_equal(*block, 77);
	rfree(block);
}

static void test_what_is_no_access(void **state)
{
	struct adsp_fault_info fault = die(divides, NULL);

	assert_string_equal(fault.kind, "signal");
	assert_string_equal(fault.access, "Floating point exception");
	assert_string_equal(fault.victim, "");
	assert_string_equal(fault.nearest, "");
	expect_site(&fault, "divides");
	assert_non_null(strstr(fault.text, ": signal: Floating point exception; divides" HERE));
}

static void test_a_librarys_instruction_is_its_callers(void **state)
{
	struct adsp_fault_info fault = die(copies, platform_window(0, NULL));

	assert_string_equal(fault.kind, "read");
	expect_site(&fault, "copies");
}

static void test_owners(void **state)
{
	k_thread_stack_t *stack = k_thread_stack_alloc(4096, K_USER);
	struct adsp_fault_info fault;
	struct k_mem_partition part;
	struct user other;
	void *object = k_object_alloc(K_OBJ_SEM);

	assert_string_equal(die(writes, object).victim, "kernel objects");
	assert_string_equal(die(writes, platform_area(PLATFORM_AREA_BUFFER_HEAP, 1, NULL)).victim,
			    "buffer heap of core 1");
	assert_string_equal(die(writes, platform_window(1, NULL)).victim, "mailbox: host box");
	/* behind the stacks, which are larger in some builds */
	assert_string_equal(
		die(reads, (void *)(0x60814000 + (STACK_SCALE - 1) * 0x200000ul)).victim,
		"unused memory of bank dram");
	assert_string_equal(die(reads, stack).victim, "stack of no thread");
	fault = die(writes, __firmware_data_start);
	expect(&fault, "write", "a global variable", "firmware globals");
	fault = die(writes, (void *)(uintptr_t)0x10);
	expect(&fault, "write", "0x10", "no memory of the DSP");

	user_new(&other, "mod.2.0", reads, NULL, 5);
	assert_string_equal(die(writes, other.stack).victim, "stack of mod.2.0");
	assert_string_equal(die(writes, (char *)other.stack - 4096).victim,
			    "guard page of the stack of mod.2.0: stack overflow");
	part = (struct k_mem_partition){ (uintptr_t)platform_window(2, NULL), 4096,
					 K_MEM_PARTITION_P_RW_U_RW };
	assert_int_equal(k_mem_domain_add_partition(&other.domain, &part), 0);
	assert_string_equal(die(writes, (void *)part.start).victim, "region of mod.2.0");
	user_free(&other);

	assert_int_equal(k_thread_stack_free(stack), 0);
	k_object_free(object);
}

static void test_the_nearest_block(void **state)
{
	char *block = rmalloc(SOF_MEM_FLAG_KERNEL, 96);
	struct adsp_fault_info fault;

	fault = die(writes, block + 8);
	assert_non_null(strstr(fault.nearest,
			       "8 bytes into a block of 96 B for firmware, allocated at "
			       "test_the_nearest_block" HERE));
	assert_null(strstr(fault.nearest, "freed at"));
	rfree(block);
	fault = die(writes, block + 8);
	assert_non_null(strstr(fault.nearest,
			       "8 bytes into a block of 96 B for firmware, allocated at "
			       "test_the_nearest_block" HERE));
	assert_non_null(strstr(fault.nearest, ", freed at test_the_nearest_block" HERE));
	/* far from anything */
	fault = die(writes, (char *)platform_area(PLATFORM_AREA_BUFFER_HEAP, 0, NULL) + 0x40000);
	assert_string_equal(fault.nearest, "");
}

static void test_the_last_byte_and_the_first_one_behind(void **state)
{
	char *block = rmalloc(SOF_MEM_FLAG_KERNEL, 96);

	assert_non_null(strstr(die(writes, block + 92).nearest, "92 bytes into a block of 96 B"));
	assert_non_null(strstr(die(writes, block + 96).nearest, "0 bytes behind a block of 96 B"));
	rfree(block);
}

static void reads_often(void *p1, void *p2, void *p3)
{
	const volatile char *at = p1;

	/* pages of it come one by one; none is a fault */
	for (size_t i = 0; i < 4 * 4096; i += 64)
		word += (uint32_t)at[i];
	came_back = true;
	*(volatile char *)(uintptr_t)at = 1;
}

static void test_what_is_granted_is_no_fault(void **state)
{
	char *pages = rballoc_align(SOF_MEM_FLAG_KERNEL, 4 * 4096, 4096);
	struct k_mem_partition part = { (uintptr_t)pages, 4 * 4096, K_MEM_PARTITION_P_RW_U_RO };
	struct user user;

	assert_non_null(pages);
	pages[0] = 5;
	user_new(&user, "mod.1.0", reads_often, pages, 5);
	assert_int_equal(k_mem_domain_add_partition(&user.domain, &part), 0);
	user_finish(&user);
	assert_true(came_back);
	/* but to write there is one */
	assert_int_equal(adsp_inspect_faults(NULL, 0), 1);
	assert_string_equal(user_last_fault().kind, "write");
	assert_int_equal(pages[0], 5);
	rfree(pages);
}

static void test_each_fault_is_one_death_and_one_line(void **state)
{
	static struct adsp_fault_info all[80];
	char again[sizeof(all[0].text)];

	for (int i = 0; i < 70; i++) {
		target = (void *)(uintptr_t)(0x1000 + 16 * i);
		user_run("mod.1.0", writes, NULL);
	}
	/* all are counted, the first ones are kept */
	assert_int_equal(adsp_inspect_faults(all, 80), 70);
	assert_string_equal(all[0].access, "0x1000");
	assert_string_equal(all[63].access, "0x13f0");
	assert_string_equal(all[64].access, "");
	/* they outlive the machine, until the next one; and the same fault has the same text there */
	snprintf(again, sizeof(again), "%s", all[0].text);
	teardown(state);
	assert_int_equal(adsp_inspect_faults(NULL, 0), 70);
	setup(state);
	assert_int_equal(adsp_inspect_faults(NULL, 0), 0);
	assert_string_equal(die(writes, (void *)(uintptr_t)0x1000).text, again);
}

/* ---- the kernel's own ---- */

static void kernel_faults(void)
{
	k_busy_wait(5);
	target = (void *)(uintptr_t)0x18;
	writes(NULL, NULL, NULL);
}

static uintptr_t z_vrfy_test_fault(const uintptr_t *args)
{
	writes(NULL, NULL, NULL);
	return 0;
}
Z_SYSCALL_DEFINE(test_fault);

static void lets_the_kernel_fault(void *p1, void *p2, void *p3)
{
	z_syscall_invoke(test_fault, 0);
}

static void kernel_faults_in_a_call(void)
{
	target = (void *)(uintptr_t)0x20;
	user_run("mod.1.0", lets_the_kernel_fault, NULL);
}

static void test_the_kernels_own_fault_has_the_same_report_and_ends_the_run(void **state)
{
	if (SANITIZED || RUNNING_ON_VALGRIND)
		skip();
	rig_expect_fatal(
		kernel_faults,
		"fault in supervisor at 5 us: write of 0x18: no memory of the DSP; writes" HERE);
	/* on a user's behalf, in kernel mode: still the kernel's */
	rig_expect_fatal(kernel_faults_in_a_call,
			 "fault in mod.1.0 at 0 us: write of 0x20: no memory of the DSP; "
			 "writes" HERE);
}

/* What the report of a user thread's fault looks at is broken, too. */
static void kernel_is_broken(void)
{
	struct user other;

	user_new(&other, "mod.2.0", reads, NULL, 5);
	other.thread->mem_domain_info.mem_domain = (struct k_mem_domain *)(uintptr_t)0x18;
	target = (void *)(uintptr_t)0x20;
	user_run("mod.1.0", writes, NULL);
}

static void test_a_fault_in_a_report_ends_it_with_one_line(void **state)
{
	if (SANITIZED || RUNNING_ON_VALGRIND)
		skip();
	rig_expect_fatal(kernel_is_broken,
			 "fault in mod.1.0 at 0 us: signal 11, address 0x20, instruction 0x");
	rig_expect_fatal(kernel_is_broken,
			 "; it cannot be reported: there was a second fault meanwhile\n");
}

int main(void)
{
#define FAULT_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		FAULT_TEST(test_kind_address_bank_and_alias),
		FAULT_TEST(test_what_is_no_access),
		FAULT_TEST(test_a_librarys_instruction_is_its_callers),
		FAULT_TEST(test_owners),
		FAULT_TEST(test_the_nearest_block),
		FAULT_TEST(test_the_last_byte_and_the_first_one_behind),
		FAULT_TEST(test_what_is_granted_is_no_fault),
		FAULT_TEST(test_each_fault_is_one_death_and_one_line),
		cmocka_unit_test(test_the_kernels_own_fault_has_the_same_report_and_ends_the_run),
		cmocka_unit_test(test_a_fault_in_a_report_ends_it_with_one_line),
	};

	return cmocka_run_group_tests_name("machine/fault", tests, NULL, NULL);
}
