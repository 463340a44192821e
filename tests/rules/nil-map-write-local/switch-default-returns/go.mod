module example.com/switch-default-returns

go 1.22
