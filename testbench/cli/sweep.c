/* SPDX-License-Identifier: BSD-3-Clause */
/* adspbench sweep: let each memory allocation of a run fail. */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/run_check_outputs.h"
#include "cli/run_option_table.h"
#include "cli/stop_signal.h"
#include "cli/sweep.h"
#include "report/json_file.h"
#include "util/output_file.h"
#include "util/progress_bar.h"

/* ---- progress ---- */

static bool show_progress;

static void draw_progress(const struct sweep *sweep)
{
	uint64_t planned = sweep_planned(sweep);
	int percent = planned ? (int)(sweep->injected * 100 / planned) : 100;
	char text[160], counts[100];

	if (!show_progress)
		return;
	snprintf(counts, sizeof(counts), " %llu of %llu failures, %zu bad",
		 (unsigned long long)sweep->injected, (unsigned long long)planned,
		 sweep->num_failures);
	progress_bar_text(text, sizeof(text), progress_bar_columns(STDERR_FILENO), percent, counts);
	fprintf(stderr, "\r%s", text);
}

static void clear_progress(void)
{
	if (show_progress)
		fputs("\r\033[K", stderr);
}

static void run_ended(struct sweep *sweep, uint64_t number, const struct sweep_slot *slot,
		      int wait_status)
{
	if (stop_signal())
		return; /* it was stopped as well */
	sweep_judge(sweep, number, slot, wait_status);
	draw_progress(sweep);
}

/* ---- the verb ---- */

static int base_run_is_bad(const struct sweep_slot *slot, int wait_status)
{
	enum sweep_outcome outcome = sweep_outcome_of(slot, wait_status);
	int status = slot->status ? slot->status : CLI_FIRMWARE;

	if (outcome == SWEEP_LEAKED)
		return cli_fail("sweep", CLI_LEAK, "the run without failures is not good: %s",
				slot->verdict);
	if (WIFSIGNALED(wait_status))
		return cli_fail("sweep", CLI_FIRMWARE,
				"the run without failures is not good: signal %d",
				WTERMSIG(wait_status));
	if (!slot->finished)
		return cli_fail("sweep", CLI_FIRMWARE,
				"the run without failures is not good: exit status %d",
				WEXITSTATUS(wait_status));
	return cli_fail("sweep", (enum cli_exit)status, "the run without failures is not good: %s",
			slot->message);
}

static int execute(struct sweep *sweep)
{
	const struct run_options *options = sweep->options;
	const char *stream = run_find_stream_input(options);
	struct sweep_slot base = { 0 };
	char err[512] = "";
	int wait_status = 0;

	if (stream)
		return cli_fail("sweep", CLI_USAGE, "%s: can be read once only, expected a file",
				stream);
	if (options->report_path && json_file_check(options->report_path, err, sizeof(err)) < 0)
		return cli_fail("sweep", CLI_OUTPUT, "%s", err);
	if (sweep_count(sweep, &base, &wait_status, err, sizeof(err)) < 0)
		return cli_fail("sweep", CLI_FIRMWARE, "%s", err);
	if (sweep_outcome_of(&base, wait_status) != SWEEP_SURVIVED)
		return base_run_is_bad(&base, wait_status);
	if (sweep_find_sites(sweep, err, sizeof(err)) < 0)
		return cli_fail("sweep", CLI_FIRMWARE, "%s", err);

	show_progress = !options->quiet && isatty(STDERR_FILENO);
	draw_progress(sweep);
	if (sweep_try_all(sweep, run_ended, err, sizeof(err)) < 0) {
		clear_progress();
		return cli_fail("sweep", CLI_FIRMWARE, "%s", err);
	}
	clear_progress();
	sweep->interrupted = stop_signal() && sweep->injected < sweep_planned(sweep);
	if (!options->quiet)
		sweep_print(sweep,
			    options->report_path && output_file_is_stdout(options->report_path) ?
				    stderr :
				    stdout);
	if (options->report_path &&
	    sweep_write_json(sweep, options->report_path, err, sizeof(err)) < 0)
		return cli_fail("sweep", CLI_OUTPUT, "%s", err);
	if (stop_signal())
		return cli_fail("sweep", 128 + stop_signal(), "stopped by signal %d",
				stop_signal());
	if (sweep->num_failures)
		return cli_fail("sweep", (enum cli_exit)sweep_status(sweep),
				"%zu of %llu runs did not end well", sweep->num_failures,
				(unsigned long long)sweep->injected);
	return CLI_GOOD;
}

static int run(int argc, char **argv)
{
	struct run_options options;
	struct sweep sweep = { .options = &options };
	char err[1024];
	int status;

	if (run_options_parse(argc, argv, &options, err, sizeof(err)) < 0)
		return cli_fail("sweep", CLI_USAGE, "%s", err);
	if (options.words.help) {
		cli_print_help(&cli_sweep_verb);
		run_options_free(&options);
		return CLI_GOOD;
	}
	stop_signal_catch();
	status = execute(&sweep);
	sweep_release(&sweep);
	run_options_free(&options);
	return status;
}

const struct cli_verb cli_sweep_verb = {
	.name = "sweep",
	.summary = "run once for each memory allocation, which fails",
	.usage = RUN_USAGE,
	.about =
		"A scenario runs once, then once for each memory allocation that the firmware makes, from its boot to\n"
		"the end of the run, with that allocation failing. Each run must end with a clean error or be good all\n"
		"the same; it must not crash, not hang, and leave nothing behind. After an error the same run must be\n"
		"good in the machine as it was left. Outputs are written to no file.\n"
		"A failure that was found is repeated by `adspbench run --fail-alloc N`, as the sweep prints it.",
	.options = run_option_table,
	.bit = RUN_VERB_SWEEP,
	.examples =
		"adspbench sweep -t mix-16.tplg -i a.wav,b.wav -o mixed.wav -j 4 --report sweep.json",
	.statuses =
		"0 all runs ended well, 3 one crashed, hung, or failed in another way, else 5 one left\n"
		"             memory behind; the status of the run without failures if that one is not good",
	.run = run,
};
