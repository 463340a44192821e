module example.com/registry-each-then-clear

go 1.22
