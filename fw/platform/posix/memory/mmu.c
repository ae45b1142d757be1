/* SPDX-License-Identifier: BSD-3-Clause */
/* What each thread may touch, and when; the backend that was chosen (isolation.h) makes it so. */
#include <errno.h>
#include <link.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include <zephyr/app_memory/mem_domain.h>
#include <zephyr/kernel.h>

#include "base/context.h"
#include "base/debugger.h"
#include "base/linux_calls.h"
#include "base/valgrind.h"
#include "memory/isolation.h"
#include "memory/memory_map.h"
#include "memory/mmu.h"
#include "memory/process.h"

#define MAX_CONSTANTS (8 + MMU_MAX_CODE)

/* In the order in which ADSP_ISOLATION_AUTO tries them: what holds against more comes first, and of equals the faster one. */
static const struct isolation *const backends[] = {
	&isolation_process,
	&isolation_pkey,
	&isolation_mprotect,
	&isolation_none,
};

static const struct isolation *backend = &isolation_none;
static struct mmu_range constants[MAX_CONSTANTS];
static unsigned int num_constants;
/* Of each user thread. */
static struct view {
	unsigned int
		generation; /* of the last change of domains or memory that it knows of; 0: none */
	struct mmu_view may;
} views[Z_MAX_THREADS];

static unsigned int generation;
static const struct mmu_view
	*view; /* of the thread that was in user mode last; NULL: there was none */
static struct mmu_range user_stack;
static int fill_error; /* why a page that may be read did not come in; 0: none, or it did */

/* ---- layout ---- */

static int note_constants(struct dl_phdr_info *info, size_t size, void *arg)
{
	const ElfW(Phdr) *header = info->dlpi_phdr;
	unsigned int i;

	for (i = 0; i < info->dlpi_phnum && num_constants < MAX_CONSTANTS; i++, header++) {
		uintptr_t start = info->dlpi_addr + header->p_vaddr;

		if ((header->p_type == PT_LOAD && !(header->p_flags & PF_W)) ||
		    header->p_type == PT_GNU_RELRO)
			constants[num_constants++] =
				(struct mmu_range){ start, start + header->p_memsz };
	}
	return 1; /* the program itself comes first; libraries are no part of the DSP */
}

/* ---- backends ---- */

static const struct isolation *find_backend(enum adsp_isolation id)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(backends); i++) {
		if (backends[i]->id == id)
			return backends[i];
	}
	return NULL;
}

const char *adsp_isolation_name(enum adsp_isolation id)
{
	return id == ADSP_ISOLATION_AUTO ? "auto" : find_backend(id)->name;
}

bool adsp_isolation_find(const char *name, enum adsp_isolation *id)
{
	unsigned int i;

	for (i = 0; i < ADSP_NUM_ISOLATIONS; i++) {
		if (!strcmp(adsp_isolation_name((enum adsp_isolation)i), name)) {
			*id = (enum adsp_isolation)i;
			return true;
		}
	}
	return false;
}

bool adsp_isolation_works(enum adsp_isolation id, char *why, size_t why_size)
{
	const struct isolation *wanted = find_backend(id);

	why[0] = '\0';
	return !wanted || !wanted->works || wanted->works(why, why_size);
}

enum adsp_isolation adsp_isolation_choose(void)
{
	char why[ADSP_ISOLATION_WHY_BYTES];
	size_t i = 0;

	if (under_valgrind())
		return ADSP_ISOLATION_NONE;
	if (debugger_present) /* it is attached to this process */
		return ADSP_ISOLATION_MPROTECT;
	while (!adsp_isolation_works(backends[i]->id, why, sizeof(why)))
		i++;
	return backends[i]->id;
}

void mmu_changed(void)
{
	generation++;
}

static void mapped(uintptr_t start, size_t bytes)
{
	mmu_changed();
	if (backend->mapped)
		backend->mapped((struct mmu_range){ start, start + bytes });
}

int mmu_start(enum adsp_isolation isolation, char *err, size_t err_size)
{
	char why[ADSP_ISOLATION_WHY_BYTES];

	if (isolation == ADSP_ISOLATION_AUTO)
		isolation = adsp_isolation_choose();
	if (!adsp_isolation_works(isolation, why, sizeof(why))) {
		snprintf(err, err_size, "isolation %s does not work here: %s",
			 adsp_isolation_name(isolation), why);
		return -ENOTSUP;
	}
	context.user_mode = false;
	backend = find_backend(isolation);
	isolation_chosen(backend);
	view = NULL;
	fill_error = 0;
	mmu_changed();
	num_constants = 0;
	dl_iterate_phdr(note_constants, NULL);
	memory_on_mapped(mapped);
	if (backend->start)
		backend->start();
	return 0;
}

void mmu_stop(void)
{
	mmu_leave_user();
	if (backend->stop)
		backend->stop();
	backend = &isolation_none;
	isolation_chosen(backend);
}

enum adsp_isolation adsp_machine_isolation(void)
{
	return backend->id;
}

void mmu_open_handler(void)
{
	if (backend->handler)
		backend->handler();
}

void mmu_use(void *cached, size_t bytes, bool used)
{
	mmu_changed();
	if (backend->use)
		backend->use((struct mmu_range){ (uintptr_t)cached, (uintptr_t)cached + bytes },
			     used);
}

void mmu_end(const struct k_thread *thread)
{
	mmu_changed();
	if (backend->end)
		backend->end(thread);
}

void mmu_grant(const struct k_mem_domain *domain, const struct k_mem_partition *part)
{
	mmu_changed();
	if (backend->grant)
		backend->grant(domain, part);
}

void mmu_revoke(const struct k_mem_domain *domain, const struct k_mem_partition *part)
{
	mmu_changed();
	if (backend->revoke)
		backend->revoke(domain, part);
}

/* ---- code that was loaded ---- */

bool mmu_open_code(uintptr_t start, size_t bytes)
{
	const struct mmu_range code = { start, start + bytes };

	if (num_constants == MAX_CONSTANTS)
		return false;
	if (debugger_present && !debugger_make_private(start, bytes))
		return false;
	mmu_changed();
	memory_set_apart(start, bytes, true);
	if (mprotect((void *)start, bytes, PROT_READ | PROT_EXEC))
		return false;
	constants[num_constants++] = code;
	if (backend->open_code)
		backend->open_code(code);
	return true;
}

void mmu_close_code(uintptr_t start, size_t bytes)
{
	unsigned int i;

	mmu_changed();
	for (i = 0; i < num_constants; i++) {
		if (constants[i].start == start)
			constants[i] = constants[--num_constants];
	}
	if (backend->close_code)
		backend->close_code((struct mmu_range){ start, start + bytes });
	mprotect((void *)start, bytes, PROT_READ | PROT_WRITE);
	memory_set_apart(start, bytes, false);
}

/* ---- the view ---- */

static struct mmu_range stack_range(const struct k_thread *thread)
{
	uintptr_t start = thread->stack_info.start;

	return (struct mmu_range){ start, start + thread->stack_info.size };
}

static void find_view(const struct k_thread *thread, struct mmu_view *may)
{
	unsigned int i;

	may->num_writable = 0;
	may->num_readable = 0;
	mmu_add_sorted(may->writable, &may->num_writable, user_stack);
	for (i = 0; i < CONFIG_MAX_DOMAIN_PARTITIONS; i++) {
		const struct k_mem_partition *part =
			&thread->mem_domain_info.mem_domain->partitions[i];
		struct mmu_range range = { part->start, part->start + part->size };

		if (!part->size)
			continue;
		if (part->attr & Z_MEM_U_W)
			mmu_add_sorted(may->writable, &may->num_writable, range);
		else if (part->attr & Z_MEM_U_R)
			may->readable[may->num_readable++] = range;
	}
}

/* @return is it another one than the thread had before, or may what is around it be? */
static bool take_view(const struct k_thread *thread)
{
	struct view *own = &views[thread->index];
	const bool changed = own->generation != generation;

	if (changed)
		find_view(thread, &own->may);
	own->generation = generation;
	view = &own->may;
	return changed;
}

static void enter(const struct k_thread *thread)
{
	const bool changed = take_view(thread);

	backend->enter(thread, view, changed);
}

void mmu_enter_user(const struct k_thread *thread)
{
	if (context.user_mode)
		return;
	user_stack = stack_range(thread);
	if (backend->enter)
		enter(thread);
	context.user_mode = true;
	if (backend->enter && !backend->is_elsewhere)
		*context.linux_calls = LINUX_CALLS_TRAP;
}

bool mmu_has_user_stack(const void *here, size_t bytes)
{
	uintptr_t at = (uintptr_t)here;

	return at >= user_stack.start && at < user_stack.end && at - user_stack.start >= bytes;
}

void mmu_leave_user(void)
{
	if (!context.user_mode)
		return;
	*context.linux_calls = LINUX_CALLS_PASS;
	context.user_mode = false;
	if (backend->leave)
		backend->leave();
}

int mmu_fill_error(void)
{
	return fill_error;
}

bool mmu_fill(uintptr_t addr, bool write)
{
	unsigned int i = 0;
	bool filled;

	while (view && i < view->num_readable &&
	       (addr < view->readable[i].start || addr >= view->readable[i].end))
		i++;
	if (write || !view || i == view->num_readable || !backend->fill)
		return false;
	*context.linux_calls = LINUX_CALLS_PASS;
	filled = backend->fill(addr & ~(uintptr_t)(MEMORY_PAGE - 1));
	fill_error = filled ? 0 : errno;
	*context.linux_calls = LINUX_CALLS_TRAP;
	return filled;
}

/* ---- what a thread may touch ---- */

static bool covers(struct mmu_range range, uintptr_t *start, uintptr_t end)
{
	if (*start < range.start || *start >= range.end)
		return false;
	*start = MIN(end, range.end);
	return true;
}

/* Does one grant cover the first bytes? Then go on behind it. */
static bool advance(const struct k_thread *thread, uintptr_t *start, uintptr_t end, bool write)
{
	k_mem_partition_attr_t needed = write ? Z_MEM_U_W : Z_MEM_U_R;
	unsigned int i;

	if (covers(stack_range(thread), start, end))
		return true;
	for (i = 0; i < CONFIG_MAX_DOMAIN_PARTITIONS; i++) {
		const struct k_mem_partition *part =
			&thread->mem_domain_info.mem_domain->partitions[i];

		if (part->size && part->attr & needed &&
		    covers((struct mmu_range){ part->start, part->start + part->size }, start, end))
			return true;
	}
	for (i = 0; !write && i < num_constants; i++) {
		if (covers(constants[i], start, end))
			return true;
	}
	return false;
}

bool mmu_may_access(const struct k_thread *thread, uintptr_t start, size_t size, bool write)
{
	uintptr_t end = start + size;

	if (end < start)
		return false;
	while (start < end) {
		if (!advance(thread, &start, end, write))
			return false;
	}
	return true;
}
