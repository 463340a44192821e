module example.com/template-cache-ok

go 1.22
