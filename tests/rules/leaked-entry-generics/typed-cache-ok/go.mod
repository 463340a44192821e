module example.com/typed-cache-ok

go 1.22
