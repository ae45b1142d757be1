/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A topology as a Graphviz graph: from left to right as the samples go. PCMs and links have a node for each
 * direction, so that nothing runs back on itself. An edge has the formats that its source puts out.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "topology/tplg_print.h"

/* Inside double quotes. Names hold no control characters. */
static void print_escaped(const char *text, FILE *out)
{
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			fputc('\\', out);
		fputc(*text, out);
	}
}

static void print_widget(const struct tplg *t, const struct tplg_verdict *verdict, int widget,
			 const char *indent, FILE *out)
{
	const struct tplg_widget *w = &t->widgets[widget];
	const bool missing = verdict && verdict->missing[widget];
	struct tplg_error err;

	fprintf(out, "%sw%d [label=\"", indent, widget);
	print_escaped(w->name, out);
	fprintf(out, "\\n%s",
		w->module   ? w->module->name :
		w->uuid_set ? "unknown module" :
			      tplg_widget_type_name(w->id));
	if (tplg_domain_name(w->domain))
		fprintf(out, " %s", tplg_domain_name(w->domain));
	if (missing)
		fputs("\\nmissing in the firmware", out);
	fputc('"', out);
	if (w->role != TPLG_ROLE_MODULE)
		fputs(", style=dashed", out);
	else if (missing || tplg_widget_check(t, widget, &err))
		fputs(", color=red", out);
	fputs("];\n", out);
}

static void print_cluster(const struct tplg *t, const struct tplg_verdict *verdict, int pipeline,
			  const int *order, FILE *out)
{
	const struct tplg_pipeline *p = &t->pipelines[pipeline];

	fprintf(out, "\tsubgraph cluster_%u {\n\t\tlabel=\"pipeline %u%s%s%s\";\n", p->id, p->id,
		p->direction_set ? " " : "",
		p->direction_set ? tplg_direction_name(p->direction) : "",
		p->chain_dma ? ", chain DMA" : "");
	for (uint32_t i = 0; i < t->num_widgets; i++)
		if (tplg_widget_in_pipeline(t, order[i], pipeline))
			print_widget(t, verdict, order[i], "\t\t", out);
	fputs("\t}\n", out);
}

/* ---- edges ---- */

static void print_format(const struct ipc4_audio_format *fmt, FILE *out)
{
	fprintf(out, "%u Hz %u ch ", fmt->sampling_frequency, fmt->channels_count);
	if (fmt->valid_bit_depth == fmt->depth)
		fprintf(out, "%u bit", fmt->depth);
	else
		fprintf(out, "%u/%u bit", fmt->valid_bit_depth, fmt->depth);
}

static bool same_format(const struct ipc4_audio_format *a, const struct ipc4_audio_format *b)
{
	return a->sampling_frequency == b->sampling_frequency && a->depth == b->depth &&
	       a->valid_bit_depth == b->valid_bit_depth && a->channels_count == b->channels_count;
}

/* The first few formats of a side, one a line, and how many more there are; each once. */
static void print_formats(const struct tplg_side *side, FILE *out)
{
	enum {
		SHOWN = 4
	};
	uint32_t different = 0;

	for (uint32_t i = 0; i < side->num_formats; i++) {
		const struct ipc4_audio_format *fmt = &side->formats[i].fmt;
		uint32_t k = 0;

		while (k < i && !same_format(fmt, &side->formats[k].fmt))
			k++;
		if (k < i || different++ >= SHOWN)
			continue;
		fputs(different > 1 ? "\\n" : "", out);
		print_format(fmt, out);
	}
	if (different > SHOWN)
		fprintf(out, "\\n%u more", different - SHOWN);
}

static void end_edge(const struct tplg_side *side, FILE *out)
{
	if (side->num_formats) {
		fputs(" [label=\"", out);
		print_formats(side, out);
		fputs("\"]", out);
	}
	fputs(";\n", out);
}

/* ---- the ends ---- */

static void print_pcm(const struct tplg *t, const struct tplg_verdict *verdict, uint32_t number,
		      enum tplg_direction direction, FILE *out)
{
	const struct tplg_pcm *pcm = &t->pcms[number];
	const char side = direction == TPLG_PLAYBACK ? 'p' : 'c';
	const int host = pcm->caps[direction].host;

	if (!pcm->caps[direction].present)
		return;
	fprintf(out, "\tpcm%u%c [shape=ellipse, label=\"PCM %u %s\\n", pcm->id, side, pcm->id,
		tplg_direction_name(direction));
	print_escaped(pcm->name, out);
	fprintf(out, "\"%s];\n",
		host == TPLG_NONE || tplg_verdict_of(verdict, number, direction) ? ", color=red" :
										   "");
	if (host == TPLG_NONE)
		return;
	if (direction == TPLG_PLAYBACK) {
		fprintf(out, "\tpcm%u%c -> w%d", pcm->id, side, host);
		end_edge(&t->widgets[host].in, out);
	} else {
		fprintf(out, "\tw%d -> pcm%u%c", host, pcm->id, side);
		end_edge(&t->widgets[host].out, out);
	}
}

static void print_link_node(const struct tplg_link *link, uint32_t number,
			    enum tplg_direction direction, FILE *out)
{
	fprintf(out, "\tlink%u%c [shape=ellipse, label=\"", number,
		direction == TPLG_PLAYBACK ? 'p' : 'c');
	print_escaped(link->name, out);
	fprintf(out, " %s", tplg_direction_name(direction));
	if (link->dai_type[0]) {
		fputs("\\n", out);
		print_escaped(link->dai_type, out);
		fprintf(out, " %u", link->dai_index.value);
	}
	fputs("\"];\n", out);
}

/* One direction of a link and the DAI copiers that name it, if there are any. */
static void print_link(const struct tplg *t, uint32_t link, enum tplg_direction direction,
		       FILE *out)
{
	const uint32_t id = direction == TPLG_PLAYBACK ? TPLG_WIDGET_DAI_IN : TPLG_WIDGET_DAI_OUT;
	bool any = false;

	for (uint32_t i = 0; i < t->num_widgets; i++) {
		const struct tplg_widget *w = &t->widgets[i];

		if (w->id != id || strcmp(w->sname, t->links[link].name))
			continue;
		if (!any)
			print_link_node(&t->links[link], link, direction, out);
		any = true;
		if (direction == TPLG_PLAYBACK) {
			fprintf(out, "\tw%u -> link%up", i, link);
			end_edge(&w->out, out);
		} else {
			fprintf(out, "\tlink%uc -> w%u", link, i);
			end_edge(&w->in, out);
		}
	}
}

int tplg_print_dot(const struct tplg *t, const struct tplg_verdict *verdict, FILE *out)
{
	int *order = tplg_stream_order(t);

	if (!order)
		return -ENOMEM;
	fputs("digraph topology {\n\trankdir=LR;\n\tnode [shape=box];\n", out);
	for (uint32_t i = 0; i < t->num_pipelines; i++)
		print_cluster(t, verdict, (int)i, order, out);
	for (uint32_t i = 0; i < t->num_widgets; i++)
		if (tplg_widget_in_pipeline(t, (int)i, TPLG_NONE))
			print_widget(t, verdict, (int)i, "\t", out);
	for (uint32_t i = 0; i < t->num_pcms; i++)
		for (int d = TPLG_PLAYBACK; d <= TPLG_CAPTURE; d++)
			print_pcm(t, verdict, i, (enum tplg_direction)d, out);
	for (uint32_t i = 0; i < t->num_links; i++)
		for (int d = TPLG_PLAYBACK; d <= TPLG_CAPTURE; d++)
			print_link(t, i, (enum tplg_direction)d, out);
	for (uint32_t i = 0; i < t->num_routes; i++) {
		fprintf(out, "\tw%d -> w%d", t->routes[i].source, t->routes[i].sink);
		end_edge(&t->widgets[t->routes[i].source].out, out);
	}
	fputs("}\n", out);
	free(order);
	return 0;
}
