/* SPDX-License-Identifier: BSD-3-Clause */
/* Passes audio on. Tells the host by a switch when a sample reaches half of full scale; notes events in an object pool. */
#include <sof/audio/component.h>
#include <sof/audio/module_adapter/module/generic.h>
#include <sof/audio/sink_source_utils.h>
#include <sof/ipc/msg.h>
#include <sof/lib/memory.h>
#include <sof/lib/uuid.h>
#include <sof/math/numbers.h>
#include <sof/objpool.h>
#include <sof/trace/trace.h>
#include <ipc4/header.h>
#include <ipc4/module.h>
#include <ipc4/notification.h>
#include <rtos/init.h>
#include <user/trace.h>

LOG_MODULE_REGISTER(loud, CONFIG_SOF_LOG_LEVEL);
SOF_DEFINE_REG_UUID(loud);
DECLARE_TR_CTX(loud_tr, SOF_UUID(loud_uuid), LOG_LEVEL_INFO);

struct loud_event {
	uint64_t frame;
};

struct loud_data {
	struct ipc_msg *msg;
	struct objpool_head events;
	uint64_t frames;
	int count;
};

static struct ipc_msg *loud_notification_init(struct processing_module *mod)
{
	struct comp_ipc_config *ipc_config = &mod->dev->ipc_config;
	struct sof_ipc4_notify_module_data *msg_module_data;
	struct sof_ipc4_control_msg_payload *msg_payload;
	union ipc4_notification_header primary = { 0 };
	struct ipc_msg *msg;

	primary.r.notif_type = SOF_IPC4_MODULE_NOTIFICATION;
	primary.r.type = SOF_IPC4_GLB_NOTIFICATION;
	primary.r.rsp = SOF_IPC4_MESSAGE_DIR_MSG_REQUEST;
	primary.r.msg_tgt = SOF_IPC4_MESSAGE_TARGET_FW_GEN_MSG;
	msg = ipc_msg_w_ext_init(primary.dat, 0,
				 sizeof(*msg_module_data) + sizeof(*msg_payload) +
					 sizeof(struct sof_ipc4_ctrl_value_chan));
	if (!msg)
		return NULL;
	msg_module_data = (struct sof_ipc4_notify_module_data *)msg->tx_data;
	msg_module_data->instance_id = IPC4_INST_ID(ipc_config->id);
	msg_module_data->module_id = IPC4_MOD_ID(ipc_config->id);
	msg_module_data->event_id = SOF_IPC4_NOTIFY_MODULE_EVENTID_ALSA_MAGIC_VAL |
				    SOF_IPC4_SWITCH_CONTROL_PARAM_ID;
	msg_module_data->event_data_size =
		sizeof(*msg_payload) + sizeof(struct sof_ipc4_ctrl_value_chan);
	msg_payload = (struct sof_ipc4_control_msg_payload *)msg_module_data->event_data;
	msg_payload->id = 0;
	msg_payload->num_elems = 1;
	msg_payload->chanv[0].channel = 0;
	return msg;
}

static void loud_notify(struct loud_data *ld, uint32_t value)
{
	struct sof_ipc4_notify_module_data *data =
		(struct sof_ipc4_notify_module_data *)ld->msg->tx_data;
	struct sof_ipc4_control_msg_payload *payload =
		(struct sof_ipc4_control_msg_payload *)data->event_data;

	payload->chanv[0].value = value;
	ipc_msg_send(ld->msg, NULL, false);
}

static int loud_init(struct processing_module *mod)
{
	struct loud_data *ld = mod_zalloc(mod, sizeof(*ld));

	if (!ld)
		return -ENOMEM;
	mod->priv.private = ld;
	objpool_init(&ld->events, NULL, NULL);
	ld->msg = loud_notification_init(mod);
	return ld->msg ? 0 : -ENOMEM;
}

static bool loud_has_one(const int16_t *x, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (ABS((int32_t)x[i]) >= 0x4000)
			return true;
	return false;
}

static int loud_process(struct processing_module *mod, struct sof_source **sources,
			int num_of_sources, struct sof_sink **sinks, int num_of_sinks)
{
	struct loud_data *ld = module_get_private_data(mod);
	size_t frames = source_sink_avail_frames_aligned(sources[0], sinks[0]);
	size_t bytes = frames * source_get_frame_bytes(sources[0]);
	struct loud_event *event;
	const int16_t *x, *start;
	size_t before_wrap;
	int size;
	bool loud;

	if (source_get_frm_fmt(sources[0]) != SOF_IPC_FRAME_S16_LE)
		return -EINVAL;
	if (source_get_data_s16(sources[0], bytes, &x, &start, &size))
		return -ENODATA;
	before_wrap = MIN(bytes / 2, cir_buf_samples_to_wrap_s16(x, start, size));
	loud = loud_has_one(x, before_wrap) || loud_has_one(start, bytes / 2 - before_wrap);
	source_release_data(sources[0], 0);
	if (loud) {
		event = objpool_alloc(&ld->events, sizeof(*event), SOF_MEM_FLAG_KERNEL);
		if (event) {
			event->frame = ld->frames;
			if (!ld->count++)
				loud_notify(ld, 1);
			objpool_free(&ld->events, event);
		}
	}
	ld->frames += frames;
	return source_to_sink_copy(sources[0], sinks[0], true, bytes);
}

static int loud_free(struct processing_module *mod)
{
	struct loud_data *ld = module_get_private_data(mod);

	objpool_prune(&ld->events);
	ipc_msg_free(ld->msg);
	mod_free(mod, ld);
	return 0;
}

static const struct module_interface loud_interface = {
	.init = loud_init,
	.process = loud_process,
	.free = loud_free,
};

DECLARE_MODULE_ADAPTER(loud_interface, loud_uuid, loud_tr);
SOF_MODULE_INIT(loud, sys_comp_module_loud_interface_init);
