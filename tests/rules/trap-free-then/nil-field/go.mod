module example.com/nil-field

go 1.22
