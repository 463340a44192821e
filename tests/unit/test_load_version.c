/* SPDX-License-Identifier: MIT */
#include "load/version.h"

#include "test.h"

static void semantic_versions_are_told_from_other_words(void)
{
	static const char *const good[] = {
		"v1",
		"v1.2",
		"v1.2.3",
		"v0.0.0",
		"v1.2.3-pre",
		"v1.2.3-0",
		"v1.2.3-pre.1+build.7",
		"v2.0.0+incompatible",
		"v0.0.0-20210101000000-abcdefabcdef",
		"v1.2.3-x-y.z",
	};
	static const char *const bad[] = {
		"",	  "v",	      "1.2.3",	   "v01",
		"v1.02",  "v1.2.3.4", "v1.2.3-",   "v1.2.3+",
		"v1-pre", "v1.2-pre", "v1.2.3-01", "v1.2.3-a..b",
		"vx",	  "v1.",      "v1.2.3 ",   "none",
	};

	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++)
		CHECK(semver_valid(good[i]));
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		CHECK(!semver_valid(bad[i]));
	CHECK(semver_canonical("v1.2.3"));
	CHECK(semver_canonical("v2.0.0+incompatible"));
	CHECK(!semver_canonical("v1.2"));
	CHECK(!semver_canonical("v1.2.3+build"));
	CHECK(semver_major_len("v12.0.1") == 3);
	CHECK(semver_major_len("master") == 0);
}

/* Each one is less than the next. */
static void semantic_versions_have_the_order_of_semver(void)
{
	static const char *const rising[] = {
		"bad",
		"v0.0.0-0",
		"v0.0.0-20200101000000-abc",
		"v0.0.0",
		"v0.9.9",
		"v1.0.0-alpha",
		"v1.0.0-alpha.1",
		"v1.0.0-alpha.beta",
		"v1.0.0-beta.2",
		"v1.0.0-beta.11",
		"v1.0.0-rc.1",
		"v1.0.0",
		"v1.2.0",
		"v1.10.0",
		"v2.0.0",
		"v10.0.0",
	};
	size_t n = sizeof(rising) / sizeof(*rising);

	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < n; j++) {
			int want = (i > j) - (i < j);

			CHECK(semver_compare(rising[i], rising[j]) == want);
		}
	}
	CHECK(semver_compare("v1", "v1.0.0") == 0);
	CHECK(semver_compare("v1.0.0+x", "v1.0.0+y") == 0);
}

static void versions_of_go_have_their_own_order(void)
{
	static const char *const rising[] = {
		"x",	  "1",	    "1.1",     "1.9",	  "1.10",    "1.20rc1",
		"1.20",	  "1.20.1", "1.21",    "1.21rc1", "1.21rc2", "1.21.0",
		"1.21.1", "1.22",   "1.22.10", "2",
	};
	size_t n = sizeof(rising) / sizeof(*rising);

	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < n; j++) {
			int want = (i > j) - (i < j);

			CHECK(go_version_compare(rising[i], rising[j]) == want);
		}
	}
	CHECK(go_version_compare("1.20", "1.20.0") == 0);
	CHECK(go_version_is_lang("1.21"));
	CHECK(!go_version_is_lang("1.21.0"));
	CHECK(!go_version_is_lang("1.21rc1"));
	CHECK(!go_version_valid("1.21.x"));
	CHECK(!go_version_valid("01.2"));
	CHECK(!go_version_valid(""));
}

static void a_toolchain_has_the_version_in_its_name(void)
{
	const char *at;

	CHECK(go_version_of_toolchain("go1.22.3", &at) == 6);
	CHECK(strncmp(at, "1.22.3", 6) == 0);
	CHECK(go_version_of_toolchain("go1.22.3-custom", &at) == 6);
	CHECK(go_version_of_toolchain("go1.21rc2 X:y", &at) == 7);
	CHECK(go_version_of_toolchain("default", &at) == 0);
	CHECK(go_version_of_toolchain("go", &at) == 0);
	CHECK(go_version_of_toolchain("go1.2/../x", &at) == 0);
}

static void a_main_module_is_above_all_versions_and_none_below(void)
{
	CHECK(module_version_compare("m", "", "v9.0.0") > 0);
	CHECK(module_version_compare("m", "none", "v0.0.0-0") < 0);
	CHECK(module_version_compare("m", "none", "none") == 0);
	CHECK(module_version_compare("m", "", "") == 0);
	CHECK(module_version_compare("m", "v1.2.0", "v1.10.0") < 0);
	CHECK(module_version_compare("go", "1.21.1", "1.21") > 0);
	CHECK(module_version_compare("toolchain", "go1.21.1", "go1.3") > 0);
	CHECK(module_version_compare("toolchain", "go1.21.1", "1.21.1") == 0);
	CHECK(module_is_toolchain("go") && !module_is_toolchain("go/ast"));
}

int main(void)
{
	RUN(semantic_versions_are_told_from_other_words);
	RUN(semantic_versions_have_the_order_of_semver);
	RUN(versions_of_go_have_their_own_order);
	RUN(a_toolchain_has_the_version_in_its_name);
	RUN(a_main_module_is_above_all_versions_and_none_below);
	return test_summary();
}
