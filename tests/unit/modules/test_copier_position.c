/* SPDX-License-Identifier: BSD-3-Clause */
/* Copier: positions in the registers, xruns once per spell. */
#include <sof/audio/pipeline.h>
#include "copier_rig.h"

static const struct ipc4_fw_registers *registers(void)
{
	size_t bytes;

	return adsp_window(0, &bytes);
}

static void test_positions(void **state)
{
	static struct wire w, host;
	struct payload p = make_payload(s16(2), s16(2), SSP_OUT(1)),
		       hp = make_payload(s16(2), s16(2), HOST_OUT(4));
	const struct ipc4_pipeline_registers *stream = &registers()->pipeline_regs[4];
	struct rig link, r;
	struct ipc4_llp_reading_extended reading;
	uint32_t size = sizeof(reading);
	int16_t in[96] = { 0 };

	r = (struct rig){ .mod = copier_new(&hp, 1) };
	assert_int_equal(stream->stream_start_offset, UINT64_MAX);
	assert_int_equal(stream->stream_end_offset, UINT64_MAX);
	link = (struct rig){ .mod = copier_new(&p, 1) };
	assert_int_equal(registers()->llp_gpdma_reading_slots[0].node_id, SSP_OUT(1));
	wire_attach(&w, SSP_OUT(1), false, 0);
	wire_attach(&host, HOST_OUT(4), true, 0);
	rig_source(&link, s16(2), 100);
	rig_sink(&r, 0, s16(2), 100);
	r.sinks[0].api.consumer = link.mod;

	assert_int_equal(
		link.mod->priv.ops->get_configuration(link.mod, IPC4_COPIER_PARAM_LLP_READING,
						      &size, (uint8_t *)&reading, sizeof(reading)),
		0);
	assert_int_equal(size, 16);
	assert_int_equal(reading.llp.llp_l, 0);
	module_run(link.mod);
	for (int tick = 0; tick < 5; tick++) {
		source_put(&link.source, in, 48);
		process(&link);
		adsp_tick();
	}
	process(&link);
	assert_int_equal(registers()->llp_gpdma_reading_slots[0].reading.llp_l, 5 * 192);
	assert_int_equal(link.mod->priv.ops->get_configuration(
				 link.mod, IPC4_COPIER_PARAM_LLP_READING_EXTENDED, &size,
				 (uint8_t *)&reading, sizeof(reading)),
			 0);
	assert_int_equal(size, sizeof(reading));
	assert_int_equal(reading.llp.llp_l, 5 * 192);
	assert_int_equal(reading.tpd_low, 5 * 192);
	assert_true(reading.llp.wclk_l > 0);
	assert_int_equal(link.mod->priv.ops->get_configuration(link.mod,
							       IPC4_COPIER_PARAM_LLP_READING, &size,
							       (uint8_t *)&reading, 15),
			 -EINVAL);
	assert_int_equal(link.mod->priv.ops->get_configuration(
				 link.mod, 1, &size, (uint8_t *)&reading, sizeof(reading)),
			 -EINVAL);
	assert_int_equal(r.mod->priv.ops->get_configuration(r.mod, IPC4_COPIER_PARAM_LLP_READING,
							    &size, (uint8_t *)&reading,
							    sizeof(reading)),
			 -EINVAL);

	/* the stream starts when the link is there */
	module_run(r.mod);
	assert_int_equal(stream->stream_start_offset, 5 * 192);
	assert_int_equal(stream->stream_end_offset, UINT64_MAX);
	source_put(&link.source, in, 48);
	process(&link);
	adsp_tick();
	assert_int_equal(module_adapter_trigger(r.mod->dev, COMP_TRIGGER_PAUSE), 0);
	assert_int_equal(stream->stream_end_offset, 6 * 192);
	source_put(&link.source, in, 48);
	process(&link);
	adsp_tick();
	assert_int_equal(module_adapter_trigger(r.mod->dev, COMP_TRIGGER_PRE_RELEASE), 0);
	assert_int_equal(module_adapter_trigger(r.mod->dev, COMP_TRIGGER_RELEASE), 0);
	assert_int_equal(stream->stream_start_offset, 6 * 192);
	assert_int_equal(stream->stream_end_offset, UINT64_MAX);
	module_halt(r.mod);
	assert_int_equal(stream->stream_start_offset, UINT64_MAX);
	module_halt(link.mod);
	assert_int_equal(registers()->llp_gpdma_reading_slots[0].reading.llp_l, 0);
	rig_close(&r);
	rig_close(&link);
	assert_int_equal(registers()->llp_gpdma_reading_slots[0].node_id, 0);
	assert_int_equal(adsp_dma_detach(SSP_OUT(1)), 0);
	assert_int_equal(adsp_dma_detach(HOST_OUT(4)), 0);

	/* HDA links count by themselves, aggregated ones have their own slots */
	p = make_payload(s16(2), s16(2), HDA_OUT(1));
	link = (struct rig){ .mod = copier_new(&p, 1) };
	assert_int_equal(registers()->llp_gpdma_reading_slots[0].node_id, 0);
	rig_close(&link);
	p = make_payload(s16(2), s16(2), ALH_OUT(IPC4_ALH_MULTI_GTW_BASE));
	set_blob(&p, 4, (uint32_t[]){ 0, 1, ALH_OUT(5), 0x3 });
	link = (struct rig){ .mod = copier_new(&p, 4) };
	assert_int_equal(registers()->llp_sndw_reading_slots[0].node_id,
			 ALH_OUT(IPC4_ALH_MULTI_GTW_BASE));
	rig_close(&link);
}

static void test_xruns_are_reported_once_per_spell(void **state)
{
	static struct wire w;
	struct notified notified;
	struct payload p = make_payload(s16(2), s16(2), SSP_OUT(1));
	struct rig r = { .mod = copier_new(&p, 1) };
	int16_t in[96] = { 0 };

	wire_attach(&w, SSP_OUT(1), false, 0);
	notified_start(&notified, IPC4_NOTIFY_RESOURCE_EVENT);
	rig_source(&r, s16(2), 100);
	module_run(r.mod);
	/* nothing sent yet: no underrun */
	for (int tick = 0; tick < 5; tick++) {
		process(&r);
		adsp_tick();
	}
	assert_int_equal(notified.count, 0);
	for (unsigned int spell = 1; spell <= 3; spell++) {
		for (int tick = 0; tick < 5; tick++) {
			source_put(&r.source, in, 48);
			process(&r);
			adsp_tick();
		}
		for (int tick = 0; tick < 5; tick++) {
			process(&r);
			adsp_tick();
		}
		assert_int_equal(notified.count, spell);
	}
	assert_int_equal(notified.last.resource.resource_type, IPC4_PIPELINE);
	assert_int_equal(notified.last.resource.resource_id, 7);
	assert_int_equal(notified.last.resource.event_type, IPC4_GATEWAY_UNDERRUN_DETECTED);
	rig_close(&r);
	assert_int_equal(adsp_dma_detach(SSP_OUT(1)), 0);

	/* capture that nobody takes */
	p = make_payload(s16(2), s16(2), SSP_IN(1));
	r = (struct rig){ .mod = copier_new(&p, 1) };
	rig_sink(&r, 0, s16(2), 48);
	module_run(r.mod);
	for (int tick = 0; tick < 10; tick++) {
		adsp_tick();
		process(&r);
	}
	assert_int_equal(notified.count, 4);
	assert_int_equal(notified.last.resource.event_type, IPC4_GATEWAY_OVERRUN_DETECTED);
	adsp_ipc_on_notification(NULL, NULL);
	rig_close(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_positions),
		cmocka_unit_test(test_xruns_are_reported_once_per_spell),
	};

	return harness_run_both(tests, harness_stop);
}
