/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Build a chain over IPC, run it, take it down in some order, and look whether anything is left. Again and again.
 *
 *   cycles [--seed N] [--cycles N] [--first N] [--verbose]
 *
 * A cycle is made of its number and the seed alone, so one that failed is repeated by --seed S --first N --cycles 1.
 * Everything goes through the machine's outside: mailbox, ticks, inspection.
 */
#include <getopt.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <adsp/ledger.h>
#include <adsp/machine.h>

#include "chain.h"
#include "figures.h"
#include "host.h"

static void print_line(void *ctx, enum adsp_log_level level, uint64_t time_us, const char *tag,
		       const char *text)
{
	fprintf(stderr, "[%llu] %s: %s\n", (unsigned long long)time_us, tag, text);
}

static void start_machine(bool verbose)
{
	static struct adsp_profile profile;
	struct adsp_machine_config config = {
		.profile = &profile,
		.log_level = verbose ? ADSP_LOG_WRN : ADSP_LOG_NONE,
		.log = print_line,
	};
	char err[256] = "";

	adsp_ledger_enable(true);
	if (adsp_profile_load("mtl", &profile, err, sizeof(err)) < 0 ||
	    adsp_machine_start(&config, err, sizeof(err)) < 0)
		fail("%s", err);
}

static void run_cycle(uint64_t seed, uint64_t cycle)
{
	host_begin(seed, cycle);
	chain_build();
	for (uint32_t runs = random_below(3); runs > 0; runs--)
		chain_run();
	chain_take_down();
	figures_compare();
}

static uint64_t parse_number(const char *text)
{
	char *end;
	uint64_t value = strtoull(text, &end, 10);

	if (*text < '0' || *text > '9' || *end) {
		fprintf(stderr, "cycles: '%s': expected a number\n", text);
		exit(1);
	}
	return value;
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "seed", required_argument, NULL, 's' },
		{ "cycles", required_argument, NULL, 'n' },
		{ "first", required_argument, NULL, 'f' },
		{ "verbose", no_argument, NULL, 'v' },
		{ NULL, 0, NULL, 0 },
	};
	uint64_t seed = 1, cycles = 1000, first = 0;
	bool verbose = false, good;
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == 's')
			seed = parse_number(optarg);
		else if (option == 'n')
			cycles = parse_number(optarg);
		else if (option == 'f')
			first = parse_number(optarg);
		else if (option == 'v')
			verbose = true;
		else
			return 1;
	}
	printf("cycles: seed %llu, %llu cycles from %llu\n", (unsigned long long)seed,
	       (unsigned long long)cycles, (unsigned long long)first);
	fflush(stdout);

	host_set_verbose(verbose);
	host_begin(seed, first);
	start_machine(verbose);
	chain_find_types();
	figures_take_base();
	for (uint64_t cycle = first; cycle < first + cycles; cycle++) {
		run_cycle(seed, cycle);
		if (cycle - first == cycles / 2)
			figures_take_host();
	}
	good = figures_tell();
	adsp_machine_stop();
	if (!good) {
		fputs("cycles: this process has grown\n", stderr);
		return 1;
	}
	printf("%llu cycles, nothing left\n", (unsigned long long)cycles);
	return 0;
}
