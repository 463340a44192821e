module example.com/argument-vector-strings

go 1.22
