/* SPDX-License-Identifier: BSD-3-Clause */
/* Legal twins: the same with what is the module's own. */
#include <stdio.h>
#include <string.h>

#include <rtos/alloc.h>
#include <rtos/cache.h>
#include <sof/audio/data_blob.h>
#include <sof/audio/module_adapter/module_adapter.h>
#include <sof/audio/module_adapter/user_view.h>
#include <zephyr/kernel.h>

#include "attacks.h"

static const uint8_t small_table[100] = { 1, 2, 3 };

static void rewrite_own_structures(struct processing_module *mod)
{
	struct ring_view *copy_of = mod_alloc(mod, sizeof(*copy_of));
	struct ring_buffer *input = input_ring(mod), *ring = output_ring(mod);
	struct processing_module saved = *mod;

	memset(mod, 0, sizeof(*mod));
	memcpy(mod, &saved, sizeof(*mod));
	memcpy(copy_of, input, sizeof(*copy_of));
	memset(input, 0, sizeof(*copy_of));
	memcpy(input, copy_of, sizeof(*copy_of));
	for (size_t i = 0; i < ring->size; i++)
		((volatile uint8_t *)ring->data)[i] = ring->data[i];
	mod_free(mod, copy_of);
}
static void open_and_drop_fragments(struct processing_module *mod)
{
	const void *data;
	const void *start;
	size_t size;

	for (int i = 0; i < 3; i++) {
		if (source_get_data(mod->sources[0], 4, &data, &start, &size))
			k_oops();
		k_sleep(K_USEC(10));
		source_release_data(mod->sources[0], 0);
	}
}
static void set_limits(struct processing_module *mod)
{
	mod->max_sources = mod->max_sinks = CONFIG_MODULE_MAX_CONNECTIONS;
	mod->no_pause = true;
	mod->dev->endpoint = COMP_ENDPOINT_NONE;
	mod->priv.mpd.in_buff_size = 4000;
}

static void own_region_both_aliases(struct processing_module *mod)
{
	struct attacker *self = module_get_private_data(mod);

	write_word(sys_cache_uncached_ptr_get(&self->words[3]));
	if (*(volatile uint32_t *)sys_cache_cached_ptr_get(&self->words[3]) != 0x12345678)
		k_oops();
}
static void read_host_box(struct processing_module *mod)
{
	read_word(window(1));
	read_word(sys_cache_cached_ptr_get(window(1) + 4092));
}
static void use_much_stack(struct processing_module *mod)
{
	volatile char big[20000];

	memset((char *)big, 1, sizeof(big));
	attack_word = (uint32_t)big[100];
}
static void allocate_and_free(struct processing_module *mod)
{
	for (int i = 1; i < 20; i++) {
		char *ptr = mod_alloc_align(mod, (size_t)i * 20, 64);

		memset(ptr, i, (size_t)i * 20);
		mod_free(mod, ptr);
	}
}
static void notifications(struct processing_module *mod)
{
	const uint32_t data[] = { 1, 2 };

	if (module_notify(mod, 1, data, sizeof(data)) || module_notify(mod, 2, NULL, 0))
		k_oops();
}
static void copies_of_constants(struct processing_module *mod)
{
	const uint8_t *large = mod_fast_get(mod, attack_large_table, sizeof(attack_large_table));
	const uint8_t *again = mod_fast_get(mod, attack_large_table, sizeof(attack_large_table));
	const uint8_t *small = mod_fast_get(mod, small_table, sizeof(small_table));

	if (large != again || memcmp(large, attack_large_table, sizeof(attack_large_table)) ||
	    memcmp(small, small_table, sizeof(small_table)))
		k_oops();
	mod_free(mod, again);
	read_word(large + 4096);
	mod_free(mod, small);
	mod_free(mod, large);
}
static const uint8_t huge_table[CONFIG_SOF_USERSPACE_TABLE_BYTES + 1] = { 1 };

static void too_large_is_refused(struct processing_module *mod)
{
	if (mod_fast_get(mod, huge_table, sizeof(huge_table)))
		k_oops();
	if (mod_alloc(mod, 1 << 20) || mod_alloc(mod, 0))
		k_oops();
}
static void blobs(struct processing_module *mod)
{
	struct comp_data_blob_handler *handler = mod_data_blob_handler_new(mod);
	size_t size;

	if (comp_init_data_blob(handler, 100, small_table) ||
	    !comp_get_data_blob(handler, &size, NULL) || size != 100 ||
	    comp_data_blob_set(handler, MODULE_CFG_FRAGMENT_SINGLE, 60, small_table, 60))
		k_oops();
	mod_free(mod, handler);
}
static void log_own_text(struct processing_module *mod)
{
	comp_dbg(mod->dev, "%s", "all is well");
}
static void sleep_a_little(struct processing_module *mod)
{
	k_sleep(K_USEC(100));
}
static void sleep_often(struct processing_module *mod)
{
	for (int i = 0; i < 100; i++) {
		k_sleep(K_USEC(1));
		k_yield();
	}
	k_busy_wait(1000);
}
static void use_library(struct processing_module *mod)
{
	static const char text[] = "twelve";
	char own[64];

	snprintf(own, sizeof(own), "%s %.3f", text, 12.5);
	if (strcmp(own, "twelve 12.500") || strlen(strcat(own, text)) != 19)
		k_oops();
}
static void need_a_frame(struct processing_module *mod)
{
	source_set_min_available(mod->sources[0], source_get_frame_bytes(mod->sources[0]));
	source_set_min_available(mod->sources[0], source_get_min_available(mod->sources[0]));
}
static void nothing(struct processing_module *mod)
{
}

static void first_and_last_byte_of_region(struct processing_module *mod)
{
	read_byte(attack_region);
	read_byte(attack_region_end - 1);
	write_byte(attack_region_end - 1);
}
static void read_constants(struct processing_module *mod)
{
	read_word(attack_large_table + sizeof(attack_large_table) - 4);
}
static void call_by_pointer(struct processing_module *mod)
{
	void (*volatile entry)(struct processing_module *) = read_constants;

	entry(mod);
}
static void work_long(struct processing_module *mod)
{
	for (int i = 0; i < 10000000; i++)
		attack_word++;
}
static void call_often(struct processing_module *mod)
{
	for (int i = 0; i < 200; i++)
		attack_word += cpu_get_id();
}
static void divide_by_one(struct processing_module *mod)
{
	volatile int one = 1;

	attack_word = (uint32_t)(100 / one);
}
static void all_flags_and_alignments(struct processing_module *mod)
{
	for (size_t align = 1; align <= 1024; align *= 2) {
		void *ptr =
			mod_alloc_ext(mod, SOF_MEM_FLAG_USER | SOF_MEM_FLAG_COHERENT, 10, align);

		if (!ptr || (uintptr_t)ptr % align)
			k_oops();
		mod_free(mod, ptr);
	}
	mod_free(mod, NULL);
}

const struct attack twins_attacks[] = {
	ATTACK(rewrite_own_structures),
	ATTACK(open_and_drop_fragments),
	ATTACK(set_limits),
	ATTACK(own_region_both_aliases),
	ATTACK(read_host_box),
	ATTACK(use_much_stack),
	ATTACK(allocate_and_free),
	ATTACK(copies_of_constants),
	ATTACK(notifications),
	ATTACK(too_large_is_refused),
	ATTACK(blobs),
	ATTACK(log_own_text),
	ATTACK(sleep_a_little),
	ATTACK(sleep_often),
	ATTACK(use_library),
	ATTACK(need_a_frame),
	ATTACK(nothing),
	ATTACK(first_and_last_byte_of_region),
	ATTACK(read_constants),
	ATTACK(call_by_pointer),
	ATTACK(work_long),
	ATTACK(call_often),
	ATTACK(divide_by_one),
	ATTACK(all_flags_and_alignments),
	{ NULL, NULL },
};
