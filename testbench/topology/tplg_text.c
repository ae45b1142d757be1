/* SPDX-License-Identifier: BSD-3-Clause */
/* A topology as text. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "topology/tplg_print.h"
#include "util/text.h"

static void print_rates(const struct tplg_caps *caps, FILE *out)
{
	const char *separator = "";
	uint32_t known = 0;

	for (unsigned int bit = 0; bit < 32; bit++) {
		if (!(caps->rates >> bit & 1) || !tplg_alsa_rate(bit))
			continue;
		fprintf(out, "%s%u", separator, tplg_alsa_rate(bit));
		separator = " ";
		known |= 1u << bit;
	}
	if (!known || known != caps->rates)
		fprintf(out, "%s%u..%u", separator, caps->rate_min, caps->rate_max);
	fputs(" Hz", out);
}

static void print_formats(uint64_t formats, FILE *out)
{
	for (unsigned int bit = 0; bit < 64; bit++) {
		if (!(formats >> bit & 1))
			continue;
		if (tplg_alsa_format_name(bit))
			fprintf(out, " %s", tplg_alsa_format_name(bit));
		else
			fprintf(out, " format-%u", bit);
	}
}

static void print_caps(const struct tplg *t, const struct tplg_verdict *verdict, uint32_t pcm,
		       enum tplg_direction direction, FILE *out)
{
	const struct tplg_caps *caps = &t->pcms[pcm].caps[direction];
	const char *reason = tplg_verdict_of(verdict, pcm, direction);
	char channels[TPLG_CHANNELS_TEXT];

	if (!caps->present)
		return;
	fprintf(out, "  %s \"%s\" %s %s\n", tplg_direction_name(direction), caps->name,
		direction == TPLG_PLAYBACK ? "into" : "from",
		caps->host == TPLG_NONE ? "no host copier: cannot be used" :
					  t->widgets[caps->host].name);
	fputs("    ", out);
	print_rates(caps, out);
	fprintf(out, ", %s,", tplg_channels_format(caps, channels));
	print_formats(caps->formats, out);
	fprintf(out, "\n    periods %u..%u of %u..%u bytes, buffer %u..%u bytes\n",
		caps->periods_min, caps->periods_max, caps->period_size_min, caps->period_size_max,
		caps->buffer_size_min, caps->buffer_size_max);
	if (verdict)
		fprintf(out, "    %s%s\n", reason ? "cannot play here: " : "can play here",
			reason ? reason : "");
}

/* "3 of 4 PCM directions can play here" */
static void print_count(const struct tplg *t, const struct tplg_verdict *verdict, FILE *out)
{
	uint32_t there = 0, able = 0;

	for (uint32_t i = 0; i < t->num_pcms; i++) {
		for (int d = TPLG_PLAYBACK; d <= TPLG_CAPTURE; d++) {
			there += t->pcms[i].caps[d].present;
			able += t->pcms[i].caps[d].present &&
				!tplg_verdict_of(verdict, i, (enum tplg_direction)d);
		}
	}
	fprintf(out, "%u of %u PCM direction%s can play here\n", able, there, text_plural(there));
}

static void print_side(const struct tplg_side *side, const char *name, FILE *out)
{
	for (uint32_t i = 0; i < side->num_formats; i++) {
		const struct tplg_pin_format *f = &side->formats[i];

		fprintf(out, "    %-3s pin %u: %u Hz, %u channel%s, ", name, f->pin_index,
			f->fmt.sampling_frequency, f->fmt.channels_count,
			text_plural(f->fmt.channels_count));
		if (f->fmt.valid_bit_depth == f->fmt.depth)
			fprintf(out, "%u bits", f->fmt.depth);
		else
			fprintf(out, "%u of %u bits", f->fmt.valid_bit_depth, f->fmt.depth);
		fprintf(out, " %s, %u bytes\n", tplg_sample_type_name(f->fmt.s_type),
			f->buffer_bytes);
	}
	for (uint32_t i = 0; i < side->num_bindings; i++)
		fprintf(out, "    %-3s pin %u is bound to %s\n", name, i, side->bindings[i]);
}

/* Hundredths of a dB. */
static void print_db(int64_t millibel, FILE *out)
{
	int64_t size = millibel < 0 ? -millibel : millibel;

	fprintf(out, "%s%lld.%02lld dB", millibel < 0 ? "-" : "", (long long)(size / 100),
		(long long)(size % 100));
}

static void print_control(const struct tplg_control *c, FILE *out)
{
	fprintf(out, "    control \"%s\": %s", c->name, tplg_control_kind_name(c->kind));
	if (c->kind == TPLG_CONTROL_BYTES) {
		fprintf(out, " of at most %u bytes", c->max_bytes);
		if (c->data_set)
			fprintf(out, ", initial payload %u bytes to param %u\n", c->data_bytes,
				c->param_id);
		else
			fputs(", no initial value\n", out);
		return;
	}
	if (c->kind == TPLG_CONTROL_VOLUME)
		fprintf(out, " %d..%u", c->min, c->max);
	fprintf(out, ", %u channel%s", c->num_channels, text_plural(c->num_channels));
	if (c->kind == TPLG_CONTROL_VOLUME && c->scale_set) {
		fputs(", ", out);
		print_db(c->scale_min, out);
		fputs(" to ", out);
		print_db(c->scale_min + (int64_t)c->max * c->scale_step, out);
		fputs(" in steps of ", out);
		print_db(c->scale_step, out);
		if (c->scale_mute)
			fputs(", 0 mutes", out);
	}
	for (uint32_t i = 0; i < c->num_items; i++)
		fprintf(out, "%s \"%s\"", i ? "," : ":", c->items[i]);
	fputc('\n', out);
}

static void print_tokens(const struct tplg_widget *w, FILE *out)
{
	const char *separator = "    ";

	if (w->dai_type[0]) {
		fprintf(out, "%sdai_type %s", separator, w->dai_type);
		separator = ", ";
	}
	if (tplg_domain_name(w->domain)) {
		fprintf(out, "%sdomain %s", separator, tplg_domain_name(w->domain));
		separator = ", ";
	}
	if (w->in.num_pins.set) {
		fprintf(out, "%sinput pins %u", separator, w->in.num_pins.value);
		separator = ", ";
	}
	if (w->out.num_pins.set) {
		fprintf(out, "%soutput pins %u", separator, w->out.num_pins.value);
		separator = ", ";
	}
	for (const struct tplg_token_name *token = tplg_token_names; token->key; token++) {
		const struct tplg_opt *opt = (const void *)((const char *)w + token->field);

		if (!opt->set)
			continue;
		fprintf(out, "%s%s %u", separator, token->key, opt->value);
		separator = ", ";
	}
	if (!strcmp(separator, ", "))
		fputc('\n', out);
}

static void print_widget(const struct tplg *t, const struct tplg_verdict *verdict, int widget,
			 FILE *out)
{
	const struct tplg_widget *w = &t->widgets[widget];
	char uuid[TPLG_UUID_TEXT];
	struct tplg_error err;

	fprintf(out, "  %s: %s", w->name, tplg_widget_type_name(w->id));
	if (w->role == TPLG_ROLE_VIRTUAL)
		fputs(", virtual", out);
	else if (w->role == TPLG_ROLE_IGNORED)
		fprintf(out, " (DAPM type %u), ignored", w->id);
	if (w->uuid_set) {
		tplg_uuid_format(w->uuid, uuid);
		fprintf(out, ", %s %s", w->module ? w->module->name : "unknown module", uuid);
	}
	if (w->sname[0])
		fprintf(out, ", stream \"%s\"", w->sname);
	fputc('\n', out);
	if (tplg_widget_check(t, widget, &err))
		fprintf(out, "    cannot be used: %s\n",
			err.text + strnlen(t->path, TPLG_PATH_SHOWN) + 2);
	else if (verdict && verdict->missing[widget])
		fputs("    cannot be used: the firmware has no such module\n", out);
	print_tokens(w, out);
	print_side(&w->in, "in", out);
	print_side(&w->out, "out", out);
	for (uint32_t i = 0; i < w->num_controls; i++)
		print_control(&t->controls[w->first_control + i], out);
}

static void print_widgets(const struct tplg *t, const struct tplg_verdict *verdict, int pipeline,
			  const int *order, FILE *out)
{
	bool any = false;

	for (uint32_t i = 0; i < t->num_widgets; i++) {
		if (!tplg_widget_in_pipeline(t, order[i], pipeline))
			continue;
		if (!any && pipeline == TPLG_NONE)
			fputs("\nwidgets without a pipeline\n", out);
		any = true;
		print_widget(t, verdict, order[i], out);
	}
}

static void print_pipeline(const struct tplg *t, int pipeline, FILE *out)
{
	const struct tplg_pipeline *p = &t->pipelines[pipeline];

	fprintf(out, "\npipeline %u: %s", p->id, t->widgets[p->widget].name);
	if (p->direction_set)
		fprintf(out, ", %s", tplg_direction_name(p->direction));
	fprintf(out, ", priority %u, core %u", p->priority, p->core);
	if (p->lp_mode)
		fputs(", low power", out);
	if (p->chain_dma)
		fputs(", chain DMA", out);
	fputc('\n', out);
}

static void print_links(const struct tplg *t, FILE *out)
{
	if (t->num_links)
		fputs("\nlinks\n", out);
	for (uint32_t i = 0; i < t->num_links; i++) {
		const struct tplg_link *link = &t->links[i];

		fprintf(out, "  %u \"%s\"", link->id, link->name);
		if (link->dai_type[0])
			fprintf(out, ", %s %u", link->dai_type, link->dai_index.value);
		fputc('\n', out);
	}
}

int tplg_print_text(const struct tplg *t, const struct tplg_verdict *verdict, FILE *out)
{
	int *order = tplg_stream_order(t);
	char *path = strdup(t->path);

	if (!order || !path) {
		free(order);
		free(path);
		return -ENOMEM;
	}
	text_make_printable(path);
	fprintf(out, "topology %s", path);
	free(path);
	if (t->abi_set)
		fprintf(out, ", ABI %u.%u.%u", t->abi[0], t->abi[1], t->abi[2]);
	if (t->ipc3)
		fputs(", for IPC3 firmware: nothing of it can run here", out);
	fprintf(out,
		"\n%u PCM%s, %u pipeline%s, %u widget%s, %u route%s, %u control%s, %u link%s, %u warning%s\n",
		t->num_pcms, text_plural(t->num_pcms), t->num_pipelines,
		text_plural(t->num_pipelines), t->num_widgets, text_plural(t->num_widgets),
		t->num_routes, text_plural(t->num_routes), t->num_controls,
		text_plural(t->num_controls), t->num_links, text_plural(t->num_links),
		t->num_warnings, text_plural(t->num_warnings));
	if (verdict)
		print_count(t, verdict, out);
	for (uint32_t i = 0; i < t->num_pcms; i++) {
		fprintf(out, "\nPCM %u \"%s\"%s\n", t->pcms[i].id, t->pcms[i].name,
			t->pcms[i].compress ? ", compressed" : "");
		print_caps(t, verdict, i, TPLG_PLAYBACK, out);
		print_caps(t, verdict, i, TPLG_CAPTURE, out);
	}
	for (uint32_t i = 0; i < t->num_pipelines; i++) {
		print_pipeline(t, i, out);
		print_widgets(t, verdict, i, order, out);
	}
	print_widgets(t, verdict, TPLG_NONE, order, out);
	if (t->num_routes)
		fputs("\nroutes\n", out);
	for (uint32_t i = 0; i < t->num_routes; i++)
		fprintf(out, "  %s -> %s\n", t->widgets[t->routes[i].source].name,
			t->widgets[t->routes[i].sink].name);
	print_links(t, out);
	free(order);
	return 0;
}
