module example.com/credential-callback-ok

go 1.24
