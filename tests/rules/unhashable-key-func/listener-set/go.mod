module example.com/listener-set

go 1.22
