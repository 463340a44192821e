package p; func f[P *T,](x [len(a)]int) { L: for i := range (T{1}) { if x := (T{}); x { goto L } } ; _ = a[b, c](d...) ; select { case <-ch: default: } }
var f = func(int) { }
