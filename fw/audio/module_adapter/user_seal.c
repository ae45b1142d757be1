/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Comparing field by field would take longer than the switch to user mode, so neighbours that are always sealed are
 * joined to runs once, at boot. Padding belongs to no field: it may hold anything.
 */
#include <errno.h>
#include <string.h>
#include <rtos/alloc.h>
#include <sof/audio/ring_buffer.h>
#include <sof/common.h>
#include <sof/lib/vregion.h>

#include "user_seal_fields.h"

#ifdef CONFIG_SOF_USERSPACE_APPLICATION

struct run {
	uint16_t offset;
	uint16_t size;
	uint32_t open;                  /* of the one field that it is; 0: always sealed */
	const struct seal_field *field; /* the first */
};

static struct run runs[USER_SEAL_TYPES][SEAL_MAX_FIELDS];
static unsigned int num_runs[USER_SEAL_TYPES];
static bool has_open[USER_SEAL_TYPES];

struct user_seal {
	struct list_item list;
	enum user_seal_type type;
	char edge;
	uint32_t pin;
	uint8_t *live;
	/* blocks of the interim part that nobody had written past when they were sealed; NULL: none */
	const void *block; /* the structure */
	const void *data;  /* of a ring */
	uint8_t copy[] __attribute__((aligned(8)));
};

void user_seal_init(void)
{
	for (unsigned int type = 0; type < USER_SEAL_TYPES; type++) {
		const struct seal_kind *kind = &seal_kinds[type];
		struct run *run = NULL;
		unsigned int n = 0;

		has_open[type] = false;
		for (unsigned int i = 0; i < kind->num_fields; i++) {
			const struct seal_field *field = &kind->fields[i];

			has_open[type] = has_open[type] || field->open;
			if (run && !run->open && !field->open &&
			    run->offset + run->size == field->offset) {
				run->size = (uint16_t)(run->size + field->size);
				continue;
			}
			run = &runs[type][n++];
			*run = (struct run){ field->offset, field->size, field->open, field };
		}
		num_runs[type] = n;
	}
}

/* ---- the list ---- */

void user_seals_init(struct user_seals *seals, struct vregion *vreg)
{
	list_init(&seals->list);
	seals->vreg = vreg;
	seals->taken = false;
}

static struct user_seal *seal_at(struct list_item *pos)
{
	return list_item(pos, struct user_seal, list);
}

static void seal_free(struct user_seal *seal)
{
	list_item_del(&seal->list);
	rfree(seal);
}

void user_seals_free(struct user_seals *seals)
{
	struct list_item *pos, *next;

	list_for_item_safe(pos, next, &seals->list)
		seal_free(seal_at(pos));
}

static const void *good_block(const struct user_seals *seals, const void *block)
{
	return vregion_block_is_good(seals->vreg, block) ? block : NULL;
}

int user_seal_add(struct user_seals *seals, enum user_seal_type type, void *structure, char edge,
		  uint32_t pin)
{
	struct user_seal *seal =
		rzalloc(SOF_MEM_FLAG_KERNEL, sizeof(*seal) + seal_kinds[type].size);

	if (!seal)
		return -ENOMEM;
	seal->type = type;
	seal->edge = edge;
	seal->pin = pin;
	seal->live = structure;
	seal->block = good_block(seals, structure);
	if (type == USER_SEAL_INPUT_RING || type == USER_SEAL_OUTPUT_RING)
		seal->data = good_block(seals, ((struct ring_buffer *)structure)->data);
	list_item_append(&seal->list, &seals->list);
	return 0;
}

void user_seal_remove(struct user_seals *seals, const void *structure)
{
	struct list_item *pos;

	list_for_item(pos, &seals->list) {
		if (seal_at(pos)->live == structure) {
			seal_free(seal_at(pos));
			return;
		}
	}
}

/* ---- comparing ---- */

/* What has not changed is good, whatever it is: the kernel has put it there. */
static bool run_is_good(const struct user_seal *seal, const struct run *run, uint32_t doing)
{
	const bool is_open = run->open & doing;

	if (is_open && !run->field->is_good)
		return true;
	return !memcmp(seal->live + run->offset, seal->copy + run->offset, run->size) ||
	       (is_open && run->field->is_good(seal->copy, seal->live));
}

/* The field around an offset. */
static const struct seal_field *field_at(const struct seal_kind *kind, uint32_t offset)
{
	const struct seal_field *field = kind->fields;

	for (unsigned int i = 1; i < kind->num_fields && kind->fields[i].offset <= offset; i++)
		field = &kind->fields[i];
	return field;
}

static uint64_t value(const uint8_t *at, size_t bytes)
{
	uint64_t word = 0;

	memcpy(&word, at, bytes); /* the DSP and the machine are little-endian */
	return word;
}

/* The first word of the run that is not as it was. */
static void describe(const struct user_seal *seal, const struct run *run,
		     struct user_seal_break *broken)
{
	const struct seal_kind *kind = &seal_kinds[seal->type];
	const struct seal_field *field;
	uint32_t at = run->offset, bytes;

	while (at < run->offset + run->size - 1u && seal->live[at] == seal->copy[at])
		at++;
	field = field_at(kind, at);
	bytes = MIN((uint32_t)field->size, (uint32_t)sizeof(uint64_t));
	at -= (at - field->offset) % bytes;
	bytes = MIN(bytes, (uint32_t)field->offset + field->size - at);
	*broken = (struct user_seal_break){
		.structure = kind->name,
		.field = field->name,
		.edge = seal->edge,
		.pin = seal->pin,
		.offset = at,
		.was = value(seal->copy + at, bytes),
		.is = value(seal->live + at, bytes),
	};
}

static bool fields_are_good(const struct user_seal *seal, uint32_t doing,
			    struct user_seal_break *broken)
{
	if (!has_open[seal->type] &&
	    likely(!memcmp(seal->live, seal->copy, seal_kinds[seal->type].size)))
		return true;
	for (unsigned int i = 0; i < num_runs[seal->type]; i++) {
		const struct run *run = &runs[seal->type][i];

		if (unlikely(!run_is_good(seal, run, doing))) {
			describe(seal, run, broken);
			return false;
		}
	}
	return true;
}

/* ---- what stands behind ---- */

static bool blocks_are_good(const struct user_seals *seals, const struct user_seal *seal,
			    struct user_seal_break *broken)
{
	const bool data_is_good = !seal->data || vregion_block_is_good(seals->vreg, seal->data);

	if (likely(data_is_good &&
		   (!seal->block || vregion_block_is_good(seals->vreg, seal->block))))
		return true;
	*broken = (struct user_seal_break){
		.structure = seal_kinds[seal->type].name,
		.field = data_is_good ? NULL : "data",
		.written_past = true,
		.edge = seal->edge,
		.pin = seal->pin,
	};
	return false;
}

/* ---- verbs ---- */

void user_seals_take(struct user_seals *seals)
{
	struct list_item *pos;

	list_for_item(pos, &seals->list) {
		struct user_seal *seal = seal_at(pos);

		memcpy(seal->copy, seal->live, seal_kinds[seal->type].size);
	}
	seals->taken = true;
}

bool user_seals_check(const struct user_seals *seals, uint32_t doing,
		      struct user_seal_break *broken)
{
	struct list_item *pos;

	if (!seals->taken)
		return true;
	list_for_item(pos, &seals->list) {
		const struct user_seal *seal = seal_at(pos);

		if (!fields_are_good(seal, doing, broken) || !blocks_are_good(seals, seal, broken))
			return false;
	}
	return true;
}

void user_seals_lift(struct user_seals *seals)
{
	seals->taken = false;
}

void user_seals_restore(struct user_seals *seals, uint32_t doing)
{
	struct list_item *pos;

	if (!seals->taken)
		return;
	list_for_item(pos, &seals->list) {
		struct user_seal *seal = seal_at(pos);

		for (unsigned int i = 0; i < num_runs[seal->type]; i++) {
			const struct run *run = &runs[seal->type][i];

			if (!run_is_good(seal, run, doing))
				memcpy(seal->live + run->offset, seal->copy + run->offset,
				       run->size);
		}
	}
	seals->taken = false;
}

#endif
