/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Isolation by processes, see process.h: the kernel's side. What the kernel does for a user thread it does on a stack of the
 * host, on the supervisor's OS thread, which waits while user code runs: there and back are two switches. A change of view is done by the user's process itself,
 * on its way back from the kernel, which sees and checks each of its calls.
 */
#include "memory/process.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/panic.h"
#include "base/valgrind.h"

#if PROCESS_WORKS

#include <limits.h>
#include <link.h>
#include <linux/futex.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/context.h"
#include "base/signals.h"
#include "fault/frames.h"
#include "memory/memory_map.h"
#include "sched/baton.h"

/* since Linux 6.6 */
#if !defined(SECCOMP_IOCTL_NOTIF_SET_FLAGS)
#define SECCOMP_IOCTL_NOTIF_SET_FLAGS      SECCOMP_IOW(4, __u64)
#define SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP 1UL
#endif

#define NOTICE_BYTES      256    /* room for what a newer Linux says more */
#define TRIAL_STACK_BYTES 0x4000 /* of a trial's process */
#define CHANNEL_BYTES     ROUND_UP(sizeof(struct process_channel), MEMORY_PAGE)

struct process {
	int pid, pidfd, listener;
	uint64_t notice; /* the call that it is stopped in */
	struct process_channel *channel;
	struct mmu_view view; /* what it has */
	ucontext_t registers; /* when it was stopped */
	/* changes to come: what it is told in the channel is what it may write itself */
	struct process_op ops[PROCESS_OPS];
	unsigned int num_ops;
	int end_status; /* once it has ended */
};

static struct process *processes[Z_MAX_THREADS]; /* by index of the thread */
static _Atomic int current_pid; /* of the thread that was in user mode last; 0: none */
static struct mmu_range code[MMU_MAX_CODE];
static unsigned int num_code;
static bool end_is_told; /* who waits for a call of a process hears of its end */

/* ---- making one ---- */

static int keep_object(struct dl_phdr_info *info, size_t size, void *arg)
{
	const struct mmu_range data = mmu_firmware_data();
	struct process_plan *plan = arg;
	const ElfW(Phdr) *header = info->dlpi_phdr;
	unsigned int i;

	if (strstr(info->dlpi_name, "linux-vdso"))
		return 0;
	for (i = 0; i < info->dlpi_phnum; i++, header++) {
		uintptr_t start = info->dlpi_addr + header->p_vaddr;
		struct mmu_range range = { ROUND_DOWN(start, (uintptr_t)MEMORY_PAGE),
					   ROUND_UP(start + header->p_memsz,
						    (uintptr_t)MEMORY_PAGE) };

		if (header->p_type != PT_LOAD || range.start == data.start)
			continue;
		if (plan->num_keep == ARRAY_SIZE(plan->keep) - 1)
			return -ENOMEM;
		plan->keep[plan->num_keep++] = range;
	}
	return 0;
}

static int make_channel(struct process *process)
{
	process->channel = mmap(NULL, CHANNEL_BYTES, PROT_READ | PROT_WRITE,
				MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	return process->channel == MAP_FAILED ? -errno : 0;
}

/* The watchdog's signal may come while one waits. @return its end's status */
static int wait_for_end(int pid)
{
	int status = 0;

	while (waitpid(pid, &status, __WALL) < 0 && errno == EINTR)
		;
	return status;
}

/* Until it has closed itself in, or has ended before. */
static int wait_for_listener(struct process *process)
{
	const struct timespec look_again = { 0, 100000000 };
	uint32_t *word = &process->channel->listener;
	struct pollfd end = { process->pidfd, POLLIN, 0 };

	while (!__atomic_load_n(word, __ATOMIC_ACQUIRE)) {
		syscall(SYS_futex, word, FUTEX_WAIT, 0, &look_again, NULL, 0);
		if (poll(&end, 1, 0) == 1) {
			process->end_status = wait_for_end(process->pid);
			process->pid = 0;
			return WIFEXITED(process->end_status) ? -WEXITSTATUS(process->end_status) :
								-ECHILD;
		}
	}
	process->listener = (int)*word - 1;
	/* each wakes the other and goes to sleep itself: an older Linux, which does not know that, is but slower */
	ioctl(process->listener, SECCOMP_IOCTL_NOTIF_SET_FLAGS, SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP);
	return 0;
}

static void destroy(struct process *process)
{
	if (process->pid > 0) {
		kill(process->pid, SIGKILL);
		wait_for_end(process->pid);
	}
	if (process->listener >= 0)
		close(process->listener);
	if (process->pidfd >= 0)
		close(process->pidfd);
	if (process->channel && process->channel != MAP_FAILED)
		munmap(process->channel, CHANNEL_BYTES);
	free(process);
}

static int start_child(struct process *process, struct process_plan *plan)
{
	/* signals come later: nothing of its first function is needed then */
	void *stack_top = (void *)plan->signal_stack.end;

	plan->channel = process->channel;
	/* file descriptors are shared, so that what it listens on is there at once */
	process->pid = clone(process_child_main, stack_top, CLONE_FILES, plan);
	if (process->pid < 0)
		return -errno;
	process->pidfd = (int)syscall(SYS_pidfd_open, process->pid, 0);
	return process->pidfd < 0 ? -errno : wait_for_listener(process);
}

struct making {
	struct process_plan plan;
	struct process *process;
	int ret;
};

static void make(void *arg)
{
	struct making *making = arg;

	making->ret = start_child(making->process, &making->plan);
}

static int create(struct process *process, const struct k_thread *thread)
{
	static struct making making; /* large */
	struct process_plan *plan = &making.plan;
	struct baton_block block;
	int ret = make_channel(process);

	if (ret)
		return ret;
	baton_block_of(thread, &block);
	*plan = (struct process_plan){
		.memory_fd = memory_file(),
		.keep = { { (uintptr_t)block.start, (uintptr_t)block.end } },
		.num_keep = 1,
		.view = process->view,
		.num_code = num_code,
		.signal_stack = { (uintptr_t)block.signal_stack,
				  (uintptr_t)block.signal_stack + SIGNALS_STACK_BYTES },
		.user_stack = { thread->stack_info.start,
				thread->stack_info.start + thread->stack_info.size },
		.name = thread->name,
	};
	memcpy(plan->code, code, sizeof(code));
	ret = dl_iterate_phdr(keep_object, plan);
	if (ret)
		return ret;
	making.process = process;
	baton_run_on_parent(thread, make, &making);
	return making.ret;
}

/* ---- what it has of the DSP's memory ---- */

static bool has_range(const struct mmu_range *list, unsigned int count, struct mmu_range range)
{
	while (count--) {
		if (list[count].start == range.start && list[count].end == range.end)
			return true;
	}
	return false;
}

/* What is in one list and not in the other. */
static void add_ops(struct process *process, const struct mmu_range *in, unsigned int num_in,
		    const struct mmu_range *not_in, unsigned int num_not_in, int prot)
{
	unsigned int i;

	for (i = 0; i < num_in; i++) {
		if (!has_range(not_in, num_not_in, in[i]))
			process->ops[process->num_ops++] = process_op(in[i], prot, memory_file());
	}
}

/* They are done from the last one on: first what goes away. */
static void change_view(struct process *process, const struct mmu_view *new)
{
	const struct mmu_view *old = &process->view;

	process->num_ops = 0;
	add_ops(process, new->writable, new->num_writable, old->writable, old->num_writable,
		PROT_READ | PROT_WRITE);
	add_ops(process, new->readable, new->num_readable, old->readable, old->num_readable,
		PROT_READ);
	add_ops(process, old->writable, old->num_writable, new->writable, new->num_writable,
		PROT_NONE);
	add_ops(process, old->readable, old->num_readable, new->readable, new->num_readable,
		PROT_NONE);
	if (!process->num_ops)
		return;
	memcpy(process->channel->ops, process->ops, process->num_ops * sizeof(process->ops[0]));
	process->view = *new;
}

static void enter(const struct k_thread *thread, const struct mmu_view *view, bool changed)
{
	struct process *process = processes[thread->index];
	int ret;

	if (process) {
		if (changed)
			change_view(process, view);
		current_pid = process->pid;
		return;
	}
	process = calloc(1, sizeof(*process));
	if (!process)
		panic_host("no memory for the process of %s", thread->name);
	process->pidfd = process->listener = -1;
	process->view = *view;
	ret = create(process, thread);
	if (ret)
		panic_host("no process for %s: %s", thread->name, strerror(-ret));
	processes[thread->index] = process;
	current_pid = process->pid;
}

/* ---- messages ---- */

static void note_registers(struct process *process)
{
	const struct process_channel *channel = process->channel;
	greg_t *to = process->registers.uc_mcontext.gregs;
	static const int order[] = { REG_RSP, REG_RBP, REG_RBX, REG_R12, REG_R13, REG_R14, REG_R15 };
	size_t i;

	if (channel->message == PROCESS_FAULT) {
		memcpy(to, channel->gregs, sizeof(channel->gregs));
		return;
	}
	for (i = 0; i < ARRAY_SIZE(order); i++)
		to[order[i]] = (greg_t)channel->registers[i];
	to[REG_RIP] = (greg_t)(uintptr_t)process_hand_over;
}

/* It goes into a line of the log. */
static void copy_text(char *out, const char *text, size_t size)
{
	size_t i;

	for (i = 0; i < size - 1 && text[i]; i++)
		out[i] = text[i];
	out[i] = '\0';
	while (i--) {
		if (out[i] < ' ' || out[i] > '~')
			out[i] = '?';
	}
}

/* Of those that there are: reports are read by programs. */
static const char *known_kind(const char *kind)
{
	static const char *const kinds[] = { "syscall", "stack", "hung" };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(kinds); i++) {
		if (!strcmp(kind, kinds[i]))
			return kinds[i];
	}
	return "oops";
}

static const struct trap_request *copy_request(const struct process_channel *channel)
{
	static struct trap_request request;
	char kind[sizeof(channel->request_kind)];

	if (!channel->request_kind[0])
		return NULL;
	request = channel->request;
	copy_text(kind, channel->request_kind, sizeof(kind));
	copy_text(request.check, channel->request.check, sizeof(request.check));
	request.kind = known_kind(kind);
	request.interface = MIN(request.interface, FRAMES_MAX);
	return &request;
}

/* @return false: it is none */
static bool take_message(struct process *process, struct process_stop *stop)
{
	struct process_channel *channel = process->channel;

	*stop = (struct process_stop){ .message = channel->message };
	note_registers(process);
	if (stop->message == PROCESS_SYSCALL) {
		stop->call = channel->call;
		memcpy(stop->args, channel->args, sizeof(stop->args));
	} else if (stop->message == PROCESS_FAULT) {
		stop->number = channel->number;
		stop->info = channel->info;
		stop->request = copy_request(channel);
	}
	return stop->message == PROCESS_SYSCALL || stop->message == PROCESS_FAULT ||
	       stop->message == PROCESS_ENDED;
}

static void take_end(struct process *process, struct process_stop *stop)
{
	process->end_status = wait_for_end(process->pid);
	process->pid = 0;
	*stop = (struct process_stop){ .message = PROCESS_DEAD };
	stop->number = WIFSIGNALED(process->end_status) ? WTERMSIG(process->end_status) : SIGKILL;
	memset(&process->registers, 0, sizeof(process->registers));
}

/* @return has it told of a call? */
static bool receive(struct process *process, struct seccomp_notif *notice)
{
	memset(notice, 0, NOTICE_BYTES);
	if (ioctl(process->listener, SECCOMP_IOCTL_NOTIF_RECV, notice))
		return false;
	process->notice = notice->id;
	return true;
}

/* Wait until it is stopped in a call. @return false: it has ended */
static bool wait_for_notice(struct process *process, struct seccomp_notif *notice)
{
	struct pollfd either[] = { { process->listener, POLLIN, 0 },
				   { process->pidfd, POLLIN, 0 } };

	if (end_is_told && receive(process, notice))
		return true;
	for (;;) {
		/* a signal of the watchdog ends the wait; then user code is sent one, and stops by itself */
		if (poll(either, 2, -1) < 0)
			continue;
		if (either[0].revents & POLLIN && receive(process, notice))
			return true;
		if (either[1].revents)
			return false;
	}
}

/* One that a signal has taken out of its call meanwhile makes another one. */
static void answer(const struct process *process, int64_t value, uint32_t flags)
{
	struct seccomp_notif_resp response = { .id = process->notice,
					       .val = value,
					       .flags = flags };

	while (ioctl(process->listener, SECCOMP_IOCTL_NOTIF_SEND, &response) && errno == EINTR)
		;
}

/* @return is it the change that was asked for? */
static bool is_op(const struct seccomp_notif *notice, const struct process_op *op)
{
	const __u64 *args = notice->data.args;

	return notice->data.nr == SYS_mmap && args[0] == op->start && args[1] == op->bytes &&
	       args[2] == (__u64)op->prot && args[3] == (__u64)op->flags &&
	       (int)args[4] == (int)op->fd && args[5] == (__u64)op->offset;
}

/* @return false: it has done something else, and is not where the kernel thinks */
static bool see_changes(struct process *process)
{
	static _Alignas(8) char room[NOTICE_BYTES];
	struct seccomp_notif *notice = (struct seccomp_notif *)room;

	while (process->num_ops) {
		if (!wait_for_notice(process, notice) ||
		    !is_op(notice, &process->ops[process->num_ops - 1]))
			return false;
		process->num_ops--;
		answer(process, 0, SECCOMP_USER_NOTIF_FLAG_CONTINUE);
	}
	return true;
}

void process_run(const struct k_thread *thread, uintptr_t result, struct process_stop *stop)
{
	static _Alignas(8) char room[NOTICE_BYTES];
	struct seccomp_notif *notice = (struct seccomp_notif *)room;
	struct process *process = processes[thread->index];

	if (!process->notice) { /* its first run */
		if (!wait_for_notice(process, notice)) {
			take_end(process, stop);
			return;
		}
	}
	process->channel->result = result;
	process->channel->now_us = context.now_us;
	answer(process, process->num_ops, 0);
	if (see_changes(process) && wait_for_notice(process, notice) &&
	    notice->data.nr == PROCESS_CALL && take_message(process, stop))
		return;
	kill(process->pid, SIGKILL);
	take_end(process, stop);
}

void process_set_entry(const struct k_thread *thread, k_thread_entry_t entry, void *const args[3])
{
	struct process_channel *channel = processes[thread->index]->channel;

	channel->entry = entry;
	memcpy(channel->entry_args, args, sizeof(channel->entry_args));
}

static void end(const struct k_thread *thread)
{
	struct process *process = processes[thread->index];

	if (!process)
		return;
	current_pid = 0;
	processes[thread->index] = NULL;
	destroy(process);
}

/* ---- for others ---- */

const void *process_registers(void)
{
	const struct process *process;

	/* elsewhere kernel memory, where the thread is, may be closed now */
	if (!process_is_used())
		return NULL;
	process = processes[context.current->index];
	return process ? &process->registers : NULL;
}

bool process_is_handing_over(void)
{
	const ucontext_t *uc = process_registers();
	uintptr_t pc = uc ? (uintptr_t)uc->uc_mcontext.gregs[REG_RIP] : 0;

	return pc >= (uintptr_t)process_hand_over && pc < (uintptr_t)process_hand_over_end;
}

bool process_interrupt(void)
{
	int pid = current_pid;

	if (!process_is_used())
		return false;
	if (pid)
		kill(pid, WATCHDOG_SIGNAL);
	return true;
}

int process_id(void)
{
	return current_pid;
}

uint64_t process_cpu_ns(void)
{
	struct timespec used;
	clockid_t clock;
	int pid = process_id();

	if (!pid || clock_getcpuclockid(pid, &clock) || clock_gettime(clock, &used))
		return 0;
	return (uint64_t)used.tv_sec * 1000000000u + (uint64_t)used.tv_nsec;
}

/* ---- the backend ---- */

/* A trial: may a process close itself in, and be listened to? */
static int try_filter(void *arg)
{
	*(int *)arg = process_child_try();
	return 0;
}

/* The trial shares memory with the caller, which waits: nothing is copied, and no page becomes one to be copied. */
static int tried(void)
{
	static int result = -1;
	struct seccomp_notif_sizes sizes;
	_Alignas(16) char stack[TRIAL_STACK_BYTES];
	int pid;

	if (result >= 0)
		return result;
	if (syscall(SYS_seccomp, SECCOMP_GET_NOTIF_SIZES, 0, &sizes))
		return errno;
	if (sizes.seccomp_notif > NOTICE_BYTES)
		return E2BIG;
	pid = clone(try_filter, stack + sizeof(stack), CLONE_VM | CLONE_VFORK, &result);
	if (pid < 0)
		return errno;
	wait_for_end(pid);
	return result < 0 ? ECHILD : result;
}

/* Since Linux 6.11. */
static bool linux_tells_the_end(void)
{
	struct utsname name;
	unsigned int major, minor;

	return !uname(&name) && sscanf(name.release, "%u.%u", &major, &minor) == 2 &&
	       (major > 6 || (major == 6 && minor >= 11));
}

static bool works(char *why, size_t why_size)
{
	int error;

	if (under_valgrind()) {
		snprintf(why, why_size, "under Valgrind no process can close itself in");
		return false;
	}
	error = tried();
	if (error)
		snprintf(why, why_size, "a process cannot close itself in with seccomp: %s",
			 strerror(error));
	return !error;
}

static void start(void)
{
	end_is_told = linux_tells_the_end();
}

static void stop(void)
{
	current_pid = 0;
	num_code = 0;
}

static void open_code(struct mmu_range range)
{
	code[num_code++] = range;
}

static void close_code(struct mmu_range range)
{
	unsigned int i;

	for (i = 0; i < num_code; i++) {
		if (code[i].start == range.start)
			code[i] = code[--num_code];
	}
}

#else

bool process_is_child;

static bool works(char *why, size_t why_size)
{
	snprintf(why, why_size, "not on this processor, or not in a build with sanitizers");
	return false;
}

void process_run(const struct k_thread *thread, uintptr_t result, struct process_stop *stop)
{
}

void process_set_entry(const struct k_thread *thread, k_thread_entry_t entry, void *const args[3])
{
}

const void *process_registers(void)
{
	return NULL;
}

bool process_is_handing_over(void)
{
	return false;
}

bool process_interrupt(void)
{
	return false;
}

int process_id(void)
{
	return 0;
}

uint64_t process_cpu_ns(void)
{
	return 0;
}

uintptr_t process_child_call(const struct z_syscall *call, const uintptr_t *args)
{
	return 0;
}

#endif

const struct isolation isolation_process = {
	.id = ADSP_ISOLATION_PROCESS,
	.name = "process",
	.is_elsewhere = true,
	.works = works,
#if PROCESS_WORKS
	.start = start,
	.stop = stop,
	.enter = enter,
	.end = end,
	.open_code = open_code,
	.close_code = close_code,
#endif
};
