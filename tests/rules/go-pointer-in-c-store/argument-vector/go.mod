module example.com/argument-vector

go 1.22
