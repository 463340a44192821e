package p
func broken( {
	if {
}
func whole() { x := <-y.(chan<- chan int) }
type T struct { a, b int "tag"; *E; p.F[int] }
