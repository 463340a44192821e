module example.com/template-cache

go 1.22
