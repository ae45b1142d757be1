/* SPDX-License-Identifier: BSD-3-Clause */
/* Version of the interface between loadable modules and the firmware: both must have the same. */
#ifndef MODULE_MODULE_API_VER_H
#define MODULE_MODULE_API_VER_H

#define SOF_MODULE_API_MAJOR_VERSION  5
#define SOF_MODULE_API_MIDDLE_VERSION 0
#define SOF_MODULE_API_MINOR_VERSION  0

#endif
