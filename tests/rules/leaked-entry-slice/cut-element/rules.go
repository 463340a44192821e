// Package chain cuts a rule out of the slice by append, and the C program of the rule goes with the element.
package chain

/*
#include <stdlib.h>

struct insn {
	unsigned short op, arg;
};

struct filter {
	int n;
	struct insn code[16];
};

static struct filter *filter_build(int op, int arg)
{
	struct filter *f = calloc(1, sizeof(*f));

	if (!f)
		return NULL;
	f->code[0].op = (unsigned short)op;
	f->code[0].arg = (unsigned short)arg;
	f->n = 1;
	return f;
}

static int filter_run(const struct filter *f, int v)
{
	for (int i = 0; i < f->n; i++)
		if (f->code[i].op == 1 && f->code[i].arg == v)
			return 1;
	return 0;
}
*/
import "C"

import "errors"

type rule struct {
	name string
	prog *C.struct_filter
}

// Chain runs rules in order.
type Chain struct {
	rules []rule
}

var (
	errBuild = errors.New("chain: cannot build")
	errName  = errors.New("chain: no such rule")
)

// Append adds a rule.
func (c *Chain) Append(name string, op, arg int) error {
	f := C.filter_build(C.int(op), C.int(arg))
	if f == nil {
		return errBuild
	}
	c.rules = append(c.rules, rule{name, f})
	return nil
}

// Verdict is the name of the first rule that matches.
func (c *Chain) Verdict(v int) string {
	for _, r := range c.rules {
		if C.filter_run(r.prog, C.int(v)) != 0 {
			return r.name
		}
	}
	return "accept"
}

// Delete removes a rule.
func (c *Chain) Delete(name string) error {
	for i, r := range c.rules {
		if r.name == name {
			c.rules = append(c.rules[:i], c.rules[i+1:]...) // want BL105
			return nil
		}
	}
	return errName
}
