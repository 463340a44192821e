module example.com/verbose-branch

go 1.22
