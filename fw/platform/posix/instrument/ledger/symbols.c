/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Names of return addresses, from the program's own debug information, each looked up once. Inlined functions are
 * frames like others. Nothing here depends on where the program was loaded, so equal runs give equal texts.
 */
#include <dwarf.h>
#include <fcntl.h>
#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <dw/dw_library.h>

#include <platform/library.h>
#include <program_path.h>

#include "memory/library_memory.h"

#include "ledger.h"

#define MAX_INLINED 8
#define BUCKETS     256

struct symbol {
	struct symbol *next;
	uintptr_t address;
	unsigned int num_lines;
	bool plumbing[MAX_INLINED];
	char lines[MAX_INLINED][ADSP_LEDGER_SYMBOL]; /* innermost first */
};

static struct symbol *symbols[BUCKETS];
static const struct dw_library *dw;
static Dwfl *dwfl;

static void forget_symbols(void);

/* ---- the program ---- */

static int no_separate_debuginfo(Dwfl_Module *module, void **userdata, const char *name,
				 Dwarf_Addr base, const char *file, const char *link, GElf_Word crc,
				 char **out)
{
	return -1;
}

static int first_object(struct dl_phdr_info *info, size_t size, void *bias)
{
	*(uintptr_t *)bias = info->dlpi_addr;
	return 1;
}

/* Each at the place where the firmware has put it. */
static void report_libraries(Dwfl *program)
{
	uintptr_t start = 0;
	const char *path;

	for (uint32_t id = 1; id <= PLATFORM_LIBRARIES; id++) {
		path = library_memory_path(id, &start);
		if (path)
			dw->dwfl_report_elf(program, path, path, -1, start, false);
	}
}

static Dwfl *open_program(void)
{
	static const Dwfl_Callbacks callbacks = { .find_debuginfo = no_separate_debuginfo };
	char path[PATH_MAX];
	uintptr_t bias = 0;
	const char *why;
	Dwfl *program;
	int fd;

	dw = dw_library(&why);
	if (!dw || program_path(path))
		return NULL;
	fd = open(path, O_RDONLY | O_CLOEXEC);
	program = fd < 0 ? NULL : dw->dwfl_begin(&callbacks);
	if (!program) {
		if (fd >= 0)
			close(fd);
		return NULL;
	}
	dl_iterate_phdr(first_object, &bias);
	dw->dwfl_report_begin(program);
	if (!dw->dwfl_report_elf(program, "program", path, fd, bias, true))
		close(fd); /* else it belongs to the library */
	report_libraries(program);
	dw->dwfl_report_end(program, NULL, NULL);
	return program;
}

/* ---- names ---- */

/*
 * What everybody allocates through, whoever wrote it: where it was called from says more. By file for the sake of
 * helper functions with names of their own.
 */
static bool is_plumbing(const char *function, const char *file)
{
	static const char *const files[] = {
		"alloc.c",
		"ctx_alloc.c",
		"fast_get.c",
		"fast-get.c",
		"k_heap.c",
		"mem_domain.c",
		"module_resources.c",
		"objpool.c",
		"object.c",
		"process_child.c",
		"stack.c",
		"syscall.c",
		"userspace_helper.h",
		"vpage.c",
		"vregion.c",
		"vregion_late.c",
	};
	const char *slash = file ? strrchr(file, '/') : NULL;
	size_t i;

	if (!strncmp(function, "__wrap_", 7) || !strncmp(function, "ledger_", 7))
		return true;
	for (i = 0; slash && i < sizeof(files) / sizeof(files[0]); i++) {
		if (!strcmp(slash + 1, files[i]))
			return true;
	}
	return false;
}

static const char *relative(const char *file)
{
	static const char root[] = ADSP_SOURCE_DIR "/";

	return strncmp(file, root, sizeof(root) - 1) ? file : file + sizeof(root) - 1;
}

static void add_line(struct symbol *symbol, const char *function, const char *file, int line)
{
	unsigned int n = symbol->num_lines;
	int used;

	if (n == MAX_INLINED)
		return;
	used = snprintf(symbol->lines[n], sizeof(symbol->lines[n]), "%s",
			function ? function : "?");
	if (file && used > 0 && (size_t)used < sizeof(symbol->lines[n]))
		snprintf(symbol->lines[n] + used, sizeof(symbol->lines[n]) - (size_t)used,
			 " (%s:%d)", relative(file), line);
	symbol->plumbing[n] = function && is_plumbing(function, file);
	symbol->num_lines++;
}

static const char *die_name(Dwarf_Die *die)
{
	Dwarf_Attribute attr;

	return dw->dwarf_formstring(dw->dwarf_attr_integrate(die, DW_AT_name, &attr));
}

/* Where an inlined function was called. */
static void call_site(Dwarf_Die *die, const char **file, int *line)
{
	Dwarf_Attribute attr;
	Dwarf_Word value;
	Dwarf_Die cu;
	Dwarf_Files *files;
	size_t n;

	*file = NULL;
	if (dw->dwarf_formudata(dw->dwarf_attr(die, DW_AT_call_line, &attr), &value))
		return;
	*line = (int)value;
	if (dw->dwarf_formudata(dw->dwarf_attr(die, DW_AT_call_file, &attr), &value) ||
	    !dw->dwarf_diecu(die, &cu, NULL, NULL) || dw->dwarf_getsrcfiles(&cu, &files, &n) ||
	    value >= n)
		return;
	*file = dw->dwarf_filesrc(files, value, NULL, NULL);
}

/* The unit that holds the address. Not every compiler writes an index of them. */
static Dwarf_Die *unit_of(Dwfl_Module *module, Dwarf_Addr pc, Dwarf_Addr *bias)
{
	Dwarf_Die *cu = dw->dwfl_module_addrdie(module, pc, bias);

	if (cu)
		return cu;
	while ((cu = dw->dwfl_module_nextcu(module, cu, bias))) {
		if (dw->dwarf_haspc(cu, pc - *bias) > 0)
			return cu;
	}
	return NULL;
}

/* Compilers write line 0 for code that stands nowhere, the call that tells of a stack overrun: then of the code before it. */
static Dwarf_Line *row_of(Dwarf_Die *cu, Dwarf_Addr addr)
{
	Dwarf_Line *row;
	int line;

	while ((row = dw->dwarf_getsrc_die(cu, addr)) && !dw->dwarf_lineno(row, &line) && !line &&
	       !dw->dwarf_lineaddr(row, &addr))
		addr--;
	return row;
}

/* All functions that the address is in, inlined ones first. */
static void add_functions(struct symbol *symbol, Dwfl_Module *module, Dwarf_Addr pc)
{
	Dwarf_Die *scopes = NULL, *chain = NULL;
	Dwarf_Addr bias = 0;
	Dwarf_Die *cu = unit_of(module, pc, &bias);
	Dwarf_Line *at = cu ? row_of(cu, pc - bias) : NULL;
	int line = 0, i, num, num_chain;
	const char *file = at ? dw->dwarf_linesrc(at, NULL, NULL) : NULL;

	if (at)
		dw->dwarf_lineno(at, &line);
	num = cu ? dw->dwarf_getscopes(cu, pc - bias, &scopes) : 0;
	for (i = 0; i < num; i++) {
		int tag = dw->dwarf_tag(&scopes[i]);

		if (tag == DW_TAG_inlined_subroutine || tag == DW_TAG_subprogram)
			break;
	}
	num_chain = i < num ? dw->dwarf_getscopes_die(&scopes[i], &chain) : 0;
	for (i = 0; i < num_chain; i++) {
		int tag = dw->dwarf_tag(&chain[i]);

		if (tag == DW_TAG_subprogram || tag == DW_TAG_inlined_subroutine)
			add_line(symbol, die_name(&chain[i]), file, line);
		if (tag == DW_TAG_subprogram)
			break;
		if (tag == DW_TAG_inlined_subroutine)
			call_site(&chain[i], &file, &line);
	}
	free(scopes);
	free(chain);
	if (!symbol->num_lines)
		add_line(symbol, dw->dwfl_module_addrname(module, pc), file, line);
}

/* What was looked up may mean something else now. */
static void follow_libraries(void)
{
	static unsigned int generation;

	if (generation == library_memory_generation())
		return;
	generation = library_memory_generation();
	forget_symbols();
}

static const struct symbol *look_up(uintptr_t address)
{
	struct symbol **bucket = &symbols[address / 4 % BUCKETS];
	struct symbol *symbol;
	Dwfl_Module *module;

	follow_libraries();
	for (symbol = *bucket; symbol; symbol = symbol->next) {
		if (symbol->address == address)
			return symbol;
	}
	if (!dwfl)
		dwfl = open_program();
	symbol = ledger_memory(sizeof(*symbol));
	symbol->address = address;
	symbol->next = *bucket;
	*bucket = symbol;
	/* the call is before the address where it returns to */
	module = dwfl ? dw->dwfl_addrmodule(dwfl, address - 1) : NULL;
	if (module)
		add_functions(symbol, module, address - 1);
	else
		add_line(symbol, dw ? NULL : "an unknown place, as libdw.so.1 cannot be loaded",
			 NULL, 0);
	return symbol;
}

/* ---- outside ---- */

void adsp_ledger_site(const struct adsp_ledger_event *event, char *out, size_t size)
{
	const char *first = "an unknown place";
	unsigned int frame, line;

	for (frame = 0; frame < ADSP_LEDGER_FRAMES && event->frame[frame]; frame++) {
		const struct symbol *symbol = look_up(event->frame[frame]);

		if (!frame)
			first = symbol->lines[0];
		for (line = 0; line < symbol->num_lines; line++) {
			if (!symbol->plumbing[line]) {
				snprintf(out, size, "%s", symbol->lines[line]);
				return;
			}
		}
	}
	snprintf(out, size, "%s", first);
}

size_t adsp_ledger_stack(const struct adsp_ledger_event *event, char (*out)[ADSP_LEDGER_SYMBOL],
			 size_t max)
{
	unsigned int frame, line;
	size_t n = 0;

	for (frame = 0; frame < ADSP_LEDGER_FRAMES && event->frame[frame]; frame++) {
		const struct symbol *symbol = look_up(event->frame[frame]);

		for (line = 0; line < symbol->num_lines; line++, n++) {
			if (n < max)
				memcpy(out[n], symbol->lines[line], ADSP_LEDGER_SYMBOL);
		}
	}
	return n;
}

void ledger_symbols_close(void)
{
	if (dwfl)
		dw->dwfl_end(dwfl);
	dwfl = NULL;
}

__attribute__((destructor)) static void forget_symbols(void)
{
	unsigned int i;

	for (i = 0; i < BUCKETS; i++) {
		while (symbols[i]) {
			struct symbol *next = symbols[i]->next;

			free(symbols[i]);
			symbols[i] = next;
		}
	}
	ledger_symbols_close();
}
