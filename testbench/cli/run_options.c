/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "audio/audio_io.h"
#include "cli/run_distinct.h"
#include "cli/run_options.h"

enum {
	OPT_PLATFORM = 256,
	OPT_PCM,
	OPT_DAI,
	OPT_LOOPBACK,
	OPT_CONVERT,
	OPT_DRAIN,
	OPT_CONTROL,
	OPT_LOG,
	OPT_REPORT,
	OPT_ISOLATION,
	OPT_DP_COST,
	OPT_WATCHDOG,
	OPT_NO_LEDGER,
	OPT_MEMORY_REPORT,
	OPT_LEDGER_LOG,
	OPT_FAIL_ALLOC,
	OPT_FAIL_ALLOC_AT,
	OPT_EVERY,
	OPT_LIMIT,
};

static const char short_options[] = ":hqt:i:o:p:b:r:R:c:n:C:P:s:d:D:j:";

static const struct option long_options[] = {
	{ "help", no_argument, NULL, 'h' },
	{ "quiet", no_argument, NULL, 'q' },
	{ "topology", required_argument, NULL, 't' },
	{ "input", required_argument, NULL, 'i' },
	{ "output", required_argument, NULL, 'o' },
	{ "pipelines", required_argument, NULL, 'p' },
	{ "format", required_argument, NULL, 'b' },
	{ "rate", required_argument, NULL, 'r' },
	{ "output-rate", required_argument, NULL, 'R' },
	{ "channels", required_argument, NULL, 'c' },
	{ "output-channels", required_argument, NULL, 'n' },
	{ "ticks", required_argument, NULL, 'C' },
	{ "repeat", required_argument, NULL, 'P' },
	{ "script", required_argument, NULL, 's' },
	{ "log-level", required_argument, NULL, 'd' },
	{ "define", required_argument, NULL, 'D' },
	{ "platform", required_argument, NULL, OPT_PLATFORM },
	{ "pcm", required_argument, NULL, OPT_PCM },
	{ "dai", required_argument, NULL, OPT_DAI },
	{ "loopback", required_argument, NULL, OPT_LOOPBACK },
	{ "convert", no_argument, NULL, OPT_CONVERT },
	{ "drain", required_argument, NULL, OPT_DRAIN },
	{ "control", required_argument, NULL, OPT_CONTROL },
	{ "log", required_argument, NULL, OPT_LOG },
	{ "report", required_argument, NULL, OPT_REPORT },
	{ "isolation", required_argument, NULL, OPT_ISOLATION },
	{ "dp-cost", required_argument, NULL, OPT_DP_COST },
	{ "watchdog", required_argument, NULL, OPT_WATCHDOG },
	{ "no-ledger", no_argument, NULL, OPT_NO_LEDGER },
	{ "memory-report", required_argument, NULL, OPT_MEMORY_REPORT },
	{ "ledger-log", required_argument, NULL, OPT_LEDGER_LOG },
	{ "fail-alloc", required_argument, NULL, OPT_FAIL_ALLOC },
	{ "fail-alloc-at", required_argument, NULL, OPT_FAIL_ALLOC_AT },
	{ "jobs", required_argument, NULL, 'j' },
	{ "every", required_argument, NULL, OPT_EVERY },
	{ "limit", required_argument, NULL, OPT_LIMIT },
	{ NULL, 0, NULL, 0 },
};

static bool parse_number(uint64_t *out, const char *text, uint64_t min, uint64_t max)
{
	char *end;

	if (*text < '0' || *text > '9')
		return false;
	errno = 0;
	*out = strtoull(text, &end, 10);
	return errno == 0 && *end == '\0' && *out >= min && *out <= max;
}

static bool parse_u32(uint32_t *out, const char *text, uint32_t min, uint32_t max)
{
	uint64_t value;

	if (!parse_number(&value, text, min, max))
		return false;
	*out = (uint32_t)value;
	return true;
}

/* Split at commas in place; an empty word is a mistake. */
static bool parse_list(struct run_words *out, char *text)
{
	char *word;

	out->count = 0;
	while ((word = strsep(&text, ",")) != NULL) {
		if (*word == '\0' || out->count == RUN_MAX_FILES)
			return false;
		out->word[out->count++] = word;
	}
	return true;
}

static bool parse_pipelines(struct run_options *options, char *text)
{
	char *word;

	options->num_pipelines = 0;
	while ((word = strsep(&text, ",")) != NULL) {
		if (options->num_pipelines == RUN_MAX_PIPELINES ||
		    !parse_u32(&options->pipelines[options->num_pipelines++], word, 0, UINT32_MAX))
			return false;
	}
	return true;
}

static bool parse_direction(enum tplg_direction *out, const char *text)
{
	if (strcmp(text, "playback") == 0)
		*out = TPLG_PLAYBACK;
	else if (strcmp(text, "capture") == 0)
		*out = TPLG_CAPTURE;
	else
		return false;
	return true;
}

/* Cut LEFT=RIGHT in place. */
static bool split_assignment(char *text, char **right)
{
	*right = strchr(text, '=');
	if (!*right || *right == text || (*right)[1] == '\0')
		return false;
	*(*right)++ = '\0';
	return true;
}

static bool parse_pcm(struct run_options *options, char *text)
{
	struct run_pcm_option *pcm = &options->pcms[options->num_pcms];
	char *file, *direction;

	if (options->num_pcms == RUN_MAX_FILES || !split_assignment(text, &file))
		return false;
	direction = strrchr(text, ':');
	if (!direction || direction == text || !parse_direction(&pcm->direction, direction + 1))
		return false;
	*direction = '\0';
	pcm->pcm = text;
	pcm->file = file;
	options->num_pcms++;
	return true;
}

static bool parse_dai(struct run_options *options, char *text)
{
	struct run_dai_option *dai = &options->dais[options->num_dais];
	char *file, *direction;

	if (options->num_dais == RUN_MAX_FILES || !split_assignment(text, &file))
		return false;
	direction = strrchr(text, ':');
	if (direction && parse_direction(&dai->direction, direction + 1)) {
		dai->direction_set = true;
		*direction = '\0';
	}
	dai->name = text;
	dai->file = file;
	options->num_dais++;
	return *text != '\0';
}

static bool parse_loopback(struct run_options *options, char *text)
{
	char *rx;

	if (options->num_loopbacks == RUN_MAX_FILES || !split_assignment(text, &rx))
		return false;
	options->loopbacks[options->num_loopbacks].tx = text;
	options->loopbacks[options->num_loopbacks++].rx = rx;
	return true;
}

static bool parse_drain(struct run_options *options, char *text)
{
	size_t length = strlen(text);

	options->drain_in_ms = length > 2 && strcmp(text + length - 2, "ms") == 0;
	if (options->drain_in_ms)
		text[length - 2] = '\0';
	return parse_u32(&options->drain, text, 0, 1u << 30);
}

static bool add_word(struct run_words *words, const char *text)
{
	if (words->count == RUN_MAX_WORDS || *text == '\0')
		return false;
	words->word[words->count++] = text;
	return true;
}

static bool parse_path(const char **out, const char *text)
{
	*out = text;
	return *text != '\0';
}

/* [NAME=]FILE */
static bool parse_isolation(enum adsp_isolation *out, const char *text)
{
	if (strcmp(text, "mprotect") == 0)
		*out = ADSP_ISOLATION_MPROTECT;
	else if (strcmp(text, "none") == 0)
		*out = ADSP_ISOLATION_NONE;
	else
		return false;
	return true;
}

static bool parse_dp_cost(struct run_options *options, char *text)
{
	struct adsp_dp_cost *cost = &options->dp_costs[options->num_dp_costs];
	char *us;

	if (options->num_dp_costs == ADSP_MAX_DP_COSTS || !split_assignment(text, &us) ||
	    strlen(text) >= sizeof(cost->module))
		return false;
	strcpy(cost->module, text);
	options->num_dp_costs++;
	return parse_u32(&cost->us, us, 0, 1000000000);
}

static bool parse_ledger_log(struct run_options *options, char *text)
{
	char *file = text;

	options->ledger_log.name = NULL;
	if (strchr(text, '=')) {
		if (!split_assignment(text, &file))
			return false;
		options->ledger_log.name = text;
	}
	return parse_path(&options->ledger_log.path, file);
}

/* FUNCTION or FUNCTION:N, cut in place. */
static bool parse_fail_at(struct run_options *options, char *text)
{
	char *number = strchr(text, ':');

	options->fail_alloc_at = text;
	options->fail_alloc_nth = 1;
	if (number)
		*number++ = '\0';
	return *text && (!number || parse_number(&options->fail_alloc_nth, number, 1, UINT64_MAX / 2));
}

/* The sweep says itself which allocations fail, asks the ledger itself, and has options of its own. */
static bool belongs_to(const char *verb, int option)
{
	bool sweep = strcmp(verb, "sweep") == 0;

	switch (option) {
	case OPT_FAIL_ALLOC:
	case OPT_FAIL_ALLOC_AT:
	case OPT_NO_LEDGER:
	case OPT_MEMORY_REPORT:
	case OPT_LEDGER_LOG:
		return !sweep;
	case 'j':
	case OPT_EVERY:
	case OPT_LIMIT:
		return sweep;
	default:
		return true;
	}
}

/*
 * One option. On failure *expected says what its value should be.
 */
static bool parse_option(struct run_options *o, int option, char *value, const char **expected)
{
	uint32_t level;

	switch (option) {
	case 'h':
		o->help = true;
		return true;
	case 'q':
		o->quiet = true;
		return true;
	case OPT_CONVERT:
		o->convert = true;
		return true;
	case 't':
		*expected = "a topology";
		return parse_path(&o->topology, value);
	case 'i':
		*expected = "up to 16 files, separated by commas";
		return parse_list(&o->inputs, value);
	case 'o':
		*expected = "up to 16 files, separated by commas";
		return parse_list(&o->outputs, value);
	case 'p':
		*expected = "pipeline numbers, separated by commas";
		return parse_pipelines(o, value);
	case 'b':
		*expected = "S16_LE, S24_LE or S32_LE";
		return sample_format_parse(value, &o->in.format);
	case 'r':
		*expected = "a rate of 4000 to 768000 Hz";
		return parse_u32(&o->in.rate, value, AUDIO_MIN_RATE, AUDIO_MAX_RATE);
	case 'R':
		*expected = "a rate of 4000 to 768000 Hz";
		return parse_u32(&o->out_rate, value, AUDIO_MIN_RATE, AUDIO_MAX_RATE);
	case 'c':
		*expected = "1 to 8 channels";
		return parse_u32(&o->in.channels, value, 1, AUDIO_MAX_CHANNELS);
	case 'n':
		*expected = "1 to 8 channels";
		return parse_u32(&o->out_channels, value, 1, AUDIO_MAX_CHANNELS);
	case 'C':
		*expected = "a number of ticks, 1 or more";
		return parse_number(&o->max_ticks, value, 1, UINT64_MAX / 2);
	case 'P':
		*expected = "a number of runs, 1 or more";
		return parse_u32(&o->iterations, value, 1, 1000000000);
	case 's':
		*expected = "a control script";
		return parse_path(&o->script, value);
	case 'd':
		*expected = "0 none, 1 errors, 2 warnings, 3 info or 4 debug";
		if (!parse_u32(&level, value, ADSP_LOG_NONE, ADSP_LOG_DBG))
			return false;
		o->log_level = (enum adsp_log_level)level;
		return true;
	case 'D':
		*expected = "NAME=VALUE";
		return strchr(value, '=') && *value != '=' && add_word(&o->defines, value);
	case OPT_PLATFORM:
		*expected = "a platform or a profile";
		return parse_path(&o->platform, value);
	case OPT_PCM:
		*expected = "PCM:playback=FILE or PCM:capture=FILE";
		return parse_pcm(o, value);
	case OPT_DAI:
		*expected = "NAME=FILE, NAME:playback=FILE or NAME:capture=FILE";
		return parse_dai(o, value);
	case OPT_LOOPBACK:
		*expected = "TX=RX, two DAIs";
		return parse_loopback(o, value);
	case OPT_DRAIN:
		*expected = "frames, or milliseconds as in 20ms";
		return parse_drain(o, value);
	case OPT_CONTROL:
		*expected = "NAME=VALUE";
		return strchr(value, '=') && *value != '=' && add_word(&o->controls, value);
	case OPT_LOG:
		*expected = "a file";
		return parse_path(&o->log_path, value);
	case OPT_REPORT:
		*expected = "a file";
		return parse_path(&o->report_path, value);
	case OPT_ISOLATION:
		*expected = "mprotect or none";
		return parse_isolation(&o->isolation, value);
	case OPT_DP_COST:
		*expected = "MODULE=US, as gain=4000 or gain.0.0=4000";
		return parse_dp_cost(o, value);
	case OPT_WATCHDOG:
		*expected = "milliseconds, 1 or more";
		return parse_u32(&o->watchdog_ms, value, 1, 3600000);
	case OPT_NO_LEDGER:
		o->no_ledger = true;
		return true;
	case OPT_MEMORY_REPORT:
		*expected = "a file";
		return parse_path(&o->memory_report_path, value);
	case OPT_LEDGER_LOG:
		*expected = "FILE or NAME=FILE";
		return parse_ledger_log(o, value);
	case OPT_FAIL_ALLOC:
		*expected = "the number of an allocation, 1 or more";
		return parse_number(&o->fail_alloc, value, 1, UINT64_MAX / 2);
	case OPT_FAIL_ALLOC_AT:
		*expected = "FUNCTION, or FUNCTION:N for the N-th allocation that it makes";
		return parse_fail_at(o, value);
	case 'j':
		*expected = "a number of parallel runs, 1 to 256";
		return parse_u32(&o->jobs, value, 1, 256);
	case OPT_EVERY:
		*expected = "a number, 1 or more";
		return parse_number(&o->every, value, 1, UINT32_MAX);
	case OPT_LIMIT:
		*expected = "a number of seconds, 1 to 86400";
		return parse_u32(&o->limit_s, value, 1, 86400);
	default:
		return false;
	}
}

static bool is_source(const char *topology)
{
	size_t length = strlen(topology);

	return length > 5 && strcmp(topology + length - 5, ".conf") == 0;
}

/* Options that contradict or need each other. */
static int check(const struct run_options *o, char *err, size_t err_size)
{
	bool by_name = o->num_pcms || o->num_dais;
	bool by_order = o->inputs.count || o->outputs.count || o->num_pipelines;
	const char *text = NULL;

	if (!o->topology)
		text = "which topology? (-t FILE)";
	else if (o->defines.count && !is_source(o->topology))
		text = "-D needs a topology source, a file that ends in .conf";
	else if (by_name && by_order)
		text = "-i, -o and -p cannot be combined with --pcm and --dai";
	else if (o->fail_alloc && o->fail_alloc_at)
		text = "--fail-alloc cannot be combined with --fail-alloc-at";
	else if (by_name && !o->num_pcms)
		text = "which PCM? (--pcm PCM:playback=FILE)";
	else if (!by_name && !o->inputs.count)
		text = "which input? (-i FILE, or --pcm PCM:playback=FILE)";
	else if (!by_name && !o->outputs.count)
		text = "which output? (-o FILE, or --dai NAME=FILE)";
	else if (o->no_ledger && (o->memory_report_path || o->ledger_log.path))
		text = "--no-ledger leaves nothing for --memory-report and --ledger-log";
	if (!text)
		return run_distinct_options(o, err, err_size);
	snprintf(err, err_size, "%s", text);
	return -EINVAL;
}

/* The name that the user typed for an option. */
static void name_option(char *out, size_t size, int option)
{
	if (option < 256) {
		snprintf(out, size, "-%c", option);
		return;
	}
	for (const struct option *o = long_options; o->name; o++)
		if (o->val == option)
			snprintf(out, size, "--%s", o->name);
}

/* getopt permutes and the parsers cut their arguments: they work on one copy of the words. */
static char **copy_words(int argc, char **argv, char **text)
{
	size_t bytes = 1;
	char **words = calloc((size_t)argc + 1, sizeof(*words));
	char *at;

	for (int i = 0; i < argc; i++)
		bytes += strlen(argv[i]) + 1;
	*text = at = malloc(bytes);
	if (!words || !at) {
		free(words);
		return NULL;
	}
	for (int i = 0; i < argc; i++) {
		words[i] = at;
		at = stpcpy(at, argv[i]) + 1;
	}
	return words;
}

int run_options_parse(int argc, char **argv, struct run_options *options, char *err,
		      size_t err_size)
{
	const char *expected = "";
	char name[32];
	char **words;
	int option, ret = -EINVAL;

	*options = (struct run_options){
		.platform = "mtl",
		.iterations = 1,
		.log_level = ADSP_LOG_WRN,
		.every = 1,
		.limit_s = 60,
	};
	words = copy_words(argc, argv, &options->text);
	if (!words) {
		snprintf(err, err_size, "out of memory");
		ret = -ENOMEM;
		goto out;
	}

	optind = 0;
	opterr = 0;
	while ((option = getopt_long(argc, words, short_options, long_options, NULL)) != -1) {
		const char *word = words[optind > 0 ? optind - 1 : 0];

		if (option == ':') {
			snprintf(err, err_size, "option '%s' needs a value", word);
			goto out;
		}
		if (option == '?') {
			if (optopt && optopt < 256)
				snprintf(err, err_size, "unknown option '-%c'", optopt);
			else
				snprintf(err, err_size, "unknown option '%s'", word);
			goto out;
		}
		if (!belongs_to(argv[0], option)) {
			name_option(name, sizeof(name), option);
			snprintf(err, err_size, "'%s' is no option of this verb", name);
			goto out;
		}
		/* keep the value whole for the message: the parser cuts it */
		snprintf(err, err_size, "%s", optarg ? optarg : "");
		if (!parse_option(options, option, optarg, &expected)) {
			char value[200];

			snprintf(value, sizeof(value), "%s", err);
			name_option(name, sizeof(name), option);
			snprintf(err, err_size, "%s '%s': expected %s", name, value, expected);
			goto out;
		}
	}
	if (options->help) {
		ret = 0;
		goto out;
	}
	if (optind < argc) {
		snprintf(err, err_size, "unexpected word '%s'", words[optind]);
		goto out;
	}
	ret = check(options, err, err_size);

out:
	free(words);
	if (ret < 0)
		run_options_free(options);
	return ret;
}

void run_options_free(struct run_options *options)
{
	free(options->text);
	options->text = NULL;
}

void run_options_help(void)
{
	puts("usage: adspbench run -t TOPOLOGY -i FILE[,FILE] -o FILE[,FILE] [OPTION]...\n"
	     "       adspbench run -t TOPOLOGY --pcm PCM:DIRECTION=FILE... [--dai NAME=FILE]... [OPTION]...\n"
	     "\n"
	     "Stream audio files through a topology on the emulated DSP.\n"
	     "\n"
	     "What runs:\n"
	     "  -t, --topology FILE     compiled topology, or a .conf source\n"
	     "  -D, --define NAME=VALUE variable of a .conf source (repeatable)\n"
	     "      --platform NAME     mtl (default), lnl, ptl, tgl, or a profile FILE.yaml\n"
	     "\n"
	     "Files in the order of the topology's widgets:\n"
	     "  -i, --input FILES       one for each host copier of a playback and each DAI of a capture\n"
	     "  -o, --output FILES      one for each DAI of a playback and each host copier of a capture\n"
	     "  -p, --pipelines IDS     only the streams of these pipelines (as 1,2); without it, the\n"
	     "                          topology's first streams, as many as there are inputs\n"
	     "Files by name:\n"
	     "      --pcm PCM:DIRECTION=FILE   PCM by number or name, DIRECTION playback or capture\n"
	     "      --dai NAME=FILE            NAME as HDA0 or SSP2, the link's or the widget's name;\n"
	     "                                 NAME:playback or NAME:capture when it has both\n"
	     "In both forms:\n"
	     "      --loopback TX=RX    wire the output of DAI TX to the input of DAI RX\n"
	     "\n"
	     "Inputs are anything libsndfile reads, outputs are WAV, W64, RF64, FLAC, AIFF, AU, CAF by their\n"
	     "extension. Files named .raw or .pcm, and unknown extensions, are raw (S24_LE: 32-bit words).\n"
	     "  -b, --format FORMAT     S16_LE, S24_LE or S32_LE: of a raw input and of the PCM\n"
	     "  -r, --rate HZ           of a raw input\n"
	     "  -c, --channels N        of a raw input (default 2) and of a playback PCM\n"
	     "  -R, --output-rate HZ    of a capture PCM; of a playback: the rate to insist on\n"
	     "  -n, --output-channels N as -R, for channels\n"
	     "      --convert           change an input's width (rounded) and channels (one to all, all\n"
	     "                          averaged into one, else in order) to what the PCM takes;\n"
	     "                          rates are never converted\n"
	     "      --drain N[ms]       go on for N frames (or ms) after each output's end\n"
	     "\n"
	     "Controls:\n"
	     "      --control NAME=VALUE    set before the start (repeatable)\n"
	     "  -s, --script FILE       amixer, sof-ctl and sleep lines, by simulated time\n"
	     "\n"
	     "How long:\n"
	     "  -C, --ticks N           stop after N ticks of 1 ms\n"
	     "  -P, --repeat N          build, run and tear down N times; files are of the last run\n"
	     "\n"
	     "Proof by failure (every one in turn: adspbench sweep):\n"
	     "      --fail-alloc N      the N-th memory allocation of the firmware fails\n"
	     "      --fail-alloc-at FUNCTION[:N]   the first (N-th) one that FUNCTION, or what it calls, makes\n"
	     "\n"
	     "What is told:\n"
	     "  -d, --log-level N       0 none, 1 errors, 2 warnings (default), 3 info, 4 debug\n"
	     "      --log FILE          firmware log to a file instead of standard error\n"
	     "      --report FILE       write the summary as JSON\n"
	     "      --memory-report FILE  write what the ledger knows as JSON: verdicts, regions, and each live\n"
	     "                          block and reference with its call stack\n"
	     "      --ledger-log [NAME=]FILE  history of all memory, or of what belongs to the region, heap or\n"
	     "                          module NAME (src.2.1, \"heap kernel\")\n"
	     "      --isolation MODE    how modules in user mode are kept in: mprotect (default) catches every\n"
	     "                          access outside of what is theirs; none is faster\n"
	     "      --dp-cost MODULE=US one call of a data-processing module takes this much virtual time;\n"
	     "                          MODULE as gain, or one component as gain.0.0 (repeatable)\n"
	     "      --watchdog MS       processor time until a module that does not yield is ended (2000)\n"
	     "      --no-ledger         do not record who holds what: leaks are not found\n"
	     "  -q, --quiet             no summary, no progress\n"
	     "  -h, --help              this text\n"
	     "\n"
	     "Output is written to FILE.partial, which gets its name when the run has succeeded.\n"
	     "\n"
	     "Examples:\n"
	     "  adspbench run -t playback-gain-16.tplg -i in.wav -o out.wav\n"
	     "  adspbench run -t playback-gain-32.tplg -p 1,2 -b S32_LE -r 48000 -c 2 -i in.raw -o out.raw\n"
	     "  adspbench run -t mix-16.tplg --pcm 0:playback=a.wav --pcm 1:playback=b.wav \\\n"
	     "                --dai HDA0=mixed.wav --control 'Master Playback Volume=30'\n"
	     "  adspbench run -t nocodec-ssp-24.tplg --loopback SSP0=SSP0 --pcm 0:playback=in.wav \\\n"
	     "                --pcm 0:capture=out.wav");
}
