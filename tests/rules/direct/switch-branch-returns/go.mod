module example.com/switch-branch-returns

go 1.22
