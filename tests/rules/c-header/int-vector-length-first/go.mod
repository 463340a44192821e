module example.com/int-vector-length-first

go 1.22
