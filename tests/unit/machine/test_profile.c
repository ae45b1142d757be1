/* SPDX-License-Identifier: BSD-3-Clause */
/* Profiles: the ones that ship, where they are looked for, and every kind of bad content. */
#include <errno.h>
#include <sys/stat.h>

#include "rig.h"

static char dir[] = "/tmp/adsp-profile-XXXXXX";
static char path[64];

static const char good[] = "name: x\n" /* line 1 */
			   "description: test\n"
			   "cores: 2\n"
			   "page_size: 4096\n"
			   "dcache_line: 64\n" /* 5 */
			   "clock_hz: 1000000\n"
			   "heap_size: 64 KiB\n"
			   "buffer_heap_size: 65536\n"
			   "vpage_size: 0x10000\n"
			   "stack_pool_size: 1 MiB\n" /* 10 */
			   "banks:\n"
			   "  - { name: hpsram, offset: 0, size: 2 MiB }\n"
			   "  - { name: mailbox, offset: 0x2000000, size: 80 KiB }\n";

static int group_setup(void **state)
{
	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/x.yaml", dir);
	return 0;
}

static int group_teardown(void **state)
{
	unlink(path);
	rmdir(dir);
	return 0;
}

static void write_file(const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

/* Load `good` with the first `from` replaced by `to`; expect "<path>:<line>:<column>: <text>". */
static void expect_error(const char *from, const char *to, int line, const char *text)
{
	struct adsp_profile profile;
	char content[2048], err[512] = "", expected[256];
	const char *said;
	const char *at = strstr(good, from);

	assert_non_null(at);
	snprintf(content, sizeof(content), "%.*s%s%s", (int)(at - good), good, to,
		 at + strlen(from));
	write_file(content);
	assert_int_equal(adsp_profile_load(path, &profile, err, sizeof(err)), -EINVAL);
	snprintf(expected, sizeof(expected), "%s:%d:", path, line);
	said = err + strlen(expected);
	if (!strncmp(err, expected, strlen(expected)))
		said += strspn(said, "0123456789") + 2;
	if (said == err + strlen(expected) || strncmp(said, text, strlen(text)))
		fail_msg("expected '%sCOLUMN: %s', got '%s'", expected, text, err);
	assert_null(strchr(err, '\n'));
}

static void test_shipped_profiles_load(void **state)
{
	static const struct {
		const char *name;
		uint32_t cores;
	} shipped[] = { { "mtl", 3 }, { "lnl", 5 }, { "ptl", 5 }, { "tgl", 4 } };
	struct adsp_profile profile;
	char err[256] = "";
	unsigned int i;

	for (i = 0; i < sizeof(shipped) / sizeof(shipped[0]); i++) {
		if (adsp_profile_load(shipped[i].name, &profile, err, sizeof(err)))
			fail_msg("%s", err);
		assert_string_equal(profile.name, shipped[i].name);
		assert_int_equal(profile.cores, shipped[i].cores);
		assert_int_equal(profile.num_banks, 3);
	}
}

static void test_values_and_units(void **state)
{
	struct adsp_profile profile;
	char err[256] = "";

	write_file(good);
	assert_int_equal(adsp_profile_load(path, &profile, err, sizeof(err)), 0);
	assert_string_equal(profile.name, "x");
	assert_string_equal(profile.description, "test");
	assert_int_equal(profile.heap_size, 65536);
	assert_int_equal(profile.buffer_heap_size, 65536);
	assert_int_equal(profile.vpage_size, 65536);
	assert_int_equal(profile.stack_pool_size, 1024 * 1024);
	assert_int_equal(profile.clock_hz, 1000000);
	assert_int_equal(profile.num_banks, 2);
	assert_string_equal(profile.banks[1].name, "mailbox");
	assert_int_equal(profile.banks[1].offset, 0x2000000);
	assert_int_equal(profile.banks[1].size, 80 * 1024);
}

static void test_search_path(void **state)
{
	struct adsp_profile profile;
	char err[256] = "";

	write_file(good);
	setenv("ADSPBENCH_PROFILES", dir, 1);
	assert_int_equal(adsp_profile_load("x", &profile, err, sizeof(err)), 0);
	assert_int_equal(adsp_profile_load("mtl", &profile, err, sizeof(err)), 0);
	unsetenv("ADSPBENCH_PROFILES");
	assert_int_equal(adsp_profile_load("x", &profile, err, sizeof(err)), -ENOENT);
	assert_string_equal(err, "no profile 'x', expected mtl, lnl, ptl, tgl or FILE.yaml");
	assert_int_equal(adsp_profile_load("no/such", &profile, err, sizeof(err)), -EIO);
	assert_int_equal(adsp_profile_load("", &profile, err, sizeof(err)), -ENOENT);
}

static void test_errors_name_the_line(void **state)
{
	expect_error("name: x\n", "", 1, "profile: key 'name' is missing");
	expect_error("name: x", "name: averyveryverylongname", 1,
		     "name: expected 1 to 15 characters");
	expect_error("name: x", "name: ''", 1, "name: expected 1 to 15 characters");
	expect_error("name: x", "names: x", 1, "profile: unknown key 'names'");
	expect_error("description: test", "name: y", 2, "profile: name: given twice");
	expect_error("cores: 2", "cores: 6", 3, "cores: '6': expected 1 to 5");
	expect_error("cores: 2", "cores: 0", 3, "cores: '0': expected 1 to 5");
	expect_error("cores: 2", "cores: -1", 3, "cores: '-1': expected a whole number");
	expect_error("cores: 2", "cores: two", 3, "cores: 'two': expected a whole number");
	expect_error("cores: 2", "cores: 2 KiB", 3, "cores: '2 KiB': expected a whole number");
	expect_error("cores: 2", "cores: [2]", 3, "profile: cores: expected a single value");
	expect_error("page_size: 4096", "page_size: 8192", 4,
		     "page_size: '8192': expected 4096 to 4096");
	expect_error("64 KiB", "64 KB", 7,
		     "heap_size: '64 KB': expected a number of bytes, KiB or MiB");
	expect_error("64 KiB", "5000", 7, "heap_size: '5000': expected a multiple of 4096");
	expect_error("64 KiB", "99999999999999999999", 7,
		     "heap_size: '99999999999999999999': expected a number");
	expect_error("64 KiB", "18446744073709551615 MiB", 7, "heap_size: ");
	expect_error("64 KiB", "300 MiB", 7, "heap_size: '300 MiB': expected 4096 to 134217728");
	expect_error("heap_size: 64 KiB", "? [1]\n: 2", 7, "profile: expected a plain key");
	expect_error("banks:", "bank:", 11, "profile: unknown key 'bank'");
	expect_error("offset: 0,", "", 12, "bank: key 'offset' is missing");
	expect_error("offset: 0,", "offset: 4095,", 12, "offset: '4095': expected a multiple");
	expect_error("size: 2 MiB", "size: 0", 12, "size: '0': expected 4096");
	expect_error("{ name: hpsram, offset: 0, size: 2 MiB }", "hpsram", 12,
		     "bank: expected a mapping");
	expect_error("name: x", "name: 'x", 14, "not YAML: ");
}

static void test_layout_errors(void **state)
{
	expect_error("hpsram", "ram", 12, "bank hpsram: missing");
	expect_error("mailbox", "hpsram", 12, "bank mailbox: missing");
	expect_error("80 KiB", "76 KiB", 12, "bank mailbox: 77824 bytes, expected at least 81920");
	expect_error("size: 2 MiB", "size: 1 MiB", 12,
		     "bank hpsram: 1048576 bytes, expected at least ");
	expect_error("0x2000000", "0x100000", 12, "bank mailbox: overlaps bank hpsram");
	expect_error("0x2000000", "0x7ff0000", 12,
		     "bank mailbox: expected whole pages below offset 0x8000000");
	expect_error("{ name: hpsram",
		     "{ name: a, offset: 0x3f00000, size: 4096 }\n"
		     "  - { name: a, offset: 0x3e00000, size: 4096 }\n  - { name: hpsram",
		     12, "bank a: given twice");
	expect_error("{ name: hpsram",
		     "{ name: a, offset: 0x3f00000, size: 4096 }\n"
		     "  - { name: b, offset: 0x3e00000, size: 4096 }\n"
		     "  - { name: c, offset: 0x3d00000, size: 4096 }\n  - { name: hpsram",
		     16, "banks: expected at most 4");
}

static void test_not_a_profile(void **state)
{
	static const char *const texts[] = { "", "just text\n", "- a\n- b\n", "\x01\x02\xff\xfe",
					     "a: b: c\n" };
	struct adsp_profile profile;
	char err[256];
	unsigned int i;

	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		write_file(texts[i]);
		err[0] = '\0';
		assert_int_equal(adsp_profile_load(path, &profile, err, sizeof(err)), -EINVAL);
		assert_non_null(strstr(err, ":1:"));
	}
	assert_int_equal(adsp_profile_load("/tmp/", &profile, err, sizeof(err)), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_shipped_profiles_load),
		cmocka_unit_test(test_values_and_units),
		cmocka_unit_test(test_search_path),
		cmocka_unit_test(test_errors_name_the_line),
		cmocka_unit_test(test_layout_errors),
		cmocka_unit_test(test_not_a_profile),
	};

	return cmocka_run_group_tests_name("machine/profile", tests, group_setup, group_teardown);
}
