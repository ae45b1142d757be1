/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The topology's controls as ALSA control elements: what a sound card would tell a mixer program about them.
 * Element k describes controls[k] of the topology, which must outlive the table.
 */
#ifndef CONTROL_DESCRIBE_H
#define CONTROL_DESCRIBE_H

#include <topology/tplg.h>

#include "element.h"

/** Describe all controls of @tplg. @return 0 with a table for control_elements_free(), or -ENOMEM */
int control_elements_make(const struct tplg *tplg, struct control_elements *elements);

/** Free the table. One that is all 0 is fine. */
void control_elements_free(struct control_elements *elements);

/** Name of an item of an enumerated element. @return NULL: it has no such item */
const char *control_elements_item(const struct control_elements *elements, size_t element,
				  unsigned int item);

#endif
