/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Seals: structures that the kernel follows and a user module could write to, because they stand in its region.
 *
 * When the module's thread goes to user mode the kernel keeps a copy of each (user_seals_take()), in its own memory.
 * When the thread comes back each is compared with its copy (user_seals_check()). What the module has to write is open,
 * within limits; anything else must be as it was. When the thread dies everything is put back (user_seals_restore()),
 * so that taking the module down follows no pointer of its making. Between the two the kernel changes the structures
 * as it likes: the next copy is made at the next switch to user mode.
 *
 * What the kernel reads of a region, and why no value in it does harm:
 *
 *   processing_module, comp_dev,	sealed, see user_seal_fields.c
 *   comp_buffer, ring_buffer
 *   ring data, fast_get copies		samples and bytes: copied, never followed. That nobody has written past a ring's
 *					data is checked with the seal of the ring
 *   struct module_request		two result words, bounded where they are used; the arguments are copied in anew
 *					for each request
 *   input_pins, output_pins		sizes and formats, checked at each use; their number and place are sealed
 *   private data, blobs, cfg.data	never read
 *   tracked allocations		never read: their containers, sizes and kinds stand in kernel memory, and so do the
 *					books of the interim part's heap. The bytes behind a block are checked when it goes
 *					back; a block that was written past goes with its region
 *   struct vregion, mod_alloc_ctx,	do not stand in a region
 *   DP task, domain, stack
 */
#ifndef SOF_AUDIO_USER_SEAL_H
#define SOF_AUDIO_USER_SEAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sof/audio/module_adapter/module_call.h>
#include <sof/list.h>

struct vregion;

enum user_seal_type {
	USER_SEAL_MODULE,      /* struct processing_module */
	USER_SEAL_COMPONENT,   /* struct comp_dev */
	USER_SEAL_BUFFER,      /* struct comp_buffer */
	USER_SEAL_INPUT_RING,  /* struct ring_buffer that the module reads */
	USER_SEAL_OUTPUT_RING, /* ... that it writes */
	USER_SEAL_TYPES,
};

/* What a module is doing, as bits: a module operation, or one of these. 0: nothing. */
#define USER_SEAL_OP(op) (1u << (op))
#define USER_SEAL_READY  USER_SEAL_OP(MODULE_OPS)
#define USER_SEAL_JOB    USER_SEAL_OP(MODULE_OPS + 1)
#define USER_SEAL_ALWAYS UINT32_MAX

/** All seals of one module. */
struct user_seals {
	struct list_item list;
	struct vregion *vreg; /* where the structures stand */
	bool taken; /* the copies are valid: the thread is in user mode, or in a call from there */
};

/** A broken seal. */
struct user_seal_break {
	const char *structure;
	const char *field; /* NULL: of written_past, the structure itself */
	bool written_past; /* the bytes behind it were overwritten: neither offset nor values */
	char edge;         /* 'i' input, 'o' output, 0: the module's own */
	uint32_t pin;
	uint32_t offset; /* in the structure, of the first word that has changed */
	uint64_t was, is;
};

/** Called once at boot. */
void user_seal_init(void);

void user_seals_init(struct user_seals *seals, struct vregion *vreg);

/** Forget them all; the structures may be gone. */
void user_seals_free(struct user_seals *seals);

/**
 * Seal a structure from the next switch to user mode on.
 * @param pin	of a ring or buffer: input pin of a reader, output pin of a writer; for messages
 * @return 0, -ENOMEM
 */
int user_seal_add(struct user_seals *seals, enum user_seal_type type, void *structure, char edge,
		  uint32_t pin);

/** Before the structure goes. No-op when it is not sealed. */
void user_seal_remove(struct user_seals *seals, const void *structure);

/** The thread goes to user mode. */
void user_seals_take(struct user_seals *seals);

/**
 * The thread has come back. Nothing is taken: nothing is wrong. Changes nothing, so that the kernel is as it was when
 * the thread dies for what is found.
 * @param doing	USER_SEAL_*: what it did
 * @return false: broken says what is wrong
 */
bool user_seals_check(const struct user_seals *seals, uint32_t doing,
		      struct user_seal_break *broken);

/** All is well, and the thread waits in the kernel: the copies are out of date from now on. */
void user_seals_lift(struct user_seals *seals);

/** The thread is dead: what it must not have written is as it was. No-op when nothing is taken. */
void user_seals_restore(struct user_seals *seals, uint32_t doing);

#endif
