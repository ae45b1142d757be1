/* SPDX-License-Identifier: BSD-3-Clause */
/* A control, embedded behind its widget: mixer (volume or switch), enum or bytes. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <ipc4/module.h>

#include "topology/tplg_loader.h"

#define TLV_BYTES      136 /* of struct snd_soc_tplg_ctl_tlv */
#define TLV_DB_SCALE   1
#define MAX_MILLIBEL   100000     /* +-1000 dB: a gain table's cost grows with its dB values */
#define MAX_PARAM_ID   255        /* eight bits in the IPC */
#define IPC3_ABI_MAGIC 0x00464F53 /* "SOF" and a zero */

_Static_assert(sizeof(struct snd_soc_tplg_ctl_tlv) == TLV_BYTES, "topology ABI 5");

/* The layout that each handler of ops.info implies; it must be the one of the type field. */
static uint32_t info_type(uint32_t info)
{
	switch (info) {
	case SND_SOC_TPLG_CTL_VOLSW:
	case SND_SOC_TPLG_CTL_VOLSW_SX:
	case SND_SOC_TPLG_CTL_VOLSW_XR_SX:
	case SND_SOC_TPLG_CTL_RANGE:
	case SND_SOC_TPLG_CTL_STROBE:
	case SND_SOC_TPLG_DAPM_CTL_VOLSW:
	case SND_SOC_TPLG_DAPM_CTL_PIN:
		return SND_SOC_TPLG_TYPE_MIXER;
	case SND_SOC_TPLG_CTL_ENUM:
	case SND_SOC_TPLG_CTL_ENUM_VALUE:
	case SND_SOC_TPLG_DAPM_CTL_ENUM_DOUBLE:
	case SND_SOC_TPLG_DAPM_CTL_ENUM_VIRT:
	case SND_SOC_TPLG_DAPM_CTL_ENUM_VALUE:
		return SND_SOC_TPLG_TYPE_ENUM;
	case SND_SOC_TPLG_CTL_BYTES:
		return SND_SOC_TPLG_TYPE_BYTES;
	default:
		return 0;
	}
}

/* @num channels at @channels, just behind the field that says how many. */
static int read_channels(struct tplg_loader *l, struct tplg_control *c, uint32_t num,
			 const struct snd_soc_tplg_channel *channels)
{
	if (num > TPLG_MAX_CHANNELS)
		return tplg_fail(l, tplg_offset(l, channels) - sizeof(num),
				 "expected at most %d control channels, found %u",
				 TPLG_MAX_CHANNELS, num);
	c->num_channels = num;
	for (uint32_t i = 0; i < c->num_channels; i++) {
		if (tplg_expect_size(l, tplg_offset(l, &channels[i]), "control channel",
				     channels[i].size, sizeof(channels[i])))
			return -EINVAL;
		c->channels[i].reg = channels[i].reg;
		c->channels[i].shift = channels[i].shift;
		c->channels[i].id = channels[i].id;
	}
	return 0;
}

/* Needs c->max. */
static int read_scale(struct tplg_loader *l, struct tplg_control *c,
		      const struct snd_soc_tplg_ctl_tlv *tlv)
{
	int32_t min = (int32_t)tlv->scale.min;
	int64_t top = min + (int64_t)c->max * tlv->scale.step;

	if (!tlv->size)
		return 0;
	if (tplg_expect_size(l, tplg_offset(l, tlv), "TLV", tlv->size, TLV_BYTES))
		return -EINVAL;
	if (tlv->type != TLV_DB_SCALE)
		return tplg_warn(l, TPLG_WARNING_OTHER,
				 "control '%s': TLV of type %u ignored, it is not a dB scale",
				 c->name, tlv->type);
	if (min < -MAX_MILLIBEL || top > MAX_MILLIBEL)
		return tplg_fail(
			l, tplg_offset(l, &tlv->scale),
			"expected a dB scale within +-%d dB, found minimum %d and %u steps of %u (0.01 dB)",
			MAX_MILLIBEL / 100, min, c->max, tlv->scale.step);
	c->scale_set = true;
	c->scale_min = min;
	c->scale_step = tlv->scale.step;
	c->scale_mute = tlv->scale.mute != 0;
	return 0;
}

static int read_mixer(struct tplg_loader *l, struct tplg_control *c)
{
	const struct snd_soc_tplg_mixer_control *mixer =
		tplg_take(l, sizeof(*mixer), "mixer control");
	struct tplg_private priv;
	int32_t max;
	int ret;

	if (!mixer || tplg_expect_size(l, tplg_offset(l, &mixer->size), "mixer control",
				       mixer->size, sizeof(*mixer)))
		return -EINVAL;
	max = (int32_t)mixer->max;
	c->min = (int32_t)mixer->min;
	if (max < 1 || max > TPLG_MAX_MIXER || c->min > max)
		return tplg_fail(
			l, tplg_offset(l, &mixer->min),
			"expected a mixer maximum of 1..%d and no less than the minimum, found %d..%d",
			TPLG_MAX_MIXER, c->min, max);
	c->max = max;
	c->kind = max == 1 ? TPLG_CONTROL_SWITCH : TPLG_CONTROL_VOLUME;
	c->invert = mixer->invert != 0;
	ret = read_channels(l, c, mixer->num_channels, mixer->channel);
	if (!ret)
		ret = read_scale(l, c, &mixer->hdr.tlv);
	if (!ret)
		ret = tplg_take_private(l, mixer->priv.size, &priv);
	return ret ? ret : tplg_check_arrays(l, priv);
}

static int read_enum(struct tplg_loader *l, struct tplg_control *c)
{
	const struct snd_soc_tplg_enum_control *e = tplg_take(l, sizeof(*e), "enum control");

	if (!e ||
	    tplg_expect_size(l, tplg_offset(l, &e->size), "enum control", e->size, sizeof(*e)))
		return -EINVAL;
	if (e->items > TPLG_ENUM_ITEMS)
		return tplg_fail(l, tplg_offset(l, &e->items),
				 "expected at most %d enum items, found %u", TPLG_ENUM_ITEMS,
				 e->items);
	c->kind = TPLG_CONTROL_ENUM;
	for (uint32_t i = 0; i < e->items; i++) {
		if (!tplg_append(l, &c->items, &c->num_items, sizeof(*c->items)))
			return -ENOMEM;
		if (tplg_copy_name(l, "an enum text", c->items[i], e->texts[i]))
			return -EINVAL;
	}
	if (read_channels(l, c, e->num_channels, e->channel))
		return -EINVAL;
	return tplg_take(l, e->priv.size, "enum private data") ? 0 : -EINVAL;
}

static int keep_blob(struct tplg_loader *l, struct tplg_control *c, const struct sof_abi_hdr *abi,
		     const uint8_t *payload)
{
	c->data = malloc(abi->size + 1); /* never 0 bytes */
	if (!c->data)
		return tplg_no_memory(l);
	memcpy(c->data, payload, abi->size);
	c->data_set = true;
	c->param_id = abi->type;
	c->abi = abi->abi;
	c->data_bytes = abi->size;
	return 0;
}

/* The initial value: ABI header and payload, together @bytes at @data, where nothing is aligned. */
static int read_blob(struct tplg_loader *l, struct tplg_control *c, const uint8_t *data,
		     uint32_t bytes)
{
	size_t at = tplg_offset(l, data);
	struct sof_abi_hdr abi;

	if (!bytes)
		return 0;
	if (l->t->ipc3) {
		/* Only printed: what is not understood is left out. */
		if (bytes < sizeof(abi))
			return 0;
		memcpy(&abi, data, sizeof(abi));
		return abi.magic == IPC3_ABI_MAGIC && abi.size == bytes - sizeof(abi) ?
			       keep_blob(l, c, &abi, data + sizeof(abi)) :
			       0;
	}
	if (bytes < sizeof(abi) || bytes > c->max_bytes)
		return tplg_fail(l, at,
				 "expected bytes control data of 0 or %zu..%u bytes, found %u",
				 sizeof(abi), c->max_bytes, bytes);
	memcpy(&abi, data, sizeof(abi));
	if (abi.magic != SOF_IPC4_ABI_MAGIC)
		return tplg_fail(l, at, "expected the magic 0x%08x of an IPC4 blob, found 0x%08x",
				 SOF_IPC4_ABI_MAGIC, abi.magic);
	if (abi.type > MAX_PARAM_ID)
		return tplg_fail(l, at + 4, "expected a blob param id of at most %d, found %u",
				 MAX_PARAM_ID, abi.type);
	if (abi.size != bytes - sizeof(abi))
		return tplg_fail(l, at + 8, "expected a blob payload size of %zu, found %u",
				 bytes - sizeof(abi), abi.size);
	return keep_blob(l, c, &abi, data + sizeof(abi));
}

static int read_bytes(struct tplg_loader *l, struct tplg_control *c)
{
	const struct snd_soc_tplg_bytes_control *b = tplg_take(l, sizeof(*b), "bytes control");
	const uint8_t *data;

	if (!b ||
	    tplg_expect_size(l, tplg_offset(l, &b->size), "bytes control", b->size, sizeof(*b)))
		return -EINVAL;
	if (b->max < sizeof(struct sof_abi_hdr) || b->max > TPLG_MAX_BYTES_CONTROL)
		return tplg_fail(l, tplg_offset(l, &b->max),
				 "expected a bytes control maximum of %zu..%d, found %u",
				 sizeof(struct sof_abi_hdr), TPLG_MAX_BYTES_CONTROL, b->max);
	c->kind = TPLG_CONTROL_BYTES;
	c->max_bytes = b->max;
	c->ext_get = b->ext_ops.get;
	c->ext_put = b->ext_ops.put;
	c->ext_info = b->ext_ops.info;
	data = tplg_take(l, b->priv.size, "bytes control data");
	return data ? read_blob(l, c, data, b->priv.size) : -EINVAL;
}

/* Controls of one kind on one widget are numbered in file order. */
static uint32_t next_id(const struct tplg *t, const struct tplg_widget *w,
			enum tplg_control_kind kind)
{
	uint32_t id = 0;

	for (uint32_t i = 0; i < w->num_controls; i++)
		id += t->controls[w->first_control + i].kind == kind;
	return id;
}

int tplg_read_control(struct tplg_loader *l, int widget)
{
	struct tplg_widget *w = &l->t->widgets[widget];
	const struct snd_soc_tplg_ctl_hdr *head = tplg_take(l, sizeof(*head), "control header");
	struct tplg_control *c;
	int ret;

	if (!head ||
	    tplg_expect_size(l, tplg_offset(l, head), "control header", head->size, sizeof(*head)))
		return -EINVAL;
	if (head->type != SND_SOC_TPLG_TYPE_MIXER && head->type != SND_SOC_TPLG_TYPE_BYTES &&
	    head->type != SND_SOC_TPLG_TYPE_ENUM)
		return tplg_fail(l, tplg_offset(l, &head->type),
				 "expected control type 1 (mixer), 2 (bytes) or 3 (enum), found %u",
				 head->type);
	if (info_type(head->ops.info) != head->type)
		return tplg_fail(l, tplg_offset(l, &head->ops.info),
				 "expected an info handler that fits control type %u, found %u",
				 head->type, head->ops.info);
	c = tplg_append(l, &l->t->controls, &l->t->num_controls, sizeof(*c));
	if (!c)
		return -ENOMEM;
	c->widget = widget;
	c->offset = tplg_offset(l, head);
	c->access = head->access;
	c->get = head->ops.get;
	c->put = head->ops.put;
	c->info = head->ops.info;
	if (tplg_copy_name(l, "a control name", c->name, head->name))
		return -EINVAL;
	l->pos = c->offset; /* the header is part of each layout */
	if (head->type == SND_SOC_TPLG_TYPE_MIXER)
		ret = read_mixer(l, c);
	else if (head->type == SND_SOC_TPLG_TYPE_BYTES)
		ret = read_bytes(l, c);
	else
		ret = read_enum(l, c);
	if (ret)
		return ret;
	c->id = next_id(l->t, w, c->kind);
	w->num_controls++;
	return 0;
}
