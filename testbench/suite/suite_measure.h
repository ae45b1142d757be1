/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The table of expectations: what can be measured of a run or of an output, and how it is compared. A row is all that
 * an expectation is: the reader, the schema, --list-expectations and the judge follow it.
 */
#ifndef SUITE_SUITE_MEASURE_H
#define SUITE_SUITE_MEASURE_H

#include <jansson.h>

#include "measure/measure.h"
#include "report/run_report.h"
#include "suite/suite.h"

/** An output, loaded. */
struct suite_sound {
	const struct suite_end *end;
	const struct report_end *report; /* NULL: the run has not set it up */
	struct measure_signal signal, input;
	bool loaded, has_input;
	struct measure_level level[MEASURE_CHANNELS];
	struct measure_tone tone[MEASURE_CHANNELS];
};

/** What expectations look at. */
struct suite_judged {
	struct suite_scenario *scenario;
	const struct run_report *report;
	const char *log; /* text of the firmware log */
	struct suite_sound *sound;
	size_t num_sounds;
	json_t *failures;
};

enum suite_form {
	SUITE_NUMBER,  /* one of the run or the output */
	SUITE_CHANNEL, /* one of each channel */
	SUITE_KEYED,   /* one for each key: KEY: BOUND */
	SUITE_TEXT,    /* a text, judged by its own function */
};

struct suite_measure {
	const char *name;
	bool output; /* of an output; else of the run */
	enum suite_form form;
	const char *usual; /* bound of a good run when none is given; NULL */
	const char *unit, *help;
	/** @param sound NULL of the run. @return NAN: there is none */
	double (*value)(const struct suite_judged *judged, const struct suite_check *check,
			const struct suite_sound *sound, uint32_t channel);
	/** @return NULL: as expected; else what was seen, of the suite's memory */
	const char *(*miss)(const struct suite_judged *judged, const struct suite_check *check,
			    const struct suite_sound *sound);
	bool needs_samples; /* of the output */
	/** A key that it may have, by number; NULL past the last one. No function: any */
	const char *(*key_at)(size_t number);
};

/** By number from 0; NULL past the last one. */
const struct suite_measure *suite_measure_at(size_t number);

/** @return NULL: there is none */
const struct suite_measure *suite_measure_find(const char *name, bool output);

/** Exit status of a word or number: "good", "leak", "5". @return -1: none */
int suite_status_of(const char *word);

/** @return "good", "leak" ...; a number's text for others */
const char *suite_status_name(int status);

/** Number of lines of a kind ("wrn", "err") in the log that the scenario does not allow. */
unsigned int suite_log_lines(const struct suite_judged *judged, const char *kind,
			     const char **first);

/** Compare what was seen with what is expected, and note what is missed in judged->failures. */
void suite_judge(struct suite_judged *judged);

#endif
