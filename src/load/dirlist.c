/* SPDX-License-Identifier: MIT */
#include "load/dir.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/vec.h"

static uint8_t type_of(int fd, const struct dirent *e)
{
	struct stat st;

	switch (e->d_type) {
	case DT_REG:
		return ENTRY_FILE;
	case DT_DIR:
		return ENTRY_DIR;
	case DT_LNK:
		return ENTRY_LINK;
	case DT_UNKNOWN:
		if (fstatat(fd, e->d_name, &st, AT_SYMLINK_NOFOLLOW) < 0)
			return ENTRY_OTHER;
		if (S_ISREG(st.st_mode))
			return ENTRY_FILE;
		if (S_ISDIR(st.st_mode))
			return ENTRY_DIR;
		return S_ISLNK(st.st_mode) ? ENTRY_LINK : ENTRY_OTHER;
	default:
		return ENTRY_OTHER;
	}
}

static int by_name(const void *a, const void *b)
{
	const struct dir_entry *x = a, *y = b;

	return strcmp(x->name, y->name);
}

int dir_list(struct arena *a, const char *path, struct dir_listing *ret)
{
	struct VEC(struct dir_entry) v = {0};
	DIR *dir = opendir(path);
	struct dirent *e;
	int err;

	if (!dir)
		return -errno;
	while ((errno = 0, e = readdir(dir))) {
		const char *name = e->d_name;

		if (name[0] == '.' &&
		    (name[1] == '\0' || (name[1] == '.' && name[2] == '\0')))
			continue;
		vec_push(&v, (struct dir_entry){
				     .name = arena_strdup(a, name),
				     .type = type_of(dirfd(dir), e),
			     });
	}
	err = -errno;
	closedir(dir);
	if (!err) {
		if (v.len)
			qsort(v.at, v.len, sizeof(*v.at), by_name);
		ret->entries = vec_keep(a, &v, 0);
		ret->n = v.len;
	}
	vec_finish(&v);
	return err;
}

const struct dir_entry *dir_find(const struct dir_listing *l, const char *name)
{
	struct dir_entry key = {.name = name};

	if (!l->n)
		return NULL;
	return bsearch(&key, l->entries, l->n, sizeof(key), by_name);
}

static bool links_to_file(const char *dir, const char *name)
{
	struct stat st;
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool good;

	if (fd < 0)
		return false;
	good = fstatat(fd, name, &st, 0) == 0 && S_ISREG(st.st_mode);
	close(fd);
	return good;
}

bool dir_has_go(const char *path, const struct dir_listing *l)
{
	for (uint32_t i = 0; i < l->n; i++) {
		const struct dir_entry *e = &l->entries[i];
		size_t n = strlen(e->name);

		if (n < 3 || memcmp(e->name + n - 3, ".go", 3) != 0)
			continue;
		if (e->type == ENTRY_FILE ||
		    (e->type == ENTRY_LINK && links_to_file(path, e->name)))
			return true;
	}
	return false;
}
