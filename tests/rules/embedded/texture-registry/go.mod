module example.com/texture-registry

go 1.22
