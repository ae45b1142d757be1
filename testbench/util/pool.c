/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "util/pool.h"

struct job {
	pid_t pid; /* 0: free */
	size_t number;
};

/* It says nothing, leaves no core file, ends with its parent, and cannot run for ever. */
static void become_quiet(const struct pool *pool)
{
	const struct rlimit none = { 0, 0 };
	int null = open("/dev/null", O_WRONLY | O_CLOEXEC);

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	setrlimit(RLIMIT_CORE, &none);
	signal(SIGALRM, SIG_DFL);
	alarm(pool->limit_s);
	if (null >= 0) {
		dup2(null, STDOUT_FILENO);
		dup2(null, STDERR_FILENO);
	}
}

static pid_t start(const struct pool *pool, size_t number, void *result)
{
	pid_t pid;

	memset(result, 0, pool->bytes);
	fflush(NULL);
	pid = fork();
	if (pid)
		return pid;
	become_quiet(pool);
	exit(pool->work(pool->ctx, number, result));
}

static uint32_t job_count(const struct pool *pool)
{
	cpu_set_t cpus;

	if (pool->jobs)
		return pool->jobs;
	return sched_getaffinity(0, sizeof(cpus), &cpus) ? 1 : (uint32_t)CPU_COUNT(&cpus);
}

static int find(const struct job *jobs, uint32_t count, pid_t pid)
{
	for (uint32_t i = 0; i < count; i++)
		if (jobs[i].pid == pid)
			return (int)i;
	return -1;
}

/* What is asked to stop ends what it waits for. */
static void end_all(const struct job *jobs, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		if (jobs[i].pid > 0)
			kill(jobs[i].pid, SIGTERM);
}

int pool_run(const struct pool *pool, size_t count)
{
	const uint32_t places = job_count(pool);
	struct job *jobs = calloc(places, sizeof(*jobs));
	char *results = mmap(NULL, places * pool->bytes, PROT_READ | PROT_WRITE,
			     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	size_t next = 0;
	uint32_t busy = 0;
	bool stopped = false;
	int ret = 0;

	if (!jobs || results == MAP_FAILED) {
		ret = -ENOMEM;
		goto out;
	}
	for (;;) {
		bool more = !ret && next < count && !(pool->stop && pool->stop(pool->ctx));
		int wait_status, at;

		if (more && busy < places) {
			at = find(jobs, places, 0);
			jobs[at].number = next;
			jobs[at].pid = start(pool, next, results + (size_t)at * pool->bytes);
			if (jobs[at].pid < 0) {
				ret = -errno;
				jobs[at].pid = 0;
				continue;
			}
			next++;
			busy++;
			continue;
		}
		if (!busy)
			break;
		/* asked for while this process waited, or while it did something else */
		if (!stopped && pool->stop && pool->stop(pool->ctx)) {
			stopped = true;
			end_all(jobs, places);
		}
		at = find(jobs, places, waitpid(-1, &wait_status, 0));
		if (at < 0)
			continue;
		if (!stopped)
			pool->ended(pool->ctx, jobs[at].number, results + (size_t)at * pool->bytes,
				    wait_status);
		jobs[at].pid = 0;
		busy--;
	}
out:
	if (results != MAP_FAILED)
		munmap(results, places * pool->bytes);
	free(jobs);
	return ret;
}
