module example.com/symbol-keys-new-map

go 1.22
