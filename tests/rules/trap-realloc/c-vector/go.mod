module example.com/c-vector

go 1.22
