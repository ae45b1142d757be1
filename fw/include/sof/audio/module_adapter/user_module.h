/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The kernel's side of a user module: a DP module that runs in a thread of its own in user mode
 * (CONFIG_SOF_USERSPACE_APPLICATION). The module may write to its whole region, so what the kernel relies on is here,
 * in kernel memory, and found by the identity of the module or of its thread:
 *
 *   record: operations, context, tracked allocations, thread, domain, what the thread was asked
 *   region: processing_module, comp_dev, buffers with their rings and handles, the request as the thread sees it;
 *	     sealed while the module runs, see user_seal.h
 */
#ifndef SOF_AUDIO_USER_MODULE_H
#define SOF_AUDIO_USER_MODULE_H

#include <sof/audio/module_adapter/module/generic.h>
#include <sof/audio/module_adapter/module_call.h>
#include <sof/audio/module_adapter/user_seal.h>
#include <zephyr/kernel.h>

struct comp_buffer;
struct dp_task;

/* What the thread is asked, in its event object; also what it is doing. */
#define USER_MODULE_REQUEST BIT(0)
#define USER_MODULE_READY   BIT(1) /* is_ready_to_process */
#define USER_MODULE_JOB     BIT(2)
#define USER_MODULE_END     BIT(3)

struct user_module {
	struct list_item list;         /* of all */
	struct processing_module *mod; /* identity; its content is the module's */
	const struct module_interface *ops;
	char name[COMP_NAME_BYTES];
	uint32_t core;
	uint32_t stack_bytes;
	struct module_resources resources;
	uint32_t num_resources;
	struct user_seals seals;

	struct k_thread *thread; /* NULL: none */
	k_thread_stack_t *stack;
	struct k_event *event; /* granted to the thread */
	struct k_mem_domain *domain;
	struct module_request *request; /* in the region, uncached */
	struct dp_task *dp;
	int (*job)(struct processing_module *mod);
	bool dead; /* killed */

	uint32_t doing;    /* USER_MODULE_*, 0: it waits */
	enum module_op op; /* of the last request */
	uint32_t sequence; /* of the last request */
	uint32_t taken;    /* that the thread has in hand */
	uint32_t awaited;  /* somebody waits for this one; 0: nobody */
	int result;        /* of the awaited one */
	struct k_sem done;
};

#ifdef CONFIG_SOF_USERSPACE_APPLICATION

/** Called once at boot. */
void user_module_init(void);

/**
 * Enter a module. Its memory comes from ctx from now on.
 * @return NULL: no memory
 */
struct user_module *user_module_new(struct processing_module *mod, struct mod_alloc_ctx *ctx);

/** Strike it off; its thread is gone. */
void user_module_free(struct user_module *um);

/** @return NULL: it is none; mod is compared, not looked into */
struct user_module *user_module_find(const struct processing_module *mod);

/** By thread. @return NULL: none of a module's */
struct user_module *user_module_of_thread(const struct k_thread *thread);

/**
 * Seal a buffer that stands in a module's region, and its ring.
 * @return 0, also when it stands elsewhere; -ENOMEM
 */
int user_module_seal_buffer(struct comp_buffer *buffer);

/** Before such a buffer goes. No-op for others. */
void user_module_unseal_buffer(struct comp_buffer *buffer);

/** Thread, stack, domain, and the start. @return 0, -ENOMEM or the kernel's error; nothing is left behind */
int user_module_start(struct user_module *um);

/** The thread ends, by force if it must; stack, objects and domain go. No-op when there is none. */
void user_module_stop(struct user_module *um);

/** See module_call(). */
int user_module_call(struct user_module *um, struct module_request *request);

/** Ask the thread for something else than a request. */
void user_module_post(struct user_module *um, uint32_t what);

#else

static inline void user_module_init(void)
{
}

static inline struct user_module *user_module_new(struct processing_module *mod,
						  struct mod_alloc_ctx *ctx)
{
	return NULL;
}

static inline void user_module_free(struct user_module *um)
{
}

static inline struct user_module *user_module_find(const struct processing_module *mod)
{
	return NULL;
}

static inline struct user_module *user_module_of_thread(const struct k_thread *thread)
{
	return NULL;
}

static inline int user_module_seal_buffer(struct comp_buffer *buffer)
{
	return 0;
}

static inline void user_module_unseal_buffer(struct comp_buffer *buffer)
{
}

static inline int user_module_call(struct user_module *um, struct module_request *request)
{
	return -ENOSYS;
}

static inline void user_module_stop(struct user_module *um)
{
}

#endif
#endif
