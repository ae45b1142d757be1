/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The functions of libdw, which is loaded when somebody asks for them: few runs name a place in the source, and its
 * libraries are five of those that a start of the program would wait for.
 */
#ifndef DW_LIBRARY_H
#define DW_LIBRARY_H

#include <elfutils/libdw.h>
#include <elfutils/libdwfl.h>

#define DW_FUNCTIONS(_)         \
	_(dwarf_attr)           \
	_(dwarf_attr_integrate) \
	_(dwarf_diecu)          \
	_(dwarf_filesrc)        \
	_(dwarf_formstring)     \
	_(dwarf_formudata)      \
	_(dwarf_getscopes)      \
	_(dwarf_getscopes_die)  \
	_(dwarf_getsrc_die)     \
	_(dwarf_getsrcfiles)    \
	_(dwarf_haspc)          \
	_(dwarf_lineaddr)       \
	_(dwarf_lineno)         \
	_(dwarf_linesrc)        \
	_(dwarf_tag)            \
	_(dwfl_addrmodule)      \
	_(dwfl_begin)           \
	_(dwfl_end)             \
	_(dwfl_module_addrdie)  \
	_(dwfl_module_addrname) \
	_(dwfl_module_nextcu)   \
	_(dwfl_report_begin)    \
	_(dwfl_report_elf)      \
	_(dwfl_report_end)      \
	_(dwfl_version)

#define DW_POINTER(function) __typeof__(function) *function;

struct dw_library {
	DW_FUNCTIONS(DW_POINTER)
};

/** @param why set to what is wrong when it cannot be loaded, until the next call @return NULL: it cannot */
const struct dw_library *dw_library(const char **why);

#endif
