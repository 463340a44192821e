module example.com/conditional-put

go 1.22
