/* SPDX-License-Identifier: BSD-3-Clause */
/* adspbench try: a short stream through every PCM direction of topologies. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "cli/firmware.h"
#include "cli/stop_signal.h"
#include "cli/try.h"
#include "cli/verb.h"
#include "util/pool.h"

#define FIELD(name) .field = offsetof(struct try_options, name)

static const struct cli_option options[] = {
	{ 0, "platform", "NAME", "a platform or a profile", cli_take_text, FIELD(platform),
	  .help = "mtl (default), lnl, ptl, tgl or a profile" },
	MODULE_FILES_OPTION(offsetof(struct try_options, modules)),
	{ 'C', "ticks", "N", "1 to 10000 ticks", cli_take_u32, FIELD(ticks), 1, 10000,
	  "milliseconds of each stream (default 150), thrice that of a\n"
	  "compressed one" },
	{ 0, "lenient", NULL, NULL, cli_take_flag, FIELD(lenient),
	  .help = "as for run: go on where Linux refuses and a host need not" },
	{ 0, "plays", "N", "a number of directions", cli_take_u32, FIELD(plays), 1, 1u << 30,
	  "expect that at least N directions play: exit with 0 then,\n"
	  "else with 6" },
	{ 'j', "jobs", "N", "1 to 256 processes", cli_take_u32, FIELD(jobs), 1, 256,
	  "processes at once (default: one for each processor)" },
	{ 0, "limit", "S", "1 to 3600 seconds", cli_take_u32, FIELD(limit_s), 1, 3600,
	  "seconds until a stream is given up (default 60)" },
	{ 0, "json", NULL, NULL, cli_take_flag, FIELD(json), .help = "print JSON" },
	{ 'q', "quiet", NULL, NULL, cli_take_flag, FIELD(quiet), .help = "draw no progress" },
	{ .help = NULL },
};

/* ---- what there is to try ---- */

static size_t count_streams(const struct tplg *t)
{
	size_t count = 0;

	for (uint32_t i = 0; i < t->num_pcms; i++)
		count += t->pcms[i].caps[0].present + t->pcms[i].caps[1].present;
	return count;
}

static void add_streams(struct try_all *all, size_t topology)
{
	const struct tplg *t = all->topologies[topology].tplg;

	for (uint32_t i = 0; t && i < t->num_pcms; i++)
		for (int d = TPLG_PLAYBACK; d <= TPLG_CAPTURE; d++)
			if (t->pcms[i].caps[d].present)
				all->streams[all->num_streams++] = (struct try_stream){
					.topology = topology,
					.pcm = &t->pcms[i],
					.direction = (enum tplg_direction)d,
				};
}

static int load(struct try_all *all, char **paths, size_t count)
{
	size_t streams = 0;

	all->topologies = calloc(count, sizeof(*all->topologies));
	if (!all->topologies)
		return -1;
	all->num_topologies = count;
	for (size_t i = 0; i < count; i++) {
		struct try_topology *topology = &all->topologies[i];

		topology->path = paths[i];
		if (tplg_load(paths[i], &topology->tplg, &topology->error) < 0) {
			all->broken++;
			continue;
		}
		streams += count_streams(topology->tplg);
	}
	all->streams = calloc(streams + 1, sizeof(*all->streams));
	for (size_t i = 0; all->streams && i < count; i++)
		add_streams(all, i);
	return all->streams ? 0 : -1;
}

/* ---- the work ---- */

static int work(void *ctx, size_t number, void *result)
{
	const struct try_all *all = ctx;

	try_stream_run(all, &all->streams[number], result);
	return EXIT_SUCCESS;
}

static void ended(void *ctx, size_t number, const void *result, int wait_status)
{
	struct try_all *all = ctx;
	struct try_result *kept = &all->streams[number].result;

	*kept = *(const struct try_result *)result;
	/* a tool that the program runs under may have found something when it ended */
	if (!kept->finished || wait_status) {
		kept->verdict = TRY_FAILED;
		kept->num_missing = 0;
		if (WIFSIGNALED(wait_status))
			snprintf(kept->reason, sizeof(kept->reason),
				 "the process was ended by signal %d (%s)", WTERMSIG(wait_status),
				 strsignal(WTERMSIG(wait_status)));
		else
			snprintf(kept->reason, sizeof(kept->reason),
				 "the firmware died, exit status %d", WEXITSTATUS(wait_status));
	}
	all->streams[number].tried = true;
	all->counts[kept->verdict]++;
	all->done++;
	try_report_progress(all);
}

static bool stop(void *ctx)
{
	return stop_signal() != 0;
}

static int judge(const char *verb, const struct try_all *all)
{
	if (stop_signal())
		return cli_fail(verb, (enum cli_exit)(128 + stop_signal()),
				"stopped by signal %d after %zu of %zu directions", stop_signal(),
				all->done, all->num_streams);
	if (all->options.plays && all->counts[TRY_PLAYS] < all->options.plays)
		return cli_fail(verb, CLI_EXPECTATION, "%zu directions play, expected %u or more",
				all->counts[TRY_PLAYS], all->options.plays);
	if (all->options.plays)
		return CLI_GOOD;
	if (all->counts[TRY_FAILED])
		return CLI_FIRMWARE;
	return all->broken || all->counts[TRY_REFUSED] || all->counts[TRY_MISSING] ? CLI_BAD_INPUT :
										     CLI_GOOD;
}

static int try_topologies(const char *verb, struct try_all *all, char **paths, size_t count)
{
	const struct pool pool = {
		.jobs = all->options.jobs,
		.limit_s = all->options.limit_s,
		.bytes = sizeof(struct try_result),
		.work = work,
		.ended = ended,
		.stop = stop,
		.ctx = all,
	};
	int ret;

	static struct adsp_profile profile;
	char err[512];

	ret = adsp_profile_load(all->options.platform, &profile, err, sizeof(err));
	if (ret < 0)
		return cli_fail(verb, ret == -ENOENT ? CLI_USAGE : CLI_BAD_INPUT, "--platform: %s",
				err);
	all->profile = &profile;
	ret = firmware_check_modules(verb, all->options.platform, &all->options.modules);
	if (ret)
		return ret;
	if (load(all, paths, count) < 0)
		return cli_fail(verb, CLI_BAD_INPUT, "out of memory");
	stop_signal_catch();
	ret = pool_run(&pool, all->num_streams);
	if (ret < 0)
		return cli_fail(verb, CLI_FIRMWARE, "no process for a stream: %s", strerror(-ret));
	if (!all->options.json)
		try_report_text(all);
	else if (try_report_json(all) < 0)
		return cli_fail(verb, CLI_BAD_INPUT, "out of memory");
	return judge(verb, all);
}

static int run(int argc, char **argv)
{
	struct try_all all = { .options = { .platform = "mtl", .ticks = 150, .limit_s = 60 } };
	struct cli_words words;
	int status = cli_parse(&cli_try_verb, argc, argv, &all.options, &words);

	if (status != CLI_GOOD)
		return status;
	if (words.help)
		status = CLI_GOOD;
	else if (!words.num_operands)
		status = cli_usage_error(argv[0], "expected one or more topologies");
	else
		status = try_topologies(argv[0], &all, words.operands, (size_t)words.num_operands);
	for (size_t i = 0; i < all.num_topologies; i++)
		tplg_free(all.topologies[i].tplg);
	free(all.topologies);
	free(all.streams);
	cli_words_free(&words);
	return status;
}

const struct cli_verb cli_try_verb = {
	.name = "try",
	.summary = "run a short stream through every PCM of topologies",
	.usage = "[OPTION]... TPLG...",
	.about =
		"Run silence for a moment through every PCM direction of every topology, each in a process of\n"
		"its own, and print what came of it:\n"
		"\n"
		"  plays    and the rate, channels and format that it took\n"
		"  refused  as Linux would refuse it: why\n"
		"  missing  modules that the firmware lacks\n"
		"  failed   the firmware refused, failed, leaked or died: how",
	.options = options,
	.notes =
		"JSON is one object: topologies[] {path, error (when it cannot be loaded), streams[] {pcm,\n"
		"name, direction, verdict; rate, channels, format of one that plays; missing[] {module, uuid}\n"
		"or reason of the others}}, counts {plays, refused, missing, failed, not_loaded}.",
	.examples = "  adspbench try build/release/tplg/*.tplg\n"
		    "  tools/field.sh && adspbench try build/field/tplg/*.tplg\n"
		    "  adspbench try --plays 658 build/field/tplg/*.tplg\n"
		    "  adspbench try --module foo.adspmod foo.tplg",
	.statuses =
		"0 all play, 1 usage, 2 some are refused or miss a module or a topology cannot be loaded,\n"
		"             3 the firmware failed in one, 6 fewer play than --plays expects",
	.run = run,
};
