module example.com/texture-registry-deletes-first

go 1.22
