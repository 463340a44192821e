module example.com/int-vector

go 1.22
