module example.com/digest-ok

go 1.22
