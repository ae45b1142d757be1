/* SPDX-License-Identifier: BSD-3-Clause */
/* Operations of every module, for the table in modules.c. */
#ifndef MODULES_MODULES_H
#define MODULES_MODULES_H

#include <sof/audio/module_adapter/module/generic.h>

extern const struct module_interface copier_ops;
extern const struct module_interface gain_ops;
extern const struct module_interface mixin_ops;
extern const struct module_interface mixout_ops;
extern const struct module_interface src_ops;
extern const struct module_interface src_lite_ops;
extern const struct module_interface template_comp_ops;

#endif
