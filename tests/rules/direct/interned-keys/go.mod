module example.com/interned-keys

go 1.22
