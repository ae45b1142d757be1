/* SPDX-License-Identifier: BSD-3-Clause */
/* The state machine of components, their registry and edges. */
#include "../lib/core_rig.h"

#include <errno.h>
#include <string.h>
#include <sof/audio/buffer.h>
#include <sof/audio/component.h>

#define STATES 8

/* to[cmd][state]: the state after cmd; '-' refused, '=' nothing happens */
static void each_trigger_is_taken_in_its_states_only(void **state)
{
	static const struct {
		enum comp_trigger cmd;
		const char *to; /* one character per present state 0 .. 7 */
	} table[] = {
		{ COMP_TRIGGER_STOP, "----=44-" },        { COMP_TRIGGER_START, "------=6" },
		{ COMP_TRIGGER_PAUSE, "-----=5-" },       { COMP_TRIGGER_RELEASE, "------=6" },
		{ COMP_TRIGGER_RESET, "22=22222" },       { COMP_TRIGGER_XRUN, "22=22222" },
		{ COMP_TRIGGER_PREPARE, "--4-=---" },     { COMP_TRIGGER_PRE_START, "----7--=" },
		{ COMP_TRIGGER_PRE_RELEASE, "-----7-=" }, { COMP_TRIGGER_POST_STOP, "========" },
		{ COMP_TRIGGER_POST_PAUSE, "========" },  { COMP_TRIGGER_NO_ACTION, "========" },
		{ (enum comp_trigger)99, "========" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		for (unsigned int from = 0; from < STATES; from++) {
			struct comp_dev dev = { .name = "probe", .state = (enum comp_state)from };
			char to = table[i].to[from];
			int ret = comp_set_state(&dev, table[i].cmd);

			/* a trigger without a transition leaves everything as it is */
			const int same = strspn(table[i].to, "=") == STATES ?
						 0 :
						 COMP_STATUS_STATE_ALREADY_SET;

			assert_int_equal(ret, to == '-' ? -EINVAL : to == '=' ? same : 0);
			assert_int_equal(dev.state, to == '-' || to == '=' ? (int)from : to - '0');
		}
	}
}

static void a_state_may_follow_if_a_trigger_leads_there(void **state)
{
	for (unsigned int from = 0; from < STATES; from++) {
		bool reached[STATES] = { false };

		for (unsigned int cmd = COMP_TRIGGER_STOP; cmd <= COMP_TRIGGER_NO_ACTION; cmd++) {
			struct comp_dev dev = { .name = "probe", .state = (enum comp_state)from };

			if (!comp_set_state(&dev, (enum comp_trigger)cmd) && dev.state != from)
				reached[dev.state] = true;
		}
		for (unsigned int to = 0; to < STATES; to++) {
			if (to != from)
				assert_int_equal(comp_state_may_follow((enum comp_state)from,
								       (enum comp_state)to),
						 reached[to]);
		}
		assert_false(comp_state_may_follow((enum comp_state)from, (enum comp_state)77));
	}
	assert_false(comp_state_may_follow(COMP_STATE_READY, COMP_STATE_ACTIVE));
	assert_true(comp_state_may_follow(COMP_STATE_ACTIVE, COMP_STATE_PAUSED));
}

static void the_registry_keeps_the_order_of_creation(void **state)
{
	struct comp_dev devs[4] = { 0 };
	struct list_item *pos;
	unsigned int n = 0;

	assert_true(list_is_empty(comp_list()));
	for (unsigned int i = 0; i < 4; i++) {
		devs[i].ipc_config.id = COMP_ID(7, 4 - i);
		comp_registry_add(&devs[i]);
	}
	list_for_item(pos, comp_list())
		assert_ptr_equal(list_item(pos, struct comp_dev, list), &devs[n++]);
	assert_int_equal(n, 4);
	assert_ptr_equal(comp_find(COMP_ID(7, 3)), &devs[1]);
	assert_null(comp_find(COMP_ID(7, 5)));
	comp_registry_remove(&devs[1]);
	comp_registry_remove(&devs[1]); /* unlinked once is enough */
	assert_null(comp_find(COMP_ID(7, 3)));
	assert_ptr_equal(comp_find(COMP_ID(7, 2)), &devs[2]);
	/* instance ids of 16 and more are distinguished */
	devs[1].ipc_config.id = COMP_ID(7, 0x104);
	comp_registry_add(&devs[1]);
	assert_ptr_equal(comp_find(COMP_ID(7, 0x104)), &devs[1]);
	assert_ptr_equal(comp_find(COMP_ID(7, 4)), &devs[0]);
}

static void dev_init(struct comp_dev *dev, struct processing_module *mod)
{
	memset(dev, 0, sizeof(*dev));
	dev->mod = mod;
	list_init(&dev->bsource_list);
	list_init(&dev->bsink_list);
}

static void the_newest_edge_is_the_first(void **state)
{
	struct comp_dev a, b;
	struct comp_buffer *buffers[3];

	dev_init(&a, NULL);
	dev_init(&b, NULL);
	assert_null(comp_first_sink(&a));
	assert_null(comp_first_source(&b));
	for (int i = 0; i < 3; i++) {
		buffers[i] = buffer_new(NULL, 64, false);
		assert_int_equal(comp_connect_source(&a, buffers[i]), 0);
		assert_int_equal(comp_connect_sink(&b, buffers[i]), 0);
		assert_ptr_equal(comp_first_sink(&a), buffers[i]);
		assert_ptr_equal(comp_first_source(&b), buffers[i]);
	}
	comp_disconnect_source(buffers[2]);
	comp_disconnect_sink(buffers[2]);
	assert_ptr_equal(comp_first_sink(&a), buffers[1]);
	assert_ptr_equal(comp_first_source(&b), buffers[1]);
	for (int i = 0; i < 3; i++) {
		comp_disconnect_source(buffers[i]);
		comp_disconnect_sink(buffers[i]);
		buffer_free(buffers[i]);
	}
	assert_true(list_is_empty(&a.bsink_list));
	assert_true(list_is_empty(&b.bsource_list));
}

static void attaching_twice_is_refused(void **state)
{
	struct comp_dev a, b;
	struct comp_buffer *buffer = buffer_new(NULL, 64, false);

	dev_init(&a, NULL);
	dev_init(&b, NULL);
	assert_int_equal(comp_connect_source(&a, buffer), 0);
	assert_int_equal(comp_connect_source(&a, buffer), -EALREADY);
	assert_int_equal(comp_connect_source(&b, buffer), -EALREADY);
	assert_int_equal(comp_connect_sink(&b, buffer), 0);
	assert_int_equal(comp_connect_sink(&b, buffer), -EALREADY);
	assert_ptr_equal(buffer->source, &a);
	assert_ptr_equal(buffer->sink, &b);
	comp_disconnect_source(buffer);
	comp_disconnect_source(buffer);
	comp_disconnect_sink(buffer);
	comp_disconnect_sink(buffer);
	assert_null(buffer->source);
	assert_null(buffer->sink);
	assert_int_equal(comp_connect_source(&b, buffer), 0);
	comp_disconnect_source(buffer);
	buffer_free(buffer);
}

static void both_handles_of_an_edge_name_its_ends(void **state)
{
	struct processing_module *producer = (void *)0x1000, *consumer = (void *)0x2000;

	for (int late = 0; late < 2; late++) {
		struct comp_dev a, b;
		struct comp_buffer *buffer = buffer_new(NULL, 64, false);

		dev_init(&a, producer);
		dev_init(&b, consumer);
		if (!late)
			assert_int_equal(
				buffer_attach_ring(buffer, BUFFER_RING_AT_SOURCE_API, 64, 64), 0);
		comp_connect_source(&a, buffer);
		comp_connect_sink(&b, buffer);
		if (late)
			assert_int_equal(
				buffer_attach_ring(buffer, BUFFER_RING_AT_SOURCE_API, 64, 64), 0);
		assert_ptr_equal(source_get_producer(buffer_get_source(buffer)), producer);
		assert_ptr_equal(sink_get_consumer(buffer_get_sink(buffer)), consumer);
		assert_ptr_equal(source_get_producer(&buffer->source_api), producer);
		assert_ptr_equal(sink_get_consumer(&buffer->ring->sink_api), consumer);
		comp_disconnect_source(buffer);
		comp_disconnect_sink(buffer);
		assert_null(source_get_producer(buffer_get_source(buffer)));
		assert_null(sink_get_consumer(buffer_get_sink(buffer)));
		buffer_free(buffer);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		core_test(each_trigger_is_taken_in_its_states_only),
		core_test(a_state_may_follow_if_a_trigger_leads_there),
		core_test(the_registry_keeps_the_order_of_creation),
		core_test(the_newest_edge_is_the_first),
		core_test(attaching_twice_is_refused),
		core_test(both_handles_of_an_edge_name_its_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
