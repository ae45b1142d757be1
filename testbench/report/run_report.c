/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "report/memory_report.h"
#include "report/run_report.h"
#include "util/text.h"

struct report_module *run_report_add_module(struct run_report *report)
{
	struct report_module *grown =
		reallocarray(report->modules, report->num_modules + 1, sizeof(*grown));

	if (!grown)
		return NULL;
	report->modules = grown;
	memset(&grown[report->num_modules], 0, sizeof(*grown));
	return &grown[report->num_modules++];
}

struct report_route *run_report_add_route(struct run_report *report)
{
	struct report_route *grown =
		reallocarray(report->routes, report->num_routes + 1, sizeof(*grown));

	if (!grown)
		return NULL;
	report->routes = grown;
	memset(&grown[report->num_routes], 0, sizeof(*grown));
	return &grown[report->num_routes++];
}

int run_report_add_event(struct run_report *report, const struct drv_event *event)
{
	struct drv_event *grown =
		reallocarray(report->events, report->num_events + 1, sizeof(*grown));

	if (!grown)
		return -ENOMEM;
	report->events = grown;
	grown[report->num_events++] = *event;
	return 0;
}

void run_report_release(struct run_report *report)
{
	free(report->modules);
	free(report->routes);
	report->routes = NULL;
	report->num_routes = 0;
	free(report->events);
	free(report->regions);
	free(report->verdicts);
	report->modules = NULL;
	report->events = NULL;
	report->num_modules = 0;
	report->num_events = 0;
	report->regions = NULL;
	report->verdicts = NULL;
	report->num_regions = 0;
	report->num_verdicts = 0;
}

/* ---- counts ---- */

void run_report_count(struct run_report *report)
{
	report->counts.xruns = report->counts.mixer_underruns = 0;
	report->counts.jobs = report->counts.missed = 0;
	for (size_t i = 0; i < report->num_ends; i++)
		report->counts.xruns += report->ends[i].xruns;
	for (size_t i = 0; i < report->num_events; i++)
		if (report->events[i].kind == DRV_EVENT_MIXER_UNDERRUN)
			report->counts.mixer_underruns += report->events[i].count;
	for (size_t i = 0; i < report->num_dp; i++) {
		report->counts.jobs += report->dp[i].jobs;
		report->counts.missed += report->dp[i].misses;
	}
}

/* The next of a list that is separated by commas. */
__attribute__((format(printf, 3, 4))) static void add_words(char *text, size_t size,
							    const char *format, ...)
{
	size_t used = strlen(text);
	va_list args;

	if (used && used + 2 < size) {
		strcpy(text + used, ", ");
		used += 2;
	}
	va_start(args, format);
	vsnprintf(text + used, size - used, format, args);
	va_end(args);
}

static bool has_held(const struct run_report *report)
{
	for (size_t i = 0; i < report->num_ends; i++)
		if (report->ends[i].held)
			return true;
	return false;
}

/* A stream that was held says why its outputs are empty. */
static void describe_ends(const struct run_report *report, char *text, size_t size)
{
	const bool held = has_held(report);

	for (size_t i = 0; i < report->num_ends; i++) {
		const struct report_end *end = &report->ends[i];

		if (end->held)
			add_words(text, size, "%s was %s%s", end->label,
				  strncmp(end->held, "stopped", 7) ? "still " : "", end->held);
		if (end->unwritten && !end->empty && !held)
			add_words(text, size, "nothing came to %s", end->label);
		if (end->empty)
			add_words(text, size, "no audio at %s within %llu tick%s", end->label,
				  (unsigned long long)report->ticks, text_plural(report->ticks));
	}
}

void run_report_describe(const struct run_report *report, char *text, size_t size)
{
	text[0] = '\0';
	describe_ends(report, text, size);
	if (report->counts.xruns)
		add_words(text, size, "%llu xrun%s", (unsigned long long)report->counts.xruns,
			  text_plural(report->counts.xruns));
	if (report->counts.mixer_underruns)
		add_words(text, size, "%llu mixer underrun%s",
			  (unsigned long long)report->counts.mixer_underruns,
			  text_plural(report->counts.mixer_underruns));
	if (report->counts.missed)
		add_words(text, size, "%llu of %llu deadline%s missed",
			  (unsigned long long)report->counts.missed,
			  (unsigned long long)report->counts.jobs,
			  text_plural(report->counts.jobs));
	if (report->counts.errors)
		add_words(text, size, "%llu error%s in the log",
			  (unsigned long long)report->counts.errors,
			  text_plural(report->counts.errors));
	if (report->command && report->command_status)
		add_words(text, size, "the command has ended with exit status %d",
			  report->command_status);
}

/* ---- text ---- */

/* Names come from the command line: whatever they hold, a terminal gets none of its own commands. */
static void print_name(const char *name, FILE *out)
{
	char text[PATH_MAX];

	snprintf(text, sizeof(text), "%s", name);
	text_make_printable(text);
	fputs(text, out);
}

static void print_failure(const struct run_report *report, FILE *out)
{
	fprintf(out, "\nresult: exit %d: ", report->status);
	print_name(report->message, out);
	fputc('\n', out);
}

/* Where an end's audio comes from or goes to. */
static void print_place(const struct report_end *end, FILE *out)
{
	fprintf(out, "  %-18s %s ", end->label, end->input ? "<-" : "->");
	if (end->peer[0])
		fprintf(out, "loopback of %s", end->peer);
	else if (end->streams)
		fprintf(out, "%u stream%s", end->streams, text_plural(end->streams));
	else
		print_name(end->file ? end->file : "(no file)", out);
	fputs(": ", out);
}

static void print_end(const struct run_report *report, const struct report_end *end, FILE *out)
{
	print_place(end, out);
	if (end->unwritten) {
		fputs("nothing came, the file was not written\n", out);
		return;
	}
	if (end->spec.rate == 0) {
		fputs("not set up\n", out);
		return;
	}
	fprintf(out, "%llu", (unsigned long long)end->frames);
	if (report->status && end->frames < end->total)
		fprintf(out, " of %llu", (unsigned long long)end->total);
	fprintf(out, " frame%s, %u Hz, %u channel%s, %s, %.3f s\n",
		text_plural(end->total > end->frames && report->status ? end->total : end->frames),
		end->spec.rate, end->spec.channels, end->spec.channels == 1 ? "" : "s",
		sample_format_name(end->spec.format), (double)end->frames / end->spec.rate);
	if (end->silence_frames || end->xruns)
		fprintf(out, "  %-18s    %llu xrun%s, %llu frame%s of silence inserted\n", "",
			(unsigned long long)end->xruns, text_plural(end->xruns),
			(unsigned long long)end->silence_frames, text_plural(end->silence_frames));

	if (end->num_modules == 0)
		return;
	fprintf(out, "  %-18s    pipelines", "");
	for (size_t i = 0; i < end->num_pipelines; i++)
		fprintf(out, " %u", end->pipelines[i]);
	fputs(":", out);
	for (size_t i = 0; i < end->num_modules; i++)
		fprintf(out, "%s %s", i ? " ->" : "",
			report->modules[end->first_module + i].widget);
	fputc('\n', out);
}

/* A module that several streams share is printed once. */
static bool printed_before(const struct run_report *report, size_t module)
{
	for (size_t i = 0; i < module; i++)
		if (strcmp(report->modules[i].widget, report->modules[module].widget) == 0)
			return true;
	return false;
}

static void print_cycles(const struct run_report *report, FILE *out)
{
	bool known = false;

	for (size_t i = 0; i < report->num_modules; i++)
		known |= report->modules[i].cycles_known;
	if (!known)
		return;
	fputs("cycles of each call (estimate)\n", out);
	for (size_t i = 0; i < report->num_modules; i++) {
		const struct report_module *module = &report->modules[i];

		if (!module->cycles_known || printed_before(report, i))
			continue;
		fprintf(out, "  %-28s %-14s %llu calls, ", module->widget, module->component,
			(unsigned long long)module->calls);
		if (module->cycles_peak)
			fprintf(out, "average %llu, peak %llu\n",
				(unsigned long long)module->cycles_average,
				(unsigned long long)module->cycles_peak);
		else
			fputs("no estimate\n", out);
	}
}

static void print_replaced(const struct report_module *module, FILE *out)
{
	fprintf(out, "%s (%s): from ", module->widget, module->type);
	print_name(module->file, out);
	fputs(" instead of the built-in\n", out);
}

static void print_notes(const struct run_report *report, FILE *out)
{
	for (size_t i = 0; i < report->num_modules; i++) {
		const struct report_module *module = &report->modules[i];

		if (printed_before(report, i))
			continue;
		if (module->note)
			fprintf(out, "%s (%s): %s\n", module->widget, module->type, module->note);
		if (module->replaces)
			print_replaced(module, out);
	}
}

static void print_users(const struct adsp_domain_info *users, FILE *out)
{
	if (!users->domains && !users->objects && !users->stacks)
		return;
	fprintf(out,
		"  user threads       domains %u, partitions %u, kernel objects %u, stacks %u\n",
		users->domains, users->partitions, users->objects, users->stacks);
}

static void print_memory(const struct run_report *report, FILE *out)
{
	if (!report->memory_known)
		return;
	fputs("memory\n", out);
	for (size_t i = 0; i < report->num_heaps; i++) {
		const struct adsp_heap_info *heap = &report->heaps[i];

		fprintf(out, "  heap %-13s %u of %u bytes in %u blocks, peak %u", heap->name,
			heap->used, heap->size, heap->blocks, heap->peak);
		if (heap->failures)
			fprintf(out, ", %llu refused", (unsigned long long)heap->failures);
		fputc('\n', out);
	}
	fprintf(out, "  pages              %u of %u, peak %u\n", report->pages.used,
		report->pages.total, report->pages.peak);
	print_users(&report->users, out);
	memory_report_print_regions(report->regions, report->num_regions, out);
}

static void print_data_processing(const struct run_report *report, FILE *out)
{
	if (report->num_dp == 0 && report->num_faults == 0)
		return;
	fprintf(out, "data processing, isolation %s\n", adsp_isolation_name(report->isolation));
	for (size_t i = 0; i < report->num_dp; i++) {
		const struct adsp_dp_info *dp = &report->dp[i];

		fprintf(out, "  %-18s %llu jobs, %llu deadline misses", dp->module,
			(unsigned long long)dp->jobs, (unsigned long long)dp->misses);
		if (dp->misses)
			fprintf(out, ", at most %llu us late", (unsigned long long)dp->worst_us);
		fputc('\n', out);
	}
	for (size_t i = 0; i < report->num_faults; i++)
		fprintf(out, "  %s\n", report->faults[i].text);
}

static void print_events(const struct run_report *report, FILE *out)
{
	if (report->num_events == 0)
		return;
	fputs("notifications\n", out);
	for (size_t i = 0; i < report->num_events; i++) {
		const struct drv_event *event = &report->events[i];

		fprintf(out, "  %s from %s, %llu times from %.3f s to %.3f s\n",
			drv_event_kind_name(event->kind), event->source,
			(unsigned long long)event->count, (double)event->first_us / 1e6,
			(double)event->last_us / 1e6);
	}
}

void run_report_print(const struct run_report *report, FILE *out)
{
	char trouble[1024];

	fprintf(out, "adspbench %s: ", report->verb ? report->verb : "run");
	print_name(report->topology, out);
	fputs(" on ", out);
	print_name(report->platform, out);
	fputc('\n', out);
	for (size_t i = 0; i < report->num_ends; i++)
		print_end(report, &report->ends[i], out);
	print_notes(report, out);
	print_cycles(report, out);
	print_memory(report, out);
	print_data_processing(report, out);
	print_events(report, out);
	memory_report_print_verdicts(report->verdicts, report->num_verdicts, report->total_verdicts,
				     out);
	if (report->command) {
		fputs("command ", out);
		print_name(report->command, out);
		fprintf(out, ": exit %d\n", report->command_status);
	}
	fprintf(out, "ticks %llu", (unsigned long long)report->ticks);
	if (report->iterations > 1)
		fprintf(out, ", runs %u", report->iterations);
	run_report_describe(report, trouble, sizeof(trouble));
	if (report->status == 0)
		fprintf(out, "\nresult: good%s%s\n", trouble[0] ? ", but " : "", trouble);
	else
		print_failure(report, out);
}
