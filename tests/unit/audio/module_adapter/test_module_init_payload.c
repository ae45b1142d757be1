/* SPDX-License-Identifier: BSD-3-Clause */
/* INIT_INSTANCE payloads: every size, every kind of object, and whatever a hostile host may send. */
#include "../graph.h"

#include <sof/audio/module_adapter/user_module.h>

#include "../../../../fw/audio/module_adapter/module_init_payload.h"

#define BOX 4096

/* A payload under construction. Kept in a block of exactly its size while it is decoded, so that a checker of
 * memory sees each byte that is read beyond it. */
struct payload {
	uint8_t bytes[BOX];
	size_t size;
};

static void add(struct payload *p, const void *data, size_t size)
{
	assert_true(p->size + size <= BOX);
	memcpy(p->bytes + p->size, data, size);
	p->size += size;
}

static void add_base(struct payload *p)
{
	const struct ipc4_base_module_cfg base = graph_base_config();

	add(p, &base, sizeof(base));
}

static void add_prefix(struct payload *p, bool objects)
{
	struct ipc4_module_init_ext_init prefix = { .word0.r.data_obj_array = objects };

	add(p, &prefix, sizeof(prefix));
}

static void add_object(struct payload *p, bool last, uint32_t id, const uint32_t *words,
		       uint32_t count)
{
	struct ipc4_module_init_ext_object object = { .last_object = last,
						      .object_id = id,
						      .object_words = count };

	add(p, &object, sizeof(object));
	add(p, words, count * sizeof(uint32_t));
}

static int decode(struct module_init_payload *out, const struct payload *p, bool extended)
{
	uint8_t *exact = malloc(p->size ? p->size : 1);
	int ret;

	memcpy(exact, p->bytes, p->size);
	ret = module_init_payload_decode(out, exact, p->size, extended);
	if (!ret)
		module_init_payload_pins(out);
	free(exact);
	return ret;
}

/* The same with the result's pointers valid: in the payload itself. */
static int decode_here(struct module_init_payload *out, const struct payload *p, bool extended)
{
	return module_init_payload_decode(out, p->bytes, p->size, extended);
}

static const uint32_t words[] = { 1, 2048, 12288, 8192, 512, 77, 78, 79 };

static void a_plain_payload_is_a_base_config_and_what_follows(void **state)
{
	struct module_init_payload out;
	struct payload p = { .size = 0 };

	add_base(&p);
	for (size_t extra = 0; extra < 60; extra++) {
		assert_int_equal(decode_here(&out, &p, false), 0);
		assert_ptr_equal(out.config, p.bytes);
		assert_int_equal(out.config_size, 40 + extra);
		assert_ptr_equal(out.init_data, p.bytes);
		assert_int_equal(out.init_data_size, 40 + extra);
		assert_int_equal(
			out.mem.heap_bytes | out.mem.stack_bytes | out.mem.lifetime_heap_bytes, 0);
		add(&p, "x", 1);
	}
}

static void shorter_than_a_base_config_is_refused(void **state)
{
	struct module_init_payload out;
	struct payload p = { .size = 0 };

	add_base(&p);
	for (p.size = 0; p.size < 40; p.size++) {
		assert_int_equal(decode(&out, &p, false), -EINVAL);
		assert_int_equal(decode(&out, &p, true), -EINVAL);
	}
}

static void a_prefix_without_objects_is_skipped(void **state)
{
	struct module_init_payload out;
	struct payload p = { .size = 0 };

	add_prefix(&p, false);
	add_base(&p);
	add(&p, "tail", 4);
	assert_int_equal(decode_here(&out, &p, true), 0);
	assert_ptr_equal(out.config, p.bytes + 12);
	assert_int_equal(out.config_size, 44);
	/* extended does not mean that there is module data: the legacy init data stay */
	assert_ptr_equal(out.init_data, out.config);
	assert_int_equal(out.init_data_size, 44);
	for (p.size = 0; p.size < 52; p.size++)
		assert_int_equal(decode(&out, &p, true), -EINVAL);
}

static void dp_data_comes_in_three_and_in_five_words(void **state)
{
	for (uint32_t count = 0; count <= 8; count++) {
		struct module_init_payload out;
		struct payload p = { .size = 0 };

		add_prefix(&p, true);
		add_object(&p, true, IPC4_MOD_INIT_DATA_ID_DP_DATA, words, count);
		add_base(&p);
		assert_int_equal(decode_here(&out, &p, true), 0);
		assert_int_equal(out.config_size, 40);
		assert_int_equal(out.mem.domain_id, count >= 3 ? 1 : 0);
		assert_int_equal(out.mem.stack_bytes, count >= 3 ? 2048 : 0);
		assert_int_equal(out.mem.heap_bytes, count >= 3 ? 12288 : 0);
		assert_int_equal(out.mem.lifetime_heap_bytes, count >= 5 ? 8192 : 0);
		assert_int_equal(out.mem.shared_bytes, count >= 5 ? 512 : 0);
		/* DP data alone: the legacy init data stay */
		assert_ptr_equal(out.init_data, out.config);
		assert_int_equal(out.init_data_size, 40);
	}
}

static void module_data_replace_the_legacy_init_data(void **state)
{
	struct module_init_payload out;
	struct payload p = { .size = 0 };

	add_prefix(&p, true);
	add_object(&p, false, 99, words, 2); /* unknown: skipped */
	add_object(&p, false, IPC4_MOD_INIT_DATA_ID_MODULE_DATA, words + 4, 3);
	add_object(&p, true, IPC4_MOD_INIT_DATA_ID_DP_DATA, words, 5);
	add_base(&p);
	assert_int_equal(decode_here(&out, &p, true), 0);
	assert_ptr_equal(out.config, p.bytes + p.size - 40);
	assert_int_equal(out.init_data_size, 12);
	assert_memory_equal(out.init_data, words + 4, 12);
	assert_int_equal(out.mem.heap_bytes, 12288);
}

static void an_empty_object_is_no_data(void **state)
{
	struct module_init_payload out;
	struct payload p = { .size = 0 };

	add_prefix(&p, true);
	add_object(&p, true, IPC4_MOD_INIT_DATA_ID_MODULE_DATA, words, 0);
	add_base(&p);
	assert_int_equal(decode_here(&out, &p, true), 0);
	assert_non_null(out.init_data);
}

static void every_truncation_is_refused(void **state)
{
	struct module_init_payload out;
	struct payload p = { .size = 0 };
	size_t full;

	add_prefix(&p, true);
	add_object(&p, false, IPC4_MOD_INIT_DATA_ID_MODULE_DATA, words, 7);
	add_object(&p, true, IPC4_MOD_INIT_DATA_ID_DP_DATA, words, 5);
	add_base(&p);
	full = p.size;
	assert_int_equal(decode(&out, &p, true), 0);
	for (p.size = 0; p.size < full; p.size++)
		assert_int_equal(decode(&out, &p, true), -EINVAL);
}

static void objects_without_end_or_beyond_the_payload_are_refused(void **state)
{
	struct module_init_payload out;
	struct payload p = { .size = 0 };
	struct ipc4_module_init_ext_object lie = { .last_object = 1,
						   .object_id = 2,
						   .object_words = 0xFFFF };

	add_prefix(&p, true);
	for (int i = 0; i < 100; i++)
		add_object(&p, false, 2, words, 1);
	assert_int_equal(decode(&out, &p, true), -EINVAL);

	p.size = 0;
	add_prefix(&p, true);
	add(&p, &lie, sizeof(lie));
	add_base(&p);
	assert_int_equal(decode(&out, &p, true), -EINVAL);
	/* a size that takes in the base config */
	lie.object_words = 10;
	p.size = 0;
	add_prefix(&p, true);
	add(&p, &lie, sizeof(lie));
	add_base(&p);
	assert_int_equal(decode(&out, &p, true), -EINVAL);
}

static void periods_beyond_reason_are_refused(void **state)
{
	static const uint32_t bad[] = { (1u << 20) + 1, 1u << 31, UINT32_MAX };

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		for (int side = 0; side < 2; side++) {
			struct ipc4_base_module_cfg base = graph_base_config();
			struct module_init_payload out;
			struct payload p = { .size = 0 };

			*(side ? &base.ibs : &base.obs) = bad[i];
			add(&p, &base, sizeof(base));
			assert_int_equal(decode(&out, &p, false), -EINVAL);
		}
	}
}

static void pins_need_the_exact_size(void **state)
{
	struct payload p = { .size = 0 };
	struct ipc4_base_module_cfg_ext ext = { 0 };
	struct ipc4_input_pin_format pin = { 0 };

	for (uint16_t in = 0; in <= 9; in++) {
		for (uint16_t out_pins = 0; out_pins <= 9; out_pins++) {
			struct module_init_payload out;

			p.size = 0;
			add_base(&p);
			ext.nb_input_pins = in;
			ext.nb_output_pins = out_pins;
			add(&p, &ext, sizeof(ext));
			for (int i = 0; i < in + out_pins; i++)
				add(&p, &pin, sizeof(pin));
			for (int change = -1; change <= 1; change++) {
				bool expected = !change && in <= 8 && out_pins <= 8;

				p.size = (size_t)((int)p.size + change);
				assert_int_equal(decode_here(&out, &p, false), 0);
				assert_int_equal(module_init_payload_pins(&out) != NULL, expected);
				p.size = (size_t)((int)p.size - change);
			}
		}
	}
	/* counts whose product wraps */
	ext.nb_input_pins = 0xFFFF;
	ext.nb_output_pins = 0xFFFF;
	p.size = 0;
	add_base(&p);
	add(&p, &ext, sizeof(ext));
	struct module_init_payload out;

	assert_int_equal(decode_here(&out, &p, false), 0);
	assert_null(module_init_payload_pins(&out));
}

static void random_bytes_never_reach_beyond_the_payload(void **state)
{
	struct core_random random = core_random_new(8);

	for (int step = 0; step < 20000; step++) {
		struct module_init_payload out;
		struct payload p = { .size = 0 };
		size_t size = core_random(&random, 200);

		if (core_random(&random, 2))
			add_prefix(&p, true);
		while (p.size < size) {
			uint8_t byte =
				(uint8_t)(core_random(&random, 3) ? 0 : core_random(&random, 256));

			add(&p, &byte, 1);
		}
		if (!decode(&out, &p, core_random(&random, 4) != 0))
			assert_true(out.config_size >= 40 && out.config_size <= p.size);
	}
}

/* ---- through the adapter: what the module sees, and where the memory comes from ---- */

static void the_module_sees_its_init_data_during_init_only(void **state)
{
	struct payload p = { .size = 0 };
	struct comp_dev *dev;
	struct comp_ipc_config config = { .id = COMP_ID(1, 3),
					  .pipeline_id = 7,
					  .extended_init = true };

	add_prefix(&p, true);
	add_object(&p, true, IPC4_MOD_INIT_DATA_ID_MODULE_DATA, words, 3);
	add_base(&p);
	assert_int_equal(module_adapter_new(&probe_driver, &config, p.bytes, p.size, &dev), 0);
	assert_int_equal(probes[3].init_data_size, 12);
	assert_memory_equal(probes[3].init_data, words, 12);
	assert_null(dev->mod->priv.cfg.init_data);
	assert_int_equal(dev->mod->priv.cfg.init_data_size, 0);
	assert_int_equal(dev->mod->priv.cfg.base_cfg.ibs, PERIOD_BYTES);
	assert_string_equal(dev->name, "probe.7.3");
	graph_free(dev);
}

static void pins_are_kept_through_the_modules_memory(void **state)
{
	const struct core_memory before = core_memory_now();
	struct {
		struct ipc4_base_module_cfg base;
		struct ipc4_base_module_cfg_ext ext;
		struct ipc4_input_pin_format in[2];
		struct ipc4_output_pin_format out[3];
	} __attribute__((packed, aligned(4))) p = {
		.base = graph_base_config(),
		.ext = { .nb_input_pins = 2, .nb_output_pins = 3 },
		.in = { { .pin_index = 0, .ibs = 100 }, { .pin_index = 1, .ibs = 384 } },
		.out = { { .obs = 1 }, { .pin_index = 1, .obs = 96 }, { .pin_index = 2, .obs = 0 } },
	};

	for (int domain = 0; domain < 2; domain++) {
		struct comp_dev *dev;
		struct module_config *cfg;

		assert_int_equal(graph_try(&probe_driver, 0, 0, (enum ipc4_proc_domain)domain, &p,
					   sizeof(p), &dev),
				 0);
		cfg = &dev->mod->priv.cfg;
		assert_int_equal(cfg->nb_input_pins, 2);
		assert_int_equal(cfg->nb_output_pins, 3);
		assert_memory_equal(cfg->input_pins, p.in, sizeof(p.in));
		assert_memory_equal(cfg->output_pins, p.out, sizeof(p.out));
#ifdef CONFIG_SOF_USERSPACE_APPLICATION
		if (domain) {
			const struct user_view *view = &comp_instance(dev)->user->view;

			/* the module's own copy, which the kernel does not read */
			assert_false(graph_is_own_memory(dev, cfg->input_pins));
			assert_true(graph_is_own_memory(dev, view->input_pins));
			assert_true(graph_is_own_memory(dev, view->output_pins));
			assert_memory_equal(view->input_pins, p.in, sizeof(p.in));
			assert_memory_equal(view->output_pins, p.out, sizeof(p.out));
			cfg = &view->memory->view.mod.priv.cfg;
			assert_ptr_equal(cfg->input_pins, view->input_pins);
			assert_ptr_equal(cfg->output_pins, view->output_pins);
		}
#endif
		assert_true(graph_is_own_memory(dev, cfg->input_pins));
		/* queue 0 is the base config's, unknown and silent pins as well */
		assert_int_equal(module_adapter_pin_ibs(dev, 0), PERIOD_BYTES);
		assert_int_equal(module_adapter_pin_ibs(dev, 1), 384);
		assert_int_equal(module_adapter_pin_ibs(dev, 2), PERIOD_BYTES);
		assert_int_equal(module_adapter_pin_obs(dev, 0), PERIOD_BYTES);
		assert_int_equal(module_adapter_pin_obs(dev, 1), 96);
		assert_int_equal(module_adapter_pin_obs(dev, 2), PERIOD_BYTES);
		assert_int_equal(module_adapter_pin_obs(dev, 7), PERIOD_BYTES);
		graph_free(dev);
		core_memory_expect(&before);
	}
	/* a pin's size beyond reason counts as none */
	p.in[1].ibs = UINT32_MAX;
	p.out[1].obs = (1u << 20) + 1;
	struct comp_dev *dev;

	assert_int_equal(graph_try(&probe_driver, 0, 0, IPC4_PROC_DOMAIN_LL, &p, sizeof(p), &dev),
			 0);
	assert_int_equal(module_adapter_pin_ibs(dev, 1), PERIOD_BYTES);
	assert_int_equal(module_adapter_pin_obs(dev, 1), PERIOD_BYTES);
	graph_free(dev);
}

#ifdef CONFIG_SOF_VREGIONS
static size_t region_bytes(const uint32_t *mem_words, uint32_t count, int expected)
{
	struct payload p = { .size = 0 };
	struct comp_ipc_config config = {
		.id = COMP_ID(1, 0),
		.extended_init = true,
		.proc_domain = IPC4_PROC_DOMAIN_DP,
	};
	struct comp_dev *dev;
	size_t size;

	add_prefix(&p, true);
	add_object(&p, true, IPC4_MOD_INIT_DATA_ID_DP_DATA, mem_words, count);
	add_base(&p);
	assert_int_equal(module_adapter_new(&probe_driver, &config, p.bytes, p.size, &dev),
			 expected);
	if (expected)
		return 0;
	if (module_adapter_alloc_ctx(dev)->heap)
		size = module_adapter_alloc_ctx(dev)->heap->heap.init_bytes;
	else
		vregion_mem_info(module_adapter_alloc_ctx(dev)->vreg, &size, NULL);
	graph_free(dev);
	return size;
}

static void the_stated_sizes_make_the_region(void **state)
{
	const struct core_memory before = core_memory_now();
	const size_t page = CONFIG_MM_DRV_PAGE_SIZE;
#ifdef CONFIG_SOF_USERSPACE_USE_DRIVER_HEAP
	const size_t standard = ALIGN_UP(CONFIG_SOF_DRIVER_HEAP_BYTES, page);
#else
	const size_t standard = ALIGN_UP(CONFIG_SOF_VREGION_LIFETIME_BYTES, page) +
				ALIGN_UP(CONFIG_SOF_VREGION_INTERIM_BYTES, page);
#endif
	const uint32_t split[] = { 0, 0, 40000, 10000, 0 }, none[5] = { 0 },
		       heap[] = { 0, 0, 65536 };
	const uint32_t huge[][5] = {
		{ 0, 0, UINT32_MAX, 4096, 0 },   { 0, 0, 4096, UINT32_MAX, 0 },
		{ 0, 0, 64 << 20, 64 << 20, 0 }, { 0, 0, UINT32_MAX, UINT32_MAX, UINT32_MAX },
		{ 0, 0, 1u << 31, 1u << 31, 0 },
	};

	assert_int_equal(region_bytes(split, 5, 0), ALIGN_UP(40000, page) + ALIGN_UP(10000, page));
	assert_int_equal(region_bytes(none, 5, 0), standard);
	assert_int_equal(region_bytes(none, 3, 0), standard);
	assert_int_equal(region_bytes(none, 2, 0), standard);
	/* one figure is split, not added to */
	assert_int_equal(region_bytes(heap, 3, 0), 65536);
	for (size_t i = 0; i < ARRAY_SIZE(huge); i++) {
		region_bytes(huge[i], 5, -ENOMEM);
		region_bytes(huge[i], 3, huge[i][2] == 4096 ? 0 : -ENOMEM);
		core_memory_expect(&before);
	}
	core_memory_expect(&before);
}
#endif

int main(void)
{
	const struct CMUnitTest tests[] = {
		core_test(a_plain_payload_is_a_base_config_and_what_follows),
		core_test(shorter_than_a_base_config_is_refused),
		core_test(a_prefix_without_objects_is_skipped),
		core_test(dp_data_comes_in_three_and_in_five_words),
		core_test(module_data_replace_the_legacy_init_data),
		core_test(an_empty_object_is_no_data),
		core_test(every_truncation_is_refused),
		core_test(objects_without_end_or_beyond_the_payload_are_refused),
		core_test(periods_beyond_reason_are_refused),
		core_test(pins_need_the_exact_size),
		core_test(random_bytes_never_reach_beyond_the_payload),
		graph_test(the_module_sees_its_init_data_during_init_only),
		graph_test(pins_are_kept_through_the_modules_memory),
#ifdef CONFIG_SOF_VREGIONS
		graph_test(the_stated_sizes_make_the_region),
#endif
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
