module example.com/tcp-options

go 1.22
