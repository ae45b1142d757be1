/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Description: parameters of any number, size, position and content are taken or refused by every module, and
 * what they leave goes when the module goes. HARNESS_SEED repeats a run.
 */
#include "kit.h"

#define ROUNDS     400 /* messages of each module */
#define MOST_BYTES 300

struct init {
	struct ipc4_base_module_cfg base;
	struct ipc4_base_module_cfg_ext ext;
	uint8_t formats[4 * sizeof(struct ipc4_input_pin_format)];
};

/* With the pins that it asks for. @return bytes; 0 pins: the base configuration alone */
static size_t describe(struct init *init, uint32_t rate, uint16_t inputs, uint16_t outputs)
{
	const struct ipc4_audio_format fmt = make_format(rate, 2, 32, 32);
	const uint16_t count = (uint16_t)(inputs + outputs);

	init->base = make_base(fmt);
	init->ext = (struct ipc4_base_module_cfg_ext){ .nb_input_pins = inputs,
						       .nb_output_pins = outputs };
	for (uint16_t i = 0; i < count; i++) {
		const struct ipc4_input_pin_format pin = { .pin_index = i < inputs ? i : i - inputs,
							   .ibs = init->base.ibs,
							   .audio_fmt = fmt };

		memcpy(init->formats + i * sizeof(pin), &pin, sizeof(pin));
	}
	return count ? offsetof(struct init, formats) +
			       count * sizeof(struct ipc4_input_pin_format) :
		       sizeof(init->base);
}

/* A converter wants its output's rate behind the base configuration, one of them a mode as well. @return bytes */
static size_t describe_converter(struct init *init, uint32_t words)
{
	const uint32_t behind[2] = { 48000, 1 };

	init->base = make_base(make_format(48000, 2, 32, 32));
	memcpy(&init->ext, behind, sizeof(behind));
	return sizeof(init->base) + words * sizeof(behind[0]);
}

/* @return NULL: it wants something else, a gateway or a codec */
static struct processing_module *make(const char *name)
{
	static const struct {
		uint32_t rate;
		uint16_t inputs, outputs;
	} cases[] = { { 48000, 0, 0 }, { 16000, 0, 0 }, { 48000, 1, 1 },
		      { 48000, 2, 1 }, { 48000, 1, 2 }, { 16000, 1, 1 } };
	struct processing_module *mod = NULL;
	struct init init;

	for (size_t i = 0; i < ARRAY_SIZE(cases) && !mod; i++)
		module_try(name, 0, &init,
			   describe(&init, cases[i].rate, cases[i].inputs, cases[i].outputs), &mod);
	for (uint32_t words = 1; words <= 2 && !mod; words++)
		module_try(name, 0, &init, describe_converter(&init, words), &mod);
	return mod;
}

static uint32_t pick_id(struct signal *random)
{
	switch (pick(random, 0, 3)) {
	case 0:
		return pick(random, IPC4_SWITCH_CONTROL_PARAM_ID, IPC4_BYTES_CONTROL_PARAM_ID);
	case 1:
		return signal_word(random);
	default:
		return pick(random, 0, 15);
	}
}

/* Words that are small, or the size itself, pass more checks than noise. */
static size_t pick_data(struct signal *random, uint8_t *data)
{
	const size_t bytes = pick(random, 0, 3) ? pick(random, 0, 40) * 4 :
						  pick(random, 0, MOST_BYTES);
	const uint32_t kind = pick(random, 0, 2);

	for (size_t i = 0; i < bytes; i += 4) {
		const uint32_t word = kind == 0          ? signal_word(random) :
				      pick(random, 0, 7) ? pick(random, 0, 8) :
							   (uint32_t)bytes;

		memcpy(data + i, &word, MIN(sizeof(word), bytes - i));
	}
	if (kind == 2 && bytes >= 4) {
		const uint32_t size = (uint32_t)bytes;

		memcpy(data, &size, sizeof(size));
	}
	return bytes;
}

static void send(struct processing_module *mod, struct signal *random)
{
	const struct module_interface *ops = mod->priv.ops;
	uint8_t data[MOST_BYTES + 4], answer[MOST_BYTES];
	const uint32_t id = pick_id(random);
	const size_t bytes = pick_data(random, data);
	const enum module_cfg_fragment_position pos =
		pick(random, 0, 3) ? MODULE_CFG_FRAGMENT_SINGLE :
				     (enum module_cfg_fragment_position)pick(random, 0, 3);
	uint32_t size = pick(random, 0, 3) ? (uint32_t)bytes : pick(random, 0, MOST_BYTES);
	int ret;

	if (ops->set_configuration) {
		ret = ops->set_configuration(mod, id, pos, size, data, bytes, NULL, 0);
		assert_in_range(-ret, 0, 4095);
	}
	if (!ops->get_configuration)
		return;
	size = pick(random, 0, 1) ? 0 : pick(random, 0, MOST_BYTES);
	ret = ops->get_configuration(mod, id, &size, answer, pick(random, 0, sizeof(answer)));
	assert_in_range(-ret, 0, 4095);
	if (!ret)
		assert_in_range(size, 0, sizeof(answer));
}

static void any_parameter_is_taken_or_refused(void **state)
{
	struct signal random = { .state = harness_seed() };
	uint32_t tried = 0;

	for (uint32_t id = 1; id <= module_table_count(); id++) {
		char name[9] = "";
		struct processing_module *mod;

		memcpy(name, module_table_get(id)->name, 8);
		mod = make(name);
		if (!mod) {
			print_message("%s is not made so\n", name);
			continue;
		}
		tried++;
		for (int i = 0; i < ROUNDS; i++)
			send(mod, &random);
		module_delete(mod);
	}
	/* the copier, the codec, and the mixer whose payload is its configuration have tests of their own */
	assert_true(tried >= module_table_count() - 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_parameter_is_taken_or_refused),
	};

	return cmocka_run_group_tests(tests, harness_start, harness_stop);
}
