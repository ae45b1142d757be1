/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The topology's controls as ALSA control elements: what a sound card would tell a mixer program about them.
 * Element k describes controls[k] of the topology; its numid is k + 1.
 *
 * Ownership: a table owns its elements; they point into the topology, which must outlive it.
 */
#ifndef CONTROL_ELEMENT_H
#define CONTROL_ELEMENT_H

#include <stdbool.h>

#include <alsa/asoundlib.h>
#include <alsa/control_external.h>

#include <topology/tplg.h>

#define CONTROL_NO_ELEMENT   (-1)
#define CONTROL_DB_TLV_WORDS 4

struct control_element {
	const char *name;
	unsigned int index; /* number among the elements of this name, from 0 */
	snd_ctl_elem_type_t type;
	unsigned int access; /* SND_CTL_EXT_ACCESS_* */
	unsigned int count;  /* channels; bytes of a blob with its ABI header */
	long min, max;       /* integer and boolean */
	unsigned int num_items;
	char (*items)[TPLG_NAME_LEN]; /* enumerated */
	bool scale_set;
	unsigned int scale[CONTROL_DB_TLV_WORDS]; /* dB scale as TLV */
};

struct control_elements {
	size_t num;
	struct control_element *element;
};

/** Describe all controls of @tplg. @return 0 with a table for control_elements_free(), or -ENOMEM */
int control_elements_make(const struct tplg *tplg, struct control_elements *elements);

/** Free the table. One that is all 0 is fine. */
void control_elements_free(struct control_elements *elements);

/** Position of the element with this numid, or, if that is 0, interface, name and index; or CONTROL_NO_ELEMENT. */
int control_elements_find(const struct control_elements *elements, const snd_ctl_elem_id_t *id);

/** Fill in @id, numid included. */
void control_elements_id(const struct control_elements *elements, size_t element,
			 snd_ctl_elem_id_t *id);

#endif
