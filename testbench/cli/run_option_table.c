/* SPDX-License-Identifier: BSD-3-Clause */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "audio/audio_io.h"
#include "cli/run_judge.h"
#include "cli/run_option_table.h"
#include "live/socket.h"

#define RATE_EXPECTED     "a rate of 4000 to 768000 Hz"
#define CHANNELS_EXPECTED "1 to 8 channels"

static void *field_of(void *target, const struct cli_option *option)
{
	return (char *)target + option->field;
}

/* ---- lists ---- */

/* Split at commas in place; an empty word is a mistake. */
static bool take_list(void *target, const struct cli_option *option, char *value)
{
	struct run_words *list = field_of(target, option);
	char *word;

	list->count = 0;
	while ((word = strsep(&value, ",")) != NULL) {
		if (*word == '\0' || list->count == RUN_MAX_FILES)
			return false;
		list->word[list->count++] = word;
	}
	return true;
}

/* NAME=VALUE, kept whole: the next in a list. */
static bool take_assignment(void *target, const struct cli_option *option, char *value)
{
	struct run_words *list = field_of(target, option);

	if (*value == '=' || !strchr(value, '='))
		return false;
	list->word[list->count++] = value;
	return true;
}

/* The next in a list. */
static bool take_word(void *target, const struct cli_option *option, char *value)
{
	struct run_words *list = field_of(target, option);

	if (!*value)
		return false;
	list->word[list->count++] = value;
	return true;
}

/* ---- values of their own form ---- */

static bool take_format(void *target, const struct cli_option *option, char *value)
{
	struct run_options *o = target;

	return sample_format_parse(value, &o->in.format);
}

static bool take_log_level(void *target, const struct cli_option *option, char *value)
{
	struct run_options *o = target;
	uint64_t level;

	if (!cli_parse_u64(&level, value, ADSP_LOG_NONE, ADSP_LOG_DBG))
		return false;
	o->log_level = (enum adsp_log_level)level;
	return true;
}

static bool take_isolation(void *target, const struct cli_option *option, char *value)
{
	struct run_options *o = target;

	return adsp_isolation_find(value, &o->isolation);
}

static bool take_pipelines(void *target, const struct cli_option *option, char *value)
{
	struct run_options *o = target;
	uint64_t number;
	char *word;

	o->num_pipelines = 0;
	while ((word = strsep(&value, ",")) != NULL) {
		if (o->num_pipelines == RUN_MAX_PIPELINES ||
		    !cli_parse_u64(&number, word, 0, UINT32_MAX))
			return false;
		o->pipelines[o->num_pipelines++] = (uint32_t)number;
	}
	return true;
}

static bool take_drain(void *target, const struct cli_option *option, char *value)
{
	struct run_options *o = target;
	size_t length = strlen(value);

	o->drain_in_ms = length > 2 && strcmp(value + length - 2, "ms") == 0;
	if (o->drain_in_ms)
		value[length - 2] = '\0';
	return cli_take_u32(target, option, value);
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

/* A file name up to the first comma, in place; "\\," is a comma of the name. @return what follows, NULL: nothing */
static char *cut_file(char *file)
{
	char *to = file;

	for (; *file && *file != ','; file++) {
		if (*file == '\\' && (file[1] == ',' || file[1] == '\\'))
			file++;
		*to++ = *file;
	}
	if (!*file) {
		*to = '\0';
		return NULL;
	}
	*to = '\0';
	return file + 1;
}

/* rate=HZ, channels=N or format=FORMAT, each once. */
static bool take_pcm_word(struct audio_spec *spec, char *word)
{
	const char *whole = word;
	uint64_t number = 0;
	char *value;
	bool again;

	if (!split_assignment(word, &value))
		return cli_wrong_value("'%.60s': expected rate=HZ, channels=N or format=FORMAT "
				       "(a comma of the name as \\,)",
				       whole);
	if (!strcmp(word, "format")) {
		again = spec->format != SAMPLE_NONE;
		if (!again && !sample_format_parse(value, &spec->format))
			return cli_wrong_value("format=%.40s: expected " SAMPLE_FORMAT_WORDS,
					       value);
	} else if (!strcmp(word, "rate")) {
		again = spec->rate;
		if (!cli_parse_u64(&number, value, AUDIO_MIN_RATE, AUDIO_MAX_RATE))
			return cli_wrong_value("rate=%.40s: expected " RATE_EXPECTED, value);
		spec->rate = (uint32_t)number;
	} else if (!strcmp(word, "channels")) {
		again = spec->channels;
		if (!cli_parse_u64(&number, value, 1, AUDIO_MAX_CHANNELS))
			return cli_wrong_value("channels=%.40s: expected " CHANNELS_EXPECTED,
					       value);
		spec->channels = (uint32_t)number;
	} else {
		return cli_wrong_value("'%.60s=': expected rate=, channels= or format=", word);
	}
	return again ? cli_wrong_value("%s is given twice", word) : true;
}

static bool take_pcm(void *target, const struct cli_option *option, char *value)
{
	struct run_options *o = target;
	struct run_pcm_option *pcm = &o->pcms[o->num_pcms];
	char *file, *direction, *words, *word;

	if (!split_assignment(value, &file))
		return false;
	direction = strrchr(value, ':');
	if (!direction || direction == value)
		return false;
	if (!parse_direction(&pcm->direction, direction + 1))
		return cli_wrong_value("':%.40s': expected :playback or :capture", direction + 1);
	*direction = '\0';
	words = cut_file(file);
	while ((word = strsep(&words, ",")) != NULL)
		if (!take_pcm_word(&pcm->spec, word))
			return false;
	pcm->pcm = value;
	pcm->file = file;
	o->num_pcms++;
	return *file != '\0';
}

/* Cut ":playback" or ":capture" off a DAI's name. @return false: it has none */
static bool cut_direction(char *name, enum tplg_direction *direction)
{
	char *colon = strrchr(name, ':');

	if (!colon || !parse_direction(direction, colon + 1))
		return false;
	*colon = '\0';
	return true;
}

static bool take_dai(void *target, const struct cli_option *option, char *value)
{
	struct run_options *o = target;
	struct run_dai_option *dai = &o->dais[o->num_dais];
	char *file;

	if (!split_assignment(value, &file))
		return false;
	dai->direction_set = cut_direction(value, &dai->direction);
	dai->name = value;
	dai->file = file;
	o->num_dais++;
	return *value != '\0';
}

/* PCM=MS, for the trigger of the option's name. */
static bool take_timed(void *target, const struct cli_option *option, char *value)
{
	struct run_options *o = target;
	struct run_timed_option *timed = &o->timed[o->num_timed];
	char *ms = strrchr(value, '=');

	if (!ms || ms == value || !cli_parse_u64(&timed->ms, ms + 1, option->min, option->max))
		return false;
	*ms = '\0';
	timed->pcm = value;
	timed->trigger = card_trigger_of(option->name);
	o->num_timed++;
	return true;
}

static bool take_fail_on(void *target, const struct cli_option *option, char *value)
{
	struct run_options *o = target;

	return run_judge_parse(value, &o->fail_on);
}

/* [OUTPUT=]FILE */
static bool take_expect(void *target, const struct cli_option *option, char *value)
{
	struct run_options *o = target;
	struct run_expect_option *expect = &o->expects[o->num_expects];
	char *file = value;

	if (strchr(value, '=')) {
		if (!split_assignment(value, &file))
			return false;
		expect->output = value;
	}
	expect->file = file;
	o->num_expects++;
	return *file != '\0';
}

static bool take_loopback(void *target, const struct cli_option *option, char *value)
{
	struct run_options *o = target;
	char *rx;

	if (!split_assignment(value, &rx))
		return false;
	o->loopbacks[o->num_loopbacks].tx = value;
	o->loopbacks[o->num_loopbacks++].rx = rx;
	return true;
}

static struct run_clock_option *add_clock(struct run_options *o, const char *option, char *dai)
{
	struct run_clock_option *clock = &o->clocks[o->num_clocks++];

	clock->option = option;
	clock->dai = dai;
	clock->direction_set = cut_direction(dai, &clock->direction);
	return clock;
}

/* DAI=PPM, parts in a million with up to three decimals */
static bool take_drift(void *target, const struct cli_option *option, char *value)
{
	struct run_options *o = target;
	struct run_clock_option *clock;
	char *text, *end;
	double ppm;

	if (!split_assignment(value, &text))
		return false;
	ppm = strtod(text, &end);
	if (end == text || *end || !(fabs(ppm) * 1000 <= ADSP_DMA_MAX_DRIFT_PPB))
		return false;
	clock = add_clock(o, "--clock-drift", value);
	clock->clock.drift_ppb = (int32_t)lround(ppm * 1000);
	return *value != '\0';
}

/* DAI=FROM-TO, ms since the link was started */
static bool take_clock_stop(void *target, const struct cli_option *option, char *value)
{
	struct run_clock_option *clock;
	uint64_t from, to;
	char *text, *dash;

	if (!split_assignment(value, &text) || !(dash = strchr(text, '-')))
		return false;
	*dash = '\0';
	if (!cli_parse_u64(&from, text, 0, UINT32_MAX) ||
	    !cli_parse_u64(&to, dash + 1, from + 1, UINT32_MAX))
		return false;
	clock = add_clock(target, "--clock-stop", value);
	clock->clock.stops = (uint32_t)from;
	clock->clock.goes = (uint32_t)to;
	return *value != '\0';
}

static bool take_dp_cost(void *target, const struct cli_option *option, char *value)
{
	struct run_options *o = target;
	struct adsp_dp_cost *cost = &o->dp_costs[o->num_dp_costs];
	uint64_t number;
	char *us;

	if (!split_assignment(value, &us) || strlen(value) >= sizeof(cost->module) ||
	    !cli_parse_u64(&number, us, option->min, option->max))
		return false;
	strcpy(cost->module, value);
	cost->us = (uint32_t)number;
	o->num_dp_costs++;
	return true;
}

static bool take_card_name(void *target, const struct cli_option *option, char *value)
{
	char dir[LIVE_PATH_BYTES];

	return live_card_dir(value, dir) == 0 && cli_take_text(target, option, value);
}

/* Words and script are those of gdb. */
static bool take_debugger(void *target, const struct cli_option *option, char *value)
{
	const char *slash = strrchr(value, '/');

	return strstr(slash ? slash : value, "gdb") && cli_take_text(target, option, value);
}

/* [NAME=]FILE */
static bool take_ledger_log(void *target, const struct cli_option *option, char *value)
{
	struct run_options *o = target;
	char *file = value;

	o->ledger_log.name = NULL;
	if (strchr(value, '=')) {
		if (!split_assignment(value, &file))
			return false;
		o->ledger_log.name = value;
	}
	o->ledger_log.path = file;
	return *file != '\0';
}

/* FUNCTION or FUNCTION:N, cut in place. */
static bool take_fail_at(void *target, const struct cli_option *option, char *value)
{
	struct run_options *o = target;
	char *number = strchr(value, ':');

	o->fail_alloc_at = value;
	o->fail_alloc_nth = 1;
	if (number)
		*number++ = '\0';
	return *value &&
	       (!number || cli_parse_u64(&o->fail_alloc_nth, number, option->min, option->max));
}

/* ---- the table ---- */

#define FIELD(name) .field = offsetof(struct run_options, name)
#define MANY        (UINT64_MAX / 2)

#define HEADING(text)        \
	{                    \
		.help = text \
	}
#define FILES_EXPECTED "up to 16 files, separated by commas"

const struct cli_option run_option_table[] = {
	HEADING("What runs:"),
	{ 't', "topology", "FILE", "a topology", cli_take_text, FIELD(topology),
	  .help = "compiled topology, or a .conf source" },
	{ 'D', "define", "NAME=VALUE", "NAME=VALUE", take_assignment, FIELD(defines),
	  .repeats = true, .most = RUN_MAX_WORDS, .keyed = true,
	  .help = "variable of a .conf source (repeatable, the last one counts)" },
	{ 'I', "include", "DIR", "a folder", take_word, FIELD(includes), .repeats = true,
	  .most = RUN_MAX_WORDS,
	  .help = "look for a source's includes there, after its own folder (repeatable);\n"
		  "then come the folders of ADSPBENCH_TPLG and the library" },
	MODULE_FILES_OPTION(offsetof(struct run_options, modules)),
	{ 0, "platform", "NAME", "a platform or a profile", cli_take_text, FIELD(platform),
	  .help = "mtl (default), lnl, ptl, tgl, or a profile FILE.yaml" },

	HEADING("Files in the order of the topology's widgets:"),
	{ 'i', "input", "FILES", FILES_EXPECTED, take_list, FIELD(inputs),
	  .help = "one for each host copier of a playback and each DAI of a capture",
	  .verbs = RUN_VERBS_OF_FILES },
	{ 'o', "output", "FILES", FILES_EXPECTED, take_list, FIELD(outputs),
	  .help = "one for each DAI of a playback and each host copier of a capture",
	  .verbs = RUN_VERBS_OF_FILES },
	{ 'p', "pipelines", "IDS", "pipeline numbers, separated by commas", take_pipelines,
	  .help = "only the streams of these pipelines (as 1,2); without it, the\n"
		  "topology's first streams, as many as there are inputs",
	  .verbs = RUN_VERBS_OF_FILES },

	HEADING("Files by name:"),
	{ 0, "pcm", "PCM:DIRECTION=FILE",
	  "PCM:playback=FILE or PCM:capture=FILE, and ,rate=HZ ,channels=N ,format=FORMAT (a comma of the name as \\,)",
	  take_pcm, .repeats = true, .most = RUN_MAX_FILES,
	  .help = "PCM by number or name, DIRECTION playback or capture;\n"
		  "FILE,rate=HZ,channels=N,format=FORMAT are of this stream alone,\n"
		  "as -r -c -b of a playback, as -R -n -b of a capture (a comma in a\n"
		  "file name is written \\,)",
	  .verbs = RUN_VERBS_OF_FILES },
	{ 0, "dai", "NAME=FILE", "NAME=FILE, NAME:playback=FILE or NAME:capture=FILE", take_dai,
	  .repeats = true, .most = RUN_MAX_FILES,
	  .help = "NAME as HDA0 or SSP2, the link's or the widget's name;\n"
		  "NAME:playback or NAME:capture when it has both; of a card FILE may be\n"
		  "null, or alsa:DEVICE, a PCM of this machine as in aplay -D" },

	HEADING("The card:"),
	{ 0, "name", "NAME", "a name of letters, digits, '-', '_' and '.'", take_card_name,
	  FIELD(card_name),
	  .help = "of the card, as in aplay -D NAME:0,2 (default adsp; with a COMMAND a\n"
		  "name of its own)",
	  .verbs = RUN_VERB_CARD },
	{ 0, "pace", "PACE", "free|real", cli_take_choice, FIELD(pace),
	  .help = "free: time passes as clients deliver or take, and nothing is lost\n"
		  "(default with a COMMAND); real: a tick each millisecond of the host's\n"
		  "clock, who is late has an xrun",
	  .verbs = RUN_VERB_CARD },

	HEADING("In both forms:"),
	{ 0, "loopback", "TX=RX", "TX=RX, two DAIs", take_loopback, .repeats = true,
	  .most = RUN_MAX_FILES, .help = "wire the output of DAI TX to the input of DAI RX" },

	{ 0, "clock-drift", "DAI=PPM", "DAI=PPM, a DAI and -10000 to 10000", take_drift,
	  .repeats = true, .most = RUN_MAX_FILES,
	  .help = "let the clock of a DAI's link run fast (above 0) or slow, by parts\n"
		  "in a million of the ticks" },
	{ 0, "clock-stop", "DAI=FROM-TO",
	  "DAI=FROM-TO, a DAI and two numbers of ms, the second one larger", take_clock_stop,
	  .repeats = true, .most = RUN_MAX_FILES,
	  .help = "let it stand still from FROM to TO ms after the link has begun:\n"
		  "nothing is taken from the DSP, or brought to it" },

	HEADING("Inputs are anything libsndfile reads, outputs are WAV, W64, RF64, FLAC, AIFF, AU, CAF by their\n"
		"extension. Files named .raw or .pcm, and unknown extensions, are raw (S24_LE: 32-bit words).\n"
		"\"-\" is standard input and output: WAV of open length, or raw with -b. Pipes are read to their\n"
		"end before the run; WAV and raw can be written to one."),
	{ 'b', "format", "FORMAT", SAMPLE_FORMAT_WORDS, take_format,
	  .help = "S16_LE, S24_LE, S24_3LE, S32_LE, FLOAT_LE, U8, A_LAW, MU_LAW or IEC958:\n"
		  "of a raw input and of the PCM",
	  .verbs = RUN_VERBS_OF_FILES },
	{ 'r', "rate", "HZ", RATE_EXPECTED, cli_take_u32, FIELD(in.rate), AUDIO_MIN_RATE,
	  AUDIO_MAX_RATE, "of a raw input", .verbs = RUN_VERBS_OF_FILES },
	{ 'c', "channels", "N", CHANNELS_EXPECTED, cli_take_u32, FIELD(in.channels), 1,
	  AUDIO_MAX_CHANNELS, "of a raw input (default 2) and of a playback PCM",
	  .verbs = RUN_VERBS_OF_FILES },
	{ 'R', "output-rate", "HZ", RATE_EXPECTED, cli_take_u32, FIELD(out_rate), AUDIO_MIN_RATE,
	  AUDIO_MAX_RATE, "of a capture PCM; of a playback: the rate to insist on",
	  .verbs = RUN_VERBS_OF_FILES },
	{ 'n', "output-channels", "N", CHANNELS_EXPECTED, cli_take_u32, FIELD(out_channels), 1,
	  AUDIO_MAX_CHANNELS, "as -R, for channels", .verbs = RUN_VERBS_OF_FILES },
	{ 0, "convert", NULL, NULL, cli_take_flag, FIELD(convert),
	  .help = "change an input's width (rounded) and channels (one to all, all\n"
		  "averaged into one, else in order) to what the PCM takes;\n"
		  "rates are never converted" },
	{ 0, "accept-truncated", NULL, NULL, cli_take_flag, FIELD(accept_truncated),
	  .help = "take what there is of an input that ends before its header says,\n"
		  "with a warning" },
	{ 0, "lenient", NULL, NULL, cli_take_flag, FIELD(lenient),
	  .help = "warn of what Linux refuses and a host can do: a route to a\n"
		  "module without pins, 32 upper bits, formats that a PCM's\n"
		  "capabilities do not list" },
	{ 0, "drain", "N[ms]", "frames, or milliseconds as in 20ms", take_drain, FIELD(drain), 0,
	  1u << 30, "go on for N frames (or ms) after each output's end",
	  .verbs = RUN_VERBS_OF_FILES },

	HEADING("Controls:"),
	{ 0, "control", "NAME=VALUE", "NAME=VALUE", take_assignment, FIELD(controls),
	  .repeats = true, .most = RUN_MAX_WORDS,
	  .help = "set before the start (repeatable, the last one counts)" },
	{ 's', "script", "FILE", "a control script", cli_take_text, FIELD(script),
	  .help = "amixer, sof-ctl, pcm, mic-privacy and sleep lines, by virtual time" },

#define TIMED(word, text)                                                                        \
	{                                                                                        \
		0, word, "PCM=MS", "PCM=MS, a stream and virtual milliseconds", take_timed,      \
			.max = UINT32_MAX, .repeats = true, .most = RUN_MAX_WORDS, .help = text, \
			.verbs = RUN_VERBS_OF_FILES                                              \
	}
	HEADING("Streams, at a virtual time (PCM as in --pcm, with :DIRECTION if it has both; 0 is before\n"
		"the first tick; all repeatable):"),
	TIMED("start", "start later than the others, which do so at 0"),
	TIMED("stop", "end before its audio does"),
	TIMED("pause", "hold it; what is in the DSP stays there"),
	TIMED("resume", "go on after --pause or --suspend"),
	TIMED("suspend", "stop it and take its modules down, until --resume"),

	HEADING("How long:"),
	{ 'C', "ticks", "N", "a number of ticks, 1 or more", cli_take_u64, FIELD(max_ticks), 1,
	  MANY, "stop after N ticks of 1 ms", .verbs = RUN_VERBS_OF_FILES },
	{ 0, "max-time", "SECONDS", "a number of seconds, 1 or more", cli_take_u32,
	  FIELD(max_time_s), 1, UINT32_MAX,
	  "fail if the run has not ended within this virtual time", .verbs = RUN_VERBS_OF_FILES },
	{ 0, "max-host-time", "SECONDS", "a number of seconds, 1 or more", cli_take_u32,
	  FIELD(max_host_time_s), 1, UINT32_MAX, "the same by the host's clock",
	  .verbs = RUN_VERB_RUN },
	{ 'P', "repeat", "N", "a number of runs, 1 or more", cli_take_u32, FIELD(iterations), 1,
	  1000000000, "build, run and tear down N times; files are of the last run",
	  .verbs = RUN_VERBS_OF_FILES },

	HEADING("Modules in user mode:"),
	{ 0, "isolation", "MODE", "auto, mprotect, process, pkey or none", take_isolation,
	  .help = "how everything else is closed to them: auto (default: what works\n"
		  "here, see adspbench doctor), mprotect, process, pkey; none closes\n"
		  "nothing" },
	{ 0, "dp-cost", "MODULE=US", "MODULE=US, as gain=4000 or gain.0.0=4000", take_dp_cost,
	  .min = 0, .max = 1000000000, .repeats = true, .most = ADSP_MAX_DP_COSTS,
	  .help = "one call of a data-processing module takes this much virtual time;\n"
		  "MODULE as gain, or one component as gain.0.0 (repeatable)" },
	{ 0, "watchdog", "MS", "milliseconds, 1 or more", cli_take_u32, FIELD(watchdog_ms), 1,
	  3600000,
	  "until a module that does not come back is ended: processor time when it\n"
	  "does not yield, virtual time when it sleeps (2000)" },

	HEADING("In a debugger, which stops where the processing of a module begins, and at faults:"),
	{ 0, "debug", "GDB", "gdb, or a path of it", take_debugger, FIELD(debugger),
	  .help = "start the same run in gdb (then: run, continue); behind -- stand\n"
		  "gdb and words for it instead",
	  .verbs = RUN_VERB_RUN },
	{ 0, "debug-at", "MODULE", "a module, as gain, or one component as gain.0.0", cli_take_text,
	  FIELD(debug_at),
	  .help = "only at this one: gain, or one component as gain.0.0 (without it all\n"
		  "but copiers)",
	  .verbs = RUN_VERB_RUN },

	HEADING("Proof by failure:"),
	{ 0, "fail-alloc", "N", "the number of an allocation, 1 or more", cli_take_u64,
	  FIELD(fail_alloc), 1, MANY,
	  "the N-th memory allocation of the firmware fails\n(every one in turn: adspbench sweep)",
	  .verbs = RUN_VERB_RUN },
	{ 0, "fail-alloc-at", "FUNCTION[:N]",
	  "FUNCTION, or FUNCTION:N for the N-th allocation that it makes", take_fail_at, .min = 1,
	  .max = MANY, .help = "the first (N-th) one that FUNCTION, or what it calls, makes",
	  .verbs = RUN_VERB_RUN },
	{ 'j', "jobs", "N", "a number of parallel runs, 1 to 256", cli_take_u32, FIELD(jobs), 1,
	  256, "parallel runs (default: as many as CPUs)", .verbs = RUN_VERB_SWEEP },
	{ 0, "every", "N", "a number, 1 or more", cli_take_u64, FIELD(every), 1, UINT32_MAX,
	  "try each N-th allocation only", .verbs = RUN_VERB_SWEEP },
	{ 0, "limit", "SECONDS", "a number of seconds, 1 to 86400", cli_take_u32, FIELD(limit_s), 1,
	  86400, "a run that takes longer hangs (default 60)", .verbs = RUN_VERB_SWEEP },

	HEADING("Reports:"),
	{ 0, "fail-on", "WORDS",
	  "xrun, warning, error, deadline, click or control, separated by commas", take_fail_on,
	  .repeats = true,
	  .help = "a good run fails (exit 6) that had an xrun (also of a mixer), a line of\n"
		  "that kind in the log, a missed deadline, a click in an output file, or a\n"
		  "control whose module reads it back otherwise than it was set:\n"
		  "xrun,warning,error,deadline,click,control" },
	{ 0, "expect", "[OUTPUT=]FILE", "FILE or OUTPUT=FILE", take_expect, .repeats = true,
	  .most = RUN_MAX_FILES,
	  .help = "fail (exit 6) unless output OUTPUT, by its file, or the only one, holds\n"
		  "the samples of FILE; the first that differs is printed (repeatable)",
	  .verbs = RUN_VERB_RUN },
	{ 'd', "log-level", "N", "0 none, 1 errors, 2 warnings, 3 info or 4 debug", take_log_level,
	  .help = "0 none, 1 errors, 2 warnings (default), 3 info, 4 debug" },
	{ 0, "log", "FILE", "a file", cli_take_text, FIELD(log_path),
	  .help = "firmware log to a file instead of standard error" },
	{ 0, "report", "FILE", "a file", cli_take_text, FIELD(report_path),
	  .help = "write the result as JSON" },
	{ 0, "trace", "FILE", "a file", cli_take_text, FIELD(trace_path),
	  .help = "write what happened by virtual time - ticks, jobs, messages, memory,\n"
		  "log - as a trace for ui.perfetto.dev",
	  .verbs = RUN_VERB_RUN },
	{ 0, "memory-report", "FILE", "a file", cli_take_text, FIELD(memory_report_path),
	  .help = "write what the ledger knows as JSON: verdicts, regions, and each live\n"
		  "block and reference with its call stack",
	  .verbs = RUN_VERB_RUN | RUN_VERB_CARD },
	{ 0, "ledger-log", "[NAME=]FILE", "FILE or NAME=FILE", take_ledger_log,
	  .help = "history of all memory, or of what belongs to the region, heap or\n"
		  "module NAME (src.2.1, \"heap kernel\")",
	  .verbs = RUN_VERB_RUN | RUN_VERB_CARD },
	{ 0, "no-ledger", NULL, NULL, cli_take_flag, FIELD(no_ledger),
	  .help = "do not record who holds what: leaks are not found",
	  .verbs = RUN_VERB_RUN | RUN_VERB_CARD },
	{ 'q', "quiet", NULL, NULL, cli_take_flag, FIELD(quiet),
	  .help = "no summary, no progress" },
	{ .help = NULL },
};

_Static_assert(sizeof(run_option_table) / sizeof(run_option_table[0]) <= CLI_OPTIONS_MAX, "rows");
