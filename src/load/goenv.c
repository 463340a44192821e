/* SPDX-License-Identifier: MIT */
#include "load/goenv.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/buf.h"
#include "load/goroot.h"
#include "load/modpath.h"
#include "load/target.h"

#define ENV_FILE_MAX ((size_t)1 << 20)

bool is_directory(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

bool same_directory(const char *a, const char *b)
{
	struct stat x, y;

	return stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev &&
	       x.st_ino == y.st_ino;
}

bool is_file(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && !S_ISDIR(st.st_mode);
}

const char *host_arch(void)
{
#if defined(__x86_64__)
	return "amd64";
#elif defined(__aarch64__)
	return "arm64";
#elif defined(__riscv)
	return "riscv64";
#elif defined(__powerpc64__)
	return "ppc64le";
#elif defined(__s390x__)
	return "s390x";
#elif defined(__loongarch64)
	return "loong64";
#elif defined(__i386__)
	return "386";
#else
	return "arm";
#endif
}

/* Lines of KEY=value; all others are passed over. */
static void read_env_file(struct arena *a, const char *path, struct strmap *ret)
{
	struct buf b;
	char *text;

	buf_init(&b, ENV_FILE_MAX);
	if (buf_read_file(&b, path) < 0) {
		buf_finish(&b);
		return;
	}
	text = arena_strndup(a, buf_text(&b), b.len);
	buf_finish(&b);
	for (char *line = text, *next; line; line = next) {
		char *equals;

		next = strchr(line, '\n');
		if (next)
			*next++ = '\0';
		equals = strchr(line, '=');
		if (!equals || *line < 'A' || *line > 'Z')
			continue;
		*equals = '\0';
		*strmap_at(ret, a, line) = equals + 1;
	}
}

static void read_user_file(struct goenv *e)
{
	const char *file = getenv("GOENV");
	const char *config = getenv("XDG_CONFIG_HOME");
	const char *home = getenv("HOME");

	if (file && *file) {
		if (strcmp(file, "off") != 0)
			read_env_file(e->arena, file, &e->user);
		return;
	}
	if (config && *config)
		file = arena_printf(e->arena, "%s/go/env", config);
	else if (home && *home)
		file = arena_printf(e->arena, "%s/.config/go/env", home);
	if (file && *file)
		read_env_file(e->arena, file, &e->user);
}

const char *goenv_get(const struct goenv *e, const char *name)
{
	const char *v = getenv(name);

	if (v && *v)
		return v;
	v = strmap_get(&e->user, name);
	if (!v)
		v = strmap_get(&e->system, name);
	return v ? v : "";
}

const char *goenv_find_above(struct arena *a, const char *dir, const char *name)
{
	const char *at = dir;

	for (;;) {
		if (is_file(arena_printf(a, "%s/%s", at, name)))
			return at;
		if (at[0] == '\0' || strcmp(at, "/") == 0)
			return NULL;
		at = path_dir(a, at);
	}
}

/* One flag of GOFLAGS, with or without a value. */
static void read_flag(struct goenv *e, const char *flag)
{
	const char *name = flag, *value;
	size_t n;

	while (*name == '-')
		name++;
	value = strchr(name, '=');
	n = value ? (size_t)(value - name) : strlen(name);
	value = value ? value + 1 : "";
	if (name == flag || n == 0)
		e->bad_flag = flag;
	else if (n == 3 && memcmp(name, "mod", n) == 0)
		e->mod = value;
	else if (n == 7 && memcmp(name, "modfile", n) == 0)
		e->modfile = value;
	else if (n == 4 && memcmp(name, "tags", n) == 0)
		e->tags = value;
	else if (n == 7 && memcmp(name, "overlay", n) == 0)
		e->overlay = *value != '\0';
}

/* Flags are parted by spaces; a flag in quotes may have some inside. */
static void read_goflags(struct goenv *e)
{
	const char *p = goenv_get(e, "GOFLAGS");

	for (;;) {
		const char *end;
		char quote;

		p += strspn(p, " \t\n\r");
		if (!*p)
			return;
		quote = '\0';
		if (*p == '"' || *p == '\'')
			quote = *p;
		if (quote) {
			end = strchr(++p, quote);
			if (!end) {
				e->bad_flag = arena_strdup(e->arena, p);
				return;
			}
		} else {
			end = p + strcspn(p, " \t\n\r");
		}
		read_flag(e, arena_strndup(e->arena, p, (size_t)(end - p)));
		p = quote ? end + 1 : end;
	}
}

static void find_caches(struct goenv *e)
{
	const char *path = goenv_get(e, "GOPATH");
	const char *home = getenv("HOME");
	size_t n;

	if (!*path && home && *home)
		path = arena_printf(e->arena, "%s/go", home);
	n = strcspn(path, ":");
	e->gopath = arena_strndup(e->arena, path, n);
	e->modcache = goenv_get(e, "GOMODCACHE");
	if (!*e->modcache)
		e->modcache = arena_printf(e->arena, "%s/pkg/mod", e->gopath);
}

/* The go.work that counts; GOWORK=off means none. */
static void find_work(struct goenv *e)
{
	const char *set = goenv_get(e, "GOWORK");
	const char *dir;

	if (strcmp(set, "off") == 0)
		return;
	if (*set && strcmp(set, "auto") != 0) {
		e->work = set;
		return;
	}
	dir = goenv_find_above(e->arena, e->dir, "go.work");
	if (dir)
		e->work = path_join(e->arena, dir, "go.work");
}

void goenv_init(struct goenv *e, struct arena *a, const char *dir)
{
	*e = (struct goenv){.arena = a, .dir = dir};
	read_user_file(e);
	/* In two steps: the settings of GOROOT say whether to leave it. */
	goroot_find(e);
	if (*e->goroot)
		read_env_file(a, path_join(a, e->goroot, "go.env"), &e->system);
	read_goflags(e);
	find_caches(e);
	find_work(e);
	e->mod_root = goenv_find_above(a, dir, "go.mod");
	goroot_switch(e);
	e->goroot_src = *e->goroot ? path_join(a, e->goroot, "src") : "";
}

/* Where the go command has no setting, it looks whether cgo could work. */
static bool cgo_by_default(struct goenv *e, const char *goos,
			   const char *goarch)
{
	const char *set = goenv_get(e, "CGO_ENABLED");
	const char *cc = getenv("CC");

	if (strcmp(set, "0") == 0 || strcmp(set, "1") == 0)
		return *set == '1';
	if (strcmp(goos, "linux") != 0 || strcmp(goarch, host_arch()) != 0)
		return false;
	return (cc && *cc) || goroot_look_path(e->arena, "gcc");
}

/* Tags are parted by commas, and by spaces too as they once were. */
static void add_tags(struct goenv *e, const char *tags, struct target *t)
{
	while (*tags) {
		size_t n = strcspn(tags, ", ");

		if (n)
			target_add_tag(t, e->arena,
				       arena_strndup(e->arena, tags, n));
		tags += n + (tags[n] != '\0');
	}
}

/* The number behind the letters of a setting: 3 of "v3", 9 of "power9". */
static int level(const char *setting, int least)
{
	int n;

	setting += strcspn(setting, "0123456789");
	n = (int)strtol(setting, NULL, 10);
	return n > least ? n : least;
}

/* goarch.<prefix>N for each level up to the one that is set. */
static void add_levels(struct goenv *e, struct target *t, const char *setting,
		       const char *prefix, int least, int most)
{
	int n = level(goenv_get(e, setting), least);

	for (int i = least; i <= n && i <= most; i++)
		target_add_tag(t, e->arena,
			       arena_printf(e->arena, "%s.%s%d", t->goarch,
					    prefix, i));
}

/* arm64.v8.N, or of v9.N, which has all that v8.(N+5) has. */
static void add_arm64(struct goenv *e, struct target *t)
{
	const char *v = goenv_get(e, "GOARM64");
	bool nine = strncmp(v, "v9.", 3) == 0;
	int minor = strncmp(v, "v8.", 3) == 0 || nine ? v[3] - '0' : 0;

	for (int i = 0; i <= minor && nine; i++)
		target_add_tag(t, e->arena,
			       arena_printf(e->arena, "arm64.v9.%d", i));
	for (int i = 0; i <= minor + (nine ? 5 : 0) && i <= 9; i++)
		target_add_tag(t, e->arena,
			       arena_printf(e->arena, "arm64.v8.%d", i));
}

/* A tag goarch.<value of the setting>. */
static void add_value(struct goenv *e, struct target *t, const char *setting,
		      const char *def)
{
	const char *v = goenv_get(e, setting);

	target_add_tag(
		t, e->arena,
		arena_printf(e->arena, "%s.%s", t->goarch, *v ? v : def));
}

/* Tags for what the processor can do: internal/buildcfg, ToolTags. */
static void add_features(struct goenv *e, struct target *t)
{
	const char *arch = t->goarch;
	int profile;

	if (strcmp(arch, "amd64") == 0) {
		add_levels(e, t, "GOAMD64", "v", 1, 4);
	} else if (strcmp(arch, "arm64") == 0) {
		add_arm64(e, t);
	} else if (strcmp(arch, "arm") == 0) {
		if (!*goenv_get(e, "GOARM"))
			for (int i = 5; i <= 7; i++)
				target_add_tag(
					t, e->arena,
					arena_printf(e->arena, "arm.%d", i));
		else
			add_levels(e, t, "GOARM", "", 5, 7);
	} else if (strcmp(arch, "386") == 0) {
		add_value(e, t, "GO386", "sse2");
	} else if (strncmp(arch, "mips64", 6) == 0) {
		add_value(e, t, "GOMIPS64", "hardfloat");
	} else if (strncmp(arch, "mips", 4) == 0) {
		add_value(e, t, "GOMIPS", "hardfloat");
	} else if (strncmp(arch, "ppc64", 5) == 0) {
		add_levels(e, t, "GOPPC64", "power", 8, 10);
	} else if (strcmp(arch, "riscv64") == 0) {
		profile = level(goenv_get(e, "GORISCV64"), 20);
		for (int i = 20; i <= 23 && i <= profile; i += 1 + (i == 20))
			target_add_tag(
				t, e->arena,
				arena_printf(e->arena, "riscv64.rva%du64", i));
	} else if (strcmp(arch, "wasm") == 0) {
		target_add_tag(t, e->arena, "wasm.satconv");
		target_add_tag(t, e->arena, "wasm.signext");
	}
}

/* The N of a version 1.N. */
static unsigned minor_of(const char *version)
{
	if (strncmp(version, "1.", 2) != 0)
		return 0;
	return (unsigned)strtoul(version + 2, NULL, 10);
}

void goenv_target(struct goenv *e, const char *goos, const char *goarch,
		  int cgo, const char *tags, struct target *ret,
		  const char **ret_why)
{
	if (!goos || !*goos)
		goos = goenv_get(e, "GOOS");
	if (!*goos)
		goos = "linux";
	if (!goarch || !*goarch)
		goarch = goenv_get(e, "GOARCH");
	if (!*goarch)
		goarch = host_arch();
	if (cgo < 0)
		cgo = cgo_by_default(e, goos, goarch);
	if (!tags)
		tags = e->tags ? e->tags : "";
	target_init(ret, e->arena, goos, goarch, cgo > 0, minor_of(e->version));
	add_tags(e, tags, ret);
	add_features(e, ret);
	*ret_why = goroot_experiments(e, goenv_get(e, "GOEXPERIMENT"), ret);
}
