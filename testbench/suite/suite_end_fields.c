/* SPDX-License-Identifier: BSD-3-Clause */
/* Streams, links and their signals. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "audio/audio_io.h"
#include "audio/sample_format.h"
#include "suite/suite_field.h"

#define MAX_FRAMES (1u << 28) /* of a signal */

static const char *const directions[] = { "playback", "capture", NULL };

static int read_file(struct yaml_file *file, yaml_value value, void *out)
{
	struct suite_end *end = out;

	end->file = suite_read_path(file, value, "file");
	return end->file ? 0 : -EINVAL;
}

/* ---- signals ---- */

static int read_hz(struct yaml_file *file, yaml_value value, void *out)
{
	struct suite_signal *signal = out;
	struct suite_words words;

	if (suite_read_words(file, value, "hz", &words) < 0)
		return -EINVAL;
	if (words.count > SUITE_MAX_TONES)
		return yaml_complain(file, value, "hz: expected at most %d frequencies",
				     SUITE_MAX_TONES);
	signal->num_hz = words.count;
	for (size_t i = 0; i < words.count; i++) {
		char *end;

		signal->hz[i] = strtod(words.word[i], &end);
		if (*end || !(signal->hz[i] > 0 && signal->hz[i] < 1e6))
			return yaml_complain(file, value, "hz: '%s': expected a frequency",
					     words.word[i]);
	}
	return 0;
}

#define HZ_SHAPE \
	"{\"anyOf\":[{\"type\":[\"number\",\"string\"]},{\"type\":\"array\",\"items\":{\"type\":[\"number\",\"string\"]}}]}"

static const struct yaml_field signal_fields[] = {
	CHOICE("kind", struct suite_signal, kind, suite_signal_names, "what it is"),
	READ("hz", read_hz, HZ_SHAPE,
	     "frequencies: of a tone one for each channel in turn, of a multitone all at once, of a sweep first and last; default 997, sweep 20 to 0.45 of the rate"),
	REAL("level", struct suite_signal, level_db, "peak in dB of full scale; default -6"),
	REAL_IN("at", struct suite_signal, at_ms, 0, 1e9, "where an impulse is, in ms; default 10"),
	NUMBER("seed", struct suite_signal, seed, 0, UINT32_MAX, "of noise; default 1"),
};

const struct suite_shape suite_signal_shape = { "signal", "A generated input.", signal_fields,
						COUNT(signal_fields) };

/* The kind alone, or a mapping. */
static int read_signal(struct yaml_file *file, yaml_value value, void *out)
{
	struct suite_end *end = out;
	static const struct yaml_field kind[] = {
		CHOICE("signal", struct suite_signal, kind, suite_signal_names, ""),
	};

	end->signal = (struct suite_signal){ .level_db = -6, .at_ms = 10, .seed = 1 };
	end->has_signal = true;
	if (yaml_text(value))
		return yaml_read_value(file, value, "signal", &kind[0], &end->signal);
	return yaml_read_mapping(file, value, "signal", signal_fields, COUNT(signal_fields),
				 &end->signal);
}

/* ---- ends ---- */

static int read_format(struct yaml_file *file, yaml_value value, void *out)
{
	struct suite_end *end = out;
	enum sample_format format;

	end->format = yaml_string(file, value, "format");
	if (!end->format)
		return -EINVAL;
	if (!sample_format_parse(end->format, &format))
		return yaml_complain(file, value, "format: '%s': expected %s", end->format,
				     SAMPLE_FORMAT_WORDS);
	return 0;
}

static int read_direction(struct yaml_file *file, yaml_value value, void *out)
{
	static const struct yaml_field direction =
		CHOICE("direction", struct suite_end, direction, directions, "");
	struct suite_end *end = out;

	end->direction_set = true;
	return yaml_read_value(file, value, "direction", &direction, end);
}

static int read_end_checks(struct yaml_file *file, yaml_value value, void *out)
{
	struct suite_end *end = out;

	end->has_checks = true;
	return suite_read_checks(file, value, true, &end->checks, NULL);
}

/* Streams are started and stopped at ticks. */
static int read_ms(struct yaml_file *file, yaml_value value, const char *what, double *ms)
{
	int ret = yaml_read_real(file, value, what, 0, UINT32_MAX, ms);

	return !ret && *ms != floor(*ms) ?
		       yaml_complain(file, value, "%s: expected whole ms", what) :
		       ret;
}

#define MS_READER(member)                                                                 \
	static int read_##member(struct yaml_file *file, yaml_value value, void *out)     \
	{                                                                                 \
		return read_ms(file, value, #member, &((struct suite_end *)out)->member); \
	}

MS_READER(start)
MS_READER(stop)
MS_READER(pause)
MS_READER(resume)
MS_READER(suspend)

#define MS_SHAPE "{\"type\":[\"integer\",\"string\"],\"minimum\":0}"
#define DIRECTION_SHAPE \
	"{\"anyOf\":[{\"enum\":[\"playback\",\"capture\"]},{\"pattern\":\"[$][{]\"}]}"
#define SIGNAL_SHAPE                                                                                   \
	"{\"anyOf\":[{\"enum\":[\"tone\",\"multitone\",\"sweep\",\"noise\",\"impulse\",\"silence\"]}," \
	"{\"type\":\"string\",\"pattern\":\"[$][{]\"},{\"$ref\":\"#/$defs/signal\"}]}"

#define END_FIELDS                                                                           \
	READ("direction", read_direction, DIRECTION_SHAPE, "playback (default) or capture"), \
		STRING("name", struct suite_end, name,                                       \
		       "in reports and expectations; default PCM:DIRECTION, or the DAI"),    \
		READ("file", read_file, "{\"type\":\"string\"}",                             \
		     "an input's file, named from the folder of this file"),                 \
		READ("signal", read_signal, SIGNAL_SHAPE, "an input that is generated"),     \
		REAL_IN("ms", struct suite_end, ms, 0.001, 1e9,                              \
			"length of a signal; default 100"),                                  \
		NUMBER("frames", struct suite_end, frames, 1, MAX_FRAMES,                    \
		       "length of a signal in frames"),                                      \
		NUMBER("rate", struct suite_end, rate, AUDIO_MIN_RATE, AUDIO_MAX_RATE,       \
		       "of a signal (default 48000), a raw file or a capture"),              \
		NUMBER("channels", struct suite_end, channels, 1, AUDIO_MAX_CHANNELS,        \
		       "of a signal (default 2), a raw file or a capture"),                  \
		READ("format", read_format, "{\"type\":\"string\"}",                         \
		     "of a signal (default S16_LE), a raw file or a capture"),               \
		READ("expect", read_end_checks, "{\"$ref\":\"#/$defs/output\"}",             \
		     "of an output: what it holds")

static const struct yaml_field stream_fields[] = {
	STRING("pcm", struct suite_end, which, "the PCM, by number or name"),
	END_FIELDS,
	READ("start", read_start, MS_SHAPE, "ms of virtual time when it starts; default 0"),
	READ("stop", read_stop, MS_SHAPE, "ms when it ends before its audio does"),
	READ("pause", read_pause, MS_SHAPE, "ms when it is held"),
	READ("resume", read_resume, MS_SHAPE, "ms when it goes on"),
	READ("suspend", read_suspend, MS_SHAPE, "ms when its modules are taken down"),
};

static const struct yaml_field link_fields[] = {
	STRING("dai", struct suite_end, which, "the link, by name"),
	END_FIELDS,
};

const struct suite_shape suite_end_shapes[2] = {
	{ "stream", "A PCM stream: a playback is an input, a capture an output.", stream_fields,
	  COUNT(stream_fields) },
	{ "link", "A DAI: of a playback it is an output, of a capture an input.", link_fields,
	  COUNT(link_fields) },
};

static bool is_input(const struct suite_end *end)
{
	return end->link == (end->direction == TPLG_CAPTURE);
}

/* A signal that would be none, or that only looks like what is asked for. */
static int check_signal(struct yaml_file *file, yaml_value value, const struct suite_end *end)
{
	const struct suite_signal *signal = &end->signal;
	const uint32_t rate = end->rate ? end->rate : 48000;
	const uint64_t frames = suite_signal_frames(end);

	if (end->ms > 0 && end->frames)
		return yaml_complain(file, value, "signal: expected ms or frames, not both");
	if (!frames || frames > MAX_FRAMES)
		return yaml_complain(file, value, "ms: %llu frames: expected 1 to %u",
				     (unsigned long long)frames, MAX_FRAMES);
	if (signal->kind == SUITE_IMPULSE &&
	    llround(signal->at_ms * rate / 1000) >= (int64_t)frames)
		return yaml_complain(file, value, "signal: no impulse: at %g ms it has ended",
				     signal->at_ms);
	for (size_t i = 0; i < signal->num_hz && signal->kind <= SUITE_SWEEP; i++)
		if (signal->hz[i] > rate / 2.0 ||
		    (signal->kind != SUITE_SWEEP && signal->hz[i] == rate / 2.0))
			return yaml_complain(file, value,
					     "hz: %g: expected less than half the rate, %g Hz",
					     signal->hz[i], rate / 2.0);
	return 0;
}

static int check_end(struct yaml_file *file, yaml_value value, struct suite_end *end)
{
	const char *what = end->link ? "link" : "stream";

	if (!end->which)
		return yaml_complain(file, value, "%s: key '%s' is missing", what,
				     end->link ? "dai" : "pcm");
	if (is_input(end) && !end->file == !end->has_signal)
		return yaml_complain(file, value, "%s: expected either file or signal", what);
	if (!is_input(end) && (end->file || end->has_signal))
		return yaml_complain(file, value, "%s: an output has no file and no signal", what);
	if (is_input(end) && end->has_checks)
		return yaml_complain(file, value, "%s: an input has no expectations", what);
	if (!end->has_signal && (end->ms > 0 || end->frames))
		return yaml_complain(file, value, "%s: ms and frames are of a signal", what);
	if (end->has_signal && check_signal(file, value, end) < 0)
		return -EINVAL;
	if (!end->name)
		end->name = end->link ? end->which :
					suite_format(end->suite, "%s:%s", end->which,
						     end->direction == TPLG_PLAYBACK ? "playback" :
										       "capture");
	return 0;
}

static int read_ends(struct yaml_file *file, yaml_value list, bool link, struct suite_end **out,
		     size_t *count)
{
	const struct suite_shape *shape = &suite_end_shapes[link];
	struct suite_end *ends;
	yaml_value value;
	int ret = yaml_check_list(file, list, link ? "links" : "streams");

	if (ret)
		return ret;
	if (yaml_list_length(list) > SUITE_MAX_ENDS)
		return yaml_complain(file, list, "expected at most %d of them", SUITE_MAX_ENDS);
	ends = suite_alloc(suite_file_of(file)->suite,
			   (yaml_list_length(list) + 1) * sizeof(*ends));
	*out = ends;
	*count = 0;
	for (size_t i = 0; !ret && (value = yaml_list_at(file, list, i)); i++) {
		ends[i] = (struct suite_end){
			.suite = suite_file_of(file)->suite,
			.link = link,
			.start = SUITE_UNSET,
			.stop = SUITE_UNSET,
			.pause = SUITE_UNSET,
			.resume = SUITE_UNSET,
			.suspend = SUITE_UNSET,
			.checks.delay = SUITE_UNSET,
		};
		suite_set_place(file, value, &ends[i].place);
		ret = yaml_read_mapping(file, value, shape->name, shape->fields, shape->count,
					&ends[i]);
		if (!ret)
			ret = check_end(file, value, &ends[i]);
		*count += !ret;
	}
	return ret;
}

int suite_read_streams(struct yaml_file *file, yaml_value value, void *out)
{
	struct suite_scenario *s = out;

	return read_ends(file, value, false, &s->streams, &s->num_streams);
}

int suite_read_links(struct yaml_file *file, yaml_value value, void *out)
{
	struct suite_scenario *s = out;

	return read_ends(file, value, true, &s->links, &s->num_links);
}
