/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <string.h>
#include <platform/machine.h>
#include <rtos/alloc.h>
#include <sof/audio/data_blob.h>
#include <sof/audio/module_adapter/module_instance.h>
#include <sof/common.h>
#include <sof/ctx_alloc.h>
#include <zephyr/internal/syscall_handler.h>
#include <zephyr/kernel.h>

struct blob {
	uint8_t *data;
	size_t size;
};

struct comp_data_blob_handler {
	struct processing_module *mod;
	struct blob current;
	struct blob incoming;
	size_t position;  /* bytes of incoming received */
	bool is_complete; /* incoming waits to be fetched */
	bool is_unseen;   /* the running module's first one is current, and has not been fetched */
	comp_data_blob_validator validator;
};

static struct mod_alloc_ctx *blob_ctx(const struct comp_data_blob_handler *handler)
{
	return module_instance_of(handler->mod)->resources.alloc;
}

/* In user mode a blob is an allocation like any other; it goes with the module at the latest. */
static void *blob_alloc(struct comp_data_blob_handler *handler, size_t size)
{
	if (k_is_user_context())
		return mod_zalloc(handler->mod, size);
	return sof_ctx_zalloc(blob_ctx(handler), SOF_MEM_FLAG_USER, size, 0);
}

static void blob_free(struct comp_data_blob_handler *handler, void *data)
{
	if (k_is_user_context())
		mod_free(handler->mod, data);
	else
		sof_ctx_free(blob_ctx(handler), data);
}

static void blob_drop(struct comp_data_blob_handler *handler, struct blob *blob)
{
	blob_free(handler, blob->data);
	blob->data = NULL;
	blob->size = 0;
}

static void incoming_drop(struct comp_data_blob_handler *handler)
{
	blob_drop(handler, &handler->incoming);
	handler->position = 0;
	handler->is_complete = false;
}

static void incoming_promote(struct comp_data_blob_handler *handler)
{
	blob_drop(handler, &handler->current);
	handler->current = handler->incoming;
	handler->incoming = (struct blob){ 0 };
	handler->position = 0;
	handler->is_complete = false;
}

static struct comp_data_blob_handler *
handler_new(struct module_instance *inst, struct processing_module *view,
	    void (*free)(struct module_instance *inst, const void *ptr))
{
	struct comp_data_blob_handler *handler =
		sof_ctx_zalloc(inst->resources.alloc, SOF_MEM_FLAG_USER, sizeof(*handler), 0);

	if (handler)
		handler->mod = view;
	return module_resource_add(inst, handler, 0, free);
}

static void handler_free(struct module_instance *inst, const void *ptr)
{
	struct comp_data_blob_handler *handler = (struct comp_data_blob_handler *)ptr;

	incoming_drop(handler);
	blob_drop(handler, &handler->current);
	sof_ctx_free(blob_ctx(handler), handler);
}

/* What a user module's handler says about its blobs does not count: they are tracked like everything else. */
static uintptr_t z_vrfy_mod_data_blob_handler_new(const uintptr_t *args)
{
	struct processing_module *view = (struct processing_module *)args[0];
	struct module_instance *inst = module_verify_caller(view);

	PLATFORM_OWNER(inst->mod.dev->name);
	return (uintptr_t)handler_new(inst, view, module_block_free);
}
Z_SYSCALL_DEFINE(mod_data_blob_handler_new);

struct comp_data_blob_handler *mod_data_blob_handler_new(struct processing_module *mod)
{
	if (z_syscall_trap())
		return (void *)z_syscall_invoke(mod_data_blob_handler_new, (uintptr_t)mod);
	return handler_new(module_instance_of(mod), mod, handler_free);
}

struct comp_data_blob_handler *comp_data_blob_handler_new(struct comp_dev *dev)
{
	return mod_data_blob_handler_new(dev->mod);
}

void comp_data_blob_handler_free(struct comp_data_blob_handler *handler)
{
	if (handler)
		mod_free(handler->mod, handler);
}

void mod_data_blob_handler_free(struct processing_module *mod,
				struct comp_data_blob_handler *handler)
{
	mod_free(mod, handler);
}

void comp_data_blob_set_validator(struct comp_data_blob_handler *handler,
				  comp_data_blob_validator validator)
{
	handler->validator = validator;
}

int comp_init_data_blob(struct comp_data_blob_handler *handler, uint32_t size, const void *data)
{
	if (!handler)
		return -EINVAL;
	incoming_drop(handler);
	blob_drop(handler, &handler->current);
	if (!size)
		return 0;
	handler->current.data = blob_alloc(handler, size);
	if (!handler->current.data)
		return -ENOMEM;
	handler->current.size = size;
	if (data)
		memcpy(handler->current.data, data, size);
	return 0;
}

static int blob_begin(struct comp_data_blob_handler *handler, size_t size)
{
	if (!size)
		return -EINVAL;
	handler->incoming.data = blob_alloc(handler, size);
	if (!handler->incoming.data)
		return -ENOMEM;
	handler->incoming.size = size;
	handler->position = 0;
	return 0;
}

static int blob_finish(struct comp_data_blob_handler *handler)
{
	struct comp_dev *dev = handler->mod->dev;
	int ret;

	if (handler->position != handler->incoming.size) {
		comp_err(dev, "blob of %zu bytes ends after %zu", handler->incoming.size,
			 handler->position);
		return -EINVAL;
	}
	if (handler->validator) {
		ret = handler->validator(dev, handler->incoming.data,
					 (uint32_t)handler->incoming.size);
		if (ret < 0)
			return ret;
	}
	handler->is_complete = true;
	if (dev->state == COMP_STATE_READY || !handler->current.data) {
		handler->is_unseen = dev->state != COMP_STATE_READY;
		incoming_promote(handler);
	}
	return 0;
}

int comp_data_blob_set(struct comp_data_blob_handler *handler,
		       enum module_cfg_fragment_position pos, uint32_t data_offset_size,
		       const uint8_t *fragment, size_t fragment_size)
{
	int ret;

	if (!handler)
		return -EINVAL;
	if (pos & MODULE_CFG_FRAGMENT_FIRST) {
		if (handler->incoming.data)
			return -EBUSY;
		if (!fragment_size)
			return 0;
		ret = blob_begin(handler, data_offset_size);
		if (ret < 0)
			return ret;
	} else if (!handler->incoming.data || handler->is_complete) {
		return handler->is_complete ? -EBUSY : -ENOMEM;
	} else if (data_offset_size != handler->position) {
		comp_err(handler->mod->dev, "blob of %zu bytes goes on at %u, expected %zu",
			 handler->incoming.size, data_offset_size, handler->position);
		incoming_drop(handler);
		return -EINVAL;
	}

	if (fragment_size > handler->incoming.size - handler->position) {
		comp_err(handler->mod->dev, "blob of %zu bytes overflows: %zu more after %zu",
			 handler->incoming.size, fragment_size, handler->position);
		incoming_drop(handler);
		return -EINVAL;
	}
	memcpy(handler->incoming.data + handler->position, fragment, fragment_size);
	handler->position += fragment_size;

	if (!(pos & MODULE_CFG_FRAGMENT_LAST))
		return 0;
	ret = blob_finish(handler);
	if (ret < 0)
		incoming_drop(handler);
	return ret;
}

/* CRC-32 of ISO 3309, the least significant bit first. */
static uint32_t crc32(const uint8_t *data, size_t size)
{
	uint32_t crc = UINT32_MAX;

	for (size_t i = 0; i < size; i++) {
		crc ^= data[i];
		for (unsigned int bit = 0; bit < 8; bit++)
			crc = crc & 1 ? crc >> 1 ^ 0xEDB88320u : crc >> 1;
	}
	return ~crc;
}

void *comp_get_data_blob(struct comp_data_blob_handler *handler, size_t *size, uint32_t *crc)
{
	if (handler->is_complete)
		incoming_promote(handler);
	handler->is_unseen = false;
	if (size)
		*size = handler->current.size;
	if (crc && handler->current.data)
		*crc = crc32(handler->current.data, handler->current.size);
	return handler->current.data;
}

bool comp_is_new_data_blob_available(struct comp_data_blob_handler *handler)
{
	return handler->is_complete || handler->is_unseen;
}

bool comp_is_current_data_blob_valid(struct comp_data_blob_handler *handler)
{
	return handler->current.data;
}

int comp_data_blob_get(struct comp_data_blob_handler *handler, uint32_t *data_offset_size,
		       uint8_t *fragment, size_t fragment_size)
{
	size_t bytes;

	if (*data_offset_size > handler->current.size)
		return -EINVAL;
	bytes = MIN(fragment_size, handler->current.size - *data_offset_size);
	if (bytes)
		memcpy(fragment, handler->current.data + *data_offset_size, bytes);
	*data_offset_size = (uint32_t)bytes;
	return 0;
}

int comp_data_blob_get_cmd(struct comp_data_blob_handler *handler, struct sof_ipc_ctrl_data *cdata,
			   int size)
{
	if (size < 0 || handler->current.size > (size_t)size)
		return -EINVAL;
	if (handler->current.size)
		memcpy(cdata, handler->current.data, handler->current.size);
	handler->mod->priv.read_back = (uint32_t)handler->current.size;
	return 0;
}
