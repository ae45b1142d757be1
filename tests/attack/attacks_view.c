/* SPDX-License-Identifier: BSD-3-Clause */
/* Attacks on what the kernel has shown of what it follows, and past the end of blocks of the module's own region. */
#include <string.h>

#include <sof/audio/buffer.h>
#include <sof/audio/module_adapter/module_adapter.h>
#include <sof/audio/module_adapter/user_view.h>
#include <sof/common.h>
#include <zephyr/kernel.h>

#include "attacks.h"

/* Into the kernel at once, before the module stumbles over its own doing. */
static void come_back(struct processing_module *mod)
{
	mod_free(mod, NULL);
}

static void break_buffer_link(struct processing_module *mod)
{
	KNOWN(mod).input->sink_list.next = NULL;
}
static void break_component_list(struct processing_module *mod)
{
	mod->dev->bsink_list.prev = (struct list_item *)(uintptr_t)16;
}
static void break_registry_link(struct processing_module *mod)
{
	mod->dev->list.next = heap_base();
}
static void break_buffer_source(struct processing_module *mod)
{
	KNOWN(mod).output->source = NULL;
}
static void break_buffer_stream(struct processing_module *mod)
{
	KNOWN(mod).output->stream.w_ptr = NULL;
}
static void break_buffer_heap(struct processing_module *mod)
{
	KNOWN(mod).input->data_heap = NULL;
}
static void break_buffer_context(struct processing_module *mod)
{
	KNOWN(mod).input->ctx = NULL;
}
static void break_ring_pointer(struct processing_module *mod)
{
	KNOWN(mod).input->ring = NULL;
}
static void break_ring_data(struct processing_module *mod)
{
	input_ring(mod)->data = heap_base();
	come_back(mod);
}
static void break_ring_capacity(struct processing_module *mod)
{
	output_ring(mod)->capacity -= output_ring(mod)->capacity / 3;
	come_back(mod);
}
static void break_own_offset(struct processing_module *mod)
{
	input_ring(mod)->read_offset = 1u << 30;
	come_back(mod);
}
static void break_own_offset_by_a_frame(struct processing_module *mod)
{
	struct ring_buffer *ring = output_ring(mod);

	ring->write_offset += ring->capacity + 4;
	come_back(mod);
}
static void break_other_offset(struct processing_module *mod)
{
	output_ring(mod)->read_offset += 4;
	come_back(mod);
}
static void break_other_fragment(struct processing_module *mod)
{
	input_ring(mod)->sink_api.requested = 1;
	come_back(mod);
}
static void break_source_ops(struct processing_module *mod)
{
	mod->sources[0]->ops =
		(const struct source_ops *)((struct attacker *)module_get_private_data(mod))->words;
	come_back(mod);
	mod->sources[0]->ops->get_data_available(mod->sources[0]);
}
static void break_sources(struct processing_module *mod)
{
	mod->sources[0] = heap_base();
	come_back(mod);
}
static void break_num_of_sources(struct processing_module *mod)
{
	mod->num_of_sources = 1000;
	come_back(mod);
	write_word(mod->sources[mod->num_of_sources / 500]); /* here */
}
static void break_module_ops(struct processing_module *mod)
{
	mod->priv.ops = NULL;
	come_back(mod);
	read_word(mod->priv.ops); /* here */
}
static void break_module_dev(struct processing_module *mod)
{
	mod->dev = heap_base();
	come_back(mod);
}
static void break_resources(struct processing_module *mod)
{
	KNOWN(mod).instance->resources.alloc = NULL;
}
static void break_pipeline(struct processing_module *mod)
{
	mod->dev->pipeline = (void *)((char *)heap_base() + 8);
}
static void break_state(struct processing_module *mod)
{
	mod->dev->state = (enum comp_state)77;
}
static void break_name(struct processing_module *mod)
{
	memset(mod->dev->name, 'x', sizeof(mod->dev->name));
}
static void break_and_sleep(struct processing_module *mod)
{
	input_ring(mod)->data = NULL;
	k_sleep(K_MSEC(2));
}
static void break_and_fault(struct processing_module *mod)
{
	memset(input_ring(mod), 0x5A, sizeof(struct ring_view));
	write_word(heap_base()); /* here */
}
static void break_all_and_hang(struct processing_module *mod)
{
	memset(input_ring(mod), 0xFF, sizeof(struct ring_view));
	memset(output_ring(mod), 0xFF, sizeof(struct ring_view));
	memset(mod->dev, 0xFF, sizeof(*mod->dev));
	memset(mod, 0xFF, sizeof(*mod));
	for (;; attack_word++) { /* here */
	}
}
static void too_many_pins(struct processing_module *mod)
{
	mod->max_sources = 1000;
}
static void bad_endpoint(struct processing_module *mod)
{
	mod->dev->endpoint = (enum comp_endpoint)3;
}

static void needs_nothing(struct processing_module *mod)
{
	source_set_min_available(mod->sources[0], 0);
}
static void needs_too_much(struct processing_module *mod)
{
	source_set_min_available(mod->sources[0], SIZE_MAX);
}
static void unknown_format(struct processing_module *mod)
{
	mod->sinks[0]->params->valid_sample_fmt = (enum sof_ipc_frame)77;
}
static void flag_of_two(struct processing_module *mod)
{
	*(uint8_t *)&mod->no_pause = 2;
}
static void unknown_state(struct processing_module *mod)
{
	mod->dev->state = (enum comp_state)77;
}

/* ---- past the end of blocks of its own region ---- */

static void *overflowed_block(struct processing_module *mod)
{
	char *ptr = mod_alloc(mod, 100);

	memset(ptr, 1, 108);
	return ptr;
}
static void overflow_and_alloc(struct processing_module *mod)
{
	overflowed_block(mod);
	mod_alloc(mod, 10); /* here */
}
static void overflow_and_free_other(struct processing_module *mod)
{
	void *other = mod_alloc(mod, 10);

	overflowed_block(mod);
	mod_free(mod, other); /* here */
}
static void overflow_and_free_all(struct processing_module *mod)
{
	overflowed_block(mod);
	mod_free_all(mod); /* here */
}
static void overflow_and_end(struct processing_module *mod)
{
	overflowed_block(mod);
}
static void overflow_ring(struct processing_module *mod)
{
	struct ring_buffer *ring = output_ring(mod);

	ring->data[ring->size] ^= 1;
}
static void overflow_buffer(struct processing_module *mod)
{
	((char *)input_ring(mod))[ALIGN_UP(sizeof(struct ring_view), 64u)] ^= 1;
}

const struct attack view_attacks[] = {
	ATTACK(break_buffer_link),
	ATTACK(break_component_list),
	ATTACK(break_registry_link),
	ATTACK(break_buffer_source),
	ATTACK(break_buffer_stream),
	ATTACK(break_buffer_heap),
	ATTACK(break_buffer_context),
	ATTACK(break_ring_pointer),
	ATTACK(break_ring_data),
	ATTACK(break_ring_capacity),
	ATTACK(break_own_offset),
	ATTACK(break_own_offset_by_a_frame),
	ATTACK(break_other_offset),
	ATTACK(break_other_fragment),
	ATTACK(break_source_ops),
	ATTACK(break_sources),
	ATTACK(break_num_of_sources),
	ATTACK(break_module_ops),
	ATTACK(break_module_dev),
	ATTACK(break_resources),
	ATTACK(break_pipeline),
	ATTACK(break_state),
	ATTACK(break_name),
	ATTACK(break_and_sleep),
	ATTACK(break_and_fault),
	ATTACK(break_all_and_hang),
	ATTACK(too_many_pins),
	ATTACK(bad_endpoint),
	ATTACK(needs_nothing),
	ATTACK(needs_too_much),
	ATTACK(unknown_format),
	ATTACK(flag_of_two),
	ATTACK(unknown_state),
	ATTACK(overflow_and_alloc),
	ATTACK(overflow_and_free_other),
	ATTACK(overflow_and_free_all),
	ATTACK(overflow_and_end),
	ATTACK(overflow_ring),
	ATTACK(overflow_buffer),
	{ NULL, NULL },
};
