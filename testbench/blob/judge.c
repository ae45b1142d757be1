/* SPDX-License-Identifier: BSD-3-Clause */
#include <math.h>

#include "blob/judge.h"

#define POINTS  4000
#define FULL_DB 0.01 /* above it full scale is left */

/* Equal steps of a logarithm over six decades up to half the rate. */
static double point(int i)
{
	return M_PI * pow(10, -6 + 6.0 * i / POINTS);
}

static const char *verdict(double db)
{
	return db > FULL_DB ? ": saturates at full scale" : "";
}

void judge_sections(const struct biquad *sections, size_t count, size_t first, FILE *out)
{
	for (size_t k = 0; k < count; k++) {
		double state = 0, behind = 0;

		for (int i = 0; i <= POINTS; i++) {
			const double w = point(i);
			double complex in = 1;

			for (size_t before = 0; before < k; before++)
				in *= biquad_response(&sections[before], w);
			state = fmax(state, cabs(in * biquad_state_response(&sections[k], w)));
			behind = fmax(behind, cabs(in * biquad_response(&sections[k], w)));
		}
		fprintf(out, "    section %zu: state up to %.2f dB%s; output up to %.2f dB%s%s\n",
			first + k, response_db(state), verdict(response_db(state)),
			response_db(behind), verdict(response_db(behind)),
			biquad_is_stable(&sections[k]) ? "" :
							 "; UNSTABLE: poles outside the circle");
	}
}

void judge_response(response_fn response, const void *ctx, double rate, FILE *out)
{
	double most = 0, hz = 0;

	for (int i = 0; i <= POINTS; i++) {
		const double w = point(i), level = cabs(response(ctx, w));

		if (level > most * 1.0001) {
			most = level;
			hz = w * rate / 2 / M_PI;
		}
	}
	fprintf(out, "    highest gain %.2f dB at %.5g Hz%s\n", response_db(most), hz,
		verdict(response_db(most)));
}
