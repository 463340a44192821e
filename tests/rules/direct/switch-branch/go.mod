module example.com/switch-branch

go 1.22
