/* SPDX-License-Identifier: BSD-3-Clause */
/* The border between card and plugins: what is a message, and what is refused. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "live/protocol.h"

static struct live_message message;

static void begin(enum live_type type)
{
	memset(&message, 0, sizeof(message));
	message.header.type = type;
}

/* A good message of each type. */
static void fill(enum live_type type, enum live_sender sender)
{
	begin(type);
	if (sender == LIVE_CLIENT) {
		if (type == LIVE_OPEN_PCM || type == LIVE_OPEN_CTL)
			message.open = (struct live_open){ LIVE_MAGIC, LIVE_VERSION, 2, 1 };
		else if (type == LIVE_HW_PARAMS)
			message.params = (struct live_params){ 48000, 2, 2, 480, 960 };
		else if (type == LIVE_TLV_WRITE)
			message.tlv.bytes = 40;
	} else if (type == LIVE_OPEN_PCM) {
		message.space = (struct live_space){
			.formats = 4, .channels = 4, .num_rates = 1, .rates = { 48000 }
		};
	} else if (type == LIVE_HW_PARAMS) {
		message.ring = (struct live_ring_info){ live_ring_bytes(960, 4), 960, 4 };
	} else if (type == LIVE_TLV_READ) {
		message.tlv.bytes = 40;
	}
	message.header.bytes = (uint32_t)live_body_bytes(&message, sender);
}

static int parse(enum live_sender sender)
{
	const char *why;
	int ret = live_parse(&message, sizeof(message.header) + message.header.bytes, sender, &why);

	assert_true((ret == 0) == (why == NULL));
	return ret;
}

static void every_good_message_passes(void **state)
{
	for (int sender = LIVE_CLIENT; sender <= LIVE_CARD; sender++)
		for (unsigned int type = 1; type < LIVE_TYPES; type++) {
			fill((enum live_type)type, (enum live_sender)sender);
			assert_int_equal(parse((enum live_sender)sender), 0);
			assert_string_not_equal(live_type_name(type), "?");
		}
	assert_string_equal(live_type_name(0), "?");
	assert_string_equal(live_type_name(LIVE_TYPES), "?");
}

static void a_message_of_another_length_is_refused(void **state)
{
	const char *why;

	for (int sender = LIVE_CLIENT; sender <= LIVE_CARD; sender++)
		for (unsigned int type = 1; type < LIVE_TYPES; type++) {
			size_t bytes;

			fill((enum live_type)type, (enum live_sender)sender);
			bytes = sizeof(message.header) + message.header.bytes;
			/* the packet is shorter or longer than its header says */
			for (size_t n = 0; n < bytes; n++)
				assert_int_equal(live_parse(&message, n, (enum live_sender)sender,
							    &why),
						 -EPROTO);
			assert_int_equal(live_parse(&message, bytes + 1, (enum live_sender)sender,
						    &why),
					 -EPROTO);
			/* header and packet agree, but the type has another body */
			message.header.bytes += 4;
			assert_int_equal(parse((enum live_sender)sender), -EPROTO);
			if (message.header.bytes >= 8) {
				message.header.bytes -= 8;
				assert_int_equal(parse((enum live_sender)sender), -EPROTO);
			}
		}
}

#define REFUSED(type, sender, change)                     \
	do {                                              \
		fill(type, sender);                       \
		message.change;                           \
		assert_int_equal(parse(sender), -EPROTO); \
	} while (0)

static void values_out_of_range_are_refused(void **state)
{
	REFUSED(LIVE_START, LIVE_CLIENT, header.type = 0);
	REFUSED(LIVE_START, LIVE_CLIENT, header.type = LIVE_TYPES);
	REFUSED(LIVE_START, LIVE_CLIENT, header.type = UINT32_MAX);
	REFUSED(LIVE_START, LIVE_CLIENT, header.status = -EINVAL);
	REFUSED(LIVE_START, LIVE_CARD, header.status = 1);
	REFUSED(LIVE_START, LIVE_CLIENT, header.bytes = UINT32_MAX);
	REFUSED(LIVE_OPEN_PCM, LIVE_CLIENT, open.magic = 0);
	REFUSED(LIVE_OPEN_PCM, LIVE_CLIENT, open.capture = 2);
	REFUSED(LIVE_HW_PARAMS, LIVE_CLIENT, params.rate = 0);
	REFUSED(LIVE_HW_PARAMS, LIVE_CLIENT, params.channels = 0);
	REFUSED(LIVE_HW_PARAMS, LIVE_CLIENT, params.channels = LIVE_MAX_CHANNELS + 1);
	REFUSED(LIVE_HW_PARAMS, LIVE_CLIENT, params.format = 64);
	REFUSED(LIVE_HW_PARAMS, LIVE_CLIENT, params.period_frames = 0);
	REFUSED(LIVE_HW_PARAMS, LIVE_CLIENT, params.buffer_frames = 479);
	REFUSED(LIVE_SW_PARAMS, LIVE_CLIENT, sw_params.free_running = 2);
	REFUSED(LIVE_PAUSE, LIVE_CLIENT, toggle.on = 2);
	REFUSED(LIVE_TLV_WRITE, LIVE_CLIENT, tlv.bytes = LIVE_MAX_TLV + 1);
	REFUSED(LIVE_TLV_WRITE, LIVE_CLIENT, tlv.bytes = UINT32_MAX);
	REFUSED(LIVE_OPEN_PCM, LIVE_CARD, space.num_rates = 0);
	REFUSED(LIVE_OPEN_PCM, LIVE_CARD, space.num_rates = LIVE_MAX_RATES + 1);
	REFUSED(LIVE_OPEN_PCM, LIVE_CARD, space.rates[0] = 0);
	REFUSED(LIVE_OPEN_PCM, LIVE_CARD, space.formats = 0);
	REFUSED(LIVE_OPEN_PCM, LIVE_CARD, space.channels = 1);
	REFUSED(LIVE_OPEN_PCM, LIVE_CARD, space.channels = 1u << 9);
	REFUSED(LIVE_OPEN_PCM, LIVE_CARD, space.periods.min = (message.space.periods.max = 2) + 1);
	REFUSED(LIVE_HW_PARAMS, LIVE_CARD, ring.map_bytes++);
	REFUSED(LIVE_HW_PARAMS, LIVE_CARD, ring.frame_bytes = 0);
	REFUSED(LIVE_HW_PARAMS, LIVE_CARD, ring.buffer_frames = UINT32_MAX);
	REFUSED(LIVE_ELEMENT, LIVE_CARD, element.min = 1);
	REFUSED(LIVE_ELEMENT, LIVE_CARD, element.has_scale = 2);
	fill(LIVE_ITEM, LIVE_CARD);
	memset(message.item.name, 'x', sizeof(message.item.name));
	assert_int_equal(parse(LIVE_CARD), -EPROTO);
	fill(LIVE_OPEN_CTL, LIVE_CARD);
	memset(message.card.id, 'x', sizeof(message.card.id));
	assert_int_equal(parse(LIVE_CARD), -EPROTO);
	/* a refusal has no body */
	fill(LIVE_READ, LIVE_CARD);
	message.header.status = -ENOENT;
	assert_int_equal(parse(LIVE_CARD), -EPROTO);
	message.header.bytes = 0;
	assert_int_equal(parse(LIVE_CARD), 0);
}

static void another_version_is_told_apart(void **state)
{
	fill(LIVE_OPEN_CTL, LIVE_CLIENT);
	message.open.version++;
	assert_int_equal(parse(LIVE_CLIENT), -EPROTONOSUPPORT);
}

/* Whatever is changed in a message, what passes has counts, lengths and texts that hold. */
static void what_passes_is_safe(void **state)
{
	unsigned int passed = 0;

	srand(1);
	for (int i = 0; i < 400000; i++) {
		enum live_sender sender = (enum live_sender)(i & 1);
		size_t bytes;

		fill((enum live_type)(1 + rand() % (LIVE_TYPES - 1)), sender);
		bytes = sizeof(message.header) + message.header.bytes;
		for (int k = rand() % 3; k >= 0; k--)
			((uint8_t *)&message)[(size_t)rand() % bytes] = (uint8_t)rand();
		const char *why;

		if (live_parse(&message, bytes, sender, &why))
			continue;
		passed++;
		assert_true(message.header.type > 0 && message.header.type < LIVE_TYPES);
		assert_true(bytes == sizeof(message.header) + live_body_bytes(&message, sender));
		if (message.header.status || sender == LIVE_CLIENT)
			continue;
		if (message.header.type == LIVE_OPEN_PCM)
			assert_true(message.space.num_rates <= LIVE_MAX_RATES);
		if (message.header.type == LIVE_ELEMENT)
			assert_true(strnlen(message.element.name, CONTROL_NAME_BYTES) <
				    CONTROL_NAME_BYTES);
	}
	assert_true(passed > 10000);
}

static void a_ring_fits_its_mapping(void **state)
{
	assert_int_equal(live_ring_bytes(960, 4), LIVE_RING_DATA + 3840);
	assert_int_equal(live_ring_bytes(0, 4), 0);
	assert_int_equal(live_ring_bytes(1u << 30, 4), 0);
	assert_int_equal(live_ring_bytes(UINT32_MAX, UINT32_MAX), 0);
	assert_true(sizeof(struct live_ring) <= LIVE_RING_DATA);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_good_message_passes),
		cmocka_unit_test(a_message_of_another_length_is_refused),
		cmocka_unit_test(values_out_of_range_are_refused),
		cmocka_unit_test(another_version_is_told_apart),
		cmocka_unit_test(what_passes_is_safe),
		cmocka_unit_test(a_ring_fits_its_mapping),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
