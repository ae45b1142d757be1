/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * amixer's sset: parameters of a simple control, each done in turn. Which elements belong to a simple control,
 * dB and channels are the simple mixer's, which is libasound's.
 *
 * A parameter is the stream's direction, channels, or values: one for all channels, or a list of one for each.
 */
#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

#define ALL_CHANNELS (~0u)
#define BIT(channel) (1u << (channel))
#define DB_PER_DECADE \
	6000.0 /* in 0.01 dB: loudness as alsamixer shows it goes with the cube root */
#define LINEAR_DB_RANGE 2400 /* 0.01 dB: smaller ranges are shown as they are */

/* The two halves of a simple control. */
static const struct side {
	const char *name;
	int (*has_channel)(snd_mixer_elem_t *elem, snd_mixer_selem_channel_id_t channel);
	int (*has_volume)(snd_mixer_elem_t *elem);
	int (*has_switch)(snd_mixer_elem_t *elem);
	int (*get_range)(snd_mixer_elem_t *elem, long *min, long *max);
	int (*get_volume)(snd_mixer_elem_t *elem, snd_mixer_selem_channel_id_t channel,
			  long *value);
	int (*set_volume)(snd_mixer_elem_t *elem, snd_mixer_selem_channel_id_t channel, long value);
	int (*get_db_range)(snd_mixer_elem_t *elem, long *min, long *max);
	int (*get_db)(snd_mixer_elem_t *elem, snd_mixer_selem_channel_id_t channel, long *value);
	int (*set_db)(snd_mixer_elem_t *elem, snd_mixer_selem_channel_id_t channel, long value,
		      int round);
	int (*get_switch)(snd_mixer_elem_t *elem, snd_mixer_selem_channel_id_t channel, int *value);
	int (*set_switch)(snd_mixer_elem_t *elem, snd_mixer_selem_channel_id_t channel, int value);
} sides[] = {
	{ "playback", snd_mixer_selem_has_playback_channel, snd_mixer_selem_has_playback_volume,
	  snd_mixer_selem_has_playback_switch, snd_mixer_selem_get_playback_volume_range,
	  snd_mixer_selem_get_playback_volume, snd_mixer_selem_set_playback_volume,
	  snd_mixer_selem_get_playback_dB_range, snd_mixer_selem_get_playback_dB,
	  snd_mixer_selem_set_playback_dB, snd_mixer_selem_get_playback_switch,
	  snd_mixer_selem_set_playback_switch },
	{ "capture", snd_mixer_selem_has_capture_channel, snd_mixer_selem_has_capture_volume,
	  snd_mixer_selem_has_capture_switch, snd_mixer_selem_get_capture_volume_range,
	  snd_mixer_selem_get_capture_volume, snd_mixer_selem_set_capture_volume,
	  snd_mixer_selem_get_capture_dB_range, snd_mixer_selem_get_capture_dB,
	  snd_mixer_selem_set_capture_dB, snd_mixer_selem_get_capture_switch,
	  snd_mixer_selem_set_capture_switch },
};

#define NUM_SIDES  (sizeof(sides) / sizeof(sides[0]))
#define BOTH_SIDES (BIT(0) | BIT(1))

/* One value of a list. */
struct value {
	enum {
		STEPS,
		PERCENT,
		DECIBEL,
		OFF,
		ON,
		TOGGLE
	} kind;
	unsigned int sides; /* that it can be for */
	double number;      /* of a volume */
	int relative;       /* of a volume: 1 up, -1 down, 0 absolute */
};

struct sset {
	struct control_text *text;
	const char *at; /* of the parameter */
	snd_mixer_elem_t *elem;
	const char *name;
	bool mapped;                  /* percentages of loudness instead of the range */
	unsigned int sides, channels; /* bits: where values go */
	bool any;                     /* a value has come */
};

/* ---- words ---- */

static const struct {
	const char *word;
	unsigned int channels;
} channel_words[] = {
	{ "frontleft", BIT(SND_MIXER_SCHN_FRONT_LEFT) },
	{ "frontright", BIT(SND_MIXER_SCHN_FRONT_RIGHT) },
	{ "frontcenter", BIT(SND_MIXER_SCHN_FRONT_CENTER) },
	{ "front", BIT(SND_MIXER_SCHN_FRONT_LEFT) | BIT(SND_MIXER_SCHN_FRONT_RIGHT) },
	{ "center", BIT(SND_MIXER_SCHN_FRONT_CENTER) },
	{ "rearleft", BIT(SND_MIXER_SCHN_REAR_LEFT) },
	{ "rearright", BIT(SND_MIXER_SCHN_REAR_RIGHT) },
	{ "rear", BIT(SND_MIXER_SCHN_REAR_LEFT) | BIT(SND_MIXER_SCHN_REAR_RIGHT) },
	{ "woofer", BIT(SND_MIXER_SCHN_WOOFER) },
};

static const struct {
	const char *word;
	struct value value;
} switch_words[] = {
	{ "on", { .kind = ON, .sides = BIT(0) } },
	{ "off", { .kind = OFF, .sides = BIT(0) } },
	{ "unmute", { .kind = ON, .sides = BIT(0) } },
	{ "mute", { .kind = OFF, .sides = BIT(0) } },
	{ "cap", { .kind = ON, .sides = BIT(1) } },
	{ "nocap", { .kind = OFF, .sides = BIT(1) } },
	{ "toggle", { .kind = TOGGLE, .sides = BOTH_SIDES } },
};

/* @return true: the word says where the next values go */
static bool take_target(struct sset *sset, const char *word)
{
	for (size_t i = 0; i < NUM_SIDES; i++) {
		if (!strcasecmp(word, sides[i].name)) {
			sset->sides = BIT(i);
			return true;
		}
	}
	for (size_t i = 0; i < sizeof(channel_words) / sizeof(channel_words[0]); i++) {
		if (!strcasecmp(word, channel_words[i].word)) {
			sset->channels = channel_words[i].channels;
			return true;
		}
	}
	return false;
}

/* "-12.5dB", "80%", "5%+", "30", of @length characters. @return false: something else */
static bool parse_volume(const char *field, size_t length, struct value *value)
{
	char *end;

	*value = (struct value){ .kind = STEPS, .sides = BOTH_SIDES };
	value->number = strtod(field, &end);
	/* strtod() takes more notations than amixer. */
	if (end == field || strspn(field, "-0123456789.") < (size_t)(end - field))
		return false;
	if (*end == '%') {
		value->kind = PERCENT;
		end++;
	} else if (!strncasecmp(end, "dB", 2)) {
		value->kind = DECIBEL;
		end += 2;
	}
	if (*end == '+' || *end == '-')
		value->relative = *end++ == '+' ? 1 : -1;
	return end == field + length;
}

static int parse_value(struct sset *sset, const char *field, size_t length, struct value *value)
{
	for (size_t i = 0; i < sizeof(switch_words) / sizeof(switch_words[0]); i++) {
		if (strlen(switch_words[i].word) == length &&
		    !strncmp(switch_words[i].word, field, length)) {
			*value = switch_words[i].value;
			return 0;
		}
	}
	if (parse_volume(field, length, value))
		return 0;
	return control_fail(sset->text, sset->at, "'%.*s' is no parameter of sset '%.100s'",
			    (int)length, field, sset->name);
}

/* ---- volumes ---- */

/* Never nothing for a percent and more, as libasound's own parser has it. Fractions do not count. */
static long percent_of(long range, double percent)
{
	long whole = (long)percent;
	long steps = lrint((double)range * (double)whole * 0.01);

	return steps || whole <= 0 ? steps : 1;
}

static int set_steps(struct sset *sset, const struct side *side,
		     snd_mixer_selem_channel_id_t channel, const struct value *value)
{
	long min, max, now, steps;

	side->get_range(sset->elem, &min, &max);
	side->get_volume(sset->elem, channel, &now);
	steps = value->kind == PERCENT ? percent_of(max - min, value->number) : (long)value->number;
	if (value->relative)
		steps = now + value->relative * steps;
	else if (value->kind == PERCENT)
		steps += min;
	if (!value->relative && (steps < min || steps > max))
		control_warn(sset->text, sset->at, "'%.100s' has the range %ld..%ld", sset->name,
			     min, max);
	steps = steps < min ? min : steps > max ? max : steps;
	return side->set_volume(sset->elem, channel, steps);
}

/* Between loudness 0..1 and 0.01 dB. A range that begins with mute has no lowest dB. */
static double lowest_loudness(long min, long max)
{
	return min == SND_CTL_TLV_DB_GAIN_MUTE ? 0 : pow(10, (double)(min - max) / DB_PER_DECADE);
}

static double loudness_of(long db, long min, long max)
{
	double lowest = lowest_loudness(min, max);

	if (max - min <= LINEAR_DB_RANGE)
		return (double)(db - min) / (double)(max - min);
	return (pow(10, (double)(db - max) / DB_PER_DECADE) - lowest) / (1 - lowest);
}

static double db_of(double loudness, long min, long max)
{
	double lowest = lowest_loudness(min, max);

	if (max - min <= LINEAR_DB_RANGE)
		return (double)min + loudness * (double)(max - min);
	return DB_PER_DECADE * log10(loudness * (1 - lowest) + lowest) + (double)max;
}

static int set_db(struct sset *sset, const struct side *side, snd_mixer_selem_channel_id_t channel,
		  const struct value *value)
{
	long min, max, now;
	double target;

	if (side->get_db_range(sset->elem, &min, &max) < 0 || min >= max ||
	    side->get_db(sset->elem, channel, &now) < 0)
		return control_fail(sset->text, sset->at, "'%.100s' has no dB scale", sset->name);
	if (value->kind == DECIBEL) {
		target = value->number * 100 * (value->relative ? value->relative : 1);
		target += value->relative ? (double)now : 0;
	} else {
		target = value->number * 0.01 * (value->relative ? value->relative : 1);
		target += value->relative ? loudness_of(now, min, max) : 0;
		target = db_of(fmin(fmax(target, 0), 1), min, max);
	}
	target = fmin(fmax(target, (double)min), (double)max);
	return side->set_db(sset->elem, channel, lrint(target), value->relative);
}

/* ---- one value, one channel ---- */

static int set_switch(struct sset *sset, const struct side *side,
		      snd_mixer_selem_channel_id_t channel, const struct value *value)
{
	int now = 0, ret;

	side->get_switch(sset->elem, channel, &now);
	if (value->kind == TOGGLE)
		return side->set_switch(sset->elem, channel, !now);
	/* The mixer writes only what changes, but what a control has that nobody has put is not known. */
	ret = side->set_switch(sset->elem, channel, value->kind != ON);
	return ret < 0 ? ret : side->set_switch(sset->elem, channel, value->kind == ON);
}

static bool is_volume(const struct value *value)
{
	return value->kind <= DECIBEL;
}

static bool suits(struct sset *sset, const struct side *side, const struct value *value)
{
	return is_volume(value) ? side->has_volume(sset->elem) : side->has_switch(sset->elem);
}

static int set_channel(struct sset *sset, const struct side *side,
		       snd_mixer_selem_channel_id_t channel, const struct value *value)
{
	int ret;

	if (!is_volume(value))
		ret = set_switch(sset, side, channel, value);
	else if (value->kind == DECIBEL || (value->kind == PERCENT && sset->mapped))
		ret = set_db(sset, side, channel, value);
	else
		ret = set_steps(sset, side, channel, value);
	if (ret < 0 && !sset->text->err->text[0])
		return control_fail(sset->text, sset->at, "'%.100s' cannot be written: %s",
				    sset->name, snd_strerror(ret));
	return ret;
}

/* ---- parameters ---- */

/*
 * A list on one side. A value without a comma is for all channels, one of a list for the next one; an empty one
 * ends the list.
 * @return channels set, -errno
 */
static int set_side(struct sset *sset, size_t side, const char *list)
{
	const bool one_for_all = !strchr(list, ',');
	struct value value;
	int count = 0, ret;

	for (int channel = 0; channel <= (int)SND_MIXER_SCHN_LAST && *list; channel++) {
		size_t length = strcspn(list, ",");

		if (!(sset->channels & BIT(channel)) ||
		    !sides[side].has_channel(sset->elem, (snd_mixer_selem_channel_id_t)channel))
			continue;
		if (!length)
			break;
		ret = parse_value(sset, list, length, &value);
		if (!ret && value.sides & BIT(side) && suits(sset, &sides[side], &value)) {
			ret = set_channel(sset, &sides[side], (snd_mixer_selem_channel_id_t)channel,
					  &value);
			count++;
		}
		if (ret < 0)
			return ret;
		if (!one_for_all)
			list += length + (list[length] == ',');
	}
	return count;
}

static int check_list(struct sset *sset, const char *list)
{
	struct value value;
	bool empty = false;

	for (;; list++) {
		size_t length = strcspn(list, ",");

		empty = empty || !length;
		if (length && parse_value(sset, list, length, &value))
			return -EINVAL;
		list += length;
		if (!*list)
			break;
	}
	if (empty)
		control_warn(sset->text, sset->at, "an empty value ends the list");
	return 0;
}

static int set_values(struct sset *sset, const char *list)
{
	int total = 0, ret = check_list(sset, list);

	sset->any = true;
	for (size_t side = 0; ret >= 0 && side < NUM_SIDES; side++) {
		if (!(sset->sides & BIT(side)))
			continue;
		ret = set_side(sset, side, list);
		total += ret;
	}
	if (ret < 0)
		return ret;
	if (!total && *list && *list != ',')
		return control_fail(sset->text, sset->at,
				    "'%.100s' has no channel or no %s for '%.100s'", sset->name,
				    isalpha((unsigned char)*list) ? "switch" : "volume", list);
	return 0;
}

static int find_item(snd_mixer_elem_t *elem, const char *text)
{
	char name[TPLG_NAME_LEN];
	int count = snd_mixer_selem_get_enum_items(elem);

	for (int i = 0; i < count; i++)
		if (!snd_mixer_selem_get_enum_item_name(elem, (unsigned int)i, sizeof(name),
							name) &&
		    !strcmp(name, text))
			return i;
	return -ENOENT;
}

/* Of an enum each parameter is the text of an item, for the next channel. */
static int set_item(struct sset *sset, int channel, const char *text)
{
	int item = find_item(sset->elem, text);

	if (item < 0)
		return control_fail(sset->text, sset->at, "'%.100s' is no item of '%.100s'", text,
				    sset->name);
	if (snd_mixer_selem_set_enum_item(sset->elem, (snd_mixer_selem_channel_id_t)channel,
					  (unsigned int)item) < 0)
		return control_fail(sset->text, sset->at, "'%.100s' has no channel %d", sset->name,
				    channel);
	return 0;
}

static int set_all(struct sset *sset, const struct control_words *words, char *const *argv,
		   int argc)
{
	int ret = 0;

	for (int i = 0; !ret && i < argc; i++) {
		sset->at = control_word_at(words, argv[i]);
		if (snd_mixer_selem_is_enumerated(sset->elem)) {
			ret = set_item(sset, i, argv[i]);
			sset->any = true;
		} else if (!argv[i][0]) {
			ret = control_fail(sset->text, sset->at, "an empty parameter");
		} else if (!take_target(sset, argv[i])) {
			ret = set_values(sset, argv[i]);
		}
	}
	if (!ret && !sset->any)
		ret = control_fail(sset->text, words->at[words->argc], "no value for '%.100s'",
				   sset->name);
	return ret;
}

/* ---- the mixer ---- */

/* @return 0 with a mixer for snd_mixer_close(), which closes the card's handle as well */
static int open_mixer(struct control_card *card, snd_mixer_t **mixer)
{
	snd_hctl_t *hctl;
	int ret = snd_mixer_open(mixer, 0);

	if (ret < 0)
		return ret;
	ret = control_card_open(card);
	if (ret < 0)
		goto close_mixer;
	ret = snd_hctl_open_ctl(&hctl, card->ctl.plugin.ext.handle);
	if (ret < 0)
		goto close_card;
	ret = snd_mixer_attach_hctl(*mixer, hctl); /* closes it when it fails */
	if (ret >= 0)
		ret = snd_mixer_selem_register(*mixer, NULL, NULL);
	if (ret >= 0)
		ret = snd_mixer_load(*mixer);
	if (ret >= 0)
		return 0;
	goto close_mixer;
close_card:
	snd_ctl_close(card->ctl.plugin.ext.handle);
close_mixer:
	snd_mixer_close(*mixer);
	return ret;
}

static int find_simple(struct control_card *card, snd_mixer_t *mixer, struct control_text *text,
		       const char *at, const char *name, snd_mixer_elem_t **elem)
{
	const char *comma = strrchr(name, ',');
	snd_mixer_selem_id_t *id;

	snd_mixer_selem_id_alloca(&id);
	/* libasound takes any text for index 0 */
	if ((comma && !strpbrk(comma, "'\"") && comma[1 + strspn(comma + 1, "0123456789")]) ||
	    snd_mixer_selem_id_parse(id, name) < 0)
		return control_fail(text, at, "'%.100s': expected NAME or NAME,INDEX", name);
	*elem = snd_mixer_find_selem(mixer, id);
	if (*elem)
		return 0;
	return control_unknown(text, at, name, &card->elements);
}

int control_card_sset(struct control_card *card, struct control_text *text, bool mapped,
		      char *const *argv, int argc)
{
	struct sset sset = {
		.text = text,
		.name = argv[0],
		.mapped = mapped,
		.sides = BOTH_SIDES,
		.channels = ALL_CHANNELS,
	};
	const char *at = control_word_at(&card->words, argv[0]);
	snd_mixer_t *mixer;
	int ret = open_mixer(card, &mixer);

	text->err->text[0] = '\0';
	if (ret < 0)
		return control_fail(text, at, "cannot open a mixer: %s", snd_strerror(ret));
	ret = find_simple(card, mixer, text, at, argv[0], &sset.elem);
	if (!ret)
		ret = set_all(&sset, &card->words, argv + 1, argc - 1);
	snd_mixer_close(mixer);
	return ret;
}
