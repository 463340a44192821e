module example.com/switch-default

go 1.22
