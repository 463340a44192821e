module example.com/owner-knows

go 1.22
