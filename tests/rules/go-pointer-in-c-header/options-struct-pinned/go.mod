module example.com/options-struct-pinned

go 1.22
