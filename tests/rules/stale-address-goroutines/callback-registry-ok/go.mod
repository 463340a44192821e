module example.com/callback-registry-ok

go 1.22
