module example.com/options-struct

go 1.22
