/* SPDX-License-Identifier: BSD-3-Clause */
/* Life of a module behind the adapter: creation, edges, prepare, trigger, reset, free. */
#include "../graph.h"

static const struct ipc4_base_module_cfg *base(void)
{
	static struct ipc4_base_module_cfg cfg;

	cfg = graph_base_config();
	return &cfg;
}

/* ---- creation ---- */

static void a_new_component_is_ready_and_registered(void **state)
{
	const struct core_memory before = core_memory_now();

	for (int domain = 0; domain < 2; domain++) {
		struct comp_dev *dev =
			graph_new(&probe_driver, 5, 9, (enum ipc4_proc_domain)domain);

		assert_int_equal(dev->state, COMP_STATE_READY);
		assert_ptr_equal(comp_find(COMP_ID(1, 5)), dev);
		assert_string_equal(dev->name, "probe.9.5");
		assert_int_equal(dev->mod->max_sources, 1);
		assert_int_equal(dev->mod->max_sinks, 1);
		assert_int_equal(dev->mod->proc_type, MODULE_PROCESS_TYPE_SOURCE_SINK);
		assert_int_equal(dev->mod->stream_params->rate, 48000);
		assert_int_equal(dev->mod->stream_params->channels, 2);
		/* DP modules have no period before prepare */
		assert_int_equal(dev->period, domain ? 0 : 1000);
		assert_int_equal(dev->frames, 48);
		assert_int_equal(!!dev->task, domain);
		assert_int_equal(!!module_adapter_alloc_ctx(dev), domain);
		if (domain) {
			const struct mod_alloc_ctx *ctx = module_adapter_alloc_ctx(dev);
			bool own_heap = IS_ENABLED(CONFIG_SOF_USERSPACE_USE_DRIVER_HEAP);

			assert_int_equal(!!ctx->vreg, IS_ENABLED(CONFIG_SOF_VREGIONS) && !own_heap);
			assert_int_equal(!!ctx->heap, own_heap);
		}
		graph_free(dev);
		assert_null(comp_find(COMP_ID(1, 5)));
		assert_int_equal(probes[5].frees, domain + 1);
		core_memory_expect(&before);
	}
}

static void the_best_processing_operation_is_taken(void **state)
{
	struct module_interface ops = probe_ops;
	struct comp_driver drv = PROBE_DRIVER(ops);
	struct comp_dev *dev;

	ops.process_audio_stream = probe_process_stream;
	ops.process_raw_data = probe_process_raw;
	dev = graph_ll(&drv, 0, 0);
	assert_int_equal(dev->mod->proc_type, MODULE_PROCESS_TYPE_SOURCE_SINK);
	graph_free(dev);
	ops.process = NULL;
	dev = graph_ll(&drv, 0, 0);
	assert_int_equal(dev->mod->proc_type, MODULE_PROCESS_TYPE_STREAM);
	graph_free(dev);
	ops.process_audio_stream = NULL;
	dev = graph_ll(&drv, 0, 0);
	assert_int_equal(dev->mod->proc_type, MODULE_PROCESS_TYPE_RAW);
	graph_free(dev);
}

static void a_module_needs_init_and_processing(void **state)
{
	const struct core_memory before = core_memory_now();
	struct module_interface ops = probe_ops;
	struct comp_driver drv = PROBE_DRIVER(ops);
	struct comp_dev *untouched = (void *)1, *dev = untouched;

	ops.process = NULL;
	assert_int_equal(graph_try(&drv, 0, 0, IPC4_PROC_DOMAIN_LL, base(), 40, &dev), -EIO);
	ops.process = probe_process;
	ops.init = NULL;
	assert_int_equal(graph_try(&drv, 0, 0, IPC4_PROC_DOMAIN_DP, base(), 40, &dev), -EIO);
	drv.ops = NULL;
	assert_int_equal(graph_try(&drv, 0, 0, IPC4_PROC_DOMAIN_LL, base(), 40, &dev), -EIO);
	assert_ptr_equal(dev, untouched);
	assert_null(comp_find(COMP_ID(1, 0)));
	core_memory_expect(&before);
}

static void formats_that_no_stream_can_have_are_refused(void **state)
{
	const struct core_memory before = core_memory_now();
	struct ipc4_base_module_cfg cfg[6];
	struct comp_dev *dev = NULL;

	for (size_t i = 0; i < ARRAY_SIZE(cfg); i++)
		cfg[i] = graph_base_config();
	cfg[0].audio_fmt.channels_count = 0;
	cfg[1].audio_fmt.channels_count = 9;
	cfg[2].audio_fmt.sampling_frequency = 0;
	cfg[3].audio_fmt.depth = 7;
	cfg[4].audio_fmt.valid_bit_depth = 32;
	cfg[5].audio_fmt.s_type = 99;
	for (size_t i = 0; i < ARRAY_SIZE(cfg); i++) {
		for (int domain = 0; domain < 2; domain++) {
			assert_int_equal(graph_try(&probe_driver, 0, 0,
						   (enum ipc4_proc_domain)domain, &cfg[i], 40,
						   &dev),
					 -EINVAL);
			core_memory_expect(&before);
		}
	}
	assert_int_equal(probes[0].inits, 0);
}

static void a_failed_init_leaves_nothing(void **state)
{
	const struct core_memory before = core_memory_now();
	struct comp_dev *dev = NULL;

	probes[0].init = -ENODEV;
	for (int domain = 0; domain < 2; domain++) {
		assert_int_equal(graph_try(&probe_driver, 0, 0, (enum ipc4_proc_domain)domain,
					   base(), 40, &dev),
				 -ENODEV);
		assert_null(dev);
		assert_null(comp_find(COMP_ID(1, 0)));
		core_memory_expect(&before);
	}
	assert_int_equal(probes[0].frees, 0);
}

static enum ipc4_proc_domain failing_domain;

static int create(void *arg)
{
	struct {
		struct ipc4_base_module_cfg base;
		struct ipc4_base_module_cfg_ext ext;
		struct ipc4_input_pin_format in[2];
		struct ipc4_output_pin_format out[2];
	} __attribute__((packed, aligned(4))) payload = {
		.base = graph_base_config(),
		.ext = { .nb_input_pins = 2, .nb_output_pins = 2 },
	};

	return graph_try(&probe_driver, 0, 0, failing_domain, &payload, sizeof(payload), arg);
}

static void creation_survives_every_failed_allocation(void **state)
{
	for (int domain = 0; domain < 2; domain++) {
		const struct core_memory before = core_memory_now();
		struct comp_dev *dev;
		uint64_t allocations;

		memset(probes, 0, sizeof(probes));
		failing_domain = (enum ipc4_proc_domain)domain;
		allocations = core_fail_each(create, &dev);
		/* LL: module, component, private data, pins; DP: descriptor, pages, context and its task besides */
		assert_true(allocations >= (domain ? 8 : 5));
		graph_free(dev);
		core_memory_expect(&before);
		/* what was initialised was freed, no more */
		assert_true(probes[0].frees <= probes[0].inits);
	}
}

/* ---- edges ---- */

static void binding_sets_formats_queues_and_peers(void **state)
{
	struct comp_dev *a = graph_ll(&probe_driver, 0, 0), *b = graph_ll(&probe_driver, 1, 0);
	struct comp_buffer *buffer = graph_connect(a, 3, b, 2);

	assert_int_equal(a->mod->num_of_sinks, 1);
	assert_int_equal(a->mod->num_of_sources, 0);
	assert_int_equal(b->mod->num_of_sources, 1);
	assert_ptr_equal(a->mod->sinks[0], &buffer->sink_api);
	assert_ptr_equal(b->mod->sources[0], &buffer->source_api);
	assert_int_equal(sink_get_id(a->mod->sinks[0]), 3);
	assert_int_equal(source_get_id(b->mod->sources[0]), 2);
	assert_ptr_equal(sink_get_consumer(a->mod->sinks[0]), b->mod);
	assert_ptr_equal(source_get_producer(b->mod->sources[0]), a->mod);
	assert_int_equal(source_get_rate(b->mod->sources[0]), 48000);
	assert_int_equal(buffer->stream.size, 2 * PERIOD_BYTES);
	assert_int_equal(probes[0].binds, 1);
	assert_int_equal(probes[1].binds, 1);
	assert_int_equal(module_adapter_bind(b, buffer, COMP_BIND_TYPE_SOURCE), -EBUSY);
	assert_int_equal(module_adapter_bind(a, buffer, COMP_BIND_TYPE_SINK), -EBUSY);
	graph_free(a);
	assert_int_equal(b->mod->num_of_sources, 0);
	assert_int_equal(probes[1].unbinds, 1);
	graph_free(b);
}

static void the_newest_bind_comes_first(void **state)
{
	struct comp_dev *devs[4];

	for (uint32_t i = 0; i < 4; i++)
		devs[i] = graph_ll(&probe_driver, i, 0);
	for (uint32_t i = 1; i < 4; i++)
		graph_connect(devs[i], 0, devs[0], i);
	for (uint32_t i = 0; i < 3; i++)
		assert_int_equal(source_get_id(devs[0]->mod->sources[i]), 3 - i);
	assert_int_equal(ipc_comp_disconnect(devs[2], 0, devs[0], 2), IPC4_SUCCESS);
	assert_int_equal(devs[0]->mod->num_of_sources, 2);
	assert_int_equal(source_get_id(devs[0]->mod->sources[0]), 3);
	assert_int_equal(source_get_id(devs[0]->mod->sources[1]), 1);
	for (uint32_t i = 0; i < 4; i++)
		graph_free(devs[i]);
}

static void the_consuming_pin_sets_the_format_of_an_edge(void **state)
{
	struct {
		struct ipc4_base_module_cfg base;
		struct ipc4_base_module_cfg_ext ext;
		struct ipc4_input_pin_format in[2];
	} __attribute__((packed, aligned(4))) payload = {
		.base = graph_base_config(),
		.ext = { .nb_input_pins = 2 },
	};
	struct comp_dev *a = graph_ll(&probe_driver, 0, 0), *b;
	struct comp_buffer *buffer;

	payload.in[0].audio_fmt = payload.in[1].audio_fmt = payload.base.audio_fmt;
	payload.in[0].audio_fmt.sampling_frequency = 11025; /* queue 0 is the base config's */
	payload.in[1].audio_fmt.channels_count = 5;
	payload.in[1].audio_fmt.sampling_frequency = 96000;
	assert_int_equal(graph_try(&probe_driver, 1, 0, IPC4_PROC_DOMAIN_LL, &payload,
				   sizeof(payload), &b),
			 0);
	buffer = graph_connect(a, 0, b, 0);
	assert_int_equal(buffer->stream.params.rate, 48000);
	buffer = graph_connect(a, 1, b, 1);
	assert_int_equal(buffer->stream.params.rate, 96000);
	assert_int_equal(buffer->stream.params.channels, 5);
	assert_int_equal(buffer->stream.size % 10, 0);
	buffer = graph_connect(a, 2, b, 2);
	assert_int_equal(buffer->stream.params.channels, 2);
	graph_free(b);

	/* a pin whose format is nonsense does not bind */
	payload.in[1].audio_fmt.channels_count = 0;
	assert_int_equal(graph_try(&probe_driver, 1, 0, IPC4_PROC_DOMAIN_LL, &payload,
				   sizeof(payload), &b),
			 0);
	struct core_memory before = core_memory_now();

	assert_int_equal(ipc_comp_connect(a, 0, b, 1), IPC4_INVALID_RESOURCE_STATE);
	core_memory_expect(&before);
	assert_int_equal(a->mod->num_of_sinks, 0);
	graph_free(a);
	graph_free(b);
}

static void a_refused_bind_undoes_everything(void **state)
{
	for (unsigned int who = 0; who < 2; who++) {
		struct comp_dev *a, *b;
		struct comp_buffer *buffer;
		struct core_memory before;

		memset(probes, 0, sizeof(probes));
		a = graph_ll(&probe_driver, 0, 0);
		b = graph_dp(&probe_driver, 1, 0);
		before = core_memory_now();
		probes[who].bind = -EPERM;
		assert_int_equal(ipc_comp_connect(a, 0, b, 0), IPC4_INVALID_RESOURCE_STATE);
		core_memory_expect(&before);
		assert_int_equal(a->mod->num_of_sinks, 0);
		assert_int_equal(b->mod->num_of_sources, 0);
		/* the one that had agreed was told */
		assert_int_equal(probes[0].unbinds, who);
		probes[who].bind = 0;
		buffer = graph_connect(a, 0, b, 0);
		assert_non_null(buffer);
		graph_free(a);
		graph_free(b);
	}
}

/* A converter that makes another rate than its consumer takes. */
static uint32_t output_rate;

static int converter_prepare(struct processing_module *mod, struct sof_source **sources,
			     int num_of_sources, struct sof_sink **sinks, int num_of_sinks)
{
	sinks[0]->params->rate = output_rate;
	return probe_prepare(mod, sources, num_of_sources, sinks, num_of_sinks);
}

static void an_output_has_the_rate_that_its_consumer_takes(void **state)
{
	static const struct module_interface ops = { .init = probe_init,
						     .reset = probe_reset,
						     .prepare = converter_prepare,
						     .process = probe_process };
	static const struct comp_driver converter = PROBE_DRIVER(ops);

	for (int domain = 0; domain < 2; domain++) {
		struct comp_dev *a = graph_ll(&probe_driver, 0, 0);
		struct comp_dev *b = graph_new(&converter, 1, 0, (enum ipc4_proc_domain)domain);
		struct comp_dev *c = graph_ll(&probe_driver, 2, 0);
		struct comp_buffer *out;

		memset(probes, 0, sizeof(probes));
		graph_connect(a, 0, b, 0);
		out = graph_connect(b, 2, c, 0);
		output_rate = 44100;
		assert_int_equal(module_adapter_prepare(b), -EINVAL);
		assert_string_equal(core_log.line,
				    "probe.0.1: output 2 at 44100 Hz, probe.0.2 takes 48000 Hz");
		assert_int_equal(b->state, COMP_STATE_READY);
		assert_int_equal(probes[1].resets, 1);
		assert_int_equal(out->stream.params.rate, 48000);
		output_rate = 48000;
		assert_int_equal(module_adapter_prepare(b), 0);
		assert_int_equal(adsp_inspect_faults(NULL, 0), 0);
		graph_free(b);
		graph_free(a);
		graph_free(c);
	}
}

static void an_operation_error_leaves_the_handle_free(void **state)
{
	struct comp_dev *a = graph_ll(&probe_driver, 0, 0);
	struct comp_buffer *buffer = buffer_new(NULL, 64, false);

	comp_connect_sink(a, buffer);
	probes[0].bind = -EPERM;
	buffer->id = BUFFER_ID(0, 3);
	assert_int_equal(module_adapter_bind(a, buffer, COMP_BIND_TYPE_SOURCE), -EPERM);
	assert_null(buffer->source_api.bound);
	assert_int_equal(buffer->source_api.queue_id, 0);
	assert_int_equal(module_adapter_unbind(a, buffer, COMP_BIND_TYPE_SOURCE), -EINVAL);
	probes[0].bind = 0;
	assert_int_equal(module_adapter_bind(a, buffer, COMP_BIND_TYPE_SOURCE), 0);
	assert_int_equal(buffer->source_api.queue_id, 3);
	/* a second owner changes nothing */
	buffer->id = BUFFER_ID(0, 4);
	assert_int_equal(module_adapter_bind(a, buffer, COMP_BIND_TYPE_SOURCE), -EBUSY);
	assert_int_equal(buffer->source_api.queue_id, 3);
	/* an error of unbind is passed on, the handle is free all the same */
	probes[0].unbind = -EPERM;
	assert_int_equal(module_adapter_unbind(a, buffer, COMP_BIND_TYPE_SOURCE), -EPERM);
	assert_null(buffer->source_api.bound);
	assert_int_equal(a->mod->num_of_sources, 0);
	comp_disconnect_sink(buffer);
	buffer_free(buffer);
	graph_free(a);
}

static struct comp_dev *fail_source, *fail_sink;

static int connect(void *arg)
{
	return ipc_comp_connect(fail_source, 0, fail_sink, 0) == IPC4_SUCCESS ? 0 : -1;
}

static void binding_survives_every_failed_allocation(void **state)
{
	for (int kind = 0; kind < 3; kind++) {
		const struct core_memory before = core_memory_now();
		uint64_t allocations;

		fail_source = graph_new(&probe_driver, 0, 0,
					kind == 1 ? IPC4_PROC_DOMAIN_DP : IPC4_PROC_DOMAIN_LL);
		fail_sink = graph_new(&probe_driver, 1, 0,
				      kind == 2 ? IPC4_PROC_DOMAIN_DP : IPC4_PROC_DOMAIN_LL);
		allocations = core_fail_each(connect, NULL);
		/* sample data and buffer; ring and its data; what the module sees of it */
		assert_int_equal(allocations, !kind                                        ? 2 :
					      IS_ENABLED(CONFIG_SOF_USERSPACE_APPLICATION) ? 5 :
											     4);
		graph_free(fail_source);
		graph_free(fail_sink);
		core_memory_expect(&before);
	}
}

/* The region of a DP module lives as long as an edge stands in it. */
static void edges_keep_the_region_of_a_freed_module(void **state)
{
	const struct core_memory before = core_memory_now();
	struct comp_dev *a = graph_ll(&probe_driver, 0, 0), *b = graph_dp(&probe_driver, 1, 0);
	struct comp_buffer *buffer = graph_connect(a, 0, b, 0);

	/* take the DP end down with the buffer left dangling */
	assert_int_equal(module_adapter_unbind(b, buffer, COMP_BIND_TYPE_SOURCE), 0);
	comp_disconnect_sink(buffer);
	assert_int_equal(module_adapter_free(b), 0);
	memset(buffer->ring->data, 0x55, buffer->ring->capacity);
	buffer_reset(buffer);
	graph_free(a);
	core_memory_expect(&before);
}

/* ---- free ---- */

static void a_component_in_use_is_not_freed(void **state)
{
	struct comp_dev *a = graph_ll(&probe_driver, 0, 0), *b = graph_ll(&probe_driver, 1, 0);

	graph_connect(a, 0, b, 0);
	assert_int_equal(module_adapter_free(a), -EBUSY);
	assert_int_equal(module_adapter_free(b), -EBUSY);
	ipc_comp_disconnect_all(a);
	for (enum comp_state s = COMP_STATE_NOT_EXIST; s <= COMP_STATE_PRE_ACTIVE; s++) {
		a->state = s;
		if (s != COMP_STATE_READY)
			assert_int_equal(module_adapter_free(a), -EINVAL);
	}
	assert_int_equal(probes[0].frees, 0);
	a->state = COMP_STATE_READY;
	graph_free(a);
	graph_free(b);
}

/* ---- prepare ---- */

/* dev between two others: 0 -> dev(1) -> 2 */
static struct comp_dev *chain[3];

static struct comp_dev *chain_new(const struct comp_driver *drv, enum ipc4_proc_domain domain)
{
	chain[0] = graph_ll(&probe_driver, 0, 0);
	chain[1] = graph_new(drv, 1, 0, domain);
	chain[2] = graph_ll(&probe_driver, 2, 0);
	graph_connect(chain[0], 0, chain[1], 0);
	graph_connect(chain[1], 0, chain[2], 0);
	return chain[1];
}

static void chain_free(void)
{
	for (int i = 0; i < 3; i++)
		graph_free(chain[i]);
}

static void prepare_computes_periods(void **state)
{
	struct comp_dev *dev = chain_new(&probe_driver, IPC4_PROC_DOMAIN_LL);

	assert_int_equal(module_adapter_prepare(dev), 0);
	assert_int_equal(dev->state, COMP_STATE_PREPARE);
	assert_int_equal(dev->mod->period_bytes, PERIOD_BYTES);
	assert_int_equal(probes[1].prepares, 1);
	/* a second path of the walk finds it prepared */
	assert_int_equal(module_adapter_prepare(dev), 0);
	assert_int_equal(probes[1].prepares, 1);
	graph_trigger(dev, COMP_TRIGGER_PRE_START);
	graph_trigger(dev, COMP_TRIGGER_START);
	assert_int_equal(module_adapter_prepare(dev), PPL_STATUS_PATH_STOP);
	assert_int_equal(probes[1].prepares, 1);
	chain_free();
}

static void rates_of_the_44100_family_count_as_48000(void **state)
{
	static const uint32_t rates[][2] = {
		{ 44100, 48 }, { 88200, 96 }, { 176400, 192 }, { 48000, 48 }, { 11025, 12 },
		{ 22050, 23 }, { 8000, 8 },   { 192000, 192 }, { 32000, 32 }, { 1, 1 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rates); i++) {
		struct ipc4_base_module_cfg cfg = graph_base_config();
		struct comp_dev *dev;

		cfg.audio_fmt.sampling_frequency = rates[i][0];
		assert_int_equal(graph_try(&probe_driver, 0, 0, IPC4_PROC_DOMAIN_LL, &cfg,
					   sizeof(cfg), &dev),
				 0);
		assert_int_equal(dev->frames, rates[i][1]);
		graph_free(dev);
	}
}

static void a_module_without_consumer_is_not_prepared(void **state)
{
	struct comp_dev *dev = graph_ll(&probe_driver, 0, 0);

	assert_int_equal(module_adapter_prepare(dev), -EINVAL);
	assert_int_equal(dev->state, COMP_STATE_READY);
	graph_free(dev);
	/* the end of a pipeline has a gateway for it */
	probes[0].endpoint = COMP_ENDPOINT_DAI;
	dev = graph_ll(&probe_driver, 0, 0);
	assert_int_equal(module_adapter_prepare(dev), 0);
	graph_free(dev);
}

static void more_connections_than_declared_are_not_prepared(void **state)
{
	const struct comp_driver *drivers[] = { &probe_driver, &probe_stream_driver,
						&probe_raw_driver };

	for (size_t i = 0; i < ARRAY_SIZE(drivers); i++) {
		struct comp_dev *dev = chain_new(drivers[i], IPC4_PROC_DOMAIN_LL);

		graph_connect(chain[0], 1, dev, 1);
		assert_int_equal(module_adapter_prepare(dev), -EINVAL);
		assert_int_equal(dev->state, COMP_STATE_READY);
		assert_int_equal(ipc_comp_disconnect(chain[0], 1, dev, 1), IPC4_SUCCESS);
		graph_connect(dev, 1, chain[2], 1);
		assert_int_equal(module_adapter_prepare(dev), -EINVAL);
		assert_int_equal(ipc_comp_disconnect(dev, 1, chain[2], 1), IPC4_SUCCESS);
		assert_int_equal(module_adapter_prepare(dev), 0);
		chain_free();
	}
}

static void a_failed_prepare_leaves_the_component_ready(void **state)
{
	struct comp_dev *dev = chain_new(&probe_driver, IPC4_PROC_DOMAIN_LL);
	struct core_memory before = core_memory_now();

	probes[1].prepare = -EDOM;
	assert_int_equal(module_adapter_prepare(dev), -EDOM);
	assert_int_equal(dev->state, COMP_STATE_READY);
	core_memory_expect(&before);
	probes[1].prepare = PPL_STATUS_PATH_STOP;
	assert_int_equal(module_adapter_prepare(dev), PPL_STATUS_PATH_STOP);
	assert_int_equal(dev->state, COMP_STATE_READY);
	probes[1].prepare = 0;
	assert_int_equal(module_adapter_prepare(dev), 0);
	chain_free();
}

/* A refused prepare must not take away what the running module works with. */
static void prepare_of_a_paused_module_is_refused(void **state)
{
	struct comp_dev *dev = chain_new(&probe_stream_driver, IPC4_PROC_DOMAIN_LL);
	struct input_stream_buffer *in;

	graph_run(dev);
	in = dev->mod->input_buffers;
	graph_trigger(dev, COMP_TRIGGER_PAUSE);
	assert_int_equal(module_adapter_prepare(dev), -EINVAL);
	assert_int_equal(dev->state, COMP_STATE_PAUSED);
	assert_ptr_equal(dev->mod->input_buffers, in);
	assert_int_equal(probes[1].resets, 0);
	graph_trigger(dev, COMP_TRIGGER_PRE_RELEASE);
	graph_trigger(dev, COMP_TRIGGER_RELEASE);
	assert_int_equal(module_adapter_copy(dev), 0);
	chain_free();
}

static struct comp_dev *failing;

static int prepare(void *arg)
{
	return module_adapter_prepare(failing);
}

static void prepare_survives_every_failed_allocation(void **state)
{
	const struct comp_driver *drivers[] = { &probe_driver, &probe_stream_driver,
						&probe_raw_driver };
	const unsigned int allocations[] = { 0, 2, 6 };

	for (size_t i = 0; i < ARRAY_SIZE(drivers); i++) {
		const struct core_memory before = core_memory_now();
		uint64_t n;

		memset(probes, 0, sizeof(probes));
		failing = chain_new(drivers[i], IPC4_PROC_DOMAIN_LL);
		/* room for all containers, so that a failure shows in the figures */
		assert_int_equal(module_adapter_prepare(failing), 0);
		assert_int_equal(module_adapter_reset(failing), 0);
		n = core_fail_each(prepare, NULL);
		assert_true(n >= allocations[i]);
		/* the module's own prepare was undone each time */
		assert_int_equal(probes[1].resets, n + 1);
		assert_int_equal(failing->state, COMP_STATE_PREPARE);
		chain_free();
		core_memory_expect(&before);
	}
}

static void dp_modules_need_the_source_and_sink_interface(void **state)
{
	const struct comp_driver *drivers[] = { &probe_stream_driver, &probe_raw_driver };
	const struct core_memory before = core_memory_now();
	struct comp_dev *dev;

	for (size_t i = 0; i < ARRAY_SIZE(drivers); i++) {
		probes[0].inits = 0;
		assert_int_equal(graph_try(drivers[i], 0, 0, IPC4_PROC_DOMAIN_DP, base(), 40, &dev),
				 -EINVAL);
		assert_int_equal(probes[0].inits, 0);
		core_memory_expect(&before);
	}
}

static void stream_modules_are_single_on_one_side(void **state)
{
	struct comp_dev *dev;

	probes[1].max_sources = probes[1].max_sinks = 8;
	probes[2].max_sources = probes[0].max_sinks = 8;
	dev = chain_new(&probe_stream_driver, IPC4_PROC_DOMAIN_LL);
	graph_connect(chain[0], 1, dev, 1);
	graph_connect(dev, 1, chain[2], 1);
	assert_int_equal(module_adapter_prepare(dev), -EINVAL);
	assert_int_equal(ipc_comp_disconnect(chain[0], 1, dev, 1), IPC4_SUCCESS);
	assert_int_equal(module_adapter_prepare(dev), 0);
	chain_free();
}

static void bare_modules_have_defaults_for_everything(void **state)
{
	struct comp_dev *dev = chain_new(&probe_bare_driver, IPC4_PROC_DOMAIN_LL);

	graph_run(dev);
	assert_int_equal(dev->state, COMP_STATE_ACTIVE);
	assert_int_equal(module_adapter_copy(dev), 0);
	graph_trigger(dev, COMP_TRIGGER_PAUSE);
	assert_int_equal(dev->state, COMP_STATE_PAUSED);
	graph_trigger(dev, COMP_TRIGGER_STOP);
	assert_int_equal(module_adapter_reset(dev), 0);
	assert_int_equal(dev->state, COMP_STATE_READY);
	chain_free();
}

/* ---- trigger and reset ---- */

static void a_module_may_refuse_to_pause(void **state)
{
	struct comp_dev *dev;

	probes[1].no_pause = true;
	dev = chain_new(&probe_driver, IPC4_PROC_DOMAIN_LL);
	/* only while it runs: elsewhere PAUSE is what it always is */
	assert_int_equal(module_adapter_prepare(dev), 0);
	assert_int_equal(module_adapter_trigger(dev, COMP_TRIGGER_PAUSE), -EINVAL);
	assert_int_equal(dev->state, COMP_STATE_PREPARE);
	graph_trigger(dev, COMP_TRIGGER_PRE_START);
	graph_trigger(dev, COMP_TRIGGER_START);
	assert_int_equal(module_adapter_trigger(dev, COMP_TRIGGER_PAUSE), PPL_STATUS_PATH_STOP);
	assert_int_equal(dev->state, COMP_STATE_ACTIVE);
	graph_trigger(dev, COMP_TRIGGER_STOP);
	assert_int_equal(dev->state, COMP_STATE_PREPARE);
	chain_free();
}

static void the_modules_trigger_decides(void **state)
{
	struct comp_dev *dev = chain_new(&probe_driver, IPC4_PROC_DOMAIN_LL);

	assert_int_equal(module_adapter_prepare(dev), 0);
	probes[1].trigger = -EIO;
	probes[1].trigger_on = COMP_TRIGGER_PRE_START;
	assert_int_equal(module_adapter_trigger(dev, COMP_TRIGGER_PRE_START), -EIO);
	assert_int_equal(dev->state, COMP_STATE_PREPARE);
	probes[1].trigger = PPL_STATUS_PATH_STOP;
	assert_int_equal(module_adapter_trigger(dev, COMP_TRIGGER_PRE_START), PPL_STATUS_PATH_STOP);
	probes[1].trigger = 0;
	graph_trigger(dev, COMP_TRIGGER_PRE_START);
	assert_int_equal(dev->state, COMP_STATE_PRE_ACTIVE);
	chain_free();
}

static void a_module_may_refuse_its_reset(void **state)
{
	static const int answers[] = { PPL_STATUS_PATH_STOP, -EBUSY };

	for (size_t i = 0; i < ARRAY_SIZE(answers); i++) {
		struct comp_dev *dev = chain_new(&probe_stream_driver, IPC4_PROC_DOMAIN_LL);

		assert_int_equal(module_adapter_prepare(dev), 0);
		probes[1].reset = answers[i];
		assert_int_equal(module_adapter_reset(dev), answers[i]);
		assert_int_equal(dev->state, COMP_STATE_PREPARE);
		assert_non_null(dev->mod->input_buffers);
		probes[1].reset = 0;
		assert_int_equal(module_adapter_reset(dev), 0);
		assert_int_equal(dev->state, COMP_STATE_READY);
		assert_null(dev->mod->input_buffers);
		chain_free();
	}
}

/* Cost is counted over the whole life of a module, also across stops. */
static void the_cycles_estimate_survives_a_reset(void **state)
{
	struct comp_dev *dev = chain_new(&probe_driver, IPC4_PROC_DOMAIN_LL);
	uint64_t once;

	assert_int_equal(module_adapter_cycles(dev), 0);
	graph_run(dev);
	graph_put(comp_first_source(dev), 0, 100);
	assert_int_equal(module_adapter_copy(dev), 0);
	assert_int_equal(dev->mod->total_data_consumed, 100);
	assert_int_equal(dev->mod->total_data_produced, 100);
	once = module_adapter_cycles(dev);
	assert_int_equal(once, 1000 + 50 * 2);
	graph_trigger(dev, COMP_TRIGGER_STOP);
	assert_int_equal(module_adapter_reset(dev), 0);
	assert_int_equal(dev->mod->total_data_consumed, 0);
	assert_int_equal(module_adapter_cycles(dev), once);
	graph_run(dev);
	assert_int_equal(module_adapter_copy(dev), 0);
	assert_int_equal(module_adapter_cycles(dev), once + 1000);
	chain_free();
}

static void start_and_stop_leave_no_memory_behind(void **state)
{
	const struct comp_driver *drivers[] = { &probe_driver, &probe_stream_driver,
						&probe_raw_driver };

	for (size_t i = 0; i < ARRAY_SIZE(drivers); i++) {
		struct comp_dev *dev = chain_new(drivers[i], IPC4_PROC_DOMAIN_LL);
		struct core_memory before;

		for (int round = 0; round < 100; round++) {
			graph_run(dev);
			assert_int_equal(module_adapter_copy(dev), 0);
			graph_trigger(dev, COMP_TRIGGER_STOP);
			assert_int_equal(module_adapter_reset(dev), 0);
			if (!round)
				before = core_memory_now();
			core_memory_expect(&before);
		}
		chain_free();
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		graph_test(a_new_component_is_ready_and_registered),
		graph_test(the_best_processing_operation_is_taken),
		graph_test(a_module_needs_init_and_processing),
		graph_test(formats_that_no_stream_can_have_are_refused),
		graph_test(a_failed_init_leaves_nothing),
		graph_test(creation_survives_every_failed_allocation),
		graph_test(binding_sets_formats_queues_and_peers),
		graph_test(the_newest_bind_comes_first),
		graph_test(the_consuming_pin_sets_the_format_of_an_edge),
		graph_test(a_refused_bind_undoes_everything),
		graph_test(an_output_has_the_rate_that_its_consumer_takes),
		graph_test(an_operation_error_leaves_the_handle_free),
		graph_test(binding_survives_every_failed_allocation),
		graph_test(edges_keep_the_region_of_a_freed_module),
		graph_test(a_component_in_use_is_not_freed),
		graph_test(prepare_computes_periods),
		graph_test(rates_of_the_44100_family_count_as_48000),
		graph_test(a_module_without_consumer_is_not_prepared),
		graph_test(more_connections_than_declared_are_not_prepared),
		graph_test(a_failed_prepare_leaves_the_component_ready),
		graph_test(prepare_of_a_paused_module_is_refused),
		graph_test(prepare_survives_every_failed_allocation),
		graph_test(dp_modules_need_the_source_and_sink_interface),
		graph_test(stream_modules_are_single_on_one_side),
		graph_test(bare_modules_have_defaults_for_everything),
		graph_test(a_module_may_refuse_to_pause),
		graph_test(the_modules_trigger_decides),
		graph_test(a_module_may_refuse_its_reset),
		graph_test(the_cycles_estimate_survives_a_reset),
		graph_test(start_and_stop_leave_no_memory_behind),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
