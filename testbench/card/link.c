/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A DAI's gateway is known only while a stream with parameters reaches it, and may be another one the next time:
 * clients and wires belong to the widget, and are connected when the first stream comes.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

static struct card_link *find(const struct card *card, int widget)
{
	for (size_t i = 0; i < card->num_links; i++)
		if (card->links[i].widget == widget)
			return &card->links[i];
	return NULL;
}

/* @return NULL: no such DAI, or no memory; the error is set */
static struct card_link *find_or_add(struct card *card, const char *name)
{
	int widget = tplg_find_widget(card->config.tplg, name);
	struct card_link *link = NULL, *grown;

	if (widget != TPLG_NONE)
		link = find(card, widget);
	if (link)
		return link;
	if (widget == TPLG_NONE || !card->config.tplg->widgets[widget].dai_type[0]) {
		card_fail(card, DRV_ERROR_USAGE, -ENOENT, "no DAI '%.100s' in the topology", name);
		return NULL;
	}
	grown = reallocarray(card->links, card->num_links + 1, sizeof(*grown));
	if (!grown) {
		card_fail(card, DRV_ERROR_FIRMWARE, -ENOMEM, "out of memory");
		return NULL;
	}
	card->links = grown;
	grown[card->num_links] = (struct card_link){ .widget = widget, .rx = -1 };
	return &grown[card->num_links++];
}

void card_links_free(struct card *card)
{
	free(card->links);
	card->links = NULL;
	card->num_links = 0;
}

/* ---- connect ---- */

static int attach(struct card *card, struct card_link *link)
{
	int ret;

	if (!link->users || !link->client.transfer || link->attached)
		return 0;
	ret = adsp_dma_attach(link->end.node_id, &link->client);
	if (ret < 0)
		return card_fail(card, DRV_ERROR_FIRMWARE, ret, "%s: gateway 0x%x: %s",
				 link->end.widget, link->end.node_id, strerror(-ret));
	link->attached = true;
	return 0;
}

static void detach(struct card_link *link)
{
	if (link->attached)
		adsp_dma_detach(link->end.node_id);
	link->attached = false;
}

static int wire(struct card *card, struct card_link *tx)
{
	const struct card_link *rx = tx->rx < 0 ? NULL : &card->links[tx->rx];
	int ret;

	if (!rx || !tx->users || !rx->users || tx->wired)
		return 0;
	ret = adsp_dma_loopback(tx->end.node_id, rx->end.node_id);
	if (ret < 0)
		return card_fail(card, DRV_ERROR_FIRMWARE, ret, "%s to %s: %s", tx->end.widget,
				 rx->end.widget, strerror(-ret));
	tx->wired = true;
	return 0;
}

/* One end of the wire goes. */
static void unwire(struct card *card, const struct card_link *end)
{
	for (size_t i = 0; i < card->num_links; i++) {
		struct card_link *tx = &card->links[i];

		if (!tx->wired || (tx != end && &card->links[tx->rx] != end))
			continue;
		adsp_dma_detach(card->links[tx->rx].end.node_id);
		tx->wired = false;
	}
}

static int set_clock(struct card *card, const struct card_link *link)
{
	int ret = link->users ? adsp_dma_set_clock(link->end.node_id, &link->clock) : 0;

	return ret < 0 ?
		       card_fail(card, DRV_ERROR_USAGE, ret,
				 "%s: a clock of %+d ppb that stands still from tick %u to %u: %s",
				 link->end.widget, link->clock.drift_ppb, link->clock.stops,
				 link->clock.goes, strerror(-ret)) :
		       0;
}

static bool reaches(const struct card_stream *stream, int widget)
{
	const struct drv_endpoint *end;

	for (size_t i = 0; (end = drv_stream_dai(stream->drv, i)) != NULL; i++)
		if (tplg_find_widget(stream->card->config.tplg, end->widget) == widget)
			return true;
	return false;
}

/* What should follow the clock of a link has to be able to. */
static int check_converter(struct card_stream *stream, const struct card_link *link)
{
	const char *deaf = link->clock.drift_ppb ? drv_stream_deaf_converter(stream->drv) : NULL;

	return deaf ? card_fail(
			      stream->card, DRV_ERROR_USAGE, -EOPNOTSUPP,
			      "%s: %s runs in a thread, where it does not follow this link's clock, "
			      "which drifts: let it run in the tick",
			      link->end.widget, deaf) :
		      0;
}

static int connect_link(struct card *card, struct card_link *link)
{
	int ret = attach(card, link);

	if (!ret)
		ret = set_clock(card, link);
	for (size_t i = 0; i < card->num_links && !ret; i++)
		ret = wire(card, &card->links[i]);
	return ret;
}

int card_links_join(struct card_stream *stream)
{
	struct card *card = stream->card;
	const struct drv_endpoint *end;
	int first = 0;

	for (size_t i = 0; (end = drv_stream_dai(stream->drv, i)) != NULL; i++) {
		struct card_link *link = find_or_add(card, end->widget);
		int ret = link ? 0 : card->error.code;

		if (link && !link->users++) {
			link->end = *end;
			ret = connect_link(card, link);
		}
		if (link && !ret)
			ret = check_converter(stream, link);
		first = first ? first : ret;
	}
	return first;
}

void card_links_leave(struct card_stream *stream)
{
	struct card *card = stream->card;
	const struct drv_endpoint *end;

	for (size_t i = 0; (end = drv_stream_dai(stream->drv, i)) != NULL; i++) {
		struct card_link *link =
			find(card, tplg_find_widget(card->config.tplg, end->widget));

		if (!link || --link->users)
			continue;
		unwire(card, link);
		detach(link);
	}
}

/* ---- who feeds whom ---- */

static bool is_started(const struct card_stream *stream)
{
	return stream->state == CARD_STATE_RUNNING || stream->state == CARD_STATE_DRAINING;
}

/* Is a wire all that comes here, and does nobody send into it? */
static bool is_silent_wire(const struct card *card, const struct card_link *rx)
{
	const struct card_link *tx = NULL;

	for (size_t i = 0; i < card->num_links && !tx; i++)
		if (card->links[i].rx == rx - card->links)
			tx = &card->links[i];
	for (const struct card_stream *s = card->streams; s && tx; s = s->next)
		if (is_started(s) && reaches(s, tx->widget))
			return false;
	return tx != NULL;
}

bool card_stream_hears_silence(const struct card_stream *stream)
{
	const struct card *card = stream->card;
	const struct drv_endpoint *end;
	bool any = false;

	if (stream->direction != TPLG_CAPTURE || !is_started(stream))
		return false;
	for (size_t i = 0; (end = drv_stream_dai(stream->drv, i)) != NULL; i++) {
		const struct card_link *rx =
			find(card, tplg_find_widget(card->config.tplg, end->widget));

		if (rx && !is_silent_wire(card, rx))
			return false;
		any |= rx != NULL;
	}
	return any;
}

/* ---- what the caller asks for ---- */

const struct drv_endpoint *card_link(const struct card *card, const char *widget)
{
	const struct card_link *link = find(card, tplg_find_widget(card->config.tplg, widget));

	return link && link->users ? &link->end : NULL;
}

int card_link_set_client(struct card *card, const char *widget,
			 const struct adsp_dma_client *client)
{
	struct card_link *link = find_or_add(card, widget);

	if (!link)
		return card->error.code;
	detach(link);
	link->client = client ? *client : (struct adsp_dma_client){ .transfer = NULL };
	return attach(card, link);
}

int card_link_set_clock(struct card *card, const char *widget, const struct adsp_dma_clock *clock)
{
	struct card_link *link = find_or_add(card, widget);

	if (!link)
		return card->error.code;
	link->clock = *clock;
	for (struct card_stream *stream = card->streams; stream; stream = stream->next) {
		int ret = stream->configured && reaches(stream, link->widget) ?
				  check_converter(stream, link) :
				  0;

		if (ret)
			return ret;
	}
	return set_clock(card, link);
}

static bool is_of_kind(const struct card *card, const struct card_link *link, uint32_t id)
{
	return card->config.tplg->widgets[link->widget].id == id;
}

int card_loopback(struct card *card, const char *tx, const char *rx)
{
	struct card_link *from = find_or_add(card, tx);
	struct card_link *to = from ? find_or_add(card, rx) : NULL;

	if (!to)
		return card->error.code;
	from = find_or_add(card, tx); /* the list may have moved */
	if (!is_of_kind(card, from, TPLG_WIDGET_DAI_IN) ||
	    !is_of_kind(card, to, TPLG_WIDGET_DAI_OUT))
		return card_fail(card, DRV_ERROR_USAGE, -EINVAL,
				 "%s to %s: not from a playback's DAI to a capture's", tx, rx);
	if (from->rx == to - card->links)
		return wire(card, from);
	for (size_t i = 0; i < card->num_links; i++)
		if (from->rx >= 0 || card->links[i].rx == to - card->links)
			return card_fail(card, DRV_ERROR_USAGE, -EBUSY,
					 "%s to %s: one of them is wired already", tx, rx);
	from->rx = (int)(to - card->links);
	return wire(card, from);
}
