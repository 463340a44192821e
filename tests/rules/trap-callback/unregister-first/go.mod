module example.com/unregister-first

go 1.22
