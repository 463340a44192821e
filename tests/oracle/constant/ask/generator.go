// SPDX-License-Identifier: MIT

package main

import (
	"go/constant"
	"go/token"
	"math"
	"math/big"
	"math/rand"
)

type generator struct {
	*machine
	*rand.Rand
}

func newGenerator(m *machine, seed int64) *generator {
	return &generator{m, rand.New(rand.NewSource(seed))}
}

var (
	intOps = []token.Token{token.ADD, token.SUB, token.MUL, token.QUO,
		token.QUO_ASSIGN, token.REM, token.AND, token.OR, token.XOR,
		token.AND_NOT}
	realOps    = []token.Token{token.ADD, token.SUB, token.MUL, token.QUO}
	unaryOps   = []token.Token{token.ADD, token.SUB, token.XOR, token.NOT}
	compareOps = []token.Token{token.EQL, token.NEQ, token.LSS, token.LEQ,
		token.GTR, token.GEQ}
	allOps = append(append(append([]token.Token{token.LAND, token.LOR,
		token.SHL, token.SHR}, intOps...), unaryOps...), compareOps...)
	names = []string{"toint", "tofloat", "tocomplex", "makeimag", "real",
		"imag", "round32", "round64"}
)

// free is a register to write to, rather one with nothing in it.
func (g *generator) free() int {
	reg := g.Intn(nregs)
	for i := 0; i < 10 && g.regs[reg].Kind() != constant.Unknown; i++ {
		reg = g.Intn(nregs)
	}
	return reg
}

// full is a register to read from, rather one with something in it, and not
// always a complex number, to which everything else turns.
func (g *generator) full() int {
	reg := g.Intn(nregs)
	for g.regs[reg].Kind() == constant.Unknown && g.Intn(50) > 0 ||
		g.regs[reg].Kind() == constant.Complex && g.Intn(4) > 0 {
		reg = g.Intn(nregs)
	}
	return reg
}

// alike is a register to read from together with x.
func (g *generator) alike(x int) int {
	y := g.full()
	for i := 0; i < 30 && class(g.regs[x]) != class(g.regs[y]); i++ {
		y = g.full()
	}
	return y
}

// fit tells whether there is anything to do for two values.
func fit(x, y constant.Value) bool {
	return class(x) == class(y) || x.Kind() == constant.Unknown || y.Kind() == constant.Unknown
}

// step prints a few operations.
func (g *generator) step() {
	switch n := g.Intn(100); {
	case n < 12:
		g.newNumber(g.free())
	case n < 16:
		g.newOther(g.free())
	case n < 20:
		g.malformed()
	case n < 70:
		g.binaryStep()
	case n < 76:
		x := g.full()
		op := unaryOps[g.Intn(len(unaryOps))]
		if g.regs[x].Kind() != constant.Int && g.Intn(10) > 0 {
			op = token.SUB
		}
		g.unary(g.free(), op, x, g.prec())
	case n < 82:
		g.shiftStep()
	case n < 90:
		x := g.full()
		y := g.alike(x)
		if fit(g.regs[x], g.regs[y]) {
			g.compare(x, compareOps[g.Intn(len(compareOps))], y)
		}
	default:
		g.convert(g.free(), names[g.Intn(len(names))], g.full())
	}
}

func (g *generator) prec() uint {
	return []uint{0, 0, 1, 8, 16, 32, 63, 64, 65, 512}[g.Intn(10)]
}

func (g *generator) shiftStep() {
	x := g.full()
	for i := 0; i < 5 && g.regs[x].Kind() != constant.Int; i++ {
		x = g.full()
	}
	s := uint(g.Intn(1100))
	if g.Intn(2) == 0 {
		s = uint(g.Intn(70))
	}
	op := token.SHR
	if g.Intn(2) == 0 {
		op = token.SHL
	}
	if bits(g.regs[x])+int(s) < 20000 {
		g.shift(g.free(), x, op, s)
	}
}

func (g *generator) binaryStep() {
	x := g.full()
	y := g.alike(x)
	a, b := g.regs[x], g.regs[y]
	if !fit(a, b) {
		return
	}
	op := allOps[g.Intn(len(allOps))]
	switch {
	case g.Intn(20) == 0:
	case a.Kind() == constant.Bool:
		op = []token.Token{token.LAND, token.LOR}[g.Intn(2)]
	case a.Kind() == constant.String:
		op = token.ADD
	default:
		op = realOps[g.Intn(len(realOps))]
		if a.Kind() == constant.Int && b.Kind() == constant.Int {
			op = intOps[g.Intn(len(intOps))]
		}
	}
	if bits(a)+bits(b) < 20000 && exponentsFit(a, b) {
		g.binary(g.free(), x, op, y)
	}
}

// class tells what can meet in an operation.
func class(v constant.Value) string {
	switch v.Kind() {
	case constant.Int, constant.Float, constant.Complex:
		return "number"
	}
	return v.Kind().String()
}

// bits bounds the size of integers, fractions and strings.
func bits(v constant.Value) int {
	switch v.Kind() {
	case constant.Int:
		return constant.BitLen(v)
	case constant.Float:
		if r, ok := constant.Val(v).(*big.Rat); ok {
			return r.Num().BitLen() + r.Denom().BitLen()
		}
	case constant.Complex:
		return bits(constant.Real(v)) + bits(constant.Imag(v))
	case constant.String:
		return len(constant.StringVal(v))
	}
	return 0
}

// exponentsFit tells whether an addition is done in reasonable time: big.Float
// shifts one operand by the difference of the exponents.
func exponentsFit(x, y constant.Value) bool {
	const far = 1 << 20
	if x.Kind() != constant.Complex && y.Kind() != constant.Complex {
		ex, ey := exponent(x), exponent(y)
		return ex == math.MinInt || ey == math.MinInt || abs(ex-ey) < far
	}
	for _, v := range []constant.Value{constant.Real(x), constant.Imag(x),
		constant.Real(y), constant.Imag(y)} {
		if e := exponent(v); e != math.MinInt && abs(e) > far {
			return false
		}
	}
	return true
}

func abs(n int) int {
	if n < 0 {
		return -n
	}
	return n
}

// exponent is MinInt for 0.
func exponent(v constant.Value) int {
	if k := v.Kind(); k != constant.Int && k != constant.Float || constant.Sign(v) == 0 {
		return math.MinInt
	}
	switch f := constant.Val(v).(type) {
	case *big.Float:
		return f.MantExp(nil)
	case *big.Rat:
		return f.Num().BitLen() - f.Denom().BitLen()
	}
	return constant.BitLen(v)
}
