/* SPDX-License-Identifier: BSD-3-Clause */
/* Functions that a unit test of a module may reach: static in the firmware. */
#ifndef SOF_UT_H
#define SOF_UT_H

#define UT_STATIC static

#endif
