module example.com/symbol-keys

go 1.22
