// SPDX-License-Identifier: MIT

package main

import (
	"fmt"
	"go/token"
	"math"
	"strings"
	"unicode"
)

var edgeLiterals = []string{
	// Integers.
	"", "0", "00", "07", "08", "0_7", "0_", "_0", "1_000", "1__0", "1_",
	"9223372036854775807", "9223372036854775808", "18446744073709551615",
	"18446744073709551616", "0x7fffffffffffffff", "0x8000000000000000",
	"0xffffffffffffffff", "0x1_0000_0000_0000_0000", "0b101", "0B", "0b2",
	"0b_1", "0b1_", "0o17", "0O17", "0o8", "0x", "0X_aB", "0x_", "0x1g",
	"+1", "-1", "-0", "-9223372036854775808", "-9223372036854775809", "--1",
	"1" + strings.Repeat("0", 400), "0x" + strings.Repeat("f", 2000),
	"0" + strings.Repeat("7", 3000), "0b" + strings.Repeat("1", 9000),
	"999999999999999999", "1000000000000000000", "0999999999999999999",

	// Floats.
	"0.", ".0", "0.0", ".", "1.", ".5", "0.5", "1.5", "00.5", "08.5", "1e0",
	"1e+1", "1e-1", "1E5", "1e", "1e+", "1e_1", "1e1_0", "1e1__0", "1e1_",
	"1_0.0_1", "1_.0", "1._0", "1.0_", "0x1p0", "0x1p-2", "0x.8p1", "0x1.8p1",
	"0x1.p1", "0x.p1", "0x1", "0x1.8", "0x1e5", "0x1p", "0X1P+5", "0b1p5",
	"0b1.1p5", "0o7.7p3", "1p5", "1.5p-3", "1.5p5e3", "0e1", "Inf", "inf",
	"+Inf", "-inf", "infinity", "nan", "1/2", "1 ", " 1", "1.2.3", "-1.5",
	"0e99999999999999999999", "0e9223372036854775807", "1e9223372036854775807",
	"1e-9223372036854775808", "1e9223372036854775808", "0.0e1000000000000",
	"1e1000000000", "1e-1000000000", "1e646456993", "1e646456994",
	"1e-646456993", "1e-646456994", "1e-2000000000", "1e-2147483648",
	"1e-2147483650", "1e-3000000000", "1e3000000000", "1e308", "1e309",
	"1.7976931348623157e308", "1.797693134862315807e308",
	"1.7976931348623158079372897140530341507993413271003782693e308",
	"4.9e-324", "2.4703282292062327208e-324", "2.4703282292062328e-324",
	"2.2250738585072014e-308", "2.2250738585072011e-308", "3.4028234e38",
	"3.4028235e38", "3.40282356779733661637539395458142568447e38",
	"3.40282356779733661637539395458142568448e38", "1.401298464324817e-45",
	"7.00649232162408535461864791644958065640130970938257885878534141944895541342930300743319094181060791015625e-46",
	"7.0064923216240853546186479164495806564013097093825788587853e-46",
	"1e1232", "1e1233", "1e1234", "1e-1232", "1e-1233", "1e-1234", "1e4096",
	"0x1p4094", "0x1p4095", "0x1p4096", "0x1p-4096", "0x1p-4097", "0x1p-4098",
	"0x1p2147483646", "0x1p2147483647", "0x0.8p2147483647",
	"0x1p-2147483648", "0x1p-2147483649", "0x1p-2147483650",
	"0x1.8p-2147483649", "0x0.ffffffffp2147483647",
	"0x0." + strings.Repeat("f", 128) + "p2147483647",
	"0x0." + strings.Repeat("f", 129) + "p2147483647",
	"0x0." + strings.Repeat("f", 128) + "p-2147483648",
	"0x0." + strings.Repeat("f", 129) + "p-2147483648",
	"0x0." + strings.Repeat("f", 129) + "p0",
	"0x0." + strings.Repeat("f", 127) + "8p0", "0x1p-512", "0x1p-513",
	"0x1" + strings.Repeat("0", 127) + "1p0", "0x1" + strings.Repeat("0", 127) + "1p5000",
	"0x1" + strings.Repeat("0", 127) + "08p0", "0x1" + strings.Repeat("0", 127) + "18p5000",
	"3.14159265358979323846264338327950288419716939937510582097494459",
	"1" + strings.Repeat("0", 2000) + "e-2000", "." + strings.Repeat("0", 5000) + "1e5000",
	"1." + strings.Repeat("3", 9000), strings.Repeat("9", 1230) + "." + strings.Repeat("9", 1230),
	"0x" + strings.Repeat("ab", 4000) + ".8p-30000", "0x." + strings.Repeat("0", 4000) + "1p16000",
	"1." + strings.Repeat("7", 500) + "e100000", "1." + strings.Repeat("7", 500) + "e-100000",
	"0.999999999999999999999999999999", "999999.5", "999999.4", "1000000.5",
	"100000.00001", "0.00001", "0.0001", "0.00009999999", "1e-7", "1e100",
	"123456.7", "1234567.8", "12e20", "5e-324",

	// Characters.
	"''", "'a'", "'ab'", "'", "'\\n'", "'\\''", "'\\\"'", "'\\x41'", "'\\xff'",
	"'\\xf'", "'\\377'", "'\\400'", "'\\37'", "'\\u00e9'", "'\\ud800'", "'\\udfff'",
	"'\\ue000'", "'\\U0010ffff'", "'\\U00110000'", "'\\UFFFFFFFF'", "'\\q'", "'\\'",
	"'é'", "'\xff'", "'\xe2\x82'", "'世'", "'\U0001f600'", "'\n'", "'\\a'", "'\\0'",
	"'\\000'", "'''", "'\\v'", "'\\b'", "'\\f'", "'\\r'", "'\\t'", "'\\\\'",

	// Strings.
	`""`, `"a"`, `"a`, `a"`, `"`, `"\n\a\b\f\r\t\v\\\""`, `"\'"`, `"a"b"`,
	`"\x00\xff\377\u00e9\U0001F600"`, `"\ud800"`, `"\U00110000"`, "\"\n\"",
	"\"\xff\"", "\"\xff\\n\"", "\"\xed\xa0\x80\"", "\"\xf4\x90\x80\x80\"",
	"\"\xc0\x80\"", "``", "`a`", "`a\r\nb\r`", "`\\n`", "`a``b`", "`a", "`\xff`",
	"\"\x00\"", "\"\x7f\"", "\"\u00ad\u200b\ufeff\"", "\"\\", `"\x"`, `"\x4"`,
	`"\0"`, `"\08"`, `"\8"`, `"\u12"`, `"\U1234567"`, `"` + strings.Repeat("x", 70) + `"`,
	`"` + strings.Repeat("x", 71) + `"`, `"` + strings.Repeat("é", 70) + `"`,
	`"` + strings.Repeat("é", 71) + `"`, `"` + strings.Repeat("\\n", 35) + `"`,
	`"` + strings.Repeat("\\n", 36) + `"`, `"` + strings.Repeat("\U0001f600", 100) + `"`,
	"`" + strings.Repeat("\xff", 80) + "`", "`" + strings.Repeat("\xf0\x9f", 80) + "`",
	`"` + strings.Repeat("long ", 2000) + `"`,
}

var edgeInts = []int64{0, 1, -1, 2, 3, -3, 5, 7, 10, 255, 256, -16, -17, 1000,
	math.MaxInt32, math.MinInt32, math.MaxInt32 + 1, math.MinInt32 - 1,
	1 << 53, 1<<53 + 1, 1<<24 + 1, 1 << 62, -1 << 62, 1<<62 - 1, -1<<62 - 1,
	math.MaxInt64, math.MinInt64, math.MaxInt64 - 1, math.MinInt64 + 1}

func (g *generator) digits(n int, set string) string {
	var b strings.Builder
	for i := 0; i < n; i++ {
		b.WriteByte(set[g.Intn(len(set))])
	}
	return b.String()
}

// size is mostly small.
func (g *generator) size() int {
	switch g.Intn(20) {
	case 0:
		return 1 + g.Intn(400)
	case 1, 2, 3:
		return 1 + g.Intn(60)
	}
	return 1 + g.Intn(12)
}

func (g *generator) intLiteral() string {
	n := g.size()
	switch g.Intn(6) {
	case 0:
		return "0x" + g.digits(n, "0123456789abcdefABCDEF")
	case 1:
		return "0b" + g.digits(n, "01")
	case 2:
		return "0o" + g.digits(n, "01234567")
	case 3:
		return "0" + g.digits(n, "01234567")
	}
	return g.digits(1, "123456789") + g.digits(n-1, "0123456789")
}

func (g *generator) floatLiteral() string {
	exp := g.Intn(41) - 20
	switch g.Intn(10) {
	case 0:
		exp = g.Intn(700) - 350
	case 1:
		exp = g.Intn(3000) - 1500
	case 2:
		exp = g.Intn(2000000) - 1000000
	case 3:
		exp = g.Intn(2) * (g.Intn(1400000000) - 700000000)
	}
	switch g.Intn(5) {
	case 0:
		return fmt.Sprintf("0x%s.%sp%d", g.digits(g.size(), "0123456789abcdef"),
			g.digits(g.size(), "0123456789abcdef"), exp)
	case 1:
		return g.digits(g.size(), "0123456789") + "." + g.digits(g.size(), "0123456789")
	}
	return fmt.Sprintf("%s.%se%d", g.digits(g.size(), "0123456789"),
		g.digits(g.size()-1, "0123456789"), exp)
}

// newNumber puts a number into a register.
func (g *generator) newNumber(reg int) {
	switch g.Intn(12) {
	case 0:
		g.literal(reg, token.FLOAT, edgeLiterals[g.Intn(len(edgeLiterals))])
	case 1:
		g.literal(reg, token.INT, edgeLiterals[g.Intn(len(edgeLiterals))])
	case 2, 3:
		g.literal(reg, token.INT, g.intLiteral())
	case 4, 5, 6:
		g.literal(reg, token.FLOAT, g.floatLiteral())
	case 7:
		g.literal(reg, token.IMAG, g.floatLiteral()+"i")
	case 8:
		g.float64(reg, g.Uint64())
	case 9:
		g.uint64(reg, g.Uint64()>>g.Intn(64))
	case 10:
		g.int64(reg, int64(g.Uint64())>>g.Intn(64))
	case 11:
		g.int64(reg, edgeInts[g.Intn(len(edgeInts))])
	}
}

// someRune is one of those that did not change since Unicode 15.
func (g *generator) someRune() rune {
	switch g.Intn(6) {
	case 0:
		return rune(g.Intn(0x500))
	case 1:
		return 0x4e00 + rune(g.Intn(0x5000))
	case 2:
		return 0x1f600 + rune(g.Intn(0x40))
	case 3:
		return 0xd800 + rune(g.Intn(0x800))
	case 4:
		return unicode.MaxRune - rune(g.Intn(0x100))
	}
	return rune(g.Intn(128))
}

func (g *generator) bytes() string {
	var b strings.Builder
	for n := g.size(); n > 0; n-- {
		if g.Intn(6) == 0 {
			b.WriteByte(byte(g.Intn(256)))
		} else {
			b.WriteRune(g.someRune())
		}
	}
	return b.String()
}

func (g *generator) newOther(reg int) {
	switch g.Intn(6) {
	case 0:
		g.boolean(reg, g.Intn(2) == 0)
	case 1:
		g.literal(reg, token.CHAR, "'"+g.bytes()+"'")
	case 2:
		g.literal(reg, token.STRING, `"`+g.bytes()+`"`)
	case 3:
		g.literal(reg, token.STRING, "`"+g.bytes()+"`")
	default:
		g.text(reg, g.bytes())
	}
}

// malformed is a literal with a few bytes changed.
func (g *generator) malformed() {
	text := edgeLiterals[g.Intn(len(edgeLiterals))]
	kind := []token.Token{token.INT, token.FLOAT, token.IMAG, token.CHAR,
		token.STRING}[g.Intn(5)]
	if g.Intn(2) == 0 {
		text = g.floatLiteral()
	}
	s := []byte(text)
	for n := 1 + g.Intn(3); n > 0; n-- {
		const likely = "0123456789abcdefABCDEF__..eEpPxXoObBi+-\\\\'\"`nux\n\xff"
		c := likely[g.Intn(len(likely))]
		i := g.Intn(len(s) + 1)
		switch {
		case g.Intn(3) == 0 || i == len(s):
			s = append(s[:i:i], append([]byte{c}, s[i:]...)...)
		case g.Intn(2) == 0:
			s[i] = c
		default:
			s = append(s[:i:i], s[i+1:]...)
		}
	}
	if kind == token.IMAG {
		s = append(s, 'i')
	}
	// A string in single quotes is a character; the scanner knows better.
	if kind == token.STRING && len(s) > 0 && s[0] == '\'' {
		return
	}
	g.literal(g.free(), kind, string(s))
}
