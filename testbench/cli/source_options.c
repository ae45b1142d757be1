/* SPDX-License-Identifier: BSD-3-Clause */
#include "cli/source_options.h"
#include "topology/tplg.h"

int source_options_check(const char *verb, const struct cli_words *words)
{
	for (int i = 0; i < words->num_operands; i++)
		if (tplg_is_source(words->operands[i]))
			return CLI_GOOD;
	for (size_t i = 0; words->num_operands && i < words->num_given; i++) {
		const char letter = words->given[i].option->letter;

		if (letter == 'D' || letter == 'I')
			return cli_usage_error(
				verb, "-%c needs a topology source, a file that ends in .conf",
				letter);
	}
	return CLI_GOOD;
}
