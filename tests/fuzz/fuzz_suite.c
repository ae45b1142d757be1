/* SPDX-License-Identifier: BSD-3-Clause */
/* A suite of any bytes is read or refused with one line, in bounded time. */
#include <string.h>

#include "fuzz.h"
#include "suite/suite.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char err[1024] = "", path[32];
	struct suite suite = { .err = err, .err_size = sizeof(err) };
	int fd = fuzz_file(data, size, path);
	int argc;

	if (suite_read(&suite, path) == 0) {
		for (size_t i = 0; i < suite.count && i < 16; i++)
			suite_shell(&suite, suite_command(suite.scenario[i], "out/", &argc));
	} else if (!*err || strchr(err, '\n')) {
		abort();
	}
	suite_free(&suite);
	close(fd);
	return 0;
}
