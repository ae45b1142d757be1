/* SPDX-License-Identifier: BSD-3-Clause */
/* The tables of fields and expectations as a JSON Schema, for editors and other readers. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <jansson.h>

#include "report/json_file.h"
#include "suite/suite_measure.h"
#include "suite/suite_steps.h"

static json_t *choices_json(const char *const *choices)
{
	json_t *list = json_array();

	while (*choices)
		json_array_append_new(list, json_string(*choices++));
	/* a variable is a text */
	return json_pack("{s:[{s:o}, {s:s}]}", "anyOf", "enum", list, "pattern", "[$][{]");
}

static json_t *value_json(const struct yaml_field *field)
{
	switch (field->kind) {
	case YAML_KIND_BOOL:
		return json_pack("{s:[s, s]}", "type", "boolean", "string");
	case YAML_KIND_REAL:
		return json_pack("{s:[s, s], s:f, s:f}", "type", "number", "string", "minimum",
				 field->low, "maximum", field->high);
	case YAML_KIND_NUMBER:
		/* a variable is a text */
		return json_pack("{s:[s, s], s:I, s:I}", "type", "integer", "string", "minimum",
				 (json_int_t)field->min, "maximum", (json_int_t)field->max);
	case YAML_KIND_CHOICE:
		return choices_json(field->choices);
	case YAML_KIND_READ:
		return json_loads(field->shape, 0, NULL);
	default:
		return json_pack("{s:[s, s]}", "type", "string", "number");
	}
}

static json_t *object_json(const char *help, json_t *properties)
{
	json_t *json = json_pack("{s:s, s:b, s:o}", "type", "object", "additionalProperties", 0,
				 "properties", properties);

	json_object_set_new(json, "description", json_string(help));
	return json;
}

static json_t *described(json_t *value, const char *text)
{
	json_object_set_new(value, "description", json_string(text));
	return value;
}

static json_t *shape_json(const struct suite_shape *shape)
{
	json_t *properties = json_object();

	for (size_t i = 0; i < shape->count; i++)
		json_object_set_new(properties, shape->fields[i].key,
				    described(value_json(&shape->fields[i]),
					      shape->fields[i].help));
	return object_json(shape->help, properties);
}

static json_t *measure_json(const struct suite_measure *m)
{
	json_t *bound = json_pack("{s:[s, s]}", "type", "number", "string");
	json_t *json = m->form == SUITE_KEYED ? json_pack("{s:s, s:o}", "type", "object",
							  "additionalProperties", bound) :
						bound;
	char text[256];

	snprintf(text, sizeof(text), "%s%s%s%s%s%s", m->help, m->unit && *m->unit ? ", in " : "",
		 m->unit ? m->unit : "", m->usual ? "; default " : "", m->usual ? m->usual : "",
		 m->form == SUITE_CHANNEL ? "; of each channel" : "");
	return described(json, text);
}

static json_t *checks_json(bool output)
{
	const struct suite_measure *m;
	const struct suite_plain_key *key;
	json_t *properties = json_object();

	for (size_t i = 0; (m = suite_measure_at(i)) != NULL; i++)
		if (m->output == output)
			json_object_set_new(properties, m->name, measure_json(m));
	for (size_t i = 0; (key = suite_plain_key(i)) != NULL; i++)
		if (key->output == output)
			json_object_set_new(properties, key->name,
					    described(json_loads(key->shape, 0, NULL), key->help));
	return object_json(output ? "What an output holds." : "What a run does.", properties);
}

int suite_print_schema(void)
{
	static const char top[] =
		"{\"suite\": {\"type\": \"string\", \"description\": \"its name, for people\"},"
		" \"variables\": {\"type\": \"object\", \"description\": \"NAME: VALUE, used as ${NAME}; --set overrides them\"},"
		" \"include\": {\"type\": \"array\", \"items\": {\"type\": \"string\"}, \"description\": \"files whose scenarios and defaults come first\"},"
		" \"defaults\": {\"$ref\": \"#/$defs/scenario\", \"properties\": {\"matrix\": false, \"exclude\": false}},"
		" \"scenarios\": {\"type\": \"array\", \"items\": {\"$ref\": \"#/$defs/scenario\"}}}";
	json_t *defs = json_object(), *scenario = shape_json(&suite_scenario_shape), *schema;

	json_object_set_new(scenario, "dependentRequired",
			    json_pack("{s:[s]}", "exclude", "matrix"));
	json_object_set_new(defs, "scenario", scenario);
	json_object_set_new(defs, "stream", shape_json(&suite_end_shapes[0]));
	json_object_set_new(defs, "link", shape_json(&suite_end_shapes[1]));
	json_object_set_new(defs, "signal", shape_json(&suite_signal_shape));
	json_object_set_new(defs, "action", shape_json(&suite_action_shape));
	json_object_set_new(defs, "step", shape_json(&suite_step_shape));
	json_object_set_new(defs, "run", checks_json(false));
	json_object_set_new(defs, "output", checks_json(true));
	schema = json_pack("{s:s, s:s, s:s, s:b, s:o, s:o}", "$schema",
			   "https://json-schema.org/draft/2020-12/schema", "title",
			   "A suite of adspbench", "type", "object", "additionalProperties", 0,
			   "properties", json_loads(top, 0, NULL), "$defs", defs);
	return json_print(schema, 0);
}
