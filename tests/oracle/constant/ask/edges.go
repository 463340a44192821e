// SPDX-License-Identifier: MIT

package main

import (
	"fmt"
	"go/token"
	"math/big"
	"strings"
	"unicode"
)

// edges prints what is always there: inputs that random ones do not meet.
func (g *generator) edges() {
	for _, kind := range []token.Token{token.INT, token.FLOAT, token.IMAG,
		token.CHAR, token.STRING} {
		for _, text := range edgeLiterals {
			if kind != token.STRING || !strings.HasPrefix(text, "'") {
				g.literal(0, kind, text)
			}
			g.literal(0, kind, text+"i")
		}
	}
	g.machineFloats()
	g.powersOfFive()
	g.nearIntegers()
	g.smallestFloat()
	// Older Go has older tables of what is printable.
	if unicode.Version == "17.0.0" {
		g.codePoints()
		g.utf8()
	}
}

// machineFloats prints what a float64 and a float32 hold, and what lies beside
// it.
func (g *generator) machineFloats() {
	for exp := -1080; exp <= 1030; exp++ {
		for _, digits := range []string{"1.", "1.fffffffffffff8",
			"1.fffffffffffff7ffff", "1.ffffff", "3.000001"} {
			g.literal(0, token.FLOAT, fmt.Sprintf("0x%sp%d", digits, exp))
		}
	}
	for exp := -400; exp <= 400; exp++ {
		for _, digits := range []string{"1", "9.999995", "9.9999949999", "4.56"} {
			g.literal(0, token.FLOAT, fmt.Sprintf("%se%d", digits, exp))
		}
	}
}

// powersOfFive prints numbers that are halfway between two floats of 512 bits,
// times a power of ten that the exponent takes away again.  Go divides by a
// rounded power of five; its error decides to which side the number goes.  The
// powers beyond 2000 are those whose error depends on the order in which they
// are multiplied.
func (g *generator) powersOfFive() {
	half := big.NewInt(1)
	half.Lsh(half, 512)
	for k := int64(1); k < 2100; k++ {
		if k == 800 {
			k = 2050
		}
		half.Add(half, big.NewInt(1+2*(k%2))) // odd and even neighbours
		half.SetBit(half, 0, 1)
		digits := new(big.Int).Exp(big.NewInt(10), big.NewInt(k), nil)
		digits.Mul(digits, half)
		g.literal(0, token.FLOAT, fmt.Sprintf("%de-%d", digits.Lsh(digits, 4700), k))
	}
}

// nearIntegers makes floats that differ from an integer in their last bits.
func (g *generator) nearIntegers() {
	one := big.NewInt(1)
	for j := int64(-40); j <= 40; j++ {
		for _, exp := range []int{0, 1, 100, 500, 511, 512, 513, 4000} {
			// 0b11000...0 with j added in the last of 512 bits.
			m := new(big.Int).Lsh(big.NewInt(3), 510)
			m.Add(m, big.NewInt(j))
			if j%2 == 0 {
				m.Add(m, new(big.Int).Lsh(one, 510)) // 0b1000...0
				m.Rsh(m, 1)
			}
			g.literal(1, token.FLOAT, fmt.Sprintf("0x%xp5000", m))
			g.literal(2, token.FLOAT, fmt.Sprintf("0x1p%d", exp-512-5000))
			g.binary(3, 1, token.MUL, 2)
			g.convert(4, "toint", 3)
		}
	}
}

// smallestFloat makes products that are rounded up to the smallest number of a
// big.Float.
func (g *generator) smallestFloat() {
	g.literal(1, token.FLOAT, "0x0."+strings.Repeat("f", 75)+"p-1073741824")
	g.literal(2, token.FLOAT, "0x1."+strings.Repeat("0", 74)+"1p-1073741825")
	g.unary(3, token.SUB, 2, 0)
	g.binary(4, 1, token.MUL, 2)
	g.binary(4, 1, token.MUL, 3)
	g.literal(2, token.FLOAT, "0x1."+strings.Repeat("0", 74)+"1p-1073741824")
	g.binary(4, 1, token.MUL, 2)
}

// codePoints prints all of them.
func (g *generator) codePoints() {
	for r := rune(0); r <= unicode.MaxRune; r += 16 {
		var s []rune
		for i := rune(0); i < 16; i++ {
			s = append(s, r+i)
		}
		g.text(0, string(s))
	}
}

// utf8 prints what every first byte may be followed by.
func (g *generator) utf8() {
	follow := []byte("x\x7f\x80\x8f\x90\x9f\xa0\xbf\xc0")
	for first := 0x80; first < 0x100; first++ {
		for _, second := range follow {
			var s []byte
			for _, third := range follow {
				s = append(s, byte(first), second, third, 0x80, 'x')
			}
			g.text(0, string(s))
			g.literal(0, token.STRING, "\""+string(s[:len(s)-2])+"\"")
		}
	}
}
