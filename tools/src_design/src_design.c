/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Designs the filters of the sample rate converter and writes them as C.
 *
 * usage: src_design [--check FILE | --report]
 *
 * Without options the tables go to standard output. --check compares them with FILE instead (exit status 1 and the
 * first line that differs) and fails when the gain of a conversion exceeds 1 in its pass band, --report tells how good
 * each sharp filter came out, and the smallest and largest gain of each conversion.
 */
#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "conversions.h"
#include "prototypes.h"

#define TAP_ONE        (1 << 30) /* Q2.30 */
#define MAX_TABLES     128
#define MAX_STAGE_LIST 128
#define NAME_SIZE      48
#define LINE_COLUMNS   96
#define GAIN_POINTS    200

/* A full-scale input times this sum of magnitudes leaves an accumulator of 64 bits room to round. */
#define MAX_PHASE_SUM (INT64_C(3) << 30)

/* ---- text ---- */

struct text {
	char *data;
	size_t size, room;
};

static void emit(struct text *out, const char *format, ...)
{
	va_list args;
	int n;

	if (out->room - out->size < 256) {
		out->room = out->room * 2 + 4096;
		out->data = realloc(out->data, out->room);
		if (!out->data) {
			perror("src_design");
			exit(2);
		}
	}
	va_start(args, format);
	n = vsnprintf(out->data + out->size, out->room - out->size, format, args);
	va_end(args);
	out->size += (size_t)n;
}

/* ---- tables ---- */

static void prototype_name(const struct stage *stage, char *name)
{
	if (!stage->sharp) {
		snprintf(name, NAME_SIZE, "%s%zu_%zu", stage->last ? "last" : "first",
			 stage->oversampling, stage->phases);
		return;
	}
	snprintf(name, NAME_SIZE, "%s", stage->sharp);
	for (char *c = name; *c; c++) {
		if (*c == '/')
			*c = '_';
	}
}

/* Stages with the same prototype and number of phases share their taps. */
static void table_name(const struct stage *stage, char *name)
{
	char prototype[NAME_SIZE];

	prototype_name(stage, prototype);
	snprintf(name, NAME_SIZE + 16, "taps_%s_by_%zu", prototype, stage->up);
}

struct table {
	char name[NAME_SIZE + 16];
	size_t up, length;
	int32_t *taps; /* [up][length], the oldest sample's first */
};

static struct table tables[MAX_TABLES];
static size_t num_tables;

static int32_t quantise(const char *table, double tap)
{
	double scaled = tap * TAP_ONE;

	if (scaled >= INT32_MAX || scaled <= INT32_MIN) {
		fprintf(stderr, "src_design: %s: a tap of %f\n", table, tap);
		exit(2);
	}
	return (int32_t)(scaled < 0 ? scaled - 0.5 : scaled + 0.5);
}

/*
 * Taps of one phase. Their sum is 1 to the last bit, so that a constant goes through as it is. Only where a filter leaves
 * `images` to the next one, phases differ.
 */
static void make_phase(const struct table *table, size_t phase, const double *h, size_t taps,
		       bool images)
{
	int32_t *q = table->taps + phase * table->length, *largest = q;
	int64_t rest = TAP_ONE, magnitude = 0;
	double sum = 0;

	for (size_t n = phase; n < taps; n += table->up)
		sum += h[n];
	if (images) {
		rest = quantise(table->name, sum * (double)table->up);
		sum = 1 / (double)table->up;
	}
	for (size_t k = 0; k < table->length; k++) {
		size_t n = phase + (table->length - 1 - k) * table->up;

		q[k] = n < taps ? quantise(table->name, h[n] / sum) : 0;
		rest -= q[k];
		if (llabs(q[k]) > llabs(*largest))
			largest = &q[k];
	}
	*largest += (int32_t)rest;
	for (size_t k = 0; k < table->length; k++)
		magnitude += llabs(q[k]);
	if (magnitude > MAX_PHASE_SUM) {
		fprintf(stderr, "src_design: %s: phase %zu overflows the accumulator\n",
			table->name, phase);
		exit(2);
	}
}

static void make_table(struct table *table, const struct stage *stage, FILE *log)
{
	static double h[MAX_TAPS];
	size_t taps = stage->sharp ?
			      prototype_sharp(stage->sharp, h, log) :
			      prototype_relaxed(stage->phases, stage->oversampling, stage->last, h);

	table_name(stage, table->name);
	if (!taps) {
		fprintf(stderr, "src_design: %s: no filter\n", table->name);
		exit(2);
	}
	table->up = stage->up;
	table->length = stage_taps(stage, taps) / stage->up;
	table->taps = calloc(table->up * table->length, sizeof(*table->taps));
	if (!table->taps) {
		perror("src_design");
		exit(2);
	}
	for (size_t phase = 0; phase < table->up; phase++)
		make_phase(table, phase, h, taps, !stage->sharp && stage->phases < stage->up);
}

/* The taps of each phase together: an output is one sum of products over both. */
static void emit_table(struct text *out, const struct table *table)
{
	size_t column = 0;

	emit(out, "\nstatic const int32_t %s[%zu * %zu] = {", table->name, table->up,
	     table->length);
	for (size_t i = 0; i < table->up * table->length; i++) {
		char word[16];
		size_t width = (size_t)snprintf(word, sizeof(word), " %d,", (int)table->taps[i]);

		if (!column || column + width > LINE_COLUMNS) {
			emit(out, "\n\t%s", word + 1);
			column = 8 + width - 1;
		} else {
			emit(out, "%s", word);
			column += width;
		}
	}
	emit(out, "\n};\n");
}

static struct stage stages[MAX_STAGE_LIST];
static size_t num_stages;

static const struct table *find_table(const struct stage *stage)
{
	char name[NAME_SIZE + 16];

	table_name(stage, name);
	for (size_t i = 0; i < num_tables; i++) {
		if (!strcmp(tables[i].name, name))
			return &tables[i];
	}
	return NULL;
}

static bool same_stage(const struct stage *a, const struct stage *b)
{
	return find_table(a) == find_table(b) && a->up == b->up && a->down == b->down;
}

static size_t stage_index(const struct stage *stage)
{
	size_t i;

	for (i = 0; i < num_stages; i++) {
		if (same_stage(&stages[i], stage))
			return i;
	}
	if (i == MAX_STAGE_LIST) {
		fprintf(stderr, "src_design: more than %d stages\n", MAX_STAGE_LIST);
		exit(2);
	}
	stages[num_stages++] = *stage;
	return i;
}

static void write_tables(struct text *out, FILE *log)
{
	struct conversion c;

	emit(out, "/* SPDX-License-Identifier: BSD-3-Clause */\n"
		  "/* Made by tools/src_design: change that, not this. */\n"
		  "#include <sof/common.h>\n#include \"src_tables.h\"\n");
	for (size_t n = 0; conversion_get(n, &c); n++) {
		for (size_t s = 0; s < c.num_stages; s++) {
			struct table *table = &tables[num_tables];

			if (find_table(&c.stages[s]))
				continue;
			if (num_tables == MAX_TABLES) {
				fprintf(stderr, "src_design: more than %d tables\n", MAX_TABLES);
				exit(2);
			}
			make_table(table, &c.stages[s], log);
			emit_table(out, table);
			num_tables++;
		}
	}

	for (size_t n = 0; conversion_get(n, &c); n++) {
		for (size_t s = 0; s < c.num_stages; s++)
			stage_index(&c.stages[s]);
	}
	emit(out, "\nstatic const struct src_stage stages[] = {\n");
	for (size_t i = 0; i < num_stages; i++) {
		const struct table *table = find_table(&stages[i]);

		emit(out, "\t{ %zu, %zu, %zu, %s },\n", stages[i].up, stages[i].down, table->length,
		     table->name);
	}
	emit(out, "};\n\nconst struct src_conversion src_conversions[] = {\n");
	for (size_t n = 0; conversion_get(n, &c); n++) {
		emit(out, "\t{ %zu, %zu, {", c.in_rate, c.out_rate);
		for (size_t s = 0; s < c.num_stages; s++)
			emit(out, "%s &stages[%zu]", s ? "," : "", stage_index(&c.stages[s]));
		emit(out, "%s } },\n", c.num_stages ? "" : " NULL");
	}
	emit(out, "};\n\nconst uint32_t src_num_conversions = ARRAY_SIZE(src_conversions);\n");
}

/* ---- gain ---- */

/* Of a stage by its taps, at a frequency in cycles per input sample. */
static double stage_gain(const struct table *table, double f)
{
	static double h[MAX_TAPS + 1024];

	for (size_t phase = 0; phase < table->up; phase++) {
		const int32_t *q = table->taps + phase * table->length;

		for (size_t k = 0; k < table->length; k++)
			h[phase + (table->length - 1 - k) * table->up] =
				(double)q[k] / TAP_ONE / (double)table->up;
	}
	return prototype_gain(h, table->up * table->length, f / (double)table->up);
}

/* A full-scale tone of the pass band stays one: no conversion's gain exceeds 1. */
static double largest_gain(const struct conversion *c, double *smallest)
{
	size_t low = c->in_rate < c->out_rate ? c->in_rate : c->out_rate;
	double edge = low > WIDE_RATE ? WIDE_EDGE_HZ : PASS_EDGE * (double)low, largest = 0;

	for (int i = 1; i <= GAIN_POINTS; i++) {
		double hz = edge * i / GAIN_POINTS, rate = (double)c->in_rate, gain = 1;

		for (size_t s = 0; s < c->num_stages; s++) {
			gain *= stage_gain(find_table(&c->stages[s]), hz / rate);
			rate *= (double)c->stages[s].up / (double)c->stages[s].down;
		}
		largest = fmax(largest, gain);
		*smallest = fmin(*smallest, gain);
	}
	return largest;
}

static int check_gains(FILE *log)
{
	struct conversion c;
	int ret = 0;

	for (size_t n = 0; conversion_get(n, &c); n++) {
		double smallest = 1, gain = c.num_stages ? largest_gain(&c, &smallest) : 1;

		if (log)
			fprintf(log, "%6zu -> %-6zu Hz: gain 1 %.2e .. 1 %+.2e\n", c.in_rate,
				c.out_rate, smallest - 1, gain - 1);
		if (gain > 1) {
			fprintf(stderr,
				"src_design: %zu -> %zu Hz: gain 1 %+.2e in the pass band\n",
				c.in_rate, c.out_rate, gain - 1);
			ret = 1;
		}
	}
	return ret;
}

/* ---- command line ---- */

static int check(const struct text *wanted, const char *path)
{
	FILE *file = fopen(path, "rb");
	size_t line = 1;

	if (!file) {
		perror(path);
		return 2;
	}
	for (size_t i = 0; i <= wanted->size; i++) {
		int c = fgetc(file);

		if (i == wanted->size ? c != EOF : c != (unsigned char)wanted->data[i]) {
			fprintf(stderr, "%s:%zu: differs from the design\n", path, line);
			fclose(file);
			return 1;
		}
		line += c == '\n';
	}
	fclose(file);
	printf("%s: as designed, %zu filters, %zu stages\n", path, num_tables, num_stages);
	return 0;
}

int main(int argc, char **argv)
{
	bool report = argc == 2 && !strcmp(argv[1], "--report");
	bool comparing = argc == 3 && !strcmp(argv[1], "--check");
	struct text out = { 0 };
	int ret = 0;

	if (argc != 1 && !report && !comparing) {
		fprintf(stderr, "usage: src_design [--check FILE | --report]\n");
		return 2;
	}
	write_tables(&out, report ? stdout : NULL);
	if (comparing) {
		ret = check(&out, argv[2]);
		ret = ret ? ret : check_gains(NULL);
	} else if (report) {
		ret = check_gains(stdout);
	} else {
		ret = fwrite(out.data, 1, out.size, stdout) == out.size && !fflush(stdout) ? 0 : 2;
	}
	for (size_t i = 0; i < num_tables; i++)
		free(tables[i].taps);
	free(out.data);
	return ret;
}
