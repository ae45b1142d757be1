/* SPDX-License-Identifier: BSD-3-Clause */
/* Functions that run at boot, before fw_boot(): SYS_INIT(function, level, priority). */
#ifndef ZEPHYR_INIT_H
#define ZEPHYR_INIT_H

#include <zephyr/toolchain.h>

enum z_init_level {
	Z_INIT_EARLY,
	Z_INIT_PRE_KERNEL_1,
	Z_INIT_PRE_KERNEL_2,
	Z_INIT_POST_KERNEL,
	Z_INIT_APPLICATION,
	Z_INIT_SMP,
};

struct z_init_entry {
	int (*fn)(void); /* a negative errno ends the boot */
	const char *name;
	enum z_init_level level;
	int priority; /* 0..99, lower runs first; equal ones in link order */
};

/* The entry is passed by address, so that the section is an array whatever the compiler's padding. */
#define SYS_INIT(init_fn, init_level, init_priority)                 \
	static const struct z_init_entry z_init_entry_##init_fn = {  \
		.fn = init_fn,                                       \
		.name = #init_fn,                                    \
		.level = Z_INIT_##init_level,                        \
		.priority = init_priority,                           \
	};                                                           \
	static const struct z_init_entry *const z_init_ref_##init_fn \
		__attribute__((used, section("z_init_entries"))) = &z_init_entry_##init_fn

#ifndef CONFIG_KERNEL_INIT_PRIORITY_OBJECTS
#define CONFIG_KERNEL_INIT_PRIORITY_OBJECTS 30
#endif
#ifndef CONFIG_KERNEL_INIT_PRIORITY_DEFAULT
#define CONFIG_KERNEL_INIT_PRIORITY_DEFAULT 40
#endif
#ifndef CONFIG_APPLICATION_INIT_PRIORITY
#define CONFIG_APPLICATION_INIT_PRIORITY 90
#endif

#endif
