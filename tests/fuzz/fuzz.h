/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the targets share. Each is a file fuzz_<name>.c with one LLVMFuzzerTestOneInput(), which libFuzzer calls with any
 * bytes (preset libfuzzer), and replay.c with those of committed files (all presets).
 */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include <limits.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <adsp/ledger.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/** A file in memory that holds the bytes; close() its descriptor. @param path gets its name */
static inline int fuzz_file(const uint8_t *data, size_t size, char path[32])
{
	int fd = memfd_create("fuzz", MFD_CLOEXEC);

	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		abort();
	snprintf(path, 32, "/proc/self/fd/%d", fd);
	return fd;
}

/** This is wrong: say why, and end. */
#define fuzz_fail(...)                        \
	do {                                  \
		fprintf(stderr, __VA_ARGS__); \
		fputc('\n', stderr);          \
		abort();                      \
	} while (0)

/** A file that the target needs: beside the program, where a fuzzing service has it, or where it was built. */
static inline const char *fuzz_needed(const char *name, const char *built)
{
	static char path[PATH_MAX];
	ssize_t length = readlink("/proc/self/exe", path, sizeof(path) - 1);

	path[length > 0 ? length : 0] = '\0';
	if (!strrchr(path, '/') ||
	    (size_t)(strrchr(path, '/') - path) + strlen(name) + 2 > sizeof(path))
		return built;
	strcpy(strrchr(path, '/') + 1, name);
	return access(path, R_OK) == 0 ? path : built;
}

/** Profiles stand in a folder of this name then. */
static inline void fuzz_find_profiles(void)
{
	const char *folder = fuzz_needed("profiles", NULL);

	if (folder)
		setenv("ADSPBENCH_PROFILES", folder, 0);
}

/** Nothing may be left in the DSP, nor have gone wrong there. */
static inline void fuzz_judge(void)
{
	static struct adsp_ledger_verdict verdict;

	if (!adsp_ledger_judge())
		return;
	adsp_ledger_verdicts(&verdict, 1);
	fuzz_fail("%s", verdict.text);
}

/** Numbers out of bytes; zeros behind the last one. */
struct fuzz_bytes {
	const uint8_t *data;
	size_t left;
};

static inline void fuzz_take(struct fuzz_bytes *from, void *to, size_t bytes)
{
	size_t n = bytes < from->left ? bytes : from->left;

	memset(to, 0, bytes);
	if (n)
		memcpy(to, from->data, n);
	from->data += n;
	from->left -= n;
}

static inline uint8_t fuzz_u8(struct fuzz_bytes *from)
{
	uint8_t value;

	fuzz_take(from, &value, sizeof(value));
	return value;
}

static inline uint16_t fuzz_u16(struct fuzz_bytes *from)
{
	uint16_t value;

	fuzz_take(from, &value, sizeof(value));
	return value;
}

#endif
