/* SPDX-License-Identifier: BSD-3-Clause */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <program_path.h>

#include "suite/suite_steps.h"

#define MAX_TEXT  (4u << 20)
#define MAX_WORDS 512

static volatile sig_atomic_t group; /* of the command that runs; 0: none does */

/* What ends the scenario ends all that its command has started. */
static void end_with_group(int number)
{
	if (group)
		kill(-group, SIGKILL);
	signal(number, SIG_DFL);
	raise(number);
}

void suite_process_end_with(void)
{
	const int ends[] = { SIGALRM, SIGTERM, SIGINT, SIGHUP };

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		signal(ends[i], end_with_group);
}

static int open_for(const char *path, int flags, int to)
{
	int fd = open(path, flags | O_CLOEXEC, 0666);

	return fd < 0 || dup2(fd, to) < 0 ? -1 : 0;
}

static void become(const struct suite_process *process)
{
	/* it ends with the scenario's process, whose handlers are not its own */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	setpgid(0, 0);
	signal(SIGALRM, SIG_DFL);
	signal(SIGINT, SIG_DFL);
	signal(SIGTERM, SIG_DFL);
	signal(SIGHUP, SIG_DFL);
	if (open_for("/dev/null", O_RDONLY, STDIN_FILENO) == 0 &&
	    open_for(process->out, O_WRONLY | O_CREAT | O_TRUNC, STDOUT_FILENO) == 0 &&
	    open_for(process->err, O_WRONLY | O_CREAT | O_TRUNC, STDERR_FILENO) == 0)
		execvp(process->argv[0], process->argv);
	_exit(127);
}

/* Bytes of the largest output that has no name yet (util/output_file.h); -1: there is none. */
static int64_t output_bytes(void)
{
	DIR *dir = opendir(".");
	struct dirent *entry;
	struct stat st;
	int64_t most = -1;

	while (dir && (entry = readdir(dir)) != NULL)
		if (!strncmp(entry->d_name, ".adspbench.", 11) && stat(entry->d_name, &st) == 0 &&
		    st.st_size > most)
			most = st.st_size;
	if (dir)
		closedir(dir);
	return most;
}

/* Until an output has so many bytes, or the process has ended; it stays to be waited for. @return whether it has ended */
static bool wait_for(pid_t pid, int64_t bytes)
{
	const struct timespec step = { 0, 10000000 };
	siginfo_t info = { .si_pid = 0 };

	while (output_bytes() < bytes &&
	       waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT) == 0 && !info.si_pid)
		nanosleep(&step, NULL);
	return info.si_pid != 0;
}

/* Wait for a command, and end what it has left running: until it is waited for, no other group has its number. */
static int end_of(pid_t pid)
{
	siginfo_t info;
	int status;

	while (waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT) < 0)
		if (errno != EINTR)
			return -errno;
	kill(-pid, SIGKILL);
	group = 0;
	if (waitpid(pid, &status, 0) < 0)
		return -errno;
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

int suite_process_run(const struct suite_process *process)
{
	pid_t pid;

	fflush(NULL);
	pid = fork();
	if (pid < 0)
		return -errno;
	if (!pid)
		become(process);
	setpgid(pid, pid);
	group = pid;
	if (process->after >= 0) {
		const bool early = wait_for(pid, process->after);

		if (process->early)
			*process->early = early;
		kill(pid, process->signal);
	}
	return end_of(pid);
}

/* Take one word; quotes join what stands beside each other. @return behind it; NULL: a quote is not closed */
static const char *take_word(const char *text, char *to)
{
	char quote = 0;

	for (; *text && (quote || !strchr(" \t\n", *text)); text++) {
		if (quote ? *text == quote : *text == '"' || *text == '\'')
			quote = quote ? 0 : *text;
		else if (*text == '\\' && quote != '\'' && text[1] &&
			 (!quote || strchr("\"\\$`", text[1])))
			*to++ = *++text;
		else
			*to++ = *text;
	}
	*to = '\0';
	return quote ? NULL : text;
}

char **suite_split(struct suite *suite, const char *text)
{
	char **words = suite_alloc(suite, MAX_WORDS * sizeof(*words));

	for (size_t count = 0; text && count < MAX_WORDS - 1; count++) {
		text += strspn(text, " \t\n");
		if (!*text)
			return words;
		words[count] = suite_alloc(suite, strlen(text) + 1);
		text = take_word(text, words[count]);
	}
	return NULL;
}

char *suite_read_text(struct suite *suite, const char *path)
{
	FILE *file = fopen(path, "re");
	size_t used = 0, got;
	char *text;

	if (!file)
		return suite_format(suite, "%s", "");
	text = suite_alloc(suite, MAX_TEXT + 1);
	while ((got = fread(text + used, 1, MAX_TEXT - used, file)) > 0)
		used += got;
	fclose(file);
	return text;
}

char **suite_program(struct suite *suite)
{
	const char *words = getenv("ADSPBENCH");
	char path[PATH_MAX], **argv;

	if (words && *words)
		return suite_split(suite, words);
	argv = suite_alloc(suite, 2 * sizeof(*argv));
	program_path(path);
	argv[0] = suite_format(suite, "%s", path);
	return argv;
}

/* Steps are done in another folder. */
static const char *absolute(struct suite *suite, const char *program)
{
	char here[PATH_MAX];

	if (*program == '/' || !strchr(program, '/') || !getcwd(here, sizeof(here)))
		return program;
	return suite_format(suite, "%s/%s", here, program);
}

/* The folder of a program in front of $PATH. */
static void add_folder(struct suite *suite, const char *program, const char *name)
{
	const char *path = getenv("PATH");

	setenv("PATH",
	       suite_format(suite, "%.*s%s%s", (int)(name - program), program, path ? ":" : "",
			    path ? path : ""),
	       1);
}

bool suite_process_name_program(struct suite *suite)
{
	static const char special[] = " \t\n'\"\\$`!*?[](){}<>|&;~#";
	char **words = suite_program(suite);
	const char *text = "";

	for (size_t i = 0; words && words[i]; i++) {
		const char *word = words[i + 1] ? words[i] : absolute(suite, words[i]);
		const char *slash = words[i + 1] ? NULL : strrchr(word, '/');

		if (slash && strpbrk(word, special)) {
			add_folder(suite, word, slash);
			word = slash + 1;
		}
		if (strpbrk(word, special))
			return false;
		text = suite_format(suite, "%s%s%s", text, *text ? " " : "", word);
	}
	return words && setenv("ADSPBENCH", text, 1) == 0;
}
