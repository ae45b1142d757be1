/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "review/facts.h"
#include "topology/tplg_print.h"

/* A value under construction; what does not fit is cut. */
struct line {
	char text[1024];
	size_t used;
};

static void put(struct line *line, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void put(struct line *line, const char *format, ...)
{
	va_list args;

	if (line->used >= sizeof(line->text) - 1)
		return;
	va_start(args, format);
	line->used += (size_t)vsnprintf(line->text + line->used, sizeof(line->text) - line->used,
					format, args);
	va_end(args);
}

/* The key is "OBJECT: WHAT". Takes the line, which is empty then. @return 0, -ENOMEM */
static int add(struct facts *facts, const char *object, const char *what, struct line *line)
{
	struct fact *grown = realloc(facts->fact, (facts->num + 1) * sizeof(*grown));
	struct fact *fact;

	if (!grown)
		return -ENOMEM;
	facts->fact = grown;
	fact = &grown[facts->num];
	if (asprintf(&fact->key, "%s: %s", object, what) < 0)
		return -ENOMEM;
	fact->value = strdup(line->text);
	*line = (struct line){ .used = 0 };
	if (!fact->value) {
		free(fact->key);
		return -ENOMEM;
	}
	facts->num++;
	return 0;
}

/* ---- PCMs ---- */

static void put_rates(struct line *line, const struct tplg_caps *caps)
{
	for (unsigned int bit = 0; bit < 32; bit++)
		if (caps->rates >> bit & 1 && tplg_alsa_rate(bit))
			put(line, "%u ", tplg_alsa_rate(bit));
	/* one rate is the same, whether it is in a list or alone in a range */
	if (!line->used && caps->rate_min == caps->rate_max)
		put(line, "%u ", caps->rate_min);
	else if (!line->used)
		put(line, "%u..%u ", caps->rate_min, caps->rate_max);
	put(line, "Hz");
}

static void put_formats(struct line *line, uint64_t formats)
{
	for (unsigned int bit = 0; bit < 64; bit++)
		if (formats >> bit & 1)
			put(line, "%s%s", line->used ? " " : "",
			    tplg_alsa_format_name(bit) ? tplg_alsa_format_name(bit) : "?");
}

static int add_caps(struct facts *facts, const struct tplg_pcm *pcm, enum tplg_direction direction)
{
	const struct tplg_caps *caps = &pcm->caps[direction];
	struct line line = { .used = 0 };
	char object[64];
	int ret;

	if (!caps->present)
		return 0;
	snprintf(object, sizeof(object), "PCM %u %s", pcm->id, tplg_direction_name(direction));
	put_rates(&line, caps);
	ret = add(facts, object, "rates", &line);
	put_formats(&line, caps->formats);
	if (!ret)
		ret = add(facts, object, "formats", &line);
	put(&line, "%u..%u", caps->channels_min, caps->channels_max);
	if (!ret)
		ret = add(facts, object, "channels", &line);
	put(&line, "%u..%u of %u..%u bytes", caps->periods_min, caps->periods_max,
	    caps->period_size_min, caps->period_size_max);
	if (!ret)
		ret = add(facts, object, "periods", &line);
	put(&line, "%u..%u bytes", caps->buffer_size_min, caps->buffer_size_max);
	return ret ? ret : add(facts, object, "buffer", &line);
}

static int add_pcm(struct facts *facts, const struct tplg_pcm *pcm)
{
	struct line line = { .used = 0 };
	char object[32];
	int ret;

	snprintf(object, sizeof(object), "PCM %u", pcm->id);
	put(&line, "'%s'%s", pcm->name, pcm->compress ? ", compressed" : "");
	ret = add(facts, object, "name", &line);
	for (int d = TPLG_PLAYBACK; d <= TPLG_CAPTURE && !ret; d++)
		ret = add_caps(facts, pcm, (enum tplg_direction)d);
	return ret;
}

/* ---- controls ---- */

/* FNV-1a: tells two blobs apart, no more. */
static uint32_t checksum(const uint8_t *data, size_t bytes)
{
	uint32_t sum = 2166136261u;

	for (size_t i = 0; i < bytes; i++)
		sum = (sum ^ data[i]) * 16777619u;
	return sum;
}

static void put_control(struct line *line, const struct tplg_control *c)
{
	put(line, "%s", tplg_control_kind_name(c->kind));
	if (c->kind == TPLG_CONTROL_BYTES) {
		put(line, " of at most %u bytes", c->max_bytes);
		if (c->data_set)
			put(line, ", initially %u bytes (%08x) to param %u", c->data_bytes,
			    checksum(c->data, c->data_bytes), c->param_id);
		return;
	}
	if (c->kind == TPLG_CONTROL_VOLUME)
		put(line, " 0..%u", c->max);
	put(line, ", %u channels", c->num_channels);
	if (c->scale_set)
		put(line, ", from %.2f dB in steps of %.2f dB%s", c->scale_min / 100.0,
		    c->scale_step / 100.0, c->scale_mute ? ", 0 mutes" : "");
	for (uint32_t i = 0; i < c->num_items; i++)
		put(line, "%s'%s'", i ? ", " : ": ", c->items[i]);
}

/* Controls of one name get a number each. */
static int add_control(struct facts *facts, const struct tplg *t, uint32_t number)
{
	const struct tplg_control *c = &t->controls[number];
	struct line line = { .used = 0 };
	char object[96];
	unsigned int same = 0;

	for (uint32_t i = 0; i < number; i++)
		same += !strcmp(t->controls[i].name, c->name);
	if (same)
		snprintf(object, sizeof(object), "control '%s',%u", c->name, same);
	else
		snprintf(object, sizeof(object), "control '%s'", c->name);
	put_control(&line, c);
	put(&line, ", of %s", t->widgets[c->widget].name);
	return add(facts, object, "value", &line);
}

/* ---- modules, links, routes ---- */

static void put_side(struct line *line, const struct tplg_side *side)
{
	for (uint32_t i = 0; i < side->num_formats; i++) {
		const struct ipc4_audio_format *fmt = &side->formats[i].fmt;

		put(line, "%s%u Hz %u ch %u/%u bit in %u bytes", i ? ", " : "",
		    fmt->sampling_frequency, fmt->channels_count, fmt->valid_bit_depth, fmt->depth,
		    side->formats[i].buffer_bytes);
		if (side->formats[i].pin_index)
			put(line, " at pin %u", side->formats[i].pin_index);
	}
	if (!side->num_formats)
		put(line, "none");
}

static void put_tokens(struct line *line, const struct tplg_widget *w)
{
	for (const struct tplg_token_name *token = tplg_token_names; token->key; token++) {
		const struct tplg_opt *opt = (const void *)((const char *)w + token->field);

		if (opt->set)
			put(line, "%s%s %u", line->used ? ", " : "", token->key, opt->value);
	}
}

static int add_widget(struct facts *facts, const struct tplg_widget *w)
{
	struct line line = { .used = 0 };
	char object[64], uuid[TPLG_UUID_TEXT] = "no UUID";
	int ret;

	snprintf(object, sizeof(object), "widget '%s'", w->name);
	if (w->uuid_set)
		tplg_uuid_format(w->uuid, uuid);
	put(&line, "%s, %s %s, pipeline %u%s%s", tplg_widget_type_name(w->id),
	    w->module ? w->module->name : "module", uuid, w->pipeline_id,
	    tplg_domain_name(w->domain) ? ", domain " : "",
	    tplg_domain_name(w->domain) ? tplg_domain_name(w->domain) : "");
	ret = add(facts, object, "module", &line);
	put_tokens(&line, w);
	if (!ret)
		ret = add(facts, object, "tokens", &line);
	if (w->role != TPLG_ROLE_MODULE)
		return ret;
	put_side(&line, &w->in);
	if (!ret)
		ret = add(facts, object, "input formats", &line);
	put_side(&line, &w->out);
	return ret ? ret : add(facts, object, "output formats", &line);
}

static int add_route(struct facts *facts, const struct tplg *t, const struct tplg_route *route)
{
	struct line line = { .used = 0 };
	char object[128];

	snprintf(object, sizeof(object), "route '%s' -> '%s'", t->widgets[route->source].name,
		 t->widgets[route->sink].name);
	put(&line, "there");
	return add(facts, object, "route", &line);
}

static int add_link(struct facts *facts, const struct tplg_link *link)
{
	struct line line = { .used = 0 };
	char object[64];

	snprintf(object, sizeof(object), "link '%s'", link->name);
	put(&line, "%u, %s %u", link->id, link->dai_type[0] ? link->dai_type : "no DAI type",
	    link->dai_index.value);
	return add(facts, object, "DAI", &line);
}

int facts_make(const struct tplg *t, struct facts *facts)
{
	int ret = 0;

	*facts = (struct facts){ 0 };
	for (uint32_t i = 0; i < t->num_pcms && !ret; i++)
		ret = add_pcm(facts, &t->pcms[i]);
	for (uint32_t i = 0; i < t->num_controls && !ret; i++)
		ret = add_control(facts, t, i);
	for (uint32_t i = 0; i < t->num_widgets && !ret; i++)
		ret = add_widget(facts, &t->widgets[i]);
	for (uint32_t i = 0; i < t->num_routes && !ret; i++)
		ret = add_route(facts, t, &t->routes[i]);
	for (uint32_t i = 0; i < t->num_links && !ret; i++)
		ret = add_link(facts, &t->links[i]);
	if (ret)
		facts_free(facts);
	return ret;
}

void facts_free(struct facts *facts)
{
	for (size_t i = 0; i < facts->num; i++) {
		free(facts->fact[i].key);
		free(facts->fact[i].value);
	}
	free(facts->fact);
	*facts = (struct facts){ 0 };
}

const char *facts_find(const struct facts *facts, const char *key)
{
	for (size_t i = 0; i < facts->num; i++)
		if (!strcmp(facts->fact[i].key, key))
			return facts->fact[i].value;
	return NULL;
}
