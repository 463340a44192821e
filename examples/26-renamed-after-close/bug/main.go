// SPDX-License-Identifier: MIT

// A value taken out of a map is stored again after its entry destroyed it.
//
// In Go memory this would be right: delete takes the entry, and the value
// lives on in the variable. close does more than delete. It gives the memory
// back that db_open put into its out parameter, and rename stores the rest.
package main

/*
#include <stdlib.h>

struct db {
	int records;
};

static int db_open(int records, struct db **ret)
{
	struct db *d = malloc(sizeof(*d));

	if (!d)
		return -1;
	d->records = records;
	*ret = d;
	return 0;
}

static void db_close(struct db *d)
{
	free(d);
}
*/
import "C"

import "fmt"

type server struct {
	dbs map[string]*C.struct_db
}

func (s *server) open(name string, records int) {
	var d *C.struct_db
	if C.db_open(C.int(records), &d) == 0 {
		s.dbs[name] = d
	}
}

func (s *server) close(name string) {
	if d, ok := s.dbs[name]; ok {
		delete(s.dbs, name)
		C.db_close(d)
	}
}

func (s *server) rename(from, to string) {
	d, ok := s.dbs[from]
	if !ok {
		return
	}
	s.close(from)
	s.dbs[to] = d
}

func main() {
	s := &server{map[string]*C.struct_db{}}
	s.open("people", 120)
	s.rename("people", "persons")
	fmt.Println(s.dbs["persons"].records, "records")
}
