module example.com/registry-ok

go 1.22
