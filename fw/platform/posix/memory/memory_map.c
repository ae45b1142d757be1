/* SPDX-License-Identifier: BSD-3-Clause */
/* Banks are memfds mapped at both aliases; the addresses are fixed, so that runs repeat to the byte. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <ipc4/fw_reg.h>
#include <ipc4/header.h>
#include <rtos/cache.h>
#include <zephyr/sys/util.h>

#include "base/panic.h"
#include "memory/memory_map.h"
#include "memory/shadow.h"

#define OBJECTS_BYTES      0x10000u
#define WINDOW_TRACE_BYTES 0x1000u

static const uint32_t window_bytes[] = {
	IPC4_FW_REGS_BYTES + IPC4_MAILBOX_BYTES,
	IPC4_MAILBOX_BYTES,
	0x10000,
	WINDOW_TRACE_BYTES,
};

_Static_assert(MEMORY_AREAS - MEMORY_WINDOW == sizeof(window_bytes) / sizeof(window_bytes[0]),
	       "windows");
_Static_assert(Z_ALIAS_SPACE_MASK == ~(uintptr_t)(ADSP_ALIAS_BIT | (ADSP_ALIAS_BYTES - 1)) &&
		       Z_ALIAS_SPACE == ADSP_UNCACHED_BASE &&
		       Z_ALIAS_CACHED_BIT == ADSP_ALIAS_BIT &&
		       ADSP_CACHED_BASE == (ADSP_UNCACHED_BASE | ADSP_ALIAS_BIT),
	       "aliases");

/* Set by the linker script; absent in programs and builds that do not use it. */
extern char __firmware_data_start[] __weak;

struct area {
	uint32_t offset; /* from the alias base */
	uint32_t size;   /* 0: not there */
};

struct bank {
	char name[16];
	uint32_t offset;
	uint32_t size;
};

static struct bank banks[ADSP_MAX_BANKS];
static unsigned int num_banks; /* fully mapped ones */
static struct area areas[MEMORY_AREAS];
static int memory_fd = -1;
static void (*on_mapped)(uintptr_t start, size_t bytes);
static uint32_t memory_bytes;
static bool
	away[2][ADSP_ALIAS_BYTES / MEMORY_PAGE]; /* pages of the uncached and of the cached alias */

static const struct adsp_bank_profile *find_bank(const struct adsp_profile *profile,
						 const char *name)
{
	unsigned int i;

	for (i = 0; i < profile->num_banks; i++) {
		if (!strcmp(profile->banks[i].name, name))
			return &profile->banks[i];
	}
	return NULL;
}

/* Sanitizers that need huge stacks get a larger stack pool, at the end of a larger hpsram. */
static uint32_t stack_pool_extra(const struct adsp_profile *profile)
{
	return profile->stack_pool_size * (STACK_SCALE - 1);
}

static uint32_t bank_size(const struct adsp_profile *profile, const struct adsp_bank_profile *bank)
{
	return bank->size + (strcmp(bank->name, "hpsram") ? 0 : stack_pool_extra(profile));
}

/* A larger hpsram moves the banks behind it. */
static uint32_t bank_offset(const struct adsp_profile *profile,
			    const struct adsp_bank_profile *bank)
{
	const struct adsp_bank_profile *hpsram = find_bank(profile, "hpsram");

	return bank->offset +
	       (hpsram && bank->offset > hpsram->offset ? stack_pool_extra(profile) : 0);
}

/* Fills table with the areas; returns the end offset of the last one in each of the two banks. */
static void lay_out(const struct adsp_profile *profile, struct area *table, uint64_t *hpsram_end,
		    uint64_t *mailbox_end)
{
	uint64_t at = bank_offset(profile, find_bank(profile, "hpsram"));
	uint32_t sizes[MEMORY_WINDOW] = {
		[MEMORY_OBJECTS] = OBJECTS_BYTES,
		[MEMORY_HEAP] = profile->heap_size,
		[MEMORY_PAGES] = profile->vpage_size,
		[MEMORY_STACKS] = profile->stack_pool_size + stack_pool_extra(profile),
	};
	unsigned int i;

	for (i = 0; i < profile->cores; i++)
		sizes[MEMORY_BUFFER_HEAP + i] = profile->buffer_heap_size;
	for (i = 0; i < MEMORY_WINDOW; i++) {
		table[i] = (struct area){ (uint32_t)at, sizes[i] };
		at += sizes[i];
	}
	*hpsram_end = at;
	at = bank_offset(profile, find_bank(profile, "mailbox"));
	for (; i < MEMORY_AREAS; i++) {
		table[i] = (struct area){ (uint32_t)at, window_bytes[i - MEMORY_WINDOW] };
		at += table[i].size;
	}
	*mailbox_end = at;
}

static int check_bank(const struct adsp_profile *profile, unsigned int n, char *err,
		      size_t err_size)
{
	const struct adsp_bank_profile *bank = &profile->banks[n];
	uint32_t offset = bank_offset(profile, bank);
	uint64_t end = (uint64_t)offset + bank_size(profile, bank);
	unsigned int i;

	if (!bank->size || bank->size % MEMORY_PAGE || bank->offset % MEMORY_PAGE ||
	    end > ADSP_ALIAS_BYTES) {
		snprintf(err, err_size,
			 "bank %s: expected whole pages below offset 0x%x, it ends at 0x%llx",
			 bank->name, ADSP_ALIAS_BYTES, (unsigned long long)end);
		return -EINVAL;
	}
	for (i = 0; i < n; i++) {
		const struct adsp_bank_profile *other = &profile->banks[i];

		if (!strcmp(bank->name, other->name)) {
			snprintf(err, err_size, "bank %s: given twice", bank->name);
			return -EINVAL;
		}
		if (offset < (uint64_t)bank_offset(profile, other) + bank_size(profile, other) &&
		    bank_offset(profile, other) < end) {
			snprintf(err, err_size, "bank %s: overlaps bank %s", bank->name,
				 other->name);
			return -EINVAL;
		}
	}
	return 0;
}

static int check_fit(const struct adsp_profile *profile, const char *name, uint64_t end, char *err,
		     size_t err_size)
{
	const struct adsp_bank_profile *bank = find_bank(profile, name);

	if (end <= (uint64_t)bank_offset(profile, bank) + bank_size(profile, bank))
		return 0;
	snprintf(err, err_size, "bank %s: %u bytes, expected at least %llu for what it holds", name,
		 bank->size, (unsigned long long)(end - bank_offset(profile, bank)));
	return -EINVAL;
}

int memory_check(const struct adsp_profile *profile, char *err, size_t err_size)
{
	static const char *const needed[] = { "hpsram", "mailbox" };
	struct area table[MEMORY_AREAS];
	uint64_t hpsram_end, mailbox_end;
	unsigned int i;
	int ret;

	if (!profile->cores || profile->cores > ADSP_MAX_CORES ||
	    profile->num_banks > ADSP_MAX_BANKS || !profile->clock_hz ||
	    profile->page_size != MEMORY_PAGE) {
		snprintf(err, err_size, "profile: bad core count, bank count, clock or page size");
		return -EINVAL;
	}
	if ((profile->heap_size | profile->buffer_heap_size | profile->vpage_size |
	     profile->stack_pool_size) %
	    MEMORY_PAGE) {
		snprintf(err, err_size, "profile: area sizes must be whole pages");
		return -EINVAL;
	}
	for (i = 0; i < sizeof(needed) / sizeof(needed[0]); i++) {
		if (!find_bank(profile, needed[i])) {
			snprintf(err, err_size, "bank %s: missing", needed[i]);
			return -EINVAL;
		}
	}
	for (i = 0; i < profile->num_banks; i++) {
		ret = check_bank(profile, i, err, err_size);
		if (ret)
			return ret;
	}
	lay_out(profile, table, &hpsram_end, &mailbox_end);
	ret = check_fit(profile, "hpsram", hpsram_end, err, err_size);
	return ret ? ret : check_fit(profile, "mailbox", mailbox_end, err, err_size);
}

/* What /proc/self/maps shows in [start, end). */
static void find_occupant(uintptr_t start, uintptr_t end, char *out, size_t size)
{
	FILE *maps = fopen("/proc/self/maps", "re");
	char line[512];

	snprintf(out, size, "an unknown mapping");
	if (!maps)
		return;
	while (fgets(line, sizeof(line), maps)) {
		unsigned long from, to;
		char name[256] = "";

		if (sscanf(line, "%lx-%lx %*s %*s %*s %*s %255[^\n]", &from, &to, name) < 2)
			continue;
		if (from < end && to > start) {
			snprintf(out, size, "%s at 0x%lx-0x%lx",
				 name[0] ? name : "an anonymous mapping", from, to - 1);
			break;
		}
	}
	fclose(maps);
}

/* The firmware's reach up to the cached alias. */
static uint32_t variables_bytes(void)
{
	uintptr_t start = (uintptr_t)__firmware_data_start;

	return start ? (uint32_t)(ADSP_CACHED_BASE - start) : 0;
}

off_t memory_file_offset(uintptr_t address)
{
	if (z_cache_has_alias(address))
		address |= ADSP_ALIAS_BIT;
	return (off_t)(address - (ADSP_CACHED_BASE - variables_bytes()));
}

/* Map the memory's file at exactly `address`. Some hosts answer a conflict by another address: look at it. */
static int map_at(uintptr_t address, uint32_t size, const char *bank, const char *alias, char *err,
		  size_t err_size)
{
	void *got = mmap((void *)address, size, PROT_READ | PROT_WRITE,
			 MAP_SHARED | MAP_FIXED_NOREPLACE, memory_fd, memory_file_offset(address));
	char occupant[320];

	if (got == (void *)address)
		return 0;
	if (got == MAP_FAILED && errno != EEXIST) {
		snprintf(err, err_size, "bank %s: cannot map 0x%lx-0x%lx: %s", bank,
			 (unsigned long)address, (unsigned long)(address + size - 1),
			 strerror(errno));
		return -ENOMEM;
	}
	if (got != MAP_FAILED)
		munmap(got, size);
	find_occupant(address, address + size, occupant, sizeof(occupant));
	snprintf(err, err_size, "bank %s: %s range 0x%lx-0x%lx is taken by %s", bank, alias,
		 (unsigned long)address, (unsigned long)(address + size - 1), occupant);
	return -EADDRINUSE;
}

static int map_bank(const char *name, uint32_t offset, uint32_t size, char *err, size_t err_size)
{
	struct bank *bank = &banks[num_banks];
	int ret = map_at(ADSP_UNCACHED_BASE + offset, size, name, "uncached", err, err_size);

	if (ret)
		return ret;
	ret = map_at(ADSP_CACHED_BASE + offset, size, name, "cached", err, err_size);
	if (ret) {
		munmap((void *)(uintptr_t)(ADSP_UNCACHED_BASE + offset), size);
		return ret;
	}
	snprintf(bank->name, sizeof(bank->name), "%s", name);
	bank->offset = offset;
	bank->size = size;
	num_banks++;
	shadow_start_bank((void *)(uintptr_t)(ADSP_CACHED_BASE + offset), size);
	return 0;
}

/* One file holds all, so that neighbours are one mapping to Linux. */
static int make_file(const struct adsp_profile *profile, char *err, size_t err_size)
{
	unsigned int i;

	memory_bytes = 0;
	for (i = 0; i < profile->num_banks; i++) {
		const struct adsp_bank_profile *bank = &profile->banks[i];

		memory_bytes =
			MAX(memory_bytes, bank_offset(profile, bank) + bank_size(profile, bank));
	}
	memory_fd = memfd_create("dsp", MFD_CLOEXEC);
	if (memory_fd >= 0 && !ftruncate(memory_fd, (off_t)variables_bytes() + memory_bytes))
		return 0;
	snprintf(err, err_size, "cannot get %u bytes of memory: %s", memory_bytes, strerror(errno));
	return -ENOMEM;
}

int memory_map(const struct adsp_profile *profile, char *err, size_t err_size)
{
	uint64_t hpsram_end, mailbox_end;
	unsigned int i;
	int ret = memory_check(profile, err, err_size);

	if (ret)
		return ret;
	ret = make_file(profile, err, err_size);
	for (i = 0; !ret && i < profile->num_banks; i++) {
		const struct adsp_bank_profile *bank = &profile->banks[i];

		ret = map_bank(bank->name, bank_offset(profile, bank), bank_size(profile, bank),
			       err, err_size);
	}
	if (ret) {
		memory_unmap();
		return ret;
	}
	lay_out(profile, areas, &hpsram_end, &mailbox_end);
	return 0;
}

void memory_unmap(void)
{
	while (num_banks) {
		struct bank *bank = &banks[--num_banks];

		shadow_stop_bank((void *)(uintptr_t)(ADSP_CACHED_BASE + bank->offset), bank->size);
		munmap((void *)(uintptr_t)(ADSP_UNCACHED_BASE + bank->offset), bank->size);
		munmap((void *)(uintptr_t)(ADSP_CACHED_BASE + bank->offset), bank->size);
		memset(&away[0][bank->offset / MEMORY_PAGE], 0, bank->size / MEMORY_PAGE);
		memset(&away[1][bank->offset / MEMORY_PAGE], 0, bank->size / MEMORY_PAGE);
	}
	memset(areas, 0, sizeof(areas));
	if (memory_fd >= 0)
		close(memory_fd);
	memory_fd = -1;
}

int memory_map_variables(void)
{
	void *got = mmap(__firmware_data_start, variables_bytes(), PROT_READ | PROT_WRITE,
			 MAP_SHARED | MAP_FIXED, memory_fd,
			 memory_file_offset((uintptr_t)__firmware_data_start));

	return got == MAP_FAILED ? -errno : 0;
}

int memory_file(void)
{
	return memory_fd;
}

void memory_scrub(void)
{
	unsigned int i;

	for (i = 0; i < num_banks; i++) {
		void *base = (void *)(uintptr_t)(ADSP_CACHED_BASE + banks[i].offset);

		memory_protect(base, banks[i].size, PROT_READ | PROT_WRITE);
		shadow_open(base, banks[i].size);
		memset(base, 0, banks[i].size);
	}
}

void *memory_area(unsigned int area, size_t *size)
{
	if (area >= MEMORY_AREAS || !areas[area].size)
		return NULL;
	if (size)
		*size = areas[area].size;
	return (void *)(uintptr_t)(ADSP_CACHED_BASE + areas[area].offset);
}

void *memory_dram(size_t *size)
{
	unsigned int i;

	for (i = 0; i < num_banks; i++) {
		if (strcmp(banks[i].name, "dram") != 0)
			continue;
		*size = banks[i].size;
		return (void *)(uintptr_t)(ADSP_CACHED_BASE + banks[i].offset);
	}
	return NULL;
}

static const struct bank *bank_at(uintptr_t addr)
{
	uintptr_t offset = (addr & ~(uintptr_t)ADSP_ALIAS_BIT) - ADSP_UNCACHED_BASE;
	unsigned int i;

	for (i = 0; i < num_banks; i++) {
		if (offset >= banks[i].offset && offset - banks[i].offset < banks[i].size)
			return &banks[i];
	}
	return NULL;
}

bool memory_contains(const void *addr, size_t bytes)
{
	const struct bank *bank = bank_at((uintptr_t)addr);
	uint32_t offset;

	if (!bank)
		return false;
	offset = ((uint32_t)(uintptr_t)addr & (ADSP_ALIAS_BIT - 1)) - bank->offset;
	return bytes <= bank->size - offset;
}

const char *memory_bank_of(const void *addr, uint32_t *offset)
{
	const struct bank *bank = bank_at((uintptr_t)addr);

	if (!bank)
		return NULL;
	*offset = ((uint32_t)(uintptr_t)addr & (ADSP_ALIAS_BIT - 1)) - bank->offset;
	return bank->name;
}

uintptr_t memory_bank_end(uintptr_t addr)
{
	const struct bank *bank = bank_at(addr);

	return bank ? ROUND_DOWN(addr, (uintptr_t)ADSP_ALIAS_BYTES) + bank->offset + bank->size : 0;
}

bool memory_bank_range(unsigned int i, uintptr_t *start, uintptr_t *end)
{
	if (i >= 2 * num_banks)
		return false;
	*start = (i % 2 ? ADSP_CACHED_BASE : ADSP_UNCACHED_BASE) + banks[i / 2].offset;
	*end = *start + banks[i / 2].size;
	return true;
}

/* ---- advice to Linux ---- */

/* Memory that is read in another order makes a mapping of its own; the order itself means nothing in memory. */
void memory_set_apart(uintptr_t start, size_t bytes, bool apart)
{
	madvise((void *)start, bytes, apart ? MADV_RANDOM : MADV_NORMAL);
}

void memory_forget_pages(uintptr_t start, size_t bytes)
{
	madvise((void *)start, bytes, MADV_DONTNEED);
}

/* ---- pages that are not there ---- */

/* Whole pages are there without memory, whatever was there: any access is a bus error. */
static bool map_nothing(uintptr_t start, size_t bytes)
{
	/* behind the file's end there is nothing; in order of address, so that neighbours are one mapping */
	off_t offset = (off_t)(2 * ADSP_ALIAS_BYTES + start);

	return mmap((void *)start, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, memory_fd,
		    offset) != MAP_FAILED;
}

static bool *away_at(uintptr_t page)
{
	uintptr_t offset = page & (ADSP_ALIAS_BIT - 1);

	if (!z_cache_has_alias(page) || offset >= ADSP_ALIAS_BYTES)
		return NULL;
	return &away[sys_cache_is_ptr_cached((void *)page)][offset / MEMORY_PAGE];
}

bool memory_is_away(uintptr_t page)
{
	const bool *at = away_at(page);

	return at && *at;
}

/* The MMU rewrites the protection of whole ranges: what must stay away whatever it does is unmapped. */
void memory_on_mapped(void (*mapped)(uintptr_t start, size_t bytes))
{
	on_mapped = mapped;
}

void memory_protect_alias(uintptr_t start, size_t bytes, int prot)
{
	void *got;

	memset(away_at(start), prot == PROT_NONE, bytes / MEMORY_PAGE);
	if (prot == PROT_NONE) {
		if (!map_nothing(start, bytes))
			panic_host("cannot close %zu bytes at 0x%lx: %s", bytes,
				   (unsigned long)start, strerror(errno));
		return;
	}
	got = mmap((void *)start, bytes, prot, MAP_SHARED | MAP_FIXED, memory_fd,
		   memory_file_offset(start));
	if (got != (void *)start)
		panic_host("cannot open %zu bytes at 0x%lx: %s", bytes, (unsigned long)start,
			   strerror(errno));
	if (on_mapped)
		on_mapped(start, bytes);
}

void memory_protect(void *cached, size_t bytes, int prot)
{
	memory_protect_alias((uintptr_t)cached, bytes, prot);
	memory_protect_alias((uintptr_t)sys_cache_uncached_ptr_get(cached), bytes, prot);
}
