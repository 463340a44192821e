module example.com/config-path

go 1.22
