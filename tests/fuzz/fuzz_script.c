/* SPDX-License-Identifier: BSD-3-Clause */
/* A control script of any bytes is read against a topology or refused with one line. FUZZ_TOPOLOGY names the topology. */
#include <string.h>

#include "control/control.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct tplg *t;
	struct control_script *script;
	struct control_error error = { .text = "" };
	struct tplg_error refused;
	char path[32];
	int fd;

	if (!t && tplg_load(fuzz_needed("script.tplg", FUZZ_TOPOLOGY), &t, &refused) < 0) {
		fprintf(stderr, "%s\n", refused.text);
		exit(1);
	}
	fd = fuzz_file(data, size, path);
	if (control_script_load(path, t, NULL, NULL, &script, &error) == 0)
		control_script_free(script);
	else if (!error.text[0] || strchr(error.text, '\n'))
		abort();
	close(fd);
	return 0;
}
