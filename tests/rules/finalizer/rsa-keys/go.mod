module example.com/rsa-keys

go 1.22
