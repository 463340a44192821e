module example.com/function-field

go 1.22
