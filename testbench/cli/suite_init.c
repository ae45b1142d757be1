/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/firmware.h"
#include "cli/suite_init.h"
#include "cli/stop_signal.h"
#include "util/path.h"

/* What a stream is tried with: 48 kHz and stereo where they can be had. */
static bool choose(struct drv_stream *stream, struct drv_pcm_params *params)
{
	struct drv_pcm_space space = { .num_rates = 0 };

	if (drv_pcm_refine(stream, &space) < 0 || !space.num_rates)
		return false;
	params->rate = space.rates[0];
	for (size_t i = 0; i < space.num_rates; i++)
		if (space.rates[i] == 48000)
			params->rate = 48000;
	params->channels = space.channels & 1u << 2 ? 2 : 1;
	while (!(space.channels & 1u << params->channels) && params->channels < 8)
		params->channels++;
	params->format = DRV_FORMAT_NONE;
	for (int f = DRV_FORMAT_S32_LE; f > DRV_FORMAT_U8; f--)
		if (space.formats & UINT64_C(1) << f && drv_format_bytes((enum drv_format)f))
			params->format = (enum drv_format)f;
	return params->format != DRV_FORMAT_NONE && drv_pcm_hw_params(stream, params) == 0;
}

/* Texts stand in single quotes, in which a quote is written twice. */
static void print_quoted(const char *text)
{
	putchar('\'');
	for (; *text; text++) {
		if (*text == '\'')
			putchar('\'');
		putchar(*text);
	}
	putchar('\'');
}

/* As the command line names it: several DAIs may be one link. */
static const char *link_name(const struct drv_endpoint *dai, char *room, size_t size)
{
	if (!dai->dai_type[0])
		return dai->widget;
	snprintf(room, size, "%s%u", dai->dai_type, dai->dai_index);
	return room;
}

static void print_signal(const struct drv_pcm_params *params)
{
	printf("        signal: {kind: tone, hz: [997, 1499], level: -6}   # or file: NAME.wav\n"
	       "        ms: 200\n        rate: %u\n        channels: %u\n        format: %s\n",
	       params->rate, params->channels, drv_format_name(params->format));
}

/* @rate is the output's, whose length is that of the input. */
static void print_expectations(bool playback, uint32_t rate)
{
	printf("        expect:\n"
	       "          from: 50   # ms: modules may begin with a click\n"
	       "          clicks: 0\n"
	       "          # what else can be expected: adspbench suite --expectations\n"
	       "          # frames: %u\n"
	       "          # level: -12 .. -6      # dB; -9.03 is this tone through unity gain\n"
	       "          # thdn: <= -80          # dB\n"
	       "          # equals: input         # bit-exact, with delay: found or a number of frames\n"
	       "          # gain: {997: 0 +- 0.1} # dB against the %s\n",
	       rate / 5, playback ? "stream" : "link");
}

static void print_stream(const struct drv_stream *stream, const struct tplg_pcm *pcm,
			 enum tplg_direction direction, const struct drv_pcm_params *params)
{
	const bool playback = direction == TPLG_PLAYBACK;
	const struct drv_endpoint *dai;
	char name[TPLG_NAME_LEN + 16];

	printf("  - name: pcm%u-%s\n    streams:\n      - pcm: %u   # %s\n        direction: %s\n",
	       pcm->id, tplg_direction_name(direction), pcm->id, pcm->name,
	       tplg_direction_name(direction));
	if (playback)
		print_signal(params);
	else
		printf("        rate: %u\n        channels: %u\n        format: %s\n", params->rate,
		       params->channels, drv_format_name(params->format));
	if (!playback)
		print_expectations(false, params->rate);
	/* what makes its audio by itself, or hears another stream, has none */
	if (drv_stream_dai(stream, 0))
		puts("    links:");
	else
		puts("    ticks: 200");
	for (size_t i = 0; (dai = drv_stream_dai(stream, i)) != NULL; i++) {
		fputs("      - dai: ", stdout);
		print_quoted(link_name(dai, name, sizeof(name)));
		printf("\n        direction: %s\n", tplg_direction_name(direction));
		if (playback) {
			print_expectations(true, dai->format.sampling_frequency);
		} else {
			struct drv_pcm_params link = *params;

			link.rate = dai->format.sampling_frequency;
			link.channels = dai->format.channels_count;
			link.format = drv_format_of(&dai->format);
			print_signal(&link);
		}
	}
	putchar('\n');
}

static unsigned int print_streams(const struct tplg *t, struct drv *drv)
{
	unsigned int count = 0;

	for (uint32_t i = 0; i < t->num_pcms; i++)
		for (int d = TPLG_PLAYBACK; d <= TPLG_CAPTURE; d++) {
			const enum tplg_direction direction = (enum tplg_direction)d;
			struct drv_pcm_params params;
			struct drv_stream *stream;

			if (!t->pcms[i].caps[d].present ||
			    drv_pcm_open(drv, t->pcms[i].id, direction, &stream) < 0)
				continue;
			if (choose(stream, &params)) {
				print_stream(stream, &t->pcms[i], direction, &params);
				count++;
			} else {
				printf("  # PCM %u %s cannot run here: %s\n\n", t->pcms[i].id,
				       tplg_direction_name(direction), drv_last_error(drv)->text);
			}
			drv_pcm_close(stream);
		}
	return count;
}

/* Print it as the suite has to name it. @return 0, -errno */
static int print_name(const char *path)
{
	char *folder = path_output_folder();
	char *name = folder ? path_from(folder, path) : NULL;
	int ret = name ? 0 : -errno;

	free(folder);
	if (name)
		print_quoted(name);
	free(name);
	return ret;
}

/* Of those with one name the last one counts. */
static bool is_replaced(const struct source_options *sources, size_t i)
{
	const size_t length = strcspn(sources->defines[i], "=") + 1;

	for (size_t k = i + 1; k < sources->num_defines; k++)
		if (!strncmp(sources->defines[k], sources->defines[i], length))
			return true;
	return false;
}

static int print_source(const struct source_options *sources)
{
	int ret = 0;

	if (sources->num_defines)
		puts("  define:");
	for (size_t i = 0; i < sources->num_defines; i++) {
		const char *define = sources->defines[i], *equals = strchr(define, '=');
		char *name = strndup(define, equals ? (size_t)(equals - define) : strlen(define));

		if (!name)
			return -ENOMEM;
		if (!is_replaced(sources, i)) {
			fputs("    ", stdout);
			print_quoted(name);
			fputs(": ", stdout);
			print_quoted(equals ? equals + 1 : "");
			putchar('\n');
		}
		free(name);
	}
	if (sources->num_includes)
		puts("  include_dirs:");
	for (size_t i = 0; !ret && i < sources->num_includes; i++) {
		fputs("    - ", stdout);
		ret = print_name(sources->includes[i]);
		putchar('\n');
	}
	return ret;
}

static int print_head(const char *topology, const struct source_options *sources)
{
	int ret;

	puts("# Scenarios of adspbench: `adspbench suite THIS_FILE` runs them.\n"
	     "# A run that is not told otherwise must be good: no xrun, no late job, no warning, no leak.\n"
	     "defaults:\n"
	     "  platform: mtl          # or lnl, ptl, tgl, or a profile FILE.yaml");
	fputs("  topology: ", stdout);
	ret = print_name(topology);
	puts("   # named from the folder of this file; a source (.conf) takes define: {NAME: VALUE}");
	if (!ret)
		ret = print_source(sources);
	puts("  # controls: {'Playback Volume': 40}\n"
	     "  # expect: {heaps: {kernel: <= 60000}, log: ['a warning that is no fault']}\n\n"
	     "scenarios:");
	return ret;
}

int suite_init(const char *verb, const char *topology, const struct source_options *sources)
{
	const struct tplg_request request = source_options_request(sources, topology);
	struct tplg_error error;
	struct tplg *t;
	struct drv *drv;
	struct run_error refused = { 0 };
	unsigned int count;
	int ret;

	if ((sources->num_defines || sources->num_includes) && !tplg_is_source(topology))
		return cli_usage_error(verb,
				       "-%c needs a topology source, a file that ends in .conf",
				       sources->num_defines ? 'D' : 'I');
	if (tplg_load_request(&request, &t, &error) < 0)
		return source_options_fail(verb, &error);
	drv = firmware_start(&(struct firmware_config){ .tplg = t, .platform = "mtl" }, &refused);
	if (!drv) {
		tplg_free(t);
		return cli_fail(verb, (enum cli_exit)refused.status, "%s", refused.text);
	}
	ret = print_head(topology, sources);
	count = print_streams(t, drv);
	firmware_stop(drv);
	tplg_free(t);
	if (ret < 0)
		return cli_fail(verb, CLI_BAD_INPUT, "%s: %s", topology, strerror(-ret));
	return count ? CLI_GOOD :
		       cli_fail(verb, CLI_BAD_INPUT,
				"%s: no PCM can run here: 'adspbench try' says why", topology);
}
