/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * fuzz_topology SEED ROUNDS FAILED FILE...
 *
 * Spoils valid topologies and loads them. Each must load, and then print, or be refused in one line.
 * Round n depends on SEED + n alone: "fuzz_topology <seed of the round> 1 ..." repeats one round. The
 * rounds run in a child, so that whatever kills it, its last input is written to FAILED.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "topology/tplg_print.h"
#include "util/text.h"

#define MAX_FILES 16

struct input {
	uint8_t *data;
	size_t size;
};

static struct input files[MAX_FILES];
static int num_files;

/* splitmix64: any seed is a good seed. */
static uint64_t draw(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15u;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

static size_t below(uint64_t *state, size_t limit)
{
	return limit ? draw(state) % limit : 0;
}

static void *must(void *pointer)
{
	if (!pointer) {
		perror("fuzz_topology");
		exit(2);
	}
	return pointer;
}

/* Lengths, counts and offsets are 32-bit words: values at the edges of what they may be. */
static uint32_t edge(uint64_t *state, size_t size)
{
	const uint32_t edges[] = {
		0,          1,          2,          3,    4,          8,
		11,         12,         16,         31,   36,         43,
		44,         45,         132,        204,  0x7fffffff, 0x80000000,
		0xffffffff, 0xfffffffc, 0x15555556, size, size - 1,   size + 1,
		405,        415,        416,        1900, 1930,
	};

	return edges[below(state, sizeof(edges) / sizeof(edges[0]))];
}

static void put_word(struct input *in, size_t at, uint32_t value)
{
	if (at + sizeof(value) <= in->size)
		memcpy(in->data + at, &value, sizeof(value));
}

/* Copy a run over another place: names, headers and objects meet where they should not. */
static void copy_run(struct input *in, uint64_t *state)
{
	size_t from = below(state, in->size), to = below(state, in->size);
	size_t bytes = below(state, 200);
	size_t last = from > to ? from : to;

	if (bytes > in->size - last)
		bytes = in->size - last;
	memmove(in->data + to, in->data + from, bytes);
}

static void spoil(struct input *in, uint64_t *state)
{
	/* Every object starts at a multiple of two: most draws hit a field. */
	size_t at = below(state, in->size) & ~(size_t)1;
	uint32_t word = 0;

	if (!in->size)
		return;
	switch (below(state, 8)) {
	case 0:
		in->data[below(state, in->size)] ^= 1u << below(state, 8);
		break;
	case 1:
		in->data[below(state, in->size)] = draw(state);
		break;
	case 2:
	case 3:
	case 4:
		put_word(in, at, edge(state, in->size));
		break;
	case 5:
		if (at + sizeof(word) <= in->size)
			memcpy(&word, in->data + at, sizeof(word));
		put_word(in, at, word + below(state, 9) - 4);
		break;
	case 6:
		copy_run(in, state);
		break;
	case 7:
		if (!below(state, 4))
			in->size = below(state, in->size + 1);
		break;
	}
}

/* The input of a round, in memory of exactly its size. */
static struct input make_input(uint64_t seed)
{
	uint64_t state = seed;
	const struct input *file = &files[below(&state, num_files)];
	struct input in = { must(malloc(file->size)), file->size };
	uint8_t *exact;

	memcpy(in.data, file->data, in.size);
	for (size_t i = below(&state, 6) + 1; i; i--)
		spoil(&in, &state);
	exact = must(malloc(in.size + !in.size));
	memcpy(exact, in.data, in.size);
	free(in.data);
	in.data = exact;
	return in;
}

typedef int (*print_fn)(const struct tplg *t, const struct tplg_verdict *verdict, FILE *out);

static void print_with(print_fn print, const struct tplg *t, const struct tplg_verdict *verdict)
{
	char *text = NULL;
	size_t size;
	FILE *out = must(open_memstream(&text, &size));

	if (print(t, verdict, out)) {
		fputs("a printer failed\n", stderr);
		exit(1);
	}
	fclose(out);
	free(text);
}

/* Everything a verb may do with a topology that loaded. */
static void use(const struct tplg *t)
{
	static const print_fn print[] = { tplg_print_text, tplg_print_json, tplg_print_dot };
	bool *missing = must(calloc(t->num_widgets + 1, sizeof(*missing)));
	char **reasons = must(calloc(2 * (size_t)t->num_pcms + 1, sizeof(*reasons)));
	const struct tplg_verdict verdict = { missing, reasons };
	struct tplg_error err;

	for (uint32_t i = 0; i < t->num_widgets; i++) {
		const struct tplg_widget *w = &t->widgets[i];

		tplg_widget_check(t, i, &err);
		for (uint32_t f = 0; f < w->in.num_formats; f++)
			tplg_format_check(t, i, &w->in.formats[f], &err);
	}
	for (uint32_t i = 0; i < t->num_widgets; i++)
		missing[i] = i % 2;
	for (size_t i = 0; i < sizeof(print) / sizeof(print[0]); i++) {
		print_with(print[i], t, NULL);
		print_with(print[i], t, &verdict);
	}
	free(missing);
	free(reasons);
}

static void check_refusal(int ret, const char *text)
{
	if (ret == -EINVAL && !strncmp(text, "fuzz.tplg: offset 0x", 20) &&
	    strstr(text, "expected ") && text_is_printable(text, strlen(text)))
		return;
	fprintf(stderr, "refused with %d and '%s'\n", ret, text);
	exit(1);
}

static void run_rounds(uint64_t seed, uint64_t rounds, volatile uint64_t *round)
{
	uint64_t loaded = 0;

	for (*round = 0; *round < rounds; ++*round) {
		struct input in = make_input(seed + *round);
		struct tplg_error err;
		struct tplg *t;
		int ret = tplg_parse("fuzz.tplg", in.data, in.size, &t, &err);

		free(in.data);
		if (ret) {
			check_refusal(ret, err.text);
			continue;
		}
		use(t);
		tplg_free(t);
		loaded++;
	}
	printf("%llu loaded, %llu refused\n", (unsigned long long)loaded,
	       (unsigned long long)(rounds - loaded));
	if (rounds >= 1000 && (loaded < rounds / 20 || loaded > rounds - rounds / 20)) {
		fputs("almost all went one way: the fuzzer does not reach both\n", stderr);
		exit(1);
	}
}

static void read_file(const char *path)
{
	FILE *file = must(fopen(path, "rb"));
	struct input *in = &files[num_files++];

	in->data = must(malloc(TPLG_MAX_FILE_BYTES));
	in->size = fread(in->data, 1, TPLG_MAX_FILE_BYTES, file);
	fclose(file);
}

static void write_failed(const char *path, uint64_t seed)
{
	struct input in = make_input(seed);
	FILE *file = must(fopen(path, "wb"));

	fwrite(in.data, 1, in.size, file);
	fclose(file);
	free(in.data);
	fprintf(stderr, "failed with seed %llu, input written to %s\n", (unsigned long long)seed,
		path);
}

int main(int argc, char **argv)
{
	volatile uint64_t *round = mmap(NULL, sizeof(*round), PROT_READ | PROT_WRITE,
					MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	uint64_t seed, rounds;
	int status;
	pid_t pid;

	if (argc < 5 || argc > 4 + MAX_FILES) {
		fputs("usage: fuzz_topology SEED ROUNDS FAILED FILE...\n", stderr);
		return 1;
	}
	if (round == MAP_FAILED)
		must(NULL);
	seed = strtoull(argv[1], NULL, 0);
	rounds = strtoull(argv[2], NULL, 0);
	for (int i = 4; i < argc; i++)
		read_file(argv[i]);
	printf("seed %llu, %llu rounds\n", (unsigned long long)seed, (unsigned long long)rounds);
	fflush(stdout);
	pid = fork();
	if (pid < 0)
		must(NULL);
	if (!pid)
		run_rounds(seed, rounds, round);
	else if (waitpid(pid, &status, 0) != pid)
		must(NULL);
	else if (status)
		write_failed(argv[3], seed + *round);
	for (int i = 0; i < num_files; i++)
		free(files[i].data);
	return pid && status;
}
