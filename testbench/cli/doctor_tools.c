/* SPDX-License-Identifier: BSD-3-Clause */
/* Doctor's checks of programs, libraries and installed files. */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <dw/dw_library.h>
#include <jansson.h>
#include <sndfile.h>
#include <yaml.h>

#include <adsp/profile.h>

#include "cli/doctor.h"

/* The oldest one our topologies are compiled with in our own tests. */
#define ALSATPLG_MAJOR 1
#define ALSATPLG_MINOR 2
#define ALSATPLG_PATCH 8

/* First line that a command prints. @return false when it cannot be run or prints nothing */
static bool first_line(const char *command, char *line, size_t size)
{
	FILE *pipe = popen(command, "r");
	bool got = pipe && fgets(line, (int)size, pipe);
	char rest[64];

	/* Take the rest as well, else SIGPIPE ends the command. */
	while (pipe && fgets(rest, sizeof(rest), pipe))
		;
	if (pipe && pclose(pipe) != 0)
		got = false;
	if (got)
		line[strcspn(line, "\n")] = '\0';
	return got;
}

static void look_at_alsatplg(struct doctor_finding *finding)
{
	static const char mark[] = " version "; /* after the name it was called by */
	unsigned int major, minor, patch = 0;
	char line[256], *version = NULL;

	if (first_line(ADSP_ALSATPLG " --version 2>/dev/null </dev/null", line, sizeof(line)))
		version = strstr(line, mark);
	if (!version || sscanf(version + strlen(mark), "%u.%u.%u", &major, &minor, &patch) < 2) {
		doctor_say(finding, DOCTOR_WARN,
			   "%s does not run: only compiled topologies (.tplg) can be used",
			   ADSP_ALSATPLG);
		doctor_fix(finding, "apt-get install alsa-utils");
	} else if (major < ALSATPLG_MAJOR ||
		   (major == ALSATPLG_MAJOR &&
		    (minor < ALSATPLG_MINOR ||
		     (minor == ALSATPLG_MINOR && patch < ALSATPLG_PATCH)))) {
		doctor_say(finding, DOCTOR_WARN, "%s is version %u.%u.%u", ADSP_ALSATPLG, major,
			   minor, patch);
		doctor_fix(finding, "topology sources (.conf) need alsa-utils %d.%d.%d or newer",
			   ALSATPLG_MAJOR, ALSATPLG_MINOR, ALSATPLG_PATCH);
	} else {
		doctor_say(finding, DOCTOR_OK, "%s %u.%u.%u", ADSP_ALSATPLG, major, minor, patch);
	}
}

static void look_at_valgrind(struct doctor_finding *finding)
{
	char line[96];

	if (first_line("valgrind --version 2>/dev/null </dev/null", line, sizeof(line))) {
		doctor_say(finding, DOCTOR_OK, "%s", line);
	} else {
		doctor_say(finding, DOCTOR_WARN,
			   "not found: no memcheck, and no instruction counts in tools/bench");
		doctor_fix(finding, "apt-get install valgrind libc6-dbg");
	}
}

static void look_at_libraries(struct doctor_finding *finding)
{
	char sndfile[64];
	const char *why;
	const struct dw_library *dw = dw_library(&why);

	if (!dw) {
		doctor_say(finding, DOCTOR_FAIL, "%s: reports name no places in the source", why);
		doctor_fix(finding, "apt-get install libdw1");
		return;
	}
	sf_command(NULL, SFC_GET_LIB_VERSION, sndfile, sizeof(sndfile));
	doctor_say(finding, DOCTOR_OK, "%s, libyaml %s, jansson %s, elfutils %s", sndfile,
		   yaml_get_version_string(), jansson_version_str(), dw->dwfl_version(NULL));
}

static void look_at_profiles(struct doctor_finding *finding)
{
	static const char *const names[] = { "mtl", "lnl", "ptl", "tgl" };
	struct adsp_profile profile;
	char error[128];

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (adsp_profile_load(names[i], &profile, error, sizeof(error))) {
			doctor_say(finding, DOCTOR_FAIL, "%s: %s", names[i], error);
			doctor_fix(finding,
				   "set ADSPBENCH_PROFILES to the folder that holds %s.yaml",
				   names[i]);
			return;
		}
	}
	doctor_say(finding, DOCTOR_OK, "mtl, lnl, ptl and tgl load");
}

const struct doctor_check doctor_tool_checks[] = {
	{ "alsatplg", look_at_alsatplg },
	{ "valgrind", look_at_valgrind },
	{ "libraries", look_at_libraries },
	{ "profiles", look_at_profiles },
	{ NULL, NULL },
};
