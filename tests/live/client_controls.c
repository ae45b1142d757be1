/* SPDX-License-Identifier: BSD-3-Clause */
/* Controls, by their handle. */
#include "client.h"

/* A bytes control: what is written is read back, and what makes no sense is refused. */
static void blob(const char *device)
{
	static unsigned int before[4096], after[4096];
	snd_ctl_elem_list_t *list;
	snd_ctl_elem_id_t *id;
	snd_ctl_elem_info_t *info;
	unsigned int found = 0;
	snd_ctl_t *ctl;

	snd_ctl_elem_list_alloca(&list);
	snd_ctl_elem_id_alloca(&id);
	snd_ctl_elem_info_alloca(&info);
	EXPECT(snd_ctl_open(&ctl, device, 0), == 0);
	EXPECT(snd_ctl_elem_list(ctl, list), == 0);
	EXPECT(snd_ctl_elem_list_alloc_space(list, snd_ctl_elem_list_get_count(list)), == 0);
	EXPECT(snd_ctl_elem_list(ctl, list), == 0);
	for (unsigned int i = 0; i < snd_ctl_elem_list_get_used(list); i++) {
		snd_ctl_elem_list_get_id(list, i, id);
		snd_ctl_elem_info_set_id(info, id);
		EXPECT(snd_ctl_elem_info(ctl, info), == 0);
		if (snd_ctl_elem_info_get_type(info) != SND_CTL_ELEM_TYPE_BYTES)
			continue;
		found++;
		EXPECT(snd_ctl_elem_tlv_read(ctl, id, before, 8), < 0);
		EXPECT(snd_ctl_elem_tlv_read(ctl, id, before, sizeof(before)), == 0);
		EXPECT(before[0], == 3);
		EXPECT(before[1] >= 32, == 1);
		EXPECT(before[4], == (long)before[1] - 32);
		EXPECT(snd_ctl_elem_tlv_write(ctl, id, before), >= 0);
		EXPECT(snd_ctl_elem_tlv_command(ctl, id, before), == -ENXIO);
		EXPECT(snd_ctl_elem_tlv_read(ctl, id, after, sizeof(after)), == 0);
		EXPECT(memcmp(before, after, before[1] + 8), == 0);
		after[2] ^= 1; /* magic */
		EXPECT(snd_ctl_elem_tlv_write(ctl, id, after), < 0);
		after[2] ^= 1;
		after[4] += 4; /* more than there is */
		EXPECT(snd_ctl_elem_tlv_write(ctl, id, after), < 0);
	}
	EXPECT(found, > 0);
	snd_ctl_elem_list_free_space(list);
	EXPECT(snd_ctl_close(ctl), == 0);
}

const struct client_case client_controls[] = {
	{ "blob", blob },
	{ NULL, NULL },
};
