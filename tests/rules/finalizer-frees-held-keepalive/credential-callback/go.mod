module example.com/credential-callback

go 1.24
