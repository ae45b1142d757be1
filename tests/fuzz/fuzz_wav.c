/* SPDX-License-Identifier: BSD-3-Clause */
/* An audio file of any bytes is read to its end or refused. */
#include <string.h>

#include "audio/audio_file.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static uint8_t block[4096 * 8 * 4];
	struct audio_reader *reader;
	char err[512] = "", path[32];
	int fd = fuzz_file(data, size, path);

	if (audio_reader_open(path, NULL, &reader, err, sizeof(err)) == 0) {
		struct audio_spec spec = audio_reader_info(reader)->spec;

		spec.format = SAMPLE_S32_LE;
		if (audio_reader_deliver(reader, &spec, true, err, sizeof(err)) == 0)
			for (int i = 0; i < 64 && audio_reader_read(reader, block, 4096) > 0; i++)
				;
		audio_reader_close(reader);
	} else if (!*err || strchr(err, '\n')) {
		abort();
	}
	close(fd);
	return 0;
}
