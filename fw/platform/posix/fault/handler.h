/* SPDX-License-Identifier: BSD-3-Clause */
/* What the handlers of faults (fault_on_signal(), fault_hung()) need; fault.h has what they are. */
#ifndef POSIX_HANDLER_H
#define POSIX_HANDLER_H

/** No fault is being reported. Before signals_start(). @return 0, -ENOMEM */
int handler_start(void);
void handler_stop(void);

#endif
