module example.com/kv-handles-deletes-first

go 1.22
