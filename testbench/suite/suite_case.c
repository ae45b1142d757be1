/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/run_execute.h"
#include "report/json_file.h"
#include "suite/suite_case.h"
#include "suite/suite_measure.h"
#include "suite/suite_steps.h"
#include "suite/suite_wave.h"
#include "trace/recorder.h"

#define MAX_RECORDS 4000 /* of each kind in a result */

struct suite_case {
	struct suite_scenario *scenario;
	const char *folder;
	const char *command;
	struct run_options options;
	struct timespec start;
};

/* ---- what it looks at ---- */

static const struct suite_end *end_at(const struct suite_scenario *s, size_t i)
{
	if (i < s->num_streams)
		return &s->streams[i];
	i -= s->num_streams;
	return i < s->num_links ? &s->links[i] : NULL;
}

static bool is_input(const struct suite_end *end)
{
	return end->link == (end->direction == TPLG_CAPTURE);
}

static const struct report_end *find_report(const struct run_report *report, const char *path)
{
	for (size_t i = 0; i < report->num_ends; i++)
		if (report->ends[i].file && !strcmp(report->ends[i].file, path) &&
		    report->ends[i].spec.rate)
			return &report->ends[i];
	return NULL;
}

/* The one that it names, or the first. */
static const struct suite_end *input_of(const struct suite_scenario *s, const char *name)
{
	const struct suite_end *end;

	for (size_t i = 0; (end = end_at(s, i)) != NULL; i++)
		if (name ? !strcmp(end->name, name) : is_input(end))
			return end;
	return NULL;
}

static void measure(struct suite_sound *sound)
{
	for (uint32_t c = 0; c < sound->signal.spec.channels; c++) {
		const double *samples = measure_channel(&sound->signal, c);

		measure_level(samples, sound->signal.frames, &sound->signal.spec, &sound->level[c]);
		if (sound->end->checks.count)
			measure_tone(samples, sound->signal.frames, sound->signal.spec.rate,
				     &sound->tone[c]);
	}
}

static void load_sound(const struct suite_judged *judged, struct suite_sound *sound)
{
	const struct measure_window window = { sound->end->checks.from_ms,
					       sound->end->checks.to_ms };
	const struct suite_end *input = input_of(judged->scenario, sound->end->checks.input);
	const struct report_end *of_input = input ? find_report(judged->report, input->path) : NULL;
	char err[512];

	sound->report = find_report(judged->report, sound->end->path);
	if (!sound->report)
		return;
	sound->loaded = measure_load(sound->end->path, &sound->report->spec, &window,
				     &sound->signal, err, sizeof(err)) == 0;
	if (!sound->loaded)
		return;
	measure(sound);
	sound->has_input = input && of_input &&
			   measure_load(input->path, &of_input->spec, &window, &sound->input, err,
					sizeof(err)) == 0;
}

static void load_sounds(struct suite_judged *judged, struct suite_sound *sounds)
{
	const struct suite_end *end;

	judged->sound = sounds;
	for (size_t i = 0; (end = end_at(judged->scenario, i)) != NULL; i++) {
		if (is_input(end))
			continue;
		sounds[judged->num_sounds].end = end;
		load_sound(judged, &sounds[judged->num_sounds++]);
	}
}

static void free_sounds(struct suite_judged *judged)
{
	for (size_t i = 0; i < judged->num_sounds; i++) {
		measure_free(&judged->sound[i].signal);
		measure_free(&judged->sound[i].input);
	}
}

static const char *read_log(struct suite *suite, const char *folder)
{
	FILE *file = fopen(suite_format(suite, "%slog.txt", folder), "re");
	char *text;
	size_t used = 0, got;

	if (!file)
		return "";
	text = suite_alloc(suite, (1u << 20) + 1);
	while ((got = fread(text + used, 1, (1u << 20) - used, file)) > 0)
		used += got;
	fclose(file);
	return text;
}

/* ---- findings: what SARIF tells ---- */

/* "function (file:line)" */
static json_t *place_json(const char *site)
{
	const char *open = strrchr(site, '('), *colon = strrchr(site, ':');

	if (!open || !colon || colon < open)
		return json_pack("{s:o}", "site", json_text(site));
	return json_pack("{s:o, s:s#, s:i}", "site", json_text(site), "file", open + 1,
			 (int)(colon - open - 1), "line", atoi(colon + 1));
}

static json_t *findings_json(const struct run_report *report)
{
	json_t *findings = json_array();

	for (size_t i = 0; i < report->num_verdicts; i++) {
		const struct adsp_ledger_verdict *v = &report->verdicts[i];
		json_t *places = json_array();
		char site[ADSP_LEDGER_SYMBOL];

		for (unsigned int k = 0; k < v->num_sites; k++) {
			json_t *place;

			adsp_ledger_site(&v->sites[k].event, site, sizeof(site));
			place = place_json(site);
			json_object_set_new(place, "role", json_text(v->sites[k].role));
			json_array_append_new(places, place);
		}
		json_array_append_new(findings, json_pack("{s:s, s:o, s:o, s:o}", "rule",
							  adsp_ledger_kind_name(v->kind), "text",
							  json_text(v->text), "module",
							  json_text(v->module), "places", places));
	}
	for (size_t i = 0; i < report->num_faults; i++) {
		const struct adsp_fault_info *f = &report->faults[i];

		json_array_append_new(findings,
				      json_pack("{s:s, s:o, s:o, s:[o]}", "rule", "fault", "text",
						json_text(f->text), "module", json_text(f->thread),
						"places", place_json(f->site)));
	}
	return findings;
}

/* ---- the result ---- */

static json_t *tags_json(const struct suite_words *tags)
{
	json_t *list = json_array();

	for (size_t i = 0; i < tags->count; i++)
		json_array_append_new(list, json_text(tags->word[i]));
	return list;
}

json_t *suite_case_json(const struct suite_scenario *s)
{
	return json_pack("{s:o, s:o, s:I, s:o, s:o, s:s, s:f, s:i, s:s, s:[], s:[]}", "name",
			 json_text(s->name), "file", json_text(s->place.file), "line",
			 (json_int_t)s->place.line, "description", json_text(s->description),
			 "tags", tags_json(&s->tags), "verdict", "error", "seconds", 0.0, "status",
			 0, "message", "", "failures", "findings");
}

static double seconds_since(const struct timespec *start)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)(now.tv_sec - start->tv_sec) + (double)(now.tv_nsec - start->tv_nsec) / 1e9;
}

static int write_result(struct suite_case *c, const struct run_report *report, char *err,
			size_t err_size)
{
	static struct suite_sound sounds[2 * SUITE_MAX_ENDS];
	struct suite *suite = c->scenario->suite;
	struct suite_judged judged = {
		.scenario = c->scenario,
		.report = report,
		.log = read_log(suite, c->folder),
		.failures = json_array(),
	};
	json_t *json = suite_case_json(c->scenario);

	load_sounds(&judged, sounds);
	suite_judge(&judged);
	json_object_set_new(json, "verdict",
			    json_string(json_array_size(judged.failures) ? "fail" : "pass"));
	json_object_set_new(json, "failures", judged.failures);
	json_object_set_new(json, "findings", findings_json(report));
	json_object_set_new(json, "status", json_integer(report->status));
	json_object_set_new(json, "message", json_text(report->message));
	json_object_set_new(json, "command", json_text(c->command));
	json_object_set_new(json, "run", run_report_json(report));
	json_object_set_new(json, "waves", suite_waves_json(&judged));
	if (c->options.recorder)
		json_object_set_new(json, "records",
				    recorder_json(c->options.recorder, MAX_RECORDS));
	json_object_set_new(json, "seconds", json_real(seconds_since(&c->start)));
	free_sounds(&judged);
	return json_file_write(json, suite_format(suite, "%sresult.json", c->folder), err,
			       err_size);
}

/* ---- the run ---- */

static void on_death(void *ctx, struct run_report *report)
{
	char err[512];

	write_result(ctx, report, err, sizeof(err));
}

/* A word of `options` that only `adspbench run` itself answers to; NULL: there is none. */
static const char *word_for_nobody(const struct run_options *options)
{
	return options->words.help      ? "--help" :
	       options->debugger        ? "--debug" :
	       options->command         ? "--" :
	       options->report_path     ? "--report" :
	       options->trace_path      ? "--trace" :
	       options->max_host_time_s ? "--max-host-time" :
					  NULL;
}

static void execute(struct suite_case *c, char **argv, int argc, struct run_report *report)
{
	char err[1024] = "";

	if (suite_write_inputs(c->scenario, c->folder, err, sizeof(err)) < 0) {
		report->status = CLI_BAD_INPUT;
	} else if (run_options_parse(argc, argv, &c->options, err, sizeof(err)) < 0) {
		report->status = CLI_USAGE;
	} else if (word_for_nobody(&c->options)) {
		report->status = CLI_USAGE;
		snprintf(err, sizeof(err), "options: %s does nothing in a scenario",
			 word_for_nobody(&c->options));
	} else {
		c->options.quiet = true;
		c->options.recorder = recorder_create();
		c->options.died = on_death;
		c->options.died_ctx = c;
		run_execute(&c->options, report);
		return;
	}
	snprintf(report->message, sizeof(report->message), "%s", err);
}

static int run_steps(struct suite_case *c, char *err, size_t err_size)
{
	json_t *json = suite_case_json(c->scenario), *failures = json_array();
	int ret = suite_steps_run(c->scenario, c->folder, failures);

	json_object_set_new(json, "verdict",
			    json_string(json_array_size(failures) ? "fail" : "pass"));
	json_object_set_new(json, "failures", failures);
	json_object_set_new(json, "seconds", json_real(seconds_since(&c->start)));
	if (ret < 0) {
		snprintf(err, err_size, "%s: %s", c->folder, strerror(-ret));
		json_decref(json);
		return ret;
	}
	return json_file_write(json, suite_format(c->scenario->suite, "%sresult.json", c->folder),
			       err, err_size);
}

int suite_case_run(struct suite_scenario *scenario, const char *folder, char *err, size_t err_size)
{
	struct suite_case c = { .scenario = scenario, .folder = folder };
	struct run_report *report = calloc(1, sizeof(*report));
	char **argv;
	int argc, ret;

	if (!report) {
		snprintf(err, err_size, "out of memory");
		return -ENOMEM;
	}
	clock_gettime(CLOCK_MONOTONIC, &c.start);
	if (scenario->num_steps) {
		free(report);
		return run_steps(&c, err, err_size);
	}
	argv = suite_command(scenario, folder, &argc);
	c.command = suite_shell(scenario->suite, argv);
	execute(&c, argv, argc, report);
	ret = write_result(&c, report, err, err_size);
	recorder_free(c.options.recorder);
	run_options_free(&c.options);
	run_report_release(report);
	free(report);
	return ret;
}
