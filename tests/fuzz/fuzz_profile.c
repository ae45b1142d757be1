/* SPDX-License-Identifier: BSD-3-Clause */
/* A profile of any bytes is read or refused with one line. */
#include <adsp/profile.h>

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct adsp_profile profile;
	char err[512] = "", path[32];
	int fd = fuzz_file(data, size, path);

	if (adsp_profile_load(path, &profile, err, sizeof(err)) != 0 &&
	    (!*err || strchr(err, '\n')))
		fuzz_fail("refused with '%s'", err);
	close(fd);
	return 0;
}
