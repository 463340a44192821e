module example.com/codec-registry-init

go 1.22
