/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Designs the filters of the sample rate converter and writes them as C.
 *
 * usage: src_design [--check FILE | --report]
 *
 * Without options the tables go to standard output. --check compares them with FILE instead (exit status 1 and the
 * first line that differs), --report tells how good each sharp filter came out.
 */
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

static int32_t quantise(const char *table, double tap)
{
	double scaled = tap * TAP_ONE;

	if (scaled >= INT32_MAX || scaled <= INT32_MIN) {
		fprintf(stderr, "src_design: %s: a tap of %f\n", table, tap);
		exit(2);
	}
	return (int32_t)(scaled < 0 ? scaled - 0.5 : scaled + 0.5);
}

/* The taps of each phase together, oldest sample's first: an output is one sum of products over both. */
static size_t emit_table(struct text *out, const struct stage *stage, FILE *log)
{
	static double h[MAX_TAPS];
	size_t taps = stage->sharp ?
			      prototype_sharp(stage->sharp, h, log) :
			      prototype_relaxed(stage->phases, stage->oversampling, stage->last, h);
	size_t length = stage_taps(stage, taps) / stage->up;
	char name[NAME_SIZE + 16];
	size_t column = 0;

	table_name(stage, name);
	if (!taps) {
		fprintf(stderr, "src_design: %s: no filter\n", name);
		exit(2);
	}
	emit(out, "\nstatic const int32_t %s[%zu * %zu] = {", name, stage->up, length);
	for (size_t phase = 0; phase < stage->up; phase++) {
		int64_t sum = 0;

		for (size_t k = length; k-- > 0;) {
			size_t n = phase + k * stage->up;
			int32_t tap = n < taps ? quantise(name, h[n] * (double)stage->up) : 0;
			char word[16];
			size_t width = (size_t)snprintf(word, sizeof(word), " %d,", (int)tap);

			if (!column || column + width > LINE_COLUMNS) {
				emit(out, "\n\t%s", word + 1);
				column = 8 + width - 1;
			} else {
				emit(out, "%s", word);
				column += width;
			}
			sum += tap < 0 ? -(int64_t)tap : tap;
		}
		if (sum > MAX_PHASE_SUM) {
			fprintf(stderr, "src_design: %s: phase %zu overflows the accumulator\n",
				name, phase);
			exit(2);
		}
	}
	emit(out, "\n};\n");
	return length;
}

struct table {
	char name[NAME_SIZE + 16];
	size_t length;
};

static struct table tables[MAX_TABLES];
static size_t num_tables;

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
			table->length = emit_table(out, &c.stages[s], log);
			table_name(&c.stages[s], table->name);
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
	if (comparing)
		ret = check(&out, argv[2]);
	else if (!report)
		ret = fwrite(out.data, 1, out.size, stdout) == out.size && !fflush(stdout) ? 0 : 2;
	free(out.data);
	return ret;
}
