module example.com/late-argument

go 1.22
