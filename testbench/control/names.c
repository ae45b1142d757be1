/* SPDX-License-Identifier: BSD-3-Clause */
/* Which control a name means. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

int control_unknown(struct control_text *text, const char *at, const char *name,
		    const struct tplg *tplg)
{
	char list[200] = "";
	size_t used = 0;

	for (uint32_t i = 0; i < tplg->num_controls; i++) {
		if (sizeof(list) - used < TPLG_NAME_LEN + 10) {
			snprintf(list + used, sizeof(list) - used, ", ...");
			break;
		}
		used += (size_t)snprintf(list + used, sizeof(list) - used, "%s'%s'", i ? ", " : "",
					 tplg->controls[i].name);
	}
	control_fail(text, at, "no control '%.100s', the topology has %s", name,
		     used ? list : "none");
	return -ENOENT;
}

const char *control_match_name(const struct tplg *tplg, const char *text, const char *ends,
			       size_t num_ends, size_t *control)
{
	size_t best = 0;

	for (size_t i = 0; i < tplg->num_controls; i++) {
		size_t length = strlen(tplg->controls[i].name);

		if (length > best && !strncmp(text, tplg->controls[i].name, length) &&
		    memchr(ends, text[length], num_ends)) {
			best = length;
			*control = i;
		}
	}
	return best ? text + best : NULL;
}

/* Value of a key of an element id: keys are separated by commas. */
static const char *find_key(const char *id, const char *key)
{
	const char *found = id;

	while ((found = strstr(found, key)) && found > id && found[-1] != ',')
		found++;
	return found ? found + strlen(key) : NULL;
}

int control_find_element(struct control_text *text, const char *at, const char *id,
			 const struct tplg *tplg, size_t *control)
{
	const char *name = find_key(id, "name=");
	const char *numid = find_key(id, "numid=");
	unsigned long number;
	char *end;

	if (name) {
		/* quotes that the shell has left are the element id's own */
		if (*name == '"' || *name == '\'')
			name = control_match_name(tplg, name + 1, name, 1, control) ? NULL : name;
		else
			name = control_match_name(tplg, name, ",", sizeof(","), control) ? NULL :
											   name;
		return name ? control_unknown(text, at, name, tplg) : 0;
	}
	if (!numid)
		return control_fail(text, at, "'%.100s': expected name=\"...\" or numid=N", id);
	number = strtoul(numid, &end, 10);
	if (end == numid || (*end && *end != ',') || !number || number > tplg->num_controls)
		return control_fail(text, at,
				    "'%.100s': expected numid=1..%u, the number in the topology",
				    id, tplg->num_controls);
	*control = number - 1;
	return 0;
}

int control_find_simple(struct control_text *text, const char *at, const char *name,
			const struct tplg *tplg, size_t *control)
{
	static const char *const forms[2][4] = {
		{ "%s", "%s Volume", "%s Playback Volume", "%s Capture Volume" },
		{ "%s", "%s Switch", "%s Playback Switch", "%s Capture Switch" },
	};
	uint32_t value;
	bool is_switch;

	control_skip_blanks(text);
	is_switch = control_switch_word(text->at, strcspn(text->at, CONTROL_BLANKS ",;"), &value);
	for (size_t i = 0; i < sizeof(forms[0]) / sizeof(forms[0][0]); i++) {
		char full[CONTROL_MAX_WORD + TPLG_NAME_LEN];
		int found;

		snprintf(full, sizeof(full), forms[is_switch][i], name);
		found = tplg_find_control(tplg, full);
		if (found != TPLG_NONE) {
			*control = (size_t)found;
			return 0;
		}
	}
	return control_unknown(text, at, name, tplg);
}
