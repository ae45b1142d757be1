/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>

#include "audio/audio_io.h"

static sf_count_t io_length(void *ctx)
{
	FILE *file = ctx;
	struct stat st;

	/* what is still in the stdio buffer counts, hence the flush; reading files ignore it */
	fflush(file);
	return fstat(fileno(file), &st) == 0 ? st.st_size : 0;
}

static sf_count_t io_seek(sf_count_t offset, int whence, void *ctx)
{
	if (fseeko(ctx, offset, whence) < 0)
		return -1;

	return ftello(ctx);
}

static sf_count_t io_read(void *dst, sf_count_t bytes, void *ctx)
{
	return (sf_count_t)fread(dst, 1, (size_t)bytes, ctx);
}

static sf_count_t io_write(const void *src, sf_count_t bytes, void *ctx)
{
	return (sf_count_t)fwrite(src, 1, (size_t)bytes, ctx);
}

static sf_count_t io_tell(void *ctx)
{
	return ftello(ctx);
}

SF_VIRTUAL_IO audio_io_stdio = {
	.get_filelen = io_length,
	.seek = io_seek,
	.read = io_read,
	.write = io_write,
	.tell = io_tell,
};

static uint32_t chunk_size(const uint8_t *p, bool big_endian)
{
	if (big_endian)
		return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];

	return (uint32_t)p[3] << 24 | (uint32_t)p[2] << 16 | (uint32_t)p[1] << 8 | p[0];
}

/*
 * Chunks of both families: four characters, a 32-bit size, the content padded to even. A writer that
 * cannot seek leaves a size near 2^31 or 2^32 (or zero) in the data chunk.
 */
int audio_io_check_truncation(FILE *file, char *err, size_t err_size)
{
	static const uint32_t unknown_length = 0x7ff00000;
	uint8_t head[12];
	int64_t at = sizeof(head);
	int64_t length = io_length(file);
	bool aiff;
	int ret = 0;

	if (fread(head, 1, sizeof(head), file) != sizeof(head))
		goto out;

	aiff = memcmp(head, "FORM", 4) == 0 && memcmp(head + 8, "AIF", 3) == 0;
	if (!aiff && !(memcmp(head, "RIFF", 4) == 0 && memcmp(head + 8, "WAVE", 4) == 0))
		goto out;

	while (fread(head, 1, 8, file) == 8) {
		uint32_t size = chunk_size(head + 4, aiff);

		at += 8;
		if (memcmp(head, aiff ? "SSND" : "data", 4) == 0) {
			if (size < unknown_length && size > length - at) {
				snprintf(err, err_size,
					 "truncated: %lld bytes of audio, the header promises %u",
					 (long long)(length - at), size);
				ret = -ENODATA;
			}
			break;
		}
		at += (int64_t)size + (size & 1);
		if (at > length || fseeko(file, at, SEEK_SET) < 0)
			break;
	}

out:
	rewind(file);
	return ret;
}
