/* SPDX-License-Identifier: BSD-3-Clause */
/* The image comes from outside: each count, offset and index is checked before it is used. */
#include <errno.h>
#include <string.h>
#include <sof/common.h>
#include <sof/lib/library.h>
#include <zephyr/logging/log.h>

#include "library_elf.h"

LOG_MODULE_REGISTER(loader);

#ifdef __x86_64__
#define OWN_MACHINE "x86-64"
enum {
	MACHINE = 62,
	REL_ABSOLUTE = 1,
	REL_GLOBAL = 6,
	REL_JUMP = 7,
	REL_RELATIVE = 8
};
#else
#define OWN_MACHINE "64-bit ARM"
enum {
	MACHINE = 183,
	REL_ABSOLUTE = 257,
	REL_GLOBAL = 1025,
	REL_JUMP = 1026,
	REL_RELATIVE = 1027
};
#endif

enum {
	TYPE_SHARED = 3,
	MAX_SEGMENTS = 16,
	SYMBOL_WEAK = 2
};
enum {
	SEGMENT_LOAD = 1,
	SEGMENT_DYNAMIC = 2,
	SEGMENT_TLS = 7,
	SEGMENT_RELRO = 0x6474e552
};
enum {
	FLAG_WRITE = 2
};
enum {
	TAG_NEEDED = 1,
	TAG_PLTRELSZ = 2,
	TAG_HASH = 4,
	TAG_STRTAB = 5,
	TAG_SYMTAB = 6,
	TAG_RELA = 7,
	TAG_RELASZ = 8,
	TAG_STRSZ = 10,
	TAG_INIT = 12,
	TAG_TEXTREL = 22,
	TAG_JMPREL = 23,
	TAG_INIT_ARRAY = 25,
	TAGS = 32,
};

static int refuse(const struct elf_object *object, const char *why)
{
	LOG_ERR("library %u: %s", object->id, why);
	return -ENOEXEC;
}

static bool is_inside(const struct elf_object *object, uint64_t at, uint64_t bytes)
{
	return at <= object->bytes && bytes <= object->bytes - at;
}

/* ---- segments ---- */

static int check_header(const struct elf_object *object, const struct elf_header *h, size_t bytes)
{
	static const uint8_t ident[] = { 0x7F, 'E', 'L', 'F', 2, 1, 1 };

	if (bytes < sizeof(*h) || memcmp(h->ident, ident, sizeof(ident)) != 0)
		return refuse(object, "the image is no 64-bit ELF file");
	if (h->machine != MACHINE) {
		LOG_ERR("library %u: is for machine %u, this firmware is for %s (%u)", object->id,
			h->machine, OWN_MACHINE, MACHINE);
		return -ENOEXEC;
	}
	if (h->type != TYPE_SHARED || h->phentsize != sizeof(struct elf_segment) ||
	    h->phnum > MAX_SEGMENTS || h->phoff > bytes || h->phoff % 8 ||
	    h->phnum * sizeof(struct elf_segment) > bytes - h->phoff)
		return refuse(object, "the image is no shared object");
	return 0;
}

static int place_segment(struct elf_object *object, const struct elf_segment *s,
			 const uint8_t *image, size_t bytes)
{
	if (s->offset > bytes || s->filesz > bytes - s->offset || s->memsz < s->filesz)
		return refuse(object, "a segment reaches beyond the image");
	if (s->vaddr > object->room || s->memsz > object->room - s->vaddr) {
		LOG_ERR("library %u: 0x%llx bytes at 0x%llx, there is room for 0x%zx", object->id,
			(unsigned long long)s->memsz, (unsigned long long)s->vaddr, object->room);
		return -ENOEXEC;
	}
	memcpy(object->base + s->vaddr, image + s->offset, s->filesz);
	object->bytes = MAX(object->bytes, (size_t)(s->vaddr + s->memsz));
	if (!(s->flags & FLAG_WRITE))
		object->read_only = MAX(object->read_only, (size_t)(s->vaddr + s->memsz));
	return 0;
}

/* ---- the dynamic section ---- */

static int check_tags(const struct elf_object *object, const uint64_t *tags)
{
	if (tags[TAG_NEEDED])
		return refuse(object, "needs a shared library");
	if (tags[TAG_TEXTREL])
		return refuse(object, "was not compiled position-independent");
	if (tags[TAG_INIT] || tags[TAG_INIT_ARRAY])
		return refuse(object, "has constructors");
	if (!tags[TAG_HASH] || !tags[TAG_SYMTAB] || !tags[TAG_STRTAB])
		return refuse(object, "has no table of names");
	return 0;
}

static int read_tables(struct elf_object *object, const uint64_t *tags)
{
	const uint64_t starts[] = { tags[TAG_RELA], tags[TAG_JMPREL] };
	const uint64_t sizes[] = { tags[TAG_RELASZ], tags[TAG_PLTRELSZ] };
	uint32_t hash[2]; /* buckets, symbols */

	if (!is_inside(object, tags[TAG_HASH], sizeof(hash)))
		return refuse(object, "a table is outside");
	memcpy(hash, object->base + tags[TAG_HASH], sizeof(hash));
	if (tags[TAG_SYMTAB] % 8 ||
	    !is_inside(object, tags[TAG_SYMTAB], hash[1] * sizeof(struct elf_symbol)) ||
	    !tags[TAG_STRSZ] || !is_inside(object, tags[TAG_STRTAB], tags[TAG_STRSZ]))
		return refuse(object, "a table is outside");
	object->symbols = (const struct elf_symbol *)(object->base + tags[TAG_SYMTAB]);
	object->num_symbols = hash[1];
	object->names = (const char *)object->base + tags[TAG_STRTAB];
	object->names_bytes = tags[TAG_STRSZ];
	if (object->names[object->names_bytes - 1])
		return refuse(object, "its names do not end");
	for (size_t i = 0; i < ARRAY_SIZE(starts); i++) {
		if (starts[i] % 8 || !is_inside(object, starts[i], sizes[i]))
			return refuse(object, "a table is outside");
		object->relocations[i] = (const struct elf_rela *)(object->base + starts[i]);
		object->num_relocations[i] = sizes[i] / sizeof(struct elf_rela);
	}
	return 0;
}

static int read_dynamic(struct elf_object *object, const struct elf_segment *s)
{
	uint64_t tags[TAGS] = { 0 };
	int ret;

	if (s->vaddr % 8 || !is_inside(object, s->vaddr, s->memsz))
		return refuse(object, "a table is outside");
	for (uint64_t at = 0; at + sizeof(struct elf_dynamic) <= s->memsz;
	     at += sizeof(struct elf_dynamic)) {
		const struct elf_dynamic *d =
			(const struct elf_dynamic *)(object->base + s->vaddr + at);

		if (!d->tag)
			break;
		if (d->tag > 0 && d->tag < TAGS)
			tags[d->tag] = d->value ? d->value : 1;
	}
	ret = check_tags(object, tags);
	return ret < 0 ? ret : read_tables(object, tags);
}

int elf_place(struct elf_object *object, const void *image, size_t bytes)
{
	const struct elf_header *h = image;
	const struct elf_segment *s, *dynamic = NULL;
	int ret = check_header(object, h, bytes);

	if (ret < 0)
		return ret;
	s = (const struct elf_segment *)((const uint8_t *)image + h->phoff);
	for (unsigned int i = 0; i < h->phnum; i++, s++) {
		if (s->type == SEGMENT_LOAD)
			ret = place_segment(object, s, image, bytes);
		else if (s->type == SEGMENT_DYNAMIC)
			dynamic = s;
		else if (s->type == SEGMENT_TLS)
			ret = refuse(object, "has variables of a thread");
		else if (s->type == SEGMENT_RELRO && s->vaddr <= object->room &&
			 s->memsz <= object->room - s->vaddr)
			object->read_only = MAX(object->read_only, (size_t)(s->vaddr + s->memsz));
		if (ret < 0)
			return ret;
	}
	/* the rest of the last page is nobody's: variables begin on a page of their own */
	object->read_only = MIN(ROUND_UP(object->read_only, (size_t)CONFIG_MM_DRV_PAGE_SIZE),
				ROUND_UP(object->bytes, (size_t)CONFIG_MM_DRV_PAGE_SIZE));
	return dynamic ? read_dynamic(object, dynamic) : refuse(object, "has no dynamic section");
}

/* ---- names and addresses ---- */

static const char *name_of(const struct elf_object *object, const struct elf_symbol *symbol)
{
	return symbol->name < object->names_bytes ? object->names + symbol->name : "";
}

void *elf_find(const struct elf_object *object, const char *name, size_t bytes)
{
	for (uint32_t i = 1; i < object->num_symbols; i++) {
		const struct elf_symbol *symbol = &object->symbols[i];

		if (symbol->section && !strcmp(name_of(object, symbol), name) &&
		    is_inside(object, symbol->value, bytes) && symbol->value % 8 == 0)
			return object->base + symbol->value;
	}
	return NULL;
}

/* @return 0, -ENOENT */
static int address_of(const struct elf_object *object, uint32_t index, uint64_t *address)
{
	const struct elf_symbol *symbol = &object->symbols[index];

	if (symbol->section) {
		*address = (uintptr_t)object->base + symbol->value;
		return 0;
	}
	*address = (uintptr_t)library_export(name_of(object, symbol));
	if (*address || symbol->info >> 4 == SYMBOL_WEAK)
		return 0;
	LOG_ERR("library %u: the firmware does not offer %s()", object->id,
		name_of(object, symbol));
	return -ENOENT;
}

static int relocate(const struct elf_object *object, const struct elf_rela *rela)
{
	const uint32_t type = (uint32_t)rela->info, index = (uint32_t)(rela->info >> 32);
	uint64_t value = (uintptr_t)object->base;
	int ret;

	if (!is_inside(object, rela->offset, sizeof(value)) || index >= object->num_symbols)
		return refuse(object, "a relocation is outside");
	switch (type) {
	case REL_RELATIVE:
		break;
	case REL_ABSOLUTE:
	case REL_GLOBAL:
	case REL_JUMP:
		ret = address_of(object, index, &value);
		if (ret < 0)
			return ret;
		break;
	default:
		LOG_ERR("library %u: relocation of type %u", object->id, type);
		return -ENOEXEC;
	}
	value += (uint64_t)rela->addend;
	memcpy(object->base + rela->offset, &value, sizeof(value));
	return 0;
}

int elf_relocate(const struct elf_object *object)
{
	for (size_t t = 0; t < ARRAY_SIZE(object->relocations); t++) {
		for (size_t i = 0; i < object->num_relocations[t]; i++) {
			/* a copy: what is relocated may be the table itself */
			const struct elf_rela rela = object->relocations[t][i];
			int ret = relocate(object, &rela);

			if (ret < 0)
				return ret;
		}
	}
	return 0;
}
