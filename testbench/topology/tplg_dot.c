/* SPDX-License-Identifier: BSD-3-Clause */
/* A topology as a Graphviz graph. */
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

static void print_widget(const struct tplg *t, int widget, const char *indent, FILE *out)
{
	const struct tplg_widget *w = &t->widgets[widget];
	struct tplg_error err;

	fprintf(out, "%sw%d [label=\"", indent, widget);
	print_escaped(w->name, out);
	fprintf(out, "\\n%s",
		w->module   ? w->module->name :
		w->uuid_set ? "unknown module" :
			      tplg_widget_type_name(w->id));
	if (tplg_domain_name(w->domain))
		fprintf(out, " %s", tplg_domain_name(w->domain));
	fputs("\"", out);
	if (w->role != TPLG_ROLE_MODULE)
		fputs(", style=dashed", out);
	else if (tplg_widget_check(t, widget, &err))
		fputs(", color=red", out);
	fputs("];\n", out);
}

static void print_cluster(const struct tplg *t, int pipeline, const int *order, FILE *out)
{
	const struct tplg_pipeline *p = &t->pipelines[pipeline];

	fprintf(out, "\tsubgraph cluster_%u {\n\t\tlabel=\"pipeline %u%s%s%s\";\n", p->id, p->id,
		p->direction_set ? " " : "",
		p->direction_set ? tplg_direction_name(p->direction) : "",
		p->chain_dma ? ", chain DMA" : "");
	for (uint32_t i = 0; i < t->num_widgets; i++)
		if (tplg_widget_in_pipeline(t, order[i], pipeline))
			print_widget(t, order[i], "\t\t", out);
	fputs("\t}\n", out);
}

static void print_pcm(const struct tplg *t, const struct tplg_pcm *pcm, FILE *out)
{
	int playback = pcm->caps[TPLG_PLAYBACK].host, capture = pcm->caps[TPLG_CAPTURE].host;

	fprintf(out, "\tpcm%u [shape=ellipse, label=\"PCM %u\\n", pcm->id, pcm->id);
	print_escaped(pcm->name, out);
	fputs("\"];\n", out);
	if (playback != TPLG_NONE)
		fprintf(out, "\tpcm%u -> w%d;\n", pcm->id, playback);
	if (capture != TPLG_NONE)
		fprintf(out, "\tw%d -> pcm%u;\n", capture, pcm->id);
}

/* A link and the DAI copiers that name it. */
static void print_link(const struct tplg *t, uint32_t link, FILE *out)
{
	fprintf(out, "\tlink%u [shape=ellipse, label=\"", link);
	print_escaped(t->links[link].name, out);
	if (t->links[link].dai_type[0]) {
		fputs("\\n", out);
		print_escaped(t->links[link].dai_type, out);
		fprintf(out, " %u", t->links[link].dai_index.value);
	}
	fputs("\"];\n", out);
	for (uint32_t i = 0; i < t->num_widgets; i++) {
		if (strcmp(t->widgets[i].sname, t->links[link].name))
			continue;
		if (t->widgets[i].id == TPLG_WIDGET_DAI_IN)
			fprintf(out, "\tw%u -> link%u;\n", i, link);
		else if (t->widgets[i].id == TPLG_WIDGET_DAI_OUT)
			fprintf(out, "\tlink%u -> w%u;\n", link, i);
	}
}

int tplg_print_dot(const struct tplg *t, FILE *out)
{
	int *order = tplg_stream_order(t);

	if (!order)
		return -ENOMEM;
	fputs("digraph topology {\n\trankdir=LR;\n\tnode [shape=box];\n", out);
	for (uint32_t i = 0; i < t->num_pipelines; i++)
		print_cluster(t, i, order, out);
	for (uint32_t i = 0; i < t->num_widgets; i++)
		if (tplg_widget_in_pipeline(t, i, TPLG_NONE))
			print_widget(t, i, "\t", out);
	for (uint32_t i = 0; i < t->num_pcms; i++)
		print_pcm(t, &t->pcms[i], out);
	for (uint32_t i = 0; i < t->num_links; i++)
		print_link(t, i, out);
	for (uint32_t i = 0; i < t->num_routes; i++)
		fprintf(out, "\tw%d -> w%d;\n", t->routes[i].source, t->routes[i].sink);
	fputs("}\n", out);
	free(order);
	return 0;
}
