/* SPDX-License-Identifier: BSD-3-Clause */
/* Symbols offered to loadable modules. The firmware is one image, so the linker knows them all. */
#ifndef RTOS_SYMBOL_H
#define RTOS_SYMBOL_H

/* Swallows the semicolon; a name that does not exist does not compile. */
#define EXPORT_SYMBOL(name) _Static_assert(sizeof(__typeof__(&name)) > 0, "exported symbol")

#endif
