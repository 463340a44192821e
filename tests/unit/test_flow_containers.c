/* SPDX-License-Identifier: MIT */
/*
 * Models of Go's library at work: what containers hold, what is put back,
 * what is done once.  The library here is declarations only; that the real
 * one has them is for test_flow_model.c.
 */
#include "test.h"

#include "flow_world.h"

static void put_library(void)
{
	world_put(
		"goroot/src/sync/s.go",
		"package sync\n"
		"type Map struct { m map[any]any }\n"
		"func (m *Map) Load(k any) (any, bool) { return nil, false }\n"
		"func (m *Map) Store(k, v any) {}\n"
		"func (m *Map) Delete(k any) {}\n"
		"func (m *Map) LoadAndDelete(k any) (any, bool) "
		"{ return nil, false }\n"
		"func (m *Map) Range(f func(k, v any) bool) { f(0, 0) }\n"
		"func (m *Map) Clear() {}\n"
		"type Pool struct { New func() any }\n"
		"func (p *Pool) Get() any { return nil }\n"
		"func (p *Pool) Put(x any) {}\n"
		"type Once struct { done uint32 }\n"
		"func (o *Once) Do(f func()) { f() }\n");
	world_put("goroot/src/sync/atomic/a.go",
		  "package atomic\n"
		  "type Pointer[T any] struct { v *T }\n"
		  "func (p *Pointer[T]) Load() *T { return nil }\n"
		  "func (p *Pointer[T]) Store(x *T) {}\n"
		  "func (p *Pointer[T]) Swap(x *T) *T { return nil }\n"
		  "func CompareAndSwapInt32(p *int32, o, n int32) bool "
		  "{ return false }\n");
	world_put("goroot/src/container/list/l.go",
		  "package list\n"
		  "type Element struct { next *Element; Value any }\n"
		  "type List struct { root Element; len int }\n"
		  "func (l *List) PushBack(v any) *Element { return nil }\n"
		  "func (l *List) Front() *Element { return nil }\n"
		  "func (e *Element) Next() *Element { return nil }\n"
		  "func (l *List) Remove(e *Element) any { return nil }\n");
	world_put("goroot/src/slices/s.go",
		  "package slices\n"
		  "func Delete[S ~[]E, E any](s S, i, j int) S { return s }\n");
	world_put("goroot/src/os/o.go", "package os\nfunc Exit(n int) {}\n");
}

/* One function f: how many issues of the kind show in it. */
static uint32_t issues(enum issue_kind kind, const char *body)
{
	static char text[1 << 12];
	uint32_t n;

	snprintf(text, sizeof(text),
		 "package main\n"
		 "import (\n"
		 "	\"container/list\"\n"
		 "	\"os\"\n"
		 "	\"slices\"\n"
		 "	\"sync\"\n"
		 "	\"sync/atomic\"\n"
		 ")\n"
		 "type T struct { p ptr; closed int32; once sync.Once }\n"
		 "var m sync.Map\n"
		 "var pool sync.Pool\n"
		 "var at atomic.Pointer[T]\n"
		 "var l list.List\n"
		 "var all []ptr\n"
		 "func unused() { os.Exit(0); slices.Delete(all, 0, 1)\n"
		 "	atomic.CompareAndSwapInt32(nil, 0, 1) }\n"
		 "func (t *T) close() { t.once.Do(func() { release(t.p) }) }\n"
		 "func F(k string, t *T) {\n%s\n}\n"
		 "func main() { F(\"\", nil); unused() }\n",
		 body);
	flow_open(text, 1);
	n = flow_count(kind, "m.F");
	flow_close();
	return n;
}

static void entries_of_a_sync_map_are_holders(void)
{
	CHECK(issues(ISSUE_HELD, "p := alloc(); m.Store(k, p); release(p)") ==
	      1);
	CHECK(issues(ISSUE_HELD, "p := alloc(); m.Store(k, p)\n"
				 "m.Delete(k); release(p)") == 0);
	CHECK(issues(ISSUE_HELD, "p := alloc(); m.Store(k, p)\n"
				 "m.Clear(); release(p)") == 0);
	CHECK(issues(ISSUE_HELD, "if v, ok := m.LoadAndDelete(k); ok {\n"
				 "	release(v.(ptr))\n}") == 0);
	CHECK(issues(ISSUE_HELD, "if v, ok := m.Load(k); ok {\n"
				 "	release(v.(ptr))\n}") == 1);
}

static void what_a_sync_map_gives_is_what_was_stored(void)
{
	CHECK(issues(ISSUE_USE, "p := alloc(); m.Store(k, p); release(p)\n"
				"v, _ := m.Load(k); use(v.(ptr))") == 1);
	CHECK(issues(ISSUE_USE, "p := alloc(); m.Store(k, p); release(p)\n"
				"m.Store(k, alloc())\n"
				"v, _ := m.Load(k); use(v.(ptr))") == 0);
}

static void what_is_put_in_a_pool_belongs_to_others(void)
{
	CHECK(issues(ISSUE_USE, "x := pool.Get().(*T); pool.Put(x)\n"
				"x.closed++") == 1);
	CHECK(issues(ISSUE_USE, "x := pool.Get().(*T); x.closed++\n"
				"pool.Put(x)") == 0);
	CHECK(issues(ISSUE_USE, "x := pool.Get().(*T); pool.Put(x)\n"
				"y := pool.Get().(*T); y.closed++") == 0);
	/* Freed before: that is told, and no second free. */
	CHECK(issues(ISSUE_DOUBLE, "p := alloc(); release(p); pool.Put(p)") ==
	      0);
	CHECK(issues(ISSUE_ESCAPE, "p := alloc(); release(p); pool.Put(p)") ==
	      1);
}

static void once_is_once(void)
{
	CHECK(issues(ISSUE_DOUBLE, "t = &T{p: alloc()}\n"
				   "t.close(); t.close()") == 0);
	CHECK(issues(ISSUE_USE, "t = &T{p: alloc()}\n"
				"t.close(); use(t.p)") == 1);
}

static void an_atomic_flag_decides(void)
{
	static const char *const guard =
		"atomic.CompareAndSwapInt32(&t.closed, 0, 1)";
	char text[512];

	snprintf(text, sizeof(text),
		 "t = &T{p: alloc()}\n"
		 "if %s { release(t.p) }\nif %s { release(t.p) }",
		 guard, guard);
	CHECK(issues(ISSUE_DOUBLE, text) == 0);
	CHECK(issues(ISSUE_DOUBLE, "t = &T{p: alloc()}\n"
				   "if t.closed == 0 { release(t.p) }\n"
				   "if t.closed == 0 { release(t.p) }") == 1);
}

static void an_atomic_pointer_is_a_variable(void)
{
	CHECK(issues(ISSUE_USE, "t = &T{p: alloc()}; at.Store(t)\n"
				"release(t.p); use(at.Load().p)") == 1);
	CHECK(issues(ISSUE_USE, "t = &T{p: alloc()}; at.Store(t)\n"
				"old := at.Swap(&T{p: alloc()})\n"
				"release(old.p); use(at.Load().p)") == 0);
}

static void elements_of_a_list_are_held_until_they_are_removed(void)
{
	CHECK(issues(ISSUE_HELD, "p := alloc(); l.PushBack(p); release(p)") ==
	      1);
	CHECK(issues(ISSUE_HELD, "p := alloc(); e := l.PushBack(p)\n"
				 "l.Remove(e); release(p)") == 0);
	CHECK(issues(ISSUE_USE, "p := alloc(); q := alloc()\n"
				"var o list.List\n"
				"o.PushBack(p); o.PushBack(q); release(q)\n"
				"e := o.Front().Next()\n"
				"use(e.Value.(ptr))") == 1);
}

static void slices_delete_takes_out_one_element(void)
{
	CHECK(issues(ISSUE_USE, "p := alloc(); s := []ptr{alloc(), p}\n"
				"s = slices.Delete(s, 1, 2)\n"
				"release(p); use(s[0])") == 0);
	CHECK(issues(ISSUE_USE, "p := alloc(); s := []ptr{alloc(), p}\n"
				"s = slices.Delete(s, 0, 1)\n"
				"release(p); use(s[0])") == 1);
}

static void nothing_comes_after_exit(void)
{
	CHECK(issues(ISSUE_USE, "p := alloc(); release(p)\n"
				"os.Exit(1); use(p)") == 0);
}

int main(void)
{
	world_create();
	put_library();
	RUN(entries_of_a_sync_map_are_holders);
	RUN(what_a_sync_map_gives_is_what_was_stored);
	RUN(what_is_put_in_a_pool_belongs_to_others);
	RUN(once_is_once);
	RUN(an_atomic_flag_decides);
	RUN(an_atomic_pointer_is_a_variable);
	RUN(elements_of_a_list_are_held_until_they_are_removed);
	RUN(slices_delete_takes_out_one_element);
	RUN(nothing_comes_after_exit);
	world_destroy();
	return test_summary();
}
