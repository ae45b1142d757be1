/* SPDX-License-Identifier: BSD-3-Clause */
/* The command line of `adspbench run`, parsed but not yet compared with a topology. */
#ifndef TESTBENCH_CLI_RUN_OPTIONS_H
#define TESTBENCH_CLI_RUN_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <adsp/machine.h>

#include "audio/sample_format.h"
#include "card/card.h"
#include "cli/module_files.h"
#include "cli/verb.h"

#define RUN_MAX_FILES     16 /* each way, as many streams and DAIs */
#define RUN_MAX_WORDS     64 /* of each repeatable option */
#define RUN_MAX_PIPELINES 64

/** A list of texts, split from one argument or collected from a repeated option. */
struct run_words {
	const char *word[RUN_MAX_WORDS];
	size_t count;
};

/** --pcm PCM:DIRECTION=FILE[,rate=HZ][,channels=N][,format=FORMAT] */
struct run_pcm_option {
	const char *pcm; /* number or name */
	enum tplg_direction direction;
	const char *file;
	struct audio_spec spec; /* zeros where not given */
};

/** --dai NAME[:DIRECTION]=FILE */
struct run_dai_option {
	const char *name;
	bool direction_set;
	enum tplg_direction direction;
	const char *file;
};

/** --start, --stop, --pause, --resume, --suspend PCM=MS */
struct run_timed_option {
	const char *pcm; /* number or name, perhaps with a direction */
	uint64_t ms;
	enum card_trigger trigger;
};

/** --loopback TX=RX */
struct run_loopback_option {
	const char *tx;
	const char *rx;
};

/** --clock-drift DAI=PPM, --clock-stop DAI=FROM-TO */
struct run_clock_option {
	const char *option; /* its name, for messages */
	const char *dai;
	bool direction_set;
	enum tplg_direction direction;
	struct adsp_dma_clock clock; /* what it sets; the rest is 0 */
};

/** --expect [OUTPUT=]FILE */
struct run_expect_option {
	const char *output; /* its file, as given; NULL: the only output */
	const char *file;
};

/** What --fail-on may name. */
enum run_trouble {
	RUN_XRUN = 1 << 0, /* also of mixers */
	RUN_WARNING = 1 << 1,
	RUN_ERROR = 1 << 2,
	RUN_DEADLINE = 1 << 3,
	RUN_CLICK = 1 << 4,   /* in an output */
	RUN_CONTROL = 1 << 5, /* that its module reads back otherwise */
};

struct recorder;
struct run_report;

struct run_options {
	const char *topology;
	const char *platform;
	struct run_words defines;
	struct run_words includes;
	struct module_files modules;

	/* files in widget order ... */
	struct run_words inputs;
	struct run_words outputs;
	uint32_t pipelines[RUN_MAX_PIPELINES];
	size_t num_pipelines; /* 0: not given */

	/* ... or by name */
	struct run_pcm_option pcms[RUN_MAX_FILES];
	size_t num_pcms;
	struct run_dai_option dais[RUN_MAX_FILES];
	size_t num_dais;

	struct run_loopback_option loopbacks[RUN_MAX_FILES];
	size_t num_loopbacks;
	struct run_clock_option clocks[2 * RUN_MAX_FILES];
	size_t num_clocks;

	struct audio_spec in;  /* -r -c -b; 0 where not given */
	uint32_t out_rate;     /* -R; 0: not given */
	uint32_t out_channels; /* -n; 0: not given */
	bool convert;
	bool accept_truncated;
	bool lenient;
	uint32_t drain; /* frames or ms */
	bool drain_in_ms;

	struct run_words controls;
	const char *script;
	struct run_timed_option timed[CARD_TRIGGERS * RUN_MAX_WORDS];
	size_t num_timed;

	uint64_t max_ticks;   /* -C; 0: no limit */
	unsigned int fail_on; /* bits of enum run_trouble */
	struct run_expect_option expects[RUN_MAX_FILES];
	size_t num_expects;
	uint32_t max_time_s;      /* virtual; 0: no limit */
	uint32_t max_host_time_s; /* 0: no limit */
	uint32_t iterations;

	enum adsp_log_level log_level;
	const char *log_path;
	const char *report_path;
	bool no_ledger;
	const char *memory_report_path;
	struct {
		const char *name; /* region, heap or module; NULL: all */
		const char *path; /* NULL: not given */
	} ledger_log;
	bool quiet;

	enum adsp_isolation isolation;
	struct adsp_dp_cost dp_costs[ADSP_MAX_DP_COSTS]; /* --dp-cost MODULE=US */
	size_t num_dp_costs;
	uint32_t watchdog_ms; /* 0: the machine's */

	uint64_t fail_alloc; /* number of the firmware allocation that fails, from 1; 0: none */
	const char *fail_alloc_at; /* function; NULL: none */
	uint64_t fail_alloc_nth;   /* which one with that function in its call stack, from 1 */

	const char *trace_path;
	struct recorder *recorder; /* NULL: none; the caller's */
	/** Called when the machine has died, and with it the process; NULL. */
	void (*died)(void *ctx, struct run_report *report);
	void *died_ctx;

	/* of `adspbench sweep` only */
	uint32_t jobs; /* 0: as many as CPUs */
	uint64_t every;
	uint32_t limit_s;
	bool discard_outputs;
	bool prove_recovery; /* after a clean failure, the same run again */

	/* of `adspbench card` only */
	const char *card_name; /* NULL: not given */
	int pace;              /* enum live_pace; -1: not given */

	/* of `adspbench run` only */
	const char *debugger; /* --debug; NULL: not given */
	const char *debug_at; /* module; NULL: all but copiers */

	char **command; /* of a card, or a debugger's; ends with NULL; none: NULL */

	struct cli_words words; /* the texts point into them */
};

/**
 * Parse argv[1..]; argv[0] is the verb, "run", "sweep" or "card".
 * @param err	one line without the program's name
 * @return 0, then free with run_options_free() (words.help: --help was asked for); -EINVAL
 */
int run_options_parse(int argc, char **argv, struct run_options *options, char *err,
		      size_t err_size);

void run_options_free(struct run_options *options);

/* The two forms of both verbs. */
#define RUN_USAGE                                                 \
	"-t TOPOLOGY -i FILE[,FILE] -o FILE[,FILE] [OPTION]...\n" \
	"-t TOPOLOGY --pcm PCM:DIRECTION=FILE... [--dai NAME=FILE]... [OPTION]..."

/* and of a run alone */
#define RUN_DEBUG_USAGE "\nOPTION... -- gdb [WORD]..."

#endif
