/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef USER_THREAD_H
#define USER_THREAD_H

/** Body of a user module's thread. @param mod, request, job struct processing_module, struct module_request, process */
void user_thread_run(void *mod, void *request, void *job);

#endif
