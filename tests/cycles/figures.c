/* SPDX-License-Identifier: BSD-3-Clause */
#include <dirent.h>
#include <malloc.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <adsp/inspect.h>
#include <adsp/ledger.h>

#include "figures.h"
#include "host.h"

#define MAX_HEAPS    32
#define TASK_TRIES   10000
#define TASK_WAIT_US 100
#define MAX_GROWTH   (1u << 20) /* bytes of this process */

struct figures {
	size_t num_heaps;
	struct adsp_heap_info heaps[MAX_HEAPS];
	struct adsp_page_info pages;
	struct adsp_domain_info user;
	size_t threads; /* of the firmware */
	size_t tasks;   /* of this process, as Linux counts them */
};

static struct figures base;

/* ---- the machine ---- */

static size_t count_tasks(void)
{
	DIR *dir = opendir("/proc/self/task");
	const struct dirent *entry;
	size_t count = 0;

	while (dir && (entry = readdir(dir)))
		count += entry->d_name[0] != '.';
	if (dir)
		closedir(dir);
	return count;
}

static void take(struct figures *figures)
{
	memset(figures, 0, sizeof(*figures));
	figures->num_heaps = adsp_inspect_heaps(figures->heaps, MAX_HEAPS);
	adsp_inspect_pages(&figures->pages);
	adsp_inspect_domains(&figures->user);
	figures->threads = adsp_inspect_threads(NULL, 0);
	figures->tasks = count_tasks();
}

/* Linux lists a joined thread for a moment. */
static size_t wait_for_tasks(size_t wanted)
{
	size_t count = count_tasks();

	for (unsigned int tries = 0; count > wanted && tries < TASK_TRIES; tries++) {
		usleep(TASK_WAIT_US);
		count = count_tasks();
	}
	return count;
}

static void *do_nothing(void *arg)
{
	return arg;
}

void figures_take_base(void)
{
	pthread_t first;

	/* a checker may make a thread of its own together with the first one */
	if (!pthread_create(&first, NULL, do_nothing, NULL))
		pthread_join(first, NULL);
	take(&base);
	base.tasks = wait_for_tasks(1);
}

static void compare_count(const char *what, size_t now, size_t before)
{
	if (now != before)
		fail("%zu %s, before %zu", now, what, before);
}

void figures_compare(void)
{
	static struct adsp_ledger_verdict verdict;
	struct figures now;

	take(&now);
	compare_count("heaps", now.num_heaps, base.num_heaps);
	for (size_t i = 0; i < now.num_heaps && i < MAX_HEAPS; i++)
		if (now.heaps[i].used != base.heaps[i].used ||
		    now.heaps[i].blocks != base.heaps[i].blocks)
			fail("heap %s holds %u bytes in %u blocks, before %u in %u",
			     now.heaps[i].name, now.heaps[i].used, now.heaps[i].blocks,
			     base.heaps[i].used, base.heaps[i].blocks);
	compare_count("pages in use", now.pages.used, base.pages.used);
	compare_count("threads", now.threads, base.threads);
	compare_count("tasks of the process", wait_for_tasks(base.tasks), base.tasks);
	compare_count("memory domains", now.user.domains, base.user.domains);
	compare_count("partitions", now.user.partitions, base.user.partitions);
	compare_count("kernel objects", now.user.objects, base.user.objects);
	compare_count("stacks", now.user.stacks, base.user.stacks);
	if (adsp_ledger_judge()) {
		adsp_ledger_verdicts(&verdict, 1);
		fail("%s", verdict.text);
	}
}

/* ---- this process ---- */

/*
 * Sanitizers keep freed memory back and Valgrind keeps what it knows of it, so the size of the process says nothing there.
 * What is allocated does, where the allocator tells: Valgrind's says 0, and looks for leaks itself.
 */
struct host_memory {
	size_t allocated;
	size_t resident; /* 0: not judged */
};

static struct host_memory host_base;

#ifdef SANITIZER_ALLOCATOR
/* Of the sanitizers' run-time library; not every compiler brings its header. */
size_t __sanitizer_get_current_allocated_bytes(void);
#else

static size_t resident_bytes(void)
{
	unsigned long total, resident = 0;
	FILE *file = fopen("/proc/self/statm", "r");

	if (file && fscanf(file, "%lu %lu", &total, &resident) != 2)
		resident = 0;
	if (file)
		fclose(file);
	return resident * (size_t)sysconf(_SC_PAGESIZE);
}

#endif

static struct host_memory host_memory(void)
{
#ifdef SANITIZER_ALLOCATOR
	return (struct host_memory){ __sanitizer_get_current_allocated_bytes(), 0 };
#else
	struct mallinfo2 info = mallinfo2();
	size_t allocated = info.uordblks + info.hblkhd;

	return (struct host_memory){ allocated, allocated ? resident_bytes() : 0 };
#endif
}

void figures_take_host(void)
{
	host_base = host_memory();
}

bool figures_tell(void)
{
	const struct host_memory now = host_memory();
	struct figures last;

	take(&last);
	for (size_t i = 0; i < last.num_heaps && i < MAX_HEAPS; i++)
		printf("heap %-10s %8u bytes now, peak %8u, %llu allocations\n", last.heaps[i].name,
		       last.heaps[i].used, last.heaps[i].peak,
		       (unsigned long long)last.heaps[i].allocs);
	printf("pages           %8u now, peak %8u\n", last.pages.used, last.pages.peak);
	printf("process         %8zu bytes allocated, %+lld since half of the cycles; resident %+lld\n",
	       now.allocated, (long long)(now.allocated - host_base.allocated),
	       (long long)(now.resident - host_base.resident));
	return now.allocated <= host_base.allocated + MAX_GROWTH &&
	       now.resident <= host_base.resident + MAX_GROWTH;
}
