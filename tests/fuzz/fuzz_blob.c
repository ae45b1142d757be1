/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A module gets a blob of any bytes, and plays: the firmware takes it or refuses it with a reason, and in the end nothing
 * is left. The input is the module's name and a zero, a byte each for parameter, sample width and channels, and the blob.
 */
#include "blob/blob.h"
#include "blob/kind.h"
#include "blob/rig.h"
#include "fuzz.h"
#include "topology/tplg.h"

#define FRAMES (24 * 48)

#define MAX_NAME 16

/* Copiers are the rig's ends; what mixes or compares takes more than its one input. */
static const char *const others[] = { "copier", "mixin", "mixout", "mux", "rtc_aec", "smatest" };

static bool is_other(const char *name)
{
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (!strcmp(others[i], name))
			return true;
	return false;
}

/* A name up to a zero. @return NULL: no module that fits */
static const char *take_module(struct fuzz_bytes *in)
{
	const struct tplg_module *module;
	char name[MAX_NAME + 1] = "";

	for (size_t i = 0; i < MAX_NAME && (name[i] = (char)fuzz_u8(in)) != '\0'; i++)
		;
	for (size_t i = 0; (module = tplg_module_declared(i)) != NULL; i++)
		if (!strcmp(module->name, name) && !is_other(name))
			return module->name;
	return NULL;
}

static void play(struct rig *rig, uint32_t channels)
{
	static int32_t in[FRAMES * RIG_MAX_CHANNELS], out[FRAMES * RIG_MAX_CHANNELS];
	int32_t *const outs[RIG_MAX_OUTPUTS] = { out };
	uint32_t state = 1;

	for (size_t i = 0; i < FRAMES * channels; i++) {
		state = state * 1664525 + 1013904223;
		in[i] = (int32_t)state >> 9;
	}
	rig_run(rig, in, outs, FRAMES);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint8_t widths[] = { 32, 24, 16 }, channels[] = { 2, 1, 8 };
	struct fuzz_bytes in = { data, size };
	struct blob_kind kind = { .name = take_module(&in) };
	struct blob blob = { .kind = &kind, .abi = BLOB_DEFAULT_ABI };
	struct rig_stream stream = rig_usual_stream;
	struct rig *rig;
	char err[512] = "";
	int ret;

	if (!kind.name)
		return -1; /* libFuzzer does not keep it */
	fuzz_find_profiles();
	blob.param_id = fuzz_u8(&in);
	stream.bits = widths[fuzz_u8(&in) % 3];
	stream.in_channels = stream.out_channels = channels[fuzz_u8(&in) % 3];
	blob.data = (uint8_t *)in.data;
	blob.size = in.left < BLOB_MAX_BYTES ? in.left : BLOB_MAX_BYTES;
	adsp_ledger_enable(true);
	ret = rig_open(&blob, "mtl", &stream, &rig, err, sizeof(err));
	if (!ret)
		play(rig, stream.in_channels);
	else if (!*err || strchr(err, '\n'))
		fuzz_fail("refused with '%s'", err);
	rig_close(rig);
	fuzz_judge();
	return 0;
}
