// SPDX-License-Identifier: MIT

package main

import (
	"bufio"
	"fmt"
	"go/constant"
	"go/token"
	"hash/fnv"
	"math"
)

const nregs = 256

// A machine does operations and prints them with their results.
type machine struct {
	out   *bufio.Writer
	regs  [nregs]constant.Value
	lines int
}

func newMachine(out *bufio.Writer) *machine {
	m := &machine{out: out}
	for i := range m.regs {
		m.regs[i] = constant.MakeUnknown()
	}
	return m
}

// set runs f, puts its value into a register and prints both.
func (m *machine) set(reg int, f func() constant.Value, format string, args ...any) {
	m.regs[reg] = guarded(f)
	m.print(describe(m.regs[reg]), format, args...)
}

func (m *machine) print(answer, format string, args ...any) {
	fmt.Fprintf(m.out, format, args...)
	fmt.Fprintf(m.out, "\t%s\n", answer)
	m.lines++
}

func guarded(f func() constant.Value) (v constant.Value) {
	defer func() {
		if recover() != nil {
			v = constant.MakeUnknown()
		}
	}()
	return f()
}

// describe says all there is to say about a value.
func describe(v constant.Value) string {
	s := fmt.Sprintf("%v %s %s", v.Kind(), short(v.ExactString()), short(v.String()))
	switch v.Kind() {
	case constant.String:
		return s + fmt.Sprintf(" %d", len(constant.StringVal(v)))
	case constant.Int:
		i, iexact := constant.Int64Val(v)
		u, uexact := constant.Uint64Val(v)
		s += fmt.Sprintf(" %d %v %d %v %d", i, iexact, u, uexact, constant.BitLen(v))
		fallthrough
	case constant.Float:
		f32, exact32 := constant.Float32Val(v)
		f64, exact64 := constant.Float64Val(v)
		s += fmt.Sprintf(" %08x %v %016x %v", math.Float32bits(f32), exact32,
			math.Float64bits(f64), exact64)
		fallthrough
	case constant.Complex, constant.Unknown:
		s += fmt.Sprintf(" %d", constant.Sign(v))
	}
	return s
}

// short keeps lines readable.
func short(s string) string {
	if len(s) <= 200 {
		return s
	}
	h := fnv.New64a()
	h.Write([]byte(s))
	return fmt.Sprintf("%s...%d,%016x", s[:50], len(s), h.Sum64())
}

func (m *machine) literal(reg int, kind token.Token, text string) {
	m.set(reg, func() constant.Value {
		return constant.MakeFromLiteral(text, kind, 0)
	}, "lit %d %s %x", reg, kind, text)
}

func (m *machine) int64(reg int, n int64) {
	m.set(reg, func() constant.Value { return constant.MakeInt64(n) },
		"int %d %d", reg, n)
}

func (m *machine) uint64(reg int, n uint64) {
	m.set(reg, func() constant.Value { return constant.MakeUint64(n) },
		"uint %d %d", reg, n)
}

func (m *machine) float64(reg int, bits uint64) {
	m.set(reg, func() constant.Value {
		return constant.MakeFloat64(math.Float64frombits(bits))
	}, "float %d %016x", reg, bits)
}

func (m *machine) text(reg int, s string) {
	m.set(reg, func() constant.Value { return constant.MakeString(s) },
		"str %d %x", reg, s)
}

func (m *machine) boolean(reg int, b bool) {
	m.set(reg, func() constant.Value { return constant.MakeBool(b) },
		"bool %d %v", reg, b)
}

func (m *machine) unary(reg int, op token.Token, x int, prec uint) {
	m.set(reg, func() constant.Value {
		return constant.UnaryOp(op, m.regs[x], prec)
	}, "un %d %s %d %d", reg, op, x, prec)
}

func (m *machine) binary(reg int, x int, op token.Token, y int) {
	m.set(reg, func() constant.Value {
		return constant.BinaryOp(m.regs[x], op, m.regs[y])
	}, "bin %d %d %s %d", reg, x, op, y)
}

func (m *machine) shift(reg int, x int, op token.Token, s uint) {
	m.set(reg, func() constant.Value {
		return constant.Shift(m.regs[x], op, s)
	}, "shift %d %d %s %d", reg, x, op, s)
}

func (m *machine) compare(x int, op token.Token, y int) {
	v := guarded(func() constant.Value {
		return constant.MakeBool(constant.Compare(m.regs[x], op, m.regs[y]))
	})
	m.print(fmt.Sprint(v.Kind() == constant.Bool && constant.BoolVal(v)),
		"cmp %d %s %d", x, op, y)
}

// conversions are the functions of one value.  An unknown value stands for
// what go/types has nil for.
var conversions = map[string]func(constant.Value) constant.Value{
	"toint":     constant.ToInt,
	"tofloat":   constant.ToFloat,
	"tocomplex": constant.ToComplex,
	"makeimag":  constant.MakeImag,
	"real":      constant.Real,
	"imag":      constant.Imag,
	"round32": func(x constant.Value) constant.Value {
		f, _ := constant.Float32Val(x)
		return constant.MakeFloat64(float64(f))
	},
	"round64": func(x constant.Value) constant.Value {
		f, _ := constant.Float64Val(x)
		return constant.MakeFloat64(f)
	},
}

func (m *machine) convert(reg int, name string, x int) {
	m.set(reg, func() constant.Value { return conversions[name](m.regs[x]) },
		"%s %d %d", name, reg, x)
}
