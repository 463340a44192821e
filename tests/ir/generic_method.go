// Methods with type parameters of their own, since Go 1.27.
package method

type T struct{ n int }

func (t T) conv[P any](p P, f func(int) P) P { return f(t.n) }
func (t *T) set[P ~int](p P)                 { t.n = int(p) }

type G[K any] struct{ k K }

func (g G[K]) pair[V any](v V) (K, V)  { return g.k, v }
func (g *G[K]) other[L any](l L) *G[L] { return &G[L]{l} }

type E struct{ *T }

func calls(t T, p *T, e E) (int, string) {
	t.set(1)
	p.set[int](2)
	e.set(3)
	return t.conv(1, nil), e.conv[string]("", func(int) string { return "x" })
}

func values(t T, g G[bool]) (func(string, func(int) string) string, func(int) (bool, int)) {
	return t.conv[string], g.pair[int]
}

func exprs() (func(T, int, func(int) int) int, func(*T, int), func(G[int], string) (int, string)) {
	return T.conv[int], (*T).set[int], G[int].pair[string]
}

func generic[A, B any](a A, b B) (A, B) {
	g := G[A]{a}
	h := g.other(b).other(a)
	return h.pair(b)
}

func use() {
	generic(1, "x")
	generic(2, 3)
}
