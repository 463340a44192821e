package p

type T1 struct{ f T2 }
type T2 [2]T1
type A = B
type B = A
type P *P
type F func(F) F
type I interface{ J }
type J interface{ I }
type G[T any] struct{ g *G[G[T]] }
type C[T C[T]] interface{ m(T) }

const x = y
const y = x

var v = w()

func w() int { return v }

var arr [len(arr)]int
