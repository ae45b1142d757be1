/* SPDX-License-Identifier: BSD-3-Clause */
/* Edges of a module in user mode, for its view (user_view.c). */
#ifndef USER_EDGES_H
#define USER_EDGES_H

#include <sof/audio/module_adapter/user_view.h>

/** What the module does in an activity, for messages. */
const char *user_activity_name(uint32_t activity);

/** @return NULL: the ring is at none of its edges */
struct user_edge *user_edge_of(const struct user_view *view, const struct ring_buffer *ring);

/** Show the edge as the kernel has it, before an activity. */
void user_edge_write(const struct user_view *view, const struct user_edge *edge, uint32_t activity);

/** After prepare: is what the module has set possible? Else it is killed. */
void user_edge_verify_prepared(const struct user_edge *edge);

/** Take over what it has set. */
void user_edge_read_prepared(const struct user_edge *edge);

#endif
