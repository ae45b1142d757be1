/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * ALSA control elements as a mixer program sees them, and what an external control plugin answers about them. The key of
 * an element is its position, its numid one more. Used by the program (ctl.h) and by the plugin of a card that runs
 * (plugins/ctl.c), which gets the elements by the live protocol.
 */
#ifndef CONTROL_ELEMENT_H
#define CONTROL_ELEMENT_H

#include <stddef.h>
#include <stdint.h>

#include <alsa/asoundlib.h>
#include <alsa/control_external.h>

#define CONTROL_NO_ELEMENT   (-1)
#define CONTROL_NAME_BYTES   64 /* NUL included */
#define CONTROL_DB_TLV_WORDS 4

/** An element. It stands so in packets of the live protocol. */
struct control_element {
	char name[CONTROL_NAME_BYTES];
	uint32_t index;                       /* number among the elements of this name, from 0 */
	uint32_t type;                        /* snd_ctl_elem_type_t */
	uint32_t access;                      /* SND_CTL_EXT_ACCESS_* */
	uint32_t count;                       /* channels; bytes of a blob with its ABI header */
	int32_t min, max;                     /* integer and boolean */
	uint32_t num_items;                   /* enumerated */
	uint32_t has_scale;                   /* 0, 1 */
	uint32_t scale[CONTROL_DB_TLV_WORDS]; /* dB scale as TLV */
};

struct tplg;

struct control_elements {
	size_t num;
	struct control_element *element;
	const struct tplg *tplg; /* what they were made of (describe.h); NULL in a plugin */
};

/** Position of the element with this numid, or, if that is 0, interface, name and index; or CONTROL_NO_ELEMENT. */
int control_elements_find(const struct control_elements *elements, const snd_ctl_elem_id_t *id);

/** Fill in @id, numid included. */
void control_elements_id(const struct control_elements *elements, size_t element,
			 snd_ctl_elem_id_t *id);

/* ---- an external control plugin ---- */

/** What the private data of the plugin begin with. */
struct control_plugin {
	snd_ctl_ext_t ext;
	const struct control_elements *elements;
};

/** The callbacks that answer from the table alone, in a snd_ctl_ext_callback_t. */
#define CONTROL_PLUGIN_CALLBACKS                                                     \
	.elem_count = control_plugin_count, .elem_list = control_plugin_list,        \
	.find_elem = control_plugin_find, .get_attribute = control_plugin_attribute, \
	.get_integer_info = control_plugin_range, .get_enumerated_info = control_plugin_items

int control_plugin_count(snd_ctl_ext_t *ext);
int control_plugin_list(snd_ctl_ext_t *ext, unsigned int offset, snd_ctl_elem_id_t *id);
snd_ctl_ext_key_t control_plugin_find(snd_ctl_ext_t *ext, const snd_ctl_elem_id_t *id);
int control_plugin_attribute(snd_ctl_ext_t *ext, snd_ctl_ext_key_t key, int *type,
			     unsigned int *access, unsigned int *count);
int control_plugin_range(snd_ctl_ext_t *ext, snd_ctl_ext_key_t key, long *min, long *max,
			 long *step);
int control_plugin_items(snd_ctl_ext_t *ext, snd_ctl_ext_key_t key, unsigned int *items);

/** Element of a key that control_plugin_find() has given. */
const struct control_element *control_plugin_element(snd_ctl_ext_t *ext, snd_ctl_ext_key_t key);

/** Read the dB scale. @return 0, -ENXIO it has none, -ENOMEM it does not fit into @bytes */
int control_element_read_scale(const struct control_element *element, unsigned int *tlv,
			       unsigned int bytes);

#endif
