/* SPDX-License-Identifier: BSD-3-Clause */
#include "kernel/user_mode.h"
#include "memory/mmu.h"
#include "sched/watchdog.h"

void user_mode_enter(const struct k_thread *thread)
{
	watchdog_guard_caller();
	mmu_enter_user(thread);
}
