module example.com/kv-handles

go 1.22
