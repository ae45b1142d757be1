/* SPDX-License-Identifier: BSD-3-Clause */
/* What programs are given to find the card: an ALSA configuration, and for card numbers a library to preload. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <alsa/asoundlib.h>
#include <program_path.h>

#include "cli/card_session.h"
#include "util/text.h"

/* ---- where the plugins are ---- */

/* Beside the program, as a build has them, or where they are installed below the same prefix. @return 0, -ENOENT */
static int plugin_dir(char *dir, size_t size)
{
	static const char *const places[] = { "alsa-lib", "../" ADSP_PLUGIN_DIR };
	char exe[PATH_MAX], path[PATH_MAX + 128];
	int ret = program_path(exe);

	if (ret)
		return ret;
	*strrchr(exe, '/') = '\0';
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		snprintf(dir, size, "%s/%s", exe, places[i]);
		snprintf(path, sizeof(path), "%s/libasound_module_pcm_adsp.so", dir);
		if (access(path, R_OK) == 0)
			return 0;
	}
	return -ENOENT;
}

/* ---- the configuration ---- */

void card_config_path(const struct card_session *session, char *path, size_t size)
{
	snprintf(path, size, "%s/asound.conf", session->dir);
}

/* The first PCM with this direction; 0 if there is none, which the card then tells libasound. */
static uint32_t first_pcm(const struct tplg *tplg, enum tplg_direction direction)
{
	for (uint32_t i = 0; i < tplg->num_pcms; i++)
		if (tplg->pcms[i].caps[direction].present)
			return tplg->pcms[i].id;
	return 0;
}

/* `slave` of plughw, `pcm` of hw and adsp: %s is the folder. */
#define ARGUMENTS                                     \
	"	@args [ CARD DEV SUBDEV ]\n"                \
	"	@args.CARD { type string default \"0\" }\n" \
	"	@args.DEV { type integer default 0 }\n"     \
	"	@args.SUBDEV { type integer default 0 }\n"

#define CARD_ARGUMENT "	@args [ CARD ]\n	@args.CARD { type string default \"0\" }\n"

static void write_pcms(const char *dir, FILE *out)
{
	static const char *const direct[] = { "adsp", "!hw" };

	for (size_t i = 0; i < 2; i++)
		fprintf(out,
			"pcm.%s {\n%s	type adsp\n	card $CARD\n	dir \"%s\"\n"
			"	pcm $DEV\n	subdevice $SUBDEV\n"
			"	hint { show on description \"adspbench\" }\n}\n",
			direct[i], ARGUMENTS, dir);
	fprintf(out,
		"pcm.!plughw {\n" ARGUMENTS "	type plug\n	slave.pcm {\n		type adsp\n"
		"		card $CARD\n		dir \"%s\"\n		pcm $DEV\n"
		"		subdevice $SUBDEV\n	}\n}\n",
		dir);
}

/* The first PCM of each direction, converted. */
static void write_first(const char *head, const struct tplg *tplg, const char *dir, FILE *out)
{
	static const char *const sides[] = { "playback", "capture" };

	fprintf(out, "pcm.!%s\n	type asym\n", head);
	for (int d = TPLG_PLAYBACK; d <= TPLG_CAPTURE; d++)
		fprintf(out,
			"	%s.pcm { type plug slave.pcm { type adsp dir \"%s\" pcm %u } }\n",
			sides[d], dir, first_pcm(tplg, (enum tplg_direction)d));
	fputs("}\n", out);
}

static void write_ctls(const char *dir, FILE *out)
{
	static const char *const names[] = { "adsp", "!hw", "!sysdefault" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		fprintf(out,
			"ctl.%s {\n" CARD_ARGUMENT
			"	type adsp\n	card $CARD\n	dir \"%s\"\n}\n",
			names[i], dir);
	fprintf(out, "ctl.!default { type adsp dir \"%s\" }\n", dir);
}

/* The user's own configuration, files separated by colons, or ALSA's. */
static void include_stock(const char *users, FILE *out)
{
	if (!users || !*users)
		fprintf(out, "<%s/alsa.conf>\n", snd_config_topdir());
	while (users && *users) {
		size_t length = strcspn(users, ":");

		if (length)
			fprintf(out, "<%.*s>\n", (int)length, users);
		users += length + (users[length] == ':');
	}
}

/* @return 0, -1 with run.error set */
static int end_file(struct card_session *session, FILE *out, const char *path)
{
	if (out && (ferror(out) | fclose(out)) == 0)
		return 0;
	return run_fail(&session->run.error, CLI_OUTPUT, "%s: %s", path, strerror(errno));
}

/* ---- the list of PCMs, as plugins/cards.c reads it ---- */

static void cards_path(const struct card_session *session, char *path, size_t size)
{
	snprintf(path, size, "%s/cards", session->dir);
}

static void list_pcm(const struct tplg_pcm *pcm, FILE *out)
{
	char name[TPLG_NAME_LEN];

	snprintf(name, sizeof(name), "%s", pcm->name);
	text_make_printable(name);
	for (int d = TPLG_PLAYBACK; d <= TPLG_CAPTURE; d++)
		if (pcm->caps[d].present)
			fprintf(out, "%s %u %s\n", tplg_direction_name((enum tplg_direction)d),
				pcm->id, name);
}

static int write_cards(struct card_session *session)
{
	const struct tplg *tplg = session->run.tplg;
	char path[LIVE_PATH_BYTES + 16];
	FILE *out;

	cards_path(session, path, sizeof(path));
	out = fopen(path, "we");
	if (out)
		fprintf(out, "id %s\nname adspbench %s\n", session->id, session->id);
	for (uint32_t i = 0; out && i < tplg->num_pcms; i++)
		list_pcm(&tplg->pcms[i], out);
	return end_file(session, out, path);
}

/* ---- the library to preload ---- */

int card_preload_path(const struct card_session *session, char *path, size_t size)
{
	snprintf(path, size, "%s/libadsp_cards.so", session->dir);
	return access(path, R_OK) == 0 ? 0 : -ENOENT;
}

/* By a link, as LD_PRELOAD cannot name what stands in a folder with a space or a colon. Where there is none, there is none. */
static void link_preload(const struct card_session *session, const char *plugins)
{
	char path[LIVE_PATH_BYTES + 32], library[700];

	snprintf(library, sizeof(library), "%s/libadsp_cards.so", plugins);
	card_preload_path(session, path, sizeof(path));
	unlink(path);
	if (access(library, R_OK) == 0 && symlink(library, path) < 0)
		unlink(path);
}

/* ---- all of it ---- */

int card_config_write(struct card_session *session)
{
	char path[LIVE_PATH_BYTES + 16], plugins[600];
	FILE *out;

	card_config_path(session, path, sizeof(path));
	if (strpbrk(path, "\"\\\n"))
		return run_fail(
			&session->run.error, CLI_USAGE,
			"$XDG_RUNTIME_DIR holds a quote, a backslash or a line's end, which no ALSA "
			"configuration can name");
	if (plugin_dir(plugins, sizeof(plugins)) < 0)
		return run_fail(
			&session->run.error, CLI_BAD_INPUT,
			"libasound_module_pcm_adsp.so is neither beside the program nor in %s",
			plugins);
	out = fopen(path, "we");
	if (!out)
		return end_file(session, out, path);
	session->config_written = true;
	include_stock(getenv("ALSA_CONFIG_PATH"), out);
	for (size_t i = 0; i < 2; i++)
		fprintf(out, "%s_type.adsp { lib \"%s/libasound_module_%s_adsp.so\" }\n",
			i ? "ctl" : "pcm", plugins, i ? "ctl" : "pcm");
	write_pcms(session->dir, out);
	write_first("default {", session->run.tplg, session->dir, out);
	write_first("sysdefault {\n" CARD_ARGUMENT, session->run.tplg, session->dir, out);
	write_ctls(session->dir, out);
	link_preload(session, plugins);
	return end_file(session, out, path) < 0 ? -1 : write_cards(session);
}

void card_config_remove(struct card_session *session)
{
	char path[LIVE_PATH_BYTES + 32];

	if (!session->config_written)
		return;
	card_config_path(session, path, sizeof(path));
	unlink(path);
	cards_path(session, path, sizeof(path));
	unlink(path);
	card_preload_path(session, path, sizeof(path));
	unlink(path);
}
