/* SPDX-License-Identifier: BSD-3-Clause */
/* The driver's life: state per topology object, hooked to the machine's notifications. */
#include <stdlib.h>

#include "internal.h"

static int alloc_state(struct drv *drv)
{
	const struct tplg *t = drv->tplg;

	drv->widgets = calloc(t->num_widgets + 1, sizeof(*drv->widgets));
	drv->pipelines = calloc(t->num_pipelines + 1, sizeof(*drv->pipelines));
	drv->routes = calloc(t->num_routes + 1, sizeof(*drv->routes));
	if (!drv->widgets || !drv->pipelines || !drv->routes)
		return -ENOMEM;
	for (uint32_t i = 0; i < t->num_widgets; i++) {
		drv->widgets[i].tplg = &t->widgets[i];
		drv->widgets[i].node_id = IPC4_INVALID_NODE_ID;
		drv->widgets[i].alh_node = -1;
	}
	drv_gateway_number_links(drv);
	for (uint32_t i = 0; i < t->num_pipelines; i++)
		drv->pipelines[i].tplg = &t->pipelines[i];
	for (uint32_t i = 0; i < t->num_routes; i++)
		drv->routes[i].tplg = &t->routes[i];
	return drv_controls_init(drv);
}

int drv_create(const struct tplg *tplg, const struct drv_config *config, struct drv **out)
{
	struct drv *drv = calloc(1, sizeof(*drv));
	int ret;

	*out = NULL;
	if (!drv)
		return -ENOMEM;
	drv->tplg = tplg;
	if (config)
		drv->config = *config;
	ret = alloc_state(drv);
	if (ret < 0) {
		drv_destroy(drv);
		return ret;
	}
	/* a machine that runs has reported its readiness to an earlier driver */
	drv->fw_ready = adsp_machine_running();
	adsp_ipc_on_notification(drv_event_receive, drv);
	*out = drv;
	return 0;
}

void drv_destroy(struct drv *drv)
{
	struct drv_stream *stream;

	if (!drv)
		return;
	adsp_ipc_on_notification(NULL, NULL);
	while ((stream = drv->streams)) {
		drv->streams = stream->next;
		drv_stream_free(stream);
	}
	drv_controls_free(drv);
	free(drv->events);
	free(drv->modules);
	free(drv->routes);
	free(drv->pipelines);
	free(drv->widgets);
	free(drv);
}
