/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdio.h>
#include <string.h>

#include "topology/tplg.h"

int tplg_find_widget(const struct tplg *t, const char *name)
{
	for (uint32_t i = 0; i < t->num_widgets; i++)
		if (!strcmp(t->widgets[i].name, name))
			return i;
	return TPLG_NONE;
}

int tplg_find_pipeline(const struct tplg *t, uint32_t id)
{
	for (uint32_t i = 0; i < t->num_pipelines; i++)
		if (t->pipelines[i].id == id)
			return i;
	return TPLG_NONE;
}

int tplg_find_pcm(const struct tplg *t, uint32_t id)
{
	for (uint32_t i = 0; i < t->num_pcms; i++)
		if (t->pcms[i].id == id)
			return i;
	return TPLG_NONE;
}

int tplg_find_pcm_name(const struct tplg *t, const char *name)
{
	for (uint32_t i = 0; i < t->num_pcms; i++)
		if (!strcmp(t->pcms[i].name, name))
			return i;
	return TPLG_NONE;
}

void tplg_list_pcms(const struct tplg *t, char *text, size_t size)
{
	size_t used = 0;

	snprintf(text, size, "none");
	for (uint32_t i = 0; i < t->num_pcms && used < size; i++)
		used += (size_t)snprintf(text + used, size - used, "%s%u '%s'", i ? ", " : "",
					 t->pcms[i].id, t->pcms[i].name);
}

int tplg_find_control(const struct tplg *t, const char *name)
{
	for (uint32_t i = 0; i < t->num_controls; i++)
		if (!strcmp(t->controls[i].name, name))
			return i;
	return TPLG_NONE;
}

int tplg_next_aggregated(const struct tplg *t, int widget, int from)
{
	const struct tplg_widget *w = &t->widgets[widget];

	for (uint32_t i = (uint32_t)from; i < t->num_widgets; i++) {
		const struct tplg_widget *other = &t->widgets[i];

		if (other == w ||
		    (w->sname[0] && !strcmp(w->dai_type, "ALH") && other->id == w->id &&
		     !strcmp(other->dai_type, w->dai_type) && !strcmp(other->sname, w->sname)))
			return i;
	}
	return TPLG_NONE;
}

int tplg_find_link(const struct tplg *t, const char *name)
{
	for (uint32_t i = 0; i < t->num_links; i++)
		if (!strcmp(t->links[i].name, name))
			return i;
	return TPLG_NONE;
}
