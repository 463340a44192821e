module example.com/error-text-ok

go 1.22
