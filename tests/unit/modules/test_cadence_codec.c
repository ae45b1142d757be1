/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Description: the codec of compressed PCMs takes its name from the host: PCM passes in every format, in the tick by what there
 * is; every other codec is refused by its name, and so is whatever names none.
 */
#include <ipc4/codec.h>
#include "effect.h"

#define NAME "CADENCE"

struct init {
	struct ipc4_module_init_ext_init prefix;
	struct ipc4_module_init_ext_object object;
	struct ipc4_codec_module_data data;
	struct ipc4_base_module_cfg base;
};

static struct init make_init(uint32_t codec, struct ipc4_audio_format fmt)
{
	struct init init = { .data = { .params = { .id = codec } }, .base = make_base(fmt) };

	init.prefix.word0.r.data_obj_array = 1;
	init.object.last_object = 1;
	init.object.object_id = IPC4_MOD_INIT_DATA_ID_MODULE_DATA;
	init.object.object_words = sizeof(init.data) / sizeof(uint32_t);
	return init;
}

static int try_payload(const void *payload, size_t bytes, bool extended,
		       struct processing_module **mod)
{
	struct comp_ipc_config config = { .id = COMP_ID(1, 0),
					  .pipeline_id = 7,
					  .extended_init = extended };
	struct comp_dev *dev = NULL;
	int ret = module_adapter_new(find_driver(NAME), &config, payload, bytes, &dev);

	*mod = ret ? NULL : dev->mod;
	return ret;
}

static struct processing_module *make(void *arg)
{
	const struct init init = make_init(IPC4_CODEC_PCM, *(struct ipc4_audio_format *)arg);
	struct processing_module *mod;

	assert_int_equal(try_payload(&init, sizeof(init), true, &mod), 0);
	return mod;
}

static void pcm_passes_in_any_split(void **state)
{
	struct ipc4_audio_format formats[] = {
		make_format(48000, 2, 16, 16),
		make_format(44100, 1, 32, 24),
		make_format(96000, 5, 32, 32),
		make_format(8000, 2, 8, 8),
	};
	struct signal random = { .state = harness_seed() };
	static uint8_t in[KIT_FEW_FRAMES * 20], out[KIT_FEW_FRAMES * 20];

	formats[3].s_type = IPC4_TYPE_UNSIGNED_INTEGER;
	for (size_t i = 0; i < ARRAY_SIZE(formats); i++) {
		for (size_t n = 0; n < sizeof(in); n++)
			in[n] = (uint8_t)signal_word(&random);
		run_split(make, &formats[i], formats[i], formats[i], in, out, KIT_FEW_FRAMES, 100,
			  &random);
		assert_memory_equal(
			in, out, KIT_FEW_FRAMES * formats[i].channels_count * formats[i].depth / 8);
	}
}

static void other_codecs_are_refused(void **state)
{
	static const uint32_t codecs[] = { IPC4_CODEC_MP3,
					   IPC4_CODEC_AAC,
					   IPC4_CODEC_VORBIS,
					   IPC4_CODEC_FLAC,
					   IPC4_CODEC_OPUS,
					   0,
					   3,
					   UINT32_MAX };
	struct processing_module *mod;

	for (size_t i = 0; i < ARRAY_SIZE(codecs); i++) {
		struct init init = make_init(codecs[i], make_format(48000, 2, 16, 16));

		assert_int_equal(try_payload(&init, sizeof(init), true, &mod), -EINVAL);
		init.data.direction = 1;
		assert_int_equal(try_payload(&init, sizeof(init), true, &mod), -EINVAL);
	}
}

/* No object, a short one, and the base configuration in its place. */
static void a_name_is_needed(void **state)
{
	struct init init = make_init(IPC4_CODEC_PCM, make_format(48000, 2, 16, 16));
	struct processing_module *mod;
	struct {
		struct ipc4_base_module_cfg base;
		uint8_t rest[128];
	} plain = { .base = init.base };

	assert_int_equal(try_payload(&plain, sizeof(plain), false, &mod), -EINVAL);
	assert_int_equal(try_payload(&plain, sizeof(plain.base), false, &mod), -EINVAL);
	init.object.object_id = IPC4_MOD_INIT_DATA_ID_INVALID;
	assert_int_equal(try_payload(&init, sizeof(init), true, &mod), -EINVAL);
	init.object.object_id = IPC4_MOD_INIT_DATA_ID_MODULE_DATA;
	memmove((uint8_t *)&init.data + 4, &init.data, sizeof(init.data) - 4);
	init.object.object_words--;
	assert_int_equal(try_payload(&init, sizeof(init), true, &mod), -EINVAL);
}

static int prepare(struct ipc4_audio_format in, struct ipc4_audio_format out)
{
	struct processing_module *mod = make(&in);
	struct test_source source;
	struct test_sink sink;
	int ret;

	source_init(&source, in, 64);
	sink_init(&sink, out, 64);
	module_attach_source(mod, &source.api);
	module_attach_sink(mod, &sink.api);
	ret = module_prepare(mod);
	if (!ret) {
		mod->num_of_sinks = 0;
		assert_int_equal(module_prepare(mod), -EINVAL);
	}
	module_delete(mod);
	free(source.ring.data);
	free(sink.ring.data);
	return ret;
}

static void nothing_is_converted(void **state)
{
	const struct ipc4_audio_format good = make_format(48000, 2, 32, 32);

	assert_int_equal(prepare(good, good), 0);
	assert_int_equal(prepare(good, make_format(44100, 2, 32, 32)), -EINVAL);
	assert_int_equal(prepare(good, make_format(48000, 1, 32, 32)), -EINVAL);
	assert_int_equal(prepare(good, make_format(48000, 2, 16, 16)), -EINVAL);
}

static void a_configuration_is_kept(void **state)
{
	struct ipc4_audio_format fmt = make_format(48000, 2, 32, 32);
	struct processing_module *mod = make(&fmt);
	uint8_t blob[77], read[100];
	uint32_t size = 0;

	memset(blob, 0x37, sizeof(blob));
	assert_int_equal(module_set(mod, IPC4_SWITCH_CONTROL_PARAM_ID, blob, 28), -EINVAL);
	assert_int_equal(module_set(mod, IPC4_ENUM_CONTROL_PARAM_ID, blob, 28), -EINVAL);
	assert_int_equal(module_set(mod, 1, blob, sizeof(blob)), 0);
	assert_int_equal(module_set(mod, 1, blob, sizeof(blob)), 0);
	assert_int_equal(mod->priv.ops->get_configuration(mod, 1, &size, read, sizeof(read)), 0);
	assert_int_equal(size, sizeof(blob));
	assert_memory_equal(read, blob, sizeof(blob));
	module_delete(mod);
}

/* Parameters of any number and size: what is taken last is read back, what is refused changes nothing. */
static void any_configuration_is_kept_or_refused(void **state)
{
	struct ipc4_audio_format fmt = make_format(48000, 2, 32, 32);
	struct processing_module *mod = make(&fmt);
	struct signal random = { .state = harness_seed() };
	uint8_t blob[300], kept[300], read[300];
	uint32_t size = 0, kept_size = 0, taken = 0, refused = 0;

	for (int i = 0; i < 3000; i++) {
		const uint32_t bytes = pick(&random, 0, sizeof(blob));
		const uint32_t id = pick(&random, 0, IPC4_BYTES_CONTROL_PARAM_ID + 3);

		for (uint32_t n = 0; n < bytes; n++)
			blob[n] = (uint8_t)signal_word(&random);
		if (module_set(mod, id, blob, bytes)) {
			refused++;
		} else if (bytes) {
			memcpy(kept, blob, bytes);
			kept_size = bytes;
			taken++;
		}
		if (!kept_size)
			continue;
		size = 0;
		assert_int_equal(
			mod->priv.ops->get_configuration(mod, 1, &size, read, sizeof(read)), 0);
		assert_int_equal(size, kept_size);
		assert_memory_equal(read, kept, size);
	}
	assert_true(taken > 100 && refused > 10);
	module_delete(mod);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pcm_passes_in_any_split),
		cmocka_unit_test(other_codecs_are_refused),
		cmocka_unit_test(a_name_is_needed),
		cmocka_unit_test(nothing_is_converted),
		cmocka_unit_test(a_configuration_is_kept),
		cmocka_unit_test(any_configuration_is_kept_or_refused),
	};

	return cmocka_run_group_tests(tests, harness_start, harness_stop);
}
