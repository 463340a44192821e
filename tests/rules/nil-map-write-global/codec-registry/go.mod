module example.com/codec-registry

go 1.22
