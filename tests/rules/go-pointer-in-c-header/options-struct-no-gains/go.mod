module example.com/options-struct-no-gains

go 1.22
