/* SPDX-License-Identifier: BSD-3-Clause */
/* FIR equalizer: which response each channel has, and the responses. */
#include <errno.h>
#include <stdio.h>

#include "blob/equalizer.h"
#include "blob/fir.h"
#include "blob/text.h"
#include "blob/judge.h"

struct eq_fir {
	struct equalizer base;
	struct fir responses[EQUALIZER_MAX_RESPONSES];
};

static int eq_fir_read(const struct blob_reader *reader, yaml_value node, void *settings)
{
	struct eq_fir *eq = settings;
	const struct equalizer_responses responses = { eq->responses, sizeof(eq->responses[0]),
						       fir_read };
	yaml_value channels;
	int ret = equalizer_read(reader, node, &eq->base, &responses, INT16_MIN, &channels);

	if (!ret && eq->base.num_channels % 2)
		return yaml_complain(reader->file, channels, "channels: %zu, expected 2, 4, 6 or 8",
				     eq->base.num_channels);
	return ret;
}

static void eq_fir_print(const void *settings, double rate, FILE *out)
{
	const struct eq_fir *eq = settings;

	equalizer_print(&eq->base, out);
	for (size_t i = 0; i < eq->base.num_responses; i++)
		fir_print(&eq->responses[i], 2, out);
}

static void eq_fir_pack(const void *settings, struct blob_bytes *out)
{
	const struct eq_fir *eq = settings;
	const size_t size = put_size(out);

	put_u16(out, (uint16_t)eq->base.num_channels);
	put_u16(out, (uint16_t)eq->base.num_responses);
	fields_pack(&eq->base, &equalizer_reserved, 1, out);
	for (size_t i = 0; i < eq->base.num_channels; i++)
		put_q16(out, eq->base.channels[i], 0);
	for (size_t i = 0; i < eq->base.num_responses; i++)
		fir_pack(&eq->responses[i], out);
	put_size_at(out, size);
}

static void eq_fir_unpack(struct blob_cursor *in, void *settings)
{
	struct eq_fir *eq = settings;

	take_size(in, "FIR equalizer");
	eq->base.num_channels =
		take_count(in, take_u16(in, "channels"), "channels", 1, EQUALIZER_MAX_CHANNELS);
	eq->base.num_responses =
		take_count(in, take_u16(in, "responses"), "responses", 0, EQUALIZER_MAX_RESPONSES);
	if (eq->base.num_channels % 2)
		cursor_fail(in, "%zu channels, expected 2, 4, 6 or 8", eq->base.num_channels);
	fields_unpack(in, &equalizer_reserved, 1, &eq->base);
	for (size_t i = 0; i < eq->base.num_channels; i++) {
		eq->base.channels[i] = take_i16(in, "response of a channel");
		if (eq->base.channels[i] >= (double)eq->base.num_responses)
			cursor_fail(in, "channel %zu has response %.0f of %zu", i,
				    eq->base.channels[i], eq->base.num_responses);
	}
	for (size_t i = 0; i < eq->base.num_responses && !in->failed; i++)
		fir_unpack(in, &eq->responses[i]);
}

static void eq_fir_draw(const void *settings, double rate, struct plot *plot)
{
	const struct eq_fir *eq = settings;

	equalizer_draw(&eq->base, rate, plot, fir_response, eq->responses,
		       sizeof(eq->responses[0]));
}

static void eq_fir_judge(const void *settings, double rate, FILE *out)
{
	const struct eq_fir *eq = settings;

	for (size_t i = 0; i < eq->base.num_responses; i++) {
		double most = 0;

		for (size_t k = 0; k < eq->responses[i].length; k++)
			most += eq->responses[i].taps[k] < 0 ? -eq->responses[i].taps[k] :
							       eq->responses[i].taps[k];
		fprintf(out, "  response %zu\n", i);
		judge_response(fir_response, &eq->responses[i], rate, out);
		fprintf(out, "    any signal of full scale: at most %.2f dB\n", response_db(most));
	}
}

const struct blob_kind blob_eq_fir = {
	.name = "eqfir",
	.alias = "eq_fir",
	.about =
		"FIR equalizer: channels, responses of coefficients, {type, taps, freq} or {points, taps}",
	.settings_bytes = sizeof(struct eq_fir),
	.read = eq_fir_read,
	.pack = eq_fir_pack,
	.unpack = eq_fir_unpack,
	.print = eq_fir_print,
	.draw = eq_fir_draw,
	.stream = equalizer_stream,
	.judge = eq_fir_judge,
};
