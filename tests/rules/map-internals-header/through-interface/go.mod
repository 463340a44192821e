module example.com/through-interface

go 1.22
