/* SPDX-License-Identifier: BSD-3-Clause */
/* Kernel objects that the machine knows: type, state, and which thread may use them. Records in host memory. */
#ifndef POSIX_OBJECT_H
#define POSIX_OBJECT_H

#include <zephyr/kernel.h>

/** Make the pool for k_object_alloc() and take up the statically defined objects. @return 0, -ENOMEM */
int object_start(void);
void object_stop(void);

/** Enter an object. The running context may use it. @return NULL when host memory is out */
struct k_object *object_know(void *obj, enum k_objects type, uint8_t flags);

/** Strike an object off. Unknown: no-op. */
void object_forget(const void *obj);

/**
 * A thread begins: it and its stack are initialised, it may use itself.
 * @param parent	whose permissions it inherits; NULL: nobody's
 */
void object_thread_begin(struct k_thread *thread, const void *stack, const struct k_thread *parent);

/** A thread has ended: nothing is permitted to its index any more; it and its stack can be used again. */
void object_thread_end(struct k_thread *thread, const void *stack);

/** Number of objects from k_object_alloc(). */
unsigned int object_allocated(void);

/** Reserve an index for a thread. @return -1 when all are taken */
int object_thread_index(const struct k_thread *thread);

#endif
