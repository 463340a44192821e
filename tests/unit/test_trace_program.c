/* SPDX-License-Identifier: MIT */
#include "trace/program.h"

#include <elf.h>
#include <linux/capability.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "test.h"

enum { NOBODY = 65534 };

#if defined(__x86_64__)
enum { HERE = EM_X86_64, ELSEWHERE = EM_AARCH64 };
#else
enum { HERE = EM_AARCH64, ELSEWHERE = EM_X86_64 };
#endif

static char home[] = "/tmp/belay-program.XXXXXX";

/* An ELF file as far as its program headers, which say nothing but types. */
struct image {
	Elf64_Ehdr head;
	Elf64_Phdr segments[2];
};

static struct image image_with(uint16_t type, uint32_t first, uint32_t second)
{
	struct image im = {.head = {
				   .e_type = type,
				   .e_machine = HERE,
				   .e_version = EV_CURRENT,
				   .e_phoff = sizeof(Elf64_Ehdr),
				   .e_ehsize = sizeof(Elf64_Ehdr),
				   .e_phentsize = sizeof(Elf64_Phdr),
				   .e_phnum = 2,
			   }};

	memcpy(im.head.e_ident, ELFMAG, SELFMAG);
	im.head.e_ident[EI_CLASS] = ELFCLASS64;
	im.head.e_ident[EI_DATA] = ELFDATA2LSB;
	im.segments[0].p_type = first;
	im.segments[1].p_type = second;
	return im;
}

static struct image good_image(void)
{
	return image_with(ET_DYN, PT_LOAD, PT_INTERP);
}

/* The path of name in the test's folder; good until the next call but one. */
static const char *at(const char *name)
{
	static char paths[2][256];
	static unsigned turn;
	char *path = paths[turn++ % 2];

	snprintf(path, sizeof(paths[0]), "%s/%s", home, name);
	return path;
}

static const char *put(const char *name, const void *data, size_t n,
		       mode_t mode)
{
	const char *path = at(name);
	FILE *f;

	unlink(path);
	f = fopen(path, "w");
	if (!f || fwrite(data, 1, n, f) != n || fclose(f) != 0 ||
	    chmod(path, mode) != 0)
		abort();
	return path;
}

static const char *put_text(const char *name, const char *text)
{
	return put(name, text, strlen(text), 0755);
}

static const char *put_image(const char *name, const struct image *im)
{
	return put(name, im, sizeof(*im), 0755);
}

static bool refused(const char *path, const char *why)
{
	struct program p = {.why = ""};

	if (program_find(path, &p) || !strstr(p.why, why)) {
		fprintf(stderr, "said '%s', not '%s'\n", p.why, why);
		return false;
	}
	return true;
}

static bool taken(const char *path)
{
	struct program p = {.why = ""};

	if (!program_find(path, &p)) {
		fprintf(stderr, "%s\n", p.why);
		return false;
	}
	return strcmp(p.path, path) == 0;
}

/* As a user who may not do everything. */
static bool refused_to_nobody(const char *path, const char *why)
{
	int status = -1;
	pid_t pid = fork();

	if (pid == 0) {
		if (geteuid() == 0 && setuid(NOBODY) != 0)
			_exit(2);
		_exit(refused(path, why) ? 0 : 1);
	}
	if (pid > 0)
		waitpid(pid, &status, 0);
	return status == 0;
}

static void program_of_this_machine_is_taken(void)
{
	struct image im = good_image();

	CHECK(taken(put_image("dynamic", &im)));
	im = image_with(ET_EXEC, PT_INTERP, PT_LOAD);
	CHECK(taken(put_image("exec", &im)));
}

static void missing_file_is_refused(void)
{
	CHECK(refused("/nonexistent/program", "No such file"));
	CHECK(refused(at("none"), "No such file"));
	CHECK(refused("", "no such program"));
	CHECK(refused("belay-no-such-program", "no such program in PATH"));
}

static void file_without_permission_is_refused(void)
{
	struct image im = good_image();

	CHECK(refused_to_nobody(put("plain", &im, sizeof(im), 0644),
				"cannot be run: Permission denied"));
	CHECK(refused_to_nobody(put("private", &im, sizeof(im), 0700),
				"Permission denied"));
}

static void folder_and_fifo_are_refused(void)
{
	CHECK(refused(home, "is a folder"));
	CHECK(mkfifo(at("fifo"), 0755) == 0);
	CHECK(refused(at("fifo"), "is not a file"));
	CHECK(refused("/dev/null", "is not a file"));
}

static void cut_or_broken_elf_file_is_refused(void)
{
	struct image im = good_image();

	for (size_t n = SELFMAG; n < sizeof(im.head); n += 12)
		CHECK(refused(put("cut", &im, n, 0755), "is cut short"));
	CHECK(refused(put("cut", &im, sizeof(im) - 1, 0755), "is cut short"));
	im.head.e_phoff = UINT64_MAX - 8;
	CHECK(refused(put_image("far", &im), "is cut short"));
	im = good_image();
	im.head.e_phentsize = 1;
	CHECK(refused(put_image("entries", &im), "is broken"));
	im = good_image();
	im.head.e_phnum = 0;
	CHECK(refused(put_image("empty", &im), "static"));
	im.head.e_phnum = UINT16_MAX;
	im.segments[1].p_type = PT_LOAD;
	CHECK(refused(put_image("many", &im), "is cut short"));
}

static void other_machine_is_refused(void)
{
	struct image im = good_image();

	im.head.e_machine = ELSEWHERE;
	CHECK(refused(put_image("other", &im), "is built for"));
	im.head.e_machine = EM_386;
	im.head.e_ident[EI_CLASS] = ELFCLASS32;
	CHECK(refused(put_image("i386", &im), "is built for i386"));
	im.head.e_machine = 0xfffe;
	CHECK(refused(put_image("odd", &im), "is built for another machine"));
	/* x32: the machine is the same, its pointers are not. */
	im.head.e_machine = HERE;
	CHECK(refused(put_image("x32", &im), "with short pointers"));
}

static void static_program_is_refused(void)
{
	struct image im = image_with(ET_EXEC, PT_LOAD, PT_NOTE);

	CHECK(refused(put_image("static", &im), "static binary"));
	im = image_with(ET_DYN, PT_LOAD, PT_DYNAMIC);
	CHECK(refused(put_image("static-pie", &im), "static binary"));
}

static void set_id_program_is_refused(void)
{
	struct image im = good_image();

	CHECK(refused(put("uid", &im, sizeof(im), 04755), "set-uid"));
	CHECK(refused(put("gid", &im, sizeof(im), 02755), "set-gid"));
}

static void program_with_capabilities_is_refused(void)
{
	struct vfs_cap_data caps = {
		.magic_etc = VFS_CAP_REVISION_2,
		.data = {{.permitted = 1 << CAP_NET_RAW}},
	};
	struct image im = good_image();
	const char *path = put_image("caps", &im);

	if (setxattr(path, "security.capability", &caps, XATTR_CAPS_SZ_2, 0) !=
	    0)
		return; /* only root may, and not on every file system */
	CHECK(refused(path, "file capabilities"));
}

/* A script whose first line is "#!" with `before`, a path and `after`. */
static const char *put_script(const char *name, const char *before,
			      const char *interpreter, const char *after)
{
	char text[600];

	snprintf(text, sizeof(text), "#!%s%s%s", before, at(interpreter),
		 after);
	return put_text(name, text);
}

static void script_is_judged_by_its_interpreter(void)
{
	struct image good = good_image();
	struct image bad = image_with(ET_EXEC, PT_LOAD, PT_LOAD);

	put_image("sh", &good);
	put_image("busybox", &bad);
	CHECK(taken(put_script("s1", "", "sh", "\necho\n")));
	CHECK(taken(put_script("s2", " \t ", "sh", " -e -x\n")));
	CHECK(taken(put_script("s3", "", "sh", "")));
	CHECK(taken(put_script("s4", "", "sh", "\t\n")));
	CHECK(refused(put_script("s5", "", "busybox", " sh\n"), "static"));
	CHECK(refused(put_script("s6", "", "none", "\n"), "No such file"));
	CHECK(refused(put_text("s7", "#!\n"), "is neither an ELF file nor"));
	CHECK(refused(put_text("s8", "#! \t"), "is neither an ELF file nor"));
	CHECK(refused(put_text("s9", "echo\n"), "is neither an ELF file nor"));
	CHECK(refused(put_text("s10", ""), "is neither an ELF file nor"));
	CHECK(refused(put_text("s11", "#"), "is neither an ELF file nor"));
}

/* The kernel does not run what it cannot read the whole of either. */
static void interpreter_that_is_cut_is_refused(void)
{
	char line[400];

	memset(line, 'x', sizeof(line));
	memcpy(line, "#!/", 3);
	CHECK(refused(put("long", line, sizeof(line), 0755),
		      "is neither an ELF file nor"));
}

static void chain_of_scripts_has_an_end(void)
{
	static const char *const chain[] = {"c0", "c1", "c2", "c3",
					    "c4", "c5", "c6"};
	struct image im = good_image();

	put_image("c0", &im);
	for (size_t i = 1; i < 7; i++)
		put_script(chain[i], "", chain[i - 1], "\n");
	CHECK(taken(at("c1")));
	CHECK(taken(at("c5")));
	CHECK(refused(at("c6"), "too many interpreters"));
	CHECK(refused(put_script("loop", "", "loop", "\n"),
		      "too many interpreters"));
}

static void name_is_looked_up_in_path(void)
{
	struct image im = good_image();
	struct program p = {.why = ""};
	char list[600];

	put_image("wanted", &im);
	put("unwanted", &im, sizeof(im), 0644);
	snprintf(list, sizeof(list), "/nonexistent:%s", home);
	setenv("PATH", list, 1);
	CHECK(program_find("wanted", &p));
	CHECK_STR(p.path, at("wanted"));
	CHECK(refused("unwanted", "no such program in PATH"));
	CHECK(refused(strrchr(home, '/') + 1, "no such program in PATH"));
}

static void empty_element_of_path_is_the_current_folder(void)
{
	static const char *const lists[] = {
		"", ":/nonexistent",
		"/nonexistent:", "/nonexistent::/nonexistent"};
	struct image im = good_image();

	put_image("local", &im);
	CHECK(chdir(home) == 0);
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		struct program p = {.why = ""};

		setenv("PATH", lists[i], 1);
		CHECK(program_find("local", &p));
		CHECK_STR(p.path, "./local");
	}
}

static void missing_path_has_a_default(void)
{
	struct program p = {.why = ""};

	unsetenv("PATH");
	CHECK(program_find("sh", &p));
	CHECK(strcmp(strrchr(p.path, '/'), "/sh") == 0);
	CHECK(refused("local", "no such program in PATH"));
}

static void overlong_names_are_refused(void)
{
	char name[2 * PATH_MAX];

	memset(name, 'n', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	setenv("PATH", home, 1);
	CHECK(refused(name, "File name too long"));
	name[0] = '/';
	CHECK(refused(name, "File name too long"));
	name[300] = '\0';
	CHECK(refused(name + 1, "no such program in PATH"));
}

/* diag() shows them as '?'; here they must only not be lost or cut. */
static void control_characters_are_part_of_a_name(void)
{
	static const char odd[] = "a\033[31m\nb";
	struct image im = good_image();

	CHECK(taken(put_image(odd, &im)));
	CHECK(refused(put(odd, &im, 20, 0755), odd));
}

static void clean_up(void)
{
	char command[64];

	setenv("PATH", "/usr/bin:/bin", 1);
	snprintf(command, sizeof(command), "rm -rf %s", home);
	if (system(command) != 0)
		fprintf(stderr, "%s is left\n", home);
}

int main(void)
{
	if (!mkdtemp(home) || chmod(home, 0755) != 0)
		return 1;
	RUN(program_of_this_machine_is_taken);
	RUN(missing_file_is_refused);
	RUN(file_without_permission_is_refused);
	RUN(folder_and_fifo_are_refused);
	RUN(cut_or_broken_elf_file_is_refused);
	RUN(other_machine_is_refused);
	RUN(static_program_is_refused);
	RUN(set_id_program_is_refused);
	RUN(program_with_capabilities_is_refused);
	RUN(script_is_judged_by_its_interpreter);
	RUN(interpreter_that_is_cut_is_refused);
	RUN(chain_of_scripts_has_an_end);
	RUN(name_is_looked_up_in_path);
	RUN(empty_element_of_path_is_the_current_folder);
	RUN(missing_path_has_a_default);
	RUN(overlong_names_are_refused);
	RUN(control_characters_are_part_of_a_name);
	clean_up();
	return test_summary();
}
