module example.com/c-side

go 1.22
