/* SPDX-License-Identifier: BSD-3-Clause */
/* Doctor: what it says of this machine, and that it sees what is broken on purpose. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>
#include <jansson.h>

#include <adsp/machine.h>

#include "cli/verb.h"

static char output[16384];

/* Run doctor with up to one argument; standard output lands in `output`. */
static int doctor(char *argument)
{
	char name[] = "doctor";
	char *argv[] = { name, argument, NULL };
	FILE *file = tmpfile();
	int saved, status;
	size_t got;

	assert_non_null(file);
	fflush(stdout);
	saved = dup(STDOUT_FILENO);
	assert_true(saved >= 0 && dup2(fileno(file), STDOUT_FILENO) >= 0);
	status = cli_doctor_verb.run(argument ? 2 : 1, argv);
	fflush(stdout);
	assert_true(dup2(saved, STDOUT_FILENO) >= 0);
	close(saved);
	rewind(file);
	got = fread(output, 1, sizeof(output) - 1, file);
	output[got] = '\0';
	fclose(file);
	return status;
}

/* Status of one check by doctor --json, copied; also checks the shape of the whole report. */
static int status_of(const char *wanted, char *status, size_t size)
{
	char option[] = "--json";
	int exit_status = doctor(option);
	json_error_t error;
	json_t *root = json_loads(output, 0, &error), *check;
	size_t i, failed = 0, found = 0;

	assert_non_null(root);
	json_array_foreach(json_object_get(root, "checks"), i, check)
	{
		const char *name, *state, *what, *fix;

		assert_int_equal(json_unpack(check, "{s:s, s:s, s:s, s:s}", "name", &name, "status",
					     &state, "found", &what, "fix", &fix),
				 0);
		assert_true(!strcmp(state, "ok") || !strcmp(state, "warn") ||
			    !strcmp(state, "fail"));
		assert_true(what[0]);
		assert_int_equal(!strcmp(state, "ok"), !fix[0]);
		failed += !strcmp(state, "fail");
		if (!strcmp(name, wanted)) {
			found++;
			snprintf(status, size, "%s", state);
		}
	}
	assert_int_equal(found, 1);
	assert_int_equal(json_is_true(json_object_get(root, "runs_will_work")), !failed);
	assert_int_equal(exit_status, failed ? CLI_FIRMWARE : CLI_GOOD);
	json_decref(root);
	return exit_status;
}

static void assert_status(const char *check, const char *expected)
{
	char status[8];

	status_of(check, status, sizeof(status));
	assert_string_equal(status, expected);
}

static void help_has_an_example(void **state)
{
	char option[] = "--help";

	assert_int_equal(doctor(option), CLI_GOOD);
	assert_non_null(strstr(output, "usage: adspbench doctor"));
	assert_non_null(strstr(output, "examples:\n  adspbench doctor"));
}

static void unknown_argument_is_refused(void **state)
{
	char option[] = "--jsn";

	assert_int_equal(doctor(option), CLI_USAGE);
	assert_string_equal(output, "");
}

static void this_machine_is_fit(void **state)
{
	assert_int_equal(doctor(NULL), CLI_GOOD);
	assert_non_null(strstr(output, "ok    memory windows"));
	assert_non_null(strstr(output, "runs will work here: "));
	assert_status("architecture", "ok");
	assert_status("memfd", "ok");
	assert_status("libraries", "ok");
	assert_status("profiles", "ok");
	/* the build demands both */
	assert_status("alsatplg", "ok");
	assert_status("valgrind", "ok");
}

static void taken_window_fails(void **state)
{
	static const uintptr_t windows[] = { ADSP_UNCACHED_BASE, ADSP_CACHED_BASE };

	for (size_t i = 0; i < 2; i++) {
		void *wanted = (void *)(windows[i] + ADSP_ALIAS_BYTES - 4096);
		void *page = mmap(wanted, 4096, PROT_NONE,
				  MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);

		assert_ptr_equal(page, wanted);
		assert_int_equal(doctor(NULL), CLI_FIRMWARE);
		assert_non_null(strstr(output, "fail  memory windows"));
		assert_non_null(
			strstr(output, i ? "0x60000000-0x67ffffff is not free: 67fff000-68000000" :
					   "0x40000000-0x47ffffff is not free: 47fff000-48000000"));
		assert_non_null(strstr(output, "runs will not work here: "));
		assert_status("memory windows", "fail");
		munmap(page, 4096);
		assert_status("memory windows", "ok");
	}
}

static void missing_tools_are_a_warning(void **state)
{
	char *path = strdup(getenv("PATH"));

	setenv("PATH", "/nonexistent", 1);
	assert_int_equal(doctor(NULL), CLI_GOOD);
	setenv("PATH", path, 1);
	free(path);
	assert_non_null(strstr(output, "warn  valgrind        not found"));
	assert_non_null(strstr(output, "fix: apt-get install valgrind"));
}

static void broken_profile_fails(void **state)
{
	char folder[] = "/tmp/test_doctor.XXXXXX", path[64];
	FILE *file;

	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/mtl.yaml", folder);
	file = fopen(path, "w");
	assert_non_null(file);
	fputs("banks: nonsense\n", file);
	fclose(file);

	setenv("ADSPBENCH_PROFILES", folder, 1);
	assert_status("profiles", "fail");
	unsetenv("ADSPBENCH_PROFILES");
	unlink(path);
	rmdir(folder);
	assert_status("profiles", "ok");
}

/* A process has one tracer only: with another one there, LeakSanitizer's would be refused. */
static void debugger_is_a_warning(void **state)
{
	int ready[2], done[2], status;
	sigset_t child;
	char byte = 0;
	pid_t tracer;

	/* A signal that is delivered stops a traced process; one that is blocked does not. */
	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	sigprocmask(SIG_BLOCK, &child, NULL);
	assert_int_equal(pipe(ready) | pipe(done), 0);
	tracer = fork();
	assert_true(tracer >= 0);
	if (tracer == 0) {
		close(done[1]);
		ptrace(PTRACE_SEIZE, getppid(), NULL, NULL);
		if (write(ready[1], &byte, 1) != 1)
			_exit(1);
		while (read(done[0], &byte, 1) < 0)
			;
		_exit(0);
	}
	prctl(PR_SET_PTRACER, tracer, 0, 0, 0);
	assert_int_equal(read(ready[0], &byte, 1), 1);
	assert_status("ptrace", "warn");
	close(done[1]);
	assert_int_equal(waitpid(tracer, &status, 0), tracer);
	assert_int_equal(status, 0);
	close(done[0]);
	close(ready[0]);
	close(ready[1]);
	sigprocmask(SIG_UNBLOCK, &child, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(help_has_an_example),
		cmocka_unit_test(unknown_argument_is_refused),
		cmocka_unit_test(this_machine_is_fit),
		cmocka_unit_test(taken_window_fails),
		cmocka_unit_test(missing_tools_are_a_warning),
		cmocka_unit_test(broken_profile_fails),
		cmocka_unit_test(debugger_is_a_warning),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
