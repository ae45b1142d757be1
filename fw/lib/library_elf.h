/* SPDX-License-Identifier: BSD-3-Clause */
/* Layout of 64-bit ELF shared objects, as far as a library needs it, and relocation. */
#ifndef LIBRARY_ELF_H
#define LIBRARY_ELF_H

#include <stddef.h>
#include <stdint.h>

struct elf_header {
	uint8_t ident[16];
	uint16_t type, machine;
	uint32_t version;
	uint64_t entry, phoff, shoff;
	uint32_t flags;
	uint16_t ehsize, phentsize, phnum, shentsize, shnum, shstrndx;
};

struct elf_segment {
	uint32_t type, flags;
	uint64_t offset, vaddr, paddr, filesz, memsz, align;
};

struct elf_symbol {
	uint32_t name;
	uint8_t info, other;
	uint16_t section;
	uint64_t value, size;
};

struct elf_rela {
	uint64_t offset, info;
	int64_t addend;
};

struct elf_dynamic {
	int64_t tag;
	uint64_t value;
};

/* An object as it stands in its slot. Everything below has been checked to be inside. */
struct elf_object {
	uint32_t id; /* of the library, for messages */
	uint8_t *base;
	size_t room;      /* of the slot */
	size_t bytes;     /* of it, in use */
	size_t read_only; /* of these, whole pages from the start */
	const struct elf_symbol *symbols;
	uint32_t num_symbols;
	const char *names;
	size_t names_bytes;
	const struct elf_rela *relocations[2];
	size_t num_relocations[2];
};

/** Copy an image into its slot. @return 0, -ENOEXEC (logged) */
int elf_place(struct elf_object *object, const void *image, size_t bytes);

/** Fill in addresses of its own names and of those of the firmware. @return 0; -ENOEXEC, -ENOENT (logged) */
int elf_relocate(const struct elf_object *object);

/** A defined name with so many bytes. @return NULL */
void *elf_find(const struct elf_object *object, const char *name, size_t bytes);

#endif
