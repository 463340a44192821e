module example.com/forgotten-before-free

go 1.22
