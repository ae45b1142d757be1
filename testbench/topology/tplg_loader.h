/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Inside the loader: a cursor over the file, and what its parts share. Not for other folders.
 *
 * A file is a run of blocks, each a header and a payload; a payload is a run of objects, most of them
 * followed by private data, widgets also by controls. The cursor only moves forward by tplg_take(),
 * and never past `end`, which is the end of the current block: nothing else reads the file.
 *
 *   file:    [header|payload][header|payload]...            tplg_load.c
 *   payload: [widget|private data|control|private data...]  tplg_widget.c, tplg_control.c
 *            [pcm|private data] [link|private data]         tplg_pcm.c
 *            [route]                                        tplg_load.c
 *   private: [array header|elements][array header|elements] tplg_tokens.c
 */
#ifndef TOPOLOGY_TPLG_LOADER_H
#define TOPOLOGY_TPLG_LOADER_H

#include "topology/tplg.h"

/* The one constant that the topology ABI takes from the control ABI. */
#define SNDRV_CTL_ELEM_ID_NAME_MAXLEN TPLG_NAME_LEN
#include <alsa/sound/uapi/asoc.h>

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "topology files are read in place");
_Static_assert(sizeof(struct snd_soc_tplg_hdr) == 36, "topology ABI 5");
_Static_assert(sizeof(struct snd_soc_tplg_manifest) == 112, "topology ABI 5");
_Static_assert(sizeof(struct snd_soc_tplg_ctl_hdr) == 204, "topology ABI 5");
_Static_assert(sizeof(struct snd_soc_tplg_mixer_control) == 360, "topology ABI 5");
_Static_assert(sizeof(struct snd_soc_tplg_bytes_control) == 240, "topology ABI 5");
_Static_assert(sizeof(struct snd_soc_tplg_enum_control) == 1764, "topology ABI 5");
_Static_assert(sizeof(struct snd_soc_tplg_dapm_graph_elem) == 132, "topology ABI 5");
_Static_assert(sizeof(struct snd_soc_tplg_dapm_widget) == 132, "topology ABI 5");
_Static_assert(sizeof(struct snd_soc_tplg_pcm) == 912, "topology ABI 5");
_Static_assert(sizeof(struct snd_soc_tplg_link_config) == 1656, "topology ABI 5");

/* More of these than any sound file holds (seen: 77, 48, 9, 24); they bound the name searches. */
#define TPLG_MAX_WIDGETS 1024
#define TPLG_MAX_ROUTES  4096
#define TPLG_MAX_PCMS    256
#define TPLG_MAX_LINKS   256

/** A route before its names are resolved. */
struct tplg_raw_route {
	char source[TPLG_NAME_LEN];
	char sink[TPLG_NAME_LEN];
	uint32_t group;
	uint32_t offset;
};

struct tplg_loader {
	struct tplg *t;
	struct tplg_error *err;
	const char *path;
	const uint8_t *file;
	size_t pos;           /* next byte */
	size_t end;           /* of the current block */
	uint32_t block_index; /* index field of the current block */
	uint32_t num_raw_routes;
	struct tplg_raw_route *raw_routes;
};

/** Write the one-line error "PATH: offset 0xN: TEXT". Returns -EINVAL. */
int tplg_fail(struct tplg_loader *l, size_t offset, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/** Add the warning "PATH: TEXT". Returns 0 or -ENOMEM. */
int tplg_warn(struct tplg_loader *l, enum tplg_warning kind, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/** Write the error "PATH: out of memory". Returns -ENOMEM. */
int tplg_no_memory(struct tplg_loader *l);

/**
 * Append one zeroed element of @bytes to a growing array of *@count elements.
 * Returns it (until the next append), or NULL with the error written.
 */
void *tplg_append(struct tplg_loader *l, void *array, uint32_t *count, size_t bytes);

/** The next @bytes of the block, called @what in messages; the cursor moves past. NULL: it ends first. */
const void *tplg_take(struct tplg_loader *l, size_t bytes, const char *what);

/** An object's or array's own size field, at @offset, must say @expected. */
int tplg_expect_size(struct tplg_loader *l, size_t offset, const char *what, uint32_t size,
		     uint32_t expected);

/** Copy the name field @from, which lies in the file; @what has its article. -EINVAL unless terminated and printable. */
int tplg_copy_name(struct tplg_loader *l, const char *what, char to[TPLG_NAME_LEN],
		   const char *from);

/** Offset in the file of something that lies in it. */
static inline size_t tplg_offset(const struct tplg_loader *l, const void *in_file)
{
	return (size_t)((const uint8_t *)in_file - l->file);
}

/** One vendor array of private data. */
struct tplg_array {
	uint32_t type; /* SND_SOC_TPLG_TUPLE_TYPE_* */
	uint32_t num;
	const uint8_t *elems; /* in the file, @num elements of this type */
};

/** Private data under way. */
struct tplg_private {
	const uint8_t *next;
	size_t left;
};

/** Take the @bytes of private data that follow an object. 0 or -EINVAL. */
int tplg_take_private(struct tplg_loader *l, uint32_t bytes, struct tplg_private *priv);

/** Next array of @priv. Returns 1 with @array filled and its strings checked, 0 at the end, -EINVAL. */
int tplg_next_array(struct tplg_loader *l, struct tplg_private *priv, struct tplg_array *array);

/** Check every array and take nothing from them. 0 or -EINVAL. */
int tplg_check_arrays(struct tplg_loader *l, struct tplg_private priv);

/** Read a widget's private data into @w. 0, -EINVAL, -ENOMEM. */
int tplg_read_widget_tokens(struct tplg_loader *l, struct tplg_private priv, struct tplg_widget *w);

/** Read a link's private data. 0 or -EINVAL. */
int tplg_read_link_tokens(struct tplg_loader *l, struct tplg_private priv, struct tplg_link *link);

/* One object at the cursor, with all that follows it. 0, -EINVAL, -ENOMEM. */
int tplg_read_widget(struct tplg_loader *l);
int tplg_read_control(struct tplg_loader *l, int widget);
int tplg_read_pcm(struct tplg_loader *l);
int tplg_read_link(struct tplg_loader *l);

/** Names to positions, when all blocks are read; what must be unique is checked. */
int tplg_resolve(struct tplg_loader *l);

/** Warn of what is likely a mistake though it loads. 0 or -ENOMEM. */
int tplg_warn_of_doubts(struct tplg_loader *l);

/**
 * Find in a topology compiled from source the mistakes that the compiler passes over in silence.
 * 0 or -EINVAL.
 */
int tplg_check_source(const struct tplg *t, struct tplg_error *err);

/**
 * Read a source and, once each, the files that it includes.
 * @param include_dir	where <dir/name.conf> is looked for
 * @param visit		true: no more of them
 * @return whether a visit was true
 */
bool tplg_each_source(const char *file, const char *include_dir,
		      bool (*visit)(void *ctx, const char *path, const char *text), void *ctx);

/**
 * A define that no line of the source, nor of what it includes, uses.
 * @param include_dir	where <dir/name.conf> is looked for
 * @return it, or NULL
 */
const char *tplg_defines_unused(const char *file, const char *include_dir,
				const char *const *defines, size_t num_defines);

/** Is a define one that the compiler can read? @return false: not, and why in text */
bool tplg_define_check(const char *define, char *text, size_t size);

/**
 * A define that gives a number where the source itself gives a text, which the compiler may refuse without a word about it.
 * @return it, or NULL
 */
const char *tplg_define_number_for_text(const char *file, const char *include_dir,
					const char *const *defines, size_t num_defines);

/**
 * Run the compiler on the source request->path.
 * @size: in: room in @data; out: bytes written there
 * 0, -EINVAL (the compiler's own messages, or too large) or the errno of running it.
 */
int tplg_compile(const struct tplg_request *request, uint8_t *data, size_t *size,
		 struct tplg_error *err);

#endif
