module example.com/upgrade-gap

go 1.22
