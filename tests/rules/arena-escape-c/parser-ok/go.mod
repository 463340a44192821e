module example.com/parser-ok

go 1.22
