module example.com/typedef-parameter

go 1.22
