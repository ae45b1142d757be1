/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The widgets of a PCM direction. ALSA lists what is connected with the host copier; the driver walks that
 * list and builds a part of it. Both need the topology alone.
 */
#ifndef DRIVER_GRAPH_H
#define DRIVER_GRAPH_H

#include <stdbool.h>
#include <stddef.h>

#include <topology/tplg.h>

/** One step of the walk: a widget that is built. */
struct drv_step {
	int widget; /* in widgets[] */
	bool start; /* the first one from its start widget: parameters begin anew */
};

struct drv_path {
	struct drv_step *steps; /* source to sink, depth first; each widget once */
	size_t num_steps;
	bool *listed; /* [widget]: is connected with the host, whichever way it is driven */
	bool backend; /* a DAI is listed, whether it is built or not */
	bool listens; /* a key phrase buffer is listed */
};

/**
 * Find the path of a PCM direction.
 *
 * Listed is what lies downstream of a playback's host, upstream of a capture's, as far as the first DAI; virtual
 * widgets end it. The walk goes from source to sink within the list, from the host of a playback, from each DAI of a
 * capture; with a key phrase buffer a capture lists what listens behind that as well, and leads nowhere. It does not enter a pipeline that states the other direction, and passes an aggregated DAI without building
 * it: one whose name ends in a digit other than 0.
 *
 * @param path	given to drv_path_release() by the caller, also after an error
 * @return 0, -ENOMEM
 */
int drv_path_find(const struct tplg *tplg, int host, enum tplg_direction direction,
		  struct drv_path *path);

/** Free what a path owns. */
void drv_path_release(struct drv_path *path);

/** Is the widget one of those that the path builds? */
bool drv_path_builds(const struct drv_path *path, int widget);

/** A copier at a link, of either direction. */
bool drv_widget_is_dai(const struct tplg_widget *widget);

/** A DAI that stands for another one's gateway in Linux, by its name. */
bool drv_widget_is_aggregated(const struct tplg_widget *widget);

#endif
