/* SPDX-License-Identifier: MIT */
/*
 * A file is named by 128 bits of a hash of no cryptographic strength: whoever
 * can write into the cache's folder can write what he wants into any file
 * there.  It begins with the length and hash of what follows.  It is written
 * beside and renamed, so that a reader sees a whole one or none, and whoever
 * comes second wins.
 *
 * The folder stays bounded: now and then, when a file is added, it is counted,
 * and if there are too many, those that were not read for longest go.  Reading
 * touches a file's time, when that is more than a day old.
 */
#include "cfront/store.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/vec.h"
#include "cfront/cfront.h"

enum { MAX_FILE = 256 << 20, MAX_PATH = 4096, MAX_FILES = 4096, DAY = 86400 };
enum { PRUNE_ONE_IN = 64 };

static const char *given; /* by c_side_cache() */
static bool is_given;

void c_side_cache(const char *dir)
{
	given = dir;
	is_given = true;
}

/* False: there is none. */
static bool folder(char *ret, size_t size)
{
	const char *base = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
	int n;

	if (is_given && !given)
		return false;
	if (is_given)
		n = snprintf(ret, size, "%s", given);
	else if (base && base[0] == '/')
		n = snprintf(ret, size, "%s/belay", base);
	else if (home && home[0] == '/')
		n = snprintf(ret, size, "%s/.cache/belay", home);
	else
		return false;
	return n > 0 && (size_t)n < size;
}

static void make_folder(char *path)
{
	for (char *at = path + 1; *at; at++) {
		if (*at != '/')
			continue;
		*at = '\0';
		mkdir(path, 0700);
		*at = '/';
	}
	mkdir(path, 0700);
}

static uint64_t mix(uint64_t h)
{
	h ^= h >> 32;
	h *= 0xd6e8feb86659fd93u;
	return h ^ h >> 32;
}

void c_hash_bytes(struct c_hash *h, const void *data, size_t n)
{
	const unsigned char *at = data;
	uint64_t word;

	h->a = mix(h->a ^ n);
	h->b += n;
	for (; n > 0; at += 8) {
		size_t k = n < 8 ? n : 8;

		word = 0;
		memcpy(&word, at, k);
		n -= k;
		h->a = (h->a ^ word) * 1099511628211u;
		h->a ^= h->a >> 29;
		h->b = mix(h->b + word);
	}
}

void c_hash_string(struct c_hash *h, const char *s)
{
	c_hash_bytes(h, s ? s : "", (s ? strlen(s) : 0) + 1);
}

struct c_stamp c_stamp_of(const char *path)
{
	struct c_stamp s = {-1, 0};
	struct stat st;

	if (stat(path, &st) == 0) {
		s.size = st.st_size;
		s.mtime = (int64_t)st.st_mtim.tv_sec * 1000000000 +
			  st.st_mtim.tv_nsec;
	}
	return s;
}

/* What stands before the bytes. */
struct seal {
	uint64_t size;
	struct c_hash hash;
};

static struct seal seal_of(const void *data, size_t size)
{
	struct seal s = {size, C_HASH_START};

	c_hash_bytes(&s.hash, data, size);
	return s;
}

static bool file_name(const char *dir, const char *kind, const struct c_hash *h,
		      char *ret, size_t size)
{
	int n = snprintf(ret, size, "%s/%s-%016llx%016llx", dir, kind,
			 (unsigned long long)h->a, (unsigned long long)h->b);

	return n > 0 && (size_t)n < size;
}

static void touch(const char *path)
{
	struct stat st;

	if (stat(path, &st) == 0 && st.st_mtime + DAY < time(NULL))
		utimensat(AT_FDCWD, path, NULL, 0);
}

bool c_store_get(const char *kind, const struct c_hash *h, struct buf *ret)
{
	char dir[MAX_PATH], path[MAX_PATH + 64];
	struct seal seal, real;
	struct buf b;
	bool good = false;

	if (!folder(dir, sizeof(dir)) ||
	    !file_name(dir, kind, h, path, sizeof(path)))
		return false;
	buf_init(&b, MAX_FILE);
	if (buf_read_file(&b, path) == 0 && b.len >= sizeof(seal)) {
		memcpy(&seal, b.data, sizeof(seal));
		real = seal_of(b.data + sizeof(seal), b.len - sizeof(seal));
		good = memcmp(&seal, &real, sizeof(seal)) == 0;
	}
	if (good) {
		buf_add(ret, b.data + sizeof(seal), b.len - sizeof(seal));
		touch(path);
	}
	buf_finish(&b);
	return good;
}

struct aged {
	time_t used;
	char name[48];
};

static int oldest_first(const void *va, const void *vb)
{
	const struct aged *a = va, *b = vb;

	if (a->used != b->used)
		return a->used < b->used ? -1 : 1;
	return strcmp(a->name, b->name);
}

/* Ours are one or two letters, a dash and the hash, and nothing behind. */
static bool is_ours(const char *name)
{
	const char *dash = strchr(name, '-');

	return dash && dash - name <= 2 && strlen(dash + 1) == 32 &&
	       strspn(dash + 1, "0123456789abcdef") == 32;
}

/* Takes a quarter away when there are too many. */
static void prune(const char *dir)
{
	struct VEC(struct aged) files = {0};
	DIR *d = opendir(dir);
	struct dirent *e;
	struct stat st;

	while (d && (e = readdir(d))) {
		struct aged f = {0};

		if (!is_ours(e->d_name) ||
		    fstatat(dirfd(d), e->d_name, &st, 0) < 0)
			continue;
		f.used = st.st_mtime;
		snprintf(f.name, sizeof(f.name), "%.47s", e->d_name);
		vec_push(&files, f);
	}
	if (files.len > MAX_FILES) {
		qsort(files.at, files.len, sizeof(*files.at), oldest_first);
		for (uint32_t i = 0; i < files.len - MAX_FILES * 3 / 4; i++)
			unlinkat(dirfd(d), files.at[i].name, 0);
	}
	if (d)
		closedir(d);
	vec_finish(&files);
}

void c_store_put(const char *kind, const struct c_hash *h, const void *data,
		 size_t size)
{
	char dir[MAX_PATH], path[MAX_PATH + 64], temp[MAX_PATH + 80];
	struct seal seal = seal_of(data, size);
	bool written;
	int fd;

	if (!folder(dir, sizeof(dir)))
		return;
	make_folder(dir);
	if (!file_name(dir, kind, h, path, sizeof(path)))
		return;
	snprintf(temp, sizeof(temp), "%s.XXXXXX", path);
	fd = mkostemp(temp, O_CLOEXEC);
	if (fd < 0)
		return;
	written = buf_write_all(fd, &seal, sizeof(seal)) == 0 &&
		  buf_write_all(fd, data, size) == 0;
	if (close(fd) < 0 || !written || rename(temp, path) < 0)
		unlink(temp);
	if (h->a % PRUNE_ONE_IN == 0)
		prune(dir);
}
