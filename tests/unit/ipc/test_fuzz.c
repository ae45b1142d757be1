/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Hostile hosts: random headers and payloads, made of what the firmware knows so that many get far. Whatever
 * is sent, each request is answered, nothing faults, and after deleting everything no memory is missing.
 *
 * usage: test_fuzz [seed [rounds]]; without arguments a few fixed seeds. Every failure prints its seed.
 */
#include "ipc_host.h"

#include <sof/schedule/ll_schedule.h>

#define MESSAGES_PER_ROUND 2000
#define MAX_PIPELINES_USED 5
#define MAX_INSTANCES_USED 6

static uint64_t fuzz_seed;
static uint64_t rng;

static uint32_t random_u32(void)
{
	/* xorshift64*: the same on every host */
	rng ^= rng >> 12;
	rng ^= rng << 25;
	rng ^= rng >> 27;
	return (uint32_t)(rng * 0x2545F4914F6CDD1Dull >> 32);
}

static uint32_t below(uint32_t n)
{
	return random_u32() % n;
}

static bool one_in(uint32_t n)
{
	return !below(n);
}

static uint32_t pick(struct list_item *head, uint32_t (*id_of)(struct list_item *item),
		     uint32_t otherwise)
{
	struct list_item *item;
	uint32_t n = 0;

	list_for_item(item, head)
		n++;
	if (!n)
		return otherwise;
	n = below(n);
	list_for_item(item, head)
		if (!n--)
			break;
	return id_of(item);
}

static uint32_t comp_id_of(struct list_item *item)
{
	return list_item(item, struct comp_dev, list)->ipc_config.id;
}

static uint32_t pipeline_id_of(struct list_item *item)
{
	return list_item(item, struct pipeline, list)->pipeline_id;
}

static uint32_t some_new_module(void)
{
	const uint32_t module = one_in(20) ? below(0x10000) : below(module_table_count() + 2);

	return COMP_ID(module, one_in(30) ? below(256) : below(MAX_INSTANCES_USED));
}

static uint32_t some_module(void)
{
	return one_in(8) ? some_new_module() : pick(comp_list(), comp_id_of, 0);
}

static uint32_t some_new_pipeline(void)
{
	return one_in(20) ? below(256) : below(MAX_PIPELINES_USED);
}

static uint32_t some_pipeline(void)
{
	return one_in(8) ? some_new_pipeline() : pick(pipeline_list(), pipeline_id_of, 0);
}

static uint32_t some_node(void)
{
	static const uint8_t types[] = { 0, 1, 8, 9, 11, 12, 13, 16, 17, 2, 20, 31 };

	if (one_in(3))
		return one_in(5) ? random_u32() : IPC4_INVALID_NODE_ID;
	return IPC4_NODE_ID(types[below(sizeof(types))], one_in(10) ? below(256) : below(4));
}

/* Values that sit at borders. */
static uint32_t nasty_u32(void)
{
	static const uint32_t values[] = {
		0,          1,      2,       3,        4,          7,          8,
		24,         32,     0x7F,    0xFF,     4095,       4096,       4097,
		0x7FFF,     0xFFFF, 0xFFFFF, 0x100000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFC,
		0xFFFFFFFF, 48000,  384,     44100,
	};

	return one_in(4) ? random_u32() : values[below(sizeof(values) / sizeof(values[0]))];
}

/* ---- payloads ---- */

static uint32_t box[IPC4_MAILBOX_BYTES / sizeof(uint32_t)];

static void mutate(size_t words)
{
	while (words && one_in(3))
		box[below(words)] = nasty_u32();
}

static void random_format(struct ipc4_audio_format *fmt)
{
	static const uint8_t bits[] = { 16, 24, 32, 8, 0, 64 };

	if (one_in(3))
		fmt->channels_count = one_in(5) ? below(256) : 1 + below(8);
	if (one_in(3))
		fmt->depth = bits[below(sizeof(bits))];
	if (one_in(3))
		fmt->valid_bit_depth = bits[below(sizeof(bits))];
	if (one_in(5))
		fmt->sampling_frequency = nasty_u32();
	if (one_in(8))
		fmt->s_type = below(8);
}

/* @return dwords */
static size_t random_init_payload(bool extended)
{
	struct ipc4_copier_module_cfg copier = copier_payload(some_node());
	const struct ipc4_peak_volume_config volume = { .channel_id = IPC4_ALL_CHANNELS,
							.target_volume = nasty_u32() };
	size_t n = 0;

	if (!extended && !one_in(3)) {
		memcpy(box, &copier, sizeof(copier));
		if (one_in(3))
			memcpy((uint8_t *)box + sizeof(copier.base), &volume, sizeof(volume));
		return sizeof(copier) / sizeof(uint32_t);
	}
	if (extended) {
		box[n++] = one_in(3) ? nasty_u32() : 1u << 2;
		n += 2;
		for (bool last = false; !last && n < 64;) {
			const uint32_t words = below(7);

			last = one_in(2);
			box[n++] = (uint32_t)last | below(4) << 1 |
				   (one_in(20) ? 0xFFFF : words) << 16;
			for (uint32_t i = 0; i < words; i++)
				box[n++] = one_in(2) ? nasty_u32() : 8192;
		}
	}
	random_format(&copier.base.audio_fmt);
	random_format(&copier.out_fmt);
	if (one_in(4))
		copier.base.ibs = nasty_u32();
	if (one_in(4))
		copier.base.obs = nasty_u32();
	if (one_in(5))
		copier.gtw_cfg.config_length = nasty_u32();
	if (one_in(5))
		copier.gtw_cfg.dma_buffer_size = nasty_u32();
	memcpy(&box[n], &copier, sizeof(copier));
	if (one_in(2))
		memcpy((uint8_t *)&box[n] + sizeof(copier.base), &volume, sizeof(volume));
	if (one_in(4)) {
		/* base config extension with pins */
		const struct ipc4_base_module_cfg_ext ext = {
			.nb_input_pins = one_in(5) ? nasty_u32() : below(3),
			.nb_output_pins = one_in(5) ? nasty_u32() : below(3),
		};

		memcpy((uint8_t *)&box[n] + sizeof(copier.base), &ext, sizeof(ext));
		n += 14 + 8 * ((size_t)(ext.nb_input_pins + ext.nb_output_pins) % 8);
	} else {
		n += sizeof(copier) / sizeof(uint32_t);
	}
	mutate(n);
	return n;
}

/* ---- messages ---- */

struct message {
	uint32_t primary;
	uint32_t extension;
	size_t bytes;
};

static struct message random_init(void)
{
	const bool extended = one_in(4);
	const size_t words = random_init_payload(extended);
	const uint32_t pipeline = one_in(12) ? IPC4_INIT_PPL_NONE : some_pipeline();
	const uint32_t core = one_in(10) ? below(16) : 0;

	return (struct message){
		module_primary(IPC4_MOD_INIT_INSTANCE, some_new_module()),
		(one_in(20) ? below(0x10000) : (uint32_t)words) | pipeline << 16 | core << 24 |
			(uint32_t)one_in(5) << 28 | (uint32_t)extended << 29,
		sizeof(box),
	};
}

static struct message random_bind(void)
{
	const uint32_t sink = some_module();
	const bool busy = one_in(4);

	return (struct message){
		module_primary(one_in(6) ? IPC4_MOD_UNBIND : IPC4_MOD_BIND, some_module()),
		bind_extension(sink, busy ? below(8) : 0, busy ? below(8) : 0),
		0,
	};
}

static struct message random_large(void)
{
	const bool first = !one_in(4), last = !one_in(4);
	const uint32_t size = one_in(2) ? below(200) : nasty_u32() & 0xFFFFF;
	uint32_t param = one_in(3) ? 0xFF : one_in(2) ? below(40) : 200 + below(3);

	for (size_t i = 0; i < 32; i++)
		box[i] = one_in(2) ? below(64) : nasty_u32();
	if (one_in(2))
		param = below(10);
	return (struct message){
		module_primary(one_in(2) ? IPC4_MOD_LARGE_CONFIG_GET : IPC4_MOD_LARGE_CONFIG_SET,
			       one_in(5) ? 0 : some_module()),
		large_extension(param, first, last, size),
		sizeof(box),
	};
}

static struct message random_state(void)
{
	static const uint8_t states[] = { 2, 3, 3, 4, 4, 4, 5, 0, 1, 6, 7 };
	const uint32_t state = one_in(20) ? below(0x10000) : states[below(sizeof(states))];

	if (!one_in(4))
		return (struct message){ set_state_primary(some_pipeline(), state), 0, 0 };

	box[0] = one_in(5) ? nasty_u32() : below(MAX_PIPELINES_USED + 1);
	for (size_t i = 1; i < 16; i++)
		box[i] = one_in(10) ? nasty_u32() :
				      (uint32_t)(i - 1 + below(2)) % MAX_PIPELINES_USED;
	return (struct message){ set_state_primary(0, state), 1, sizeof(box) };
}

static struct message random_message(void)
{
	const uint32_t kind = below(100);

	if (kind < 6)
		return (struct message){ global_primary(IPC4_GLB_CREATE_PIPELINE,
							some_new_pipeline() << 16 | below(0x10000)),
					 (one_in(8) ? below(16) : 0) << 20 | (uint32_t)one_in(4)
										     << 29,
					 sizeof(box) };
	if (kind < 8)
		return (struct message){
			global_primary(IPC4_GLB_DELETE_PIPELINE, some_pipeline() << 16), 0, 0
		};
	if (kind < 30)
		return random_state();
	if (kind < 50)
		return random_init();
	if (kind < 75)
		return random_bind();
	if (kind < 88)
		return random_large();
	if (kind < 90)
		return (struct message){ module_primary(IPC4_MOD_DELETE_INSTANCE, some_module()), 0,
					 0 };
	if (kind < 94)
		return (struct message){ module_primary(one_in(2) ? IPC4_MOD_CONFIG_GET :
								    IPC4_MOD_CONFIG_SET,
							some_module()),
					 one_in(2) ? below(20) : random_u32(), 0 };
	if (kind < 97)
		return (struct message){ module_primary(below(32), some_module()), nasty_u32(),
					 sizeof(box) };
	return (struct message){ random_u32(), random_u32(), sizeof(box) };
}

/* Send without expecting anything but an answer. */
static void send_hostile(const struct message *message)
{
	const struct adsp_ipc_message request = { message->primary, message->extension };

	assert_int_equal(adsp_ipc_send(&request, box, message->bytes), 0);
	if (message->primary & 1u << 29) {
		if (one_in(2))
			adsp_tick();
		return;
	}
	for (unsigned int ticks = 0; !adsp_ipc_take_reply(&host.reply); ticks++) {
		if (ticks == REPLY_TICKS)
			fail_msg("seed %llu: 0x%08x 0x%08x is not answered",
				 (unsigned long long)fuzz_seed, message->primary,
				 message->extension);
		adsp_tick();
	}
}

/* Take everything down by messages, as a host would. */
static void delete_all(void)
{
	for (uint32_t id = 0; id < 256; id++) {
		uint32_t status;

		if (!pipeline_find(id))
			continue;
		set_state(id, IPC4_PIPELINE_STATE_RESET);
		status = delete_pipeline(id);
		if (status)
			fail_msg("seed %llu: pipeline %u in status %d cannot be deleted: %u",
				 (unsigned long long)fuzz_seed, id, pipeline_find(id)->status,
				 status);
	}
	while (!list_is_empty(comp_list())) {
		const uint32_t id =
			list_first_item(comp_list(), struct comp_dev, list)->ipc_config.id;
		const uint32_t status = delete_module(id);

		if (status)
			fail_msg("seed %llu: module %u.%u cannot be deleted: %u",
				 (unsigned long long)fuzz_seed, COMP_MODULE_ID(id),
				 COMP_INSTANCE_ID(id), status);
	}
}

static void fuzz(uint64_t seed)
{
	struct figures before;

	fuzz_seed = seed;
	rng = seed * 0x9E3779B97F4A7C15ull + 1;
	machine_up(NULL);
	before = figures_now();
	for (int i = 0; i < MESSAGES_PER_ROUND; i++) {
		const struct message message = random_message();

		send_hostile(&message);
		if (one_in(4))
			adsp_tick();
	}
	adsp_tick();
	delete_all();
	adsp_tick();
	assert_int_equal(ll_schedule_task_count(0), 0);
	assert_figures(&before);
	machine_down(NULL);
}

static uint64_t first_seed = 1;
static uint64_t num_seeds = 12;

static void test_hostile_host(void **state)
{
	(void)state;
	for (uint64_t seed = first_seed; seed < first_seed + num_seeds; seed++) {
		printf("seed %llu\n", (unsigned long long)seed);
		fflush(stdout);
		fuzz(seed);
	}
}

/* The same, with every so many allocations refused. */
static void test_hostile_host_without_memory(void **state)
{
	(void)state;
	for (uint64_t seed = first_seed; seed < first_seed + num_seeds; seed++) {
		struct figures before;

		printf("seed %llu\n", (unsigned long long)seed);
		fflush(stdout);
		fuzz_seed = seed;
		rng = seed * 0x9E3779B97F4A7C15ull + 7;
		machine_up(NULL);
		before = figures_now();
		for (int i = 0; i < MESSAGES_PER_ROUND / 2; i++) {
			const struct message message = random_message();

			adsp_inspect_fail_alloc(1 + below(12));
			send_hostile(&message);
			adsp_inspect_fail_alloc(0);
		}
		adsp_tick();
		delete_all();
		assert_figures(&before);
		machine_down(NULL);
	}
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_hostile_host),
		cmocka_unit_test(test_hostile_host_without_memory),
	};

	if (argc > 1) {
		first_seed = strtoull(argv[1], NULL, 0);
		num_seeds = argc > 2 ? strtoull(argv[2], NULL, 0) : 1;
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
