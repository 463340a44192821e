package p

//line a.go:10:3
var x = 0x1p-2i + 1_000 + '\u00e9' /*line b.go:7*/ + `raw
` // end