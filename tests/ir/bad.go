// Wrong source: the sound parts are built, a Bad value stands for the rest.
package bad

func sound(i int) int { return i + 1 }

func undefinedCall(p *int) {
	undefined(sound(1), *p)
}

func undefinedField(p *struct{ a int }) int {
	p.missing = sound(2)
	return p.nothing + p.a
}

func wrongArgs() {
	sound("x", 2)
	sound()
	_ = len(undefined)
	_ = make(undefined, sound(3))
}

func wrongTypes(i int, s string) bool {
	_ = i + s
	_ = &undefined
	_ = s.(int)
	_ = i[sound(4)]
	_ = undefinedType{sound(5), a: 1}
	_ = struct{ a int }{b: sound(6)}
	return <-i && !undefined
}
