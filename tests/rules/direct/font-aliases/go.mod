module example.com/font-aliases

go 1.22
