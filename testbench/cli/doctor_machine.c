/* SPDX-License-Identifier: BSD-3-Clause */
/* Doctor's checks of the kernel and the CPU. */
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include <adsp/machine.h>

#include "cli/doctor.h"

/* More random address bits than this, and the runtimes of older sanitizers find no room for their shadow. */
#define SANITIZER_RND_BITS 28

static const uintptr_t windows[] = { ADSP_UNCACHED_BASE, ADSP_CACHED_BASE };

static void append(char *out, size_t size, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static void append(char *out, size_t size, const char *format, ...)
{
	size_t length = strlen(out);
	va_list args;

	va_start(args, format);
	vsnprintf(out + length, size - length, format, args);
	va_end(args);
}

static void look_at_architecture(struct doctor_finding *finding)
{
	long page = sysconf(_SC_PAGESIZE);

#if defined(__x86_64__) || defined(__aarch64__)
	if (page == 4096) {
		doctor_say(finding, DOCTOR_OK, "64 bit, pages of 4096 bytes");
		return;
	}
#endif
	doctor_say(finding, DOCTOR_FAIL, "%zu bit, pages of %ld bytes", 8 * sizeof(void *), page);
	doctor_fix(finding, "use x86-64 or aarch64 Linux with a kernel of 4096-byte pages");
}

/* The line of /proc/self/maps that overlaps a range; empty when there is none. */
static void who_has(uintptr_t start, uintptr_t end, char *owner, size_t owner_size)
{
	char line[256];
	FILE *maps = fopen("/proc/self/maps", "r");

	owner[0] = '\0';
	if (!maps)
		return;
	while (fgets(line, sizeof(line), maps)) {
		unsigned long from, to;
		char name[128] = "anonymous memory";

		if (sscanf(line, "%lx-%lx %*s %*s %*s %*s %127[^\n]", &from, &to, name) < 2)
			continue;
		if (from < end && to > start) {
			snprintf(owner, owner_size, "%lx-%lx %s", from, to, name);
			break;
		}
	}
	fclose(maps);
}

static void look_at_windows(struct doctor_finding *finding)
{
	for (size_t i = 0; i < sizeof(windows) / sizeof(windows[0]); i++) {
		void *wanted = (void *)windows[i];
		void *got = mmap(wanted, ADSP_ALIAS_BYTES, PROT_NONE,
				 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE,
				 -1, 0);
		int error = errno;
		char owner[96];

		/* Valgrind answers a conflict with another address instead of an error. */
		if (got != MAP_FAILED)
			munmap(got, ADSP_ALIAS_BYTES);
		if (got == wanted)
			continue;
		who_has(windows[i], windows[i] + ADSP_ALIAS_BYTES, owner, sizeof(owner));
		doctor_say(finding, DOCTOR_FAIL, "0x%lx-0x%lx is not free: %s",
			   (unsigned long)windows[i],
			   (unsigned long)windows[i] + ADSP_ALIAS_BYTES - 1,
			   owner[0] ? owner : strerror(error));
		doctor_fix(finding,
			   owner[0] ? "keep that out of the process (LD_PRELOAD, linker options)" :
				      "lift the limit on address space (ulimit -v unlimited)");
		return;
	}
	doctor_say(finding, DOCTOR_OK, "both windows of emulated memory are free (0x%x and 0x%x)",
		   ADSP_UNCACHED_BASE, ADSP_CACHED_BASE);
}

/* What is written through one mapping of a memfd must be read through the other. */
static bool aliases_agree(int fd)
{
	const size_t size = 4096;
	uint8_t *one = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	uint8_t *two = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	bool agree = false;

	if (one != MAP_FAILED && two != MAP_FAILED) {
		one[17] = 0xA5;
		agree = two[17] == 0xA5;
	}
	if (one != MAP_FAILED)
		munmap(one, size);
	if (two != MAP_FAILED)
		munmap(two, size);
	return agree;
}

static void look_at_memfd(struct doctor_finding *finding)
{
	int fd = memfd_create("adspbench-doctor", MFD_CLOEXEC);

	if (fd < 0) {
		doctor_say(finding, DOCTOR_FAIL, "memfd_create: %s", strerror(errno));
		doctor_fix(
			finding,
			"use Linux 3.17 or newer, and let the container's seccomp profile allow memfd_create");
		return;
	}
	if (ftruncate(fd, 4096) || !aliases_agree(fd)) {
		doctor_say(finding, DOCTOR_FAIL, "a memfd cannot be mapped twice: %s",
			   strerror(errno));
		doctor_fix(finding, "lift the limits on memory and file size (ulimit -a)");
	} else {
		doctor_say(finding, DOCTOR_OK,
			   "memfd_create works, and both mappings show the same memory");
	}
	close(fd);
}

static void look_at_address_space(struct doctor_finding *finding)
{
	static const char path[] = "/proc/sys/vm/mmap_rnd_bits";
	FILE *file = fopen(path, "r");
	int bits;

	if (!file || fscanf(file, "%d", &bits) != 1) {
		doctor_say(finding, DOCTOR_WARN, "%s cannot be read", path);
		doctor_fix(finding, "should a sanitizer build die at start, run it by setarch -R");
	} else if (bits > SANITIZER_RND_BITS) {
		doctor_say(finding, DOCTOR_WARN,
			   "vm.mmap_rnd_bits is %d: sanitizer builds may die at start", bits);
		doctor_fix(finding, "sudo sysctl vm.mmap_rnd_bits=%d, or run them by setarch -R",
			   SANITIZER_RND_BITS);
	} else {
		doctor_say(finding, DOCTOR_OK, "vm.mmap_rnd_bits is %d", bits);
	}
	if (file)
		fclose(file);
}

/* LeakSanitizer stops the process from a child by ptrace; do the same. @return 0 or the child's errno */
static int child_may_trace_us(void)
{
	int go[2], status = 0;
	pid_t child;
	char byte = 0;

	if (pipe(go))
		return errno;
	child = fork();
	if (child == 0) {
		long failed;

		while (read(go[0], &byte, 1) < 0 && errno == EINTR)
			;
		failed = ptrace(PTRACE_SEIZE, getppid(), NULL, NULL);
		_exit(failed ? errno : 0);
	}
	close(go[0]);
	if (child > 0) {
		/* Where Yama restricts ptrace to descendants, this allows our child all the same. */
		prctl(PR_SET_PTRACER, child, 0, 0, 0);
		if (write(go[1], &byte, 1) != 1)
			kill(child, SIGKILL);
		while (waitpid(child, &status, 0) < 0 && errno == EINTR)
			;
		prctl(PR_SET_PTRACER, 0, 0, 0, 0);
	}
	close(go[1]);
	if (child < 0)
		return EAGAIN;
	return WIFEXITED(status) ? WEXITSTATUS(status) : EINTR;
}

static void look_at_ptrace(struct doctor_finding *finding)
{
	int error = child_may_trace_us();

	if (!error) {
		doctor_say(finding, DOCTOR_OK, "allowed, so LeakSanitizer works");
		return;
	}
	doctor_say(finding, DOCTOR_WARN, "refused (%s): LeakSanitizer will not work",
		   strerror(error));
	doctor_fix(
		finding,
		"leave the debugger or strace; in a container: --cap-add SYS_PTRACE; or ASAN_OPTIONS=detect_leaks=0");
}

static void look_at_cpus(struct doctor_finding *finding)
{
	cpu_set_t allowed, one;
	int count, cpu;

	if (sched_getaffinity(0, sizeof(allowed), &allowed)) {
		doctor_say(finding, DOCTOR_WARN, "sched_getaffinity: %s", strerror(errno));
		doctor_fix(
			finding,
			"runs go unpinned and slower; let seccomp allow sched_getaffinity and sched_setaffinity");
		return;
	}
	count = CPU_COUNT(&allowed);
	for (cpu = 0; cpu < CPU_SETSIZE && !CPU_ISSET(cpu, &allowed); cpu++)
		;
	CPU_ZERO(&one);
	CPU_SET(cpu, &one);
	if (sched_setaffinity(0, sizeof(one), &one)) {
		doctor_say(finding, DOCTOR_WARN, "%d to use, and pinning to one is refused: %s",
			   count, strerror(errno));
		doctor_fix(finding,
			   "runs go unpinned and slower; let seccomp allow sched_setaffinity");
		return;
	}
	sched_setaffinity(0, sizeof(allowed), &allowed);
	doctor_say(finding, DOCTOR_OK, "%d to use, and a run can be pinned to one", count);
}

/* What works, the chosen one first, and the first reason why another does not. */
static void look_at_isolation(struct doctor_finding *finding)
{
	enum adsp_isolation chosen = adsp_isolation_choose();
	char works[64] = "", why[ADSP_ISOLATION_WHY_BYTES], not [160] = "";
	unsigned int i;

	for (i = ADSP_ISOLATION_AUTO + 1; i < ADSP_NUM_ISOLATIONS; i++) {
		const char *name = adsp_isolation_name((enum adsp_isolation)i);

		if (!adsp_isolation_works((enum adsp_isolation)i, why, sizeof(why)))
			append(not, sizeof(not ), "; %s does not: %s", name, why);
		else
			append(works, sizeof(works), "%s%s", works[0] ? ", " : "", name);
	}
	doctor_say(finding, DOCTOR_OK, "auto is %s; %s work%s", adsp_isolation_name(chosen), works,
		   not );
}

const struct doctor_check doctor_machine_checks[] = {
	{ "architecture", look_at_architecture },
	{ "memory windows", look_at_windows },
	{ "isolation", look_at_isolation },
	{ "memfd", look_at_memfd },
	{ "address space", look_at_address_space },
	{ "ptrace", look_at_ptrace },
	{ "CPUs", look_at_cpus },
	{ NULL, NULL },
};
