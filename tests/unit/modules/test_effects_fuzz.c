/* SPDX-License-Identifier: BSD-3-Clause */
/* Description: mutated blobs of each module are refused or played; HARNESS_SEED repeats a run. */
#include "drc_model.h"
#include "effect_blobs.h"

#define ROUNDS 3000

static void iir(void **state)
{
	effect_fuzz(&iir_effect, ROUNDS);
}

static void fir(void **state)
{
	effect_fuzz(&fir_effect, ROUNDS);
}

static void dc(void **state)
{
	effect_fuzz(&dc_effect, ROUNDS);
}

static void drc(void **state)
{
	effect_fuzz(&drc_effect, ROUNDS);
}

static void multiband(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(multiband_effects); i++)
		effect_fuzz(&multiband_effects[i], ROUNDS / 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(iir), cmocka_unit_test(fir),       cmocka_unit_test(dc),
		cmocka_unit_test(drc), cmocka_unit_test(multiband),
	};

	return cmocka_run_group_tests(tests, harness_start, harness_stop);
}
