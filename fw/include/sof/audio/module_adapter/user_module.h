/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The kernel's side of a module in user mode: a DP module that runs in a thread of its own
 * (CONFIG_SOF_USERSPACE_APPLICATION). All of it stands in kernel memory, and is found from the instance or from the thread.
 */
#ifndef SOF_AUDIO_USER_MODULE_H
#define SOF_AUDIO_USER_MODULE_H

#include <sof/audio/module_adapter/module_instance.h>
#include <sof/audio/module_adapter/user_view.h>
#include <zephyr/kernel.h>

/* What the thread is asked to do, in its event object; also its activity. */
#define USER_MODULE_REQUEST BIT(0)
#define USER_MODULE_READY   BIT(1) /* is_ready_to_process */
#define USER_MODULE_JOB     BIT(2) /* process */
#define USER_MODULE_END     BIT(3)

struct user_module {
	struct module_instance *inst;
	struct user_view view;

	struct k_thread *thread; /* custom_data: the instance. NULL: none */
	k_thread_stack_t *stack;
	struct k_event *event; /* granted to the thread */
	struct k_mem_domain *domain;

	uint32_t activity;             /* of the thread: USER_MODULE_*, 0: it waits */
	bool may_end;                  /* the thread: it was told to */
	struct module_request request; /* the last one, and its result words */
	uint32_t posted_id;            /* of the last request */
	uint32_t running_id;           /* of the request that the thread has begun */
	uint32_t caller_id;            /* of the request whose caller waits; 0: nobody */
	int result;                    /* for the caller */
	struct k_sem done;
};

#ifdef CONFIG_SOF_USERSPACE_APPLICATION

/** Called once at boot. */
void user_module_init(void);

/** What the thread does now. @return USER_ACTIVITY_*, 0: nothing */
uint32_t user_module_activity(const struct user_module *um);

/** Thread, stack, domain, and the start. @return 0, -ENOMEM or the kernel's error; nothing is left behind */
int user_thread_start(struct user_module *um, uint32_t stack_bytes);

/** The thread ends, by force if it must; stack, objects and domain go. No-op when there is none. */
void user_thread_stop(struct user_module *um);

/** Ask the thread for something. No-op when it is dead. @param what USER_MODULE_* */
void user_thread_post(struct user_module *um, uint32_t what);

/** See struct module_exec. */
int user_thread_call(struct module_instance *inst, struct module_request *request);
int user_thread_is_ready(struct module_instance *inst);
void user_thread_process(struct module_instance *inst, uint32_t deadline);
void user_thread_overdue(struct module_instance *inst, uint32_t ms);

/** Body of the thread. @param memory	struct user_memory */
void user_thread_run(void *memory, void *unused1, void *unused2);

#else

static inline void user_module_init(void)
{
}

#endif
#endif
