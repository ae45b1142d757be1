/* SPDX-License-Identifier: BSD-3-Clause */
/* Libraries of modules: handed to the code loader, then loaded by the firmware. */
#include <elf.h>
#include <errno.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>

#include <adsp/library.h>

#include "internal.h"
#include "util/input_files.h"

#define MAX_BYTES (16u << 20)

#ifdef __x86_64__
#define OWN_MACHINE EM_X86_64
#define OWN_NAME    "x86-64"
#else
#define OWN_MACHINE EM_AARCH64
#define OWN_NAME    "64-bit ARM"
#endif

/* The whole file, and one byte more would be too large. @return 0, or what drv_fail() returns */
static int read_file(struct drv *drv, const char *path, uint8_t **out, size_t *bytes)
{
	FILE *file = fopen(path, "rb");
	uint8_t *data = malloc(MAX_BYTES);
	int error = file ? 0 : errno;

	input_files_note(path);
	errno = 0;
	*bytes = file && data ? fread(data, 1, MAX_BYTES, file) : 0;
	if (file && ferror(file))
		error = errno ? errno : EIO;
	if (file)
		fclose(file);
	*out = data;
	if (!data)
		return drv_fail(drv, DRV_ERROR_FIRMWARE, -ENOMEM, 0, "out of memory");
	if (error)
		return drv_fail(drv, DRV_ERROR_TOPOLOGY, -error, 0,
				"--module: %s: cannot read the library: %s", path, strerror(error));
	if (*bytes == MAX_BYTES)
		return drv_fail(drv, DRV_ERROR_TOPOLOGY, -EFBIG, 0,
				"--module: %s: larger than %u MiB", path, MAX_BYTES >> 20);
	return 0;
}

/* What a file must be before the DSP is asked. */
static int check_file(struct drv *drv, const char *path, const uint8_t *data, size_t bytes)
{
	const Elf64_Ehdr *header = (const Elf64_Ehdr *)data;

	if (bytes < sizeof(*header) || memcmp(header->e_ident, ELFMAG, SELFMAG) != 0)
		return drv_fail(
			drv, DRV_ERROR_TOPOLOGY, -ENOEXEC, 0,
			"--module: %s: no library of modules: expected what 'adspbench module "
			"build' makes",
			path);
	if (header->e_machine != OWN_MACHINE)
		return drv_fail(drv, DRV_ERROR_TOPOLOGY, -ENOEXEC, 0,
				"--module: %s: is for ELF machine %u, expected %u (%s)", path,
				header->e_machine, OWN_MACHINE, OWN_NAME);
	return 0;
}

/* The firmware knows libraries by number: name the file of the one that stands in the way. */
static void name_holder(struct drv *drv, const struct adsp_ipc_message *reply)
{
	const uint32_t holder = reply->extension;
	const size_t length = strlen(drv->error.text);

	if (holder && holder <= drv->config.num_modules)
		snprintf(drv->error.text + length, sizeof(drv->error.text) - length, " (%s)",
			 drv->config.modules[holder - 1]);
}

static int load(struct drv *drv, unsigned int number)
{
	const char *path = drv->config.modules[number];
	const union ipc4_load_library msg = {
		.r = { .dma_id = number, .lib_id = number + 1, .type = IPC4_GLB_LOAD_LIBRARY }
	};
	const struct adsp_ipc_message request = { msg.dat, 0 };
	struct adsp_ipc_message reply = { 0, 0 };
	uint8_t *data = NULL;
	char what[512];
	size_t bytes;
	int ret;

	ret = read_file(drv, path, &data, &bytes);
	if (!ret)
		ret = check_file(drv, path, data, bytes);
	if (!ret && adsp_library_stage(number, path, data, bytes) < 0)
		ret = drv_fail(drv, DRV_ERROR_FIRMWARE, -ENOMEM, 0, "out of memory");
	snprintf(what, sizeof(what), "--module: %s", path);
	if (!ret) {
		ret = drv_ipc(drv, what, &request, NULL, 0, &reply);
		if (ret)
			name_holder(drv, &reply);
	}
	free(data);
	return ret;
}

int drv_load_libraries(struct drv *drv)
{
	int ret = 0;

	for (unsigned int i = 0; !ret && i < drv->config.num_modules; i++)
		ret = load(drv, i);
	return ret;
}

int drv_unload_libraries(struct drv *drv)
{
	int ret = 0;

	for (unsigned int i = 0; !ret && i < drv->config.num_modules; i++) {
		const union ipc4_load_library msg = {
			.r = { .lib_id = i + 1, .type = IPC4_GLB_UNLOAD_MULTIPLE_MODULES }
		};

		ret = drv_ipc(drv, drv->config.modules[i], &(struct adsp_ipc_message){ msg.dat, 0 },
			      NULL, 0, NULL);
	}
	return ret;
}
