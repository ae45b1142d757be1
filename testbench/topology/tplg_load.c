/* SPDX-License-Identifier: BSD-3-Clause */
/* Reads a compiled topology block by block. */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "topology/tplg_loader.h"
#include "util/input_files.h"
#include "util/stop.h"
#include "util/text.h"

#define MAGIC_SWAPPED 0x436F5341u /* the magic as a big-endian machine writes it */
#define MIN_ABI_DATA  6           /* manifest: three u16 */
#define IPC3_ABI_DATA 3           /* manifest of a topology for IPC3: three bytes */

int tplg_fail(struct tplg_loader *l, size_t offset, const char *format, ...)
{
	char text[320];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	snprintf(l->err->text, sizeof(l->err->text), "%.*s: offset 0x%zx: %s", TPLG_PATH_SHOWN,
		 l->path, offset, text);
	return -EINVAL;
}

int tplg_no_memory(struct tplg_loader *l)
{
	snprintf(l->err->text, sizeof(l->err->text), "%.*s: out of memory", TPLG_PATH_SHOWN,
		 l->path);
	return -ENOMEM;
}

int tplg_warn(struct tplg_loader *l, enum tplg_warning kind, const char *format, ...)
{
	enum tplg_warning *kinds =
		tplg_append(l, &l->t->warning_kinds, &l->t->num_warning_kinds, sizeof(*kinds));
	char text[320], **warning;
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	warning = tplg_append(l, &l->t->warnings, &l->t->num_warnings, sizeof(*warning));
	if (!warning || !kinds)
		return -ENOMEM;
	*kinds = kind;
	if (asprintf(warning, "%s: %s", l->path, text) < 0) {
		*warning = NULL;
		l->t->num_warnings--;
		return tplg_no_memory(l);
	}
	return 0;
}

void *tplg_append(struct tplg_loader *l, void *array, uint32_t *count, size_t bytes)
{
	uint8_t **base = array;
	uint32_t n = *count;

	/* Room doubles whenever it is used up, that is at 0 and at powers of two. */
	if (!(n & (n - 1))) {
		void *grown = realloc(*base, (n ? 2 * (size_t)n : 1) * bytes);

		if (!grown) {
			tplg_no_memory(l);
			return NULL;
		}
		*base = grown;
	}
	*count = n + 1;
	return memset(*base + n * bytes, 0, bytes);
}

const void *tplg_take(struct tplg_loader *l, size_t bytes, const char *what)
{
	const void *at = l->file + l->pos;

	if (bytes > l->end - l->pos) {
		tplg_fail(l, l->pos, "expected %zu bytes of %s, found %zu before the block ends",
			  bytes, what, l->end - l->pos);
		return NULL;
	}
	l->pos += bytes;
	return at;
}

int tplg_expect_size(struct tplg_loader *l, size_t offset, const char *what, uint32_t size,
		     uint32_t expected)
{
	if (size != expected)
		return tplg_fail(l, offset, "expected %s size %u, found %u", what, expected, size);
	return 0;
}

int tplg_copy_name(struct tplg_loader *l, const char *what, char to[TPLG_NAME_LEN],
		   const char *from)
{
	size_t bytes = strnlen(from, TPLG_NAME_LEN);

	if (bytes == TPLG_NAME_LEN)
		return tplg_fail(l, tplg_offset(l, from), "expected %s that ends within %d bytes",
				 what, TPLG_NAME_LEN);
	if (!text_is_printable(from, bytes))
		return tplg_fail(l, tplg_offset(l, from), "expected %s of printable UTF-8", what);
	memcpy(to, from, bytes);
	memset(to + bytes, 0, TPLG_NAME_LEN - bytes);
	return 0;
}

static int read_manifest(struct tplg_loader *l)
{
	const struct snd_soc_tplg_manifest *manifest = tplg_take(l, sizeof(*manifest), "manifest");
	struct {
		uint16_t abi[3], count;
	} head;
	const uint8_t *data, *next;
	size_t left;

	if (!manifest || tplg_expect_size(l, tplg_offset(l, manifest), "manifest", manifest->size,
					  sizeof(*manifest)))
		return -EINVAL;
	data = tplg_take(l, manifest->priv.size, "manifest data");
	if (!data)
		return -EINVAL;
	if (!manifest->priv.size)
		return tplg_warn(
			l, TPLG_WARNING_OTHER,
			"the manifest states no ABI version; the Linux driver refuses such a file");
	if (manifest->priv.size == IPC3_ABI_DATA) {
		l->t->ipc3 = true;
		l->t->abi_set = true;
		for (int i = 0; i < IPC3_ABI_DATA; i++)
			l->t->abi[i] = data[i];
		return tplg_warn(l, TPLG_WARNING_IPC3,
				 "this topology is for IPC3 firmware: it cannot be run here");
	}
	if (manifest->priv.size < MIN_ABI_DATA)
		return tplg_fail(l, tplg_offset(l, data),
				 "expected manifest data of at least %d bytes, found %u",
				 MIN_ABI_DATA, manifest->priv.size);
	memcpy(l->t->abi, data, MIN_ABI_DATA);
	l->t->abi_set = true;
	if (manifest->priv.size == MIN_ABI_DATA)
		return 0;
	if (manifest->priv.size < sizeof(head))
		return tplg_fail(l, tplg_offset(l, data),
				 "expected manifest data of %d or at least %zu bytes, found %u",
				 MIN_ABI_DATA, sizeof(head), manifest->priv.size);
	memcpy(&head, data, sizeof(head));
	next = data + sizeof(head);
	left = manifest->priv.size - sizeof(head);
	for (uint32_t i = 0; i < head.count; i++) {
		uint32_t record[2]; /* type, size */

		if (left < sizeof(record))
			return tplg_fail(l, tplg_offset(l, next),
					 "expected manifest record %u of %u, found %zu bytes",
					 i + 1, head.count, left);
		memcpy(record, next, sizeof(record));
		next += sizeof(record);
		left -= sizeof(record);
		if (record[1] > left)
			return tplg_fail(
				l, tplg_offset(l, next),
				"expected a manifest record of at most %zu bytes, found %u", left,
				record[1]);
		next += record[1];
		left -= record[1];
	}
	return 0;
}

static int read_route(struct tplg_loader *l)
{
	const struct snd_soc_tplg_dapm_graph_elem *elem = tplg_take(l, sizeof(*elem), "route");
	struct tplg_raw_route *route;
	char control[TPLG_NAME_LEN];

	if (!elem)
		return -EINVAL;
	if (l->num_raw_routes == TPLG_MAX_ROUTES)
		return tplg_fail(l, tplg_offset(l, elem), "expected at most %d routes",
				 TPLG_MAX_ROUTES);
	route = tplg_append(l, &l->raw_routes, &l->num_raw_routes, sizeof(*route));
	if (!route)
		return -ENOMEM;
	route->group = l->block_index;
	route->offset = tplg_offset(l, elem);
	if (tplg_copy_name(l, "a route sink", route->sink, elem->sink) ||
	    tplg_copy_name(l, "a route control", control, elem->control) ||
	    tplg_copy_name(l, "a route source", route->source, elem->source))
		return -EINVAL;
	return 0;
}

/* Blocks without a reader are passed over: opaque to us, or of no use to a machine without codecs. */
static const struct {
	uint32_t type;
	const char *name;
	int (*read)(struct tplg_loader *l);
} block_types[] = {
	{ SND_SOC_TPLG_TYPE_MANIFEST, "manifests", read_manifest },
	{ SND_SOC_TPLG_TYPE_DAPM_WIDGET, "widgets", tplg_read_widget },
	{ SND_SOC_TPLG_TYPE_DAPM_GRAPH, "routes", read_route },
	{ SND_SOC_TPLG_TYPE_PCM, "PCMs", tplg_read_pcm },
	{ SND_SOC_TPLG_TYPE_DAI_LINK, "links", tplg_read_link },
	{ SND_SOC_TPLG_TYPE_CODEC_LINK, "links", tplg_read_link },
	{ SND_SOC_TPLG_TYPE_BACKEND_LINK, "links", tplg_read_link },
};

static int skip_block(struct tplg_loader *l, uint32_t type)
{
	size_t at = l->pos - sizeof(struct snd_soc_tplg_hdr);

	l->pos = l->end;
	if (type == SND_SOC_TPLG_TYPE_MIXER || type == SND_SOC_TPLG_TYPE_BYTES ||
	    type == SND_SOC_TPLG_TYPE_ENUM)
		return tplg_warn(l, TPLG_WARNING_OTHER,
				 "offset 0x%zx: controls outside of a widget are ignored", at);
	return 0;
}

static int read_objects(struct tplg_loader *l, const struct snd_soc_tplg_hdr *head)
{
	for (size_t i = 0; i < sizeof(block_types) / sizeof(block_types[0]); i++) {
		if (block_types[i].type != head->type)
			continue;
		for (uint32_t n = 0; n < head->count; n++) {
			int ret = block_types[i].read(l);

			if (ret)
				return ret;
		}
		if (l->pos != l->end)
			return tplg_fail(
				l, l->pos,
				"expected the block to end after %u %s, found %zu more bytes",
				head->count, block_types[i].name, l->end - l->pos);
		return 0;
	}
	return skip_block(l, head->type);
}

/* One block at the cursor of a file of @size bytes. */
static int read_block(struct tplg_loader *l, size_t size)
{
	const struct snd_soc_tplg_hdr *head;
	size_t at = l->pos;

	if (size - at < sizeof(*head))
		return tplg_fail(
			l, at,
			"expected a block header of %zu bytes, found %zu bytes before the end of the file",
			sizeof(*head), size - at);
	head = (const void *)(l->file + at);
	if (head->magic == MAGIC_SWAPPED)
		return tplg_fail(l, at,
				 "expected a little-endian topology, found a big-endian one");
	if (head->magic != SND_SOC_TPLG_MAGIC)
		return tplg_fail(l, at,
				 "expected the magic 0x%08x of a compiled topology, found 0x%08x",
				 SND_SOC_TPLG_MAGIC, head->magic);
	if (head->abi != SND_SOC_TPLG_ABI_VERSION)
		return tplg_fail(l, at + 4, "expected topology ABI %d, found %u",
				 SND_SOC_TPLG_ABI_VERSION, head->abi);
	if (tplg_expect_size(l, at + 16, "block header", head->size, sizeof(*head)))
		return -EINVAL;
	l->pos = at + sizeof(*head);
	if (head->payload_size > size - l->pos)
		return tplg_fail(l, at + 24, "expected a payload of at most %zu bytes, found %u",
				 size - l->pos, head->payload_size);
	l->end = l->pos + head->payload_size;
	l->block_index = head->index;
	return read_objects(l, head);
}

int tplg_parse(const char *path, const void *data, size_t size, struct tplg **out,
	       struct tplg_error *err)
{
	struct tplg_loader l = { .err = err, .path = path, .file = data };
	int ret = 0;

	*out = NULL;
	err->text[0] = '\0';
	if (!size || size > TPLG_MAX_FILE_BYTES)
		return tplg_fail(&l, size ? TPLG_MAX_FILE_BYTES : 0,
				 "expected a topology of 1..%u bytes, found %s",
				 TPLG_MAX_FILE_BYTES, size ? "more" : "none");
	l.t = calloc(1, sizeof(*l.t));
	if (!l.t || !(l.t->path = strdup(path))) {
		ret = tplg_no_memory(&l);
		goto free;
	}
	while (l.pos < size && !ret)
		ret = read_block(&l, size);
	if (!ret)
		ret = tplg_resolve(&l);
	if (!ret)
		ret = tplg_warn_of_doubts(&l);
free:
	free(l.raw_routes);
	if (ret)
		tplg_free(l.t);
	else
		*out = l.t;
	return ret;
}

/* Read @fd to its end, but no more than the *@size bytes there are in @data. */
static int read_all(int fd, uint8_t *data, size_t *size)
{
	size_t got = 0;
	ssize_t n;

	while (got < *size) {
		n = read(fd, data + got, *size - got);
		if (n < 0 && errno == EINTR && !stop_asked())
			continue;
		if (n < 0)
			return -errno;
		if (!n)
			break;
		got += n;
	}
	*size = got;
	return 0;
}

static int read_file(const char *path, uint8_t *data, size_t *size, struct tplg_error *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int ret = fd < 0 ? -errno : read_all(fd, data, size);

	input_files_note(path);
	if (fd >= 0)
		close(fd);
	if (ret)
		snprintf(err->text, sizeof(err->text), "%.*s: cannot read the topology: %s",
			 TPLG_PATH_SHOWN, path, strerror(-ret));
	return ret;
}

bool tplg_is_source(const char *path)
{
	size_t bytes = strlen(path);

	return bytes > 5 && !strcmp(path + bytes - 5, ".conf");
}

static int refuse_ipc3(const struct tplg *t, struct tplg_error *err)
{
	snprintf(
		err->text, sizeof(err->text),
		"%.*s: a topology for IPC3 firmware (its manifest states ABI %u.%u.%u in 3 bytes), expected one "
		"for IPC4; 'adspbench inspect' prints it",
		TPLG_PATH_SHOWN, t->path, t->abi[0], t->abi[1], t->abi[2]);
	return -EINVAL;
}

/* The bytes of the compiled file, or of what the compiler makes of the source. */
static int read_request(const struct tplg_request *request, uint8_t *data, size_t *size,
			struct tplg_error *err)
{
	if (tplg_is_source(request->path))
		return tplg_compile(request, data, size, err);
	return read_file(request->path, data, size, err);
}

int tplg_load_request(const struct tplg_request *request, struct tplg **out, struct tplg_error *err)
{
	const size_t room =
		TPLG_MAX_FILE_BYTES + 1; /* one more than is accepted: too large shows */
	size_t size = room;
	uint8_t *data;
	int ret;

	*out = NULL;
	if (request->num_defines && !tplg_is_source(request->path)) {
		snprintf(err->text, sizeof(err->text),
			 "%.*s: defines need a topology source (a name that ends in .conf)",
			 TPLG_PATH_SHOWN, request->path);
		return -EINVAL;
	}
	/* pages that nobody touches: most files are small, and malloc() learns no large size */
	data = mmap(NULL, room, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (data == MAP_FAILED) {
		snprintf(err->text, sizeof(err->text), "%.*s: out of memory", TPLG_PATH_SHOWN,
			 request->path);
		return -ENOMEM;
	}
	ret = read_request(request, data, &size, err);
	if (!ret)
		ret = tplg_parse(request->path, data, size, out, err);
	if (!ret && (*out)->ipc3 && !request->accept_ipc3)
		ret = refuse_ipc3(*out, err);
	if (!ret && tplg_is_source(request->path) && !(*out)->ipc3)
		ret = tplg_check_source(*out, err);
	if (ret) {
		tplg_free(*out);
		*out = NULL;
	}
	munmap(data, room);
	return ret;
}

int tplg_load(const char *path, struct tplg **out, struct tplg_error *err)
{
	const struct tplg_request request = { .path = path };

	return tplg_load_request(&request, out, err);
}

void tplg_free(struct tplg *t)
{
	if (!t)
		return;
	for (uint32_t i = 0; i < t->num_widgets; i++) {
		free(t->widgets[i].in.formats);
		free(t->widgets[i].in.bindings);
		free(t->widgets[i].out.formats);
		free(t->widgets[i].out.bindings);
	}
	for (uint32_t i = 0; i < t->num_controls; i++) {
		free(t->controls[i].items);
		free(t->controls[i].data);
	}
	for (uint32_t i = 0; i < t->num_warnings; i++)
		free(t->warnings[i]);
	free(t->widgets);
	free(t->pipelines);
	free(t->controls);
	free(t->routes);
	free(t->pcms);
	free(t->links);
	free(t->warnings);
	free(t->warning_kinds);
	free(t->path);
	free(t);
}
