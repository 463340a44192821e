// Package dict looks again under the write lock, frees the block that lost the race and uses the one that won.
package dict

/*
#include <stdlib.h>
#include <string.h>

typedef struct dict {
	char lang[8];
	size_t words;
} dict;

static dict *dict_load(const char *lang)
{
	dict *d;

	if (strlen(lang) > 7)
		return NULL;
	d = calloc(1, sizeof(*d));
	if (!d)
		return NULL;
	strcpy(d->lang, lang);
	d->words = 1000;
	return d;
}

static int dict_has(const dict *d, const char *w)
{
	return strlen(w) % 2 == d->words % 2;
}

static void dict_free(dict *d)
{
	free(d);
}
*/
import "C"

import (
	"fmt"
	"sync"
	"unsafe"
)

var (
	mu    sync.RWMutex
	dicts = make(map[string]*C.dict)
)

func get(lang string) (*C.dict, error) {
	mu.RLock()
	d, ok := dicts[lang]
	mu.RUnlock()
	if ok {
		return d, nil
	}
	cl := C.CString(lang)
	defer C.free(unsafe.Pointer(cl))
	d = C.dict_load(cl)
	if d == nil {
		return nil, fmt.Errorf("dict: no dictionary for %q", lang)
	}
	mu.Lock()
	defer mu.Unlock()
	if first, ok := dicts[lang]; ok {
		C.dict_free(d)
		return first, nil
	}
	dicts[lang] = d
	return d, nil
}

// Check says whether a word is in the dictionary; dictionaries are never
// unloaded.
func Check(lang, word string) (bool, error) {
	d, err := get(lang)
	if err != nil {
		return false, err
	}
	cw := C.CString(word)
	defer C.free(unsafe.Pointer(cw))
	return C.dict_has(d, cw) != 0, nil
}
