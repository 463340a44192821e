module example.com/bind-static

go 1.22
