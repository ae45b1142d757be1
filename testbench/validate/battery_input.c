/* SPDX-License-Identifier: BSD-3-Clause */
/* Inputs of runs. */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <sndfile.h>

#include "validate/battery.h"

#define KEPT 8 /* names */

struct signal {
	unsigned int rate, frames;
	uint32_t state; /* of the noise */
};

static int32_t noise(struct signal *s, uint32_t i)
{
	s->state = s->state * 1664525u + 1013904223u;
	return (int32_t)s->state;
}

static int32_t silence(struct signal *s, uint32_t i)
{
	return 0;
}

static int32_t square(struct signal *s, uint32_t i)
{
	return i / 48 % 2 ? INT32_MIN : INT32_MAX;
}

static int32_t sine(struct signal *s, uint32_t i)
{
	return (int32_t)lrint(INT32_MAX * sin(2 * M_PI * 50 * i / s->rate));
}

static int32_t burst(struct signal *s, uint32_t i)
{
	return i < s->frames / 4 ? noise(s, i) : 0;
}

static const struct kind {
	const char *name;
	int32_t (*sample)(struct signal *s, uint32_t i);
	uint32_t seed;
} kinds[] = {
	{ "noise", noise, 1 },   { "other", noise, 77 }, { "silence", silence, 0 },
	{ "square", square, 0 }, { "sine", sine, 0 },    { "burst", burst, 1 },
};

static const struct kind *find_kind(const char *name)
{
	size_t i = 0;

	while (strcmp(kinds[i].name, name) != 0)
		i++;
	return &kinds[i];
}

static bool write_frames(SNDFILE *file, const struct battery_point *point, const struct kind *kind,
			 unsigned int frames)
{
	struct signal signal = { point->rate, frames, kind->seed };

	for (uint32_t i = 0; i < frames; i++) {
		int frame[8];

		for (unsigned int c = 0; c < point->channels; c++)
			frame[c] = kind->sample(&signal, i);
		if (sf_writef_int(file, frame, 1) != 1)
			return false;
	}
	return true;
}

const char *battery_input(struct battery *b, const struct battery_point *point, const char *kind,
			  unsigned int frames)
{
	static char names[KEPT][64];
	static unsigned int next;
	char *name = names[next++ % KEPT], path[2 * PATH_MAX];
	const int format = point->width == 16 ? SF_FORMAT_PCM_16 :
			   point->width == 24 ? SF_FORMAT_PCM_24 :
						SF_FORMAT_PCM_32;
	SF_INFO info = { .samplerate = (int)point->rate,
			 .channels = (int)point->channels,
			 .format = SF_FORMAT_WAV | format };
	SNDFILE *file;
	bool good;

	snprintf(name, sizeof(names[0]), "%s-%u-%u-%u-%u.wav", kind, point->width, point->channels,
		 point->rate, frames);
	snprintf(path, sizeof(path), "%s/%s", b->work, name);
	if (!access(path, R_OK))
		return name;
	file = sf_open(path, SFM_WRITE, &info);
	good = file && write_frames(file, point, find_kind(kind), frames);
	return file && !sf_close(file) && good ? name : NULL;
}

bool battery_write(const struct battery *b, const char *name, const char *text)
{
	char path[2 * PATH_MAX];
	FILE *file;
	bool good;

	snprintf(path, sizeof(path), "%s/%s", b->work, name);
	file = fopen(path, "w");
	good = file && fputs(text, file) >= 0;
	return file && !fclose(file) && good;
}
