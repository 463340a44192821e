/* SPDX-License-Identifier: MIT */
#include "cfront/clang.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"

/* Versions whose interface has all of clang.def, and how far they may go. */
enum { OLDEST = 17, TESTED = 19, NEWEST = 40 };

static const struct {
	const char *name;
	size_t at;
} functions[] = {
#define CLANG(name) {"clang_" #name, offsetof(struct clang_api, name)},
#include "cfront/clang.def"
#undef CLANG
};

static pthread_once_t once = PTHREAD_ONCE_INIT;
static struct clang_api api;
static bool opened;
static char why[256];
static char library_path[4096], version[128], resources[4096];

/* Fills in api; false when a function is not there. */
static bool look_up(void *lib)
{
	for (size_t i = 0; i < sizeof(functions) / sizeof(*functions); i++) {
		void *f = dlsym(lib, functions[i].name);

		if (!f) {
			snprintf(why, sizeof(why),
				 "libclang is too old: %d or newer is needed; "
				 "install libclang1-%d",
				 OLDEST, TESTED);
			return false;
		}
		memcpy((char *)&api + functions[i].at, &f, sizeof(f));
	}
	return true;
}

static unsigned major_version(void)
{
	const char *at = strstr(version, "version ");

	return at ? (unsigned)strtoul(at + 8, NULL, 10) : 0;
}

/*
 * libclang looks for its headers beside the file it was loaded from, which
 * distributions move away from them.
 */
static void find_resources(void)
{
	unsigned v = major_version();
	char root[2048], llvm[64], probe[sizeof(resources) + 32];
	const char *const roots[] = {root, llvm, "/usr/lib", "/usr/lib64",
				     "/usr/local/lib"};
	char *slash;

	snprintf(root, sizeof(root), "%.2000s", library_path);
	slash = strrchr(root, '/');
	if (slash)
		*slash = '\0';
	snprintf(llvm, sizeof(llvm), "/usr/lib/llvm-%u/lib", v);
	for (size_t i = 0; i < sizeof(roots) / sizeof(*roots); i++) {
		snprintf(resources, sizeof(resources), "%s/clang/%u", roots[i],
			 v);
		snprintf(probe, sizeof(probe), "%s/include/stddef.h",
			 resources);
		if (access(probe, R_OK) == 0) {
			api.resources = resources;
			return;
		}
	}
}

static void describe(void)
{
	Dl_info info;
	CXString s = api.getClangVersion();
	char *real = NULL;

	snprintf(version, sizeof(version), "%s", api.getCString(s));
	api.disposeString(s);
	api.version = version;
	if (dladdr((void *)api.createIndex, &info) && info.dli_fname)
		real = realpath(info.dli_fname, NULL);
	snprintf(library_path, sizeof(library_path), "%s", real ? real : "");
	free(real);
	api.path = library_path;
	find_resources();
}

/* Where distributions put it; %d is the version. */
static const struct {
	const char *before, *between, *behind; /* NULL: once is enough */
} places[] = {
	{"/usr/lib/llvm-", "/lib/libclang-", ".so.1"},
	{"/usr/lib/llvm-", NULL, "/lib/libclang.so.1"},
	{"/usr/lib64/libclang.so.", NULL, ""},
	{"/usr/lib/libclang.so.", NULL, ""},
	{"/usr/local/lib/libclang.so.", NULL, ""},
};

static bool find_version(int v, char *ret, size_t size)
{
	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
		if (places[i].between)
			snprintf(ret, size, "%s%d%s%d%s", places[i].before, v,
				 places[i].between, v, places[i].behind);
		else
			snprintf(ret, size, "%s%d%s", places[i].before, v,
				 places[i].behind);
		if (access(ret, R_OK) == 0)
			return true;
	}
	return false;
}

bool clang_find(char *ret, size_t size)
{
	const char *named = getenv("BELAY_LIBCLANG");

	if (named && *named) {
		snprintf(ret, size, "%s", named);
		return true;
	}
	/* The one that is tested, else the newest. */
	if (find_version(TESTED, ret, size))
		return true;
	for (int v = NEWEST; v >= OLDEST; v--)
		if (find_version(v, ret, size))
			return true;
	return false;
}

/* What is in none of these places, the dynamic linker may know. */
static void *load_by_name(void)
{
	char name[64];
	void *lib = NULL;

	for (int v = NEWEST; !lib && v >= OLDEST; v--) {
		snprintf(name, sizeof(name), "libclang-%d.so.1", v);
		lib = dlopen(name, RTLD_LAZY | RTLD_LOCAL);
		if (lib)
			break;
		snprintf(name, sizeof(name), "libclang.so.%d", v);
		lib = dlopen(name, RTLD_LAZY | RTLD_LOCAL);
	}
	return lib ? lib : dlopen("libclang.so.1", RTLD_LAZY | RTLD_LOCAL);
}

static void *load(void)
{
	const char *named = getenv("BELAY_LIBCLANG");
	char path[sizeof(library_path)];
	void *lib = NULL;

	if (clang_find(path, sizeof(path)))
		lib = dlopen(path, RTLD_LAZY | RTLD_LOCAL);
	if (named && *named) {
		if (!lib)
			snprintf(why, sizeof(why),
				 "BELAY_LIBCLANG: cannot open '%.160s'", named);
		return lib;
	}
	if (!lib)
		lib = load_by_name();
	if (!lib)
		snprintf(why, sizeof(why),
			 "libclang is not installed, so that C is not looked "
			 "at: install libclang1-%d and libclang-common-%d-dev",
			 TESTED, TESTED);
	return lib;
}

static void open_once(void)
{
	void *lib = load();

	if (!lib)
		return;
	opened = look_up(lib);
	if (opened)
		describe();
	else
		dlclose(lib);
}

const struct clang_api *clang_open(const char **ret_why)
{
	pthread_once(&once, open_once);
	if (opened)
		return &api;
	*ret_why = why;
	return NULL;
}

const char *clang_text(const struct clang_api *clang, struct arena *a,
		       CXString s)
{
	const char *text = clang->getCString(s);
	const char *copy = arena_strdup(a, text ? text : "");

	clang->disposeString(s);
	return copy;
}
