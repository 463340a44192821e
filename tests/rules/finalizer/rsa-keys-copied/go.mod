module example.com/rsa-keys-copied

go 1.22
