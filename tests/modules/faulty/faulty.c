/* SPDX-License-Identifier: BSD-3-Clause */
/* Mistakes that modules of the field are known for. The blob says which; without one audio is passed on. */
#include <sof/audio/component.h>
#include <sof/audio/data_blob.h>
#include <sof/audio/module_adapter/module/generic.h>
#include <sof/audio/sink_source_utils.h>
#include <sof/ipc/msg.h>
#include <sof/lib/uuid.h>
#include <sof/trace/trace.h>
#include <rtos/alloc.h>
#include <rtos/init.h>
#include <rtos/panic.h>
#include <user/trace.h>

LOG_MODULE_REGISTER(faulty, CONFIG_SOF_LOG_LEVEL);
SOF_DEFINE_REG_UUID(faulty);
DECLARE_TR_CTX(faulty_tr, SOF_UUID(faulty_uuid), LOG_LEVEL_INFO);

enum mistake {
	NONE,
	KERNEL_HEAP,
	STATIC_COUNTER,
	STACK_OVERFLOW,
	NO_BLOB,
	ASSERTION,
	WRONG_STATE,
	MESSAGE,
};

struct faulty_data {
	struct comp_data_blob_handler *handler;
	struct comp_data_blob_handler *second; /* never gets a blob */
	uint32_t mistake;
};

static uint32_t faulty_calls;

static int faulty_init(struct processing_module *mod)
{
	struct faulty_data *fd = mod_zalloc(mod, sizeof(*fd));

	if (!fd)
		return -ENOMEM;
	mod->priv.private = fd;
	fd->handler = mod_data_blob_handler_new(mod);
	fd->second = mod_data_blob_handler_new(mod);
	return fd->handler && fd->second ? 0 : -ENOMEM;
}

static uint32_t faulty_deep(uint32_t n)
{
	volatile uint8_t much[512];

	much[n % 512] = (uint8_t)n; /* stack */
	return n > 4096 ? 0 : faulty_deep(n + 1) + much[n % 512];
}

static void faulty_do(struct faulty_data *fd)
{
	const uint32_t *config;
	void *block;

	switch (fd->mistake) {
	case KERNEL_HEAP:
		block = rzalloc(SOF_MEM_FLAG_USER, 64); /* heap */
		rfree(block);
		break;
	case STATIC_COUNTER:
		faulty_calls++; /* counter */
		break;
	case STACK_OVERFLOW:
		fd->mistake = faulty_deep(0);
		break;
	case NO_BLOB:
		config = comp_get_data_blob(fd->second, NULL, NULL);
		fd->mistake = config[1]; /* blob */
		break;
	case ASSERTION:
		assert(fd->mistake == NONE); /* assertion */
		break;
	case MESSAGE:
		ipc_msg_free(ipc_msg_w_ext_init(0, 0, 16)); /* message */
		break;
	default:
		break;
	}
}

static int faulty_process(struct processing_module *mod, struct sof_source **sources,
			  int num_of_sources, struct sof_sink **sinks, int num_of_sinks)
{
	struct faulty_data *fd = module_get_private_data(mod);
	size_t frames = source_sink_avail_frames_aligned(sources[0], sinks[0]);
	const uint32_t *blob = comp_get_data_blob(fd->handler, NULL, NULL);

	fd->mistake = blob ? *blob : NONE;
	faulty_do(fd);
	return source_to_sink_copy(sources[0], sinks[0], true,
				   frames * source_get_frame_bytes(sources[0]));
}

static int faulty_trigger(struct processing_module *mod, int cmd)
{
	struct faulty_data *fd = module_get_private_data(mod);
	const uint32_t *blob = comp_get_data_blob(fd->handler, NULL, NULL);

	if (blob && *blob == WRONG_STATE && cmd == COMP_TRIGGER_PRE_START) {
		mod->dev->state = COMP_STATE_PAUSED;
		return 0;
	}
	return module_adapter_set_state(mod, mod->dev, cmd);
}

static int faulty_set_config(struct processing_module *mod, uint32_t param_id,
			     enum module_cfg_fragment_position pos, uint32_t data_offset_size,
			     const uint8_t *fragment, size_t fragment_size, uint8_t *response,
			     size_t response_size)
{
	struct faulty_data *fd = module_get_private_data(mod);

	if (param_id == SOF_IPC4_SWITCH_CONTROL_PARAM_ID)
		return 0;
	return comp_data_blob_set(fd->handler, pos, data_offset_size, fragment, fragment_size);
}

static const struct module_interface faulty_interface = {
	.init = faulty_init,
	.process = faulty_process,
	.trigger = faulty_trigger,
	.set_configuration = faulty_set_config,
};

DECLARE_MODULE_ADAPTER(faulty_interface, faulty_uuid, faulty_tr);
SOF_MODULE_INIT(faulty, sys_comp_module_faulty_interface_init);
