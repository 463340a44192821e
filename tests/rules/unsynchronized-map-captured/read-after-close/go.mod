module example.com/read-after-close

go 1.22
