/* SPDX-License-Identifier: BSD-3-Clause */
/* A compiled topology of any bytes loads or is refused, and what has loaded can be asked and printed. */
#include "fuzz.h"
#include "topology/tplg.h"
#include "topology/tplg_print.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tplg_error error;
	struct tplg *t;
	char path[32];
	int fd = fuzz_file(data, size, path);

	if (tplg_load(path, &t, &error) == 0) {
		for (uint32_t i = 0; i < t->num_widgets; i++)
			tplg_widget_check(t, (int)i, &error);
		tplg_free(t);
	}
	close(fd);
	return 0;
}
