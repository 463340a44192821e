module example.com/one-after-the-other

go 1.22
