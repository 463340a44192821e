module example.com/whole-struct-assigned

go 1.22
