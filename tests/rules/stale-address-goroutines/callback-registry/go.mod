module example.com/callback-registry

go 1.22
