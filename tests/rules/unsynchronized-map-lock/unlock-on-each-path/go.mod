module example.com/unlock-on-each-path

go 1.22
