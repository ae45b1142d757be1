/* SPDX-License-Identifier: BSD-3-Clause */
/* A topology as JSON. Objects keep the order in which keys are set here. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "topology/tplg_print.h"
#include "util/json_memory.h"
#include "util/text.h"

/* "" stands for an absent name. */
static json_t *name_or_null(const char *name)
{
	return name && name[0] ? json_string(name) : json_null();
}

static json_t *widget_or_null(const struct tplg *t, int widget)
{
	return widget == TPLG_NONE ? json_null() : json_string(t->widgets[widget].name);
}

static json_t *opt_or_null(struct tplg_opt opt)
{
	return opt.set ? json_integer(opt.value) : json_null();
}

static json_t *formats_json(uint64_t formats)
{
	json_t *array = json_array();
	char text[16];

	for (unsigned int bit = 0; bit < 64; bit++) {
		const char *name = tplg_alsa_format_name(bit);

		if (!(formats >> bit & 1))
			continue;
		snprintf(text, sizeof(text), "format-%u", bit);
		json_array_append_new(array, json_string(name ? name : text));
	}
	return array;
}

static json_t *rates_json(uint32_t rates)
{
	json_t *array = json_array();

	for (unsigned int bit = 0; bit < 32; bit++)
		if (rates >> bit & 1 && tplg_alsa_rate(bit))
			json_array_append_new(array, json_integer(tplg_alsa_rate(bit)));
	return array;
}

static json_t *caps_json(const struct tplg *t, const struct tplg_caps *c, const char *reason)
{
	if (!c->present)
		return json_null();
	return json_pack("{ss so so so sI sI sI sI sI sI sI sI sI sI so}", "stream", c->name,
			 "host", widget_or_null(t, c->host), "formats", formats_json(c->formats),
			 "rates", rates_json(c->rates), "rate_min", (json_int_t)c->rate_min,
			 "rate_max", (json_int_t)c->rate_max, "channels_min",
			 (json_int_t)c->channels_min, "channels_max", (json_int_t)c->channels_max,
			 "periods_min", (json_int_t)c->periods_min, "periods_max",
			 (json_int_t)c->periods_max, "period_size_min",
			 (json_int_t)c->period_size_min, "period_size_max",
			 (json_int_t)c->period_size_max, "buffer_size_min",
			 (json_int_t)c->buffer_size_min, "buffer_size_max",
			 (json_int_t)c->buffer_size_max, "cannot_play", name_or_null(reason));
}

static json_t *pcm_json(const struct tplg *t, const struct tplg_verdict *verdict, uint32_t number)
{
	const struct tplg_pcm *pcm = &t->pcms[number];

	return json_pack("{sI ss ss sb so so}", "id", (json_int_t)pcm->id, "name", pcm->name,
			 "dai_name", pcm->dai_name, "compress", pcm->compress, "playback",
			 caps_json(t, &pcm->caps[TPLG_PLAYBACK],
				   tplg_verdict_of(verdict, number, TPLG_PLAYBACK)),
			 "capture",
			 caps_json(t, &pcm->caps[TPLG_CAPTURE],
				   tplg_verdict_of(verdict, number, TPLG_CAPTURE)));
}

static json_t *pipeline_json(const struct tplg *t, int pipeline, const int *order)
{
	const struct tplg_pipeline *p = &t->pipelines[pipeline];
	json_t *widgets = json_array();

	for (uint32_t i = 0; i < t->num_widgets; i++)
		if (tplg_widget_in_pipeline(t, order[i], pipeline))
			json_array_append_new(widgets, json_string(t->widgets[order[i]].name));
	return json_pack("{sI ss so sI sI sb sb so}", "id", (json_int_t)p->id, "scheduler",
			 t->widgets[p->widget].name, "direction",
			 p->direction_set ? json_string(tplg_direction_name(p->direction)) :
					    json_null(),
			 "priority", (json_int_t)p->priority, "core", (json_int_t)p->core,
			 "lp_mode", p->lp_mode, "chain_dma", p->chain_dma, "widgets", widgets);
}

static json_t *side_json(const struct tplg_side *side)
{
	json_t *formats = json_array(), *bindings = json_array();

	for (uint32_t i = 0; i < side->num_formats; i++) {
		const struct tplg_pin_format *f = &side->formats[i];

		json_array_append_new(formats,
				      json_pack("{sI sI sI sI sI ss sI sI sI sI}", "pin",
						(json_int_t)f->pin_index, "rate",
						(json_int_t)f->fmt.sampling_frequency, "channels",
						(json_int_t)f->fmt.channels_count, "valid_bits",
						(json_int_t)f->fmt.valid_bit_depth,
						"container_bits", (json_int_t)f->fmt.depth, "type",
						tplg_sample_type_name(f->fmt.s_type), "channel_map",
						(json_int_t)f->fmt.ch_map, "channel_config",
						(json_int_t)f->fmt.ch_cfg, "interleaving",
						(json_int_t)f->fmt.interleaving_style, "bytes",
						(json_int_t)f->buffer_bytes));
	}
	for (uint32_t i = 0; i < side->num_bindings; i++)
		json_array_append_new(bindings, json_string(side->bindings[i]));
	return json_pack("{so sI so so}", "pins", opt_or_null(side->num_pins), "declared",
			 (json_int_t)side->num_declared, "formats", formats, "bindings", bindings);
}

static json_t *tokens_json(const struct tplg_widget *w)
{
	json_t *tokens = json_object();

	for (const struct tplg_token_name *token = tplg_token_names; token->key; token++) {
		const struct tplg_opt *opt = (const void *)((const char *)w + token->field);

		if (opt->set)
			json_object_set_new(tokens, token->key, json_integer(opt->value));
	}
	return tokens;
}

static json_t *widget_json(const struct tplg *t, const struct tplg_verdict *verdict, int widget)
{
	const struct tplg_widget *w = &t->widgets[widget];
	char uuid[TPLG_UUID_TEXT] = "";
	json_t *controls = json_array();
	struct tplg_error err;
	const char *unusable = NULL;

	if (w->uuid_set)
		tplg_uuid_format(w->uuid, uuid);
	for (uint32_t i = 0; i < w->num_controls; i++)
		json_array_append_new(controls,
				      json_string(t->controls[w->first_control + i].name));
	if (tplg_widget_check(t, widget, &err)) {
		text_make_printable(err.text);
		unusable = err.text;
	} else if (verdict && verdict->missing[widget]) {
		unusable = "the firmware has no such module";
	}
	return json_pack("{ss ss sI so so so so so so so so so so}", "name", w->name, "type",
			 tplg_widget_type_name(w->id), "pipeline", (json_int_t)w->pipeline_id,
			 "stream", name_or_null(w->sname), "module",
			 name_or_null(w->module ? w->module->name : NULL), "uuid",
			 name_or_null(uuid), "domain", name_or_null(tplg_domain_name(w->domain)),
			 "dai_type", name_or_null(w->dai_type), "tokens", tokens_json(w), "inputs",
			 side_json(&w->in), "outputs", side_json(&w->out), "controls", controls,
			 "unusable", name_or_null(unusable));
}

static json_t *scale_json(const struct tplg_control *c)
{
	if (!c->scale_set)
		return json_null();
	return json_pack("{si sI sb}", "min_millibel", c->scale_min, "step_millibel",
			 (json_int_t)c->scale_step, "mute", c->scale_mute);
}

static json_t *control_json(const struct tplg *t, const struct tplg_control *c)
{
	json_t *json = json_pack("{ss ss ss sI sI}", "name", c->name, "kind",
				 tplg_control_kind_name(c->kind), "widget",
				 t->widgets[c->widget].name, "id", (json_int_t)c->id, "access",
				 (json_int_t)c->access);
	json_t *items = NULL;

	if (c->kind == TPLG_CONTROL_BYTES) {
		json_object_set_new(json, "max_bytes", json_integer(c->max_bytes));
		json_object_set_new(json, "initial",
				    !c->data_set ?
					    json_null() :
					    json_pack("{sI sI}", "param", (json_int_t)c->param_id,
						      "bytes", (json_int_t)c->data_bytes));
		return json;
	}
	json_object_set_new(json, "channels", json_integer(c->num_channels));
	if (c->kind == TPLG_CONTROL_ENUM) {
		items = json_array();
		for (uint32_t i = 0; i < c->num_items; i++)
			json_array_append_new(items, json_string(c->items[i]));
		json_object_set_new(json, "items", items);
		return json;
	}
	json_object_set_new(json, "min", json_integer(c->min));
	json_object_set_new(json, "max", json_integer(c->max));
	json_object_set_new(json, "invert", json_boolean(c->invert));
	json_object_set_new(json, "scale", scale_json(c));
	return json;
}

/* Append to the array @key of @json; a value that could not be made makes *@ok false. */
static void append(json_t *json, const char *key, json_t *value, bool *ok)
{
	if (json_array_append_new(json_object_get(json, key), value))
		*ok = false;
}

/* A warning quotes the path, which may hold anything. */
static json_t *warning_json(const char *warning)
{
	char *copy = strdup(warning);
	json_t *json;

	if (!copy)
		return NULL;
	text_make_printable(copy);
	json = json_string(copy);
	free(copy);
	return json;
}

static json_t *route_json(const struct tplg *t, const struct tplg_route *route)
{
	return json_pack("{ss ss sI}", "source", t->widgets[route->source].name, "sink",
			 t->widgets[route->sink].name, "group", (json_int_t)route->group);
}

static json_t *link_json(const struct tplg_link *link)
{
	return json_pack("{sI ss ss so so}", "id", (json_int_t)link->id, "name", link->name,
			 "stream", link->stream_name, "dai_type", name_or_null(link->dai_type),
			 "dai_index", opt_or_null(link->dai_index));
}

/* Fill the empty arrays of @json. False: out of memory. */
static bool fill(json_t *json, const struct tplg *t, const struct tplg_verdict *verdict,
		 const int *order)
{
	bool ok = true;

	for (uint32_t i = 0; i < t->num_pcms; i++)
		append(json, "pcms", pcm_json(t, verdict, i), &ok);
	for (uint32_t i = 0; i < t->num_pipelines; i++)
		append(json, "pipelines", pipeline_json(t, i, order), &ok);
	for (uint32_t i = 0; i < t->num_widgets; i++)
		append(json, "widgets", widget_json(t, verdict, (int)i), &ok);
	for (uint32_t i = 0; i < t->num_controls; i++)
		append(json, "controls", control_json(t, &t->controls[i]), &ok);
	for (uint32_t i = 0; i < t->num_routes; i++)
		append(json, "routes", route_json(t, &t->routes[i]), &ok);
	for (uint32_t i = 0; i < t->num_links; i++)
		append(json, "links", link_json(&t->links[i]), &ok);
	for (uint32_t i = 0; i < t->num_warnings; i++)
		append(json, "warnings", warning_json(t->warnings[i]), &ok);
	return ok;
}

int tplg_print_json(const struct tplg *t, const struct tplg_verdict *verdict, FILE *out)
{
	int *order = tplg_stream_order(t);
	char *path = strdup(t->path);
	char abi[24] = "";
	json_t *json;
	char *text = NULL;

	if (!order || !path)
		goto free;
	text_make_printable(path);
	if (t->abi_set)
		snprintf(abi, sizeof(abi), "%u.%u.%u", t->abi[0], t->abi[1], t->abi[2]);
	json = json_pack("{ss so si s[] s[] s[] s[] s[] s[] s[]}", "path", path, "abi",
			 name_or_null(abi), "ipc", t->ipc3 ? 3 : 4, "pcms", "pipelines", "widgets",
			 "controls", "routes", "links", "warnings");
	if (json && fill(json, t, verdict, order) && !json_memory_lacks())
		text = json_dumps(json, JSON_INDENT(2) | JSON_PRESERVE_ORDER);
	json_decref(json);
	if (text)
		fprintf(out, "%s\n", text);
free:
	free(order);
	free(path);
	if (!text)
		return -ENOMEM;
	free(text);
	return 0;
}
