/* SPDX-License-Identifier: BSD-3-Clause */
/* Copier of microphones that are private: fades, states, policies, integers. */
#include <ipc4/base_fw.h>
#include <sof/lib/mic_privacy.h>
#include "copier_rig.h"

#define RAMP_CALLS CONFIG_MIC_PRIVACY_RAMP_MS

/* A microphone with two sinks, made under a policy, that brings 1 << 20. */
static void privacy_rig(struct rig *r, struct wire *w, uint32_t node, uint32_t policy)
{
	struct payload p = make_payload(s32(2), s32(2), node);

	assert_int_equal(mic_privacy_set_policy(policy), 0);
	*r = (struct rig){ .mod = copier_new(&p, 1) };
	wire_attach(w, node, true, sizeof(w->data));
	for (size_t i = 0; i < sizeof(w->data) / 4; i++)
		((int32_t *)w->data)[i] = 1 << 20;
	rig_sink(r, 0, s32(2), 60);
	rig_sink(r, 1, s32(2), 60);
	module_run(r->mod);
}

static void privacy_end(struct rig *r, uint32_t node)
{
	rig_close(r);
	assert_int_equal(adsp_dma_detach(node), 0);
	mic_privacy_init();
}

/* One call: both sinks hear the same, at this gain in Q5.10. */
static void expect_gain(struct rig *r, int32_t gain)
{
	int32_t out[2][2 * 48];

	adsp_tick();
	process(r);
	for (int s = 0; s < 2; s++) {
		assert_int_equal(sink_take(&r->sinks[s], out[s]), 48);
		for (int i = 0; i < 96; i++)
			assert_int_equal(out[s][i], gain << 10);
	}
}

/* Call number `call` of a fade. The square of what is left of the way, Q1.15. */
static int32_t model_gain(int call, bool falls)
{
	const int64_t step = INT64_MAX / (48 * RAMP_CALLS);
	const int64_t way = falls ? step * 48 * (RAMP_CALLS - call) : step * 48 * call;
	const int32_t e = (int32_t)(way >> 48);

	return (1024 * ((e * e + (1 << 14)) >> 15) + (1 << 14)) >> 15;
}

static void expect_fade(struct rig *r, bool falls)
{
	for (int call = 0; call < RAMP_CALLS; call++)
		expect_gain(r, model_gain(call, falls));
}

static void test_privacy_fades_out_and_in(void **state)
{
	static const uint32_t nodes[] = { DMIC_IN(0), ALH_IN(5) };
	static struct wire w;

	for (size_t n = 0; n < ARRAY_SIZE(nodes); n++) {
		struct rig r;

		privacy_rig(&r, &w, nodes[n], IPC4_MIC_PRIVACY_FW_MANAGED);
		expect_gain(&r, 1024);
		for (int twice = 0; twice < 2; twice++) {
			mic_privacy_switch(true);
			expect_fade(&r, true);
			for (int call = 0; call < 5; call++)
				expect_gain(&r, 0);
			mic_privacy_switch(false);
			expect_fade(&r, false);
			expect_gain(&r, 1024);
		}
		/* what changes during a fade waits for its end; what is back by then has not been */
		mic_privacy_switch(true);
		expect_gain(&r, model_gain(0, true));
		mic_privacy_switch(false);
		for (int call = 1; call < RAMP_CALLS; call++)
			expect_gain(&r, model_gain(call, true));
		expect_gain(&r, model_gain(0, false));
		mic_privacy_switch(true);
		mic_privacy_switch(false);
		for (int call = 1; call < RAMP_CALLS; call++)
			expect_gain(&r, model_gain(call, false));
		expect_gain(&r, 1024);
		privacy_end(&r, nodes[n]);
	}
}

static void test_privacy_is_there_from_the_start(void **state)
{
	static struct wire w;
	struct rig r;

	mic_privacy_switch(true);
	privacy_rig(&r, &w, DMIC_IN(0), IPC4_MIC_PRIVACY_FW_MANAGED);
	expect_gain(&r, 0);
	/* a stream that begins anew is as the switch is */
	module_halt(r.mod);
	mic_privacy_switch(false);
	module_run(r.mod);
	expect_gain(&r, 1024);
	privacy_end(&r, DMIC_IN(0));
}

static void test_privacy_is_of_microphones_and_of_a_policy(void **state)
{
	static struct wire w;
	struct rig r;

	privacy_rig(&r, &w, SSP_IN(0), IPC4_MIC_PRIVACY_FW_MANAGED);
	mic_privacy_switch(true);
	expect_gain(&r, 1024);
	privacy_end(&r, SSP_IN(0));

	/* the policy is that of when the copier was made */
	privacy_rig(&r, &w, DMIC_IN(0), IPC4_MIC_PRIVACY_DISABLED);
	assert_int_equal(mic_privacy_set_policy(IPC4_MIC_PRIVACY_FW_MANAGED), 0);
	mic_privacy_switch(true);
	expect_gain(&r, 1024);
	privacy_end(&r, DMIC_IN(0));
	for (uint32_t policy = 0; policy < 6; policy++)
		assert_int_equal(mic_privacy_set_policy(policy),
				 policy == 0 || policy == 2 ? 0 : -EINVAL);
	mic_privacy_init();
}

/* There is no gain for floating point: nobody is to hear what should be private. */
static void test_private_samples_are_integers(void **state)
{
	struct payload p = make_payload(s32(2), s32(2), DMIC_IN(0));

	p.cfg.out_fmt.s_type = IPC4_TYPE_FLOAT;
	for (int privacy = 0; privacy < 2; privacy++) {
		struct rig r;

		if (privacy)
			assert_int_equal(mic_privacy_set_policy(IPC4_MIC_PRIVACY_FW_MANAGED), 0);
		r = (struct rig){ .mod = copier_new(&p, 1) };
		rig_sink(&r, 0, s32(2), 8);
		r.sinks[0].ring.params.frame_fmt = SOF_IPC_FRAME_FLOAT;
		assert_int_equal(module_prepare(r.mod), privacy ? -EINVAL : 0);
		rig_close(&r);
	}
	mic_privacy_init();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_privacy_fades_out_and_in),
		cmocka_unit_test(test_privacy_is_there_from_the_start),
		cmocka_unit_test(test_privacy_is_of_microphones_and_of_a_policy),
		cmocka_unit_test(test_private_samples_are_integers),
	};

	return harness_run_both(tests, harness_stop);
}
