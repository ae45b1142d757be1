/* SPDX-License-Identifier: BSD-3-Clause */
/* Blocks, manifest, files. */
#include <unistd.h>

#include "tplg_writer.h"

static void standard_file_loads(void **state)
{
	struct tplg_writer w;
	struct tplg *t;

	tw_standard(&w);
	t = tw_load(&w);
	assert_string_equal(t->path, TW_PATH);
	assert_true(t->abi_set);
	assert_int_equal(t->abi[0], 3);
	assert_int_equal(t->abi[1], 29);
	assert_int_equal(t->abi[2], 1);
	assert_int_equal(t->num_widgets, 5);
	assert_int_equal(t->num_pipelines, 2);
	assert_int_equal(t->num_controls, 4);
	assert_int_equal(t->num_routes, 2);
	assert_int_equal(t->num_pcms, 1);
	assert_int_equal(t->num_links, 1);
	assert_int_equal(t->num_warnings, 0);
	tplg_free(t);
}

static void empty_and_huge_files_are_refused(void **state)
{
	struct tplg_writer w = { 0 };

	tw_refused(&w, 0, "expected a topology of 1..1048576 bytes, found none");
	tw_zeros(&w, 1048577);
	tw_refused(&w, 1048576, "expected a topology of 1..1048576 bytes, found more");
}

/* Where blocks begin, a shorter file is a whole file; everywhere else it is refused. */
static void every_truncation_is_refused(void **state)
{
	struct tplg_writer w;
	size_t size, next_block = 0;

	tw_standard(&w);
	size = w.size;
	free(w.data);
	for (size_t cut = 1; cut < size; cut++) {
		struct tplg_error err;
		struct tplg *t;
		int ret;

		tw_standard(&w);
		while (next_block < cut)
			next_block += 36 + tw_peek(&w, next_block + 24);
		w.size = cut;
		ret = tw_parse(&w, &t, &err);
		if (cut == next_block) {
			assert_int_equal(ret, 0);
			tplg_free(t);
		} else {
			assert_int_equal(ret, -EINVAL);
			assert_null(t);
			assert_non_null(strstr(err.text, TW_PATH ": offset 0x"));
			assert_non_null(strstr(err.text, ": expected "));
		}
	}
}

static void trailing_bytes_are_refused(void **state)
{
	for (size_t extra = 1; extra < 36; extra++) {
		struct tplg_writer w;
		size_t end;

		tw_standard(&w);
		end = tw_zeros(&w, extra);
		tw_refused(
			&w, end,
			"expected a block header of 36 bytes, found %zu bytes before the end of the file",
			extra);
	}
}

static void header_fields_are_checked(void **state)
{
	static const struct {
		size_t field;
		uint32_t value;
		size_t offset;
		const char *text;
	} cases[] = {
		{ 0, 0x41536f44, 0,
		  "expected the magic 0x41536f43 of a compiled topology, found 0x41536f44" },
		{ 0, 0x436f5341, 0, "expected a little-endian topology, found a big-endian one" },
		{ 4, 4, 4, "expected topology ABI 5, found 4" },
		{ 4, 6, 4, "expected topology ABI 5, found 6" },
		{ 16, 35, 16, "expected block header size 36, found 35" },
		{ 16, 0, 16, "expected block header size 36, found 0" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tplg_writer w;

		tw_standard(&w);
		tw_poke(&w, cases[i].field, cases[i].value);
		tw_refused(&w, cases[i].offset, "%s", cases[i].text);
	}
}

static void payload_beyond_the_file_is_refused(void **state)
{
	static const uint32_t sizes[] = { 0x7fffffff, 0xffffffff, 0xffffffdc };
	struct tplg_writer w;
	size_t left;

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		tw_standard(&w);
		left = w.size - 36;
		tw_poke(&w, 24, sizes[i]);
		tw_refused(&w, 24, "expected a payload of at most %zu bytes, found %u", left,
			   sizes[i]);
	}
}

static void counts_must_fit_the_payload(void **state)
{
	struct tplg_writer w;
	size_t end;

	/* no payload, yet objects */
	memset(&w, 0, sizeof(w));
	tw_block(&w, TW_WIDGET, 1);
	tw_end(&w, 0xffffffff);
	tw_refused(&w, 36, "expected 132 bytes of widget, found 0 before the block ends");
	/* more objects than there are */
	tw_standard(&w);
	end = w.at.graph_block + 36 + 132;
	tw_poke(&w, w.at.graph_block + 32, 0xffffffff);
	tw_refused(&w, end, "expected 132 bytes of route, found 0 before the block ends");
	/* fewer */
	tw_standard(&w);
	end = w.at.graph_block + 36;
	tw_poke(&w, w.at.graph_block + 32, 0);
	tw_refused(&w, end, "expected the block to end after 0 routes, found 132 more bytes");
}

static void unknown_and_vendor_blocks_are_skipped(void **state)
{
	static const uint32_t types[] = { 0, 11, 12, 13, 1000, 1003, 0xffffffff };
	struct tplg_writer w;
	struct tplg *t;

	tw_standard(&w);
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		tw_block(&w, types[i], 0);
		tw_zeros(&w, 7);
		tw_end(&w, 1000);
	}
	t = tw_load(&w);
	assert_int_equal(t->num_widgets, 5);
	assert_int_equal(t->num_warnings, 0);
	tplg_free(t);
}

static void controls_outside_of_widgets_are_ignored(void **state)
{
	struct tplg_writer w;
	struct tplg *t;
	char expected[128];

	tw_standard(&w);
	tw_block(&w, 1, 0);
	snprintf(expected, sizeof(expected),
		 TW_PATH ": offset 0x%zx: controls outside of a widget are ignored", w.block);
	tw_zeros(&w, 360);
	tw_end(&w, 1);
	t = tw_load(&w);
	assert_int_equal(t->num_controls, 4);
	assert_int_equal(t->num_warnings, 1);
	assert_string_equal(t->warnings[0], expected);
	tplg_free(t);
}

static void block_order_does_not_matter(void **state)
{
	struct tplg_writer w = { 0 };
	struct tplg *t;

	tw_block(&w, TW_GRAPH, 0);
	tw_route(&w, "a", "b");
	tw_end(&w, 1);
	tw_block(&w, TW_PCM, 0);
	tw_pcm(&w, 0, "P", "S", NULL);
	tw_end(&w, 1);
	tw_block(&w, TW_WIDGET, 1);
	tw_widget(&w, 11, "a", "S");
	tw_widget(&w, 4, "b", "");
	tw_scheduler(&w, "p");
	tw_end(&w, 3);
	t = tw_load(&w);
	assert_int_equal(t->num_routes, 1);
	assert_int_equal(t->routes[0].source, 0);
	assert_int_equal(t->routes[0].sink, 1);
	assert_int_equal(t->pcms[0].caps[TPLG_PLAYBACK].host, 0);
	assert_int_equal(t->widgets[0].pipeline, 0);
	tplg_free(t);
}

/* The manifest alone, with @bytes of data behind it. */
static void manifest_only(struct tplg_writer *w, const void *data, size_t bytes)
{
	memset(w, 0, sizeof(*w));
	tw_block(w, TW_MANIFEST, 0);
	tw_poke(w, tw_zeros(w, 112), 112);
	w->priv = w->size - 4;
	tw_private(w, data, bytes);
	tw_end(w, 1);
}

/* Three bytes of ABI are IPC3's: it is printed as far as it goes, and not run. */
static void topologies_for_ipc3(void **state)
{
	static const uint8_t abi[] = { 3, 18, 1 };
	static const uint32_t blob[] = { 0x00464f53, 5, 4, 0x03012001, 0, 0, 0, 0, 7 };
	struct tplg_request request = { .accept_ipc3 = true };
	char path[] = "/tmp/test_tplg_load.XXXXXX";
	struct tplg_writer w;
	struct tplg_error err;
	struct tplg *t;
	int fd;

	manifest_only(&w, abi, sizeof(abi));
	tw_block(&w, TW_WIDGET, 1);
	tw_widget(&w, 4, "PGA1.0", "");
	tw_array(&w, TW_WORD);
	tw_word(&w, 404, 99); /* no core of ours */
	tw_bytes(&w, "EQ", 1024, -1);
	tw_private(&w, blob, sizeof(blob));
	tw_bytes(&w, "Odd", 1024, -1);
	tw_private(&w, "?", 1);
	tw_end(&w, 1);
	fd = mkstemp(path);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, w.data, w.size), (ssize_t)w.size);
	close(fd);
	request.path = path;
	assert_int_equal(tplg_load_request(&request, &t, &err), 0);
	assert_true(t->ipc3);
	assert_int_equal(t->abi[1], 18);
	assert_int_equal(t->num_warnings, 1);
	assert_non_null(strstr(t->warnings[0],
			       "this topology is for IPC3 firmware: it cannot be run here"));
	assert_false(t->widgets[0].core.set);
	assert_int_equal(t->controls[0].param_id, 5);
	assert_int_equal(t->controls[0].data_bytes, 4);
	assert_false(t->controls[1].data_set);
	tplg_free(t);

	request.accept_ipc3 = false;
	assert_int_equal(tplg_load_request(&request, &t, &err), -EINVAL);
	assert_null(t);
	assert_non_null(strstr(
		err.text,
		": a topology for IPC3 firmware (its manifest states ABI 3.18.1 in 3 bytes), "
		"expected one for IPC4; 'adspbench inspect' prints it"));
	unlink(path);
	free(w.data);
}

static void manifest_records_are_walked(void **state)
{
	struct {
		uint16_t abi[3], count;
		uint32_t type, size;
		uint8_t data[3];
	} __attribute__((packed)) records = { { 3, 29, 0 }, 1, 1, 3, { 1, 2, 3 } };
	struct tplg_writer w;
	struct tplg *t;

	manifest_only(&w, &records, sizeof(records));
	t = tw_load(&w);
	assert_int_equal(t->num_widgets, 0);
	assert_int_equal(t->abi[1], 29);
	tplg_free(t);

	records.size = 4;
	manifest_only(&w, &records, sizeof(records));
	tw_refused(&w, 36 + 112 + 16, "expected a manifest record of at most 3 bytes, found 4");
	records.size = 0xffffffff;
	manifest_only(&w, &records, sizeof(records));
	tw_refused(&w, 36 + 112 + 16,
		   "expected a manifest record of at most 3 bytes, found 4294967295");
	records.size = 3;
	records.count = 2;
	manifest_only(&w, &records, sizeof(records));
	tw_refused(&w, 36 + 112 + 19, "expected manifest record 2 of 2, found 0 bytes");
	manifest_only(&w, &records, 7);
	tw_refused(&w, 36 + 112, "expected manifest data of 6 or at least 8 bytes, found 7");
	manifest_only(&w, &records, 5);
	tw_refused(&w, 36 + 112, "expected manifest data of at least 6 bytes, found 5");
}

static void manifest_size_is_checked(void **state)
{
	struct tplg_writer w;

	tw_standard(&w);
	tw_poke(&w, w.at.manifest, 28);
	tw_refused(&w, 36, "expected manifest size 112, found 28");
	tw_standard(&w);
	tw_poke(&w, w.at.manifest + 108, 7);
	tw_refused(&w, 36 + 112,
		   "expected 7 bytes of manifest data, found 6 before the block ends");
}

static void manifest_without_abi_warns(void **state)
{
	struct tplg_writer w;
	struct tplg *t;

	manifest_only(&w, "", 0);
	t = tw_load(&w);
	assert_false(t->abi_set);
	assert_int_equal(t->num_warnings, 1);
	assert_string_equal(t->warnings[0], TW_PATH ": the manifest states no ABI version; "
						    "the Linux driver refuses such a file");
	tplg_free(t);
}

/* Counts in the manifest are not believed. */
static void manifest_counts_are_ignored(void **state)
{
	struct tplg_writer w;
	struct tplg *t;

	tw_standard(&w);
	for (int i = 1; i <= 6; i++)
		tw_poke(&w, w.at.manifest + 4 * i, 0xffffffff);
	t = tw_load(&w);
	assert_int_equal(t->num_widgets, 5);
	tplg_free(t);
}

static void files_are_read(void **state)
{
	char path[] = "/tmp/test_tplg_load.XXXXXX";
	struct tplg_writer w;
	struct tplg_error err;
	struct tplg *t;
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	tw_standard(&w);
	assert_int_equal(write(fd, w.data, w.size), w.size);
	close(fd);
	free(w.data);
	assert_int_equal(tplg_load(path, &t, &err), 0);
	assert_int_equal(t->num_widgets, 5);
	tplg_free(t);
	unlink(path);
}

static void unreadable_files_name_the_cause(void **state)
{
	const char *define = "A=1";
	const struct tplg_request request = { .path = "x.tplg",
					      .defines = &define,
					      .num_defines = 1 };
	struct tplg_error err;
	struct tplg *t;

	assert_int_equal(tplg_load("/nowhere/x.tplg", &t, &err), -ENOENT);
	assert_null(t);
	assert_string_equal(err.text,
			    "/nowhere/x.tplg: cannot read the topology: No such file or directory");
	assert_int_equal(tplg_load("/", &t, &err), -EISDIR);
	assert_string_equal(err.text, "/: cannot read the topology: Is a directory");
	assert_int_equal(tplg_load("/dev/zero", &t, &err), -EINVAL);
	assert_string_equal(
		err.text,
		"/dev/zero: offset 0x100000: expected a topology of 1..1048576 bytes, found more");
	assert_int_equal(tplg_load_request(&request, &t, &err), -EINVAL);
	assert_string_equal(err.text,
			    "x.tplg: defines need a topology source (a name that ends in .conf)");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(standard_file_loads),
		cmocka_unit_test(empty_and_huge_files_are_refused),
		cmocka_unit_test(every_truncation_is_refused),
		cmocka_unit_test(trailing_bytes_are_refused),
		cmocka_unit_test(header_fields_are_checked),
		cmocka_unit_test(payload_beyond_the_file_is_refused),
		cmocka_unit_test(counts_must_fit_the_payload),
		cmocka_unit_test(unknown_and_vendor_blocks_are_skipped),
		cmocka_unit_test(controls_outside_of_widgets_are_ignored),
		cmocka_unit_test(block_order_does_not_matter),
		cmocka_unit_test(topologies_for_ipc3),
		cmocka_unit_test(manifest_records_are_walked),
		cmocka_unit_test(manifest_size_is_checked),
		cmocka_unit_test(manifest_without_abi_warns),
		cmocka_unit_test(manifest_counts_are_ignored),
		cmocka_unit_test(files_are_read),
		cmocka_unit_test(unreadable_files_name_the_cause),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
