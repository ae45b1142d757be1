/* SPDX-License-Identifier: BSD-3-Clause */
/* What `adspbench doctor` looks at. A check finds one thing out and says how to fix it. */
#ifndef CLI_DOCTOR_H
#define CLI_DOCTOR_H

enum doctor_status {
	DOCTOR_OK,
	DOCTOR_WARN, /* runs work; something beside them will not */
	DOCTOR_FAIL, /* no run can work */
};

struct doctor_finding {
	enum doctor_status status;
	char found[400]; /* one line: what the machine is like */
	char fix[200];   /* one line: what to do about it; empty when ok */
};

struct doctor_check {
	const char *name;
	void (*look)(struct doctor_finding *finding);
};

/** Checks of the kernel and the CPU, and of tools and libraries. Both end with a NULL name. */
extern const struct doctor_check doctor_machine_checks[];
extern const struct doctor_check doctor_tool_checks[];

/** Set the status and what was found; no fix. */
void doctor_say(struct doctor_finding *finding, enum doctor_status status, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/** Say how to fix what doctor_say() has said. */
void doctor_fix(struct doctor_finding *finding, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
