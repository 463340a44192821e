// Package lru reuses the list type of a C header for a Go list.
package lru

/*
struct link {
	struct link *prev, *next;
	void *owner;
};
*/
import "C"

import "unsafe"

type entry struct {
	link C.struct_link
	key  string
}

type List struct {
	head  C.struct_link
	byKey map[string]*entry
	limit int
}

func New(limit int) *List {
	l := &List{byKey: make(map[string]*entry), limit: limit}
	l.head.prev, l.head.next = &l.head, &l.head
	return l
}

func unlink(k *C.struct_link) {
	k.prev.next, k.next.prev = k.next, k.prev
}

func (l *List) Touch(key string) {
	e, ok := l.byKey[key]
	if ok {
		unlink(&e.link)
	} else {
		e = &entry{key: key}
		e.link.owner = unsafe.Pointer(e)
		l.byKey[key] = e
	}
	e.link.next, e.link.prev = l.head.next, &l.head
	l.head.next.prev = &e.link
	l.head.next = &e.link
	if len(l.byKey) > l.limit {
		old := (*entry)(l.head.prev.owner)
		unlink(&old.link)
		delete(l.byKey, old.key)
	}
}

func (l *List) Oldest() string {
	if l.head.prev == &l.head {
		return ""
	}
	return (*entry)(l.head.prev.owner).key
}
