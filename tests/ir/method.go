// Method values and expressions, promoted methods, generic methods.
package method

type T struct{ n int }

func (t T) val(i int) int  { return t.n }
func (t *T) ptr(i int) int { return t.n }

type I interface{ val(int) int }

type E struct {
	*T
	I
}
type V struct{ T }

func values(t T, p *T, i I, v V, e *E) []func(int) int {
	return []func(int) int{t.val, t.ptr, p.val, p.ptr, i.val, v.val, v.ptr, e.ptr, (*e).T.val}
}

func exprs() []any {
	return []any{T.val, (*T).val, (*T).ptr, I.val, V.val, (*V).ptr, E.ptr}
}

func calls(t T, v V, e E, i I) int {
	return T.val(t, 1) + (*T).ptr(&t, 2) + I.val(i, 3) + v.val(4) + v.ptr(5) + e.ptr(6) + e.I.val(7)
}

func fresh() *T { return nil }

func chained() int { return fresh().val(fresh().ptr(1)) }

type G[P any] struct{ p P }

func (g G[P]) get() P     { return g.p }
func (g *G[P]) set(p P)   { g.p = p }
func (g G[P]) self() G[P] { return g }

func generic[Q any](q Q) (func() Q, func(*G[Q], Q)) {
	g := G[Q]{q}
	g.set(q)
	return g.self().get, (*G[Q]).set
}

func use() {
	generic(1)
	generic("x")
	var g G[bool]
	_ = g.get
	g.set(g.get())
}

func bounded[P I](p P) (func(int) int, int) { return p.val, p.val(1) }

func boundedType[P interface {
	~int
	get() int
}](p P) func() int {
	return p.get
}

type num int

func (n num) get() int { return int(n) }

func useBounded(t T, i I) {
	bounded(t)
	bounded(i)
	boundedType(num(1))
}
