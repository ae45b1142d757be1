/* SPDX-License-Identifier: BSD-3-Clause */
/* A chain of modules in one or two pipelines: host copier, gains and tremolos in the tick and in user threads, link copier. */
#ifndef CYCLES_CHAIN_H
#define CYCLES_CHAIN_H

/** Learn the ids of the modules' types, once. */
void chain_find_types(void);

/** Choose a chain and build it, in random order. */
void chain_build(void);

/** Start it, let it run for some ticks, stop and reset it. */
void chain_run(void);

/** Take it down, in one of several ways. */
void chain_take_down(void);

#endif
