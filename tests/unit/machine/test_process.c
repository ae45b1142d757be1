/* SPDX-License-Identifier: BSD-3-Clause */
/* User code in a process of its own: what it has, what it has not, and that nothing of it stays. */
#include <dirent.h>
#include <errno.h>
#include <rtos/cache.h>
#include <platform/machine.h>
#include <signal.h>
#include <sof/lib/vpage.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/time.h>

#include "memory/memory_map.h"
#include "memory/process.h"
#include "user_rig.h"

#if PROCESS_WORKS

/* In the region of the user that is tested. */
struct shared {
	volatile uint32_t word;
	volatile uint32_t *volatile other; /* an address to touch */
	volatile int step;                 /* counted by the kernel's side */
};

static struct shared *shared;
static uint32_t variable = 1;

static int set_up(void **state)
{
	rig_isolation = ADSP_ISOLATION_PROCESS;
	rig_start(state);
	return 0;
}

static void new_user(struct user *user, k_thread_entry_t entry)
{
	char *region = vpage_alloc(1);
	struct k_mem_partition part = { (uintptr_t)region, MEMORY_PAGE, K_MEM_PARTITION_P_RW_U_RW };

	assert_non_null(region);
	shared = (struct shared *)(void *)region;
	*shared = (struct shared){ .word = 0 };
	user_new(user, "mod.1.0", entry, shared, 5);
	assert_int_equal(k_mem_domain_add_partition(&user->domain, &part), 0);
}

/* Its first run, up to its first wait. */
static void start(struct user *user)
{
	k_thread_start(user->thread);
	adsp_tick();
}

static void run(k_thread_entry_t entry)
{
	struct user user;

	new_user(&user, entry);
	user_finish(&user);
}

static void expect_fault(k_thread_entry_t entry, const char *kind, const char *access)
{
	struct adsp_fault_info fault;

	run(entry);
	fault = user_last_fault();
	assert_string_equal(fault.kind, kind);
	assert_string_equal(fault.thread, "mod.1.0");
	if (!strstr(fault.access, access))
		fail_msg("access is '%s', expected '%s'", fault.access, access);
}

/* ---- what it has ---- */

static void counts_calls(void *p1, void *p2, void *p3)
{
	struct shared *mine = p1;

	for (int i = 0; i < 1000; i++)
		mine->word += 1 + cpu_get_id();
}

static void test_region_and_calls(void **state)
{
	run(counts_calls);
	assert_int_equal(shared->word, 1000);
}

static void notes_time(void *p1, void *p2, void *p3)
{
	struct shared *mine = p1;

	k_sleep(K_USEC(700));
	mine->word = (uint32_t)k_uptime_ticks();
}

static void test_time_goes_on(void **state)
{
	k_ticks_t begin = k_uptime_ticks();

	run(notes_time);
	assert_int_equal(shared->word, begin + 700);
}

static void sets_a_variable(void *p1, void *p2, void *p3)
{
	struct shared *mine = p1;

	variable = 77;
	mine->word = variable;
}

static void test_variables_of_the_host_are_copies(void **state)
{
	run(sets_a_variable);
	assert_int_equal(shared->word, 77);
	assert_int_equal(variable, 1);
}

/* ---- what it has not ---- */

static uint32_t *host_memory;

static void reads_host_memory(void *p1, void *p2, void *p3)
{
	((struct shared *)p1)->word = *(volatile uint32_t *)host_memory;
}

static void test_memory_of_the_host_is_not_there(void **state)
{
	host_memory = calloc(1, sizeof(*host_memory));
	expect_fault(reads_host_memory, "read", "0x");
	assert_string_equal(user_last_fault().victim, "no memory of the DSP");
	free(host_memory);
}

static void maps_the_machine(void *p1, void *p2, void *p3)
{
	void *got = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, memory_file(), 0);

	((struct shared *)p1)->word = got != MAP_FAILED;
}

static void calls_as_the_hand_over(void *p1, void *p2, void *p3)
{
	((struct shared *)p1)->word = (uint32_t)syscall(PROCESS_CALL);
}

static void test_calls_of_linux(void **state)
{
	expect_fault(maps_the_machine, "linux", "mmap() is no call of the DSP");
	assert_int_equal(shared->word, 0);
	expect_fault(calls_as_the_hand_over, "linux",
		     "Linux call 1073696848() is no call of the DSP");
}

static void says_nonsense(void *p1, void *p2, void *p3)
{
	struct process_channel *channel = (struct process_channel *)PROCESS_CHANNEL;
	void (*const call)(void) = (void (*)(void))(uintptr_t)process_hand_over;

	channel->message = 77;
	call();
}

static void test_a_message_that_is_none(void **state)
{
	expect_fault(says_nonsense, "signal", "Killed");
}

static void forges_a_fault(void *p1, void *p2, void *p3)
{
	struct process_channel *channel = (struct process_channel *)PROCESS_CHANNEL;
	void (*const call)(void) = (void (*)(void))(uintptr_t)process_hand_over;

	memset(channel->request_kind, 'k', sizeof(channel->request_kind));
	channel->request_kind[10] = '\n';
	memset(channel->request.check, '\n', sizeof(channel->request.check));
	channel->message = PROCESS_FAULT;
	call();
}

static void test_a_forged_fault_is_of_a_known_kind_and_one_line(void **state)
{
	expect_fault(forges_a_fault, "oops", "????");
	assert_null(strchr(user_last_fault().text, '\n'));
}

/* ---- grants that come and go ---- */

static void touches_other(void *p1, void *p2, void *p3)
{
	struct shared *mine = p1;

	for (;;) {
		k_sleep(K_MSEC(1));
		mine->word = *mine->other;
		mine->step++;
	}
}

static void test_grants_come_and_go(void **state)
{
	uint32_t *page = vpage_alloc(1);
	struct k_mem_partition part = { (uintptr_t)page, MEMORY_PAGE, K_MEM_PARTITION_P_RW_U_RO };
	struct user user;

	*page = 4711;
	new_user(&user, touches_other);
	shared->other = &shared->word;
	start(&user);
	adsp_tick();
	assert_int_equal(k_mem_domain_add_partition(&user.domain, &part), 0);
	shared->other = page;
	adsp_tick();
	assert_int_equal(shared->word, 4711);
	assert_int_equal(k_mem_domain_remove_partition(&user.domain, &part), 0);
	adsp_tick();
	assert_string_equal(user_last_fault().kind, "read");
	assert_int_equal(user_last_fault().access[0], '0');
	user_free(&user);
	vpage_free(page);
}

/* ---- its end ---- */

static void sleeps(void *p1, void *p2, void *p3)
{
	for (;;)
		k_sleep(K_MSEC(1));
}

static void test_a_death_without_a_word(void **state)
{
	struct user user;

	new_user(&user, sleeps);
	start(&user);
	assert_true(process_id() > 0);
	assert_int_equal(kill(process_id(), SIGKILL), 0);
	adsp_tick();
	adsp_tick();
	assert_string_equal(user_last_fault().kind, "signal");
	assert_string_equal(user_last_fault().access, "Killed");
	user_free(&user);
}

static int open_files(void)
{
	DIR *folder = opendir("/proc/self/fd");
	int n = 0;

	assert_non_null(folder);
	while (readdir(folder))
		n++;
	closedir(folder);
	return n;
}

static void test_nothing_stays(void **state)
{
	int before = open_files();
	struct user user;

	new_user(&user, sleeps);
	start(&user);
	assert_int_equal(open_files(), before + 2);
	user_free(&user);
	assert_int_equal(open_files(), before);
	assert_int_equal(waitpid(-1, NULL, __WALL | WNOHANG), -1);
	assert_int_equal(errno, ECHILD);
}

static void interrupts(int number)
{
}

/* What waits for the end of one, or answers it, goes on when a signal comes. */
static void test_signals_keep_nothing(void **state)
{
	const struct sigaction action = { .sa_handler = interrupts };
	const struct itimerval often = { { 0, 100 }, { 0, 100 } }, never = { .it_value = { 0, 0 } };
	struct sigaction old;
	struct user user;

	sigaction(SIGALRM, &action, &old);
	setitimer(ITIMER_REAL, &often, NULL);
	for (int i = 0; i < 40; i++) {
		new_user(&user, sleeps);
		start(&user);
		user_free(&user);
	}
	setitimer(ITIMER_REAL, &never, NULL);
	sigaction(SIGALRM, &old, NULL);
	assert_int_equal(waitpid(-1, NULL, __WALL | WNOHANG), -1);
	assert_int_equal(errno, ECHILD);
}

static void starts_without_files(void)
{
	struct rlimit none = { 0, 0 };
	struct user user;

	new_user(&user, sleeps);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
	start(&user);
}

static void test_no_file_descriptors(void **state)
{
	rig_expect_end(starts_without_files, ADSP_EXIT_HOST,
		       "no process for mod.1.0: Too many open files");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_region_and_calls, set_up, rig_stop),
		cmocka_unit_test_setup_teardown(test_time_goes_on, set_up, rig_stop),
		cmocka_unit_test_setup_teardown(test_variables_of_the_host_are_copies, set_up,
						rig_stop),
		cmocka_unit_test_setup_teardown(test_memory_of_the_host_is_not_there, set_up,
						rig_stop),
		cmocka_unit_test_setup_teardown(test_calls_of_linux, set_up, rig_stop),
		cmocka_unit_test_setup_teardown(test_a_message_that_is_none, set_up, rig_stop),
		cmocka_unit_test_setup_teardown(test_a_forged_fault_is_of_a_known_kind_and_one_line,
						set_up, rig_stop),
		cmocka_unit_test_setup_teardown(test_grants_come_and_go, set_up, rig_stop),
		cmocka_unit_test_setup_teardown(test_a_death_without_a_word, set_up, rig_stop),
		cmocka_unit_test_setup_teardown(test_nothing_stays, set_up, rig_stop),
		cmocka_unit_test_setup_teardown(test_signals_keep_nothing, set_up, rig_stop),
		cmocka_unit_test_setup_teardown(test_no_file_descriptors, set_up, rig_stop),
	};

	char why[ADSP_ISOLATION_WHY_BYTES];

	if (!adsp_isolation_works(ADSP_ISOLATION_PROCESS, why, sizeof(why))) {
		print_message("nothing to test: %s\n", why);
		return 0;
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}

#else

int main(void)
{
	print_message("nothing to test: no process for user code in this build\n");
	return 0;
}

#endif
