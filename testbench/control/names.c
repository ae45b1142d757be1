/* SPDX-License-Identifier: BSD-3-Clause */
/* Which control a name means. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

int control_unknown(struct control_text *text, const char *at, const char *name,
		    const struct control_elements *elements)
{
	char list[200] = "";
	size_t used = 0;

	for (size_t i = 0; i < elements->num; i++) {
		if (sizeof(list) - used < TPLG_NAME_LEN + 10) {
			snprintf(list + used, sizeof(list) - used, ", ...");
			break;
		}
		used += (size_t)snprintf(list + used, sizeof(list) - used, "%s'%s'", i ? ", " : "",
					 elements->element[i].name);
	}
	control_fail(text, at, "no control '%.100s', the topology has %s", name,
		     used ? list : "none");
	return -ENOENT;
}

const char *control_match_name(const struct control_elements *elements, const char *text,
			       size_t *control)
{
	size_t best = 0;

	for (size_t i = 0; i < elements->num; i++) {
		size_t length = strlen(elements->element[i].name);

		if (length > best && !strncmp(text, elements->element[i].name, length) &&
		    text[length] == '=') {
			best = length;
			*control = i;
		}
	}
	return best ? text + best : NULL;
}

/* libasound prints a message of its own about a number below 1. */
static bool has_bad_number(const char *id)
{
	const char *key = strcasestr(id, "numid=");

	return key && (key == id || key[-1] == ',') && atoi(key + strlen("numid=")) < 1;
}

int control_find_element(struct control_text *text, const char *at, const char *id,
			 const struct control_elements *elements, size_t *control)
{
	snd_ctl_elem_id_t *parsed;
	unsigned int numid;
	int found;

	snd_ctl_elem_id_alloca(&parsed);
	if (has_bad_number(id) || snd_ctl_ascii_elem_id_parse(parsed, id) < 0)
		return control_fail(text, at, "'%.100s': expected name=\"...\" or numid=N", id);
	/* A board's script has the board's numbers, so a name counts before a number. */
	numid = snd_ctl_elem_id_get_numid(parsed);
	if (snd_ctl_elem_id_get_name(parsed)[0])
		snd_ctl_elem_id_set_numid(parsed, 0);
	else if (numid > elements->num)
		return control_fail(text, at,
				    "'%.100s': expected numid=1..%zu, the number in the topology",
				    id, elements->num);
	found = control_elements_find(elements, parsed);
	if (found == CONTROL_NO_ELEMENT)
		return control_unknown(text, at, id, elements);
	if (snd_ctl_elem_id_get_name(parsed)[0] && numid && (int)numid != found + 1)
		control_warn(text, at, "numid=%u is another control here, numid=%d has this name",
			     numid, found + 1);
	*control = (size_t)found;
	return 0;
}
