module example.com/verbose-branch-both

go 1.22
