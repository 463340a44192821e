module example.com/released-by-interface

go 1.22
