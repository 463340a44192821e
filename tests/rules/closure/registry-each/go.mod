module example.com/registry-each

go 1.22
