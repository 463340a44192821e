module example.com/peer-directory

go 1.22
