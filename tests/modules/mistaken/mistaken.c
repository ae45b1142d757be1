/* SPDX-License-Identifier: BSD-3-Clause */
/* Mistakes that a battery finds: CONFIG_MISTAKE chooses one. 16 bits; without a mistake the samples stay as they are. */
#include <sof/audio/component.h>
#include <sof/audio/module_adapter/module/generic.h>
#include <sof/lib/uuid.h>
#include <sof/trace/trace.h>
#include <ipc4/gain.h>
#include <ipc4/header.h>
#include <rtos/init.h>
#include <user/trace.h>

LOG_MODULE_REGISTER(mistaken, CONFIG_SOF_LOG_LEVEL);
SOF_DEFINE_REG_UUID(mistaken);
DECLARE_TR_CTX(mistaken_tr, SOF_UUID(mistaken_uuid), LOG_LEVEL_INFO);

enum mistake {
	NONE,
	UNEVEN,    /* the first sample of each call is lost */
	SHARED,    /* all instances have one sum */
	WRAPPING,  /* twice the level, without saturation */
	OFFSET,    /* silence is not silent */
	RINGING,   /* what has sounded never ends */
	ALLOCATES, /* in each call */
	TRUSTS,    /* a number of a blob is an index */
	FORGETS,   /* to go on after a pause */
	COUNTS,    /* the fourth change of state is one too many */
	KEEPS,     /* an allocation that fails leaves the one before it behind */
	DROPS,     /* what finds no room is lost */
	CHOOSES,   /* an item of an enum is an index */
	MISREADS,  /* an item is read back as another one */
};

struct mistaken_data {
	int16_t table[16];
	int32_t sum;
	unsigned int changes;
	uint32_t item;
	struct ipc4_peak_volume_config volume;
	int16_t *extra;
	int16_t *chosen[2];
};

static int mistaken_init(struct processing_module *mod)
{
	struct mistaken_data *md = mod_zalloc(mod, sizeof(*md));

	if (!md)
		return -ENOMEM;
	if (CONFIG_MISTAKE == KEEPS) {
		md->extra = rzalloc(SOF_MEM_FLAG_USER, 64);
		if (md->extra && !mod_zalloc(mod, 64))
			return -ENOMEM;
	}
	module_set_private_data(mod, md);
	return 0;
}

static int mistaken_prepare(struct processing_module *mod, struct sof_source **sources,
			    int num_of_sources, struct sof_sink **sinks, int num_of_sinks)
{
	return source_get_frm_fmt(sources[0]) == SOF_IPC_FRAME_S16_LE ? 0 : -EINVAL;
}

static int16_t sample_of(struct mistaken_data *md, int16_t x, size_t i)
{
	static int32_t sum;

	switch (CONFIG_MISTAKE) {
	case UNEVEN:
		return i ? x : 0;
	case SHARED:
		sum += x;
		return (int16_t)(sum >> 16);
	case WRAPPING:
		return (int16_t)(x * 2);
	case OFFSET:
		return x ? x : 1;
	case RINGING:
		md->sum = x ? x : md->sum;
		return (int16_t)md->sum;
	default:
		return x;
	}
}

static int mistaken_process(struct processing_module *mod, struct sof_source **sources,
			    int num_of_sources, struct sof_sink **sinks, int num_of_sinks)
{
	struct mistaken_data *md = module_get_private_data(mod);
	size_t size = MIN(source_get_data_available(sources[0]), sink_get_free_size(sinks[0]));
	const int16_t *x, *x_start;
	int16_t *y, *y_start;
	int x_size, y_size;

	if (CONFIG_MISTAKE == ALLOCATES)
		mod_free(mod, mod_alloc(mod, 32));
	if (CONFIG_MISTAKE == CHOOSES && md->item)
		*md->chosen[md->item - 1] = 0;
	size -= size % sink_get_frame_bytes(sinks[0]);
	if (CONFIG_MISTAKE == DROPS && !size) {
		size = source_get_data_available(sources[0]);
		if (size && !source_get_data_s16(sources[0], size, &x, &x_start, &x_size))
			source_release_data(sources[0], size);
		return 0;
	}
	if (!size || source_get_data_s16(sources[0], size, &x, &x_start, &x_size))
		return -ENODATA;
	if (sink_get_buffer_s16(sinks[0], size, &y, &y_start, &y_size)) {
		source_release_data(sources[0], 0);
		return -ENOSPC;
	}
	for (size_t i = 0; i < size / sizeof(*y); i++) {
		*y = sample_of(md, *x, i);
		x = cir_buf_wrap(x + 1, x_start, x_start + x_size);
		y = cir_buf_wrap(y + 1, y_start, y_start + y_size);
	}
	source_release_data(sources[0], size);
	sink_commit_buffer(sinks[0], size);
	return 0;
}

static int mistaken_trigger(struct processing_module *mod, int cmd)
{
	struct mistaken_data *md = module_get_private_data(mod);

	if (CONFIG_MISTAKE == FORGETS && cmd == COMP_TRIGGER_RELEASE)
		return -EINVAL;
	if (CONFIG_MISTAKE == COUNTS && cmd == COMP_TRIGGER_PAUSE && ++md->changes > 1)
		return -EINVAL;
	return module_adapter_set_state(mod, mod->dev, cmd);
}

static int mistaken_set_config(struct processing_module *mod, uint32_t param_id,
			       enum module_cfg_fragment_position pos, uint32_t data_offset_size,
			       const uint8_t *fragment, size_t fragment_size, uint8_t *response,
			       size_t response_size)
{
	struct mistaken_data *md = module_get_private_data(mod);
	const struct sof_ipc4_control_msg_payload *ctl = (const void *)fragment;
	const uint32_t *words = (const void *)fragment;

	if (param_id == SOF_IPC4_SWITCH_CONTROL_PARAM_ID)
		return 0;
	if (param_id == SOF_IPC4_ENUM_CONTROL_PARAM_ID) {
		if (ctl->num_elems != 1 || ctl->chanv[0].value > 3)
			return -EINVAL;
		md->item = ctl->chanv[0].value;
		return 0;
	}
	if (param_id == IPC4_VOLUME && fragment_size == sizeof(md->volume))
		memcpy(&md->volume, fragment, sizeof(md->volume));
	if (CONFIG_MISTAKE == TRUSTS && fragment_size >= 4)
		md->table[words[0]] = 1;
	return 0;
}

static int mistaken_get_config(struct processing_module *mod, uint32_t param_id,
			       uint32_t *data_offset_size, uint8_t *fragment, size_t fragment_size)
{
	struct mistaken_data *md = module_get_private_data(mod);
	struct sof_ipc4_control_msg_payload *ctl = (void *)fragment;

	if (param_id == IPC4_VOLUME && fragment_size >= sizeof(md->volume)) {
		memcpy(fragment, &md->volume, sizeof(md->volume));
		if (CONFIG_MISTAKE == MISREADS)
			memset(fragment + offsetof(struct ipc4_peak_volume_config, target_volume),
			       0, sizeof(md->volume.target_volume));
		*data_offset_size = sizeof(md->volume);
		return 0;
	}
	if (param_id != SOF_IPC4_ENUM_CONTROL_PARAM_ID ||
	    fragment_size < sizeof(*ctl) + sizeof(ctl->chanv[0]))
		return -EINVAL;
	ctl->num_elems = 1;
	ctl->chanv[0].channel = 0;
	ctl->chanv[0].value = CONFIG_MISTAKE == MISREADS ? md->item / 2 : md->item;
	*data_offset_size = sizeof(*ctl) + sizeof(ctl->chanv[0]);
	return 0;
}

static int mistaken_free(struct processing_module *mod)
{
	struct mistaken_data *md = module_get_private_data(mod);

	if (CONFIG_MISTAKE == KEEPS && md)
		rfree(md->extra);
	return 0;
}

static const struct module_interface mistaken_interface = {
	.init = mistaken_init,
	.prepare = mistaken_prepare,
	.process = mistaken_process,
	.trigger = mistaken_trigger,
	.set_configuration = mistaken_set_config,
	.get_configuration = mistaken_get_config,
	.free = mistaken_free,
};

DECLARE_MODULE_ADAPTER(mistaken_interface, mistaken_uuid, mistaken_tr);
SOF_MODULE_INIT(mistaken, sys_comp_module_mistaken_interface_init);
